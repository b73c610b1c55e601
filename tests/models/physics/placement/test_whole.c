/// Multipliers in whole numbers leave room for their sums; knapsacks are the best by trying all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "models/physics/placement/knapsack.h"
#include "models/physics/placement/multipliers.h"
#include "sim/rng.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/// Multipliers are written down as fine as fits: the largest below 2^50, all that the sum can come to below 2^60.
static void scales_leave_room(void **state)
{
    (void)state;
    const int64_t clients = 3000;
    static const struct {
        double row, target, county;
        int64_t scale;
    } cases[] = {
        {1, 0, 0, 1 << 20},      // as fine as they ever are
        {0x1p37, 0, 0, 1 << 10}, // 3,000 of them, twice: 2^49.55
        {0, 0, 0x1p45, 1 << 5},  // the largest
        {0, 0x1p40, 0, 1 << 9},  // 1,024 times with the one to spare, and a little more
        {0, 0x1p41, 0, 1 << 8},  //
        {0x1p20, 0x1p10, 0x1p10, 1 << 20},
    };
    struct placement_problem problem;
    struct placement_rows rows;
    placement_problem_init(&problem, PLACEMENT_MEDIAN, PLACEMENT_LISTS,
                           &(struct placement_size){
                               .clients = clients, .sites = 1, .counties = 1, .periods = 2, .entries = 3000});
    for (int32_t i = 0; i < clients; i++) {
        problem.weight[i] = problem.weight[clients + i] = 1;
        problem.list_start[i + 1] = (size_t)i + 1;
    }
    problem.target[0] = 500, problem.target[1] = 523;
    placement_rows_build(&problem, PLACEMENT_NONE, &rows);
    for (int32_t i = 0; i < clients; i++) // so dear that no multiplier is cut
        rows.weight[i] = (int64_t)1 << 32;
    for (size_t k = 0; k < COUNT(cases); k++) {
        struct placement_bound bound;
        struct placement_multipliers multipliers;
        placement_bound_init(&bound, &rows);
        for (int64_t i = 0; i < clients; i++)
            bound.u[i] = i % 2 ? cases[k].row : -cases[k].row;
        bound.lambda[1] = -cases[k].target;
        bound.county[0] = cases[k].county;
        placement_multipliers_take(&bound, problem.share, &multipliers);
        if (multipliers.scale != cases[k].scale)
            fail_msg("case %d: a scale of %lld, expected %lld", (int)k, (long long)multipliers.scale,
                     (long long)cases[k].scale);
        assert_true((double)multipliers.row[1] == cases[k].row * (double)cases[k].scale);
        assert_true((double)multipliers.target[1] == -cases[k].target * (double)cases[k].scale);
        assert_true((double)multipliers.county[0] == cases[k].county * (double)cases[k].scale);
        assert_int_equal(multipliers.row[0], 0); // none is below zero
        placement_multipliers_clear(&multipliers);
        placement_bound_clear(&bound);
    }
    placement_rows_clear(&rows);
    placement_problem_clear(&problem);
}

// --- Knapsacks ----------------------------------------------------------------------------------------------------

static void knapsacks_are_best(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 400; number++) {
        struct sim_rng rng = sim_rng_named(number, "knapsack", 0, 0, 0);
        int64_t count = (int64_t)(number % 9), sizes[9], gains[9], best = 0;
        int64_t capacity = (int64_t)(60 * sim_rng_uniform(&rng));
        struct placement_item items[9];
        for (int32_t k = 0; k < count; k++) {
            sizes[k] = (int64_t)(20 * sim_rng_uniform(&rng));
            gains[k] = 1 + (int64_t)(number % 2 ? 30 * sim_rng_uniform(&rng) : (double)(2 * sizes[k]));
            items[k] = (struct placement_item){(double)gains[k], sizes[k], k, false};
        }
        for (int set = 0; set < 1 << count; set++) {
            int64_t size = 0, gain = 0;
            for (int k = 0; k < count; k++)
                if (set >> k & 1)
                    size += sizes[k], gain += gains[k];
            best = size <= capacity && gain > best ? gain : best;
        }
        double bound, gain = placement_knapsack(items, count, capacity, &bound), taken = 0;
        int64_t size = 0;
        for (int k = 0; k < count; k++)
            if (items[k].is_taken) {
                assert_true(items[k].gain == (double)gains[items[k].index]);
                size += items[k].size, taken += items[k].gain;
            }
        assert_true(gain == (double)best && bound == (double)best && taken == (double)best);
        assert_true(size <= capacity);
        assert_int_equal(placement_knapsack_whole(gains, sizes, count, capacity), best);
        // Beyond what a table holds it is filled, the last item broken: no less than the best, no more than one item above it.
        for (int k = 0; k < count; k++)
            sizes[k] *= PLACEMENT_KNAPSACK_MOST;
        int64_t filled =
            placement_knapsack_whole(gains, sizes, count, (capacity + 1) * PLACEMENT_KNAPSACK_MOST - 1);
        double whole = 0, left = (double)(capacity + 1) * PLACEMENT_KNAPSACK_MOST - 1;
        bool used[9] = {false};
        for (int step = 0; step < count; step++) {
            int pick = -1;
            for (int k = 0; k < count; k++)
                if (!used[k] && (double)sizes[k] <= (double)(capacity + 1) * PLACEMENT_KNAPSACK_MOST - 1 &&
                    (pick < 0 || gains[k] * sizes[pick] > gains[pick] * sizes[k]))
                    pick = k;
            if (pick < 0)
                break;
            used[pick] = true;
            double share = (double)sizes[pick] > left ? left / (double)sizes[pick] : 1;
            whole += share * (double)gains[pick];
            left -= share * (double)sizes[pick];
            if (share < 1)
                break;
        }
        assert_true(filled >= best);
        assert_true((double)filled >= whole - 1e-9 && (double)filled < whole + 1 + 1e-9);
    }
}

static int densest_first(const void *left, const void *right)
{
    const struct placement_item *a = left, *b = right;
    double x = a->gain * (double)b->size, y = b->gain * (double)a->size;
    return x != y ? (x > y ? -1 : 1) : a->index - b->index;
}

/// Many items and a large capacity: bound as by sorting and filling (Dantzig, "Discrete-variable extremum problems", 1957), at most
/// one item above what is taken.
static void large_knapsacks_are_filled(void **state)
{
    (void)state;
    enum { MOST = 300 };
    for (uint64_t number = 1; number <= 200; number++) {
        struct sim_rng rng = sim_rng_named(number, "large knapsack", 0, 0, 0);
        struct placement_item items[MOST], sorted[MOST];
        int64_t count = 51 + (int64_t)((MOST - 51) * sim_rng_uniform(&rng)), all = 0, size = 0;
        double greatest = 0, taken = 0, filled = 0, bound;
        for (int64_t k = 0; k < count; k++) {
            int64_t of_item = (int64_t)(5000 * sim_rng_uniform(&rng));
            // Some of one density, to be told apart by nothing.
            double gain =
                number % 3 == 0 && k % 2 == 0 ? 2 * (double)of_item + 1 : 1 + 9000 * sim_rng_uniform(&rng);
            items[k] = sorted[k] = (struct placement_item){gain, of_item, (int32_t)k, false};
            all += of_item;
            greatest = fmax(greatest, gain);
        }
        int64_t capacity = PLACEMENT_KNAPSACK_MOST + 1 + (int64_t)((double)all * sim_rng_uniform(&rng)),
                left = capacity;
        qsort(sorted, (size_t)count, sizeof(*sorted), densest_first);
        for (int64_t k = 0; k < count && left >= 0; k++) {
            bool fits = sorted[k].size <= left;
            filled += fits ? sorted[k].gain : sorted[k].gain * (double)left / (double)sorted[k].size;
            left = fits ? left - sorted[k].size : -1;
        }
        double gain = placement_knapsack(items, count, capacity, &bound);
        for (int64_t k = 0; k < count; k++)
            if (items[k].is_taken)
                size += items[k].size, taken += items[k].gain;
        assert_true(size <= capacity);
        assert_true(fabs(taken - gain) < 1e-6 && fabs(bound - filled) < 1e-6);
        assert_true(gain <= bound + 1e-6 && bound - gain <= greatest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scales_leave_room),
        cmocka_unit_test(knapsacks_are_best),
        cmocka_unit_test(large_knapsacks_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
