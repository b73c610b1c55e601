#include "models/physics/energy_metrics.h"

#include <math.h>
#include <stddef.h>

const char *const energy_part_names[ENERGY_PART_COUNT] = {
#define ENERGY_PART_NAME(code, member, name, text) name,
    ENERGY_PART_LIST(ENERGY_PART_NAME)
#undef ENERGY_PART_NAME
};

const char *const energy_part_texts[ENERGY_PART_COUNT] = {
#define ENERGY_PART_TEXT(code, member, name, text) text,
    ENERGY_PART_LIST(ENERGY_PART_TEXT)
#undef ENERGY_PART_TEXT
};

/// Where each part stands in an hour.
static const size_t part_offsets[ENERGY_PART_COUNT] = {
#define ENERGY_PART_OFFSET(code, member, name, text) offsetof(struct plant_hour, member),
    ENERGY_PART_LIST(ENERGY_PART_OFFSET)
#undef ENERGY_PART_OFFSET
};

const char *const water_stream_names[WATER_STREAM_COUNT] = {
#define WATER_STREAM_NAME(code, member, name) name,
    WATER_STREAM_LIST(WATER_STREAM_NAME)
#undef WATER_STREAM_NAME
};

static const size_t stream_offsets[WATER_STREAM_COUNT] = {
#define WATER_STREAM_OFFSET(code, member, name) offsetof(struct plant_hour, member),
    WATER_STREAM_LIST(WATER_STREAM_OFFSET)
#undef WATER_STREAM_OFFSET
};

static const double grade_limits[] = {1.20, 1.30, 1.50};

static double member(const struct plant_hour *hour, size_t offset)
{
    return *(const double *)((const char *)hour + offset);
}

double energy_part_kw(const struct plant_hour *hour, enum energy_part part)
{
    return member(hour, part_offsets[part]);
}

static double ratio(double sum, double it_kwh)
{
    return it_kwh > 0.0 ? sum / it_kwh : INFINITY;
}

static void add_flags(struct energy_sums *sums, int64_t flags)
{
    sums->extrapolated_hours += (flags & PLANT_EXTRAPOLATED) != 0;
    sums->short_hours += (flags & PLANT_SHORT) != 0;
    sums->clamped_hours += (flags & PLANT_CLAMPED) != 0;
    sums->tower_range_hours += (flags & PLANT_TOWER_RANGE) != 0;
}

void energy_add(struct energy_sums *sums, const struct plant_hour *hour, const struct energy_at *at)
{
    double share = at->share, it_kw = share * hour->it_kw, total_kw = share * hour->total_kw;
    sums->hours += 1.0;
    sums->it_kwh += it_kw;
    sums->total_kwh += total_kw;
    for (int part = 0; part < ENERGY_PART_COUNT; part++)
        sums->part_kwh[part] += share * energy_part_kw(hour, (enum energy_part)part);
    for (int stream = 0; stream < WATER_STREAM_COUNT; stream++)
        sums->water_l[stream] += share * member(hour, stream_offsets[stream]);
    sums->server_fan_kwh += share * hour->server_fan_kw;
    sums->reuse_kwh += share * hour->heat_reused_kw;
    sums->cost_cny += total_kw * at->cny_per_kwh;
    sums->carbon_kg += total_kw * at->kg_per_kwh;
    sums->month_it_kwh[at->month] += it_kw;
    sums->month_total_kwh[at->month] += total_kw;
    sums->month_water_l[at->month] += share * hour->water_l_per_h;
    sums->free_hours += hour->free_frac >= 1.0;
    sums->partly_free_hours += hour->free_frac > 0.0 && hour->free_frac < 1.0;
    sums->peak_kw = fmax(sums->peak_kw, total_kw);
    sums->residual_most_kw = fmax(sums->residual_most_kw, fabs(hour->residual_kw));
    sums->water_residual_most_l = fmax(sums->water_residual_most_l, fabs(hour->water_residual_l_per_h));
    add_flags(sums, hour->flags);
    double pue = plant_pue(hour);
    if (hour->it_kw > 0.0 && pue > sums->worst_pue) {
        sums->worst_pue = pue;
        sums->worst_hour = at->hour;
    }
}

double energy_pue(const struct energy_sums *sums)
{
    return ratio(sums->total_kwh, sums->it_kwh);
}

double energy_month_pue(const struct energy_sums *sums, int month)
{
    if (sums->month_total_kwh[month] <= 0.0)
        return NAN;
    return ratio(sums->month_total_kwh[month], sums->month_it_kwh[month]);
}

double energy_partial_pue(const struct energy_sums *sums, enum energy_part part)
{
    return ratio(sums->part_kwh[part], sums->it_kwh);
}

double energy_wue(const struct energy_sums *sums)
{
    double water_l = 0.0;
    for (int stream = 0; stream < WATER_STREAM_COUNT; stream++)
        water_l += sums->water_l[stream];
    return ratio(water_l, sums->it_kwh);
}

double energy_ere(const struct energy_sums *sums)
{
    return ratio(sums->total_kwh - sums->reuse_kwh, sums->it_kwh);
}

double energy_cue(const struct energy_sums *sums)
{
    return ratio(sums->carbon_kg, sums->it_kwh);
}

double energy_tue(const struct energy_sums *sums, double supply_loss_frac)
{
    return ratio(sums->total_kwh, sums->it_kwh * (1.0 - supply_loss_frac) - sums->server_fan_kwh);
}

int energy_grade(double pue)
{
    for (int i = 0; i < 3; i++)
        if (pue <= grade_limits[i])
            return i + 1;
    return 0;
}
