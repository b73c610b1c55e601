/// What a program leaves for its next start: the parts of a sweep that was stopped (--status, --resume), the snapshot of a run
/// (--from), placements kept beside results. Byte 0 chooses. Seals are set after the input is in its place, so that the reading
/// behind them is reached; that they refuse what is damaged is tried by damage.c and fuzz_results.c.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/seal.h"
#include "scenarios/run/ground.h"
#include "scenarios/run/outcome.h"
#include "scenarios/run/siting_cache.h"
#include "scenarios/run/snapshot_file.h"
#include "scenarios/run/sweep_about.h"
#include "scenarios/run/sweep_parts.h"
#include "scenarios/run/sweep_status.h"
#include "sim/memory.h"
#include "tests/fuzz/fuzz.h"

#define SCENARIO "tests/scenarios/base.cfg"

enum { UNITS_TRIED = 3, UNIT_NUMBERS_MAX = 4096, PLACES_MAX = 16, SITES = 40, PERIODS = 3, EDIT_BYTES = 4 };

/// The scenario that a sweep or a run goes on with, made once.
static struct sweep_plan plan;
static struct options options;
static struct ground ground;
static struct snapshot_part state; // of the seed snapshot
static FILE *nowhere;

static void make_plan(void)
{
    static const char *vary[] = {"ramp.half_days=200:400"};
    struct sim_error error = {0};
    options = (struct options){.argument = SCENARIO,
                               .seed = 1,
                               .replications = 1,
                               .has_replications = true,
                               .vary = vary,
                               .vary_count = 1,
                               .points = 4,
                               .design = "sobol"};
    if (sweep_plan_create(&plan, &options, &error) != SIM_OK ||
        ground_make(&ground, plan.scenario, NULL, 1, &error) != SIM_OK)
        abort(); // run from the top of the project
    nowhere = fopen("/dev/null", "w");
}

/// The state in a snapshot of that scenario, if the environment names one.
static void read_state(void)
{
    struct snapshot_reader *reader;
    struct sim_error error = {0};
    const char *path = getenv("SUANLI_FUZZ_SNAPSHOT");
    if (path && snapshot_open(path, &reader, &error) == SIM_OK) {
        snapshot_read(reader, 0, &state);
        snapshot_reader_close(reader);
    }
    sim_error_clear(&error);
}

/// Writes the input behind room for a seal and `head`, and seals it.
static void put_sealed(const char *name, const void *head, size_t head_size, const uint8_t *bytes,
                       size_t size)
{
    uint8_t *whole = calloc(SEAL_SIZE + head_size + size, 1);
    if (head_size > 0)
        memcpy(whole + SEAL_SIZE, head, head_size);
    memcpy(whole + SEAL_SIZE + head_size, bytes, size);
    fuzz_put(name, whole, SEAL_SIZE + head_size + size);
    fuzz_seal(name);
    free(whole);
}

// ---- the parts of a sweep ----------------------------------------------------------------------------------

/// Units of whatever plan the file speaks of, with numbers out of the input; every other one is damaged and sealed again.
static void put_units(const struct sweep_parts *parts, const uint8_t *bytes, size_t size,
                      struct sim_error *error)
{
    const struct sweep_plan *of = parts->plan;
    for (size_t unit = 0; unit < of->units && unit < UNITS_TRIED; unit++) {
        size_t count = sweep_plan_tasks(of, unit) * of->width, size_left;
        if (count > UNIT_NUMBERS_MAX)
            return;
        double *records = calloc(count, sizeof(*records));
        memcpy(records, bytes, size < count * sizeof(*records) ? size : count * sizeof(*records));
        char name[32], path[256];
        snprintf(name, sizeof(name), "unit-%08zu", unit);
        fuzz_path(name, path);
        if (sweep_parts_write(parts, unit, records, error) == SIM_OK && unit % 2 == 1) {
            uint8_t *whole = fuzz_read(path, &size_left);
            whole[SEAL_SIZE + size % (size_left - SEAL_SIZE)] ^= 1;
            fuzz_put(name, whole, size_left - size % 2);
            fuzz_seal(name);
            free(whole);
        }
        sweep_parts_read(parts, unit, records);
        free(records);
    }
}

static void take_units_away(void)
{
    for (int unit = 0; unit < UNITS_TRIED; unit++) {
        char name[32], path[256];
        snprintf(name, sizeof(name), "unit-%08d", unit);
        fuzz_path(name, path);
        unlink(path);
    }
}

/// The first part is the text of a plan; others may be named start-...
static void try_parts(const uint8_t *bytes, size_t size, struct sim_error *error)
{
    const struct fuzz_files *files = fuzz_write(bytes, size);
    struct sweep_parts parts;
    struct sweep_about about;
    char output[256], link[256];
    size_t text_size;
    uint8_t *text = fuzz_read(files->first, &text_size);
    fuzz_path("sweep", output);
    fuzz_path("sweep.parts", link);
    if (access(link, F_OK) != 0 && symlink(".", link) != 0)
        abort();
    put_sealed("plan", plan.digest, sizeof(plan.digest), text, text_size);
    if (sweep_parts_look(&parts, output, &about)) {
        put_units(&parts, text, text_size, error);
        sweep_about_clear(&about);
    }
    for (int as_json = 0; as_json < 2; as_json++)
        sweep_status(&(struct options){.status = output, .json = as_json}, error);
    if (sweep_parts_open(&parts, &plan, output, true, error) == SIM_OK)
        for (size_t unit = 0; unit < plan.units; unit++)
            sweep_parts_read(&parts, unit, NULL);
    take_units_away();
    free(text);
}

// ---- snapshots ---------------------------------------------------------------------------------------------

/// What is taken up is a state of such a scenario, or refused with a word.
static void take_up(const void *bytes, size_t size)
{
    char fault[200] = "";
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = 1;
    def.seed = 1;
    def.end = (plan.province->end - plan.province->epoch) * SIM_DAY;
    def.epoch_civil_day = plan.province->epoch;
    struct sim_engine *engine = sim_engine_create(&def);
    struct province_build *build = province_build(engine, plan.province, ground.world, false);
    bool is_good = sim_snapshot_load(engine, bytes, size, fault, sizeof(fault));
    SIM_ASSERT(is_good == !fault[0], "%s, and says \"%s\"", is_good ? "taken up" : "refused", fault);
    sim_engine_destroy(engine);
    province_build_destroy(build);
}

/// The input is a snapshot without its seal.
static void try_snapshot(const uint8_t *bytes, size_t size, struct sim_error *error)
{
    struct snapshot_reader *reader;
    char path[256];
    put_sealed("snapshot", NULL, 0, bytes, size);
    fuzz_path("snapshot", path);
    if (snapshot_open(path, &reader, error) != SIM_OK)
        return;
    const struct snapshot_about *about = snapshot_about(reader);
    for (uint32_t i = 0; i < about->replications && i < 4; i++) {
        struct snapshot_part part = {0};
        if (snapshot_read(reader, i, &part))
            take_up(part.engine.bytes, part.engine.size);
        snapshot_part_clear(&part);
    }
    snapshot_reader_close(reader);
}

/// The input changes the state of a real one: two bytes of what is cut off its end, then four an edit, place and value.
static void try_state(const uint8_t *bytes, size_t size)
{
    if (size < 2 || state.engine.size == 0)
        return;
    size_t cut = (size_t)(bytes[0] * 256 + bytes[1]), left = state.engine.size - cut % state.engine.size;
    unsigned char *edited = malloc(left);
    memcpy(edited, state.engine.bytes, left);
    for (size_t at = 2; at + EDIT_BYTES <= size; at += EDIT_BYTES)
        edited[(size_t)(bytes[at] * 65536 + bytes[at + 1] * 256 + bytes[at + 2]) % left] = bytes[at + 3];
    take_up(edited, left);
    free(edited);
}

// ---- placements --------------------------------------------------------------------------------------------

/// A text that anybody may have changed: no seal.
static void try_placement(const uint8_t *bytes, size_t size)
{
    static const char key[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct siting_place places[PLACES_MAX];
    char name[64], path[256];
    size_t count = 0;
    snprintf(name, sizeof(name), "placement-%.32s.txt", key);
    fuzz_put(name, bytes, size);
    fuzz_path("", path);
    if (!siting_cache_read(path, key, SITES, PERIODS, places, &count, PLACES_MAX))
        return;
    SIM_ASSERT(count <= PLACES_MAX, "%zu places", count);
    for (size_t i = 0; i < count; i++)
        SIM_ASSERT(places[i].site >= 0 && places[i].site < SITES && places[i].period >= 0 &&
                       places[i].period <= PERIODS,
                   "site %d in period %d", places[i].site, places[i].period);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
    if (!nowhere) {
        make_plan();
        read_state();
    }
    if (size < 1)
        return;
    struct sim_error error = {0};
    FILE *kept = stdout;
    stdout = nowhere; // --status prints
    switch (bytes[0] % 4) {
    case 0: try_parts(bytes + 1, size - 1, &error); break;
    case 1: try_snapshot(bytes + 1, size - 1, &error); break;
    case 2: try_state(bytes + 1, size - 1); break;
    default: try_placement(bytes + 1, size - 1); break;
    }
    stdout = kept;
    sim_error_clear(&error);
}
