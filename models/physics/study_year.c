#include "models/physics/study_year.h"

#include <math.h>
#include <stdlib.h>

#include "models/physics/plant_year.h"
#include "sim/clock.h"
#include "sim/memory.h"

#define HOURS_PER_DAY 24

/// Adds hours that begin at an hour of the year.
static void add_hours(const struct study_year_def *def, const struct plant_hour *hours, size_t first,
                      size_t count, struct energy_sums *year)
{
    struct energy_at at = {.kg_per_kwh = def->carbon_kg_per_kwh};
    int64_t month_end = def->first_civil_day - 1;
    for (size_t i = 0; i < count; i++) {
        size_t hour = first + i;
        int64_t day = def->first_civil_day + (int64_t)(hour / HOURS_PER_DAY);
        if (i == 0 || day > month_end) {
            at.month = sim_date_of(day).month - 1;
            month_end = sim_month_end(day);
        }
        double factor = def->tariff_hour_factor ? def->tariff_hour_factor[hour % HOURS_PER_DAY] : 1.0;
        at.cny_per_kwh = def->cny_per_kwh * factor;
        at.hour = (int64_t)hour;
        at.share = def->share ? def->share[hour] : 1.0;
        energy_add(year, &hours[i], &at);
    }
}

void study_year_run(const struct study_year_def *def, const struct plant_design *design, const double *load,
                    double load_frac, struct energy_sums *year, struct plant_hour *each)
{
    struct plant_hour *hours = each ? each : sim_memory_new(def->hours, sizeof(*hours), "a plant's year");
    size_t stretch = def->every_days > 1 ? HOURS_PER_DAY : def->hours;
    size_t stride = def->every_days > 1 ? (size_t)def->every_days * HOURS_PER_DAY : def->hours;
    *year = (struct energy_sums){0};
    for (size_t first = 0; first < def->hours; first += stride) {
        size_t count = first + stretch <= def->hours ? stretch : def->hours - first;
        struct plant_year_def part = {.design = design,
                                      .weather = def->weather + first,
                                      .load_frac = load ? load + first : NULL,
                                      .constant_load_frac = load_frac,
                                      .hours = count,
                                      .first_civil_day =
                                          def->first_civil_day + (int64_t)(first / HOURS_PER_DAY)};
        plant_year(&part, hours + first);
        add_hours(def, hours + first, first, count, year);
    }
    if (!each)
        free(hours);
}

static double bulb_of(const struct weather_hour *hour, enum study_bulb bulb)
{
    return bulb == STUDY_DRY ? hour->dry_degc : hour->wet_degc;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double study_exceeded_degc(const struct weather_hour *weather, size_t hours, enum study_bulb bulb,
                           double exceeded_frac)
{
    double *sorted = sim_memory_new(hours, sizeof(*sorted), "design weather");
    for (size_t i = 0; i < hours; i++)
        sorted[i] = bulb_of(&weather[i], bulb);
    qsort(sorted, hours, sizeof(*sorted), compare);
    double rank = (1.0 - exceeded_frac) * (double)(hours - 1);
    size_t low = (size_t)floor(rank), high = low + 1 < hours ? low + 1 : low;
    double value = sorted[low] + (rank - (double)low) * (sorted[high] - sorted[low]);
    free(sorted);
    return value;
}

double study_coincident_degc(const struct weather_hour *weather, size_t hours, enum study_bulb level_of,
                             double level_degc)
{
    enum study_bulb other = level_of == STUDY_DRY ? STUDY_WET : STUDY_DRY;
    double sum = 0.0, count = 0.0;
    for (size_t i = 0; i < hours; i++)
        if (fabs(bulb_of(&weather[i], level_of) - level_degc) <= 0.5) {
            sum += bulb_of(&weather[i], other);
            count += 1.0;
        }
    return count > 0.0 ? sum / count : level_degc;
}
