#include "scenarios/run/sweep_status.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "results/table.h"
#include "results/to_json.h"
#include "scenarios/run/output.h"
#include "scenarios/run/sweep_look.h"

/// Runs of missing units, shards and starts that are printed before "and more".
enum { RANGES_SHOWN = 8, SHARDS_SHOWN = 12, STARTS_SHOWN = 4 };

static json_t *missing_json(const struct sweep_look *look)
{
    json_t *list = json_array();
    for (size_t first, end = 0; !look->is_complete && sweep_look_gap(look, end, &first, &end);)
        json_array_append_new(list, json_pack("[I, I]", (json_int_t)first, (json_int_t)(end - 1)));
    return list;
}

static json_t *shards_json(const struct sweep_look *look)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < look->shards; i++) {
        size_t done, all;
        sweep_look_shard(look, i, &done, &all);
        json_array_append_new(list, json_pack("{s:i, s:I, s:I}", "shard", (int)i + 1, "units_done",
                                              (json_int_t)done, "units", (json_int_t)all));
    }
    return list;
}

static json_t *targets_json(const struct sweep_look *look)
{
    json_t *list = json_array();
    for (size_t i = 0; i < look->about.target_count; i++) {
        const struct sweep_target *target = &look->about.targets[i];
        double share, low, high;
        bool is_known = sweep_tally_share(&look->tally, i, &share, &low, &high);
        json_t *json = json_pack("{s:s, s:s, s:s, s:f, s:s}", "id", target->id, "date", target->date, "sense",
                                 target->sense == TARGET_AT_LEAST ? ">=" : "<=", "target", target->goal,
                                 "unit", target->unit);
        to_json_put(json, "p_reach", to_json_statistic(is_known ? share : (double)NAN));
        to_json_put(json, "p_low", to_json_statistic(is_known ? low : (double)NAN));
        to_json_put(json, "p_high", to_json_statistic(is_known ? high : (double)NAN));
        json_array_append_new(list, json);
    }
    return list;
}

static void print_json(const struct sweep_look *look)
{
    const struct sweep_about *about = &look->about;
    json_t *json = json_object();
    to_json_put(json, "file", to_json_text(look->path));
    to_json_put(json, "complete", json_boolean(look->is_complete));
    to_json_put(json, "scenario", to_json_text(about->title));
    to_json_put(json, "command", to_json_text(about->command));
    to_json_put(json, "points", json_integer((json_int_t)about->plan.points));
    to_json_put(json, "replications", json_integer((json_int_t)about->plan.replications));
    to_json_put(json, "runs", json_integer((json_int_t)about->plan.tasks));
    to_json_put(json, "runs_done", json_integer((json_int_t)look->tally.done));
    if (!look->is_complete) {
        to_json_put(json, "units", json_integer((json_int_t)about->plan.units));
        to_json_put(json, "units_done", json_integer((json_int_t)look->units_done));
        to_json_put(json, "units_damaged", json_integer((json_int_t)look->damaged));
        to_json_put(json, "runs_per_s", to_json_statistic(look->pace.is_still ? 0 : look->pace.per_s));
        to_json_put(json, "left_s", to_json_statistic(sweep_look_left_s(look)));
        to_json_put(json, "idle_s", to_json_statistic(look->pace.idle_s));
        to_json_put(json, "units_missing", missing_json(look));
        to_json_put(json, "shards", shards_json(look));
        to_json_put(json, "starts", json_incref(look->starts));
    }
    to_json_put(json, "targets", targets_json(look));
    output_json(json, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    json_decref(json);
}

static const char *duration(double s, char text[32])
{
    if (s < 120)
        snprintf(text, 32, "%.0f s", s);
    else
        snprintf(text, 32, s < 7200 ? "%.0f min" : "%.1f h", s < 7200 ? s / 60 : s / 3600);
    return text;
}

static void print_pace(const struct sweep_look *look)
{
    char text[32];
    if (look->units_done == 0) {
        printf("No unit is done yet.\n");
    } else if (look->pace.is_still) {
        printf("Nothing came for %s: it seems to have stopped. The same command with --resume goes on.\n",
               duration(look->pace.idle_s, text));
    } else {
        printf("The last came %s ago", duration(look->pace.idle_s, text));
        if (isfinite(look->pace.per_s))
            printf("; %.3g runs a second, about %s left", look->pace.per_s,
                   duration(sweep_look_left_s(look), text));
        printf(".\n");
    }
}

static void print_missing(const struct sweep_look *look)
{
    size_t first, end = 0, shown = 0;
    if (look->shards > 0) {
        printf("Shards of %u not done:", look->shards);
        for (uint32_t i = 0; i < look->shards; i++) {
            size_t done, all;
            sweep_look_shard(look, i, &done, &all);
            if (done < all && shown++ < SHARDS_SHOWN)
                printf(done > 0 ? "%s %u (%zu of %zu units)" : "%s %u", shown > 1 ? "," : "", i + 1, done,
                       all);
        }
        printf(shown > SHARDS_SHOWN ? ", and %zu more\n" : shown ? "\n" : " none\n", shown - SHARDS_SHOWN);
    }
    shown = 0;
    printf("Units of %zu missing:", look->about.plan.units);
    while (sweep_look_gap(look, end, &first, &end) && shown < RANGES_SHOWN)
        printf(end - first > 1 ? "%s %zu-%zu" : "%s %zu", shown++ ? "," : "", first, end - 1);
    printf(!shown                           ? " none: --resume puts them together\n"
           : first < look->about.plan.units ? ", and more\n"
                                            : "\n");
    if (look->damaged > 0)
        printf("%zu of them are there, but damaged; they are done again.\n", look->damaged);
}

static void print_starts(const struct sweep_look *look)
{
    size_t count = json_array_size(look->starts), skipped = count > STARTS_SHOWN ? count - STARTS_SHOWN : 0;
    if (skipped > 0)
        printf("%zu earlier starts, then:\n", skipped);
    for (size_t i = skipped; i < count; i++) {
        json_t *start = json_array_get(look->starts, i);
        const char *time_text = "?", *host = "?", *shard = NULL, *job = NULL;
        int pid = 0, ranks = 1, hosts = 1, threads = 1, resume = 0;
        json_unpack(start, "{s?s, s?s, s?i, s?i, s?i, s?i, s?b, s?s, s?s}", "time", &time_text, "host", &host,
                    "pid", &pid, "ranks", &ranks, "hosts", &hosts, "threads", &threads, "resume", &resume,
                    "shard", &shard, "job", &job);
        printf("Started %s on %s (process %d): ", time_text, host, pid);
        if (ranks > 1)
            printf("%d ranks on %d host%s, %d thread%s each", ranks, hosts, hosts > 1 ? "s" : "", threads,
                   threads > 1 ? "s" : "");
        else
            printf("%d thread%s", threads, threads > 1 ? "s" : "");
        printf("%s%s%s%s%s\n", shard ? ", shard " : "", shard ? shard : "", resume ? ", --resume" : "",
               job ? ", " : "", job ? job : "");
    }
}

static void print_targets(const struct sweep_look *look)
{
    struct table *table = table_create();
    table_column(table, "target", TABLE_LEFT);
    table_column(table, "date", TABLE_LEFT);
    table_column(table, "goal", TABLE_LEFT);
    table_column(table, "P(reach)", TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    for (size_t i = 0; i < look->about.target_count; i++) {
        const struct sweep_target *target = &look->about.targets[i];
        double share, low, high;
        table_cell(table, TABLE_PLAIN, "%s", target->id);
        table_cell(table, TABLE_PLAIN, "%s", target->date);
        table_cell(
            table, TABLE_PLAIN, "%s %g%s%s", target->sense == TARGET_AT_LEAST ? ">=" : "<=", target->goal,
            strcmp(target->unit, "1") == 0 ? "" : " ", strcmp(target->unit, "1") == 0 ? "" : target->unit);
        bool is_known = sweep_tally_share(&look->tally, i, &share, &low, &high);
        table_cell(table, TABLE_PLAIN, is_known ? "%.0f %%" : "-", 100 * share);
        table_cell(table, TABLE_PLAIN, is_known ? "%.0f..%.0f" : "-", 100 * low, 100 * high);
    }
    table_print(table, stdout, options_colours(STDOUT_FILENO));
    table_destroy(table);
}

static void print(const struct sweep_look *look)
{
    const struct sweep_plan *plan = &look->about.plan;
    table_text(stdout, look->about.title);
    printf("\n%s\n", look->about.command);
    printf("%s: %zu of %s%zu runs are done (%.0f %%), %zu points x %zu replications\n", look->path,
           look->tally.done, look->about.may_stop ? "at most " : "", plan->tasks,
           100.0 * (double)look->tally.done / (double)plan->tasks, plan->points, plan->replications);
    if (!look->is_complete) {
        print_pace(look);
        print_missing(look);
        print_starts(look);
    }
    if (look->about.target_count > 0) {
        putchar('\n');
        print_targets(look);
    }
}

enum sim_status sweep_status(const struct options *options, struct sim_error *error)
{
    struct sweep_look look;
    enum sim_status status = sweep_look(&look, options->status, error);
    if (status == SIM_OK && options->json)
        print_json(&look);
    else if (status == SIM_OK)
        print(&look);
    sweep_look_clear(&look);
    return status;
}
