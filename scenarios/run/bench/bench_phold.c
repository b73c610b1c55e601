/// suanli bench phold: the engine on the benchmark of the field, once.
#include <inttypes.h>

#include "results/to_json.h"
#include "scenarios/run/bench/bench.h"
#include "scenarios/run/bench/phold.h"

/// Start events beyond this do not fit any machine: 24 bytes each.
#define ALL_EVENTS_MAX 4000000000u

static struct phold read(const struct options *options)
{
    const struct bench_options *given = &options->bench;
    return (struct phold){
        .processes = given->lps ? given->lps : 1024,
        .start_events = given->start_events ? given->start_events : 16,
        .remote = given->remote >= 0 ? given->remote : 0.1,
        .lookahead_s = given->lookahead_s >= 0 ? given->lookahead_s : 0.1,
        .end_s = given->end_s > 0 ? given->end_s : 300,
        .workers = bench_threads(options),
        .seed = bench_seed(options, 0),
    };
}

enum sim_status bench_phold(const struct options *options, struct sim_error *error)
{
    struct phold phold = read(options);
    uint64_t population = (uint64_t)phold.processes * phold.start_events;
    if (population > ALL_EVENTS_MAX)
        return sim_error_say(error, SIM_USAGE,
                             "suanli bench phold: found %" PRIu64 " events at once (--lps times --events), "
                             "expected %u at most",
                             population, ALL_EVENTS_MAX);
    struct phold_result result = phold_run(&phold);
    double rate = (double)result.events / result.wall_s, rss_mb = bench_peak_mb();
    char hash[17];
    snprintf(hash, sizeof(hash), "%016" PRIx64, result.hash);
    json_t *json = json_pack("{s:I, s:o, s:o, s:o, s:s}", "events", (json_int_t)result.events, "wall_s",
                             to_json_statistic(result.wall_s), "events_per_s", to_json_statistic(rate),
                             "rss_mb", to_json_statistic(rss_mb), "hash", hash);
    struct table *table = table_create();
    const char *const headers[] = {"LPs",    "events each", "P",         "L",        "T",       "threads",
                                   "events", "s",           "million/s", "ns/event", "RSS, MB", "hash"};
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        table_column(table, headers[i], TABLE_RIGHT);
    table_cell(table, TABLE_PLAIN, "%u", phold.processes);
    table_cell(table, TABLE_PLAIN, "%u", phold.start_events);
    table_cell(table, TABLE_PLAIN, "%g", phold.remote);
    table_cell(table, TABLE_PLAIN, "%g", phold.lookahead_s);
    table_cell(table, TABLE_PLAIN, "%g", phold.end_s);
    table_cell(table, TABLE_PLAIN, "%u", phold.workers);
    table_cell(table, TABLE_PLAIN, "%" PRIu64, result.events);
    table_cell(table, TABLE_PLAIN, "%.3f", result.wall_s);
    table_cell(table, TABLE_GOOD, "%.1f", rate * 1e-6);
    table_cell(table, TABLE_PLAIN, "%.1f", 1e9 / rate);
    table_cell(table, TABLE_PLAIN, "%.0f", rss_mb);
    table_cell(table, TABLE_PLAIN, "%s", hash);
    bench_print(options, json, &table, 1);
    return SIM_OK;
}
