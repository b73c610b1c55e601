#include "results/analyse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/analyse_settle.h"
#include "results/stats.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// Sums round.
static const double ROUNDING = 1e-9;

/// Everything read from the file.
struct columns {
    double *values;  // [point][factor]
    double *u;       // the same, coordinates; null where the method needs none
    double *outcome; // [point][replication][target]
    double *dates, *goals;
    const char *const *ids, *const *senses, *const *units;
    int64_t epoch;
    uint64_t seed;
};

static size_t count_of(const struct load *load, const char *scale)
{
    const struct load_variable *variable = load_find(load, scale);
    return variable ? variable->count : 0;
}

static enum sim_status read_columns(struct load *load, enum analyse_method method, struct columns *columns,
                                    struct sim_error *error)
{
    const char *const points[] = {SCHEMA_POINT, SCHEMA_FACTOR, NULL};
    const char *const outcomes[] = {SCHEMA_POINT, SCHEMA_REPLICATION, SCHEMA_TARGET, NULL};
    const char *const targets[] = {SCHEMA_TARGET, NULL};
    const struct load_attribute *seed = load_attribute(load, SCHEMA_SEED);
    load_numbers_of(load, SCHEMA_POINT_VALUE, points, &columns->values, error);
    if (method == ANALYSE_MORRIS)
        load_numbers_of(load, SCHEMA_POINT_U, points, &columns->u, error);
    load_numbers_of(load, SCHEMA_TARGET_VALUE, outcomes, &columns->outcome, error);
    load_days_of(load, SCHEMA_TARGET_DATE, targets, false, &columns->dates, error);
    load_numbers_of(load, SCHEMA_TARGET_GOAL, targets, &columns->goals, error);
    load_texts_of(load, SCHEMA_TARGET_ID, SCHEMA_TARGET, &columns->ids, error);
    load_texts_of(load, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, &columns->senses, error);
    load_texts_of(load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, &columns->units, error);
    if (!sim_date_read(load_attribute_text(load, SCHEMA_EPOCH, ""), &columns->epoch))
        sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, SCHEMA_EPOCH, "no date", "YYYY-MM-DD");
    columns->seed = seed && seed->is_whole ? seed->whole : 0;
    return sim_error_status(error);
}

static void clear_columns(struct columns *columns)
{
    free(columns->values);
    free(columns->u);
    free(columns->outcome);
    free(columns->dates);
    free(columns->goals);
}

static bool is_reached(const struct analyse_target *target, double value)
{
    double gap = target->at_most ? value - target->goal : target->goal - value;
    return gap <= ROUNDING * fabs(target->goal); // false of NaN
}

/// The interval of P(reach) from points, or, of saltelli's, from base points. shares: [point], of replications that reach.
static void take_interval(const struct analyse *analyse, double *shares, struct analyse_target *target)
{
    size_t block = analyse->method == ANALYSE_SOBOL ? analyse->factor_count + 2 : 1,
           groups = analyse->points / block;
    target->p_low = target->p_high = NAN;
    if (!analyse_is_sample(analyse))
        return;
    for (size_t i = 0; i < groups; i++)
        shares[i] = stats_mean(shares + i * block, block);
    stats_wilson_groups(shares, groups, &target->p_low, &target->p_high);
}

/// Mean value of each point, and whether most of its replications miss.
static void fold(const struct analyse *analyse, const struct columns *columns, size_t index,
                 struct analyse_target *target, double *means, bool *misses)
{
    size_t reached_in_all = 0;
    double *shares = sim_memory_new(analyse->points, sizeof(double), "an analysis");
    target->least = INFINITY;
    target->most = -INFINITY;
    for (size_t p = 0; p < analyse->points; p++) {
        const double *values = columns->outcome + p * analyse->replications * analyse->target_count + index;
        size_t reached = 0;
        for (size_t r = 0; r < analyse->replications; r++)
            reached += is_reached(target, values[r * analyse->target_count]);
        means[p] = stats_mean_present(values, analyse->replications, analyse->target_count);
        misses[p] = 2 * reached < analyse->replications;
        reached_in_all += reached;
        shares[p] = (double)reached / (double)analyse->replications;
        target->least = fmin(target->least, means[p]);
        target->most = fmax(target->most, means[p]);
    }
    target->mean = stats_mean_present(means, analyse->points, 1);
    target->p_reach = (double)reached_in_all / (double)(analyse->points * analyse->replications);
    take_interval(analyse, shares, target);
    free(shares);
}

/// What boxes are looked for in: points that are a sample of their own (of Saltelli's only A and B), some factors.
struct sample {
    size_t points, factors;
    size_t chosen[ANALYSE_BOX_FACTORS]; // factors
    double *x;                          // [point][chosen]
    bool *hits;                         // [point]
};

/// Takes points and hits; turns hits round where they are the more frequent outcome, and returns whether it did.
static bool take_hits(const struct analyse *analyse, const bool *misses, struct sample *sample, size_t *rows)
{
    size_t block = analyse->factor_count + 2, missed = 0;
    for (size_t p = 0; p < analyse->points; p++) {
        if (analyse->method == ANALYSE_SOBOL && p % block > 1)
            continue;
        missed += misses[p];
        rows[sample->points] = p;
        sample->hits[sample->points++] = misses[p];
    }
    bool is_turned = 2 * missed > sample->points;
    for (size_t i = 0; i < sample->points; i++)
        sample->hits[i] = sample->hits[i] != is_turned;
    return is_turned;
}

/// Chooses the factors that correlate with the hits most, in their order.
static void choose_factors(const struct analyse *analyse, const double *values, const size_t *rows,
                           struct sample *sample)
{
    size_t all = analyse->factor_count, n = sample->points;
    double *x = sim_memory_new(2 * n, sizeof(double), "an analysis"), *hits = x + n;
    double *weights = sim_memory_new(all, sizeof(double), "an analysis");
    for (size_t i = 0; i < n; i++)
        hits[i] = sample->hits[i];
    for (size_t f = 0; f < all; f++) {
        for (size_t i = 0; i < n; i++)
            x[i] = values[rows[i] * all + f];
        double rho = stats_spearman(x, hits, n);
        weights[f] = isnan(rho) ? 0 : fabs(rho);
    }
    for (size_t f = 0; f < all; f++) {
        size_t before = 0; // factors that come before it
        for (size_t other = 0; other < all; other++)
            before += weights[other] > weights[f] || (weights[other] == weights[f] && other < f);
        if (before < ANALYSE_BOX_FACTORS)
            sample->chosen[sample->factors++] = f;
    }
    free(x);
    free(weights);
}

/// Limits of the chosen factors become those of all.
static void widen(const struct analyse *analyse, const struct sample *sample, struct prim_box *box)
{
    struct prim_limit *all = sim_memory_new(analyse->factor_count, sizeof(*all), "an analysis");
    for (size_t f = 0; f < analyse->factor_count; f++)
        all[f] = (struct prim_limit){-INFINITY, INFINITY, NAN, NAN};
    for (size_t c = 0; c < sample->factors; c++)
        all[sample->chosen[c]] = box->limits[c];
    free(box->limits);
    box->limits = all;
}

static void find_boxes(const struct analyse *analyse, const struct columns *columns, const bool *misses,
                       struct analyse_target *target)
{
    struct sample sample = {.hits = sim_memory_new(analyse->points, sizeof(bool), "an analysis")};
    size_t *rows = sim_memory_new(analyse->points, sizeof(*rows), "an analysis");
    target->boxes_reach = take_hits(analyse, misses, &sample, rows);
    choose_factors(analyse, columns->values, rows, &sample);
    sample.x = sim_memory_new(sample.points * sample.factors, sizeof(double), "an analysis");
    for (size_t i = 0; i < sample.points; i++)
        for (size_t c = 0; c < sample.factors; c++)
            sample.x[i * sample.factors + c] =
                columns->values[rows[i] * analyse->factor_count + sample.chosen[c]];
    target->box_count =
        analyse_prim(sample.x, sample.hits, sample.points, sample.factors, ANALYSE_BOXES_MAX, target->boxes);
    for (size_t b = 0; b < target->box_count; b++)
        widen(analyse, &sample, &target->boxes[b]);
    free(sample.x);
    free(sample.hits);
    free(rows);
}

static void judge(const struct analyse *analyse, const struct columns *columns, size_t index,
                  struct analyse_target *target)
{
    size_t factors = analyse->factor_count;
    double *means = sim_memory_new(analyse->points, sizeof(double), "an analysis");
    struct analyse_sample settle = {columns->values, columns->u, means, columns->seed};
    bool *misses = sim_memory_new(analyse->points, sizeof(bool), "an analysis");
    fold(analyse, columns, index, target, means, misses);
    if (analyse->method == ANALYSE_SOBOL) {
        target->sobol = sim_memory_new(factors, sizeof(*target->sobol), "an analysis");
        target->used = analyse_sobol(means, analyse->size, factors, columns->seed, target->sobol);
    } else if (analyse->method == ANALYSE_MORRIS) {
        target->morris = sim_memory_new(factors, sizeof(*target->morris), "an analysis");
        target->used =
            analyse_morris(columns->u, means, analyse->size, factors, columns->seed, target->morris);
    } else {
        target->rank = sim_memory_new(factors, sizeof(*target->rank), "an analysis");
        target->used = analyse_rank(columns->values, means, analyse->points, factors, target->rank);
    }
    analyse_settle(analyse, &settle, target);
    if (analyse->method != ANALYSE_MORRIS)
        find_boxes(analyse, columns, misses, target);
    free(means);
    free(misses);
}

/// What the file says of itself; the numbers of points must be those of the design.
static enum sim_status read_head(struct load *load, struct analyse *analyse, struct sim_error *error)
{
    const struct load_attribute *size = load_attribute(load, SCHEMA_DESIGN_SIZE);
    analyse->design = load_attribute_text(load, SCHEMA_DESIGN, NULL);
    if (!analyse->design || !size || !size->is_whole) {
        sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, SCHEMA_DESIGN, "no design",
                      "a file that `suanli sweep` wrote; `suanli report` is for those of `suanli run`");
        return SIM_BAD_DATA;
    }
    analyse->title = load_attribute_text(load, SCHEMA_TITLE, "");
    analyse->size = (size_t)size->whole;
    analyse->points = count_of(load, SCHEMA_POINT);
    analyse->replications = count_of(load, SCHEMA_REPLICATION);
    analyse->factor_count = count_of(load, SCHEMA_FACTOR);
    analyse->target_count = count_of(load, SCHEMA_TARGET);
    analyse->method = strcmp(analyse->design, "saltelli") == 0 ? ANALYSE_SOBOL
                      : strcmp(analyse->design, "morris") == 0 ? ANALYSE_MORRIS
                                                               : ANALYSE_RANK;
    size_t block = analyse->factor_count + (analyse->method == ANALYSE_SOBOL ? 2 : 1);
    if (analyse->method != ANALYSE_RANK &&
        (analyse->points % block != 0 || analyse->points / block != analyse->size))
        sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, SCHEMA_POINT, "another number of points",
                      "that of the design");
    load_texts_of(load, SCHEMA_FACTOR, SCHEMA_FACTOR, &analyse->factors, error);
    load_texts_of(load, SCHEMA_FACTOR_UNIT, SCHEMA_FACTOR, &analyse->units, error);
    load_texts_of(load, SCHEMA_FACTOR_LAW, SCHEMA_FACTOR, &analyse->laws, error);
    load_texts_of(load, SCHEMA_FACTOR_RANGE, SCHEMA_FACTOR, &analyse->ranges, error);
    analyse->epoch = load_attribute_text(load, SCHEMA_EPOCH, "");
    analyse->scenario_text = load_attribute_text(load, SCHEMA_SCENARIO, "");
    analyse->command = load_attribute_text(load, SCHEMA_COMMAND, "");
    return sim_error_status(error);
}

enum sim_status analyse_create(struct load *load, struct analyse **out, struct sim_error *error)
{
    struct analyse *analyse = sim_memory_new(1, sizeof(*analyse), "an analysis");
    struct columns columns = {0};
    *out = NULL;
    enum sim_status status = read_head(load, analyse, error);
    if (status == SIM_OK && analyse->target_count > 0)
        status = read_columns(load, analyse->method, &columns, error);
    if (status == SIM_OK) {
        analyse->targets = sim_memory_new(analyse->target_count, sizeof(*analyse->targets), "an analysis");
        for (size_t i = 0; i < analyse->target_count; i++) {
            struct analyse_target *target = &analyse->targets[i];
            *target = (struct analyse_target){.id = columns.ids[i],
                                              .unit = columns.units[i],
                                              .goal = columns.goals[i],
                                              .at_most = strcmp(columns.senses[i], "<=") == 0};
            sim_date_write(columns.epoch + llround(columns.dates[i]), target->date);
            judge(analyse, &columns, i, target);
        }
        analyse->seed = columns.seed;
    }
    clear_columns(&columns);
    if (status == SIM_OK)
        *out = analyse;
    else
        analyse_destroy(analyse);
    return status;
}

void analyse_destroy(struct analyse *analyse)
{
    if (!analyse)
        return;
    for (size_t i = 0; i < analyse->target_count && analyse->targets; i++) {
        struct analyse_target *target = &analyse->targets[i];
        free(target->sobol);
        free(target->morris);
        free(target->rank);
        free(target->half);
        for (size_t b = 0; b < target->box_count; b++)
            prim_box_clear(&target->boxes[b]);
    }
    free(analyse->targets);
    free(analyse);
}

struct analyse_estimate analyse_main_estimate(const struct analyse_target *target, size_t factor)
{
    return target->sobol    ? target->sobol[factor].total
           : target->morris ? target->morris[factor].mu_star
                            : target->rank[factor];
}

static double weight_of(const struct analyse_target *target, size_t factor)
{
    double weight = fabs(analyse_main_estimate(target, factor).value);
    return isnan(weight) ? -INFINITY : weight;
}

void analyse_order(const struct analyse *analyse, const struct analyse_target *target, size_t *order)
{
    for (size_t f = 0; f < analyse->factor_count; f++) {
        size_t at = f;
        for (; at > 0 && weight_of(target, order[at - 1]) < weight_of(target, f); at--)
            order[at] = order[at - 1];
        order[at] = f;
    }
}
