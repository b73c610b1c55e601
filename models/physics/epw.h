/// Weather files of EnergyPlus (.epw): hours of a typical or of a real year.
///
/// Eight lines of heading, then one line for each hour (or for each part of it): year, month, day, hour 1..24, minute,
/// flags, dry bulb, dew point, relative humidity, pressure, and more that is not read. What the format allows and this
/// reader takes: any line ends and a byte order mark; a leap day, or a leap year without one; months of a typical year
/// that come from different years; several records an hour (averaged); data periods shorter than a year; missing
/// values by the format's codes (99.9 degC, 999 %, 999999 Pa) or by values that cannot be. Humidity is taken from the
/// relative humidity, else from the dew point; pressure, where none is given, from the altitude.
///
/// What it refuses, with file and line: hours that are not in sequence, and gaps of values of more than six hours.
/// Shorter ones are filled linearly and counted. Source of the format: EnergyPlus, "Auxiliary Programs", chapter
/// "EnergyPlus Weather File (EPW) Data Dictionary".
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "models/physics/weather.h"
#include "sim/status.h"

/// Longest gap that is filled, in hours.
#define EPW_GAP_HOURS_MAX 6

struct epw {
    char place[128]; // city, region, country
    double latitude_deg, longitude_deg;
    double utc_offset_h;
    double altitude_m;
    double pressure_pa;      // mean of the hours
    int64_t first_civil_day; // of a real year its own; of a typical year of 2001, or of 2000 with a leap day
    size_t hours;            // from the local midnight of that day; a multiple of 24
    struct weather_hour *weather; // (hours)
    size_t filled_hours;          // that had gaps
    size_t jump_hours; // dry bulb more than 3 K from the hour before: poor for ramps, sound for sums
};

/// Reads a file. Faults: 66 no such file, 65 everything else; *out is null then.
enum sim_status epw_open(const char *path, struct epw **out, struct sim_error *error);

/// Reads a text; path is what faults name.
enum sim_status epw_parse(const char *text, const char *path, struct epw **out, struct sim_error *error);

/// null is allowed.
void epw_close(struct epw *epw);
