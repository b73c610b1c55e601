/// IT load of a hall hour by hour, as a share of its design IT load: constant, daily, filling up, or a trace.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// How a hall fills and how its load swings over the day. All that a rack's draw follows in the province (models/rack.h).
struct load_profile_def {
    double plateau_frac;          // of cabinets that are ever filled           0..1
    double half_days, scale_days; // of the logistic curve; scale_days > 0
    double draw_frac;             // mean power over nameplate when filled      0..1
    const double *hour_factor;    // [24] on the mean, of any mean > 0 (it is normalised); null: none
};

/// Share of the cabinets that are filled `days` after opening. Those that would have come before it are there at once.
/// days: >= 0.
double load_profile_filled_frac(const struct load_profile_def *def, double days);

/// Load of consecutive hours from `first_day` days after the hall's opening, at the hours' middle; the first hour begins at
/// midnight. hours: out has room for them.
void load_profile_ramp(const struct load_profile_def *def, double first_day, size_t hours, double *out);

/// The same load at all hours, but for the hours of the day. hour_factor: as above.
void load_profile_daily(double mean_frac, const double *hour_factor, size_t hours, double *out);

/// A hall built in equal blocks, each commissioned when those before it are full to `full_frac` and never given back.
/// @param load        over the design IT load of all blocks, (hours)
/// @param blocks      >= 1
/// @param block_load  over the design IT load of what is commissioned, (hours); may be `load`
/// @param share       of the design that is commissioned, (hours)
void load_profile_blocks(const double *load, size_t hours, int64_t blocks, double full_frac,
                         double *block_load, double *share);

/// Mean of a load.
double load_profile_mean(const double *load, size_t hours);

/// A sample of a trace: `value` from `time_s` to the next sample.
struct load_sample {
    double time_s; // from any origin that is midnight local time; ascending
    double value;
};

/// Hourly means of a trace of any steps, exact in the integral: an hour takes of each sample what lasts inside of it. The
/// first hour is the first whole one; the last sample lasts as long as the one before.
/// @param samples  count >= 2, times strictly ascending
/// @param first    hour of the day 0..23 at which the first mean begins
/// @param means    to be freed; null where the trace has no whole hour
/// @return         number of means
size_t load_profile_hourly(const struct load_sample *samples, size_t count, int *first, double **means);

/// Repeats hourly means over a longer time, in step with the hours of the day: the first hour out begins at midnight, and
/// a trace of more than a day is cut to whole days (to whole weeks, where it is longer than two).
/// @param first  hour of the day of means[0], 0..23
void load_profile_repeat(const double *means, size_t count, int first, size_t hours, double *out);
