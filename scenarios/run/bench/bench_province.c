/// suanli bench province: a scenario's set-up, its events, and what threads gain inside one replication and over several.
///
/// The same replications are run one after the other on one thread, one after the other on all threads each, and side by
/// side, one a thread. Each of the three is repeated, and the median counts. Efficiency of T threads: time on one thread /
/// (T x time on T). One more replication is run with the engine's clock on, for the time of each kind of process.
#include <inttypes.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

#include "results/to_json.h"
#include "scenarios/run/bench/bench.h"
#include "scenarios/run/ground.h"
#include "scenarios/run/outcome.h"
#include "scenarios/run/progress.h"
#include "sim/memory.h"

#define SCENARIO_DEFAULT     "scenarios/fujian-2025.cfg"
#define REPLICATIONS_DEFAULT 8
#define ROUNDS_MOST          3
#define LONG_S               2.0

/// Ways to use the threads.
enum way { ONE_THREAD, INSIDE, SIDE_BY_SIDE, WAY_COUNT };

struct province_bench {
    struct scenario *scenario;
    struct ground ground;
    struct calendar calendar;
    struct outcome *outcomes; // by thread
    uint32_t threads, replications;
    uint64_t seed;
    double read_s, ground_s;
    double wall_s[WAY_COUNT]; // of all replications
    uint64_t events;          // likewise
    double statistics_s;      // of the one with kinds measured, which are in outcomes[0]
};

static uint64_t run_one(struct province_bench *bench, uint32_t replication, size_t thread, uint32_t workers,
                        bool has_statistics)
{
    struct outcome *outcome = &bench->outcomes[thread];
    const struct outcome_job job = {
        .scenario = bench->scenario,
        .instance = thread,
        .world = bench->ground.world,
        .places = &bench->ground.places,
        .calendar = &bench->calendar,
        .seed = bench->seed,
        .replication = replication,
        .workers = workers,
        .has_statistics = has_statistics,
    };
    char fault[160];
    bool is_good = outcome_run(outcome, &job, fault, sizeof(fault));
    SIM_ASSERT(is_good, "a replication that starts at the epoch failed: %s", fault);
    return outcome->totals.events;
}

static double run_all(struct province_bench *bench, enum way way)
{
    uint32_t workers = way == INSIDE ? bench->threads : 1;
    int side_by_side = way == SIDE_BY_SIDE ? (int)bench->threads : 1;
    uint64_t events = 0;
    double started_s = progress_now_s();
#pragma omp parallel for schedule(dynamic) num_threads(side_by_side) reduction(+ : events)
    for (uint32_t i = 0; i < bench->replications; i++)
        events += run_one(bench, i, side_by_side > 1 ? (size_t)omp_get_thread_num() : 0, workers, false);
    bench->events = events;
    return progress_now_s() - started_s;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/// One thread is no choice, and fewer replications than threads cannot keep these busy side by side.
static bool can_run(const struct province_bench *bench, enum way way)
{
    if (way == ONE_THREAD)
        return true;
    return bench->threads > 1 && (way == INSIDE || bench->replications >= bench->threads);
}

static void measure(struct province_bench *bench)
{
    double wall_s[WAY_COUNT][ROUNDS_MOST], started_s = progress_now_s();
    bench->events = run_one(bench, 0, 0, 1, false); // warm
    double first_s = progress_now_s() - started_s;
    // A single long replication is its own measurement.
    bool is_measured = first_s > LONG_S && bench->replications == 1;
    int rounds = first_s > LONG_S ? 1 : ROUNDS_MOST;
    for (int round = 0; round < rounds; round++) {
        wall_s[ONE_THREAD][round] = is_measured ? first_s : run_all(bench, ONE_THREAD);
        for (int way = INSIDE; way < WAY_COUNT; way++)
            wall_s[way][round] = can_run(bench, way) ? run_all(bench, way) : NAN;
    }
    for (int way = 0; way < WAY_COUNT; way++) {
        qsort(wall_s[way], (size_t)rounds, sizeof(double), compare);
        bench->wall_s[way] = wall_s[way][rounds / 2];
    }
}

static void measure_kinds(struct province_bench *bench)
{
    double started_s = progress_now_s();
    run_one(bench, 0, 0, 1, true);
    bench->statistics_s = progress_now_s() - started_s;
}

static double efficiency(const struct province_bench *bench, enum way way)
{
    return bench->wall_s[ONE_THREAD] / (bench->threads * bench->wall_s[way]);
}

/// A number, or an empty cell where there is none.
static void cell(struct table *table, int decimals, double value)
{
    if (isnan(value))
        table_cell(table, TABLE_PLAIN, "%s", "");
    else
        table_cell(table, TABLE_PLAIN, "%.*f", decimals, value);
}

static void row(struct table *table, const char *what, double wall_s, double events, double gain)
{
    table_cell(table, TABLE_PLAIN, "%s", what);
    cell(table, 3, wall_s);
    cell(table, 2, events / wall_s * 1e-6);
    cell(table, 0, wall_s * 1e9 / events);
    cell(table, 2, gain);
}

static struct table *to_table(const struct province_bench *bench)
{
    struct table *table = table_create();
    double each = 1.0 / bench->replications, events = (double)bench->events * each;
    char text[3][80];
    table_column(table, "step", TABLE_LEFT);
    table_column(table, "s", TABLE_RIGHT);
    table_column(table, "million events/s", TABLE_RIGHT);
    table_column(table, "ns/event", TABLE_RIGHT);
    table_column(table, "efficiency", TABLE_RIGHT);
    row(table, "read and check the scenario", bench->read_s, NAN, NAN);
    row(table, "edge sites, weather, plant tables", bench->ground_s, NAN, NAN);
    snprintf(text[0], sizeof(text[0]), "a replication of %.0f events, 1 thread", events);
    snprintf(text[1], sizeof(text[1]), "a replication, %u threads inside it", bench->threads);
    snprintf(text[2], sizeof(text[2]), "a replication, %u side by side", bench->threads);
    row(table, text[0], bench->wall_s[ONE_THREAD] * each, events, NAN);
    if (can_run(bench, INSIDE))
        row(table, text[1], bench->wall_s[INSIDE] * each, events, efficiency(bench, INSIDE));
    if (can_run(bench, SIDE_BY_SIDE))
        row(table, text[2], bench->wall_s[SIDE_BY_SIDE] * each, events, efficiency(bench, SIDE_BY_SIDE));
    return table;
}

/// What is not in handlers: building and wiring the processes, windows, rows, folding.
static double rest_s(const struct province_bench *bench)
{
    double rest = bench->statistics_s;
    for (size_t i = 0; i < bench->outcomes[0].kind_count; i++)
        rest -= bench->outcomes[0].kinds[i].wall_s;
    return rest;
}

static struct table *to_kinds(const struct province_bench *bench)
{
    struct table *table = table_create();
    const struct outcome *outcome = &bench->outcomes[0];
    const char *const headers[] = {"processes", "events", "ms", "share, %", "ns/event"};
    table_column(table, "kind", TABLE_LEFT);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        table_column(table, headers[i], TABLE_RIGHT);
    for (size_t i = 0; i < outcome->kind_count; i++) {
        const struct sim_kind_totals *kind = &outcome->kinds[i];
        table_cell(table, TABLE_PLAIN, "%s", kind->kind->name);
        table_cell(table, TABLE_PLAIN, "%" PRIu64, kind->processes);
        table_cell(table, TABLE_PLAIN, "%" PRIu64, kind->events);
        table_cell(table, TABLE_PLAIN, "%.2f", kind->wall_s * 1e3);
        table_cell(table, TABLE_PLAIN, "%.1f", kind->wall_s / bench->statistics_s * 100);
        cell(table, 0, kind->events > 0 ? kind->wall_s * 1e9 / (double)kind->events : NAN);
    }
    table_cell(table, TABLE_FAINT, "%s", "building, windows, rows");
    table_cell(table, TABLE_PLAIN, "%s", "");
    table_cell(table, TABLE_PLAIN, "%s", "");
    table_cell(table, TABLE_PLAIN, "%.2f", rest_s(bench) * 1e3);
    table_cell(table, TABLE_PLAIN, "%.1f", rest_s(bench) / bench->statistics_s * 100);
    return table;
}

static json_t *kinds_to_json(const struct province_bench *bench)
{
    const struct outcome *outcome = &bench->outcomes[0];
    json_t *kinds = json_array();
    for (size_t i = 0; i < outcome->kind_count; i++)
        json_array_append_new(kinds, json_pack("{s:o, s:I, s:I, s:o}", "kind",
                                               to_json_text(outcome->kinds[i].kind->name), "processes",
                                               (json_int_t)outcome->kinds[i].processes, "events",
                                               (json_int_t)outcome->kinds[i].events, "wall_s",
                                               to_json_statistic(outcome->kinds[i].wall_s)));
    return kinds;
}

static json_t *to_json(const struct province_bench *bench)
{
    double each = 1.0 / bench->replications, events = (double)bench->events * each;
    return json_pack("{s:o, s:I, s:I, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "scenario",
                     to_json_text(scenario_province(bench->scenario, 0)->title), "threads",
                     (json_int_t)bench->threads, "replications", (json_int_t)bench->replications, "read_s",
                     to_json_statistic(bench->read_s), "ground_s", to_json_statistic(bench->ground_s),
                     "events", (json_int_t)llround(events), "replication_s",
                     to_json_statistic(bench->wall_s[ONE_THREAD] * each), "events_per_s",
                     to_json_statistic((double)bench->events / bench->wall_s[ONE_THREAD]),
                     "efficiency_inside", to_json_statistic(efficiency(bench, INSIDE)),
                     "efficiency_side_by_side", to_json_statistic(efficiency(bench, SIDE_BY_SIDE)), "rss_mb",
                     to_json_statistic(bench_peak_mb()), "kinds", kinds_to_json(bench));
}

enum sim_status bench_province(const struct options *options, struct sim_error *error)
{
    const char *path = options->bench.scenario ? options->bench.scenario : SCENARIO_DEFAULT;
    struct province_bench bench = {.threads = bench_threads(options),
                                   .replications = options->has_replications ? options->replications
                                                                             : REPLICATIONS_DEFAULT,
                                   .seed = bench_seed(options, 1)};
    double started_s = progress_now_s();
    enum sim_status status = scenario_open(path, NULL, 0, bench.threads, &bench.scenario, error);
    if (status != SIM_OK)
        return status;
    bench.read_s = progress_now_s() - started_s;
    const struct province *province = scenario_province(bench.scenario, 0);
    status = ground_make(&bench.ground, bench.scenario, NULL, bench.seed, error);
    if (status != SIM_OK) {
        scenario_close(bench.scenario);
        return status;
    }
    bench.ground_s = progress_now_s() - started_s - bench.read_s;
    calendar_init(&bench.calendar, province, false);
    bench.outcomes = sim_memory_new(bench.threads, sizeof(*bench.outcomes), "replications");
    for (uint32_t i = 0; i < bench.threads; i++)
        outcome_init(&bench.outcomes[i], bench.scenario, &bench.calendar);
    measure(&bench);
    measure_kinds(&bench);
    json_t *json = to_json(&bench);
    struct table *tables[] = {to_table(&bench), to_kinds(&bench)};
    for (uint32_t i = 0; i < bench.threads; i++)
        outcome_clear(&bench.outcomes[i]);
    free(bench.outcomes);
    calendar_clear(&bench.calendar);
    ground_clear(&bench.ground);
    scenario_close(bench.scenario);
    bench_print(options, json, tables, 2);
    return SIM_OK;
}
