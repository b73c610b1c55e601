/// suanli compare: scenarios side by side, from the files of their runs alone.
#include <stdio.h>
#include <unistd.h>

#include "results/compare.h"
#include "results/kind.h"
#include "results/verdict.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/output.h"
#include "scenarios/run/settings.h"
#include "scenarios/run/show.h"

static enum sim_status open_one(const char *path, struct compare_input *input, struct settings *settings,
                                struct sim_error *error)
{
    enum sim_status status = show_open(path, &input->load, error);
    if (status == SIM_OK)
        status = kind_need_run(input->load, "compare", error);
    if (status == SIM_OK)
        status = settings_read(load_attribute_text(input->load, SCHEMA_SCENARIO, ""), path, settings, error);
    input->settings = settings->list;
    input->setting_count = settings->count;
    return status;
}

static void show(const struct compare *compare, const struct options *options)
{
    if (options->json) {
        json_t *json = compare_json(compare);
        output_json(json, JSON_INDENT(1) | VERDICT_JSON_FLAGS);
        json_decref(json);
    } else {
        compare_print(compare, stdout, options_colours(STDOUT_FILENO));
    }
}

enum sim_status cmd_compare(const struct options *options, struct sim_error *error)
{
    struct compare_input inputs[COMPARE_FILES_MAX] = {0};
    struct settings settings[COMPARE_FILES_MAX] = {0};
    struct compare *compare = NULL;
    size_t count = options->argument_count;
    if (count < 2 || count > COMPARE_FILES_MAX)
        return sim_error_say(error, SIM_USAGE, "found %zu file%s to compare, expected 2 to %d", count,
                             count == 1 ? "" : "s", COMPARE_FILES_MAX);
    for (size_t f = 0; f < count; f++) // faults of all files at once
        open_one(options->arguments[f], &inputs[f], &settings[f], error);
    enum sim_status status = sim_error_status(error);
    if (status == SIM_OK)
        status = compare_create(inputs, count, &compare, error);
    if (status == SIM_OK && options->output)
        status = compare_write(compare, options->output, error);
    if (status == SIM_OK && (!options->output || options->json))
        show(compare, options);
    compare_destroy(compare);
    for (size_t f = 0; f < count; f++) {
        settings_clear(&settings[f]);
        load_close(inputs[f].load);
    }
    return status;
}
