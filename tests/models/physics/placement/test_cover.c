/// The books of the search for covers against counting anew, on small random problems.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/physics/placement/check.h"
#include "models/physics/placement/cover.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 200
#define CHANGES  40

/// Cost, losses and who covers what, counted from what is open alone.
static void check_books(const struct placement_cover *cover)
{
    const struct placement_rows *rows = cover->rows;
    int64_t cost = 0, open_count = 0;
    int64_t *loss = calloc((size_t)rows->site_count, sizeof(*loss)),
            *gain = calloc((size_t)rows->site_count, sizeof(*gain));
    for (int64_t k = 0; k < cover->row_count; k++) {
        int32_t r = cover->number[k], count = 0, last = 0, mix = 0;
        for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
            if (cover->is_open[rows->site[e]])
                count++, last = cover->place[rows->site[e]], mix ^= last;
        if (count == 0) {
            cost += rows->weight[r];
            for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
                gain[rows->site[e]] += rows->weight[r];
        }
        if (count == 1)
            loss[last] += rows->weight[r]; // by place
        assert_int_equal(cover->row[k].weight, rows->weight[r]);
        assert_int_equal(cover->row[k].count, count);
        assert_int_equal(cover->row[k].mix, mix);
        assert_true(k == 0 || cover->row[k].weight <= cover->row[k - 1].weight);
    }
    assert_int_equal(cover->cost, cost);
    for (int64_t j = 0; j < rows->site_count; j++) {
        assert_int_equal(cover->loss[j], loss[j]);
        assert_int_equal(cover->gain[j], gain[j]);
        assert_int_equal(cover->overlap[j], 0);
        open_count += cover->is_open[j];
        if (cover->is_open[j])
            assert_int_equal(cover->open[cover->place[j]], j);
    }
    assert_int_equal(cover->open_count, open_count);
    free(loss);
    free(gain);
}

/// `in` among the neighbours of `out`; null: it is not.
static const struct placement_neighbour *find_near(const struct placement_cover *cover, int32_t in,
                                                   int32_t out)
{
    for (size_t k = cover->neighbour_start[out]; k < cover->neighbour_start[out + 1]; k++)
        if (cover->neighbour[k].site == in)
            return &cover->neighbour[k];
    return NULL;
}

/// Opens, closes and exchanges at random; each exchange costs what was said, and is undone by its reverse.
static void change(struct placement_cover *cover, struct sim_rng *rng)
{
    int32_t m = (int32_t)cover->rows->site_count;
    for (int k = 0; k < CHANGES; k++) {
        int32_t in = (int32_t)(sim_rng_uniform(rng) * m), out = (int32_t)(sim_rng_uniform(rng) * m);
        if (cover->is_open[out] && placement_cover_may_swap(cover, in, out)) {
            // With what neighbours know of each other and without it.
            int64_t before = cover->cost;
            const struct placement_neighbour *near = k % 2 ? find_near(cover, in, out) : NULL;
            placement_cover_swap(cover, in, out, near);
            int64_t more = cover->cost - before;
            check_books(cover);
            placement_cover_swap(cover, out, in, near ? find_near(cover, out, in) : NULL);
            assert_int_equal(cover->cost, before);
            for (int with = 0; with < 2; with++) {
                near = with ? find_near(cover, in, out) : NULL;
                assert_true(placement_cover_is_cheap(cover, in, out, near, more));
                assert_false(placement_cover_is_cheap(cover, in, out, near, more - 1));
            }
            placement_cover_swap(cover, in, out, NULL);
        } else if (cover->is_open[out]) {
            placement_cover_close(cover, out);
        } else {
            placement_cover_open(cover, out);
        }
        check_books(cover);
    }
}

/// Existing sites stay open, vetoed ones closed, and the number is that of before.
static void check_rules(const struct placement_cover *cover, int64_t count)
{
    const struct placement_problem *problem = cover->rows->problem;
    check_books(cover);
    assert_int_equal(cover->open_count, count);
    for (int64_t j = 0; j < cover->rows->site_count; j++) {
        assert_true(cover->is_open[j] || !problem->is_existing[j]);
        assert_true(!cover->is_open[j] || !problem->is_vetoed[j]);
    }
}

/// An answer by the rules on existing and vetoed sites: the first sites, or the last.
static void fill(const struct placement_problem *problem, bool from_end, int8_t *period)
{
    int64_t m = problem->site_count, left = problem->target[0];
    for (int64_t j = 0; j < m; j++) {
        period[j] = problem->is_existing[j] ? 0 : 1;
        left -= problem->is_existing[j];
    }
    for (int64_t k = 0; k < m && left > 0; k++) {
        int64_t j = from_end ? m - 1 - k : k;
        if (period[j] == 1 && !problem->is_vetoed[j])
            period[j] = 0, left--;
    }
}

/// Nothing opens that was not open, here or in the other answer.
static void concentrate(struct placement_cover *cover, const int8_t *other)
{
    size_t m = (size_t)cover->rows->site_count;
    int8_t *mine = calloc(m, 1);
    placement_cover_copy(cover, mine);
    placement_cover_concentrate(cover, &other, 1, 300);
    for (size_t j = 0; j < m; j++)
        assert_true(!cover->is_open[j] || mine[j] == 0 || other[j] == 0);
    free(mine);
}

static void books_are_kept(void **state)
{
    (void)state;
    int suited = 0;
    for (uint64_t number = 1; number <= PROBLEMS; number++) {
        struct placement_problem problem;
        struct placement_rows rows;
        struct placement_cover cover;
        struct sim_error error = {0};
        struct sim_rng rng = sim_rng_named(number, "books", 0, 0, 0);
        small_make(&problem, PLACEMENT_COVER, number % 2 ? SMALL_STANDING : SMALL_SPARSE, number);
        // The search wants a number and no charges.
        if (problem.target[0] < 0)
            problem.target[0] = 1 + (int64_t)(number % (uint64_t)(problem.site_count - 1));
        for (int64_t j = 0; j < problem.site_count; j++)
            problem.charge[j] = 0;
        bool is_sound = placement_problem_check(&problem, "small", &error) == SIM_OK;
        placement_rows_build(&problem, PLACEMENT_NONE, &rows);
        if (is_sound && placement_cover_suits(&rows)) {
            int8_t *one = calloc((size_t)problem.site_count, 1),
                   *other = calloc((size_t)problem.site_count, 1);
            suited++;
            placement_cover_init(&cover, &rows, number);
            change(&cover, &rng);
            fill(&problem, false, one);
            fill(&problem, true, other);
            placement_cover_take(&cover, one);
            int64_t count = cover.open_count, before = cover.cost;
            bool is_cheaper = placement_cover_round(&cover, 2, 300, (double)(number % 3) / 2);
            check_rules(&cover, count);
            assert_true(is_cheaper ? cover.cost < before : cover.cost == before);
            placement_cover_anew(&cover, 300);
            check_rules(&cover, count);
            concentrate(&cover, other);
            check_rules(&cover, count);
            placement_cover_clear(&cover);
            free(one);
            free(other);
        }
        sim_error_clear(&error);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
    // Some have more standing sites than the number that is given.
    assert_true(suited > PROBLEMS / 4);
}

/// A plane of clients and sites in which no site covers many.
static void make_plane(struct placement_problem *problem, uint64_t number)
{
    struct sim_rng rng = sim_rng_named(number, "plane of covers", 0, 0, 0);
    placement_problem_init(problem, PLACEMENT_COVER, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = 150, .sites = 40});
    for (int64_t i = 0; i < problem->client_count; i++) {
        problem->client_x[i] = (int64_t)(1000 * sim_rng_uniform(&rng));
        problem->client_y[i] = (int64_t)(1000 * sim_rng_uniform(&rng));
        problem->weight[i] = 1 + (int64_t)(50 * sim_rng_uniform(&rng));
    }
    for (int64_t j = 0; j < problem->site_count; j++) {
        problem->site_x[j] = (int64_t)(1000 * sim_rng_uniform(&rng));
        problem->site_y[j] = (int64_t)(1000 * sim_rng_uniform(&rng));
    }
    problem->target[0] = 8;
    problem->classes[0].radius = 170;
}

/// Breeding alone, without a bound or a tree to speak of, finds what both together prove to be the best.
static void breeding_finds_the_best(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 3; number++) {
        struct placement_problem problem;
        struct placement_result proven, bred;
        struct placement_options options = placement_options_default();
        struct sim_error error = {0};
        make_plane(&problem, number);
        placement_solve(&problem, &options, &proven);
        assert_true(proven.is_proven);
        options.bound_steps = 1;
        options.tree_entries = 0;
        options.kicks = 1200;
        placement_solve(&problem, &options, &bred);
        assert_true(bred.kicks > 600 && bred.kicks <= 1200 + 150);
        if (bred.cost != proven.cost)
            fail_msg("problem %d: bred %lld, the best is %lld", (int)number, (long long)bred.cost,
                     (long long)proven.cost);
        assert_int_equal(placement_check(&problem, &bred, "bred", &error), SIM_OK);
        placement_result_clear(&bred);
        placement_result_clear(&proven);
        placement_problem_clear(&problem);
    }
}

/// Weight that the sites of a mask leave uncovered. site: [bit] its number.
static int64_t left_uncovered(const struct placement_rows *rows, const int32_t *site, uint32_t mask)
{
    int64_t cost = 0;
    bool *is_open = calloc((size_t)rows->site_count, sizeof(bool));
    for (int bit = 0; mask >> bit; bit++)
        is_open[site[bit]] = mask >> bit & 1;
    for (int64_t r = 0; r < rows->row_count; r++) {
        bool is_covered = false;
        for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
            is_covered = is_covered || is_open[rows->site[e]];
        cost += is_covered ? 0 : rows->weight[r];
    }
    free(is_open);
    return cost;
}

/// Of two answers, concentration finds the best that all choices among their sites hold.
static void concentration_finds_the_best_of_two(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 5; number++) {
        struct placement_problem problem;
        struct placement_rows rows;
        struct placement_cover cover;
        int8_t one[40], other[40];
        const int8_t *others[] = {other};
        int32_t site[40];
        int bits = 0;
        make_plane(&problem, number);
        placement_rows_build(&problem, PLACEMENT_NONE, &rows);
        placement_cover_init(&cover, &rows, number);
        for (int j = 0; j < 40; j++) {
            // Twelve sites, four of them in both.
            one[j] = j < 8 ? 0 : 1, other[j] = j >= 4 && j < 12 ? 0 : 1;
            if (one[j] == 0 || other[j] == 0)
                site[bits++] = j;
        }
        placement_cover_take(&cover, one);
        placement_cover_concentrate(&cover, others, 1, 20000);
        int64_t least = INT64_MAX;
        for (uint32_t mask = 0; mask < (uint32_t)1 << bits; mask++) {
            int64_t cost = __builtin_popcount(mask) == 8 ? left_uncovered(&rows, site, mask) : INT64_MAX;
            least = cost < least ? cost : least;
        }
        assert_int_equal(cover.cost, least);
        placement_cover_clear(&cover);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(books_are_kept),
                                       cmocka_unit_test(concentration_finds_the_best_of_two),
                                       cmocka_unit_test(breeding_finds_the_best)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
