#include "results/verdict.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "results/table.h"
#include "results/to_json.h"
#include "sim/clock.h"
#include "sim/memory.h"

static const double REACH_TOLERANCE = 1e-9;     // relative, see the header
static const double RHO_LEAST = 0.15;           // weaker than this is of no use to a planner
static const double RHO_BY_CHANCE = 2.6;        // times 1 / sqrt(n); 2.576 is the 99 % point of the normal
static const double DAYS_MAX = 100000;          // as sim_days
static const double WORD_P[] = {0.9, 0.5, 0.1}; // reached, likely, at risk

/// The file's columns for targets and inputs.
struct columns {
    size_t targets, inputs, causes, replications;
    const char *const *id, *const *sense, *const *unit, *const *basis, *const *basis_zh, *const *source;
    double *date_days, *goal;
    double *value, *cause; // replication x target
    const char *const *cause_name;
    const char *const *input_path, *const *input_mark, *const *input_source, *const *input_shock;
    double *input_value; // replication x input
    int64_t epoch_civil_day;
    bool is_antithetic;
};

/// Working space for one target, each of `replications` numbers.
struct work {
    double *values;  // present ones, in order of replication
    double *sorted;  // the same, ascending
    double *misses;  // of the present ones
    double *aligned; // one input where the target has a value
    double *ranks, *input_ranks;
    double *all_input_ranks; // inputs x replications, over all replications
    double *rhos;            // inputs; 0 for what is no estimate or tells too little
};

static enum sim_status bad(const struct load *load, struct sim_error *error, const char *name,
                           const char *found, const char *expected)
{
    sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, name, found, expected);
    return SIM_BAD_DATA;
}

// ---- reading -----------------------------------------------------------------------------------------------

/// Texts that a file need not have; null texts then.
static void read_optional(struct load *load, const char *name, const char *scale, const char *const **texts,
                          struct sim_error *error)
{
    if (load_find(load, name))
        load_texts_of(load, name, scale, texts, error);
}

static void read_numbers(struct load *load, const char *name, const char *first, const char *second,
                         double **numbers, struct sim_error *error)
{
    load_numbers_of(load, name, (const char *[]){first, second, NULL}, numbers, error);
}

static void read_targets(struct load *load, struct columns *columns, struct sim_error *error)
{
    load_texts_of(load, SCHEMA_TARGET_ID, SCHEMA_TARGET, &columns->id, error);
    load_texts_of(load, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, &columns->sense, error);
    load_texts_of(load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, &columns->unit, error);
    read_optional(load, SCHEMA_TARGET_BASIS, SCHEMA_TARGET, &columns->basis, error);
    read_optional(load, SCHEMA_TARGET_BASIS_ZH, SCHEMA_TARGET, &columns->basis_zh, error);
    read_optional(load, SCHEMA_TARGET_SOURCE, SCHEMA_TARGET, &columns->source, error);
    load_texts_of(load, SCHEMA_CAUSE, SCHEMA_CAUSE, &columns->cause_name, error);
    read_numbers(load, SCHEMA_TARGET_DATE, SCHEMA_TARGET, NULL, &columns->date_days, error);
    read_numbers(load, SCHEMA_TARGET_GOAL, SCHEMA_TARGET, NULL, &columns->goal, error);
    read_numbers(load, SCHEMA_TARGET_VALUE, SCHEMA_REPLICATION, SCHEMA_TARGET, &columns->value, error);
    read_numbers(load, SCHEMA_TARGET_CAUSE, SCHEMA_REPLICATION, SCHEMA_TARGET, &columns->cause, error);
}

static void read_inputs(struct load *load, struct columns *columns, struct sim_error *error)
{
    if (!load_find(load, SCHEMA_INPUT))
        return;
    columns->inputs = load_find(load, SCHEMA_INPUT)->count;
    load_texts_of(load, SCHEMA_INPUT, SCHEMA_INPUT, &columns->input_path, error);
    load_texts_of(load, SCHEMA_INPUT_MARK, SCHEMA_INPUT, &columns->input_mark, error);
    read_optional(load, SCHEMA_INPUT_SOURCE, SCHEMA_INPUT, &columns->input_source, error);
    read_optional(load, SCHEMA_INPUT_SHOCK, SCHEMA_INPUT, &columns->input_shock, error);
    read_numbers(load, SCHEMA_INPUT_VALUE, SCHEMA_REPLICATION, SCHEMA_INPUT, &columns->input_value, error);
}

/// What the columns say must make sense.
static enum sim_status check_columns(const struct load *load, const struct columns *columns,
                                     struct sim_error *error)
{
    for (size_t t = 0; t < columns->targets; t++) {
        if (strcmp(columns->sense[t], ">=") != 0 && strcmp(columns->sense[t], "<=") != 0)
            return bad(load, error, SCHEMA_TARGET_SENSE, columns->sense[t], ">= or <=");
        if (!isfinite(columns->goal[t]))
            return bad(load, error, SCHEMA_TARGET_GOAL, "no finite number", "one for each target");
        if (!(fabs(columns->date_days[t]) < DAYS_MAX))
            return bad(load, error, SCHEMA_TARGET_DATE, "no date within 100,000 days", "one for each target");
    }
    for (size_t i = 0; i < columns->targets * columns->replications; i++) {
        if (!(columns->cause[i] >= -1.0 && columns->cause[i] < (double)columns->causes))
            return bad(load, error, SCHEMA_TARGET_CAUSE, "an index beyond the causes", "-1 or a cause");
        if (isinf(columns->value[i]))
            return bad(load, error, SCHEMA_TARGET_VALUE, "an infinite value", "finite values or none (NaN)");
    }
    for (size_t i = 0; i < columns->inputs * columns->replications; i++)
        if (!isfinite(columns->input_value[i]))
            return bad(load, error, SCHEMA_INPUT_VALUE, "no finite number", "one for each input");
    return SIM_OK;
}

static enum sim_status read_columns(struct load *load, struct columns *columns, struct sim_error *error)
{
    size_t before = error->count;
    const struct load_variable *targets = load_find(load, SCHEMA_TARGET);
    const struct load_variable *causes = load_find(load, SCHEMA_CAUSE);
    const struct load_variable *replications = load_find(load, SCHEMA_REPLICATION);
    if (!replications)
        return bad(load, error, SCHEMA_REPLICATION, "nothing of that name", "the scales of a run");
    columns->replications = replications->count;
    const struct load_attribute *antithetic = load_attribute(load, SCHEMA_ANTITHETIC);
    columns->is_antithetic = antithetic && antithetic->whole == 1 && columns->replications % 2 == 0;
    if (!targets)
        return SIM_OK; // a run without targets has a verdict without rows
    columns->targets = targets->count;
    columns->causes = causes ? causes->count : 0;
    if (!sim_date_read(load_attribute_text(load, SCHEMA_EPOCH, ""), &columns->epoch_civil_day))
        bad(load, error, SCHEMA_EPOCH, "no date", "YYYY-MM-DD");
    read_targets(load, columns, error);
    read_inputs(load, columns, error);
    if (error->count > before)
        return error->faults[before].status;
    return check_columns(load, columns, error);
}

static void free_columns(struct columns *columns)
{
    free(columns->date_days);
    free(columns->goal);
    free(columns->value);
    free(columns->cause);
    free(columns->input_value);
}

// ---- judging -----------------------------------------------------------------------------------------------

/// How far a value is from its goal, on the wrong side; 0 where it reaches it.
static double miss(double value, double goal, bool at_most)
{
    double short_by = at_most ? value - goal : goal - value;
    return short_by > REACH_TOLERANCE * fabs(goal) ? short_by : 0.0;
}

/// The most frequent cause over the replications that miss.
static void judge_cause(const struct columns *columns, size_t target, struct verdict_row *row)
{
    size_t *counts = sim_memory_new(columns->causes, sizeof(*counts), "the verdict");
    size_t misses = 0, most = 0;
    for (size_t r = 0; r < columns->replications; r++) {
        double value = columns->value[r * columns->targets + target];
        double cause = columns->cause[r * columns->targets + target];
        if (!isnan(value) && miss(value, row->goal, row->at_most) == 0.0)
            continue;
        misses++;
        if (cause >= 0.0)
            counts[(size_t)cause]++;
    }
    for (size_t c = 0; c < columns->causes; c++) {
        if (counts[c] <= most)
            continue;
        most = counts[c];
        free(row->binding);
        row->binding = sim_memory_text(columns->cause_name[c]);
    }
    row->binding_share = misses ? (double)most / (double)misses : 0.0;
    free(counts);
}

/// 95 % interval of P(reach) from pairs. reached: [replication], 1 or 0; on return the shares of pairs.
static void judge_pairs(double *reached, size_t replications, struct verdict_row *row)
{
    for (size_t i = 0; i < replications / 2; i++)
        reached[i] = 0.5 * (reached[2 * i] + reached[2 * i + 1]);
    stats_wilson_groups(reached, replications / 2, &row->p_low, &row->p_high);
}

static void judge_row(const struct columns *columns, size_t target, struct work *work,
                      struct verdict_row *row)
{
    *row = (struct verdict_row){
        .id = sim_memory_text(columns->id[target]),
        .goal = columns->goal[target],
        .unit = sim_memory_text(columns->unit[target]),
        .basis = sim_memory_text(columns->basis ? columns->basis[target] : ""),
        .basis_zh = sim_memory_text(columns->basis_zh ? columns->basis_zh[target] : ""),
        .source = sim_memory_text(columns->source ? columns->source[target] : ""),
        .at_most = strcmp(columns->sense[target], "<=") == 0,
    };
    sim_date_write(columns->epoch_civil_day + llround(columns->date_days[target]), row->date);
    for (size_t r = 0; r < columns->replications; r++) {
        double value = columns->value[r * columns->targets + target];
        work->aligned[r] = !isnan(value) && miss(value, row->goal, row->at_most) == 0.0;
        if (isnan(value))
            continue;
        double short_by = miss(value, row->goal, row->at_most);
        row->reach_count += short_by == 0.0;
        work->misses[row->count] = short_by;
        work->values[row->count++] = value;
    }
    memcpy(work->sorted, work->values, row->count * sizeof(double));
    stats_sort(work->sorted, row->count);
    row->p_reach = (double)row->reach_count / (double)columns->replications;
    stats_wilson(row->reach_count, columns->replications, &row->p_low, &row->p_high);
    if (columns->is_antithetic)
        judge_pairs(work->aligned, columns->replications, row);
    row->p05 = stats_quantile(work->sorted, row->count, 0.05);
    row->p50 = stats_quantile(work->sorted, row->count, 0.50);
    row->p95 = stats_quantile(work->sorted, row->count, 0.95);
    row->shortfall = stats_mean(work->misses, row->count);
    judge_cause(columns, target, row);
}

/// Rank correlation of an input and a target, over the replications where the target has a value.
static double influence(const struct columns *columns, size_t target, size_t input, size_t count,
                        struct work *work)
{
    const double *ranks = work->all_input_ranks + input * columns->replications;
    if (count < columns->replications) {
        for (size_t r = 0, i = 0; r < columns->replications; r++)
            if (!isnan(columns->value[r * columns->targets + target]))
                work->aligned[i++] = columns->input_value[r * columns->inputs + input];
        stats_ranks(work->aligned, count, work->input_ranks);
        ranks = work->input_ranks;
    }
    return stats_correlation(work->ranks, ranks, count);
}

/// Rank correlations of a target with the estimates that tell of it.
static void correlate(const struct columns *columns, size_t target, size_t count, struct work *work)
{
    double independent = columns->is_antithetic ? (double)count / 2 : (double)count;
    double least = count ? fmax(RHO_LEAST, RHO_BY_CHANCE / sqrt(independent)) : INFINITY;
    stats_ranks(work->values, count, work->ranks);
    for (size_t input = 0; input < columns->inputs; input++) {
        work->rhos[input] = 0.0;
        if (strcmp(columns->input_mark[input], SCHEMA_ESTIMATED) != 0)
            continue;
        double rho = influence(columns, target, input, count, work);
        if (fabs(rho) > least) // never for NaN: an input or a value that does not vary
            work->rhos[input] = rho;
    }
}

/// Inputs that follow one shock tell the same story: only the strongest of them is named, the first on a tie, with the number
/// of the others.
static bool is_strongest_of_shock(const struct columns *columns, const double *rhos, size_t input,
                                  size_t *others)
{
    const char *shock = columns->input_shock ? columns->input_shock[input] : "";
    *others = 0;
    for (size_t i = 0; i < columns->inputs && *shock; i++) {
        if (i == input || rhos[i] == 0.0 || strcmp(columns->input_shock[i], shock) != 0)
            continue;
        double stronger_by = fabs(rhos[i]) - fabs(rhos[input]);
        if (stronger_by > 0.0 || (stronger_by == 0.0 && i < input))
            return false;
        ++*others;
    }
    return true;
}

/// Puts an estimate among the strongest of its row, which stand from `first` on.
static void keep_estimate(struct verdict *verdict, size_t first, struct verdict_estimate estimate)
{
    size_t place = verdict->estimate_count;
    while (place > first && fabs(verdict->estimates[place - 1].rho) < fabs(estimate.rho))
        place--;
    if (place - first >= VERDICT_ESTIMATES_MAX)
        return;
    size_t last = verdict->estimate_count;
    if (last - first == VERDICT_ESTIMATES_MAX)
        last--;
    else
        verdict->estimate_count++;
    memmove(&verdict->estimates[place + 1], &verdict->estimates[place], (last - place) * sizeof(estimate));
    verdict->estimates[place] = estimate;
}

static void judge_estimates(const struct columns *columns, size_t target, struct work *work,
                            struct verdict *verdict)
{
    size_t first = verdict->estimate_count, others;
    correlate(columns, target, verdict->rows[target].count, work);
    for (size_t input = 0; input < columns->inputs; input++) {
        if (work->rhos[input] == 0.0 || !is_strongest_of_shock(columns, work->rhos, input, &others))
            continue;
        keep_estimate(verdict, first,
                      (struct verdict_estimate){
                          .row = target,
                          .input = (char *)columns->input_path[input],
                          .source = columns->input_source ? (char *)columns->input_source[input] : "",
                          .shock = columns->input_shock ? (char *)columns->input_shock[input] : "",
                          .also = others,
                          .rho = work->rhos[input]});
    }
    for (size_t i = first; i < verdict->estimate_count; i++) {
        verdict->estimates[i].input = sim_memory_text(verdict->estimates[i].input);
        verdict->estimates[i].source = sim_memory_text(verdict->estimates[i].source);
        verdict->estimates[i].shock = sim_memory_text(verdict->estimates[i].shock);
    }
}

static void judge(const struct columns *columns, struct verdict *verdict)
{
    size_t n = columns->replications;
    double *space = sim_memory_new(6 * n + columns->inputs * (n + 1), sizeof(*space), "the verdict");
    struct work work = {space,         space + n,     space + 2 * n, space + 3 * n,
                        space + 4 * n, space + 5 * n, space + 6 * n, space + (6 + columns->inputs) * n};
    for (size_t input = 0; input < columns->inputs; input++) {
        for (size_t r = 0; r < n; r++)
            work.aligned[r] = columns->input_value[r * columns->inputs + input];
        stats_ranks(work.aligned, n, work.all_input_ranks + input * n);
    }
    verdict->row_count = columns->targets;
    verdict->rows = sim_memory_new(columns->targets, sizeof(*verdict->rows), "the verdict");
    verdict->estimates =
        sim_memory_new(columns->targets * VERDICT_ESTIMATES_MAX, sizeof(*verdict->estimates), "the verdict");
    for (size_t target = 0; target < columns->targets; target++) {
        judge_row(columns, target, &work, &verdict->rows[target]);
        judge_estimates(columns, target, &work, verdict);
    }
    free(space);
}

enum sim_status verdict_create(struct load *load, struct verdict **out, struct sim_error *error)
{
    struct columns columns = {0};
    *out = NULL;
    enum sim_status status = read_columns(load, &columns, error);
    if (status == SIM_OK) {
        const struct load_attribute *seed = load_attribute(load, SCHEMA_SEED);
        const struct load_attribute *events = load_attribute(load, SCHEMA_EVENTS);
        struct verdict *verdict = sim_memory_new(1, sizeof(*verdict), "the verdict");
        verdict->scenario = sim_memory_text(load_attribute_text(load, SCHEMA_TITLE, ""));
        verdict->scenario_zh = sim_memory_text(load_attribute_text(load, SCHEMA_TITLE_ZH, ""));
        verdict->version = sim_memory_text(load_attribute_text(load, SCHEMA_PROGRAM_VERSION, ""));
        verdict->command = sim_memory_text(load_attribute_text(load, SCHEMA_COMMAND, ""));
        verdict->seed = seed ? seed->whole : 0;
        verdict->replications = columns.replications;
        verdict->is_antithetic = columns.is_antithetic;
        const struct load_attribute *met = load_attribute(load, SCHEMA_UNTIL_MET);
        verdict->until = sim_memory_text(load_attribute_text(load, SCHEMA_UNTIL_REACHED, ""));
        verdict->until_met = met && met->whole == 1;
        verdict->has_events = events && events->is_whole;
        verdict->events = verdict->has_events ? (int64_t)events->whole : 0;
        judge(&columns, verdict);
        *out = verdict;
    }
    free_columns(&columns);
    return status;
}

void verdict_destroy(struct verdict *verdict)
{
    if (!verdict)
        return;
    for (size_t i = 0; i < verdict->row_count; i++) {
        free(verdict->rows[i].id);
        free(verdict->rows[i].unit);
        free(verdict->rows[i].basis);
        free(verdict->rows[i].basis_zh);
        free(verdict->rows[i].source);
        free(verdict->rows[i].binding);
    }
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        free(verdict->estimates[i].input);
        free(verdict->estimates[i].source);
        free(verdict->estimates[i].shock);
    }
    free(verdict->rows);
    free(verdict->estimates);
    free(verdict->scenario);
    free(verdict->scenario_zh);
    free(verdict->version);
    free(verdict->command);
    free(verdict->until);
    free(verdict);
}

enum verdict_word verdict_word(const struct verdict_row *row)
{
    for (int word = VERDICT_REACHED; word < VERDICT_MISSED; word++)
        if (row->p_reach >= WORD_P[word])
            return (enum verdict_word)word;
    return VERDICT_MISSED;
}

bool verdict_reaches(const struct verdict_row *row, double value)
{
    return !isnan(value) && miss(value, row->goal, row->at_most) == 0.0;
}

const char *verdict_word_key(enum verdict_word word)
{
    static const char *const keys[] = {"reached", "likely", "at_risk", "missed"};
    return keys[word];
}

const char *verdict_word_text(enum verdict_word word, enum strings_language language)
{
    return strings_name(language, "verdict", verdict_word_key(word));
}

// ---- JSON --------------------------------------------------------------------------------------------------

/// A number that people wrote: exact, and whole if it is.
static json_t *given(double value)
{
    if (value == trunc(value) && fabs(value) < 9e15)
        return json_integer((json_int_t)value);
    return json_real(value);
}

static json_t *row_json(const struct verdict_row *row)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", to_json_text(row->id));
    json_object_set_new(object, "date", json_string(row->date));
    json_object_set_new(object, "target", given(row->goal));
    json_object_set_new(object, "unit", to_json_text(row->unit));
    json_object_set_new(object, "sense", json_string(row->at_most ? "<=" : ">="));
    json_object_set_new(object, "basis", to_json_text(row->basis));
    json_object_set_new(object, "p_reach", to_json_statistic(row->p_reach));
    json_object_set_new(object, "p_low", to_json_statistic(row->p_low));
    json_object_set_new(object, "p_high", to_json_statistic(row->p_high));
    json_object_set_new(object, "p05", to_json_statistic(row->p05));
    json_object_set_new(object, "p50", to_json_statistic(row->p50));
    json_object_set_new(object, "p95", to_json_statistic(row->p95));
    json_object_set_new(object, "shortfall", to_json_statistic(row->shortfall));
    json_object_set_new(object, "binding", row->binding ? to_json_text(row->binding) : json_null());
    return object;
}

static json_t *seed_json(uint64_t seed)
{
    char text[32];
    if (seed <= INT64_MAX)
        return json_integer((json_int_t)seed);
    snprintf(text, sizeof(text), "%" PRIu64, seed);
    return json_string(text);
}

json_t *verdict_json(const struct verdict *verdict, double wall_s)
{
    json_t *object = json_object(), *targets = json_array(), *estimates = json_array();
    json_object_set_new(object, "scenario", to_json_text(verdict->scenario));
    json_object_set_new(object, "seed", seed_json(verdict->seed));
    json_object_set_new(object, "replications", json_integer((json_int_t)verdict->replications));
    if (verdict->is_antithetic)
        json_object_set_new(object, "antithetic", json_true());
    if (verdict->until[0]) {
        json_object_set_new(object, "until", to_json_text(verdict->until));
        json_object_set_new(object, "until_met", json_boolean(verdict->until_met));
    }
    json_object_set_new(object, "events",
                        verdict->has_events ? json_integer((json_int_t)verdict->events) : json_null());
    json_object_set_new(object, "wall_s", to_json_statistic(wall_s));
    for (size_t i = 0; i < verdict->row_count; i++)
        json_array_append_new(targets, row_json(&verdict->rows[i]));
    json_object_set_new(object, "targets", targets);
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        const struct verdict_estimate *estimate = &verdict->estimates[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "target", to_json_text(verdict->rows[estimate->row].id));
        json_object_set_new(entry, "date", json_string(verdict->rows[estimate->row].date));
        json_object_set_new(entry, "input", to_json_text(estimate->input));
        json_object_set_new(entry, "rho", to_json_statistic(estimate->rho));
        json_array_append_new(estimates, entry);
    }
    json_object_set_new(object, "estimates", estimates);
    return object;
}

// ---- printing ----------------------------------------------------------------------------------------------

/// A figure with `digits` significant digits, without an exponent below 10^15; "-" for none.
static void figure_cell(struct table *table, double value, int digits)
{
    char text[64];
    double magnitude = fabs(value);
    if (isnan(value))
        snprintf(text, sizeof(text), "-");
    else if (magnitude >= pow(10.0, digits) && magnitude < 1e15)
        snprintf(text, sizeof(text), "%.0f", value);
    else
        snprintf(text, sizeof(text), "%.*g", digits, value);
    table_cell(table, TABLE_PLAIN, "%s", text);
}

/// What a row that lacks nothing planned says. A figure that should be low (a latency) has no amount that could be missing.
static const char *uncaused(const struct verdict_row *row, enum strings_language language)
{
    if (row->p_reach >= 1 || row->count == 0)
        return "-";
    return strings_say(language, row->at_most ? "say.nothing_lowers" : "say.more_than_planned");
}

static void print_row(struct table *table, const struct verdict_row *row, enum strings_language language)
{
    static const enum table_style styles[] = {TABLE_GOOD, TABLE_FAIR, TABLE_POOR, TABLE_BAD};
    char goal[64];
    enum verdict_word word = verdict_word(row);
    table_cell(table, TABLE_PLAIN, "%s", row->id);
    table_cell(table, TABLE_PLAIN, "%s", row->date);
    snprintf(goal, sizeof(goal), fabs(row->goal) < 1e15 ? "%.10g" : "%g", row->goal);
    // "1" is how a file writes that there is no unit.
    const char *unit = strcmp(row->unit, "1") == 0 ? "" : row->unit;
    table_cell(table, TABLE_PLAIN, "%s %s%s%s", row->at_most ? "<=" : ">=", goal, *unit ? " " : "", unit);
    table_cell(table, styles[word], "%.0f %%", 100.0 * row->p_reach);
    table_cell(table, TABLE_FAINT, "%.0f..%.0f", 100.0 * row->p_low, 100.0 * row->p_high);
    figure_cell(table, row->p05, 4);
    figure_cell(table, row->p50, 4);
    figure_cell(table, row->p95, 4);
    figure_cell(table, row->shortfall, 3);
    table_cell(table, styles[word], "%s", verdict_word_text(word, language));
    if (row->binding)
        table_cell(table, TABLE_PLAIN, "%s (%.0f %%)", strings_name(language, "cause", row->binding),
                   100.0 * row->binding_share);
    else
        table_cell(table, TABLE_PLAIN, "%s", uncaused(row, language));
}

static void print_rows(const struct verdict *verdict, FILE *stream, bool colours,
                       enum strings_language language)
{
    static const struct {
        const char *key;
        enum table_align align;
    } columns[] = {
        {"head.target", TABLE_LEFT},   {"head.date", TABLE_LEFT},      {"head.goal", TABLE_LEFT},
        {"head.p_reach", TABLE_RIGHT}, {"head.interval", TABLE_RIGHT}, {"head.q05", TABLE_RIGHT},
        {"head.median", TABLE_RIGHT},  {"head.q95", TABLE_RIGHT},      {"head.shortfall", TABLE_RIGHT},
        {"head.verdict", TABLE_LEFT},  {"head.waits_for", TABLE_LEFT},
    };
    if (verdict->row_count == 0) {
        fprintf(stream, "%s\n", strings_say(language, "say.no_targets"));
        return;
    }
    struct table *table = table_create();
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
        table_column(table, strings_say(language, columns[i].key), columns[i].align);
    for (size_t i = 0; i < verdict->row_count; i++)
        print_row(table, &verdict->rows[i], language);
    table_print(table, stream, colours);
    table_destroy(table);
}

/// How each target is counted, once per id.
static void print_bases(const struct verdict *verdict, FILE *stream, enum strings_language language)
{
    bool is_first = true;
    for (size_t i = 0; i < verdict->row_count; i++) {
        const struct verdict_row *row = &verdict->rows[i];
        bool is_new = *row->basis != '\0';
        for (size_t k = 0; k < i && is_new; k++)
            is_new =
                strcmp(verdict->rows[k].id, row->id) != 0 || strcmp(verdict->rows[k].basis, row->basis) != 0;
        if (!is_new)
            continue;
        if (is_first)
            fprintf(stream, "\n%s\n", strings_say(language, "say.counted_as"));
        fputs("  ", stream);
        is_first = false;
        table_text(stream, row->id);
        fputs(": ", stream);
        table_text(stream, strings_choose(language, row->basis, row->basis_zh));
        fputc('\n', stream);
    }
}

/// A what-if says so: the same scenario's file otherwise looks like its base. The command has the overrides at its end,
/// those that act from a snapshot on behind "--from @<date>".
static void print_changes(const char *command, FILE *stream, enum strings_language language)
{
    const char *overrides = strstr(command, " -D "), *from = strstr(command, SCHEMA_FROM);
    if (!overrides)
        return;
    char *before =
        strndup(overrides, from && from > overrides ? (size_t)(from - overrides) : strlen(overrides));
    SIM_ASSERT(before, "out of memory for a command");
    if (!from || from > overrides) {
        fprintf(stream, "\n%s", strings_say(language, "say.with"));
        table_text(stream, before);
    }
    free(before);
    if (from) {
        const char *date = from + strlen(SCHEMA_FROM), *changes = strstr(date, " -D ");
        fputc('\n', stream);
        fprintf(stream, strings_say(language, "say.from_with"), (int)strcspn(date, " "), date);
        table_text(stream, changes ? changes : "");
    }
}

void verdict_print(const struct verdict *verdict, FILE *stream, bool colours, enum strings_language language)
{
    const char *replications = verdict->replications == 1 ? "say.replications_one" : "say.replications";
    table_text(stream, strings_choose(language, verdict->scenario, verdict->scenario_zh));
    fprintf(stream, "\n%s %" PRIu64 ", %zu %s", strings_say(language, "say.seed"), verdict->seed,
            verdict->replications, strings_say(language, replications));
    if (verdict->is_antithetic)
        fprintf(stream, " %s", strings_say(language, "say.antithetic"));
    if (verdict->has_events)
        fprintf(stream, ", %" PRId64 " %s", verdict->events, strings_say(language, "say.events"));
    if (verdict->until[0]) {
        fprintf(stream, "\n%s ",
                strings_say(language, verdict->until_met ? "say.until_met" : "say.until_unmet"));
        table_text(stream, verdict->until);
    }
    print_changes(verdict->command, stream, language);
    fputs("\n\n", stream);
    print_rows(verdict, stream, colours, language);
    print_bases(verdict, stream, language);
}

void verdict_print_estimates(const struct verdict *verdict, FILE *stream, bool colours,
                             enum strings_language language)
{
    if (verdict->estimate_count == 0)
        return;
    fprintf(stream, "\n%s\n", strings_say(language, "say.rests_on"));
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.target"), TABLE_LEFT);
    table_column(table, strings_say(language, "head.date"), TABLE_LEFT);
    table_column(table, strings_say(language, "head.rho"), TABLE_RIGHT);
    table_column(table, strings_say(language, "head.input"), TABLE_LEFT);
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        const struct verdict_estimate *estimate = &verdict->estimates[i];
        bool again = i > 0 && verdict->estimates[i - 1].row == estimate->row;
        table_cell(table, TABLE_PLAIN, "%s", again ? "" : verdict->rows[estimate->row].id);
        table_cell(table, TABLE_PLAIN, "%s", again ? "" : verdict->rows[estimate->row].date);
        table_cell(table, TABLE_PLAIN, "%+.2f", estimate->rho);
        if (estimate->also > 0)
            table_cell(table, TABLE_PLAIN, strings_say(language, "say.and_more"), estimate->input,
                       estimate->also, estimate->shock);
        else
            table_cell(table, TABLE_PLAIN, "%s", estimate->input);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}
