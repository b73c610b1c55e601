#include "results/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "results/verdict_parts.h"
#include "sim/clock.h"
#include "sim/memory.h"

static const double REACH_TOLERANCE = 1e-9;     // relative, see the header
static const double WORD_P[] = {0.9, 0.5, 0.1}; // reached, likely, at risk

/// How far a value is from its goal, on the wrong side; 0 where it reaches it.
static double miss(double value, double goal, bool at_most)
{
    double short_by = at_most ? value - goal : goal - value;
    return short_by > REACH_TOLERANCE * fabs(goal) ? short_by : 0.0;
}

/// The most frequent cause over the replications that miss.
static void judge_cause(const struct verdict_columns *columns, size_t target, struct verdict_row *row)
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

static void judge_row(const struct verdict_columns *columns, size_t target, struct verdict_work *work,
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

static void judge(const struct verdict_columns *columns, struct verdict *verdict)
{
    size_t n = columns->replications;
    double *space = sim_memory_new(6 * n + columns->inputs * (n + 1), sizeof(*space), "the verdict");
    struct verdict_work work = {
        space,         space + n,     space + 2 * n, space + 3 * n,
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
        verdict_judge_estimates(columns, target, &work, verdict);
    }
    free(space);
}

enum sim_status verdict_create(struct load *load, struct verdict **out, struct sim_error *error)
{
    struct verdict_columns columns = {0};
    *out = NULL;
    enum sim_status status = verdict_columns_read(load, &columns, error);
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
    verdict_columns_free(&columns);
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
