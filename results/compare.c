#include "results/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/compare_inputs.h"
#include "results/stats.h"
#include "results/verdict.h"
#include "sim/memory.h"

/// What one file says of its targets.
struct source {
    struct verdict *verdict;
    double *values; // replication x target
};

static enum sim_status read_source(struct load *load, struct source *source, struct sim_error *error)
{
    enum sim_status status = verdict_create(load, &source->verdict, error);
    if (status == SIM_OK && source->verdict->row_count > 0)
        status = load_numbers_of(load, SCHEMA_TARGET_VALUE,
                                 (const char *[]){SCHEMA_REPLICATION, SCHEMA_TARGET, NULL}, &source->values,
                                 error);
    return status;
}

// ---- files and targets -------------------------------------------------------------------------------------

static void describe(const struct load *load, const struct verdict *verdict, struct compare_file *file)
{
    const char *changes = strstr(verdict->command, " -D ");
    *file = (struct compare_file){
        .path = sim_memory_text(load_path(load)),
        .title = sim_memory_text(verdict->scenario),
        .changes = sim_memory_text(changes ? changes + 1 : ""),
        .seed = verdict->seed,
        .replications = verdict->replications,
        .is_antithetic = verdict->is_antithetic,
    };
}

static bool is_target(const struct compare_target *target, const struct verdict_row *row)
{
    return strcmp(target->id, row->id) == 0 && strcmp(target->date, row->date) == 0 &&
           strcmp(target->unit, row->unit) == 0 && target->at_most == row->at_most;
}

/// The row of a target, its number of rows where a verdict does not have it.
static size_t row_of(const struct verdict *verdict, const struct compare_target *target)
{
    size_t row = 0;
    while (row < verdict->row_count && !is_target(target, &verdict->rows[row]))
        row++;
    return row;
}

static void add_targets(struct compare *compare, const struct verdict *verdict, size_t *capacity)
{
    for (size_t i = 0; i < verdict->row_count; i++) {
        const struct verdict_row *row = &verdict->rows[i];
        size_t at = 0;
        while (at < compare->target_count && !is_target(&compare->targets[at], row))
            at++;
        if (at < compare->target_count)
            continue;
        compare->targets = sim_memory_grow(compare->targets, capacity, compare->target_count + 1,
                                           sizeof(*compare->targets), "a comparison");
        struct compare_target *target = &compare->targets[compare->target_count++];
        *target = (struct compare_target){
            .id = sim_memory_text(row->id),
            .unit = sim_memory_text(row->unit),
            .at_most = row->at_most,
            .sides = sim_memory_new(compare->file_count, sizeof(*target->sides), "a comparison"),
            .changes = sim_memory_new(compare->file_count, sizeof(*target->changes), "a comparison"),
        };
        memcpy(target->date, row->date, sizeof(target->date));
    }
}

static void fill_side(const struct source *source, size_t row_index, struct compare_side *side)
{
    const struct verdict *verdict = source->verdict;
    if (row_index == verdict->row_count)
        return;
    const struct verdict_row *row = &verdict->rows[row_index];
    *side = (struct compare_side){
        .is_there = true,
        .goal = row->goal,
        .p_reach = row->p_reach,
        .p_low = row->p_low,
        .p_high = row->p_high,
        .p05 = row->p05,
        .p50 = row->p50,
        .p95 = row->p95,
        .mean = stats_mean_present(source->values + row_index, verdict->replications, verdict->row_count),
    };
}

// ---- differences -------------------------------------------------------------------------------------------

static double value_at(const struct source *source, size_t row, size_t replication)
{
    return source->values[replication * source->verdict->row_count + row];
}

static double reached_at(const struct source *source, size_t row, size_t replication)
{
    return verdict_reaches(&source->verdict->rows[row], value_at(source, row, replication)) ? 1 : 0;
}

/// Means of groups of `size` that follow each other and leave none over, without what is NaN; their number. In place.
static size_t group(double *values, size_t count, size_t size)
{
    size_t groups = 0;
    for (size_t i = 0; i < count; i += size) {
        double mean = stats_mean_present(values + i, size, 1);
        if (!isnan(mean))
            values[groups++] = mean;
    }
    return groups;
}

static enum compare_word word_of(const struct contrast *contrast, bool is_same, bool at_most)
{
    if (is_same)
        return COMPARE_SAME;
    if (isnan(contrast->low))
        return COMPARE_UNKNOWN;
    if (!contrast_is_beyond_chance(contrast))
        return COMPARE_CHANCE;
    return (contrast->difference > 0) != at_most ? COMPARE_BETTER : COMPARE_WORSE;
}

/// Replication by replication. space: 2 x the replications of the shorter file.
static void change_paired(const struct source *base, size_t base_row, const struct source *other,
                          size_t other_row, double *space, struct compare_change *change)
{
    size_t n = base->verdict->replications < other->verdict->replications ? base->verdict->replications
                                                                          : other->verdict->replications;
    size_t size = base->verdict->is_antithetic ? 2 : 1;
    double *values = space, *reached = space + n;
    bool is_same = true, is_reached_same = true, at_most = base->verdict->rows[base_row].at_most;
    for (size_t r = 0; r < n; r++) {
        double first = value_at(base, base_row, r), second = value_at(other, other_row, r);
        values[r] = second - first;
        reached[r] = reached_at(other, other_row, r) - reached_at(base, base_row, r);
        is_same = is_same && (first == second || (isnan(first) && isnan(second)));
        is_reached_same = is_reached_same && reached[r] == 0;
        change->count += !isnan(values[r]);
    }
    is_same = is_same && change->count > 0;
    change->mean = contrast_paired(values, group(values, n, size));
    change->p = contrast_paired_shares(reached, group(reached, n, size));
    change->mean_word = word_of(&change->mean, is_same, at_most);
    change->p_word = word_of(&change->p, is_reached_same, false);
}

/// Two independent samples. space: the replications of both.
static void change_independent(const struct source *base, size_t base_row, const struct source *other,
                               size_t other_row, double *space, struct compare_change *change)
{
    const struct source *sources[] = {base, other};
    size_t rows[] = {base_row, other_row}, counts[2];
    double *samples[] = {space, space + base->verdict->replications};
    for (int k = 0; k < 2; k++) {
        const struct verdict *verdict = sources[k]->verdict;
        for (size_t r = 0; r < verdict->replications; r++) {
            samples[k][r] = value_at(sources[k], rows[k], r);
            change->count += !isnan(samples[k][r]);
        }
        counts[k] = group(samples[k], verdict->replications, verdict->is_antithetic ? 2 : 1);
    }
    const struct verdict_row *first = &base->verdict->rows[base_row],
                             *second = &other->verdict->rows[other_row];
    change->mean = contrast_means(samples[0], counts[0], samples[1], counts[1]);
    change->p = contrast_shares(first->p_reach, first->p_low, first->p_high, second->p_reach, second->p_low,
                                second->p_high);
    change->mean_word = word_of(&change->mean, false, first->at_most);
    change->p_word = word_of(&change->p, false, false);
}

static void fill_change(const struct source *base, const struct source *other, struct compare_target *target,
                        size_t file)
{
    struct compare_change *change = &target->changes[file];
    size_t base_row = row_of(base->verdict, target), other_row = row_of(other->verdict, target);
    if (base_row == base->verdict->row_count || other_row == other->verdict->row_count)
        return;
    change->is_there = true;
    change->is_paired = base->verdict->seed == other->verdict->seed &&
                        base->verdict->is_antithetic == other->verdict->is_antithetic;
    change->median = target->sides[file].p50 - target->sides[0].p50;
    double *space = sim_memory_new(base->verdict->replications + other->verdict->replications, sizeof(*space),
                                   "a comparison");
    if (change->is_paired)
        change_paired(base, base_row, other, other_row, space, change);
    else
        change_independent(base, base_row, other, other_row, space, change);
    free(space);
}

static void fill(struct compare *compare, const struct compare_input *inputs, const struct source *sources)
{
    size_t capacity = 0;
    for (size_t f = 0; f < compare->file_count; f++) {
        describe(inputs[f].load, sources[f].verdict, &compare->files[f]);
        add_targets(compare, sources[f].verdict, &capacity);
    }
    for (size_t t = 0; t < compare->target_count; t++) {
        struct compare_target *target = &compare->targets[t];
        for (size_t f = 0; f < compare->file_count; f++)
            fill_side(&sources[f], row_of(sources[f].verdict, target), &target->sides[f]);
        for (size_t f = 1; f < compare->file_count; f++)
            fill_change(&sources[0], &sources[f], target, f);
    }
}

// ---- public ------------------------------------------------------------------------------------------------

enum sim_status compare_create(const struct compare_input *inputs, size_t count, struct compare **out,
                               struct sim_error *error)
{
    size_t before = error->count;
    struct source *sources = sim_memory_new(count, sizeof(*sources), "a comparison");
    struct compare *compare = sim_memory_new(1, sizeof(*compare), "a comparison");
    compare->files = sim_memory_new(count, sizeof(*compare->files), "a comparison");
    compare->file_count = count;
    *out = NULL;
    for (size_t f = 0; f < count; f++)
        read_source(inputs[f].load, &sources[f], error);
    if (error->count == before)
        compare_inputs(compare, inputs, error);
    if (error->count == before) {
        fill(compare, inputs, sources);
        *out = compare;
    } else {
        compare_destroy(compare);
    }
    for (size_t f = 0; f < count; f++) {
        verdict_destroy(sources[f].verdict);
        free(sources[f].values);
    }
    free(sources);
    return error->count == before ? SIM_OK : error->faults[before].status;
}

void compare_destroy(struct compare *compare)
{
    if (!compare)
        return;
    for (size_t f = 0; f < compare->file_count; f++) {
        free(compare->files[f].path);
        free(compare->files[f].title);
        free(compare->files[f].changes);
    }
    for (size_t i = 0; i < compare->difference_count; i++) {
        for (size_t f = 0; f < compare->file_count; f++)
            free(compare->differences[i].values[f]);
        free(compare->differences[i].values);
        free(compare->differences[i].path);
    }
    for (size_t t = 0; t < compare->target_count; t++) {
        free(compare->targets[t].id);
        free(compare->targets[t].unit);
        free(compare->targets[t].sides);
        free(compare->targets[t].changes);
    }
    free(compare->files);
    free(compare->differences);
    free(compare->targets);
    free(compare);
}

const char *compare_word_key(enum compare_word word)
{
    static const char *const keys[] = {"same", "chance", "better", "worse", "unknown"};
    return keys[word];
}
