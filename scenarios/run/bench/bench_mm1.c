/// suanli bench mm1: a queue beside its closed form.
#include <inttypes.h>
#include <math.h>

#include "results/to_json.h"
#include "scenarios/run/bench/bench.h"
#include "scenarios/run/bench/mm1.h"

#define CUSTOMERS_DEFAULT 10000000

static void row(struct table *table, const char *what, double measured, double expected)
{
    table_cell(table, TABLE_PLAIN, "%s", what);
    table_cell(table, TABLE_PLAIN, "%.5g", measured);
    if (isnan(expected))
        table_cell(table, TABLE_PLAIN, "%s", "");
    else
        table_cell(table, TABLE_PLAIN, "%.5g", expected);
}

enum sim_status bench_mm1(const struct options *options, struct sim_error *error)
{
    (void)error; // nothing that a user can do wrong
    uint64_t customers = options->bench.customers ? options->bench.customers : CUSTOMERS_DEFAULT;
    struct mm1_result result = mm1_run(customers, bench_seed(options, 1));
    double rate = (double)result.events / result.wall_s;
    json_t *json = json_pack(
        "{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "customers", (json_int_t)result.served,
        "events", (json_int_t)result.events, "wall_s", to_json_statistic(result.wall_s), "events_per_s",
        to_json_statistic(rate), "mean_wait", to_json_statistic(result.mean_wait), "mean_wait_exact",
        to_json_statistic(mm1_mean_wait()), "mean_wait_error", to_json_statistic(mm1_wait_error(customers)),
        "mean_waiting", to_json_statistic(result.mean_waiting), "mean_waiting_exact",
        to_json_statistic(mm1_mean_waiting()), "rss_mb", to_json_statistic(bench_peak_mb()));
    struct table *table = table_create();
    table_column(table, "M/M/1 at 75 % load, in means of service", TABLE_LEFT);
    table_column(table, "measured", TABLE_RIGHT);
    table_column(table, "closed form", TABLE_RIGHT);
    row(table, "mean wait", result.mean_wait, mm1_mean_wait());
    row(table, "its standard error", fabs(result.mean_wait - mm1_mean_wait()), mm1_wait_error(customers));
    row(table, "longest wait", result.max_wait, NAN);
    row(table, "mean number waiting", result.mean_waiting, mm1_mean_waiting());
    row(table, "served at once", result.at_once_frac, 1 - MM1_LOAD);
    row(table, "server busy", result.busy_frac, MM1_LOAD);
    row(table, "customers, millions", (double)result.served * 1e-6, NAN);
    row(table, "wall, s", result.wall_s, NAN);
    row(table, "million events/s", rate * 1e-6, NAN);
    bench_print(options, json, &table, 1);
    return SIM_OK;
}
