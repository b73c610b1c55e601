#include "models/physics/psychrometrics.h"

#include <math.h>
#include <stdbool.h>

#include "sim/units.h"

/// Handbook constants, chapter 1: ratio of molar masses; heat capacities of vapour and ice; heats of
/// vaporisation and of sublimation at 0 degC (eq. 30, 33, 35, in J where the handbook has kJ).
#define MASS_RATIO         0.621945
#define VAPOUR_J_PER_KG_K  1860.0
#define WET_J_PER_KG_K     2326.0
#define ICE_J_PER_KG_K     2100.0
#define ICED_J_PER_KG_K    240.0
#define VAPORISE_J_PER_KG  2501e3
#define SUBLIMATE_J_PER_KG 2830e3
#define DRY_AIR_GAS        287.042
#define TRIPLE_POINT_DEGC  0.01

/// Validity, as the header states it.
#define VALID_LOW_DEGC      (-60.0)
#define VALID_HIGH_DEGC     60.0
#define VALID_LOW_PA        50e3
#define VALID_HIGH_PA       110e3
#define SATURATION_ROUNDING 1.001

/// More than any input in range needs (4); the test counts on convergence, not on this number.
#define STEPS_MAX 30

/// A function of temperature with its first two derivatives.
struct jet {
    double value, slope, bend;
};

/// Saturation pressure and derivatives: p = exp(q), p' = p q', p'' = p (q'^2 + q''). Eq. 5 and 6.
static struct jet saturation(double temperature_degc)
{
    double t = temperature_degc + UNITS_KELVIN_OF_0_DEGC, r = 1.0 / t, l = log(t);
    double q, dq, ddq;
    if (temperature_degc < TRIPLE_POINT_DEGC) {
        q = -5.6745359e3 * r + 6.3925247 +
            t * (-9.677843e-3 + t * (6.2215701e-7 + t * (2.0747825e-9 - 9.484024e-13 * t))) + 4.1635019 * l;
        dq = r * (5.6745359e3 * r + 4.1635019) - 9.677843e-3 +
             t * (2 * 6.2215701e-7 + t * (3 * 2.0747825e-9 - 4 * 9.484024e-13 * t));
        ddq = -r * r * (2 * 5.6745359e3 * r + 4.1635019) + 2 * 6.2215701e-7 +
              t * (6 * 2.0747825e-9 - 12 * 9.484024e-13 * t);
    } else {
        q = -5.8002206e3 * r + 1.3914993 + t * (-4.8640239e-2 + t * (4.1764768e-5 - 1.4452093e-8 * t)) +
            6.5459673 * l;
        dq = r * (5.8002206e3 * r + 6.5459673) - 4.8640239e-2 + t * (2 * 4.1764768e-5 - 3 * 1.4452093e-8 * t);
        ddq = -r * r * (2 * 5.8002206e3 * r + 6.5459673) + 2 * 4.1764768e-5 - 6 * 1.4452093e-8 * t;
    }
    double p = exp(q);
    return (struct jet){p, p * dq, p * (dq * dq + ddq)};
}

/// Saturated humidity ratio and derivatives: W = c p/(P-p), W' = c P p'/(P-p)^2, W'' = c P (p''(P-p) + 2
/// p'^2)/(P-p)^3.
static struct jet saturated_humidity(double temperature_degc, double pressure_pa)
{
    struct jet p = saturation(temperature_degc);
    double rest = 1.0 / (pressure_pa - p.value), scale = MASS_RATIO * pressure_pa * rest * rest;
    return (struct jet){MASS_RATIO * p.value * rest, scale * p.slope,
                        scale * (p.bend + 2.0 * p.slope * p.slope * rest)};
}

bool psychrometrics_is_valid(double dry_degc, double humidity, double pressure_pa)
{
    return dry_degc >= VALID_LOW_DEGC && dry_degc <= VALID_HIGH_DEGC && pressure_pa >= VALID_LOW_PA &&
           pressure_pa <= VALID_HIGH_PA && humidity >= 0.0 &&
           humidity <= SATURATION_ROUNDING * psychrometrics_saturated_humidity(dry_degc, pressure_pa);
}

double psychrometrics_pressure_pa(double altitude_m)
{
    return 101325.0 * pow(1.0 - 2.25577e-5 * altitude_m, 5.2559);
}

double psychrometrics_saturation_pa(double temperature_degc)
{
    return saturation(temperature_degc).value;
}

double psychrometrics_humidity(double vapour_pa, double pressure_pa)
{
    return MASS_RATIO * vapour_pa / (pressure_pa - vapour_pa);
}

double psychrometrics_vapour_pa(double humidity, double pressure_pa)
{
    return pressure_pa * humidity / (MASS_RATIO + humidity);
}

double psychrometrics_saturated_humidity(double temperature_degc, double pressure_pa)
{
    return psychrometrics_humidity(psychrometrics_saturation_pa(temperature_degc), pressure_pa);
}

/// Heat that the wick's water or ice takes up, as eq. 33 and 35 write it: latent - sensible * t, and its own
/// content.
struct wick {
    double latent_j_per_kg, sensible_j_per_kg_k, content_j_per_kg_k;
};

static struct wick wick_of(bool is_iced)
{
    return is_iced ? (struct wick){SUBLIMATE_J_PER_KG, ICED_J_PER_KG_K, ICE_J_PER_KG_K}
                   : (struct wick){VAPORISE_J_PER_KG, WET_J_PER_KG_K, PSYCHROMETRICS_WATER_J_PER_KG_K};
}

double psychrometrics_humidity_of_wet_bulb(double dry_degc, double wet_degc, double pressure_pa)
{
    struct wick wick = wick_of(wet_degc < 0.0);
    double saturated = psychrometrics_saturated_humidity(wet_degc, pressure_pa);
    return ((wick.latent_j_per_kg - wick.sensible_j_per_kg_k * wet_degc) * saturated -
            PSYCHROMETRICS_AIR_J_PER_KG_K * (dry_degc - wet_degc)) /
           (wick.latent_j_per_kg + VAPOUR_J_PER_KG_K * dry_degc - wick.content_j_per_kg_k * wet_degc);
}

double psychrometrics_dry_bulb_of_wet_bulb(double wet_degc, double humidity, double pressure_pa)
{
    struct wick wick = wick_of(wet_degc < 0.0);
    double saturated = psychrometrics_saturated_humidity(wet_degc, pressure_pa);
    return ((wick.latent_j_per_kg - wick.sensible_j_per_kg_k * wet_degc) * saturated +
            PSYCHROMETRICS_AIR_J_PER_KG_K * wet_degc -
            humidity * (wick.latent_j_per_kg - wick.content_j_per_kg_k * wet_degc)) /
           (PSYCHROMETRICS_AIR_J_PER_KG_K + VAPOUR_J_PER_KG_K * humidity);
}

double psychrometrics_condensed_enthalpy_j_per_kg(double degc)
{
    return degc < 0.0 ? ICE_J_PER_KG_K * degc - (SUBLIMATE_J_PER_KG - VAPORISE_J_PER_KG)
                      : PSYCHROMETRICS_WATER_J_PER_KG_K * degc;
}

double psychrometrics_wet_bulb_degc(double dry_degc, double humidity, double pressure_pa)
{
    bool is_iced =
        dry_degc < 0.0 || humidity < psychrometrics_humidity_of_wet_bulb(dry_degc, 0.0, pressure_pa);
    struct wick wick = wick_of(is_iced);
    double low = is_iced ? -150.0 : 0.0, high = is_iced ? fmin(dry_degc, 0.0) : dry_degc;
    double wet = high;
    // Halley's method on the energy balance. The balance is increasing and convex, so Newton's steps from
    // above cannot overshoot; Halley's, which are longer, are kept between the bounds by bisection.
    for (int step = 0; step < STEPS_MAX; step++) {
        struct jet w = saturated_humidity(wet, pressure_pa);
        double heat = wick.latent_j_per_kg - wick.sensible_j_per_kg_k * wet;
        double f =
            w.value * heat - PSYCHROMETRICS_AIR_J_PER_KG_K * (dry_degc - wet) -
            humidity * (wick.latent_j_per_kg + VAPOUR_J_PER_KG_K * dry_degc - wick.content_j_per_kg_k * wet);
        double df = w.slope * heat - wick.sensible_j_per_kg_k * w.value + PSYCHROMETRICS_AIR_J_PER_KG_K +
                    humidity * wick.content_j_per_kg_k;
        double ddf = w.bend * heat - 2.0 * wick.sensible_j_per_kg_k * w.slope;
        if (f > 0.0)
            high = wet;
        else
            low = wet;
        double next = wet - 2.0 * f * df / (2.0 * df * df - f * ddf);
        if (!(next >= low && next <= high))
            next = step == 0 && f <= 0.0 ? high : 0.5 * (low + high);
        double move = fabs(next - wet);
        wet = next;
        if (move < 1e-3) // the error left is of the order of the cube of this
            break;
    }
    return wet;
}

size_t psychrometrics_wet_bulbs(size_t count, const double *dry_degc, const double *humidity,
                                const double *pressure_pa, double *wet_degc)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_valid = psychrometrics_is_valid(dry_degc[i], humidity[i], pressure_pa[i]);
        wet_degc[i] = is_valid ? psychrometrics_wet_bulb_degc(dry_degc[i], humidity[i], pressure_pa[i]) : NAN;
        faults += !is_valid;
    }
    return faults;
}

double psychrometrics_dew_point_degc(double vapour_pa)
{
    double goal = log(vapour_pa);
    // Magnus form as a start (Alduchov and Eskridge, J. Appl. Meteor. 35, 1996), then Newton in the
    // logarithm.
    double start = log(vapour_pa / 610.94), dew = 243.04 * start / (17.625 - start);
    for (int step = 0; step < STEPS_MAX; step++) {
        struct jet p = saturation(dew);
        double move = (goal - log(p.value)) * p.value / p.slope;
        dew += move;
        if (fabs(move) < 1e-10)
            break;
    }
    return dew;
}

double psychrometrics_relative_humidity_frac(double dry_degc, double humidity, double pressure_pa)
{
    return psychrometrics_vapour_pa(humidity, pressure_pa) / psychrometrics_saturation_pa(dry_degc);
}

double psychrometrics_enthalpy_j_per_kg(double dry_degc, double humidity)
{
    return PSYCHROMETRICS_AIR_J_PER_KG_K * dry_degc +
           humidity * (VAPORISE_J_PER_KG + VAPOUR_J_PER_KG_K * dry_degc);
}

double psychrometrics_volume_m3_per_kg(double dry_degc, double humidity, double pressure_pa)
{
    return DRY_AIR_GAS * (dry_degc + UNITS_KELVIN_OF_0_DEGC) * (1.0 + 1.607858 * humidity) / pressure_pa;
}

double psychrometrics_saturated_enthalpy_j_per_kg(double temperature_degc, double pressure_pa)
{
    return psychrometrics_enthalpy_j_per_kg(temperature_degc,
                                            psychrometrics_saturated_humidity(temperature_degc, pressure_pa));
}

double psychrometrics_saturated_degc(double enthalpy_j_per_kg, double pressure_pa, double near_degc)
{
    double t = near_degc;
    for (int step = 0; step < STEPS_MAX; step++) {
        struct jet w = saturated_humidity(t, pressure_pa);
        double heat = VAPORISE_J_PER_KG + VAPOUR_J_PER_KG_K * t;
        double f = PSYCHROMETRICS_AIR_J_PER_KG_K * t + w.value * heat - enthalpy_j_per_kg;
        double df = PSYCHROMETRICS_AIR_J_PER_KG_K + w.slope * heat + VAPOUR_J_PER_KG_K * w.value;
        double ddf = w.bend * heat + 2.0 * VAPOUR_J_PER_KG_K * w.slope;
        // Halley's step, never more than 25 K, so that a far start cannot leap past the boiling point.
        double move = -2.0 * f * df / (2.0 * df * df - f * ddf);
        move = fmax(-25.0, fmin(25.0, move));
        t += move;
        if (fabs(move) < 1e-4) // the error left is of the order of the cube of this
            break;
    }
    return t;
}
