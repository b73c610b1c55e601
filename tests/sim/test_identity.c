/// The same bytes: for any number of workers, in one run or in pieces, with windows and without, wherever blocks move.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/sim/mill.h"

/// Runs it on 1, 2, 3 and 8 workers, each at once and in pieces, and without windows: all the same. Returns blocks moved.
static uint64_t check_same(struct mill mill, uint64_t least_events)
{
    const uint32_t workers[] = {1, 2, 3, 8};
    uint64_t moved = 0;
    mill.workers = 1;
    const struct mill_result one = mill_run(&mill);
    assert_true(one.totals.events >= least_events);
    assert_true(one.rows > one.totals.events / 20);
    for (uint64_t i = 0; i < 9; i++) {
        struct mill other = mill;
        other.workers = workers[i % 4];
        other.pieces = i >= 4 ? i : 0;
        other.with_impatient = i == 8;
        const struct mill_result result = mill_run(&other);
        assert_int_equal(result.totals.events, one.totals.events);
        assert_int_equal(result.rows, one.rows);
        assert_true(result.hash == one.hash);
        if (other.pieces == 0)
            assert_int_equal(result.totals.windows, one.totals.windows);
        moved += result.totals.moved_blocks;
    }
    return moved;
}

/// All times are whole hours: nearly every event has others at its instant.
static void test_ties(void **unused)
{
    (void)unused;
    check_same((struct mill){.processes = 200, .lookahead = SIM_HOUR, .step = SIM_HOUR, .end = 60 * SIM_HOUR},
               10000);
}

/// Delays that fall anywhere in a window of an odd length.
static void test_odd_times(void **unused)
{
    (void)unused;
    check_same((struct mill){.processes = 300, .lookahead = 1000003, .step = 271829, .end = 40000000}, 10000);
}

/// A window of two nanoseconds, and one longer than the run.
static void test_extreme_windows(void **unused)
{
    (void)unused;
    check_same((struct mill){.processes = 100, .lookahead = 2, .step = 1, .end = 200}, 5000);
    check_same((struct mill){.processes = 3000, .lookahead = 1000, .step = 1, .end = 800}, 2000);
}

/// More blocks than fit the cache, so that what goes from block to block is filed later.
static void test_blocks_far_apart(void **unused)
{
    (void)unused;
    check_same((struct mill){.processes = 40000, .lookahead = 1000, .step = 300, .end = 2000}, 100000);
}

/// Sparse, with events up to 40,000 windows ahead: all the levels of the wheel, and jumps over all of them.
static void test_far_ahead(void **unused)
{
    (void)unused;
    check_same(
        (struct mill){.processes = 400, .lookahead = 1000, .step = 400, .far_percent = 70, .end = 100000000},
        5000);
    check_same(
        (struct mill){.processes = 1, .lookahead = 1000, .step = 400, .far_percent = 90, .end = 1000000000},
        50);
}

/// An eighth of the processes do most of the work, and much lies far ahead when it is shared out anew.
static void test_moving_blocks(void **unused)
{
    (void)unused;
    uint64_t moved = check_same((struct mill){.processes = 512,
                                              .lookahead = 1000,
                                              .step = 400,
                                              .far_percent = 1,
                                              .burn_ns = 10000,
                                              .end = 40000},
                                10000);
    assert_true(moved > 0);
}

static void test_statistics(void **unused)
{
    (void)unused;
    const struct mill plain = {.processes = 100, .workers = 2, .lookahead = 1000, .step = 300, .end = 20000};
    struct mill measured = plain;
    measured.statistics = true;
    assert_true(mill_run(&plain).hash == mill_run(&measured).hash);
    measured.with_impatient = true;
    assert_true(mill_run(&plain).hash == mill_run(&measured).hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_odd_times),
        cmocka_unit_test(test_extreme_windows),
        cmocka_unit_test(test_blocks_far_apart),
        cmocka_unit_test(test_far_ahead),
        cmocka_unit_test(test_moving_blocks),
        cmocka_unit_test(test_statistics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
