/// The search of `suanli reach` on functions whose answer is known, and on small ones where all points can be tried.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/reach/cheapest.h"
#include "scenarios/run/reach/kriging.h"
#include "scenarios/run/reach/solve.h"
#include "sim/rng.h"

enum { REPLICATIONS = 128, VERIFICATIONS = 4096, AXES_MAX = 8 };

/// A model: what a replication's margin is at a point.
struct model {
    struct reach_def def;
    struct axis axes[AXES_MAX];
    double (*margin)(const struct model *model, const double *effort, size_t target, struct sim_rng *draws);
    double a[AXES_MAX], s[AXES_MAX], b;
    double flattery;            // what verifications come to less than the search
    size_t asked, asked_before; // how often it was asked whether to stop; no before so many
};

/// Replications [first, first + count) of `all` into their places.
static void fill(struct model *model, const int *x, uint64_t seed, size_t first, size_t count, size_t all,
                 double *margins)
{
    double effort[AXES_MAX];
    for (size_t j = 0; j < model->def.axes.count; j++)
        effort[j] = axis_effort(&model->axes[j], x[j]);
    for (size_t t = 0; t < model->def.targets; t++)
        for (size_t r = first; r < first + count; r++) {
            struct sim_rng draws = sim_rng_named(seed, "test", 0, 0, (uint32_t)r);
            margins[t * all + r] = model->margin(model, effort, t, &draws);
        }
}

static enum sim_status run(void *self, const int *x, size_t first, size_t count, double *margins)
{
    fill(self, x, 1, first, count, REPLICATIONS, margins);
    return SIM_OK;
}

static enum sim_status verify(void *self, const int *x, size_t round, size_t first, size_t count,
                              double *margins)
{
    struct model *model = self;
    fill(self, x, 2 + round, first, count, VERIFICATIONS, margins);
    for (size_t i = 0; i < model->def.targets; i++)
        for (size_t r = first; r < first + count; r++)
            margins[i * VERIFICATIONS + r] -= model->flattery;
    return SIM_OK;
}

static bool is_stopped(void *self)
{
    struct model *model = self;
    size_t asked;
#pragma omp atomic capture
    asked = ++model->asked;
    return asked > model->asked_before;
}

static void prepare(struct model *model, size_t axes, size_t targets, double p)
{
    model->def = (struct reach_def){.axes = {model->axes, axes},
                                    .targets = targets,
                                    .replications = REPLICATIONS,
                                    .verifications = VERIFICATIONS,
                                    .p = p,
                                    .points_max = 2 * axes + 60,
                                    .run = run,
                                    .verify = verify,
                                    .self = model,
                                    .threads = 2};
}

static void add_axis(struct model *model, size_t j, double full_cny, double fixed_cny, double a, double s)
{
    model->axes[j] = (struct axis){100, fixed_cny, full_cny, AXIS_NO_GROUP};
    model->a[j] = a;
    model->s[j] = s;
}

static double cost_of(const struct reach_def *def, const struct reach *reach)
{
    return reach_best(def, reach)->cost_cny;
}

// ---- margin = sum a x - b + z: the cheapest gains first ------------------------------------------------------

static double add_up(const struct model *model, const double *effort, size_t target, struct sim_rng *draws)
{
    (void)target;
    double sum = -model->b + 0.2 * sim_rng_normal(draws);
    for (size_t j = 0; j < model->def.axes.count; j++)
        sum += model->a[j] * effort[j];
    return sum;
}

/// P(sum >= b - 0.2 z) = 0.9 wants a sum of b + 0.2 * 1.2816 = 1.2563: the axis with 1 per CNY whole, 0.2563 / 0.8 of the next.
static void gains_that_add_up(void **state)
{
    (void)state;
    struct model model = {.margin = add_up, .b = 1.0};
    add_axis(&model, 0, 3.0, 0, 0.5, 0);
    add_axis(&model, 1, 1.0, 0, 1.0, 0);
    add_axis(&model, 2, 1.6, 0, 0.8, 0);
    add_axis(&model, 3, 0.5, 0, 0.0, 0);  // does nothing
    add_axis(&model, 4, 0.1, 0, -0.5, 0); // does harm
    prepare(&model, 5, 1, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    double expected = 1.0 + 0.2563 / 0.8 * 1.6;
    print_message("gains that add up: %.4f CNY, closed form %.4f, %zu points\n", cost_of(&model.def, &reach),
                  expected, reach.count);
    assert_true(reach.is_reached);
    assert_true(fabs(cost_of(&model.def, &reach) - expected) < 0.04 * expected); // rounds end at 3 %
    assert_true(reach.checks[reach.answer].p >= 0.9 && reach.checks[reach.answer].p < 0.94);
    reach_clear(&reach);
}

// ---- margin = sum x (a + s z) - b: what is uncertain wants to be spread --------------------------------------

static double spread(const struct model *model, const double *effort, size_t target, struct sim_rng *draws)
{
    (void)target;
    double sum = -model->b;
    for (size_t j = 0; j < model->def.axes.count; j++)
        sum += effort[j] * (model->a[j] + model->s[j] * sim_rng_normal(draws));
    return sum;
}

/// Four alike of mean 1 and sd 0.6 at 1 CNY: n x - 1.2816 * 0.6 sqrt(n) x = b, so x = 2 / (4 - 1.5379), 4 x CNY. One or two
/// alone would cost more, and three as well: b / (1 - 1.2816 * 0.6 / sqrt(n)).
static void uncertain_gains_are_spread(void **state)
{
    (void)state;
    struct model model = {.margin = spread, .b = 2.0};
    for (size_t j = 0; j < 4; j++)
        add_axis(&model, j, 1.0, 0, 1.0, 0.6);
    prepare(&model, 4, 1, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    double expected = 2.0 / (1 - 1.2816 * 0.6 / 2);
    print_message("spread: %.4f CNY, closed form %.4f, %zu points\n", cost_of(&model.def, &reach), expected,
                  reach.count);
    assert_true(reach.is_reached);
    assert_true(fabs(cost_of(&model.def, &reach) - expected) < 0.05 * expected);
    reach_clear(&reach);
}

// ---- two targets, each with an axis of its own, and one that serves both --------------------------------------

static double two_targets(const struct model *model, const double *effort, size_t target,
                          struct sim_rng *draws)
{
    double z = sim_rng_normal(draws);
    (void)model;
    return effort[target] + 0.9 * effort[2] - 0.5 + 0.05 * z;
}

/// The common axis costs 1.5 and gives 0.9 to both; each own costs 1 and gives 1 to one: both need 0.5 + 0.05 * 1.2816.
static void targets_are_reached_together(void **state)
{
    (void)state;
    struct model model = {.margin = two_targets};
    add_axis(&model, 0, 1.0, 0, 0, 0);
    add_axis(&model, 1, 1.0, 0, 0, 0);
    add_axis(&model, 2, 1.5, 0, 0, 0);
    prepare(&model, 3, 2, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    double expected = 0.5641 / 0.9 * 1.5;
    print_message("two targets: %.4f CNY, closed form %.4f\n", cost_of(&model.def, &reach), expected);
    assert_true(reach.is_reached);
    assert_true(fabs(cost_of(&model.def, &reach) - expected) < 0.04 * expected);
    assert_true(reach.checks[reach.answer].target_p[0] >= 0.9 &&
                reach.checks[reach.answer].target_p[1] >= 0.9);
    reach_clear(&reach);
}

// ---- what cannot be reached, and what is --------------------------------------------------------------------

static void out_of_reach_is_said(void **state)
{
    (void)state;
    struct model model = {.margin = add_up, .b = 2.0};
    add_axis(&model, 0, 3.0, 0, 0.9, 0);
    add_axis(&model, 1, 1.0, 0, 1.0, 0);
    add_axis(&model, 2, 1.0, 0, -1.0, 0);
    prepare(&model, 3, 1, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    assert_false(reach.is_reached);
    assert_false(reach.is_reachable);
    // 1.9 against 2 + 0.2 z: P = Phi(-0.5) = 0.3085
    assert_true(fabs(reach.checks[reach.answer].p - 0.3085) < 0.03);
    reach_clear(&reach);
}

static void what_is_reached_costs_nothing(void **state)
{
    (void)state;
    struct model model = {.margin = add_up, .b = -1.0};
    add_axis(&model, 0, 3.0, 0, 0.9, 0);
    add_axis(&model, 1, 1.0, 0, 1.0, 0);
    prepare(&model, 2, 1, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    assert_true(reach.is_reached);
    assert_true(cost_of(&model.def, &reach) == 0);
    reach_clear(&reach);
}

static void the_frontier_rises(void **state)
{
    (void)state;
    struct model model = {.margin = add_up, .b = 1.0};
    add_axis(&model, 0, 3.0, 0, 0.5, 0);
    add_axis(&model, 1, 1.0, 0, 1.0, 0);
    prepare(&model, 2, 1, 0.8);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    size_t *indices = malloc(reach.count * sizeof(*indices)),
           count = reach_frontier(&model.def, &reach, indices);
    assert_true(count >= 4);
    for (size_t i = 1; i < count; i++) {
        const struct reach_point *a = &reach.points[indices[i - 1]], *b = &reach.points[indices[i]];
        assert_true(b->cost_cny > a->cost_cny && b->p > a->p);
        // P = Phi((sum - 1) / 0.2), sum = cost up to 1, then 0.5 / 3 a CNY; the sample's error is 0.04
        double sum = b->cost_cny <= 1 ? b->cost_cny : 1 + (b->cost_cny - 1) / 6;
        assert_true(fabs(b->p - 0.5 * erfc(-(sum - 1) / 0.2 / sqrt(2))) < 0.12);
    }
    free(indices);
    reach_clear(&reach);
}

// ---- what is left out, what is refuted, what stops --------------------------------------------------------------

/// Two that act, one that does a five-hundredth of them, one that does nothing, and one that helps the second alone.
static double few_act(const struct model *model, const double *effort, size_t target, struct sim_rng *draws)
{
    (void)model, (void)target;
    return effort[0] + effort[1] * (0.5 + 0.5 * effort[4]) + 0.004 * effort[2] - 1.2 +
           0.05 * sim_rng_normal(draws);
}

static void what_does_not_act_is_not_searched(void **state)
{
    (void)state;
    struct model model = {.margin = few_act};
    for (size_t j = 0; j < 5; j++)
        add_axis(&model, j, 1.0, 0, 0, 0);
    prepare(&model, 5, 1, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    const enum reach_effect expected[] = {REACH_ACTS, REACH_ACTS, REACH_HARDLY, REACH_NO_EFFECT};
    assert_memory_equal(reach.effects, expected, sizeof(expected));
    // Axis 4 does nothing alone, as axis 1 is not taken, but it acts beside all others.
    assert_int_equal(reach.effects[4], REACH_ACTS);
    for (size_t i = 0; i < reach.count; i++)
        if (reach.points[i].origin == REACH_SEARCH || reach.points[i].origin == REACH_FRONTIER)
            assert_true(reach.points[i].x[2] == 0 && reach.points[i].x[3] == 0);
    assert_true(reach.is_reached);
    reach_clear(&reach);
}

/// The search's numbers promise 0.3 more than others keep: 1 + 0.3 + 0.2563 is wanted, and a point that others refute is never
/// the answer, nor on the frontier.
static void what_others_refute_is_not_told(void **state)
{
    (void)state;
    struct model model = {.margin = add_up, .b = 1.0, .flattery = 0.3};
    add_axis(&model, 0, 3.0, 0, 0.5, 0);
    add_axis(&model, 1, 1.0, 0, 1.0, 0);
    add_axis(&model, 2, 1.6, 0, 0.8, 0);
    prepare(&model, 3, 1, 0.9);
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_OK);
    size_t refuted = 0, *indices = malloc(reach.count * sizeof(*indices)),
           count = reach_frontier(&model.def, &reach, indices);
    for (size_t i = 0; i < reach.count; i++)
        refuted += reach.points[i].is_refuted;
    print_message("refuted: %zu points; reached for %.4f CNY, closed form %.4f\n", refuted,
                  cost_of(&model.def, &reach), 1.0 + 0.5563 / 0.8 * 1.6);
    assert_true(refuted > 0 && reach.is_reached && !reach_best(&model.def, &reach)->is_refuted);
    assert_true(fabs(cost_of(&model.def, &reach) - (1.0 + 0.5563 / 0.8 * 1.6)) < 0.05 * 2.11);
    for (size_t i = 0; i < count; i++)
        assert_false(reach.points[indices[i]].is_refuted && reach.points[indices[i]].p >= model.def.p);
    // It was refuted as soon as it was clear.
    bool is_short = false;
    for (size_t i = 0; i < reach.check_count; i++)
        is_short = is_short || reach.checks[i].count < VERIFICATIONS;
    assert_true(is_short);
    free(indices);
    reach_clear(&reach);
}

/// Stopped while the surrogate is searched, between two runs of the model: what was found so far is there, and soon.
static void it_stops_inside_the_surrogate(void **state)
{
    (void)state;
    struct model model = {.margin = spread, .b = 2.0, .asked_before = 2000};
    for (size_t j = 0; j < 8; j++)
        add_axis(&model, j, 1.0 + 0.1 * (double)j, 0, 0.6, 0.6);
    prepare(&model, 8, 1, 0.9);
    model.def.is_stopped = is_stopped;
    struct reach reach;
    assert_int_equal(reach_solve(&model.def, &reach), SIM_INTERRUPTED);
    print_message("stopped after %zu points, asked %zu times more\n", reach.count,
                  model.asked - model.asked_before);
    assert_true(reach.count >= 10 && reach.answer == SIZE_MAX && reach_best(&model.def, &reach));
    assert_true(model.asked - model.asked_before < 50000); // a search takes some hundred thousand
    reach_clear(&reach);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    struct reach reaches[2];
    for (size_t i = 0; i < 2; i++) {
        struct model model = {.margin = spread, .b = 2.0};
        for (size_t j = 0; j < 5; j++)
            add_axis(&model, j, 1.0 + 0.2 * (double)j, 0.1, 1.0, 0.6);
        prepare(&model, 5, 1, 0.9);
        model.def.threads = 1 + 2 * i;
        assert_int_equal(reach_solve(&model.def, &reaches[i]), SIM_OK);
    }
    assert_int_equal(reaches[0].count, reaches[1].count);
    assert_int_equal(reaches[0].answer, reaches[1].answer);
    for (size_t i = 0; i < reaches[0].count; i++)
        assert_memory_equal(reaches[0].points[i].x, reaches[1].points[i].x, 5 * sizeof(int));
    reach_clear(&reaches[0]);
    reach_clear(&reaches[1]);
}

// ---- the cheapest point of a function, against all points ----------------------------------------------------

struct lattice {
    struct axes axes;
    double a[AXES_MAX], pair, need;
};

static double lattice_worth(void *self, const int *x)
{
    const struct lattice *lattice = self;
    double sum = -lattice->need;
    for (size_t j = 0; j < lattice->axes.count; j++)
        sum += lattice->a[j] * sqrt(axis_effort(&lattice->axes.items[j], x[j]));
    return sum + lattice->pair * (x[0] > 0 && x[1] > 0);
}

/// Counts through all points.
static bool next_point(struct axes axes, int *x)
{
    for (size_t j = 0; j < axes.count; j++) {
        if (++x[j] <= axes.items[j].steps)
            return true;
        x[j] = 0;
    }
    return false;
}

static double try_all(struct lattice *lattice)
{
    int x[AXES_MAX] = {0};
    double best = INFINITY;
    do {
        bool is_point = x[3] + x[4] <= 1; // the group
        if (is_point && axes_cost(lattice->axes, x) < best && lattice_worth(lattice, x) >= 0)
            best = axes_cost(lattice->axes, x);
    } while (next_point(lattice->axes, x));
    return best;
}

/// 60 random problems with fixed costs, saturating gains, a pair that help each other, options that exclude each other.
static void the_cheapest_of_all_points(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(7, "lattice", 0, 0, 0);
    size_t solved = 0, exact = 0;
    double worst = 0;
    for (int problem = 0; problem < 60; problem++) {
        struct axis axes[5];
        struct lattice lattice = {.axes = {axes, 5}, .pair = 0.3 * sim_rng_uniform(&rng)};
        double all = lattice.pair;
        for (size_t j = 0; j < 5; j++) {
            axes[j] = (struct axis){j < 3 ? 8 : 1, sim_rng_uniform(&rng), 1 + 3 * sim_rng_uniform(&rng),
                                    j < 3 ? AXIS_NO_GROUP : 0};
            lattice.a[j] = 0.3 + sim_rng_uniform(&rng);
            all += j < 3 ? lattice.a[j] : 0;
        }
        lattice.need = 0.8 * all * sim_rng_uniform(&rng);
        int found[AXES_MAX];
        double best = try_all(&lattice);
        struct cheapest ask = {lattice.axes, NULL, lattice_worth, &lattice, 1};
        assert_true(cheapest_find(&ask, NULL, 0, found));
        assert_true(lattice_worth(&lattice, found) >= 0);
        double cost = axes_cost(lattice.axes, found);
        assert_true(cost >= best - 1e-9);
        solved++;
        exact += cost < best + 1e-9;
        worst = fmax(worst, cost / best - 1);
    }
    print_message("cheapest of all points: %zu of %zu exact, at most %.1f %% dearer\n", exact, solved,
                  100 * worst);
    assert_true(exact >= 55 && worst < 0.25); // neighbourhoods, no proof: two for one is none of them
}

// ---- the surrogate --------------------------------------------------------------------------------------------

/// It passes through what it was told, and is exact between for effects that add up.
static void the_surrogate_learns_sums(void **state)
{
    (void)state;
    enum { AXES = 4, OUTPUTS = 16, POINTS = 6 };
    struct axis axes[AXES];
    int x[POINTS][AXES] = {{0}};
    double slope[OUTPUTS][AXES], y[POINTS][OUTPUTS], told[OUTPUTS];
    const double *rows[POINTS];
    struct sim_rng rng = sim_rng_named(3, "surrogate", 0, 0, 0);
    for (int j = 0; j < AXES; j++) {
        axes[j] = (struct axis){100, 0, 1, AXIS_NO_GROUP};
        x[1 + j][j] = 100;
        x[5][j] = 100;
    }
    for (int r = 0; r < OUTPUTS; r++)
        for (int j = 0; j < AXES; j++)
            slope[r][j] = (1 + j) * (0.5 + sim_rng_uniform(&rng));
    for (int p = 0; p < POINTS; p++) {
        rows[p] = y[p];
        for (int r = 0; r < OUTPUTS; r++) {
            y[p][r] = -1;
            for (int j = 0; j < AXES; j++)
                y[p][r] += slope[r][j] * x[p][j] / 100.0;
        }
    }
    struct kriging *kriging = kriging_create((struct axes){axes, AXES}, OUTPUTS);
    kriging_fit(kriging, x[0], rows, POINTS);
    const int between[AXES] = {50, 20, 70, 10};
    kriging_predict(kriging, between, told);
    for (int r = 0; r < OUTPUTS; r++) {
        double truth = -1;
        for (int j = 0; j < AXES; j++)
            truth += slope[r][j] * between[j] / 100.0;
        assert_true(fabs(told[r] - truth) < 0.02 * fabs(truth) + 0.05);
    }
    kriging_predict(kriging, x[3], told);
    for (int r = 0; r < OUTPUTS; r++)
        assert_true(fabs(told[r] - y[3][r]) < 0.02);
    kriging_destroy(kriging);
}

static void a_quantile_is_a_probability(void **state)
{
    (void)state;
    struct sim_rng rng = sim_rng_named(5, "quantile", 0, 0, 0);
    for (size_t trial = 0; trial < 2000; trial++) {
        double values[100], p = sim_rng_uniform(&rng), shift = sim_rng_uniform(&rng);
        size_t count = 1 + trial % 100, hits = 0;
        for (size_t i = 0; i < count; i++) {
            values[i] = floor(20 * (sim_rng_uniform(&rng) - shift));
            hits += values[i] >= 0;
        }
        bool is_share = (double)hits >= p * (double)count;
        assert_int_equal(reach_quantile(values, count, p) >= 0, is_share);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quantile_is_a_probability),
        cmocka_unit_test(the_surrogate_learns_sums),
        cmocka_unit_test(the_cheapest_of_all_points),
        cmocka_unit_test(gains_that_add_up),
        cmocka_unit_test(uncertain_gains_are_spread),
        cmocka_unit_test(targets_are_reached_together),
        cmocka_unit_test(out_of_reach_is_said),
        cmocka_unit_test(what_is_reached_costs_nothing),
        cmocka_unit_test(the_frontier_rises),
        cmocka_unit_test(what_does_not_act_is_not_searched),
        cmocka_unit_test(what_others_refute_is_not_told),
        cmocka_unit_test(it_stops_inside_the_surrogate),
        cmocka_unit_test(threads_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
