/// The Lagrangian bound against its definition (bound.h), its subgradients against their inequality, and what it takes
/// away against all answers, on small random problems.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "models/physics/placement/multipliers.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 160
#define SITES    8 // at most, of a small problem

/// A small problem with rows, bound, packs where it has capacities, and masks.
struct small {
    struct placement_problem problem;
    struct placement_rows rows;
    struct placement_packs packs;
    struct placement_bound bound;
    struct sim_rng rng;
    uint16_t mask[SITES];
    bool has_packs;
};

static double uniform(struct small *of, double low, double high)
{
    return low + (high - low) * sim_rng_uniform(&of->rng);
}

static const enum placement_mode modes[] = {PLACEMENT_MEDIAN, PLACEMENT_FIXED_CHARGE, PLACEMENT_CAPACITATED,
                                            PLACEMENT_COVER};
static const int switches[] = {0, SMALL_COUNTIES, SMALL_PERIODS | SMALL_BUDGET,
                               SMALL_CLASSES | SMALL_SPARSE | SMALL_STANDING,
                               SMALL_PERIODS | SMALL_COUNTIES | SMALL_CLASSES};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void begin(struct small *of, uint64_t number)
{
    *of = (struct small){.rng = sim_rng_named(number, "bound", 0, 0, 0)};
    small_make(&of->problem, modes[number % COUNT(modes)], switches[number % COUNT(switches)], number);
    placement_rows_build(&of->problem, PLACEMENT_NONE, &of->rows);
    placement_bound_init(&of->bound, &of->rows);
    of->has_packs = of->problem.mode == PLACEMENT_CAPACITATED;
    if (of->has_packs) {
        placement_packs_init(&of->packs, &of->rows);
        of->bound.packs = &of->packs;
    }
    for (int64_t j = 0; j < of->rows.site_count; j++)
        of->mask[j] = of->problem.is_vetoed[j]     ? (uint16_t)(1u << of->rows.period_count)
                      : of->problem.is_existing[j] ? 1
                                                   : (uint16_t)((2u << of->rows.period_count) - 1);
}

static void end(struct small *of)
{
    if (of->has_packs)
        placement_packs_clear(&of->packs);
    placement_bound_clear(&of->bound);
    placement_rows_clear(&of->rows);
    placement_problem_clear(&of->problem);
}

/// Multipliers anywhere that they may be: u up to the tail (or to about the largest distance), the others by the rules.
static void draw(struct small *of, double *u, double *county, double *budget)
{
    const struct placement_problem *problem = &of->problem;
    for (int64_t at = 0; at < of->rows.period_count * of->rows.row_count; at++) {
        double tail = of->rows.tail[at % of->rows.row_count];
        u[at] = uniform(of, 0, (double)of->rows.weight[at] * fmin(tail, 70));
    }
    for (int64_t at = 0; at < of->rows.period_count * problem->county_count; at++) {
        double m = uniform(of, -200, 200);
        county[at] = (m > 0 && problem->floor[at] == 0) || (m < 0 && problem->limit[at] < 0) ? 0 : m;
    }
    for (int64_t t = 0; t < of->rows.period_count; t++)
        budget[t] = problem->budget[t] >= 0 ? uniform(of, 0, 20) : 0;
}

/// Least cost of a site's clients in a period, by trying every set that fits.
static double packed(const struct small *of, const double *u, int64_t t, int64_t j)
{
    double least = 0;
    int64_t n = of->problem.client_count;
    for (int set = 0; set < 1 << n; set++) {
        double sum = 0;
        int64_t demand = 0;
        for (size_t e = of->rows.column_start[j]; e < of->rows.column_start[j + 1]; e++) {
            int32_t i = of->rows.column[e].row;
            if (i >= n || !(set >> i & 1) || of->packs.is_forbidden[(size_t)t * of->packs.entries + e])
                continue;
            sum += (double)(of->rows.weight[t * of->rows.row_count + i] * of->rows.column[e].distance) - u[i];
            demand += of->problem.demand[i];
        }
        if (demand <= of->problem.capacity[j] && sum < least)
            least = sum;
    }
    return least;
}

/// v of a site that opens in period s.
static double value_of(const struct small *of, const double *u, const double *county, const double *budget,
                       const double *lambda, int64_t j, int64_t s)
{
    const struct placement_rows *rows = &of->rows;
    if (s == rows->period_count)
        return 0;
    double v = (double)rows->charge[j] + budget[s] * (double)rows->price[j];
    for (int64_t t = s; t < rows->period_count; t++) {
        const double *here = u + t * rows->row_count;
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
            int32_t r = rows->column[e].row;
            if (of->has_packs && r < of->problem.client_count)
                continue;
            v +=
                fmin(0, (double)(rows->weight[t * rows->row_count + r] * rows->column[e].distance) - here[r]);
        }
        if (of->has_packs)
            v += packed(of, here, t, j);
        v -= lambda[t];
        if (of->problem.county[j] >= 0)
            v -= county[t * of->problem.county_count + of->problem.county[j]];
    }
    return v;
}

/// L at any multipliers, site by site.
static double lagrangian(const struct small *of, const double *u, const double *county, const double *budget,
                         const double *lambda)
{
    const struct placement_problem *problem = &of->problem;
    double sum = 0;
    for (int64_t t = 0; t < of->rows.period_count; t++) {
        for (int64_t r = 0; r < of->rows.row_count; r++)
            sum += of->rows.need[r] * u[t * of->rows.row_count + r];
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            sum += county[at] * (double)(county[at] > 0 ? problem->floor[at] : problem->limit[at]);
        }
        sum += (problem->target[t] >= 0 ? lambda[t] * (double)problem->target[t] : 0) -
               (problem->budget[t] >= 0 ? budget[t] * (double)problem->budget[t] : 0);
    }
    for (int64_t j = 0; j < of->rows.site_count; j++) {
        double least = INFINITY;
        for (int64_t s = 0; s <= of->rows.period_count; s++)
            if (of->mask[j] >> s & 1)
                least = fmin(least, value_of(of, u, county, budget, lambda, j, s));
        sum += least;
    }
    return sum;
}

/// True if in each period the target lies between what is forced and what is allowed.
static bool masks_allow(const struct small *of)
{
    bool allows = true;
    for (int64_t t = 0; t < of->rows.period_count; t++) {
        int64_t forced = 0, allowed = 0, target = of->problem.target[t];
        for (int64_t j = 0; j < of->rows.site_count; j++) {
            uint16_t early = (uint16_t)((2u << t) - 1);
            allowed += (of->mask[j] & early) != 0;
            forced += (of->mask[j] & ~early) == 0;
        }
        allows = allows && (target < 0 || (target >= forced && target <= allowed));
    }
    return allows;
}

static double room(double a, double b)
{
    return 1e-9 * (1 + fabs(a) + fabs(b));
}

static void value_is_that_of_the_definition(void **state)
{
    (void)state;
    int judged = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct small of;
        begin(&of, number);
        struct placement_bound *bound = &of.bound;
        for (int k = 0; k < 6; k++) {
            draw(&of, bound->u, bound->county, bound->budget);
            for (int64_t j = 0; j < of.rows.site_count && k % 2; j++)
                of.mask[j] = (uint16_t)(1 + uniform(&of, 0, (double)((2u << of.rows.period_count) - 1)));
            for (size_t e = 0; of.has_packs && e < of.packs.entries * (size_t)of.rows.period_count; e++)
                of.packs.is_forbidden[e] = k > 2 && uniform(&of, 0, 1) < 0.2;
            assert_int_equal(placement_bound_evaluate(bound, of.mask), masks_allow(&of));
            if (!masks_allow(&of))
                continue;
            judged++;
            double lambda[PLACEMENT_PERIODS_MAX],
                value = lagrangian(&of, bound->u, bound->county, bound->budget, bound->lambda);
            assert_true(fabs(bound->value - value) <= room(value, bound->value));
            for (int64_t j = 0; j < of.rows.site_count; j++)
                for (int64_t s = 0; s <= of.rows.period_count; s++) {
                    const double *known = bound->site_value + j * (of.rows.period_count + 1);
                    double v = value_of(&of, bound->u, bound->county, bound->budget, bound->lambda, j, s);
                    // Sites that may not be open are not packed.
                    if (!of.has_packs || (of.mask[j] >> s & 1))
                        assert_true(fabs(known[s] - v) <= 1e-9 * (1 + fabs(value)));
                    if (of.mask[j] >> s & 1)
                        assert_true(known[bound->choice[j]] <= known[s]);
                }
            // The last period's lambda is the best, others held, and so is all between its ends.
            int64_t last = of.rows.period_count - 1;
            for (int i = 0; i < 12 && of.problem.target[last] >= 0; i++) {
                memcpy(lambda, bound->lambda, sizeof(lambda));
                lambda[last] = i == 0   ? bound->lambda_low[last]
                               : i == 1 ? bound->lambda_high[last]
                                        : bound->lambda[last] + uniform(&of, -1, 1) * pow(10, i - 4);
                double other = lagrangian(&of, bound->u, bound->county, bound->budget, lambda);
                assert_true(other <= value + room(value, other));
                if (i < 2 && last == 0)
                    assert_true(fabs(other - value) <= room(value, other));
            }
        }
        end(&of);
    }
    assert_true(judged > PROBLEMS);
}

/// Looks at a step: at no other multipliers is L above what the gradient says.
static bool look(void *context)
{
    struct small *of = context;
    const struct placement_bound *bound = &of->bound;
    size_t lines = (size_t)(bound->county - bound->u), counties = (size_t)(bound->budget - bound->county);
    double other[1024];
    assert_true(bound->dimension <= COUNT(other));
    for (int k = 0; k < 4; k++) {
        draw(of, other, other + lines, other + lines + counties);
        // Near and far.
        double share = pow(0.1, k), more = 0;
        for (size_t i = 0; i < bound->dimension; i++) {
            double from = bound->multipliers[i];
            other[i] = from + share * (other[i] - from);
            more += bound->gradient[i] * (other[i] - from);
        }
        double value = lagrangian(of, other, other + lines, other + lines + counties, bound->lambda);
        assert_true(value <= bound->value + more + room(bound->value, value) * 10);
    }
    return true;
}

static void gradients_bound_it_everywhere(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct small of;
        begin(&of, number);
        draw(&of, of.bound.u, of.bound.county, of.bound.budget);
        of.bound.look = look;
        of.bound.context = &of;
        placement_bound_climb(&of.bound, of.mask, 1e6, INFINITY, 12, 0.5);
        end(&of);
    }
}

// --- Against all answers ------------------------------------------------------------------------------------------

/// What an answer costs by the rows; capacitated ones are left to test_modes.c. -1: it breaks a rule.
static int64_t cost_of(const struct small *of, const int *period)
{
    const struct placement_rows *rows = &of->rows;
    const struct placement_problem *problem = &of->problem;
    int64_t sum = 0;
    for (int64_t t = 0; t < rows->period_count; t++) {
        int64_t open = 0, price = 0, count[4] = {0};
        for (int64_t j = 0; j < rows->site_count; j++) {
            open += period[j] <= t;
            price += period[j] == t ? rows->price[j] : 0;
            if (problem->county[j] >= 0)
                count[problem->county[j]] += period[j] <= t;
        }
        if ((problem->target[t] >= 0 && open != problem->target[t]) ||
            (problem->budget[t] >= 0 && price > problem->budget[t]))
            return -1;
        for (int64_t c = 0; c < problem->county_count; c++) {
            int64_t at = t * problem->county_count + c;
            if (count[c] < problem->floor[at] || (problem->limit[at] >= 0 && count[c] > problem->limit[at]))
                return -1;
        }
        for (int64_t r = 0; r < rows->row_count; r++) {
            int64_t left = rows->need[r], each = 0;
            for (size_t e = rows->start[r]; e < rows->start[r + 1] && left > 0; e++)
                if (period[rows->site[e]] <= t)
                    each += rows->distance[e], left--;
            sum += rows->weight[t * rows->row_count + r] * (each + left * rows->tail[r]);
        }
    }
    for (int64_t j = 0; j < rows->site_count; j++)
        sum += period[j] < rows->period_count ? rows->charge[j] : 0;
    return sum;
}

/// Calls `each` with every lawful answer inside the masks.
static void for_all(struct small *of, void (*each)(void *context, const int *period, int64_t cost),
                    void *context)
{
    int64_t all = 1;
    for (int64_t j = 0; j < of->rows.site_count; j++)
        all *= of->rows.period_count + 1;
    for (int64_t code = 0; code < all; code++) {
        int period[SITES];
        int64_t rest = code;
        bool is_inside = true;
        for (int64_t j = 0; j < of->rows.site_count; j++, rest /= of->rows.period_count + 1) {
            period[j] = (int)(rest % (of->rows.period_count + 1));
            is_inside = is_inside && (of->mask[j] >> period[j] & 1);
        }
        int64_t cost = is_inside ? cost_of(of, period) : -1;
        if (cost >= 0)
            each(context, period, cost);
    }
}

static void keep_least(void *context, const int *period, int64_t cost)
{
    int64_t *least = context;
    (void)period;
    *least = *least < 0 || cost < *least ? cost : *least;
}

struct fixing {
    const uint16_t *mask;
    int64_t upper, site_count, checked;
};

/// Whatever costs less than `upper` is still inside.
static void is_inside(void *context, const int *period, int64_t cost)
{
    struct fixing *of = context;
    for (int64_t j = 0; j < of->site_count && cost <= of->upper - 1; j++, of->checked++)
        assert_true(of->mask[j] >> period[j] & 1);
}

/// What was taken away, site by site, by what an answer with that choice costs under the multipliers at least.
static void check_fixed(const struct small *of, const uint16_t *left, double upper)
{
    const struct placement_bound *bound = &of->bound;
    for (int64_t j = 0; j < of->rows.site_count; j++)
        for (int64_t s = 0; s <= of->rows.period_count; s++) {
            const double *value = bound->site_value + j * (of->rows.period_count + 1);
            double least = bound->value - value[bound->choice[j]] + value[s];
            if (!(of->mask[j] >> s & 1) || s == bound->choice[j])
                continue;
            if (least > upper - 1 + 1e-3)
                assert_false(left[j] >> s & 1);
            // With one period and a number lambda may be moved, which takes more.
            if (least <= upper - 1 && (of->rows.period_count > 1 || of->problem.target[0] < 0))
                assert_true(left[j] >> s & 1);
        }
}

static void climbs_stay_below_and_fix_nothing_better(void **state)
{
    (void)state;
    double reached = 0, best = 0, checked = 0, fixed = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct small of;
        begin(&of, number);
        int64_t least = -1;
        if (!of.has_packs)
            for_all(&of, keep_least, &least);
        if (least >= 0) {
            draw(&of, of.bound.u, of.bound.county, of.bound.budget);
            assert_true(placement_bound_evaluate(&of.bound, of.mask));
            double before = of.bound.value;
            assert_true(before <= (double)least + 1e-6);
            assert_true(placement_bound_climb(&of.bound, of.mask, (double)least + 1, INFINITY, 400, 0.5));
            assert_true(of.bound.value >= before - 1e-6 && of.bound.value <= (double)least + 1e-6);
            if (!(switches[number % COUNT(switches)] & (SMALL_COUNTIES | SMALL_BUDGET)))
                reached += fmax(of.bound.value, 0), best += (double)least;
            for (int slack = 0; slack < 3; slack++) {
                uint16_t left[SITES];
                memcpy(left, of.mask, sizeof(left));
                int64_t upper = least + 1 + slack * (least / 20), gone = 0;
                int64_t said = placement_bound_fix(&of.bound, left, (double)upper);
                struct fixing fixing = {left, upper, of.rows.site_count, 0};
                for_all(&of, is_inside, &fixing);
                check_fixed(&of, left, (double)upper);
                for (int64_t j = 0; j < of.rows.site_count; j++)
                    gone += __builtin_popcount(of.mask[j]) - __builtin_popcount(left[j]);
                assert_int_equal(said, gone);
                checked += (double)fixing.checked, fixed += (double)gone;
            }
        }
        end(&of);
    }
    assert_true(checked > PROBLEMS && fixed > PROBLEMS);
    // The relaxation is known for its small gap; half the steps or a wrong turn would leave a larger one.
    print_message("bounds reach %.4f of the best\n", reached / best);
    assert_true(reached > 0.97 * best);
}

/// Rounded multipliers prove the same, but for the rounding, and come back from a copy.
static void whole_multipliers_prove_the_same(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct small of;
        begin(&of, number);
        draw(&of, of.bound.u, of.bound.county, of.bound.budget);
        if (placement_bound_evaluate(&of.bound, of.mask)) {
            struct placement_multipliers taken, copy;
            struct placement_bound other;
            placement_multipliers_take(&of.bound, of.problem.share, &taken);
            placement_multipliers_copy(&of.problem, &taken, &copy);
            placement_multipliers_clear(&taken);
            double scale = (double)copy.scale,
                   value = (double)placement_multipliers_value(&copy, &of.rows) / scale;
            assert_true(copy.scale > 1 && (copy.scale & (copy.scale - 1)) == 0);
            // Each multiplier is off by half a step at most, and counts no more often than sites, rows and prices do.
            assert_true(fabs(value - of.bound.value) <=
                        100.0 * (double)of.bound.dimension / scale + 1e-9 * fabs(value));
            placement_bound_init(&other, &of.rows);
            assert_true(placement_multipliers_give(&copy, &other));
            for (size_t i = 0; i < other.dimension; i++)
                assert_true(fabs(other.multipliers[i] - of.bound.multipliers[i]) <= 0.5 / scale + 1e-12);
            for (int64_t t = 0; t < of.rows.period_count; t++)
                assert_true(fabs(other.lambda[t] - of.bound.lambda[t]) <= 0.5 / scale + 1e-12);
            copy.row_count++;
            assert_false(placement_multipliers_give(&copy, &other));
            placement_bound_clear(&other);
            placement_multipliers_clear(&copy);
        }
        end(&of);
    }
    assert_int_equal(placement_wide_ceil(7, 2), 4);
    assert_int_equal(placement_wide_ceil(8, 2), 4);
    assert_int_equal(placement_wide_ceil(-7, 2), -3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_is_that_of_the_definition),
        cmocka_unit_test(gradients_bound_it_everywhere),
        cmocka_unit_test(climbs_stay_below_and_fix_nothing_better),
        cmocka_unit_test(whole_multipliers_prove_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
