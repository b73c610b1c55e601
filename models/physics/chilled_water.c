#include "models/physics/chilled_water.h"

#include <math.h>
#include <stddef.h>

#include "models/physics/machines.h"
#include "models/physics/numeric.h"
#include "models/physics/psychrometrics.h"
#include "sim/units.h"

// [LM]: value or range of Lei and Masanet (2022), cited in cooling_plant.h; the rest are estimates.
static const struct sim_field fields[] = {
    SIM_FIELD_F64(chilled_water_params, rise_k, "K", 2, 20, 6,
                  "rise of the chilled water at full load [LM: 5-10]"),
    SIM_FIELD_F64(chilled_water_params, chilled_head_pa, "Pa", 0, 1e6, 143700,
                  "head of the chilled-water pumps [LM]"),
    SIM_FIELD_F64(chilled_water_params, condenser_head_pa, "Pa", 0, 1e6, 208700,
                  "head of the condenser-water pumps [LM]"),
    SIM_FIELD_F64(chilled_water_params, economizer_head_pa, "Pa", 0, 5e5, 50000,
                  "added to both heads while water goes through the economizer's exchanger"),
    SIM_FIELD_F64(chilled_water_params, pump_efficiency_frac, "1", 0.2, 0.95, 0.7,
                  "pump, motor and drive [LM: 0.6-0.8]"),
    SIM_FIELD_F64(chilled_water_params, minimum_flow_frac, "1", 0.1, 1, 0.5,
                  "least flow of the pumps; 1: constant flow"),
    SIM_FIELD_F64(chilled_water_params, pump_exponent, "1", 1, 3, 2.5,
                  "power of the flow that pump power follows"),
    SIM_FIELD_F64(chilled_water_params, exchanger_approach_k, "K", 0, 5, 2,
                  "approach of the economizer [LM: 1.7-2.8]"),
};

const struct sim_table chilled_water_table =
    SIM_TABLE(chilled_water_params, fields, "chilled and condenser water");

/// Where the search for the compressors' power starts, of the load; no chiller needs as much as the second.
#define POWER_START 0.15
#define POWER_MOST  4.0

/// Most that pumps can do over design.
#define FLOW_MOST_FRAC 1.25

/// Condenser water is never counted warmer than this: chillers trip on high pressure, and the plant is short.
#define CONDENSER_MOST_DEGC 50.0

/// Water a little warmer than set is not worth a warning.
#define SHORT_K 1e-6

/// A plant in an hour, in one mode.
struct mode {
    struct sink_point sink;
    double condenser_pump_kw, leaving_degc; // sink's water
    double compressor_kw, chilled_pump_kw, sink_fan_kw, free_frac;
    double chilled_flow_frac, chiller_load_kw, entering_degc; // fluid to the condensers
    bool uses_sink;
    int64_t flags;
};

/// An attempt at a mode: what is asked, and what comes of the latest guess.
struct attempt {
    const struct chilled_water *plant;
    const struct chilled_water_ask *ask;
    double load_kw; // to be taken from the chilled water, its pumps' heat among it
    double rise_k;  // of the chilled water
    double head_ratio;
    struct mode mode;
};

static double mode_kw(const struct mode *mode)
{
    return mode->compressor_kw + mode->chilled_pump_kw + mode->condenser_pump_kw + mode->sink_fan_kw;
}

/// Head with the economizer's exchanger over head without.
static double head_ratio(const struct chilled_water_params *params, double head_pa)
{
    return 1.0 + params->economizer_head_pa / fmax(head_pa, 1.0);
}

static struct attempt attempt_of(const struct chilled_water *plant, const struct chilled_water_ask *ask,
                                 bool with_exchanger)
{
    const struct chilled_water_params *params = plant->params;
    double flow_frac =
        numeric_clamp(ask->cooling_kw / plant->cooling_kw, params->minimum_flow_frac, FLOW_MOST_FRAC);
    struct attempt attempt = {.plant = plant, .ask = ask, .head_ratio = 1.0};
    attempt.mode.chilled_flow_frac = flow_frac;
    attempt.mode.chilled_pump_kw = plant->chilled_pump_kw * machines_power(flow_frac, params->pump_exponent);
    if (with_exchanger) {
        attempt.mode.chilled_pump_kw *= head_ratio(params, params->chilled_head_pa);
        attempt.head_ratio = head_ratio(params, params->condenser_head_pa);
    }
    attempt.load_kw = fmax(ask->cooling_kw + ask->other_kw + attempt.mode.chilled_pump_kw, 0.0);
    attempt.rise_k = params->rise_k * ask->cooling_kw / plant->cooling_kw / flow_frac;
    return attempt;
}

/// Flow and pump power for heat that is to reach the sink; the pump's own heat goes with it.
static void condenser_flow(struct attempt *attempt, double heat_kw)
{
    const struct chilled_water *plant = attempt->plant;
    struct mode *mode = &attempt->mode;
    double design_kw = plant->sink.heat_kw - plant->condenser_pump_kw;
    mode->uses_sink = true;
    mode->sink.water_frac =
        numeric_clamp(heat_kw / design_kw, plant->params->minimum_flow_frac, FLOW_MOST_FRAC);
    mode->condenser_pump_kw = plant->condenser_pump_kw * attempt->head_ratio *
                              machines_power(mode->sink.water_frac, plant->params->pump_exponent);
    mode->sink.heat_kw = heat_kw + mode->condenser_pump_kw;
}

/// Power of the chillers at a load, with fluid of a temperature to their condensers.
static double compressors_kw(struct attempt *attempt, double load_kw, double entering_degc)
{
    struct mode *mode = &attempt->mode;
    mode->chiller_load_kw = load_kw;
    mode->entering_degc = entering_degc;
    mode->compressor_kw = chiller_kw(&attempt->plant->chiller, load_kw, entering_degc, &mode->flags);
    return mode->compressor_kw;
}

/// Water that reaches the condensers, no colder and no warmer than they can do with.
static double entering(const struct chilled_water *plant, double degc, int64_t *flags)
{
    if (degc > CONDENSER_MOST_DEGC)
        *flags |= CHILLER_SHORT;
    return numeric_clamp(degc, plant->chiller.params->condenser_water_minimum_degc, CONDENSER_MOST_DEGC);
}

/// Chillers alone on the sink: power they would need if `assumed_kw` of theirs reached it.
static double mechanical_kw(void *context, double assumed_kw)
{
    struct attempt *attempt = context;
    struct mode *mode = &attempt->mode;
    const struct chilled_water *plant = attempt->plant;
    mode->flags = 0;
    condenser_flow(attempt, attempt->load_kw + assumed_kw);
    mode->sink.air_frac = sink_following_air_frac(&plant->sink, mode->sink.heat_kw);
    mode->leaving_degc =
        entering(plant, sink_leaving_degc(&plant->sink, &mode->sink, &attempt->ask->outside), &mode->flags);
    return compressors_kw(attempt, attempt->load_kw, mode->leaving_degc);
}

/// Share of the load that the exchanger does while heat_kw goes to the sink at full air.
static double exchanged_frac(struct attempt *attempt, double heat_kw)
{
    const struct chilled_water *plant = attempt->plant;
    struct mode *mode = &attempt->mode;
    condenser_flow(attempt, heat_kw);
    mode->sink.air_frac = 1.0;
    mode->leaving_degc = sink_leaving_degc(&plant->sink, &mode->sink, &attempt->ask->outside);
    double free_degc = mode->leaving_degc + plant->params->exchanger_approach_k;
    return numeric_clamp((plant->supply_degc + attempt->rise_k - free_degc) / attempt->rise_k, 0.0, 1.0);
}

/// Exchanger before water-cooled chillers at full air: power of the chillers, likewise.
static double integrated_kw(void *context, double assumed_kw)
{
    struct attempt *attempt = context;
    struct mode *mode = &attempt->mode;
    const struct chilled_water *plant = attempt->plant;
    mode->flags = 0;
    mode->free_frac = exchanged_frac(attempt, attempt->load_kw + assumed_kw);
    // The exchanger has warmed the water that reaches the condensers.
    double warmed_k = mode->free_frac * attempt->load_kw * UNITS_W_PER_KW /
                      (plant->sink.water_kg_per_s * mode->sink.water_frac * PSYCHROMETRICS_WATER_J_PER_KG_K);
    double left_kw = (1.0 - mode->free_frac) * attempt->load_kw;
    return compressors_kw(attempt, left_kw, entering(plant, mode->leaving_degc + warmed_k, &mode->flags));
}

/// Exchanger with a sink of its own: share it does if it did `assumed_frac`.
static double separate_frac(void *context, double assumed_frac)
{
    struct attempt *attempt = context;
    attempt->mode.free_frac = exchanged_frac(attempt, assumed_frac * attempt->load_kw);
    return attempt->mode.free_frac;
}

static void run_air_cooled(struct attempt *attempt, double load_kw)
{
    const struct chiller_params *params = attempt->plant->chiller.params;
    compressors_kw(attempt, load_kw,
                   fmax(attempt->ask->outside.dry_degc, params->condenser_air_minimum_degc));
}

/// Chillers alone. Where the sink would make the water too cold for them its fans slow down.
static struct mode mechanical_mode(const struct chilled_water *plant, const struct chilled_water_ask *ask)
{
    struct attempt attempt = attempt_of(plant, ask, false);
    struct mode *mode = &attempt.mode;
    if (plant->machine == MACHINE_CHILLER_AIR) {
        run_air_cooled(&attempt, attempt.load_kw);
        return *mode;
    }
    double coldest_degc = plant->chiller.params->condenser_water_minimum_degc;
    numeric_fixed_point(mechanical_kw, &attempt, POWER_START * attempt.load_kw, 0.0,
                        POWER_MOST * attempt.load_kw);
    if (mode->leaving_degc <= coldest_degc)
        mode->sink.air_frac =
            sink_goal_air_frac(&plant->sink, &mode->sink, &ask->outside, coldest_degc, mode->sink.air_frac);
    mode->sink_fan_kw = sink_fan_kw(&plant->sink, &mode->sink);
    return *mode;
}

/// Exchanger before the chillers, fans at full air until it does everything and then only as much as needed.
static struct mode economizer_mode(const struct chilled_water *plant, const struct chilled_water_ask *ask)
{
    struct attempt attempt = attempt_of(plant, ask, true);
    struct mode *mode = &attempt.mode;
    if (plant->machine == MACHINE_CHILLER_WATER) {
        numeric_fixed_point(integrated_kw, &attempt, 0.0, 0.0, POWER_MOST * attempt.load_kw);
    } else {
        numeric_fixed_point(separate_frac, &attempt, 1.0, 0.0, 1.0);
        run_air_cooled(&attempt, (1.0 - mode->free_frac) * attempt.load_kw);
    }
    if (mode->free_frac >= 1.0) {
        mode->leaving_degc = plant->supply_degc - plant->params->exchanger_approach_k;
        mode->sink.air_frac =
            sink_goal_air_frac(&plant->sink, &mode->sink, &ask->outside, mode->leaving_degc, 1.0);
    }
    mode->sink_fan_kw = sink_fan_kw(&plant->sink, &mode->sink);
    return *mode;
}

/// No compressors: the exchanger does everything, however warm the water becomes.
static struct mode exchanger_alone(const struct chilled_water *plant, const struct chilled_water_ask *ask,
                                   double *warm_k)
{
    struct attempt attempt = attempt_of(plant, ask, true);
    struct mode *mode = &attempt.mode;
    double goal_degc = plant->supply_degc - plant->params->exchanger_approach_k;
    exchanged_frac(&attempt, attempt.load_kw);
    mode->free_frac = 1.0;
    *warm_k = fmax(mode->leaving_degc - goal_degc, 0.0);
    if (*warm_k > SHORT_K)
        mode->flags |= CHILLER_SHORT;
    mode->sink.air_frac = sink_goal_air_frac(&plant->sink, &mode->sink, &ask->outside, goal_degc, 1.0);
    mode->leaving_degc = goal_degc + *warm_k;
    mode->sink_fan_kw = sink_fan_kw(&plant->sink, &mode->sink);
    return *mode;
}

/// Whether the exchanger could take anything at all.
static bool can_economize(const struct chilled_water *plant, const struct chilled_water_ask *ask)
{
    double return_most_degc = plant->supply_degc + plant->params->rise_k;
    return plant->has_exchanger && ask->cooling_kw > 0.0 && ask->cooling_kw + ask->other_kw > 0.0 &&
           sink_source_degc(&plant->sink, &ask->outside) + plant->params->exchanger_approach_k <
               return_most_degc;
}

/// The cheaper mode, unless the other one is engaged and the saving small.
static struct mode choose(const struct chilled_water *plant, const struct chilled_water_ask *ask,
                          bool *is_engaged)
{
    struct mode mode = mechanical_mode(plant, ask);
    bool was = is_engaged && *is_engaged, now = false;
    if (can_economize(plant, ask)) {
        struct mode other = economizer_mode(plant, ask);
        double least = is_engaged ? 1.0 - ask->saving_frac : 1.0;
        now = was ? mode_kw(&other) * least <= mode_kw(&mode) : mode_kw(&other) < mode_kw(&mode) * least;
        mode = now ? other : mode;
    }
    if (is_engaged)
        *is_engaged = now;
    return mode;
}

/// Water of the sink for the heat of load_kw, that of the compressors at design weather, and the pumps' own.
static void size_sink(const struct chilled_water_def *def, double load_kw, double compressor_kw,
                      struct chilled_water *plant)
{
    struct sink_def sink = def->sink;
    double pump_ratio = machines_pump_kw_per_kw(def->water->condenser_head_pa, sink_range_k(&sink),
                                                def->water->pump_efficiency_frac);
    sink.heat_kw = (load_kw + compressor_kw) / (1.0 - pump_ratio);
    plant->condenser_pump_kw = pump_ratio * sink.heat_kw;
    plant->sink = sink_size(&sink);
}

struct chilled_water chilled_water_size(const struct chilled_water_def *def)
{
    struct chilled_water plant = {.params = def->water,
                                  .machine = def->machine,
                                  .has_exchanger = def->has_exchanger,
                                  .supply_degc = def->supply_degc,
                                  .cooling_kw = def->cooling_kw};
    bool is_water_cooled = def->machine == MACHINE_CHILLER_WATER;
    plant.chilled_pump_kw =
        def->cooling_kw * machines_pump_kw_per_kw(def->water->chilled_head_pa, def->water->rise_k,
                                                  def->water->pump_efficiency_frac);
    double load_kw = def->cooling_kw + plant.chilled_pump_kw, compressor_kw = 0.0;
    double entering_degc = is_water_cooled
                               ? sink_design_degc(&def->sink, def->design_dry_degc, def->design_sea_degc)
                               : def->design_dry_degc;
    if (def->machine != MACHINE_NONE)
        plant.chiller = chiller_size(
            def->chiller, is_water_cooled ? chiller_curve_of_water(def->chiller) : &chiller_air_cooled,
            def->supply_degc, def->cop_factor, load_kw, entering_degc);
    if (is_water_cooled)
        compressor_kw = chiller_kw(&plant.chiller, load_kw, entering_degc, NULL);
    if (def->sink.kind != SINK_NONE)
        size_sink(def, load_kw, compressor_kw, &plant);
    return plant;
}

struct chilled_water_hour chilled_water_run(const struct chilled_water *plant,
                                            const struct chilled_water_ask *ask, bool *is_engaged)
{
    double warm_k = 0.0;
    struct mode mode = plant->machine == MACHINE_NONE ? exchanger_alone(plant, ask, &warm_k)
                                                      : choose(plant, ask, is_engaged);
    struct chilled_water_hour hour = {
        .pump_kw = mode.chilled_pump_kw + mode.condenser_pump_kw,
        .compressor_kw = mode.compressor_kw,
        .tower_fan_kw = mode.sink_fan_kw,
        .free_frac = mode.free_frac,
        .chilled_degc = plant->supply_degc + warm_k,
        .chilled_flow_frac = mode.chilled_flow_frac,
        .condenser_flow_frac = mode.uses_sink ? mode.sink.water_frac : 0.0,
        .sink_air_frac = mode.uses_sink ? mode.sink.air_frac : 0.0,
        .chiller_load_kw = mode.chiller_load_kw,
        .entering_degc = mode.chiller_load_kw > 0.0 ? mode.entering_degc : 0.0,
        .flags = mode.flags,
    };
    // What the air-cooled condensers carry, or the whole without a sink.
    double load_kw = fmax(ask->cooling_kw + ask->other_kw + mode.chilled_pump_kw, 0.0);
    if (plant->machine == MACHINE_CHILLER_AIR)
        hour.heat_rejected_kw = (1.0 - mode.free_frac) * load_kw + mode.compressor_kw;
    if (mode.uses_sink) {
        struct wet_air_exhaust exhaust = sink_exhaust(&plant->sink, &mode.sink, &ask->outside);
        hour.heat_rejected_kw += exhaust.heat_kw + mode.sink_fan_kw;
        hour.evaporation_l_per_h = exhaust.evaporation_l_per_h;
        hour.drift_l_per_h = sink_drift_l_per_h(&plant->sink, &mode.sink);
        hour.condenser_degc = mode.leaving_degc;
    }
    return hour;
}
