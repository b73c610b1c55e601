#include "models/physics/weather.h"

#include <math.h>
#include <stdbool.h>

#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/clock.h"
#include "sim/units.h"

#define MONTHS 12

/// A common year: its months weigh the nodes of the yearly curves. A leap February's mean is off by less than
/// 0.01 K where the normals climb 5 K a month.
#define COMMON_YEAR 2001

/// Estimates, from the daily values of the Fuzhou TMYx typical year (station 588470,
/// climate.onebuilding.org): standard deviation of daily means about the month's trend 2.9-3.6 K in
/// December-March and 0.8-1.0 K in July-August, lag-one correlation 0.3-0.7; of daily mean relative humidity
/// 0.065-0.098, lag-one 0.3-0.8, correlated with the dry bulb by +0.5 in the three winter months (a cold day
/// is a dry one) and -0.6 to -0.8 in the three summer ones (moisture comes from the sea, whose temperature
/// bounds it, so a hot day is not a moister one); of the daily range 0.3-0.5 of itself, correlated -0.3 to
/// -0.8 with humidity (a wet day is a cloudy one).
#define ANOMALY_COLD_K            2.9
#define ANOMALY_WARM_K            1.1
#define ANOMALY_PERSISTENCE       0.65
#define MOISTURE_COLD_SD_FRAC     0.09
#define MOISTURE_WARM_SD_FRAC     0.065
#define MOISTURE_COLD_CORRELATION 0.5
#define MOISTURE_WARM_CORRELATION -0.7
#define MOISTURE_PERSISTENCE      0.55
#define RANGE_OF_MOISTURE         0.20 // loss of range per standard deviation of humidity
#define RANGE_OWN_SD              0.25
#define RANGE_LEAST               0.2
#define RANGE_MOST                1.8

/// Shape of the day: first two harmonics of the "fraction of daily dry-bulb range" of ASHRAE Handbook
/// Fundamentals 2017, chapter 14, table 6 (amplitudes 0.4885 and 0.0882 of the range, maxima at 14.97 h and
/// 13.13 h), scaled so that the 24 mid-hour values span exactly 1.
#define FIRST_AMPLITUDE  0.4885
#define FIRST_PEAK_H     14.97
#define SECOND_AMPLITUDE 0.0882
#define SECOND_PEAK_H    13.13

/// Warmth from which heat waves come, and how much of one sets in in a day.
#define WARM_SEASON 0.75
#define WAVE_ONSET  0.5

#define RH_LEAST_FRAC 0.05
#define RH_MOST_FRAC  1.0

#define F(member, unit, low, high, text)                                                                     \
    SIM_FIELD_ARRAY(climate_params, member, MONTHS, unit, low, high, SIM_REQUIRED, text)

static const struct sim_field fields[] = {
    SIM_FIELD_TEXT(climate_params, id, NULL, "key of the climate"),
    SIM_FIELD_TEXT(climate_params, name, "", "name of the place and source of its normals"),
    SIM_FIELD_FIXED(climate_params, altitude_m, "m", -400, 5000, 0,
                    "height above the sea, sets the pressure"),
    F(mean_degc, "degC", -50, 45, "mean dry bulb of each month, January first"),
    F(range_k, "K", 0, 30, "mean of each day's highest minus lowest dry bulb, by month"),
    F(rh_frac, "1", 0.05, 1, "mean relative humidity, by month"),
};
#undef F

const struct sim_table climate_table =
    SIM_TABLE(climate_params, fields, "monthly normals of a place, from which its weather is drawn");

// Estimates. With the daily anomalies' own 1.1 K in January and 0.4 K in July, 0.5 K from year to year brings the scatter
// of monthly means to about what stations of the region have. Heat waves: the subtropical high stays for a week or so
// once or twice a summer.
static const struct sim_field weather_fields[] = {
    SIM_FIELD_F64(weather_params, warming_k, "K", -5, 10, 0,
                  "added to every dry bulb at the same relative humidity"),
    SIM_FIELD_F64(weather_params, yearly_sd_k, "K", 0, 3, 0.5,
                  "standard deviation of the anomaly from year to year"),
    SIM_FIELD_F64(weather_params, heat_waves_per_year, "1", 0, 5, 1.5, "heat waves in a warm season, mean"),
    SIM_FIELD_F64(weather_params, heat_wave_k, "K", 0, 10, 2.5, "dry bulb in a heat wave above the season's"),
    SIM_FIELD_F64(weather_params, heat_wave_days, "day", 2, 15, 6, "length of a heat wave, mean"),
};
const struct sim_table weather_table =
    SIM_TABLE(weather_params, weather_fields, "how years of weather differ from the normals");

/// A yearly curve: linear between the middles of the months, its nodes set so that its mean over each month
/// is the normal's. Source: Killworth, "Time interpolation of forcing fields in ocean models", J. Phys.
/// Oceanogr. 26 (1996).
struct curve {
    double node[MONTHS];
};

/// A month of the civil calendar, in civil days.
struct month {
    double middle, days;
};

/// month: 1..12, or 0 and 13 for the neighbours in the years before and after.
static struct month month_of(int year, int month)
{
    struct sim_date date = {year + (month > MONTHS) - (month < 1), (month + MONTHS - 1) % MONTHS + 1, 1};
    int64_t first = sim_civil_day(date);
    double days = (double)(sim_month_end(first) + 1 - first);
    return (struct month){(double)first + 0.5 * days, days};
}

/// Mean of a month in terms of the nodes before, at and after it. Over the half month of length h next to a
/// neighbour at distance d the line runs from the node to the share h/d of the neighbour: its mean weighs the
/// neighbour h/(2d), and half of that counts for the month. The system is diagonally dominant; Gauss-Seidel
/// sweeps converge geometrically.
static struct curve curve_of(const double mean[MONTHS])
{
    struct curve curve;
    for (int i = 0; i < MONTHS; i++)
        curve.node[i] = mean[i];
    for (int sweep = 0; sweep < 60; sweep++) {
        for (int i = 0; i < MONTHS; i++) {
            struct month before = month_of(COMMON_YEAR, i), month = month_of(COMMON_YEAR, i + 1),
                         after = month_of(COMMON_YEAR, i + 2);
            double w_before = 0.125 * month.days / (month.middle - before.middle);
            double w_after = 0.125 * month.days / (after.middle - month.middle);
            curve.node[i] = (mean[i] - w_before * curve.node[(i + MONTHS - 1) % MONTHS] -
                             w_after * curve.node[(i + 1) % MONTHS]) /
                            (1.0 - w_before - w_after);
        }
    }
    return curve;
}

/// Value of a curve at a real civil day.
static double curve_at(const struct curve *curve, double civil_day)
{
    struct sim_date date = sim_date_of((int64_t)floor(civil_day));
    int to = civil_day < month_of(date.year, date.month).middle ? date.month : date.month + 1;
    double from_day = month_of(date.year, to - 1).middle, to_day = month_of(date.year, to).middle;
    double share = (civil_day - from_day) / (to_day - from_day);
    // Months count from one, nodes from zero.
    return (1.0 - share) * curve->node[(to + MONTHS - 2) % MONTHS] +
           share * curve->node[(to + MONTHS - 1) % MONTHS];
}

/// Shape of the day at local time `hour`: mean 0, highest minus lowest of the mid-hour values 1.
static void day_shape(double shape[24])
{
    const double turn = 2.0 * acos(-1.0) / UNITS_HOURS_PER_DAY;
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < 24; i++) {
        double hour = i + 0.5;
        shape[i] = FIRST_AMPLITUDE * cos(turn * (hour - FIRST_PEAK_H)) +
                   SECOND_AMPLITUDE * cos(2.0 * turn * (hour - SECOND_PEAK_H));
        low = fmin(low, shape[i]);
        high = fmax(high, shape[i]);
    }
    for (int i = 0; i < 24; i++)
        shape[i] /= high - low;
}

/// What a day is, at its noon.
struct day {
    double mean_degc, range_k, vapour_pa;
};

/// Anomalies of years and heat waves.
struct extremes {
    double last_year_k, next_year_k; // anomalies at the new years around the day
    double wave;                     // 0..1: how far a heat wave has set in
    bool is_wave;
    double start_probability; // that one starts on a warm day
    double mean_k;            // what heat waves add to a warm day on average
};

/// The generator between two days.
struct generator {
    struct curve mean, range, rh;
    const struct weather_params *params;
    struct extremes extremes;
    double coldest_degc, warmest_degc;
    double shape[24];
    double anomaly, moisture; // standardised, autoregressive
    struct sim_rng *rng;
};

static double autoregress(double last, double persistence, double shock)
{
    return persistence * last + sqrt(1.0 - persistence * persistence) * shock;
}

static double between(double cold, double warm, double share)
{
    return cold + (warm - cold) * share;
}

/// Vapour pressure that gives the day this mean relative humidity, found before the cut at saturation.
static double day_vapour_pa(const struct day *day, const double shape[24], double rh_frac)
{
    double sum = 0.0;
    for (int i = 0; i < 24; i++)
        sum += 1.0 / psychrometrics_saturation_pa(day->mean_degc + day->range_k * shape[i]);
    return rh_frac * 24.0 / sum;
}

/// How warm a day's normal is, between the coldest (0) and the warmest month (1).
static double warmth(const struct generator *g, double civil_noon)
{
    double span = g->warmest_degc - g->coldest_degc;
    return span > 0.0 ? numeric_clamp((curve_at(&g->mean, civil_noon) - g->coldest_degc) / span, 0.0, 1.0)
                      : 1.0;
}

/// What year and heat wave add to a day. Draws only where they are asked for.
static double next_extreme_k(struct generator *g, double civil_noon, double warm)
{
    const struct weather_params *params = g->params;
    struct extremes *e = &g->extremes;
    double anomaly_k = 0.0;
    if (params->yearly_sd_k > 0.0) {
        struct sim_date date = sim_date_of((int64_t)floor(civil_noon));
        double new_year = (double)sim_civil_day((struct sim_date){date.year, 1, 1});
        if (civil_noon - new_year < 1.0) {
            e->last_year_k = e->next_year_k;
            e->next_year_k = params->yearly_sd_k * sim_rng_normal(g->rng);
        }
        double share = (civil_noon - new_year) / UNITS_DAYS_PER_YEAR;
        anomaly_k = e->last_year_k + share * (e->next_year_k - e->last_year_k);
    }
    if (params->heat_waves_per_year > 0.0) {
        bool is_warm = warm >= WARM_SEASON;
        double chance = sim_rng_uniform(g->rng);
        e->is_wave =
            is_warm && chance < (e->is_wave ? 1.0 - 1.0 / params->heat_wave_days : e->start_probability);
        e->wave += WAVE_ONSET * ((double)e->is_wave - e->wave);
        anomaly_k += params->heat_wave_k * e->wave - (is_warm ? e->mean_k : 0.0);
    }
    return anomaly_k;
}

/// Days of the warm season, for the waves' chances.
static void start_extremes(struct generator *g)
{
    const struct weather_params *params = g->params;
    struct extremes *e = &g->extremes;
    if (params->yearly_sd_k > 0.0) {
        e->last_year_k = params->yearly_sd_k * sim_rng_normal(g->rng);
        e->next_year_k = params->yearly_sd_k * sim_rng_normal(g->rng);
    }
    double season_days = 0.0, first = (double)sim_civil_day((struct sim_date){COMMON_YEAR, 1, 1});
    for (int day = 0; day < 365; day++)
        season_days += warmth(g, first + day + 0.5) >= WARM_SEASON;
    double wave_days = fmin(params->heat_waves_per_year * params->heat_wave_days, 0.5 * season_days);
    if (wave_days <= 0.0)
        return;
    e->start_probability = wave_days / params->heat_wave_days / (season_days - wave_days);
    e->mean_k = params->heat_wave_k * wave_days / season_days;
}

static struct day next_day(struct generator *g, double civil_noon)
{
    g->anomaly = autoregress(g->anomaly, ANOMALY_PERSISTENCE, sim_rng_normal(g->rng));
    g->moisture = autoregress(g->moisture, MOISTURE_PERSISTENCE, sim_rng_normal(g->rng));
    double own = sim_rng_normal(g->rng);

    double normal = curve_at(&g->mean, civil_noon), warm = warmth(g, civil_noon);
    double extreme_k = next_extreme_k(g, civil_noon, warm);
    double correlation = between(MOISTURE_COLD_CORRELATION, MOISTURE_WARM_CORRELATION, warm);
    double moisture = correlation * g->anomaly + sqrt(1.0 - correlation * correlation) * g->moisture;
    double factor = 1.0 - RANGE_OF_MOISTURE * moisture + RANGE_OWN_SD * own;
    struct day day = {
        .mean_degc = normal + g->anomaly * between(ANOMALY_COLD_K, ANOMALY_WARM_K, warm) + extreme_k +
                     g->params->warming_k,
        .range_k =
            fmax(curve_at(&g->range, civil_noon), 0.0) * numeric_clamp(factor, RANGE_LEAST, RANGE_MOST),
    };
    double rh =
        curve_at(&g->rh, civil_noon) + moisture * between(MOISTURE_COLD_SD_FRAC, MOISTURE_WARM_SD_FRAC, warm);
    rh = numeric_clamp(rh, RH_LEAST_FRAC, RH_MOST_FRAC);
    // Moisture comes from the sea: a heat wave has that of the day without it.
    day.mean_degc -= g->params->heat_wave_k * g->extremes.wave;
    day.vapour_pa = day_vapour_pa(&day, g->shape, rh);
    day.mean_degc += g->params->heat_wave_k * g->extremes.wave;
    return day;
}

static struct generator generator_of(const struct climate_params *climate, struct sim_rng *rng,
                                     const struct weather_params *params)
{
    struct generator g = {.mean = curve_of(climate->mean_degc),
                          .range = curve_of(climate->range_k),
                          .rh = curve_of(climate->rh_frac),
                          .coldest_degc = climate->mean_degc[0],
                          .warmest_degc = climate->mean_degc[0],
                          .params = params,
                          .rng = rng};
    for (size_t i = 1; i < MONTHS; i++) {
        g.coldest_degc = fmin(g.coldest_degc, climate->mean_degc[i]);
        g.warmest_degc = fmax(g.warmest_degc, climate->mean_degc[i]);
    }
    day_shape(g.shape);
    // Persistence is forgotten only slowly: start from the stationary state, not from the normal.
    g.anomaly = sim_rng_normal(rng);
    g.moisture = sim_rng_normal(rng);
    start_extremes(&g);
    return g;
}

double weather_pressure_pa(const struct climate_params *climate)
{
    return psychrometrics_pressure_pa(climate->altitude_m);
}

void weather_year(const struct climate_params *climate, struct sim_rng *rng, int64_t first_civil_day,
                  size_t hours, double warming_k, struct weather_hour *out)
{
    struct weather_params params = {.warming_k = warming_k, .heat_wave_days = 1.0};
    weather_years(climate, &params, rng, first_civil_day, hours, out);
}

void weather_years(const struct climate_params *climate, const struct weather_params *params,
                   struct sim_rng *rng, int64_t first_civil_day, size_t hours, struct weather_hour *out)
{
    double pressure_pa = weather_pressure_pa(climate);
    struct generator g = generator_of(climate, rng, params);
    double noon = (double)first_civil_day - 0.5;
    struct day yesterday = next_day(&g, noon), today = next_day(&g, noon + 1.0),
               tomorrow = next_day(&g, noon + 2.0);
    noon += 2.0;

    for (size_t i = 0; i < hours; i++) {
        size_t hour = i % 24;
        if (hour == 0 && i > 0) {
            yesterday = today;
            today = tomorrow;
            noon += 1.0;
            tomorrow = next_day(&g, noon);
        }
        // Between noons the day's own values run linearly into the next day's; the range is the day's.
        double offset = ((double)hour + 0.5) / UNITS_HOURS_PER_DAY - 0.5;
        const struct day *other = offset < 0.0 ? &yesterday : &tomorrow;
        double share = fabs(offset);
        double dry = (1.0 - share) * today.mean_degc + share * other->mean_degc +
                     ((1.0 - share) * today.range_k + share * other->range_k) * g.shape[hour];
        double vapour_pa = (1.0 - share) * today.vapour_pa + share * other->vapour_pa;
        vapour_pa = fmin(vapour_pa, psychrometrics_saturation_pa(dry));
        double humidity = psychrometrics_humidity(vapour_pa, pressure_pa);
        out[i] =
            (struct weather_hour){dry, psychrometrics_wet_bulb_degc(dry, humidity, pressure_pa), humidity};
    }
}
