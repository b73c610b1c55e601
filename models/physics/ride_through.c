#include "models/physics/ride_through.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "models/physics/psychrometrics.h"
#include "sim/status.h"
#include "sim/units.h"

// All defaults are estimates. A hall of 5 kW cabinets has 2.5 m2 of 4 m a cabinet, half of it filled: 1 to 2 m3 of air per
// kW; servers, racks and floor of 60 kg per kW at 0.6 kJ/(kg K) answer the air within ten minutes. Storage: GB 50174-2017
// asks of class A that chilled water lasts as long as the UPS, 15 min (from memory).
static const struct sim_field fields[] = {
    SIM_FIELD_F64(ride_through_params, air_m3_per_kw, "m3/kW", 0.1, 50, 2, "air of the hall"),
    SIM_FIELD_F64(ride_through_params, mass_kj_per_k_kw, "kJ/(K kW)", 0, 1000, 36,
                  "heat capacity of servers, racks and floor"),
    SIM_FIELD_F64(ride_through_params, mass_w_per_k_kw, "W/(K kW)", 0, 1000, 60,
                  "conductance between them and the air"),
    SIM_FIELD_F64(ride_through_params, loop_l_per_kw, "L/kW", 0.5, 200, 8,
                  "water of cooling loops, per kW of heat that they carry"),
    SIM_FIELD_F64(ride_through_params, liquid_l_per_kw, "L/kW", 0.05, 200, 1,
                  "liquid that cools chips directly, as water, per kW of their heat"),
    SIM_FIELD_F64(ride_through_params, liquid_limit_k, "K", 0.5, 50, 10,
                  "rise of that liquid at which chips throttle"),
    SIM_FIELD_F64(ride_through_params, storage_min, "min", 0, 1440, 15,
                  "full cooling that the tank holds, where there is one"),
    SIM_FIELD_BOOL(ride_through_params, fans_on_ups, 1, "fans and pumps run on through a power failure"),
    SIM_FIELD_F64(ride_through_params, generator_s, "s", 0, 3600, 20, "until the generators carry the load"),
    SIM_FIELD_F64(ride_through_params, restart_s, "s", 0, 7200, 300,
                  "until chillers run again after a power failure"),
    SIM_FIELD_F64(ride_through_params, dx_restart_s, "s", 0, 7200, 120,
                  "likewise the compressors of direct expansion"),
    SIM_FIELD_F64(ride_through_params, ramp_s, "s", 0, 3600, 180, "of the compressors to full capacity"),
};

const struct sim_table ride_through_table =
    SIM_TABLE(ride_through_params, fields, "thermal mass of a hall, and how its cooling comes back");

enum { AIR, MASS, WATER, LIQUID, STATES };

#define WARM_DEGC 32.0
#define HOT_DEGC  40.0
/// The plant brings the water back to its temperature with this time constant.
#define CONTROL_S   60.0
#define TOLERANCE_K 1e-8
/// State of the hall's air for its mass: half of saturation at 24 degC.
#define ROOM_HUMIDITY 0.009
#define SEA_LEVEL_PA  101325.0
/// Shorter than this nothing happens.
#define INSTANT_S 1e-9

/// A case in SI, and what is on at the moment.
struct hall {
    const struct ride_through_params *params;
    double heat_w, liquid_w; // to the air, to the liquid
    double air_j_per_k, mass_j_per_k, mass_w_per_k, water_j_per_k, liquid_j_per_k;
    double rise_k, start_water_degc;
    double coil_w_per_k;             // on T_air + rise - T_water
    double capacity_frac, free_frac; // of heat_w
    double restart_s, ramp_s;
    bool has_loop, has_liquid;
    double tank_j;
    bool fans_run, returns;
};

static struct hall hall_of(const struct ride_through_params *params, const struct ride_through_case *c)
{
    double it_w = c->load_frac * UNITS_W_PER_KW;
    struct hall hall = {.params = params,
                        .liquid_w = it_w * c->liquid_frac,
                        .heat_w = it_w * (c->heat_frac - c->liquid_frac),
                        .mass_j_per_k = params->mass_kj_per_k_kw * 1000.0,
                        .mass_w_per_k = params->mass_w_per_k_kw,
                        .rise_k = c->rise_k,
                        .has_loop = !isnan(c->water_degc),
                        .has_liquid = c->liquid_frac > 0.0};
    // Loops are built for the heat that they carry at the design load.
    double air_kw = c->heat_frac - c->liquid_frac;
    double volume = psychrometrics_volume_m3_per_kg(c->supply_degc, ROOM_HUMIDITY, SEA_LEVEL_PA);
    hall.air_j_per_k = params->air_m3_per_kw / volume * PSYCHROMETRICS_AIR_J_PER_KG_K;
    hall.water_j_per_k = params->loop_l_per_kw * air_kw * PSYCHROMETRICS_WATER_J_PER_KG_K;
    hall.liquid_j_per_k =
        (params->loop_l_per_kw + params->liquid_l_per_kw) * c->liquid_frac * PSYCHROMETRICS_WATER_J_PER_KG_K;
    hall.start_water_degc = hall.has_loop ? c->water_degc : c->supply_degc;
    hall.coil_w_per_k = hall.heat_w / fmax(c->supply_degc + c->rise_k - hall.start_water_degc, 1.0);
    hall.capacity_frac = c->capacity_frac;
    hall.free_frac = c->free_frac;
    hall.restart_s = fmax(c->is_dx ? params->dx_restart_s : params->restart_s, params->generator_s);
    hall.ramp_s = params->ramp_s;
    // "Full" is the design load's: at part load the tank lasts longer.
    if (c->has_storage && hall.has_loop)
        hall.tank_j = params->storage_min * 60.0 * UNITS_W_PER_KW * air_kw;
    return hall;
}

/// Most that the plant can take of the air's heat at a time.
static double plant_most_w(const struct hall *hall, double time_s)
{
    if (!hall->returns || time_s < hall->params->generator_s)
        return 0.0;
    double since_s = time_s - hall->restart_s;
    if (since_s < 0.0)
        return hall->free_frac * hall->heat_w;
    double share = hall->ramp_s > 0.0 ? fmin(1.0, since_s / hall->ramp_s) : 1.0;
    return (hall->free_frac + share * fmax(0.0, hall->capacity_frac - hall->free_frac)) * hall->heat_w;
}

/// What the liquid's own sink takes: towers and dry coolers come back with the generators. rise_k: of the liquid.
static double liquid_sink_w(const struct hall *hall, double time_s, double rise_k)
{
    if (!hall->returns || time_s < hall->params->generator_s)
        return 0.0;
    double wanted_w = hall->liquid_w + hall->liquid_j_per_k * rise_k / CONTROL_S;
    return fmin(fmax(0.0, wanted_w), hall->capacity_frac * hall->liquid_w);
}

/// Heat from air to loop, or, without one, from the air to outdoors.
static double coil_w(const struct hall *hall, double time_s, const double y[STATES])
{
    if (!hall->fans_run)
        return 0.0;
    if (hall->has_loop)
        return fmax(0.0, hall->coil_w_per_k * (y[AIR] + hall->rise_k - y[WATER]));
    double wanted_w = hall->heat_w + hall->air_j_per_k * (y[AIR] - hall->start_water_degc) / CONTROL_S;
    return fmin(fmax(0.0, wanted_w), plant_most_w(hall, time_s));
}

static int derive(double time_s, const double y[], double dydt[], void *context)
{
    const struct hall *hall = context;
    double to_mass_w = hall->mass_w_per_k * (y[AIR] - y[MASS]);
    double to_loop_w = coil_w(hall, time_s, y);
    double into_w = hall->has_loop ? to_loop_w : 0.0;
    double wanted_w = into_w + hall->water_j_per_k * (y[WATER] - hall->start_water_degc) / CONTROL_S;
    double plant_w = fmin(fmax(0.0, wanted_w), plant_most_w(hall, time_s));
    bool holds = hall->tank_j > 0.0;
    dydt[AIR] = (hall->heat_w - to_mass_w - to_loop_w) / hall->air_j_per_k;
    dydt[MASS] = hall->mass_j_per_k > 0.0 ? to_mass_w / hall->mass_j_per_k : 0.0;
    dydt[WATER] = holds ? 0.0 : (into_w - plant_w) / hall->water_j_per_k;
    dydt[LIQUID] = hall->has_liquid
                       ? (hall->liquid_w - liquid_sink_w(hall, time_s, y[LIQUID])) / hall->liquid_j_per_k
                       : 0.0;
    return GSL_SUCCESS;
}

/// What the tank gives now.
static double tank_w(const struct hall *hall, double time_s, const double y[STATES])
{
    return fmax(0.0, coil_w(hall, time_s, y) - plant_most_w(hall, time_s));
}

/// A hall under way.
struct walk {
    struct hall hall;
    gsl_odeiv2_system system;
    gsl_odeiv2_driver *driver;
    double time_s, y[STATES];
};

static void walk_to(struct walk *walk, double time_s)
{
    int status = gsl_odeiv2_driver_apply(walk->driver, &walk->time_s, time_s, walk->y);
    SIM_ASSERT(status == GSL_SUCCESS, "the hall's equation could not be solved at %g s", walk->time_s);
}

static void walk_begin(struct walk *walk, const struct ride_through_params *params,
                       const struct ride_through_case *c, bool returns)
{
    *walk = (struct walk){.hall = hall_of(params, c)};
    walk->hall.returns = returns;
    walk->hall.fans_run = params->fans_on_ups;
    walk->system = (gsl_odeiv2_system){derive, NULL, STATES, &walk->hall};
    walk->driver = gsl_odeiv2_driver_alloc_y_new(&walk->system, gsl_odeiv2_step_rkf45, 0.1, TOLERANCE_K, 0.0);
    SIM_ASSERT(walk->driver, "out of memory for the hall's equation");
    walk->y[AIR] = walk->y[MASS] = c->supply_degc;
    walk->y[WATER] = walk->hall.start_water_degc;
    walk->y[LIQUID] = 0.0; // rise above its set-point
}

/// One second on; where fans start, compressors start or the tank ends inside of it the equation is stopped and goes on.
static void walk_second(struct walk *walk)
{
    struct hall *hall = &walk->hall;
    double end_s = walk->time_s + 1.0;
    const double breaks[] = {hall->params->generator_s, hall->restart_s, hall->restart_s + hall->ramp_s};
    while (walk->time_s < end_s) {
        double next_s = end_s;
        for (int i = 0; i < 3; i++)
            if (breaks[i] > walk->time_s && breaks[i] < next_s)
                next_s = breaks[i];
        if (hall->returns && walk->time_s >= hall->params->generator_s)
            hall->fans_run = true;
        double tank = hall->tank_j > 0.0 ? tank_w(hall, walk->time_s, walk->y) : 0.0;
        bool empties = tank > 0.0 && hall->tank_j <= tank * (next_s - walk->time_s);
        if (empties)
            next_s = walk->time_s + hall->tank_j / tank;
        double before_s = walk->time_s;
        if (next_s - before_s > INSTANT_S)
            walk_to(walk, next_s);
        walk->time_s = next_s;
        hall->tank_j = empties ? 0.0 : hall->tank_j - tank * (next_s - before_s);
    }
}

/// Moment in the last second at which a state passed a level, linear between its ends.
static double passed_s(double time_s, double before, double now, double level)
{
    return now > before ? time_s - (now - level) / (now - before) : time_s;
}

static void run_without_return(const struct ride_through_params *params, const struct ride_through_case *c,
                               struct ride_through *out)
{
    struct walk walk;
    out->to_32_s = c->supply_degc >= WARM_DEGC ? 0.0 : INFINITY;
    out->to_40_s = INFINITY;
    out->liquid_s = c->liquid_frac > 0.0 ? INFINITY : NAN;
    walk_begin(&walk, params, c, false);
    while (walk.time_s < RIDE_THROUGH_HORIZON_S &&
           (isinf(out->to_32_s) || isinf(out->to_40_s) || isinf(out->liquid_s))) {
        double air = walk.y[AIR], liquid = walk.y[LIQUID];
        walk_second(&walk);
        if (isinf(out->to_32_s) && walk.y[AIR] >= WARM_DEGC)
            out->to_32_s = passed_s(walk.time_s, air, walk.y[AIR], WARM_DEGC);
        if (isinf(out->to_40_s) && walk.y[AIR] >= HOT_DEGC)
            out->to_40_s = passed_s(walk.time_s, air, walk.y[AIR], HOT_DEGC);
        if (isinf(out->liquid_s) && walk.y[LIQUID] >= params->liquid_limit_k)
            out->liquid_s = passed_s(walk.time_s, liquid, walk.y[LIQUID], params->liquid_limit_k);
    }
    gsl_odeiv2_driver_free(walk.driver);
}

static void run_with_return(const struct ride_through_params *params, const struct ride_through_case *c,
                            struct ride_through *out)
{
    struct walk walk;
    walk_begin(&walk, params, c, true);
    out->peak_degc = walk.y[AIR];
    out->above_32_s = 0.0;
    while (walk.time_s < RIDE_THROUGH_HORIZON_S) {
        walk_second(&walk);
        out->peak_degc = fmax(out->peak_degc, walk.y[AIR]);
        out->above_32_s += walk.y[AIR] > WARM_DEGC;
    }
    gsl_odeiv2_driver_free(walk.driver);
}

void ride_through_run(const struct ride_through_params *params, const struct ride_through_case *hall,
                      struct ride_through *out)
{
    *out = (struct ride_through){0};
    run_without_return(params, hall, out);
    run_with_return(params, hall, out);
}

void ride_through_trace(const struct ride_through_params *params, const struct ride_through_case *hall,
                        bool returns, int seconds, double *air_degc)
{
    struct walk walk;
    walk_begin(&walk, params, hall, returns);
    air_degc[0] = walk.y[AIR];
    for (int i = 1; i <= seconds; i++) {
        walk_second(&walk);
        air_degc[i] = walk.y[AIR];
    }
    gsl_odeiv2_driver_free(walk.driver);
}

struct ride_through_params ride_through_params_default(void)
{
    struct ride_through_params params = {0};
    for (size_t i = 0; i < ride_through_table.field_count; i++) {
        const struct sim_field *field = &ride_through_table.fields[i];
        int64_t whole = (int64_t)field->fallback;
        if (field->type == SIM_F64)
            memcpy((char *)&params + field->offset, &field->fallback, sizeof field->fallback);
        else
            memcpy((char *)&params + field->offset, &whole, sizeof whole);
    }
    return params;
}
