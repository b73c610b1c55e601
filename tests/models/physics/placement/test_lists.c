/// Lists of sites by distance against sorting them all: nearest sites of the plane, rows and columns, cores.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/placement/core.h"
#include "models/physics/placement/neighbours.h"
#include "tests/models/physics/placement/small.h"

#define PROBLEMS 300
#define SITES    400

static int64_t below(struct sim_rng *rng, int64_t count)
{
    return (int64_t)(sim_rng_uniform(rng) * (double)count);
}

static int ascending(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/// Floor of the distance in whole numbers, by looking for it.
static int64_t root(int64_t square)
{
    int64_t low = 0, high = 3037000499;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (middle * middle <= square)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/// A plane: everywhere, in a few heaps, on a line, or all in one place; some clients far outside.
static void make_plane(struct placement_problem *problem, struct sim_rng *rng, uint64_t number)
{
    int64_t sizes[] = {10, 1000, 2000000, 40000000}, size = sizes[number / 4 % 4];
    placement_problem_init(problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = 20, .sites = 1 + below(rng, SITES)});
    for (int64_t j = 0; j < problem->site_count; j++) {
        problem->site_x[j] = number % 4 == 3 ? 5 : below(rng, size);
        problem->site_y[j] = number % 4 >= 2 ? -7 : below(rng, size) - size / 2;
        if (number % 4 == 1) // heaps
            problem->site_x[j] = problem->site_x[j % 3] + below(rng, 4),
            problem->site_y[j] = problem->site_y[j % 3];
    }
    for (int64_t i = 0; i < problem->client_count; i++) {
        problem->client_x[i] = below(rng, 3 * size) - size;
        problem->client_y[i] = below(rng, 3 * size) - size;
    }
}

static void nearest_are_nearest(void **state)
{
    (void)state;
    static uint64_t keys[SITES + 1], spare[SITES + 1], all[SITES];
    for (uint64_t number = 0; number < PROBLEMS / 3; number++) {
        struct placement_problem problem;
        struct placement_grid grid;
        struct sim_rng rng = sim_rng_named(number, "plane", 0, 0, 0);
        make_plane(&problem, &rng, number);
        placement_grid_build(&problem, &grid);
        size_t m = (size_t)problem.site_count;
        for (int64_t i = 0; i < problem.client_count; i++) {
            for (int64_t j = 0; j < problem.site_count; j++) {
                int64_t dx = problem.client_x[i] - problem.site_x[j],
                        dy = problem.client_y[i] - problem.site_y[j], d = root(dx * dx + dy * dy);
                assert_int_equal(placement_distance(&problem, i, j), d);
                all[j] = PLACEMENT_KEY(d, j);
            }
            qsort(all, m, sizeof(all[0]), ascending);
            size_t want = 1 + (size_t)below(&rng, (int64_t)m + 5);
            size_t count = placement_grid_nearest(&grid, i, want, keys, spare);
            assert_int_equal(count, want < m ? want : m);
            assert_memory_equal(keys, all, count * sizeof(keys[0]));
            // As far as some site is, and one less.
            int64_t radius = PLACEMENT_KEY_DISTANCE(all[below(&rng, (int64_t)m)]) - (int64_t)(number % 2);
            size_t inside = 0;
            while (inside < m && PLACEMENT_KEY_DISTANCE(all[inside]) <= radius)
                inside++;
            assert_int_equal(placement_grid_within(&grid, i, radius, keys, spare), inside);
            assert_memory_equal(keys, all, inside * sizeof(keys[0]));
        }
        placement_grid_clear(&grid);
        placement_problem_clear(&problem);
    }
}

static void keys_are_sorted(void **state)
{
    (void)state;
    static uint64_t keys[1000], spare[1000], all[1000];
    for (uint64_t number = 0; number < 200; number++) {
        struct sim_rng rng = sim_rng_named(number, "keys", 0, 0, 0);
        size_t count = (size_t)below(&rng, 1000);
        for (size_t k = 0; k < count; k++)
            keys[k] = all[k] = sim_rng_bits(&rng) >> number % 63;
        qsort(all, count, sizeof(all[0]), ascending);
        placement_keys_sort(keys, spare, count);
        assert_memory_equal(keys, all, count * sizeof(keys[0]));
    }
}

// --- Rows ---------------------------------------------------------------------------------------------------------

/// What a list holds of a client and a site, by placement.h; negative: nothing.
static int64_t listed(const struct placement_problem *problem, int64_t client, int64_t site, int64_t radius,
                      bool is_backup)
{
    const struct placement_class *class = &problem->classes[problem->client_class[client]];
    int64_t distance = placement_distance(problem, client, site);
    if (distance < 0)
        return -1;
    if (is_backup)
        return distance <= class->backup_radius ? 0 : -1;
    if (problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER)
        return distance <= class->radius ? 0 : -1;
    int64_t cost = distance + (class->radius >= 0 && distance > class->radius ? class->penalty : 0);
    return problem->mode == PLACEMENT_CENTER ? (cost <= radius ? 0 : -1) : cost;
}

/// A row has the sites that it should, by distance, then by number.
static void check_row(const struct placement_rows *rows, int64_t r, int64_t radius)
{
    const struct placement_problem *problem = rows->problem;
    int64_t client = rows->client[r], count = 0, last = -1;
    bool is_backup = r >= problem->client_count;
    for (int64_t j = 0; j < problem->site_count; j++)
        count += listed(problem, client, j, radius, is_backup) >= 0;
    assert_int_equal(rows->start[r + 1] - rows->start[r], count);
    for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++) {
        assert_int_equal(rows->distance[e], listed(problem, client, rows->site[e], radius, is_backup));
        int64_t key = placement_distance(problem, client, rows->site[e]) * SITES + rows->site[e];
        assert_true(key > last);
        last = key;
    }
    assert_int_equal(rows->need[r], is_backup ? 2 : 1);
    bool covers = problem->mode == PLACEMENT_COVER || problem->mode == PLACEMENT_SET_COVER ||
                  problem->mode == PLACEMENT_CENTER;
    if (is_backup || covers)
        assert_int_equal(rows->tail[r], 1);
    else if (problem->metric == PLACEMENT_LISTS && problem->unserved >= 0) {
        const struct placement_class *class = &problem->classes[problem->client_class[client]];
        bool is_beyond = class->radius >= 0 && problem->unserved > class->radius;
        assert_int_equal(rows->tail[r], problem->unserved + (is_beyond ? class->penalty : 0));
    } else {
        assert_true(rows->tail[r] > 1000000); // it must be served
    }
}

/// Weights by scenario and share.
static void check_weights(const struct placement_rows *rows)
{
    const struct placement_problem *problem = rows->problem;
    int64_t scenarios = problem->scenario_count, shares = 0, charges = 0, charged = 0;
    for (int64_t s = 0; s < scenarios; s++)
        shares += problem->share[s];
    for (int64_t j = 0; j < problem->site_count; j++)
        charged += problem->charge[j];
    for (int64_t j = 0; j < problem->site_count; j++) {
        int64_t charge = problem->mode == PLACEMENT_CENTER                      ? 0
                         : problem->mode == PLACEMENT_SET_COVER && charged == 0 ? 1
                                                                                : problem->charge[j];
        assert_int_equal(rows->charge[j], charge * shares);
        charges += charge * shares;
        assert_int_equal(rows->price[j], problem->is_existing[j] ? 0 : problem->price[j]);
    }
    assert_int_equal(rows->charge_factor, shares);
    double hard = 0;
    for (int64_t at = 0; at < rows->period_count * rows->row_count; at++) {
        int64_t t = at / rows->row_count, r = at % rows->row_count, client = rows->client[r], weight = 0,
                any = 0;
        for (int64_t s = 0; s < scenarios; s++) {
            int64_t one = problem->weight[(t * scenarios + s) * problem->client_count + client];
            weight += problem->share[s] * one;
            any = any || one > 0;
        }
        if (problem->mode == PLACEMENT_SET_COVER)
            weight = any ? charges + 1 : 0;
        else if (problem->mode == PLACEMENT_CENTER)
            weight = any;
        else if (r >= problem->client_count)
            weight *= problem->classes[problem->client_class[client]].backup_penalty;
        assert_int_equal(rows->weight[at], weight);
        hard += (double)weight * rows->tail[r];
    }
    // Sums stay inside 64 bits, with room for fractions.
    assert_true(hard < 0x1p59);
}

/// Columns hold what rows hold.
static void check_columns(const struct placement_rows *rows)
{
    size_t count = 0;
    for (int64_t j = 0; j < rows->site_count; j++)
        for (size_t c = rows->column_start[j]; c < rows->column_start[j + 1]; c++, count++) {
            const struct placement_entry *entry = &rows->column[c];
            size_t e = rows->start[entry->row] + (size_t)entry->position;
            assert_true(e < rows->start[entry->row + 1]);
            assert_int_equal(rows->site[e], j);
            assert_int_equal(rows->distance[e], entry->distance);
            if (c > rows->column_start[j])
                assert_true(rows->column[c - 1].row < entry->row);
        }
    assert_int_equal(count, rows->start[rows->row_count]);
}

static const enum placement_mode modes[] = {PLACEMENT_MEDIAN,      PLACEMENT_COVER,
                                            PLACEMENT_SET_COVER,   PLACEMENT_FIXED_CHARGE,
                                            PLACEMENT_CAPACITATED, PLACEMENT_CENTER};
static const int switches[] = {0, SMALL_CLASSES, SMALL_SPARSE | SMALL_CLASSES, SMALL_STANDING | SMALL_BUDGET,
                               SMALL_EXPECTED | SMALL_PERIODS | SMALL_SPARSE};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/// A core is the rows of the problem in which its sites are all there are.
static void check_core(const struct placement_rows *rows, uint64_t number)
{
    struct placement_core core;
    bool keep[8];
    int64_t kept = 0;
    for (int64_t j = 0; j < rows->site_count; j++)
        keep[j] = j == 0 || (number >> j & 1);
    placement_core_build(rows, keep, &core);
    assert_int_equal(core.rows.row_count, rows->row_count);
    for (int64_t j = 0; j < rows->site_count; j++) {
        if (!keep[j])
            continue;
        assert_int_equal(core.original[kept], j);
        assert_int_equal(core.problem.county[kept], rows->problem->county[j]);
        assert_int_equal(core.problem.is_existing[kept], rows->problem->is_existing[j]);
        assert_int_equal(core.problem.is_vetoed[kept], rows->problem->is_vetoed[j]);
        assert_int_equal(core.rows.charge[kept], rows->charge[j]);
        assert_int_equal(core.rows.price[kept++], rows->price[j]);
    }
    assert_int_equal(core.rows.site_count, kept);
    assert_int_equal(core.problem.site_count, kept);
    for (int64_t r = 0; r < rows->row_count; r++) {
        size_t at = core.rows.start[r];
        for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
            if (keep[rows->site[e]]) {
                assert_int_equal(core.original[core.rows.site[at]], rows->site[e]);
                assert_int_equal(core.rows.distance[at++], rows->distance[e]);
            }
        assert_int_equal(core.rows.start[r + 1], at);
        assert_int_equal(core.rows.tail[r], rows->tail[r]);
        assert_int_equal(core.rows.need[r], rows->need[r]);
        assert_int_equal(core.rows.client[r], rows->client[r]);
    }
    for (int64_t at = 0; at < rows->period_count * rows->row_count; at++)
        assert_int_equal(core.rows.weight[at], rows->weight[at]);
    check_columns(&core.rows);
    placement_core_clear(&core);
}

static void rows_are_what_they_should_be(void **state)
{
    (void)state;
    for (uint64_t number = 0; number < PROBLEMS; number++) {
        struct placement_problem problem;
        struct placement_rows rows;
        struct sim_rng rng = sim_rng_named(number, "rows", 0, 0, 0);
        enum placement_mode mode = modes[number % COUNT(modes)];
        small_make(&problem, mode, switches[number / COUNT(modes) % COUNT(switches)], number);
        int64_t radius = mode == PLACEMENT_CENTER ? below(&rng, 60) : PLACEMENT_NONE;
        placement_rows_build(&problem, radius, &rows);
        int64_t backups = 0;
        for (int64_t i = 0; i < problem.client_count; i++)
            backups +=
                mode != PLACEMENT_CENTER && problem.classes[problem.client_class[i]].backup_radius >= 0;
        assert_int_equal(rows.row_count, problem.client_count + backups);
        assert_int_equal(rows.cut, problem.site_count);
        for (int64_t r = 0; r < rows.row_count; r++) {
            if (r < problem.client_count)
                assert_int_equal(rows.client[r], r);
            check_row(&rows, r, radius);
        }
        check_weights(&rows);
        check_columns(&rows);
        check_core(&rows, number);
        // No answer that serves all costs more.
        double most = placement_rows_most(&rows), farthest = 0;
        for (int64_t at = 0; at < rows.period_count * rows.row_count; at++) {
            int64_t r = at % rows.row_count, far = r >= problem.client_count ? 1 : 0;
            for (size_t e = rows.start[r]; e < rows.start[r + 1]; e++)
                far = rows.distance[e] > far ? rows.distance[e] : far;
            farthest += (double)(rows.weight[at] * rows.need[r] * far);
        }
        for (int64_t j = 0; j < rows.site_count; j++)
            farthest += (double)rows.charge[j];
        assert_true(most == farthest);
        placement_rows_clear(&rows);
        placement_problem_clear(&problem);
    }
}

/// Large planar problems list the nearest only; what is cut off is no nearer than the tail.
static void long_rows_are_cut(void **state)
{
    (void)state;
    struct placement_problem problem;
    struct placement_rows rows;
    struct sim_rng rng = sim_rng_named(1, "cut", 0, 0, 0);
    const int64_t clients = 2001, sites = 2000, targets[] = {100, 400, 100};
    // Twelve times as many as there are for each open one of the first period, at least 100; all, where that is 4 million or less.
    const int64_t cuts[] = {240, 100, sites};
    placement_problem_init(&problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = clients, .sites = sites, .periods = 2});
    problem.target[1] = 400;
    for (int64_t i = 0; i < clients; i++) {
        problem.client_x[i] = below(&rng, 9000), problem.client_y[i] = below(&rng, 9000);
        problem.weight[i] = 1 + below(&rng, 9);
    }
    for (int64_t j = 0; j < sites; j++)
        problem.site_x[j] = below(&rng, 9000), problem.site_y[j] = below(&rng, 9000);
    for (size_t k = 0; k < COUNT(targets); k++) {
        problem.target[0] = targets[k];
        problem.client_count = clients - (k == 2);
        placement_rows_build(&problem, PLACEMENT_NONE, &rows);
        assert_int_equal(rows.cut, cuts[k]);
        for (int64_t r = 0; r < problem.client_count; r += 100) {
            assert_int_equal(rows.start[r + 1] - rows.start[r], cuts[k]);
            int32_t last = rows.distance[rows.start[r + 1] - 1];
            if (cuts[k] < sites)
                assert_int_equal(rows.tail[r], last);
            int64_t nearer = 0;
            for (int64_t j = 0; j < sites; j++)
                nearer += placement_distance(&problem, r, j) < last;
            assert_true(nearer < cuts[k]);
        }
        placement_rows_clear(&rows);
    }
    placement_problem_clear(&problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_are_nearest),
        cmocka_unit_test(keys_are_sorted),
        cmocka_unit_test(rows_are_what_they_should_be),
        cmocka_unit_test(long_rows_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
