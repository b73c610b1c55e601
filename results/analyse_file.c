/// An analysis as a file: the same conventions as all others, over factor, target and box.
#include <math.h>
#include <stdlib.h>

#include "results/analyse.h"
#include "results/store.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// Scale of the boxes of a target, and texts that would be said twice.
static const char BOX[] = "box", LOW[] = "low end of its 95 % interval",
                  HIGH[] = "high end of its 95 % interval";

/// Which number of a factor, target or box is written.
typedef double by_factor(const struct analyse_target *target, size_t factor);
typedef double by_target(const struct analyse_target *target);
typedef double by_box(const struct prim_box *box);
typedef double by_limit(const struct prim_limit *limit);

struct column {
    const char *name, *long_name;
    by_factor *of;
};

// ---- over target and factor --------------------------------------------------------------------------------

#define BY_FACTOR(name, expression)                                                                          \
    static double name(const struct analyse_target *target, size_t f)                                        \
    {                                                                                                        \
        return target->expression;                                                                           \
    }
BY_FACTOR(total, sobol[f].total.value)
BY_FACTOR(total_low, sobol[f].total.low)
BY_FACTOR(total_high, sobol[f].total.high)
BY_FACTOR(total_half, sobol[f].total_half)
BY_FACTOR(total_quarter, sobol[f].total_quarter)
BY_FACTOR(first, sobol[f].first.value)
BY_FACTOR(first_low, sobol[f].first.low)
BY_FACTOR(first_high, sobol[f].first.high)
BY_FACTOR(mu_star, morris[f].mu_star.value)
BY_FACTOR(mu_star_low, morris[f].mu_star.low)
BY_FACTOR(mu_star_high, morris[f].mu_star.high)
BY_FACTOR(half, half[f])
BY_FACTOR(mu, morris[f].mu)
BY_FACTOR(sigma, morris[f].sigma)
BY_FACTOR(rho, rank[f].value)
BY_FACTOR(rho_low, rank[f].low)
BY_FACTOR(rho_high, rank[f].high)

static const struct column sobol_columns[] = {
    {"total_index", "total Sobol index: share of the variance of the target's value, interactions included",
     total},
    {"total_index_low", LOW, total_low},
    {"total_index_high", HIGH, total_high},
    {"total_index_half", "the same from the first half of the base points", total_half},
    {"total_index_quarter", "the same from the first quarter of them", total_quarter},
    {"first_index", "first-order Sobol index: share of the variance, of the factor alone", first},
    {"first_index_low", LOW, first_low},
    {"first_index_high", HIGH, first_high},
    {0}};
static const struct column morris_columns[] = {
    {"mu_star", "mean of absolute elementary effects over the factor's whole range, in target_unit", mu_star},
    {"mu_star_low", LOW, mu_star_low},
    {"mu_star_high", HIGH, mu_star_high},
    {"mu_star_half", "the same from the first half of the trajectories", half},
    {"mu", "mean of elementary effects, in target_unit", mu},
    {"sigma", "standard deviation of elementary effects, in target_unit", sigma},
    {0}};
static const struct column rank_columns[] = {
    {"partial_rank", "partial rank correlation of the target's value and the factor", rho},
    {"partial_rank_low", LOW, rho_low},
    {"partial_rank_high", HIGH, rho_high},
    {"partial_rank_half", "the same from the first half of the points", half},
    {0}};

static void put(struct store *store, const struct store_variable *variable, const double *numbers)
{
    store_put_fixed(store, store_add_variable(store, variable), numbers);
}

static void put_factors(const struct analyse *analyse, struct store *store)
{
    static const struct column *const methods[] = {sobol_columns, morris_columns, rank_columns};
    size_t factors = analyse->factor_count;
    double *numbers = sim_memory_new(analyse->target_count * factors, sizeof(double), "an analysis");
    for (const struct column *column = methods[analyse->method]; column->name; column++) {
        for (size_t i = 0; i < analyse->target_count * factors; i++)
            numbers[i] = column->of(&analyse->targets[i / factors], i % factors);
        put(store,
            &(struct store_variable){.name = column->name,
                                     .unit = "1",
                                     .long_name = column->long_name,
                                     .scales = {SCHEMA_TARGET, SCHEMA_FACTOR},
                                     .type = STORE_F64},
            numbers);
    }
    free(numbers);
}

// ---- over target -------------------------------------------------------------------------------------------

#define BY_TARGET(name, expression)                                                                          \
    static double name(const struct analyse_target *target)                                                  \
    {                                                                                                        \
        return (double)(expression);                                                                         \
    }
BY_TARGET(goal, target->goal)
BY_TARGET(p_reach, target->p_reach)
BY_TARGET(p_low, target->p_low)
BY_TARGET(p_high, target->p_high)
BY_TARGET(mean, target->mean)
BY_TARGET(least, isfinite(target->least) ? target->least : NAN)
BY_TARGET(most, isfinite(target->most) ? target->most : NAN)
BY_TARGET(used, target->used)
BY_TARGET(wide, target->wide)
BY_TARGET(moved, target->moved)
BY_TARGET(boxes_reach, target->boxes_reach)
BY_TARGET(first_sum, target->first_sum)

static const struct {
    const char *name, *long_name;
    enum store_type type;
    const char *flags;
    by_target *of;
} target_columns[] = {
    {SCHEMA_TARGET_GOAL, "goals, in target_unit", STORE_F64, NULL, goal},
    {"p_reach", "share of all runs that reach the target", STORE_F64, NULL, p_reach},
    {"p_reach_low", LOW, STORE_F64, NULL, p_low},
    {"p_reach_high", HIGH, STORE_F64, NULL, p_high},
    {"value_mean", "mean of the target's value over points, in target_unit", STORE_F64, NULL, mean},
    {"value_least", "least mean value of a point, in target_unit", STORE_F64, NULL, least},
    {"value_most", "largest mean value of a point, in target_unit", STORE_F64, NULL, most},
    {"used", "base points, trajectories or points with a value", STORE_I32, NULL, used},
    {"wide", "factors whose interval is too wide to be trusted", STORE_I32, NULL, wide},
    {"moved", "factors whose estimate moved with the second half of the points", STORE_I32, NULL, moved},
    {"boxes_of", "what the boxes are of", STORE_I32, "missed reached", boxes_reach},
    {"first_index_sum", "sum of first-order indices; the rest to 1 is interactions; none of other methods",
     STORE_F64, NULL, first_sum},
};

static void put_targets(const struct analyse *analyse, struct store *store)
{
    size_t count = analyse->target_count;
    double *numbers = sim_memory_new(count, sizeof(double), "an analysis");
    for (size_t c = 0; c < sizeof(target_columns) / sizeof(target_columns[0]); c++) {
        for (size_t i = 0; i < count; i++)
            numbers[i] = target_columns[c].of(&analyse->targets[i]);
        put(store,
            &(struct store_variable){.name = target_columns[c].name,
                                     .unit = "1",
                                     .long_name = target_columns[c].long_name,
                                     .scales = {SCHEMA_TARGET},
                                     .type = target_columns[c].type,
                                     .flag_meanings = target_columns[c].flags},
            numbers);
    }
    free(numbers);
}

// ---- over target and box, and over all three ---------------------------------------------------------------

#define BY_BOX(name, member)                                                                                 \
    static double name(const struct prim_box *box)                                                           \
    {                                                                                                        \
        return (double)box->member;                                                                          \
    }
BY_BOX(density, density)
BY_BOX(coverage, coverage)
BY_BOX(mass, mass)

#define BY_LIMIT(name, expression)                                                                           \
    static double name(const struct prim_limit *limit)                                                       \
    {                                                                                                        \
        return expression;                                                                                   \
    }
BY_LIMIT(low, isfinite(limit->low) ? limit->low : NAN)
BY_LIMIT(high, isfinite(limit->high) ? limit->high : NAN)
BY_LIMIT(p_value_low, limit->p_low)
BY_LIMIT(p_value_high, limit->p_high)

static const struct {
    const char *name, *long_name;
    by_box *of;
} box_columns[] = {
    {"box_density", "share of the box's points that reach (miss) the target", density},
    {"box_coverage", "share of all points that reach (miss) it which lie in the box", coverage},
    {"box_mass", "share of all points that lie in the box", mass},
};
static const struct {
    const char *name, *long_name;
    by_limit *of;
} limit_columns[] = {
    {"box_low", "the box's low bound, in factor_unit; none: open", low},
    {"box_high", "the box's high bound, in factor_unit; none: open", high},
    {"box_p_low", "chance of the box's hits without its low bound", p_value_low},
    {"box_p_high", "chance of the box's hits without its high bound", p_value_high},
};

static const struct prim_box *box_at(const struct analyse *analyse, size_t i)
{
    const struct analyse_target *target = &analyse->targets[i / ANALYSE_BOXES_MAX];
    return i % ANALYSE_BOXES_MAX < target->box_count ? &target->boxes[i % ANALYSE_BOXES_MAX] : NULL;
}

static void put_boxes(const struct analyse *analyse, struct store *store)
{
    size_t boxes = analyse->target_count * ANALYSE_BOXES_MAX, factors = analyse->factor_count;
    double *numbers = sim_memory_new(boxes * factors, sizeof(double), "an analysis");
    for (size_t c = 0; c < sizeof(box_columns) / sizeof(box_columns[0]); c++) {
        for (size_t i = 0; i < boxes; i++)
            numbers[i] = box_at(analyse, i) ? box_columns[c].of(box_at(analyse, i)) : NAN;
        put(store,
            &(struct store_variable){.name = box_columns[c].name,
                                     .long_name = box_columns[c].long_name,
                                     .scales = {SCHEMA_TARGET, BOX},
                                     .type = STORE_F64},
            numbers);
    }
    for (size_t c = 0; c < sizeof(limit_columns) / sizeof(limit_columns[0]); c++) {
        for (size_t i = 0; i < boxes * factors; i++) {
            const struct prim_box *box = box_at(analyse, i / factors);
            numbers[i] = box ? limit_columns[c].of(&box->limits[i % factors]) : NAN;
        }
        put(store,
            &(struct store_variable){.name = limit_columns[c].name,
                                     .long_name = limit_columns[c].long_name,
                                     .scales = {SCHEMA_TARGET, BOX, SCHEMA_FACTOR},
                                     .type = STORE_F64},
            numbers);
    }
    free(numbers);
}

// ---- the file ----------------------------------------------------------------------------------------------

static void put_texts(struct store *store, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    store_put_texts(store,
                    store_add_variable(store, &(struct store_variable){.name = name,
                                                                       .long_name = long_name,
                                                                       .scales = {scale},
                                                                       .type = STORE_TEXT}),
                    texts);
}

static void put_scales(const struct analyse *analyse, struct store *store)
{
    static const double places[ANALYSE_BOXES_MAX] = {0, 1, 2};
    size_t count = analyse->target_count;
    char(*names)[160] = sim_memory_new(count, sizeof(*names), "an analysis");
    const char **texts = sim_memory_new(3 * count, sizeof(*texts), "an analysis");
    double *dates = sim_memory_new(count, sizeof(double), "an analysis");
    int64_t epoch = 0, day = 0;
    sim_date_read(analyse->epoch, &epoch);
    for (size_t i = 0; i < count; i++) {
        const struct analyse_target *target = &analyse->targets[i];
        snprintf(names[i], sizeof(names[i]), "%s@%s", target->id, target->date);
        texts[i] = names[i];
        texts[count + i] = target->at_most ? "<=" : ">=";
        texts[2 * count + i] = target->unit;
        sim_date_read(target->date, &day);
        dates[i] = (double)(day - epoch);
    }
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_FACTOR,
                                                 .long_name = "what varies, by its path in the scenario",
                                                 .count = analyse->factor_count,
                                                 .texts = analyse->factors});
    store_add_scale(
        store,
        &(struct store_scale){.name = SCHEMA_TARGET, .long_name = "targets", .count = count, .texts = texts});
    store_add_scale(store, &(struct store_scale){.name = BOX,
                                                 .long_name = "boxes, in the order in which they were found",
                                                 .count = ANALYSE_BOXES_MAX,
                                                 .numbers = places,
                                                 .whole = true});
    put_texts(store, SCHEMA_FACTOR_UNIT, "units of factors", SCHEMA_FACTOR, analyse->units);
    put_texts(store, SCHEMA_FACTOR_LAW, "how factors vary", SCHEMA_FACTOR, analyse->laws);
    put_texts(store, SCHEMA_FACTOR_RANGE, "ranges, lists or distributions of factors", SCHEMA_FACTOR,
              analyse->ranges);
    put_texts(store, SCHEMA_TARGET_SENSE, "whether more or less is better", SCHEMA_TARGET, texts + count);
    put_texts(store, SCHEMA_TARGET_UNIT, "units of targets", SCHEMA_TARGET, texts + 2 * count);
    put(store,
        &(struct store_variable){.name = SCHEMA_TARGET_DATE,
                                 .unit = STORE_DATE,
                                 .long_name = "dates of targets",
                                 .scales = {SCHEMA_TARGET},
                                 .type = STORE_F64},
        dates);
    free(names);
    free(texts);
    free(dates);
}

enum sim_status analyse_write(const struct analyse *analyse, const char *path, const char *version,
                              struct sim_error *error)
{
    static const char *const methods[] = {"sobol", "morris", "rank"};
    struct store *store;
    if (analyse->target_count == 0)
        return sim_error_say(error, SIM_BAD_DATA, "the sweep has no targets: there is nothing to write");
    struct store_head head = {.title = analyse->title,
                              .program_version = version,
                              .command = analyse->command,
                              .scenario_text = analyse->scenario_text,
                              .seed = analyse->seed,
                              .replications = analyse->replications,
                              .epoch = analyse->epoch};
    enum sim_status status = store_create(path, &head, &store, error);
    if (status != SIM_OK)
        return status;
    store_attribute_text(store, SCHEMA_DESIGN, analyse->design);
    store_attribute_whole(store, SCHEMA_DESIGN_SIZE, (int64_t)analyse->size);
    store_attribute_whole(store, "points", (int64_t)analyse->points);
    store_attribute_text(store, "analysis", methods[analyse->method]);
    put_scales(analyse, store);
    put_targets(analyse, store);
    put_factors(analyse, store);
    if (analyse->method != ANALYSE_MORRIS)
        put_boxes(analyse, store);
    return store_close(store, error);
}
