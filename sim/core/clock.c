#include "sim/clock.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

sim_time sim_days(double days)
{
    double time = days * (double)SIM_DAY;
    if (fabs(time) >= (double)SIM_NEVER)
        return time < 0 ? -SIM_NEVER : SIM_NEVER;
    return (sim_time)llround(time);
}

double sim_in_days(sim_time time)
{
    return (double)time / (double)SIM_DAY;
}

int64_t sim_civil_day(struct sim_date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t month_from_march = (date.month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct sim_date sim_date_of(int64_t civil_day)
{
    int64_t day = civil_day + 719468;
    int64_t era = (day >= 0 ? day : day - 146096) / 146097;
    int64_t day_of_era = day - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    return (struct sim_date){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

int64_t sim_month_end(int64_t civil_day)
{
    struct sim_date date = sim_date_of(civil_day);
    struct sim_date next = {date.month == 12 ? date.year + 1 : date.year, date.month % 12 + 1, 1};
    return sim_civil_day(next) - 1;
}

bool sim_date_read(const char *text, int64_t *civil_day)
{
    for (int i = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : !isdigit((unsigned char)text[i]))
            return false;
    }
    if (text[10] != '\0')
        return false;
    struct sim_date date = {.year = atoi(text), .month = atoi(text + 5), .day = atoi(text + 8)};
    if (date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    int64_t day = sim_civil_day(date);
    // A day past its month's end would come back as another date.
    struct sim_date back = sim_date_of(day);
    if (back.year != date.year || back.month != date.month || back.day != date.day)
        return false;
    *civil_day = day;
    return true;
}

void sim_date_write(int64_t civil_day, char text[11])
{
    struct sim_date date = sim_date_of(civil_day);
    snprintf(text, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000, (unsigned)date.month % 100,
             (unsigned)date.day % 100);
}
