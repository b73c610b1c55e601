/// suanli bench scale: what an event and a process cost, from ten thousand processes to ten million.
#include <inttypes.h>
#include <math.h>

#include "results/to_json.h"
#include "scenarios/run/bench/bench.h"
#include "scenarios/run/bench/phold.h"

/// As in the large case of the engine's comparison with others.
#define START_EVENTS 4
#define LPS_LEAST    10000
#define LPS_DEFAULT  10000000
/// Events and simulated time of a measurement, at least.
#define EVENTS_LEAST 4e7
#define END_LEAST    2.0

/// One size, measured in a process of its own.
struct size_result {
    struct phold_result phold;
    double bytes_per_lp;
};

static void measure(const void *in, void *out)
{
    const struct phold *phold = in;
    struct size_result *result = out;
    double before_mb = bench_now_mb();
    result->phold = phold_run(phold);
    result->bytes_per_lp = (bench_peak_mb() - before_mb) * 1e6 / phold->processes;
}

static struct phold case_of(const struct options *options, uint32_t lps)
{
    const struct bench_options *given = &options->bench;
    struct phold phold = {
        .processes = lps,
        .start_events = given->start_events ? given->start_events : START_EVENTS,
        .remote = given->remote >= 0 ? given->remote : 0.1,
        .lookahead_s = given->lookahead_s >= 0 ? given->lookahead_s : 0.1,
        .workers = options->threads ? options->threads : 1,
        .seed = bench_seed(options, 0),
    };
    double population = (double)phold.processes * phold.start_events;
    phold.end_s = given->end_s > 0 ? given->end_s : fmax(END_LEAST, EVENTS_LEAST / population);
    return phold;
}

static void add_row(struct table *table, const struct phold *phold, const struct size_result *result,
                    double first_ns)
{
    double ns = result->phold.wall_s * 1e9 / (double)result->phold.events;
    table_cell(table, TABLE_PLAIN, "%u", phold->processes);
    table_cell(table, TABLE_PLAIN, "%" PRIu64, result->phold.events);
    table_cell(table, TABLE_PLAIN, "%.2f", result->phold.wall_s);
    table_cell(table, TABLE_PLAIN, "%.1f", 1e3 / ns);
    table_cell(table, TABLE_PLAIN, "%.1f", ns);
    table_cell(table, ns > 1.5 * first_ns ? TABLE_POOR : TABLE_GOOD, "%.2f", ns / first_ns);
    table_cell(table, TABLE_PLAIN, "%.0f", result->bytes_per_lp);
}

static json_t *to_json(const struct phold *phold, const struct size_result *result)
{
    double rate = (double)result->phold.events / result->phold.wall_s;
    return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o}", "lps", (json_int_t)phold->processes, "events",
                     (json_int_t)result->phold.events, "wall_s", to_json_statistic(result->phold.wall_s),
                     "events_per_s", to_json_statistic(rate), "ns_per_event", to_json_statistic(1e9 / rate),
                     "bytes_per_lp", to_json_statistic(result->bytes_per_lp));
}

enum sim_status bench_scale(const struct options *options, struct sim_error *error)
{
    uint32_t most = options->bench.lps ? options->bench.lps : LPS_DEFAULT;
    json_t *sizes = json_array();
    struct table *table = table_create();
    const char *const headers[] = {"LPs", "events", "s", "million/s", "ns/event", "of the first", "bytes/LP"};
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        table_column(table, headers[i], TABLE_RIGHT);
    double first_ns = 0;
    enum sim_status status = SIM_OK;
    for (uint64_t lps = most < LPS_LEAST ? most : LPS_LEAST; lps <= most && status == SIM_OK;
         lps = lps < most && lps * 10 > most ? most : lps * 10) {
        struct phold phold = case_of(options, (uint32_t)lps);
        struct size_result result;
        status = bench_apart(measure, &phold, &result, sizeof(result), error);
        if (status != SIM_OK)
            break;
        if (first_ns == 0)
            first_ns = result.phold.wall_s * 1e9 / (double)result.phold.events;
        add_row(table, &phold, &result, first_ns);
        json_array_append_new(sizes, to_json(&phold, &result));
    }
    json_t *json = json_pack("{s:o}", "sizes", sizes);
    if (status == SIM_OK) {
        bench_print(options, json, &table, 1);
        return SIM_OK;
    }
    json_decref(json);
    table_destroy(table);
    return status;
}
