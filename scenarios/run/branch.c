#include "scenarios/run/branch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/schema.h"
#include "scenarios/run/levers.h"
#include "scenarios/run/until.h"
#include "sim/memory.h"

static enum sim_status check_numbers(const struct branch *branch, const struct options *options,
                                     struct sim_error *error)
{
    const struct snapshot_about *about = snapshot_about(branch->reader);
    if (options->has_seed && options->seed != about->seed)
        sim_error_say(error, SIM_USAGE, "--seed: found %llu, expected none, or that of the snapshot, %llu",
                      (unsigned long long)options->seed, (unsigned long long)about->seed);
    if (options->has_replications && options->replications > about->replications)
        sim_error_say(error, SIM_USAGE,
                      "--replications: found %u, expected at most those of the snapshot, %u",
                      options->replications, about->replications);
    if (options->every_day != about->every_day)
        sim_error_say(error, SIM_USAGE, "--every: expected %s, as the snapshot's run",
                      about->every_day ? "day" : "month");
    return sim_error_status(error);
}

/// The scenario as the snapshot's run had it must be what the file says now.
static enum sim_status check_text(const struct branch *branch, const char *path,
                                  const struct scenario *scenario, struct sim_error *error)
{
    if (strcmp(scenario_text(scenario), snapshot_about(branch->reader)->scenario_text) == 0)
        return SIM_OK;
    sim_error_add(error, SIM_BAD_DATA, path, 0, NULL, "another scenario than the snapshot's",
                  "the same files; change levers with -D");
    return SIM_BAD_DATA;
}

static void join_overrides(struct branch *branch, const struct options *options)
{
    const struct snapshot_about *about = branch->reader ? snapshot_about(branch->reader) : NULL;
    branch->old_count = about ? about->override_count : 0;
    branch->count = branch->old_count + options->override_count;
    branch->overrides = sim_memory_new(branch->count, sizeof(char *), "overrides");
    for (size_t i = 0; i < branch->old_count; i++)
        branch->overrides[i] = about->overrides[i];
    for (size_t i = 0; i < options->override_count; i++)
        branch->overrides[branch->old_count + i] = options->overrides[i];
}

/// With a snapshot: the scenario as it was is compared with what it becomes.
static enum sim_status check_levers(struct branch *branch, const struct options *options,
                                    struct sim_error *error)
{
    struct scenario *before;
    enum sim_status status =
        scenario_open(options->argument, branch->overrides, branch->old_count, 1, &before, error);
    if (status != SIM_OK)
        return status;
    status = check_text(branch, options->argument, before, error);
    if (status == SIM_OK)
        status = levers_check(&province_table, scenario_province(before, 0),
                              scenario_province(branch->scenario, 0), branch->overrides + branch->old_count,
                              branch->count - branch->old_count, branch->from_day, error);
    scenario_close(before);
    return status;
}

static enum sim_status check_saved_day(const struct branch *branch, const struct options *options,
                                       struct sim_error *error)
{
    const struct province *province = scenario_province(branch->scenario, 0);
    if (options->snapshot_day == 0 ||
        (options->snapshot_day >= branch->from_day && options->snapshot_day < province->end))
        return SIM_OK;
    char day[11], from[11], end[11];
    sim_date_write(options->snapshot_day, day);
    sim_date_write(branch->from_day, from);
    sim_date_write(province->end, end);
    return sim_error_say(error, SIM_USAGE, "--snapshot-at: found %s, expected a date from %s to before %s",
                         day, from, end);
}

enum sim_status branch_open(struct branch *branch, const struct options *options, size_t instances,
                            struct sim_error *error)
{
    *branch = (struct branch){.seed = options->seed,
                              .replications = options->until_count > 0 && !options->has_replications
                                                  ? UNTIL_MOST
                                                  : options->replications,
                              .is_antithetic = options->antithetic,
                              .every_day = options->every_day};
    enum sim_status status = SIM_OK;
    if (options->from)
        status = snapshot_open(options->from, &branch->reader, error);
    if (status == SIM_OK && branch->reader)
        status = check_numbers(branch, options, error);
    if (status == SIM_OK) {
        join_overrides(branch, options);
        status = scenario_open(options->argument, branch->overrides, branch->count, instances,
                               &branch->scenario, error);
    }
    if (status == SIM_OK)
        branch->from_day = scenario_province(branch->scenario, 0)->epoch;
    if (status == SIM_OK && branch->reader) {
        const struct snapshot_about *about = snapshot_about(branch->reader);
        branch->seed = about->seed;
        branch->replications = options->has_replications ? options->replications : about->replications;
        branch->from_day = about->civil_day;
        status = check_levers(branch, options, error);
    }
    if (status == SIM_OK)
        status = check_saved_day(branch, options, error);
    if (status != SIM_OK)
        branch_close(branch);
    return status;
}

void branch_close(struct branch *branch)
{
    scenario_close(branch->scenario);
    snapshot_reader_close(branch->reader);
    free(branch->overrides);
    free(branch->conditions);
    *branch = (struct branch){0};
}

char *branch_command(const struct branch *branch)
{
    char *text = NULL, day[11];
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    fprintf(stream, "suanli run --replications %u --seed %llu%s%s%s", branch->replications,
            (unsigned long long)branch->seed, branch->every_day ? " --every day" : "",
            branch->is_antithetic ? " --antithetic" : "", branch->conditions ? branch->conditions : "");
    sim_date_write(branch->from_day, day);
    for (size_t i = 0; i < branch->count; i++)
        fprintf(stream, "%s%s -D '%s'", i == branch->old_count && branch->reader ? SCHEMA_FROM : "",
                i == branch->old_count && branch->reader ? day : "", branch->overrides[i]);
    fclose(stream);
    return text;
}

void branch_results(const struct branch *branch, const char *scenario_path, char *path, size_t size)
{
    const char *slash = strrchr(scenario_path, '/'), *name = slash ? slash + 1 : scenario_path;
    const char *dot = strrchr(name, '.');
    int length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    char day[12] = "";
    if (branch->reader) {
        day[0] = '@';
        sim_date_write(branch->from_day, day + 1);
    }
    snprintf(path, size, "out/%.*s%s.h5", length, name, day);
}

/// Length of a path without its ".h5".
static int stem(const char *path)
{
    size_t length = strlen(path);
    return (int)(length > 3 && strcmp(path + length - 3, ".h5") == 0 ? length - 3 : length);
}

void branch_snapshot(const char *results_path, int64_t civil_day, char *path, size_t size)
{
    char day[11];
    sim_date_write(civil_day, day);
    snprintf(path, size, "%.*s@%s.snapshot", stem(results_path), results_path, day);
}

void branch_trace(const char *results_path, char *path, size_t size)
{
    snprintf(path, size, "%.*s.trace.csv", stem(results_path), results_path);
}
