/// A province without chance, against arithmetic by hand: every date, rack, EFLOPS and kWh.
///
///     day  15  application; land and design 20 days; the grid hears on 16, gives power on 16 + 165 = 181
///     day  35  land done; asks for a civil crew, heard on 36, granted on 37
///     day  37  ground-breaking; civil works 30 days
///     day  67  the building stands; the hall hears on 68, asks for an M&E crew, granted on 70
///     day  70  fit-out 40 days, to 110; cabinets ordered, heard on 71, there on 71 + 56 = 127; servers on 72 + 56 = 128
///     day 182  the hall hears of its power; asks for installers, granted on 184; 48 cabinets at 2 x 12 a day, and one day
///     day 187  tests 45 days, to 232; two days until racks and fleet have booked it
///     day 234  in service, filled
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/outcome.h"

static struct scenario *scenario;
static struct world *world;
static struct calendar calendar;
static struct outcome outcome;

static int run_once(void **unused)
{
    (void)unused;
    struct sim_error error = {0};
    if (scenario_open(TEST_SOURCE_DIR "/tests/theory/hand.cfg", NULL, 0, 1, &scenario, &error) != SIM_OK) {
        sim_error_print(&error, stderr);
        return -1;
    }
    const struct province *province = scenario_province(scenario, 0);
    world = world_create(province, NULL, 1);
    calendar_init(&calendar, province, true);
    outcome_init(&outcome, scenario, &calendar);
    struct outcome_job job = {
        .scenario = scenario, .world = world, .calendar = &calendar, .seed = 1, .workers = 1};
    assert_true(outcome_run(&outcome, &job, NULL, 0));
    return 0;
}

static int clear(void **unused)
{
    (void)unused;
    outcome_clear(&outcome);
    calendar_clear(&calendar);
    world_destroy(world);
    scenario_close(scenario);
    return 0;
}

static double at(enum series series, size_t day)
{
    return outcome.series[series * calendar.time_count + day];
}

static void test_dates(void **unused)
{
    (void)unused;
    assert_float_equal(outcome.phase_dates[PHASE_GROUND_BREAKING], 37, 1e-9);
    assert_float_equal(outcome.phase_dates[PHASE_FIRST_HALL], 234, 1e-9);
    assert_float_equal(outcome.phase_dates[PHASE_LAST_HALL], 234, 1e-9);
    assert_float_equal(outcome.phase_dates[PHASE_BUILD_DAYS], 234 - 37, 1e-9);
}

static void test_racks_and_compute(void **unused)
{
    (void)unused;
    // A day's row is the state before what happens in its last instant.
    assert_float_equal(at(SERIES_RACKS_IN_SERVICE, 0), 200, 1e-9);
    assert_float_equal(at(SERIES_RACKS_IN_SERVICE, 234), 200, 1e-9);
    assert_float_equal(at(SERIES_RACKS_IN_SERVICE, 235), 200 + 96, 1e-9);
    assert_float_equal(at(SERIES_RACKS_PIPELINE, 100), 96, 1e-9);
    assert_float_equal(at(SERIES_RACKS_PIPELINE, 235), 0, 1e-9);
    assert_float_equal(at(SERIES_COMPUTE_EFLOPS, 0), 0.1, 1e-12);
    assert_float_equal(at(SERIES_COMPUTE_EFLOPS, 1096), 0.1 * 148 / 100, 1e-12);
    assert_float_equal(at(SERIES_OCCUPIED_FRAC, 1096), 1, 1e-12);
}

static void test_waits_and_work(void **unused)
{
    (void)unused;
    // Crews: two days each from asking to having, three times. The grid: from fit-out done and cabinets there to power.
    assert_float_equal(outcome.wait_days[CAUSE_CREW], 2 + 2 + 2, 1e-9);
    assert_float_equal(outcome.wait_days[CAUSE_EQUIPMENT], 127 - 110, 1e-9);
    assert_float_equal(outcome.wait_days[CAUSE_GRID], 182 - 127, 1e-9);
    assert_float_equal(outcome.wait_days[CAUSE_REVIEW], 0, 0);
    assert_float_equal(outcome.work_days[CAUSE_LAND], 20, 1e-9);
    assert_float_equal(outcome.work_days[CAUSE_CIVIL], 30, 1e-9);
    assert_float_equal(outcome.work_days[CAUSE_MEP], 40 + 3, 1e-9);
    assert_float_equal(outcome.work_days[CAUSE_COMMISSIONING], 47, 1e-9);
}

static void test_energy(void **unused)
{
    (void)unused;
    const double *it_mwh = outcome.site_months + SITE_IT_ENERGY * calendar.month_count;
    const double *all_mwh = outcome.site_months + SITE_ENERGY * calendar.month_count;
    const double *cost = outcome.site_months + SITE_COST * calendar.month_count;
    const double *carbon = outcome.site_months + SITE_CARBON * calendar.month_count;
    assert_float_equal(it_mwh[0], 0.325 * 744, 1e-9); // 100 x 5 kW x 0.65
    // New racks draw from the day after the fleet's first daily message that knows them: 8 days of August.
    assert_float_equal(it_mwh[7], 0.325 * 744 + 0.156 * 8 * 24, 1e-9);
    assert_float_equal(it_mwh[8], 0.481 * 720, 1e-9);
    assert_float_equal(cost[8], all_mwh[8] * 1000 * 0.5, 1e-6);
    assert_float_equal(carbon[8], all_mwh[8] * 0.4, 1e-9);
    // PUE at a year's end is that of its twelve months, leap year or not.
    for (size_t year = 0; year < 3; year++) {
        const size_t days[] = {365, 731, 1096};
        double it = 0, all = 0;
        for (size_t m = 12 * year; m < 12 * year + 12; m++) {
            it += it_mwh[m];
            all += all_mwh[m];
        }
        assert_float_equal(at(SERIES_PUE_ALL, days[year]), all / it, 1e-12);
    }
}

static void test_attribution(void **unused)
{
    (void)unused;
    // At the end of July (day 212) the hall is being tested; the grid was what bound it last.
    assert_float_equal(outcome.target_value[0], 200, 1e-9);
    assert_float_equal(outcome.target_cause[0], CAUSE_GRID, 0);
    assert_float_equal(outcome.target_missing[CAUSE_GRID], 96, 1e-9);
    assert_float_equal(outcome.target_cause[1], -1, 0); // reached
    // More than is planned: missed, and nothing planned is missing.
    assert_float_equal(outcome.target_value[2], 296, 1e-9);
    assert_float_equal(outcome.target_cause[2], -1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),          cmocka_unit_test(test_racks_and_compute),
        cmocka_unit_test(test_waits_and_work), cmocka_unit_test(test_energy),
        cmocka_unit_test(test_attribution),
    };
    return cmocka_run_group_tests(tests, run_once, clear);
}
