#include "models/physics/chiller.h"

#include <math.h>
#include <stddef.h>

#include "models/physics/numeric.h"
#include "sim/units.h"

static const char *const water_curves[] = {"york_yk", "doe2_centrifugal", NULL};

// Defaults are estimates. dx_cop_ratio was chosen knowing that independent models put DX behind an air-cooled
// chiller with 10 degC water; without it, it came out ahead.
static const struct sim_field fields[] = {
    SIM_FIELD_CHOICE(
        chiller_params, water_curve, water_curves, CHILLER_YORK_YK,
        "make of water-cooled chillers: a modern one of variable speed, or DOE-2's of constant speed"),
    SIM_FIELD_I64(chiller_params, module_count, "1", 1, 32, 4, "chillers that share the design load"),
    SIM_FIELD_F64(chiller_params, sizing_ratio, "1", 0.5, 3, 1.15,
                  "capacity at design weather over the design load"),
    SIM_FIELD_F64(chiller_params, minimum_load_frac, "1", 0.05, 0.9, 0.15,
                  "load of a chiller below which it cycles"),
    SIM_FIELD_F64(chiller_params, condenser_water_minimum_degc, "degC", 5, 30, 18,
                  "coldest condenser water that the chillers are given"),
    SIM_FIELD_F64(chiller_params, condenser_air_minimum_degc, "degC", -10, 30, 15,
                  "air temperature below which condensing pressure is held"),
    SIM_FIELD_F64(chiller_params, dx_evaporator_approach_k, "K", 5, 25, 14,
                  "supply air minus evaporating temperature of direct expansion"),
    SIM_FIELD_F64(chiller_params, dx_cop_ratio, "1", 0.5, 1.2, 0.85,
                  "COP of direct expansion over an air-cooled chiller's at the same evaporating temperature"),
};

const struct sim_table chiller_table = SIM_TABLE(chiller_params, fields, "compressors");

/// Capacity and energy input ratio over reference, from leaving chilled water x and entering condenser fluid
/// y: c0 + c1 x + c2 x^2 + c3 y + c4 y^2 + c5 x y; power over full-load power, from part load: c0 + c1 p + c2
/// p^2.
struct chiller_curve {
    double reference_cop;
    double capacity[6], input[6], part[3];
    double leaving_low_degc, leaving_high_degc, entering_low_degc, entering_high_degc;
    double condensing_lift_k; // condensing minus entering temperature, for the Carnot ratio only
};

/// Source of all: EnergyPlus data set "Chillers", records "ElectricEIRChiller York YK 2771kW/6.84COP/VSD" and
/// those of the YCAL0033EE and of "DOE-2 Centrifugal/5.50COP", as the Modelica Buildings library carries them
/// (Fluid.Chillers.Data.ElectricEIR). The last number is an estimate: 5 K of water rise and 1.5 K of approach; 12 K for air.
const struct chiller_curve chiller_water_cooled = {
    .reference_cop = 6.84,
    .capacity = {0.7734286, 0.04848829, -0.001859209, 0.02611971, -0.001243562, 0.0007210181},
    .input = {0.7203736, 0.0103046, -0.0007854237, -0.001206349, 0.000821006, -0.001455414},
    .part = {0.08653354, 0.1737382, 0.7403679},
    .leaving_low_degc = 4.44,
    .leaving_high_degc = 8.89,
    .entering_low_degc = 12.78,
    .entering_high_degc = 29.44,
    .condensing_lift_k = 6.5,
};
const struct chiller_curve chiller_doe2_centrifugal = {
    .reference_cop = 5.5,
    .capacity = {0.257896, 0.0389016, -0.00021708, 0.0468684, -0.00094284, -0.00034344},
    .input = {0.933884, -0.058212, 0.00450036, 0.00243, 0.000486, -0.001215},
    .part = {0.222903, 0.313387, 0.46371},
    .leaving_low_degc = 5.0,
    .leaving_high_degc = 10.0,
    .entering_low_degc = 24.0,
    .entering_high_degc = 35.0,
    .condensing_lift_k = 6.5,
};
const struct chiller_curve chiller_air_cooled = {
    .reference_cop = 3.1,
    .capacity = {-0.2660645697, 0.0998714035, -0.0023814154, 0.0628316481, -0.0009644649, -0.0011249224},
    .input = {0.1807017787, 0.0271530312, -0.0004553574, 0.0188175079, 0.0002623276, -0.0012881189},
    .part = {0.0, 1.0, 0.0},
    .leaving_low_degc = 4.4,
    .leaving_high_degc = 10.0,
    .entering_low_degc = 23.9,
    .entering_high_degc = 51.7,
    .condensing_lift_k = 12.0,
};

/// Evaporating temperature is this much below the leaving chilled water. Estimate.
#define EVAPORATOR_APPROACH_K 1.5
/// Keeps the Carnot ratio from running away at small lifts. Estimate.
#define LIFT_LEAST_K 3.0

/// What a chiller can do at full load.
struct full_load {
    double cop, capacity_frac; // capacity over that at reference
};

static double biquadratic(const double c[6], double x, double y)
{
    return c[0] + x * (c[1] + c[2] * x) + y * (c[3] + c[4] * y) + c[5] * x * y;
}

static double carnot_cop(const struct chiller_curve *curve, double leaving_degc, double entering_degc)
{
    double evaporating_degc = leaving_degc - EVAPORATOR_APPROACH_K;
    double lift_k = entering_degc + curve->condensing_lift_k - evaporating_degc;
    return (evaporating_degc + UNITS_KELVIN_OF_0_DEGC) / fmax(lift_k, LIFT_LEAST_K);
}

static struct full_load full_load_of(const struct chiller_curve *curve, double leaving_degc,
                                     double entering_degc, int64_t *flags)
{
    double leaving = numeric_clamp(leaving_degc, curve->leaving_low_degc, curve->leaving_high_degc);
    double entering = numeric_clamp(entering_degc, curve->entering_low_degc, curve->entering_high_degc);
    double cop = curve->reference_cop / biquadratic(curve->input, leaving, entering);
    if (leaving != leaving_degc || entering != entering_degc) {
        if (flags)
            *flags |= CHILLER_EXTRAPOLATED;
        cop *= carnot_cop(curve, leaving_degc, entering_degc) / carnot_cop(curve, leaving, entering);
    }
    return (struct full_load){fmin(cop, CHILLER_COP_MOST), biquadratic(curve->capacity, leaving, entering)};
}

/// Modules that together can carry capacity_kw; below the least load they cycle, above it they are counted as more of
/// them.
static struct chiller_running running_of(const struct chiller *chiller, double load_kw, double capacity_kw,
                                         double cop)
{
    const double *c = chiller->curve->part;
    double part = load_kw / capacity_kw, least = chiller->params->minimum_load_frac;
    double at = numeric_clamp(part, least, 1.0);
    double input = c[0] + at * (c[1] + at * c[2]);
    double on = part > 1.0 ? part : fmin(1.0, part / least);
    return (struct chiller_running){.power_kw =
                                        fmax(capacity_kw / cop * input * on, load_kw / CHILLER_COP_MOST),
                                    .capacity_kw = capacity_kw,
                                    .cop = cop,
                                    .part_frac = at,
                                    .on_frac = on,
                                    .part_curve = c};
}

const struct chiller_curve *chiller_curve_of_water(const struct chiller_params *params)
{
    return params->water_curve == CHILLER_DOE2_CENTRIFUGAL ? &chiller_doe2_centrifugal
                                                           : &chiller_water_cooled;
}

double chiller_cop(const struct chiller_curve *curve, double leaving_degc, double entering_degc,
                   int64_t *flags)
{
    return full_load_of(curve, leaving_degc, entering_degc, flags).cop;
}

struct chiller chiller_size(const struct chiller_params *params, const struct chiller_curve *curve,
                            double leaving_degc, double cop_factor, double load_kw, double entering_degc)
{
    double capacity_frac = full_load_of(curve, leaving_degc, entering_degc, NULL).capacity_frac;
    return (struct chiller){
        .params = params,
        .curve = curve,
        .leaving_degc = leaving_degc,
        .cop_factor = cop_factor,
        .reference_kw = params->sizing_ratio * load_kw / capacity_frac,
    };
}

struct chiller_running chiller_run(const struct chiller *chiller, double load_kw, double entering_degc,
                                   int64_t *flags)
{
    if (load_kw <= 0.0)
        return (struct chiller_running){0};
    struct full_load full = full_load_of(chiller->curve, chiller->leaving_degc, entering_degc, flags);
    double cop = full.cop * chiller->cop_factor;
    double modules = (double)chiller->params->module_count;
    struct chiller_running best = {.power_kw = INFINITY};
    double module_kw = chiller->reference_kw * full.capacity_frac / modules;
    if (flags && load_kw > modules * module_kw * (1.0 + 1e-9))
        *flags |= CHILLER_SHORT;
    for (double n = fmin(modules, fmax(1.0, ceil(load_kw / module_kw))); n <= modules; n++) {
        struct chiller_running running = running_of(chiller, load_kw, n * module_kw, cop);
        running.count = n;
        best = running.power_kw < best.power_kw ? running : best;
    }
    return best;
}

double chiller_kw(const struct chiller *chiller, double load_kw, double entering_degc, int64_t *flags)
{
    return chiller_run(chiller, load_kw, entering_degc, flags).power_kw;
}

double chiller_dx_cop(const struct chiller_params *params, double supply_degc, double dry_degc,
                      int64_t *flags)
{
    double leaving_degc = supply_degc - params->dx_evaporator_approach_k + EVAPORATOR_APPROACH_K;
    double entering_degc = fmax(dry_degc, params->condenser_air_minimum_degc);
    return chiller_cop(&chiller_air_cooled, leaving_degc, entering_degc, flags);
}

double chiller_dx_kw(const struct chiller_params *params, double supply_degc, double cop_factor,
                     double load_kw, double dry_degc, int64_t *flags)
{
    if (load_kw <= 0.0)
        return 0.0;
    double cop = chiller_dx_cop(params, supply_degc, dry_degc, flags);
    return load_kw / (cop * params->dx_cop_ratio * cop_factor);
}
