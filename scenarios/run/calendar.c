#include <stdlib.h>

#include "scenarios/run/calendar.h"
#include "sim/memory.h"

static double *allocate(size_t count)
{
    return sim_memory_new(count, sizeof(double), "dates");
}

void calendar_init(struct calendar *calendar, const struct province *province, bool every_day)
{
    size_t days = (size_t)(province->end - province->epoch);
    *calendar = (struct calendar){.every_day = every_day};
    calendar->time_days = allocate(days + 1);
    calendar->month_days = allocate(days + 1);
    calendar->time_days[calendar->time_count++] = 0;
    for (size_t d = 1; d <= days; d++) {
        int64_t today = province->epoch + (int64_t)d;
        bool is_month_end = sim_month_end(today) == today;
        if (is_month_end || every_day)
            calendar->time_days[calendar->time_count++] = (double)d;
        if (is_month_end)
            calendar->month_days[calendar->month_count++] = (double)d;
    }
}

void calendar_clear(struct calendar *calendar)
{
    free(calendar->time_days);
    free(calendar->month_days);
    *calendar = (struct calendar){0};
}

/// Index of a day in ascending days, -1 if it is not there.
static int64_t find(const double *days, size_t count, double day)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (days[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && days[low] == day ? (int64_t)low : -1;
}

int64_t calendar_time(const struct calendar *calendar, double day)
{
    return find(calendar->time_days, calendar->time_count, day);
}

int64_t calendar_month(const struct calendar *calendar, double day)
{
    return find(calendar->month_days, calendar->month_count, day);
}
