#include "models/physics/work_shape.h"

static const struct sim_field fields[] = {
    SIM_FIELD_ARRAY(work_shape, workday_weight, 24, "1", 0, 1e6, 1,
                    "hours of Monday to Friday, against each other and the weekend's"),
    SIM_FIELD_ARRAY(work_shape, weekend_weight, 24, "1", 0, 1e6, 1, "hours of Saturday and Sunday, likewise"),
    SIM_FIELD_ARRAY(work_shape, month_weight, 12, "1", 0, 1e6, 1, "months, against each other"),
};
const struct sim_table work_shape_table =
    SIM_TABLE(work_shape, fields, "How a class of work swings about its mean.");

/// Days of a leap year before each month.
static const int days_before[13] = {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366};

/// Scales to a mean of 1; nothing at all becomes flat.
static void normalise(double *factor, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += factor[i];
    for (int i = 0; i < count; i++)
        factor[i] = sum > 0 ? factor[i] * count / sum : 1;
}

static void make_week(struct work_hours *hours, const struct work_shape *shape)
{
    for (int hour = 0; hour < WORK_WEEK_HOURS; hour++)
        hours->hour_of_week[hour] =
            hour / 24 < 5 ? shape->workday_weight[hour % 24] : shape->weekend_weight[hour % 24];
    normalise(hours->hour_of_week, WORK_WEEK_HOURS);
    for (int day = 0; day < 7; day++) {
        double *of_day = hours->hour_of_day + day * 24, sum = 0;
        for (int i = 0; i < 24; i++)
            sum += of_day[i] = hours->hour_of_week[day * 24 + i];
        hours->day_of_week[day] = sum / 24;
        normalise(of_day, 24);
    }
}

/// Straight lines between the middles of months, around the year.
static void make_year(struct work_hours *hours, const struct work_shape *shape)
{
    for (int month = 0; month < 12; month++) {
        int next = (month + 1) % 12;
        double from = 0.5 * (days_before[month] + days_before[month + 1]),
               to = 0.5 * (days_before[next] + days_before[next + 1]) + (next == 0 ? WORK_YEAR_DAYS : 0);
        for (int day = 0; day < WORK_YEAR_DAYS; day++) {
            double at = day + 0.5 < from ? day + 0.5 + WORK_YEAR_DAYS : day + 0.5,
                   part = (at - from) / (to - from);
            if (part >= 0 && part < 1)
                hours->day_of_year[day] =
                    shape->month_weight[month] * (1 - part) + shape->month_weight[next] * part;
        }
    }
    normalise(hours->day_of_year, WORK_YEAR_DAYS);
}

void work_hours_make(struct work_hours *hours, const struct work_shape *shape)
{
    make_week(hours, shape);
    make_year(hours, shape);
}

double work_shape(const struct work_hours *hours, int hour_of_week, int day_of_year)
{
    return hours->hour_of_week[hour_of_week] * hours->day_of_year[day_of_year];
}

double work_shape_day(const struct work_hours *hours, int day_of_week, int day_of_year)
{
    return hours->day_of_week[day_of_week] * hours->day_of_year[day_of_year];
}

double work_shape_hour(const struct work_hours *hours, int hour_of_week)
{
    return hours->hour_of_day[hour_of_week];
}

int work_day_of_week(int64_t civil_day)
{
    return (int)((civil_day % 7 + 7 + 3) % 7);
}

int work_day_of_year(int month, int day)
{
    return days_before[month - 1] + day - 1;
}
