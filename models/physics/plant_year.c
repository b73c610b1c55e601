#include "models/physics/plant_year.h"

#include <math.h>
#include <stddef.h>

#include "sim/clock.h"
#include "sim/units.h"

#define HOURS_PER_DAY 24
#define MONTHS        12

/// Value of twelve monthly means at a civil day, linear between the middles of months.
static double monthly(const double mean[MONTHS], int64_t civil_day)
{
    struct sim_date date = sim_date_of(civil_day);
    double days = (double)(date.day + sim_month_end(civil_day) - civil_day);
    double place = ((double)date.day - 0.5) / days - 0.5; // from the month's middle, in months
    int month = date.month - 1, other = (month + (place < 0.0 ? MONTHS - 1 : 1)) % MONTHS;
    return mean[month] + fabs(place) * (mean[other] - mean[month]);
}

/// Adds an hour: the members are doubles up to mode, which with the flags is counted apart.
static void add(struct plant_hour *sum, const struct plant_hour *hour)
{
    double *to = (double *)sum;
    const double *from = (const double *)hour;
    for (size_t i = 0; i < offsetof(struct plant_hour, mode) / sizeof *to; i++)
        to[i] += from[i];
    sum->flags |= hour->flags;
}

/// Levels and shares have no sum: their means.
static void average(struct plant_hour *sum, double hours)
{
    double *const levels[] = {&sum->free_frac,      &sum->supply_degc,       &sum->chilled_degc,
                              &sum->condenser_degc, &sum->liquid_degc,       &sum->exchanged_frac,
                              &sum->entering_degc,  &sum->chilled_flow_frac, &sum->condenser_flow_frac,
                              &sum->sink_air_frac,  &sum->liquid_flow_frac,  &sum->liquid_air_frac};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        *levels[i] /= hours;
}

static void count(struct plant_year *year, const struct plant_hour *hour, size_t index)
{
    double pue = plant_pue(hour);
    if (hour->it_kw > 0.0 && pue > year->worst_pue) {
        year->worst_pue = pue;
        year->worst_hour = index;
    }
    year->mode_hours[hour->mode]++;
    year->extrapolated_hours += (hour->flags & PLANT_EXTRAPOLATED) != 0;
    year->short_hours += (hour->flags & PLANT_SHORT) != 0;
    year->clamped_hours += (hour->flags & PLANT_CLAMPED) != 0;
    year->tower_range_hours += (hour->flags & PLANT_TOWER_RANGE) != 0;
}

struct plant_year plant_year(const struct plant_year_def *def, struct plant_hour *out)
{
    const struct plant_params *params = def->design->params;
    struct plant_year year = {0};
    struct plant_conditions conditions = {0};
    double scale = def->it_scale > 0.0 ? def->it_scale : 1.0;
    for (size_t i = 0; i < def->hours; i++) {
        size_t hour_of_day = i % HOURS_PER_DAY;
        if (hour_of_day == 0) {
            int64_t day = def->first_civil_day + (int64_t)(i / HOURS_PER_DAY);
            conditions.sea_degc = monthly(params->sea.mean_degc, day);
            conditions.reuse_frac = params->reuse.demand_month_frac[sim_date_of(day).month - 1];
        }
        conditions.load_frac = scale * (def->load_frac ? def->load_frac[i] : def->constant_load_frac);
        conditions.dry_degc = def->weather[i].dry_degc;
        conditions.wet_degc = def->weather[i].wet_degc;
        conditions.store_frac = params->store.charge_hour_frac[hour_of_day];
        struct plant_hour hour;
        plant_step(def->design, &conditions, &year.state, &hour);
        add(&year.sum, &hour);
        count(&year, &hour, i);
        if (out)
            out[i] = hour;
    }
    average(&year.sum, def->hours > 0 ? (double)def->hours : 1.0);
    return year;
}
