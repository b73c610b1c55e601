#include "models/physics/plant_check.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

struct check {
    const struct plant_params *params;
    struct parts_params parts;
    plant_refuse *refuse;
    void *context;
    size_t faults;
};

/// One fault. found: printf-style.
__attribute__((format(printf, 4, 5))) static void fault(struct check *check, const char *key,
                                                        const char *expected, const char *found, ...)
{
    char text[160];
    va_list list;
    va_start(list, found);
    vsnprintf(text, sizeof text, found, list);
    va_end(list);
    check->faults++;
    if (check->refuse)
        check->refuse(check->context, key, text, expected);
}

/// Where a tower's fill is tried, and what its approach may be off by.
#define STANDARD_PA         101325.0
#define APPROACH_ROUNDING_K 0.01

/// What a coil needs at least between the water that enters it and the air that leaves it, both ends alike.
#define COIL_LEAST_K 1.0

static void check_temperatures(struct check *check)
{
    const struct plant_params *p = check->params;
    double supply = p->air.supply_degc, back = supply + p->air.rise_k;
    bool has_water = check->parts.machine == MACHINE_CHILLER_AIR ||
                     check->parts.machine == MACHINE_CHILLER_WATER || check->parts.free == FREE_EXCHANGER;
    if (has_water && p->chilled_water_degc > supply - COIL_LEAST_K)
        fault(check, "chilled_water_degc", "at least 1 K below air.supply_degc",
              "%g degC of water for %g degC of air", p->chilled_water_degc, supply);
    if (has_water && p->chilled_water_degc + p->water.rise_k > back - COIL_LEAST_K)
        fault(check, "water.rise_k", "a return at least 1 K below that of the air",
              "water that returns at %g degC from air of %g degC", p->chilled_water_degc + p->water.rise_k,
              back);
    if (p->design_wet_degc > p->design_dry_degc)
        fault(check, "design_wet_degc", "at most design_dry_degc",
              "a wet bulb of %g degC with a dry bulb of %g degC", p->design_wet_degc, p->design_dry_degc);
    if (p->outdoor.dew_point_low_degc > p->outdoor.dew_point_high_degc)
        fault(check, "outdoor.dew_point_low_degc", "at most dew_point_high_degc", "%g degC above %g degC",
              p->outdoor.dew_point_low_degc, p->outdoor.dew_point_high_degc);
}

static void check_parts(struct check *check)
{
    const struct parts_params *parts = &check->parts;
    bool has_water_chiller = parts->machine == MACHINE_CHILLER_WATER;
    if (has_water_chiller && parts->sink == SINK_NONE)
        fault(check, "parts.sink", "a sink for the condensers of water-cooled chillers", "\"none\"");
    if (parts->free == FREE_EXCHANGER && parts->sink == SINK_NONE)
        fault(check, "parts.sink", "a sink for the exchanger", "\"none\"");
    if (parts->free == FREE_EXCHANGER && parts->machine == MACHINE_DX)
        fault(check, "parts.free", "\"none\" or \"refrigerant_pump\" with direct expansion", "\"exchanger\"");
    if (parts->free == FREE_REFRIGERANT_PUMP && parts->machine != MACHINE_DX)
        fault(check, "parts.free", "a refrigerant pump with parts.machine = \"dx\" only",
              "\"refrigerant_pump\"");
    if (parts->sink != SINK_NONE && !has_water_chiller && parts->free != FREE_EXCHANGER)
        fault(check, "parts.sink", "\"none\" where neither exchanger nor condensers use it", "a sink");
    if (parts->machine == MACHINE_NONE && parts->free != FREE_EXCHANGER)
        fault(check, "parts.machine", "compressors, or parts.free = \"exchanger\"", "\"none\"");
    if (check->params->store.capacity_h > 0.0 && parts->machine != MACHINE_CHILLER_AIR && !has_water_chiller)
        fault(check, "store.capacity_h", "0 in a plant without chillers", "%g h",
              check->params->store.capacity_h);
}

/// Whether a sink of this kind is used anywhere.
static bool uses(const struct check *check, enum part_sink kind)
{
    return check->parts.sink == kind || check->parts.liquid_sink == kind;
}

/// A tower's approach with all the fill that there could be, at the plant's design.
static double least_approach_k(const struct plant_params *p)
{
    struct tower tower = tower_size(&p->tower, p->design_wet_degc, 1.0, STANDARD_PA);
    return tower_approach_k(&tower, &(struct sink_point){1.0, 1.0, 1.0}, p->design_wet_degc);
}

static void check_sinks(struct check *check)
{
    const struct plant_params *p = check->params;
    double least_k = uses(check, SINK_TOWER) ? least_approach_k(p) : 0.0;
    if (least_k > p->tower.approach_k + APPROACH_ROUNDING_K)
        fault(check, "tower.approach_k",
              "more, or a smaller tower.water_to_air_ratio: no fill brings it about",
              "%g K; %.2f K is the least with %g kg of water per kg of air", p->tower.approach_k, least_k,
              p->tower.water_to_air_ratio);
    const struct dry_cooler_params *dry = &p->dry_cooler;
    if (uses(check, SINK_DRY_COOLER) && dry->air_rise_k >= dry->approach_k + dry->range_k)
        fault(check, "dry_cooler.air_rise_k", "less than approach_k and range_k together",
              "air that leaves %g K warmer, from water that enters at %g K above it", dry->air_rise_k,
              dry->approach_k + dry->range_k);
    if (uses(check, SINK_SEAWATER) && p->sea.rise_k >= p->sea.approach_k + SINK_SEA_RANGE_K)
        fault(check, "sea.rise_k", "less than approach_k and the plant's 5.56 K together", "%g K",
              p->sea.rise_k);
}

static void check_reuse(struct check *check)
{
    double wanted = 0.0;
    for (int month = 0; month < 12; month++)
        wanted += check->params->reuse.demand_month_frac[month];
    if (wanted > 0.0 && check->parts.machine == MACHINE_DX && check->params->liquid.heat_frac <= 0.0)
        fault(check, "reuse.demand_month_frac", "0 in a plant without water to take heat from",
              "%g in a year", wanted);
}

static void check_liquid(struct check *check)
{
    const struct liquid_params *liquid = &check->params->liquid;
    if (liquid->heat_frac > 0.0 && check->parts.liquid_sink == SINK_NONE &&
        check->parts.machine == MACHINE_DX)
        fault(check, "parts.liquid_sink", "a sink for the racks' liquid, or chillers", "\"none\"");
    if (liquid->heat_frac <= 0.0 && check->parts.liquid_sink != SINK_NONE)
        fault(check, "liquid.heat_frac", "above 0 where the plant has a sink for the racks' liquid", "%g",
              liquid->heat_frac);
}

static void check_electrical(struct check *check)
{
    const struct electrical_params *e = &check->params->electrical;
    if (e->supply != SUPPLY_PANAMA && e->transformer_sizing_ratio * (double)e->transformer_path_count < 1.0)
        fault(check, "electrical.transformer_sizing_ratio", "transformers that carry the IT load", "%g",
              e->transformer_sizing_ratio);
}

size_t plant_check(const struct plant_params *params, plant_refuse *refuse, void *context)
{
    struct check check = {params, plant_parts_of(params), refuse, context, 0};
    check_temperatures(&check);
    check_parts(&check);
    check_sinks(&check);
    check_liquid(&check);
    check_reuse(&check);
    check_electrical(&check);
    return check.faults;
}
