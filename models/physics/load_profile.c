#include "models/physics/load_profile.h"

#include <math.h>

#include "sim/memory.h"
#include "sim/units.h"

#define HOURS_PER_DAY    24
#define HOURS_PER_WEEK   168
#define SECONDS_PER_HOUR 3600.0

double load_profile_filled_frac(const struct load_profile_def *def, double days)
{
    return def->plateau_frac / (1.0 + exp(-(days - def->half_days) / def->scale_days));
}

/// Factors of the day with a mean of one; none at all count as flat.
static void normalise(const double *hour_factor, double out[HOURS_PER_DAY])
{
    double sum = 0.0;
    for (int i = 0; i < HOURS_PER_DAY; i++)
        sum += hour_factor ? hour_factor[i] : 1.0;
    for (int i = 0; i < HOURS_PER_DAY; i++)
        out[i] = sum > 0.0 ? (hour_factor ? hour_factor[i] : 1.0) * HOURS_PER_DAY / sum : 1.0;
}

void load_profile_ramp(const struct load_profile_def *def, double first_day, size_t hours, double *out)
{
    double factor[HOURS_PER_DAY];
    normalise(def->hour_factor, factor);
    for (size_t i = 0; i < hours; i++) {
        double day = first_day + ((double)i + 0.5) / UNITS_HOURS_PER_DAY;
        out[i] = load_profile_filled_frac(def, day) * def->draw_frac * factor[i % HOURS_PER_DAY];
    }
}

void load_profile_daily(double mean_frac, const double *hour_factor, size_t hours, double *out)
{
    double factor[HOURS_PER_DAY];
    normalise(hour_factor, factor);
    for (size_t i = 0; i < hours; i++)
        out[i] = mean_frac * factor[i % HOURS_PER_DAY];
}

void load_profile_blocks(const double *load, size_t hours, int64_t blocks, double full_frac,
                         double *block_load, double *share)
{
    double active = 1.0;
    for (size_t i = 0; i < hours; i++) {
        double needed = ceil(load[i] * (double)blocks / full_frac - 1e-9);
        active = fmin(fmax(active, needed), (double)blocks);
        share[i] = active / (double)blocks;
        block_load[i] = load[i] / share[i];
    }
}

double load_profile_mean(const double *load, size_t hours)
{
    double sum = 0.0;
    for (size_t i = 0; i < hours; i++)
        sum += load[i];
    return hours > 0 ? sum / (double)hours : 0.0;
}

size_t load_profile_hourly(const struct load_sample *samples, size_t count, int *first, double **means)
{
    double last_s = samples[count - 1].time_s - samples[count - 2].time_s;
    double end_s = samples[count - 1].time_s + last_s;
    // A stamp a hair before the hour is that hour.
    double first_h = ceil(samples[0].time_s / SECONDS_PER_HOUR - 1e-9);
    double whole_h = floor(end_s / SECONDS_PER_HOUR + 1e-9) - first_h;
    *means = NULL;
    *first = (int)fmod(fmod(first_h, HOURS_PER_DAY) + HOURS_PER_DAY, HOURS_PER_DAY);
    if (whole_h < 1.0)
        return 0;
    size_t hours = (size_t)whole_h, at = 0;
    *means = sim_memory_new(hours, sizeof(**means), "a load trace");
    for (size_t i = 0; i < hours; i++) {
        double from_s = (first_h + (double)i) * SECONDS_PER_HOUR, to_s = from_s + SECONDS_PER_HOUR;
        double sum = 0.0, seconds = 0.0;
        while (at > 0 && samples[at].time_s > from_s)
            at--;
        for (;; at++) {
            double ends_s = at + 1 < count ? samples[at + 1].time_s : end_s;
            double inside_s = fmin(ends_s, to_s) - fmax(samples[at].time_s, from_s);
            sum += inside_s > 0.0 ? samples[at].value * inside_s : 0.0;
            seconds += inside_s > 0.0 ? inside_s : 0.0;
            if (at + 1 == count || ends_s >= to_s)
                break;
        }
        (*means)[i] = sum / seconds;
    }
    return hours;
}

void load_profile_repeat(const double *means, size_t count, int first, size_t hours, double *out)
{
    size_t period = count;
    if (count >= 2 * HOURS_PER_WEEK)
        period = count / HOURS_PER_WEEK * HOURS_PER_WEEK;
    else if (count >= HOURS_PER_DAY)
        period = count / HOURS_PER_DAY * HOURS_PER_DAY;
    // Hour 0 is midnight; means[0] is the hour `first` of a day.
    size_t skip = period - (size_t)first % period;
    for (size_t i = 0; i < hours; i++)
        out[i] = means[(i + skip) % period];
}
