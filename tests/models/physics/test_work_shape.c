/// Shapes of work have a mean of 1 whatever their weights' is, and are where the calendar says.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/physics/work_shape.h"
#include "sim/clock.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g, expected %.12g within %.3g", value, expected, tolerance);
}

/// Nights 1, days of the week 5, of the weekend 2; July 3, all other months 1.
static struct work_hours office_hours(double scale)
{
    struct work_shape shape;
    struct work_hours hours;
    for (int i = 0; i < 24; i++) {
        shape.workday_weight[i] = scale * (i < 8 ? 1 : 5);
        shape.weekend_weight[i] = scale * (i < 8 ? 1 : 2);
    }
    for (int i = 0; i < 12; i++)
        shape.month_weight[i] = scale * (i == 6 ? 3 : 1);
    work_hours_make(&hours, &shape);
    return hours;
}

static void means_are_one_and_ratios_are_the_weights(void **state)
{
    (void)state;
    struct work_hours hours = office_hours(1), same = office_hours(7.3);
    double week = 0, days = 0, year = 0;
    for (int i = 0; i < WORK_WEEK_HOURS; i++) {
        week += hours.hour_of_week[i] / WORK_WEEK_HOURS;
        near(same.hour_of_week[i], hours.hour_of_week[i], 1e-14);
    }
    for (int i = 0; i < 7; i++)
        days += hours.day_of_week[i] / 7;
    for (int i = 0; i < WORK_YEAR_DAYS; i++)
        year += hours.day_of_year[i] / WORK_YEAR_DAYS;
    near(week, 1, 1e-14);
    near(days, 1, 1e-14);
    near(year, 1, 1e-14);
    near(hours.hour_of_week[12] / hours.hour_of_week[0], 5, 1e-14);
    near(hours.hour_of_week[5 * 24 + 12] / hours.hour_of_week[12], 0.4, 1e-14);
    // Months' middles have the months' weights: 16 July, 16 January.
    near(hours.day_of_year[work_day_of_year(7, 16)] / hours.day_of_year[work_day_of_year(1, 16)], 3, 0.05);
}

static void an_hour_is_its_day_times_its_place_in_the_day(void **state)
{
    (void)state;
    struct work_hours hours = office_hours(1);
    for (int hour = 0; hour < WORK_WEEK_HOURS; hour++)
        for (int day = 0; day < WORK_YEAR_DAYS; day += 61)
            near(work_shape_day(&hours, hour / 24, day) * work_shape_hour(&hours, hour),
                 work_shape(&hours, hour, day), 1e-14);
    for (int day = 0; day < 7; day++) {
        double mean = 0;
        for (int i = 0; i < 24; i++)
            mean += work_shape_hour(&hours, day * 24 + i) / 24;
        near(mean, 1, 1e-14);
    }
}

static void nothing_given_is_flat(void **state)
{
    (void)state;
    struct work_shape shape = {{0}, {0}, {0}};
    struct work_hours hours;
    work_hours_make(&hours, &shape);
    for (int hour = 0; hour < WORK_WEEK_HOURS; hour++)
        near(work_shape(&hours, hour, hour), 1, 0);
}

static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(work_day_of_week(0), 3); // Thursday 1970-01-01
    assert_int_equal(work_day_of_week(sim_civil_day((struct sim_date){2022, 12, 31})), 5); // a Saturday
    assert_int_equal(work_day_of_week(sim_civil_day((struct sim_date){2024, 2, 29})), 3);  // a Thursday
    assert_int_equal(work_day_of_week(-1), 2);
    assert_int_equal(work_day_of_year(1, 1), 0);
    assert_int_equal(work_day_of_year(3, 1), 60);
    assert_int_equal(work_day_of_year(12, 31), 365);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_one_and_ratios_are_the_weights),
        cmocka_unit_test(an_hour_is_its_day_times_its_place_in_the_day),
        cmocka_unit_test(nothing_given_is_flat),
        cmocka_unit_test(days_are_those_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
