/// Simulated time and the civil calendar.
///
/// Time is integer nanoseconds since the engine's epoch, the close of a civil day that the scenario names (day 0).
/// Day d is the close of the d-th day after it, so that "at 2025-12-31" means the end of that day. Civil days are
/// counted from 1970-01-01 (proleptic Gregorian).
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Nanoseconds since the epoch; 292 years fit.
typedef int64_t sim_time;

#define SIM_SECOND ((sim_time)1000000000)
#define SIM_HOUR   (3600 * SIM_SECOND)
#define SIM_DAY    (24 * SIM_HOUR)
#define SIM_NEVER  INT64_MAX

/// A civil date. month 1..12, day 1..31.
struct sim_date {
    int year;
    int month;
    int day;
};

/// Nearest time to a number of days; SIM_NEVER (or its negative) beyond 106,751 of them. days: not NaN.
sim_time sim_days(double days);

/// Days, as a real number, of a time.
double sim_in_days(sim_time time);

/// Civil day number (days since 1970-01-01) of a date. Source: H. Hinnant, "chrono-compatible low-level date
/// algorithms" (2013), days_from_civil.
int64_t sim_civil_day(struct sim_date date);

/// Date of a civil day number; inverse of `sim_civil_day`.
struct sim_date sim_date_of(int64_t civil_day);

/// Last civil day of the month that holds `civil_day`.
int64_t sim_month_end(int64_t civil_day);

/// Reads "YYYY-MM-DD"; false where the text is no date of the calendar.
bool sim_date_read(const char *text, int64_t *civil_day);

/// True of a number that is a civil day of the years 1 to 9999, such as `sim_date_write` can show; false of NaN.
bool sim_date_holds(double civil_day);

/// Writes "YYYY-MM-DD" (11 bytes with the closing zero).
void sim_date_write(int64_t civil_day, char text[11]);
