/// The ledger: what is missing at a day is laid to what bound it last.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/ledger.h"

static struct stage_row row_of(int64_t phase, int64_t hall, enum cause cause, bool is_wait, double begin,
                               double end, double racks)
{
    return (struct stage_row){.phase = phase,
                              .hall = hall,
                              .cause = cause,
                              .is_wait = is_wait,
                              .begin_day = begin,
                              .end_day = end,
                              .racks = racks,
                              .compute_eflops = racks / 1000};
}

static double missing_at(struct ledger *ledger, double day, enum cause cause)
{
    double missing[CAUSE_COUNT] = {0};
    ledger_missing(ledger, day, LEDGER_RACKS, NULL, missing);
    return missing[cause];
}

static void test_bound_last(void **unused)
{
    (void)unused;
    struct ledger ledger = {0};
    // Phase 0: land as planned, then waits for capital, builds, and releases two halls on day 300.
    const struct stage_row rows[] = {
        row_of(0, -1, CAUSE_LAND, false, 10, 100, 100),
        row_of(0, -1, CAUSE_CAPITAL, true, 100, 180, 100),
        row_of(0, -1, CAUSE_CIVIL, false, 180, 300, 100),
        row_of(0, 0, CAUSE_MEP, false, 300, 400, 60),
        row_of(0, 0, CAUSE_COMMISSIONING, false, 400, 450, 60), // in service on day 450
        row_of(0, 1, CAUSE_CREW, true, 300, 380, 40),
        row_of(0, 1, CAUSE_MEP, false, 380, 480, 40),
        // Phase 1 never waits but for a storm.
        row_of(1, -1, CAUSE_WEATHER, true, 340, 350, 7),
        row_of(1, -1, CAUSE_LAND, false, 350, 500, 7),
    };
    // Rows reach the ledger in order of their end, units mixed.
    const int order[] = {7, 4, 0, 6, 8, 5, 3, 2, 1};
    for (int i = 0; i < 9; i++)
        ledger_add(&ledger, &rows[order[i]]);
    assert_float_equal(missing_at(&ledger, 50, CAUSE_LAND), 100, 0);     // has never waited: the work itself
    assert_float_equal(missing_at(&ledger, 150, CAUSE_CAPITAL), 100, 0); // is waiting
    assert_float_equal(missing_at(&ledger, 250, CAUSE_CAPITAL), 100, 0); // at work, bound last by capital
    assert_float_equal(missing_at(&ledger, 350, CAUSE_CAPITAL), 60, 0);  // hall 0 inherits its phase's wait
    assert_float_equal(missing_at(&ledger, 350, CAUSE_CREW), 40, 0);     // hall 1 waits itself
    assert_float_equal(missing_at(&ledger, 440, CAUSE_CREW), 40, 0);     // and that is what bound it last
    assert_float_equal(missing_at(&ledger, 440, CAUSE_CAPITAL), 60, 0);
    assert_float_equal(missing_at(&ledger, 460, CAUSE_CAPITAL), 0, 0); // hall 0 is in service
    assert_float_equal(missing_at(&ledger, 345, CAUSE_WEATHER), 7, 0);
    assert_float_equal(missing_at(&ledger, 440, CAUSE_LAND), 7, 0);
    double missing[CAUSE_COUNT] = {0}, sum = 0;
    const double vintage[] = {2};
    ledger_missing(&ledger, 440, LEDGER_EFLOPS, vintage, missing);
    for (int i = 0; i < CAUSE_COUNT; i++)
        sum += missing[i];
    assert_float_equal(sum, 2 * 0.107, 1e-12);
    ledger_clear(&ledger);
}

static void test_days_weigh_by_racks(void **unused)
{
    (void)unused;
    struct ledger ledger = {0};
    struct stage_row edge = row_of(3, -1, CAUSE_CREW, true, 0, 30, 0);
    edge.edge_sites = 1;
    ledger_add(&ledger, &(struct stage_row){
                            .cause = CAUSE_LAND, .begin_day = 0, .end_day = 90, .racks = 100, .hall = -1});
    ledger_add(
        &ledger,
        &(struct stage_row){
            .cause = CAUSE_CREW, .is_wait = 1, .begin_day = 90, .end_day = 110, .racks = 25, .hall = 0});
    ledger_add(&ledger, &edge);
    double planned = 100, wait[CAUSE_COUNT] = {0}, work[CAUSE_COUNT] = {0}, edge_wait[CAUSE_COUNT] = {0};
    ledger_days(&ledger, &planned, wait, work);
    ledger_edge_days(&ledger, 10, edge_wait);
    assert_float_equal(work[CAUSE_LAND], 90, 1e-12);
    assert_float_equal(wait[CAUSE_CREW], 5, 1e-12); // 20 days for a quarter of the racks
    assert_float_equal(edge_wait[CAUSE_CREW], 3, 1e-12);
    ledger_clear(&ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bound_last),
                                       cmocka_unit_test(test_days_weigh_by_racks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
