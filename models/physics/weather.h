/// Synthetic hourly weather from monthly normals.
///
/// A year of a climate is drawn, not copied: monthly means, a daily cycle, and anomalies that persist from
/// day to day.
///
///     dry bulb   monthly mean, interpolated so that each month keeps its mean
///                + anomaly of the day (first-order autoregressive, linear between noons)
///                + daily range * its day's factor * shape of the day
///     vapour     one pressure a day (linear between noons), set so that the day's mean relative humidity is the month's
///                plus an anomaly; the relative humidity therefore falls at midday and rises at night, and is cut off
///                at saturation
///
///                + a slow anomaly from year to year, and heat waves in the warm season, where asked for
///
/// Months are those of the civil calendar. Over many years the normals are kept, with or without the last two.
/// What it is not: no typhoons, no correlation between places.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sim/field.h"
#include "sim/rng.h"

/// Monthly normals of a place, January first.
struct climate_params {
    const char *id;
    const char *name;
    double altitude_m;
    double mean_degc[12];
    double range_k[12]; // mean of each day's maximum minus minimum
    double rh_frac[12];
};

extern const struct sim_table climate_table;

/// What the years are to have beyond the normals. See weather_table.
struct weather_params {
    double warming_k;
    double yearly_sd_k;
    double heat_waves_per_year;
    double heat_wave_k;
    double heat_wave_days;
};

extern const struct sim_table weather_table;

struct weather_hour {
    double dry_degc;
    double wet_degc; // <= dry_degc
    double humidity; // kg of water per kg of dry air
};

/// Standard pressure at the climate's altitude [Pa].
double weather_pressure_pa(const struct climate_params *climate);

/// Draws `hours` hours of weather.
/// @param climate          normals; see climate_table for the ranges
/// @param rng              stream; three normals a day. The same stream gives the same hours, and a longer series begins
///                         with the shorter one
/// @param first_civil_day  civil day (days since 1970-01-01) on whose local midnight the first hour begins
/// @param hours            number of hours; out has room for them
/// @param warming_k        added to every dry bulb; relative humidity is kept, so that moisture grows with it  [K] -5..10
/// @param out              values at the middle of each hour
/// Estimates (not normals), from the scatter in one typical year of Fuzhou: see weather.c. No yearly anomaly, no heat
/// waves.
void weather_year(const struct climate_params *climate, struct sim_rng *rng, int64_t first_civil_day,
                  size_t hours, double warming_k, struct weather_hour *out);

/// Likewise, of years that differ and have heat waves. params: zero for normal years; draws more where it asks for more.
void weather_years(const struct climate_params *climate, const struct weather_params *params,
                   struct sim_rng *rng, int64_t first_civil_day, size_t hours, struct weather_hour *out);
