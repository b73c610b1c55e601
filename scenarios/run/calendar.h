/// When a run is recorded: every day or at month-ends, and by month.
#pragma once

#include "models/models.h"

/// Recording dates of a run and the sizes of its arrays.
struct calendar {
    size_t time_count;  // recording dates, the epoch first
    double *time_days;  //
    size_t month_count; // months that end within the run
    double *month_days; // their last days
    bool every_day;     // recording dates are days, not month-ends
};

/// Zero-initialise it. province: for epoch and end.
void calendar_init(struct calendar *calendar, const struct province *province, bool every_day);
void calendar_clear(struct calendar *calendar);

/// Index of a recording date; -1 if the day is none.
int64_t calendar_time(const struct calendar *calendar, double day);

/// Index of a month by its last day; -1 if the day ends none.
int64_t calendar_month(const struct calendar *calendar, double day);
