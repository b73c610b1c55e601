/// Result files, edited and sealed again (result_edits.h), as each command reads them. Byte 0 chooses the file, byte 1 the command,
/// and what follows are edits.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/analyse.h"
#include "results/compare.h"
#include "results/export.h"
#include "results/kind.h"
#include "results/report/report.h"
#include "results/verdict.h"
#include "scenarios/run/assertion.h"
#include "scenarios/run/placement_file.h"
#include "scenarios/run/settings.h"
#include "scenarios/run/show.h"
#include "scenarios/run/sweep_status.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/result_edits.h"

#define FILE_NAME  "result.h5"
#define OTHER_NAME "other.h5"

static FILE *nowhere;

/// `suanli report`: all tables, then as JSON.
static void read_verdict(struct load *load, struct sim_error *error)
{
    for (int as_json = 0; as_json < 2; as_json++)
        show_verdict(load, &(struct options){.json = as_json, .language = as_json ? STRINGS_EN : STRINGS_ZH},
                     1.5, error);
}

/// `suanli report -o`: a page holds nothing that ends a script early, whatever the texts of the file; or there is none, and a
/// fault.
static void read_page(struct load *load, struct sim_error *error)
{
    size_t before = error->count;
    char *page = report_page(load, STRINGS_EN, error);
    SIM_ASSERT((page != NULL) == (error->count == before), "%zu faults and %s page", error->count - before,
               page ? "a" : "no");
    SIM_ASSERT(!page || !strstr(page, "</script><b>"), "a text of the file ends a script");
    free(page);
}

/// `suanli analyse`, and with -o a file of its own.
static void read_analyse(struct load *load, struct sim_error *error)
{
    struct analyse *analyse;
    char path[256];
    if (analyse_create(load, &analyse, error) != SIM_OK)
        return;
    analyse_print(analyse, nowhere, false);
    json_decref(analyse_json(analyse));
    fuzz_path("analysis.h5", path);
    if (analyse_write(analyse, path, "0", error) == SIM_OK)
        unlink(path);
    analyse_destroy(analyse);
}

/// `suanli export`, one of its three forms.
static void read_export(struct load *load, int form, struct sim_error *error)
{
    static enum sim_status (*const forms[])(const struct export_book *, const char *,
                                            struct sim_error *) = {export_csv, export_geojson, export_xlsx};
    struct export_book *book;
    char path[256];
    if (export_create(load, &book, error) != SIM_OK)
        return;
    fuzz_path(form == 0 ? "folder.csv" : "map", path);
    forms[form](book, path, error);
    if (form > 0)
        unlink(path);
    export_destroy(book);
}

/// `suanli compare`, with the file as it was before the edits as base or as the other.
static void read_compare(struct load *load, bool is_first, struct sim_error *error)
{
    struct compare_input inputs[2] = {{.load = load}};
    struct settings settings[2] = {0};
    struct compare *compare = NULL;
    char path[256];
    fuzz_path(OTHER_NAME, path);
    enum sim_status status = load_open(path, &inputs[1].load, error);
    for (int i = 0; i < 2 && status == SIM_OK; i++) {
        status = kind_need_run(inputs[i].load, "compare", error);
        if (status == SIM_OK)
            status = settings_read(load_attribute_text(inputs[i].load, SCHEMA_SCENARIO, ""), path,
                                   &settings[i], error);
        inputs[i].settings = settings[i].list;
        inputs[i].setting_count = settings[i].count;
    }
    struct compare_input other = inputs[0];
    if (!is_first)
        inputs[0] = inputs[1], inputs[1] = other;
    if (status == SIM_OK && compare_create(inputs, 2, &compare, error) == SIM_OK) {
        compare_print(compare, nowhere, false);
        json_t *json = compare_json(compare);
        json_dumpf(json, nowhere, VERDICT_JSON_FLAGS);
        json_decref(json);
        fuzz_path("page.html", path);
        compare_write(compare, path, error);
        compare_destroy(compare);
    }
    for (int i = 0; i < 2; i++)
        settings_clear(&settings[i]);
    load_close(inputs[is_first ? 1 : 0].load);
}

/// `suanli sweep --status`, of the finished file.
static void read_status(const char *path, struct sim_error *error)
{
    for (int as_json = 0; as_json < 2; as_json++)
        sweep_status(&(struct options){.status = path, .json = as_json}, error);
}

/// `suanli place --check` and --start.
static void read_placement(const char *path, struct sim_error *error)
{
    struct placement_problem problem = {0};
    struct placement_result result = {0};
    if (placement_file_read(path, &problem, &result, error) != SIM_OK)
        return;
    placement_problem_clear(&problem);
    placement_result_clear(&result);
}

/// `suanli run --assert`.
static void read_assertion(struct load *load, struct sim_error *error)
{
    static const char *const texts[] = {"racks_in_service>=140@2023-01-31",
                                        "compute_eflops<=0.3@2024-12-31 p 0.9"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct assertion assertion;
        double share;
        if (assertion_read(texts[i], &assertion, error) == SIM_OK &&
            assertion_share(&assertion, load, &share, error) == SIM_OK)
            SIM_ASSERT(share >= 0 && share <= 1, "a share of %g", share);
    }
}

enum reading {
    VERDICT,
    PAGE,
    ANALYSE,
    CSV,
    GEOJSON,
    XLSX,
    BASE,
    OTHER,
    ASSERT,
    STATUS,
    PLACEMENT,
    SEAL,
    READINGS
};

/// A byte other than it was sealed with: refused, before HDF5 sees the file.
static void read_damaged(const char *path, size_t place, struct sim_error *error)
{
    size_t size;
    struct load *load;
    uint8_t *bytes = fuzz_read(path, &size);
    bytes[place % size] ^= (uint8_t)(1 + place % 255);
    fuzz_put(FILE_NAME, bytes, size);
    free(bytes);
    enum sim_status status = load_open(path, &load, error);
    SIM_ASSERT(status == SIM_BAD_DATA && error->count == 1, "damage at byte %zu: status %d", place % size,
               status);
}

static void read_open(struct load *load, enum reading reading, struct sim_error *error)
{
    switch (reading) {
    case VERDICT: read_verdict(load, error); break;
    case PAGE: read_page(load, error); break;
    case ANALYSE: read_analyse(load, error); break;
    case CSV:
    case GEOJSON:
    case XLSX: read_export(load, (int)(reading - CSV), error); break;
    case BASE:
    case OTHER: read_compare(load, reading == BASE, error); break;
    default: read_assertion(load, error); break;
    }
}

static void read_as(enum reading reading, size_t place)
{
    struct load *load;
    struct sim_error error = {0};
    char path[256];
    fuzz_path(FILE_NAME, path);
    if (reading == STATUS)
        read_status(path, &error);
    else if (reading == PLACEMENT)
        read_placement(path, &error);
    else if (reading == SEAL)
        read_damaged(path, place, &error);
    else if (load_open(path, &load, &error) == SIM_OK) {
        read_open(load, reading, &error);
        load_close(load);
    }
    sim_error_clear(&error);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
    if (size < 2)
        return;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    size_t seed = bytes[0] % result_seeds(), other_size, place = 0;
    enum reading reading = bytes[1] % READINGS;
    const uint8_t *other = result_seed(seed, &other_size);
    result_edit(seed, bytes + 2, size - 2, FILE_NAME);
    if (reading == BASE || reading == OTHER)
        fuzz_put(OTHER_NAME, other, other_size);
    for (size_t i = 2; i < size; i++)
        place = place * 251 + bytes[i];
    FILE *kept = stdout;
    stdout = nowhere; // commands print
    read_as(reading, place);
    stdout = kept;
}
