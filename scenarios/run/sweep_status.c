#include "scenarios/run/sweep_status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "results/load.h"
#include "results/table.h"
#include "results/to_json.h"
#include "scenarios/run/sweep_about.h"
#include "scenarios/run/sweep_pace.h"
#include "scenarios/run/sweep_start.h"
#include "sim/memory.h"

/// Runs of missing units, and shards, that are printed before "and more".
enum { RANGES_SHOWN = 8, SHARDS_SHOWN = 12, STARTS_SHOWN = 4 };

struct status {
    const char *path; // of the finished file
    struct load *load;
    struct sweep_about about;
    struct sweep_tally tally;
    bool *is_done; // [unit]
    size_t units_done, damaged;
    struct sweep_pace pace;
    json_t *starts;   // as sweep_start_list gives them
    uint32_t shards;  // that the last start named; 0: none
    bool is_complete; // the file is there
};

// ---- the finished file -------------------------------------------------------------------------------------

static enum sim_status read_targets(struct status *status, struct sim_error *error)
{
    struct sweep_about *about = &status->about;
    const struct load_variable *scale = load_find(status->load, SCHEMA_TARGET);
    about->target_count = scale ? scale->count : 0;
    about->targets = sim_memory_new(about->target_count, sizeof(*about->targets), "targets of a sweep");
    if (!scale)
        return SIM_OK;
    const char *const *names, *const *ids, *const *senses, *const *units;
    double *goals = NULL;
    enum sim_status fault = load_texts_of(status->load, SCHEMA_TARGET, SCHEMA_TARGET, &names, error);
    if (fault == SIM_OK)
        fault = load_texts_of(status->load, SCHEMA_TARGET_ID, SCHEMA_TARGET, &ids, error);
    if (fault == SIM_OK)
        fault = load_texts_of(status->load, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, &senses, error);
    if (fault == SIM_OK)
        fault = load_texts_of(status->load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, &units, error);
    if (fault == SIM_OK)
        fault = load_numbers_of(status->load, SCHEMA_TARGET_GOAL, (const char *[]){SCHEMA_TARGET, NULL},
                                &goals, error);
    for (size_t i = 0; fault == SIM_OK && i < about->target_count; i++) {
        struct sweep_target *target = &about->targets[i];
        const char *at = strchr(names[i], '@');
        target->id = ids[i];
        target->goal = goals[i];
        target->sense = strcmp(senses[i], ">=") == 0 ? TARGET_AT_LEAST : TARGET_AT_MOST;
        snprintf(target->date, sizeof(target->date), "%.10s", at ? at + 1 : "");
        snprintf(target->unit, sizeof(target->unit), "%s", units[i]);
        snprintf(target->name, sizeof(target->name), "%s", names[i]);
    }
    free(goals);
    return fault;
}

static void tally_init(struct status *status)
{
    const struct sweep_about *about = &status->about;
    sweep_tally_init(&status->tally, about->plan.points, about->plan.replications, about->targets,
                     about->target_count);
}

/// Counts what the values of all targets reach: [task][target].
static void take_values(struct status *status, size_t first, size_t count, const double *values, size_t width)
{
    size_t targets = status->about.target_count;
    unsigned char *reached = sim_memory_new(count * targets, 1, "a sweep's state");
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < targets; t++)
            reached[i * targets + t] =
                sweep_target_is_reached(&status->about.targets[t], values[i * width + t]);
    sweep_tally_take(&status->tally, first, count, reached);
    free(reached);
}

static size_t whole_attribute(const struct load *load, const char *name)
{
    const struct load_attribute *attribute = load_attribute(load, name);
    return attribute && attribute->is_whole && !attribute->is_negative ? (size_t)attribute->whole : 0;
}

static enum sim_status read_file(struct status *status, struct sim_error *error)
{
    struct sweep_about *about = &status->about;
    const struct load_variable *points = load_find(status->load, SCHEMA_POINT);
    about->title = load_attribute_text(status->load, SCHEMA_TITLE, "");
    about->command = load_attribute_text(status->load, SCHEMA_COMMAND, "");
    about->plan.replications = whole_attribute(status->load, SCHEMA_REPLICATIONS);
    about->plan.points = points ? points->count : 0;
    about->plan.tasks = about->plan.points * about->plan.replications;
    if (about->plan.tasks == 0 || !load_attribute(status->load, SCHEMA_SWEEP_SHA256)) {
        sim_error_add(error, SIM_BAD_DATA, status->path, 0, NULL, "the file of a run",
                      "that of a sweep (suanli report tells about a run)");
        return SIM_BAD_DATA;
    }
    enum sim_status fault = read_targets(status, error);
    if (fault != SIM_OK)
        return fault;
    tally_init(status);
    const struct load_variable *variable = NULL;
    if (about->target_count > 0)
        fault = load_need(status->load, SCHEMA_TARGET_VALUE, false,
                          (const char *[]){SCHEMA_POINT, SCHEMA_REPLICATION, SCHEMA_TARGET, NULL}, &variable,
                          error);
    size_t row = about->plan.replications * about->target_count;
    double *values = sim_memory_new(row, sizeof(*values), "a sweep's state");
    for (size_t p = 0; fault == SIM_OK && p < about->plan.points; p++) {
        if (variable)
            fault = load_rows(status->load, variable, p, 1, values, error);
        take_values(status, p * about->plan.replications, about->plan.replications, values,
                    about->target_count);
    }
    free(values);
    status->is_complete = true;
    return fault;
}

// ---- the parts ---------------------------------------------------------------------------------------------

static void read_shards(struct status *status)
{
    size_t i;
    json_t *start;
    json_array_foreach(status->starts, i, start)
    {
        const char *shard = json_string_value(json_object_get(start, "shard"));
        uint32_t index, count;
        bool is_shard = shard && sscanf(shard, "%u/%u", &index, &count) == 2;
        if (is_shard && count <= status->about.plan.units) // of more, most have nothing to do
            status->shards = count;
    }
}

static void read_parts(struct status *status, const struct sweep_parts *parts)
{
    const struct sweep_plan *plan = &status->about.plan;
    tally_init(status);
    status->is_done = sim_memory_new(plan->units, sizeof(*status->is_done), "a sweep's state");
    struct sweep_stamp *stamps = sim_memory_new(plan->units, sizeof(*stamps), "a sweep's state");
    double *records = sim_memory_new(plan->unit_tasks * plan->width, sizeof(*records), "a sweep's state");
    for (size_t unit = 0; unit < plan->units; unit++) {
        double time_s = sweep_parts_time_s(parts, unit);
        size_t tasks = sweep_plan_tasks(plan, unit);
        if (isnan(time_s))
            continue;
        if (!sweep_parts_read(parts, unit, records)) {
            status->damaged++;
            continue;
        }
        stamps[status->units_done++] = (struct sweep_stamp){time_s, tasks};
        status->is_done[unit] = true;
        take_values(status, sweep_plan_first(plan, unit), tasks, records + 1, plan->width);
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    status->pace = sweep_pace_of(stamps, status->units_done, (double)now.tv_sec + (double)now.tv_nsec * 1e-9);
    status->starts = sweep_start_list(parts->folder);
    read_shards(status);
    free(records);
    free(stamps);
}

// ---- telling -----------------------------------------------------------------------------------------------

static double left_s(const struct status *status)
{
    double left = (double)(status->about.plan.tasks - status->tally.done);
    return status->pace.is_still ? (double)NAN : left / status->pace.per_s;
}

/// Done and all units of a shard, from 0.
static void count_shard(const struct status *status, uint32_t shard, size_t *done, size_t *all)
{
    *done = *all = 0;
    for (size_t unit = shard; unit < status->about.plan.units; unit += status->shards) {
        *all += 1;
        *done += status->is_done[unit];
    }
}

/// The next run of missing units from `unit` on: [*first, *end). False if there is none.
static bool next_gap(const struct status *status, size_t unit, size_t *first, size_t *end)
{
    size_t units = status->about.plan.units;
    while (unit < units && status->is_done[unit])
        unit++;
    *first = unit;
    while (unit < units && !status->is_done[unit])
        unit++;
    *end = unit;
    return *first < units;
}

static json_t *missing_json(const struct status *status)
{
    json_t *list = json_array();
    for (size_t first, end = 0; !status->is_complete && next_gap(status, end, &first, &end);)
        json_array_append_new(list, json_pack("[I, I]", (json_int_t)first, (json_int_t)(end - 1)));
    return list;
}

static json_t *shards_json(const struct status *status)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < status->shards; i++) {
        size_t done, all;
        count_shard(status, i, &done, &all);
        json_array_append_new(list, json_pack("{s:i, s:I, s:I}", "shard", (int)i + 1, "units_done",
                                              (json_int_t)done, "units", (json_int_t)all));
    }
    return list;
}

static json_t *targets_json(const struct status *status)
{
    json_t *list = json_array();
    for (size_t i = 0; i < status->about.target_count; i++) {
        const struct sweep_target *target = &status->about.targets[i];
        double share, low, high;
        bool is_known = sweep_tally_share(&status->tally, i, &share, &low, &high);
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

static void print_json(const struct status *status)
{
    const struct sweep_about *about = &status->about;
    json_t *json = json_object();
    to_json_put(json, "file", to_json_text(status->path));
    to_json_put(json, "complete", json_boolean(status->is_complete));
    to_json_put(json, "scenario", to_json_text(about->title));
    to_json_put(json, "command", to_json_text(about->command));
    to_json_put(json, "points", json_integer((json_int_t)about->plan.points));
    to_json_put(json, "replications", json_integer((json_int_t)about->plan.replications));
    to_json_put(json, "runs", json_integer((json_int_t)about->plan.tasks));
    to_json_put(json, "runs_done", json_integer((json_int_t)status->tally.done));
    if (!status->is_complete) {
        to_json_put(json, "units", json_integer((json_int_t)about->plan.units));
        to_json_put(json, "units_done", json_integer((json_int_t)status->units_done));
        to_json_put(json, "units_damaged", json_integer((json_int_t)status->damaged));
        to_json_put(json, "runs_per_s", to_json_statistic(status->pace.is_still ? 0 : status->pace.per_s));
        to_json_put(json, "left_s", to_json_statistic(left_s(status)));
        to_json_put(json, "idle_s", to_json_statistic(status->pace.idle_s));
        to_json_put(json, "units_missing", missing_json(status));
        to_json_put(json, "shards", shards_json(status));
        to_json_put(json, "starts", json_incref(status->starts));
    }
    to_json_put(json, "targets", targets_json(status));
    json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    fputc('\n', stdout);
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

static void print_pace(const struct status *status)
{
    char text[32];
    if (status->units_done == 0) {
        printf("No unit is done yet.\n");
    } else if (status->pace.is_still) {
        printf("Nothing came for %s: it seems to have stopped. The same command with --resume goes on.\n",
               duration(status->pace.idle_s, text));
    } else {
        printf("The last came %s ago", duration(status->pace.idle_s, text));
        if (isfinite(status->pace.per_s))
            printf("; %.3g runs a second, about %s left", status->pace.per_s, duration(left_s(status), text));
        printf(".\n");
    }
}

static void print_missing(const struct status *status)
{
    size_t first, end = 0, shown = 0;
    if (status->shards > 0) {
        printf("Shards of %u not done:", status->shards);
        for (uint32_t i = 0; i < status->shards; i++) {
            size_t done, all;
            count_shard(status, i, &done, &all);
            if (done < all && shown++ < SHARDS_SHOWN)
                printf(done > 0 ? "%s %u (%zu of %zu units)" : "%s %u", shown > 1 ? "," : "", i + 1, done,
                       all);
        }
        printf(shown > SHARDS_SHOWN ? ", and %zu more\n" : shown ? "\n" : " none\n", shown - SHARDS_SHOWN);
    }
    shown = 0;
    printf("Units of %zu missing:", status->about.plan.units);
    while (next_gap(status, end, &first, &end) && shown < RANGES_SHOWN)
        printf(end - first > 1 ? "%s %zu-%zu" : "%s %zu", shown++ ? "," : "", first, end - 1);
    printf(!shown                             ? " none: --resume puts them together\n"
           : first < status->about.plan.units ? ", and more\n"
                                              : "\n");
    if (status->damaged > 0)
        printf("%zu of them are there, but damaged; they are done again.\n", status->damaged);
}

static void print_starts(const struct status *status)
{
    size_t count = json_array_size(status->starts), skipped = count > STARTS_SHOWN ? count - STARTS_SHOWN : 0;
    if (skipped > 0)
        printf("%zu earlier starts, then:\n", skipped);
    for (size_t i = skipped; i < count; i++) {
        json_t *start = json_array_get(status->starts, i);
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

static void print_targets(const struct status *status)
{
    struct table *table = table_create();
    table_column(table, "target", TABLE_LEFT);
    table_column(table, "date", TABLE_LEFT);
    table_column(table, "goal", TABLE_LEFT);
    table_column(table, "P(reach)", TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    for (size_t i = 0; i < status->about.target_count; i++) {
        const struct sweep_target *target = &status->about.targets[i];
        double share, low, high;
        table_cell(table, TABLE_PLAIN, "%s", target->id);
        table_cell(table, TABLE_PLAIN, "%s", target->date);
        table_cell(
            table, TABLE_PLAIN, "%s %g%s%s", target->sense == TARGET_AT_LEAST ? ">=" : "<=", target->goal,
            strcmp(target->unit, "1") == 0 ? "" : " ", strcmp(target->unit, "1") == 0 ? "" : target->unit);
        bool is_known = sweep_tally_share(&status->tally, i, &share, &low, &high);
        table_cell(table, TABLE_PLAIN, is_known ? "%.0f %%" : "-", 100 * share);
        table_cell(table, TABLE_PLAIN, is_known ? "%.0f..%.0f" : "-", 100 * low, 100 * high);
    }
    table_print(table, stdout, options_colours(STDOUT_FILENO));
    table_destroy(table);
}

static void print(const struct status *status)
{
    const struct sweep_plan *plan = &status->about.plan;
    table_text(stdout, status->about.title);
    printf("\n%s\n", status->about.command);
    printf("%s: %zu of %zu runs are done (%.0f %%), %zu points x %zu replications\n", status->path,
           status->tally.done, plan->tasks, 100.0 * (double)status->tally.done / (double)plan->tasks,
           plan->points, plan->replications);
    if (!status->is_complete) {
        print_pace(status);
        print_missing(status);
        print_starts(status);
    }
    if (status->about.target_count > 0) {
        putchar('\n');
        print_targets(status);
    }
}

enum sim_status sweep_status(const struct options *options, struct sim_error *error)
{
    struct status status = {.path = options->status};
    struct sweep_parts parts;
    enum sim_status fault = SIM_OK;
    if (sweep_parts_look(&parts, status.path, &status.about))
        read_parts(&status, &parts);
    else if (access(status.path, F_OK) == 0)
        fault = load_open(status.path, &status.load, error);
    else
        sim_error_add(error, fault = SIM_NO_INPUT, status.path, 0, NULL,
                      "neither the file of a sweep nor its parts", "the name given to a sweep with -o");
    if (fault == SIM_OK && status.load)
        fault = read_file(&status, error);
    if (fault == SIM_OK && options->json)
        print_json(&status);
    else if (fault == SIM_OK)
        print(&status);
    if (fault == SIM_OK && (fflush(stdout) != 0 || ferror(stdout)))
        fault = sim_error_say(error, SIM_IO, "standard output cannot be written");
    sweep_tally_clear(&status.tally);
    sweep_about_clear(&status.about);
    load_close(status.load);
    json_decref(status.starts);
    free(status.is_done);
    return fault;
}
