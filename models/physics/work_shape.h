/// How a class of work swings over the day, the week and the year, about its mean.
///
/// A shape is given as weights: hours of a working day (Monday to Friday), hours of a weekend's day, months. They may have
/// any mean above zero; weekends are lower or higher by as much as their weights are. `work_hours_make` turns them into
/// factors with a mean of 1 over a week and over a year:
///
///     demand(t) = mean x day_of_year(t) x hour_of_week(t)
///
/// Months stand in their middle, with straight lines between. Holidays that move (Spring Festival) are not in it.
///
/// Sources of the idea: cycles of the day and week in parallel workloads, D. G. Feitelson, "Workload Modeling for Computer
/// Systems Performance Evaluation" (Cambridge, 2015), ch. 6 and 9.
#pragma once

#include "sim/field.h"

#define WORK_WEEK_HOURS 168
/// Of a leap year: 29 February is day 59 in all years, so that a date has one place. A common year's mean is then not
/// quite 1 (by less than 1/366 of the swing).
#define WORK_YEAR_DAYS 366

struct work_shape {
    double workday_weight[24];
    double weekend_weight[24];
    double month_weight[12]; // January first
};

extern const struct sim_table work_shape_table;

/// Factors, each with a mean of 1. hour_of_day is hour_of_week over the mean of its day.
struct work_hours {
    double hour_of_week[WORK_WEEK_HOURS]; // Monday 00:00 first
    double hour_of_day[WORK_WEEK_HOURS];
    double day_of_week[7];
    double day_of_year[WORK_YEAR_DAYS];
};

/// Weights that are all zero count as flat.
void work_hours_make(struct work_hours *hours, const struct work_shape *shape);

/// Demand of an hour over the mean of the year.
/// @param hour_of_week  0..167, Monday 00:00 first
/// @param day_of_year   0..365, 1 March is 60
/// @return              [1]  >= 0
double work_shape(const struct work_hours *hours, int hour_of_week, int day_of_year);

/// Mean of a day over the mean of the year.
/// @param day_of_week  0..6, Monday first
double work_shape_day(const struct work_hours *hours, int day_of_week, int day_of_year);

/// Demand of an hour over the mean of its day.
double work_shape_hour(const struct work_hours *hours, int hour_of_week);

/// Day of the week of a civil day (days since 1970-01-01, a Thursday): 0..6, Monday first.
int work_day_of_week(int64_t civil_day);

/// Day of the year as above: 0..365.
int work_day_of_year(int month, int day);
