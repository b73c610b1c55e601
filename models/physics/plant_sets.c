#include "models/physics/plant_sets.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "models/physics/numeric.h"
#include "models/physics/plant_check.h"
#include "sim/rng.h"
#include "sim/status.h"

#define UPS_PATH "ups_efficiency"
/// Load over one path's rating at which a UPS's efficiency is quoted here.
#define UPS_QUOTED_LOAD 0.5

// Columns: large, mid, small. Small halls of Lei and Masanet state fewer ranges; where they have none those of mid stand.
// Heads, liquid and outdoor fans are theirs where the part is in their model, else (an estimate) as far about the plant's
// own value as theirs are about their middles.
const struct plant_range plant_set_ranges[] = {
    {UPS_PATH, {0.90, 0.80, 0.77}, {0.99, 0.94, 0.85}},
    {"electrical.distribution_loss_frac", {0.0, 0.02, 0.02}, {0.02, 0.05, 0.04}},
    {"electrical.lighting_frac", {0.0, 0.02, 0.02}, {0.002, 0.05, 0.04}},
    {"cop_factor*", {0.89, 0.60, 0.40}, {1.11, 1.00, 0.80}},
    {"air.fan_pressure_pa", {300, 400, 400}, {700, 900, 900}},
    {"air.fan_efficiency_frac", {0.6, 0.6, 0.6}, {0.9, 0.9, 0.9}},
    {"air.rise_k", {13.9, 5, 5}, {19.4, 10, 8}},
    {"water.rise_k", {5, 5, 5}, {10, 10, 10}},
    {"water.chilled_head_pa*", {0.8, 0.8, 0.8}, {1.2, 1.2, 1.2}},
    {"water.condenser_head_pa*", {0.8, 0.8, 0.8}, {1.2, 1.2, 1.2}},
    {"water.pump_efficiency_frac", {0.6, 0.6, 0.6}, {0.8, 0.8, 0.8}},
    {"water.exchanger_approach_k", {1.7, 1.7, 1.7}, {2.8, 2.8, 2.8}},
    {"tower.approach_k", {2.8, 2.8, 2.8}, {6.7, 6.7, 6.7}},
    {"tower.range_k", {4, 4, 4}, {6, 6, 6}},
    {"tower.water_to_air_ratio", {1, 1, 1}, {3, 3, 3}},
    {"tower.fan_pressure_pa", {100, 100, 100}, {400, 400, 400}},
    {"tower.fan_efficiency_frac", {0.65, 0.65, 0.65}, {0.9, 0.9, 0.9}},
    {"tower.drift_frac", {5e-5, 5e-5, 5e-5}, {5e-3, 5e-3, 5e-3}},
    {"concentration_ratio", {3, 3, 3}, {15, 12, 12}},
    {"dry_cooler.approach_k*", {0.7, 0.7, 0.7}, {1.3, 1.3, 1.3}},
    {"dry_cooler.fan_frac*", {0.7, 0.7, 0.7}, {1.3, 1.3, 1.3}},
    {"indirect.effectiveness_frac*", {0.93, 0.9, 0.9}, {1.07, 1.05, 1.05}},
    {"indirect.fan_pressure_pa*", {0.7, 0.7, 0.7}, {1.3, 1.3, 1.3}},
    {"outdoor.filter_pressure_pa*", {0.7, 0.7, 0.7}, {1.3, 1.3, 1.3}},
    {"liquid.coolant_head_pa*", {0.8, 0.8, 0.8}, {1.2, 1.2, 1.2}},
    {"liquid.facility_head_pa*", {0.8, 0.8, 0.8}, {1.2, 1.2, 1.2}},
    {"liquid.exchanger_approach_k*", {0.75, 0.75, 0.75}, {1.25, 1.25, 1.25}},
    {"liquid.pump_efficiency_frac", {0.6, 0.6, 0.6}, {0.8, 0.8, 0.8}},
    {"sea.head_pa*", {0.7, 0.7, 0.7}, {1.3, 1.3, 1.3}},
};
const size_t plant_set_range_count = sizeof(plant_set_ranges) / sizeof(plant_set_ranges[0]);

/// Why a plant in use is behind its design. A factor on the plant's own value, or a least or most value. Chosen knowing that
/// independent models put commonly operated plants at 1.15 to 1.50 where best practice is at 1.10 to 1.40 (Fuzhou, full
/// load); these give 1.13 to 1.49.
static const struct {
    const char *path;
    double factor, least, most;
} operated[] = {
    {"cop_factor", 0.85, 0, 10},                 // fouling, refrigerant lost, purge and oil
    {"air.minimum_speed_frac", 1, 0.7, 1},       // speeds set by hand after a hot-spot complaint
    {"air.fan_pressure_pa", 1.25, 0, 1e9},       // filters past their change
    {"water.minimum_flow_frac", 1, 0.75, 1},     // by-pass valves open, pressure set-points left high
    {"water.exchanger_approach_k", 1.4, 0, 1e9}, // plates fouled
    {"tower.approach_k", 1.2, 0, 1e9},           // fill scaled, water unevenly spread
    {"tower.fan_follow_frac", 0.5, 0, 1},        // fans cycle instead of following
    {"chiller.minimum_load_frac", 1.5, 0, 1},    // one chiller more than needed
    {"indirect.effectiveness_frac", 0.95, 0, 1}, // scale on the sprayed surface
    {"indirect.minimum_speed_frac", 1, 0.4, 1},  //
    {"outdoor.filter_pressure_pa", 1.5, 0, 1e9}, // filters past their change
    {"dry_cooler.approach_k", 1.2, 0, 1e9},      // fins dirty
    {"liquid.minimum_flow_frac", 1, 0.75, 1},    //
    {"electrical.ups_fixed_frac", 1.2, 0,
     1}, // halfway from a modern machine to one of 2010 (0.014, 0.018, 0.024)
    {"electrical.ups_proportional_frac", 2, 0, 1},     //
    {"electrical.distribution_loss_frac", 1.25, 0, 1}, // unbalanced phases, harmonics
    {"electrical.lighting_frac", 2, 0, 1}, // offices, heaters of standby machines on the same meter
    {"concentration_ratio", 0.7, 2, 1e9},  // blow-down by timer
};

/// Text up to a dot or the end, as a field of a table.
static const struct sim_field *first_field(const struct sim_table *table, const char *path, size_t *length)
{
    *length = strcspn(path, ".");
    for (size_t i = 0; i < table->field_count; i++)
        if (strlen(table->fields[i].name) == *length && strncmp(table->fields[i].name, path, *length) == 0)
            return &table->fields[i];
    return NULL;
}

void *plant_params_at(struct plant_params *params, const char *path, const struct sim_field **field)
{
    const struct sim_table *table = &plant_params_table;
    char *object = (char *)params;
    for (;;) {
        size_t length;
        *field = first_field(table, path, &length);
        if (!*field)
            return NULL;
        object += (*field)->offset;
        if (!path[length])
            return object;
        if ((*field)->type != SIM_GROUP)
            return NULL;
        table = (*field)->table;
        path += length + 1;
    }
}

static double *number_at(struct plant_params *params, const char *path, const struct sim_field **field)
{
    double *number = plant_params_at(params, path, field);
    SIM_ASSERT(number && (*field)->type == SIM_F64, "no number \"%s\" in a plant's parameters", path);
    return number;
}

/// Sets a number, held inside its field's range.
static void set_number(struct plant_params *params, const char *path, double value)
{
    const struct sim_field *field;
    double *number = number_at(params, path, &field);
    *number = numeric_clamp(value, isnan(field->min) ? -INFINITY : field->min,
                            isnan(field->max) ? INFINITY : field->max);
}

/// Scales the three terms of a loss so that its efficiency at the quoted load is as wanted.
static void scale_loss(double *fixed, double *proportional, double *square, double efficiency_frac)
{
    const double x = UPS_QUOTED_LOAD;
    double loss = *fixed + x * (*proportional + x * *square);
    double wanted = x * (1.0 / efficiency_frac - 1.0);
    double factor = loss > 0.0 ? wanted / loss : 0.0;
    *fixed *= factor;
    *proportional *= factor;
    *square *= factor;
}

static void set_ups_efficiency(struct plant_params *params, double efficiency_frac)
{
    struct electrical_params *electrical = &params->electrical;
    scale_loss(&electrical->ups_fixed_frac, &electrical->ups_proportional_frac, &electrical->ups_square_frac,
               efficiency_frac);
    struct loss_params *others[] = {&electrical->dc, &electrical->panama};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        scale_loss(&others[i]->fixed_frac, &others[i]->proportional_frac, &others[i]->square_frac,
                   efficiency_frac);
}

void plant_set_as_operated(struct plant_params *params)
{
    for (size_t i = 0; i < sizeof(operated) / sizeof(operated[0]); i++) {
        const struct sim_field *field;
        double value = *number_at(params, operated[i].path, &field) * operated[i].factor;
        set_number(params, operated[i].path, numeric_clamp(value, operated[i].least, operated[i].most));
    }
}

/// What a coil keeps between the water that leaves it and the air that enters it.
#define COIL_LEAST_K       1.0
#define WATER_TO_AIR_LEAST 0.5
#define WATER_TO_AIR_STEP  0.95

/// Whether a fault is that of a tower whose approach no fill brings about. Counts them.
static void note_tower(void *count, const char *key, const char *found, const char *expected)
{
    (void)found;
    (void)expected;
    *(int *)count += strcmp(key, "tower.approach_k") == 0;
}

/// Whether more air would make a tower possible.
static bool wants_air(const struct plant_params *params)
{
    int count = 0;
    plant_check(params, note_tower, &count);
    return count > 0;
}

void plant_set_reconcile(struct plant_params *params)
{
    double most_k = params->air.supply_degc + params->air.rise_k - COIL_LEAST_K - params->chilled_water_degc;
    if (params->water.rise_k > most_k)
        set_number(params, "water.rise_k", most_k);
    while (params->tower.water_to_air_ratio > WATER_TO_AIR_LEAST && wants_air(params))
        params->tower.water_to_air_ratio *= WATER_TO_AIR_STEP;
}

void plant_set_draw(struct plant_params *params, enum plant_set_size size, uint64_t seed,
                    uint32_t replication)
{
    for (size_t i = 0; i < plant_set_range_count; i++) {
        const struct plant_range *range = &plant_set_ranges[i];
        struct sim_rng rng = sim_rng_named(seed, range->path, 0, 0, replication);
        double value = range->low[size] + (range->high[size] - range->low[size]) * sim_rng_uniform(&rng);
        if (strcmp(range->path, UPS_PATH) == 0) {
            set_ups_efficiency(params, value);
            continue;
        }
        char path[64];
        size_t length = strlen(range->path);
        SIM_ASSERT(length < sizeof(path), "the path \"%s\" is too long", range->path);
        memcpy(path, range->path, length + 1);
        if (path[length - 1] == '*') {
            const struct sim_field *field;
            path[length - 1] = '\0';
            value *= *number_at(params, path, &field);
        }
        set_number(params, path, value);
    }
    plant_set_reconcile(params);
}
