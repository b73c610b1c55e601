/// What a plant's hours add up to: PUE and its parts, WUE and its streams, TUE, ERE, energy, cost, carbon, grade.
///
///     struct energy_sums year = {0};
///     for each hour: energy_add(&year, &hour, &at);
///     double pue = energy_pue(&year);
///
/// Sums are per kW of design IT load, as hours are. A ratio is always one of sums, never a mean of hourly ratios: PUE is
/// the energy ratio over the period (EEUE of GB/T 32910.3-2016, category 3 of ISO/IEC 30134-2).
#pragma once

#include <stdint.h>

#include "models/physics/cooling_plant.h"

/// One list makes the parts of the electricity that is not IT: code, member of struct plant_hour, name, meaning.
#define ENERGY_PART_LIST(X)                                                                                  \
    X(ENERGY_FAN, fan_kw, "fan", "fans of the room")                                                         \
    X(ENERGY_PUMP, pump_kw, "pump", "pumps")                                                                 \
    X(ENERGY_COMPRESSOR, compressor_kw, "compressor", "compressors, fans of their air-cooled condensers")    \
    X(ENERGY_TOWER_FAN, tower_fan_kw, "outdoor_fan",                                                         \
      "fans of towers, dry coolers, scavenger air; sea pumps")                                               \
    X(ENERGY_HEAT_PUMP, heat_pump_kw, "heat_pump", "heat pump and delivery of reused heat")                  \
    X(ENERGY_UPS, ups_loss_kw, "ups", "uninterruptible supply")                                              \
    X(ENERGY_DISTRIBUTION, distribution_loss_kw, "distribution", "distribution to the racks")                \
    X(ENERGY_TRANSFORMER, transformer_loss_kw, "transformer", "transformers")                                \
    X(ENERGY_LIGHTING, lighting_kw, "lighting", "lighting, controls, security")

enum energy_part {
#define ENERGY_PART_CODE(code, member, name, text) code,
    ENERGY_PART_LIST(ENERGY_PART_CODE)
#undef ENERGY_PART_CODE
        ENERGY_PART_COUNT
};

extern const char *const energy_part_names[ENERGY_PART_COUNT];
extern const char *const energy_part_texts[ENERGY_PART_COUNT];

/// Power of one part in an hour [kW per kW of design IT].
double energy_part_kw(const struct plant_hour *hour, enum energy_part part);

/// Streams of water: what leaves, made up by as much.
#define WATER_STREAM_LIST(X)                                                                                 \
    X(WATER_EVAPORATION, evaporation_l_per_h, "evaporation")                                                 \
    X(WATER_DRIFT, drift_l_per_h, "drift")                                                                   \
    X(WATER_BLOWDOWN, blowdown_l_per_h, "blowdown")                                                          \
    X(WATER_HUMIDIFICATION, humidification_l_per_h, "humidification")

enum water_stream {
#define WATER_STREAM_CODE(code, member, name) code,
    WATER_STREAM_LIST(WATER_STREAM_CODE)
#undef WATER_STREAM_CODE
        WATER_STREAM_COUNT
};

extern const char *const water_stream_names[WATER_STREAM_COUNT];

/// Where an hour stands and what its electricity costs.
struct energy_at {
    int64_t hour;  // index of the hour, for the worst one
    int64_t month; // 0..11
    double share;  // of the design IT load that is commissioned: the plant's hour counts so much        0..1
    double cny_per_kwh; // of this hour
    double kg_per_kwh;  // carbon of the grid's electricity
};

/// Sums over any number of hours, per kW of design IT. Zero-initialise it.
struct energy_sums {
    double hours, it_kwh, total_kwh;
    double server_fan_kwh; // of the IT energy
    double part_kwh[ENERGY_PART_COUNT];
    double water_l[WATER_STREAM_COUNT];
    double reuse_kwh; // heat given to others
    double cost_cny, carbon_kg;
    double month_it_kwh[12], month_total_kwh[12], month_water_l[12];
    double free_hours, partly_free_hours; // cooled without compressors; with fewer of them
    double peak_kw;                       // highest total power
    double worst_pue;                     // highest ratio of an hour that had IT load
    int64_t worst_hour;
    double residual_most_kw, water_residual_most_l; // of the hours' balances
    int64_t extrapolated_hours, short_hours, clamped_hours, tower_range_hours;
};

void energy_add(struct energy_sums *sums, const struct plant_hour *hour, const struct energy_at *at);

/// Total over IT energy; infinite without IT energy, as all ratios below.
double energy_pue(const struct energy_sums *sums);

/// PUE of a month 0..11; NAN of a month without hours.
double energy_month_pue(const struct energy_sums *sums, int month);

/// What a part adds to the PUE; the parts sum to PUE - 1.
double energy_partial_pue(const struct energy_sums *sums, enum energy_part part);

/// Make-up water over IT energy [L/kWh], on site. Source of the measure: ISO/IEC 30134-9, category 1.
double energy_wue(const struct energy_sums *sums);

/// Energy reuse effectiveness: (total - reused) / IT. Source: ISO/IEC 30134-6; The Green Grid, white paper 29.
double energy_ere(const struct energy_sums *sums);

/// Carbon usage effectiveness [kg/kWh]. Source: ISO/IEC 30134-8.
double energy_cue(const struct energy_sums *sums);

/// Total usage effectiveness: all energy over what reaches the chips, PUE x ITUE. Server fans are the hours' own (fewer
/// where liquid takes the heat, so that options with a lower PUE do not look better for wasting less inside of it).
/// @param supply_loss_frac  power supplies and voltage regulators of the servers over IT power     0..0.3
/// Source: Patterson et al., "TUE, a new energy-efficiency metric applied at ORNL's Jaguar", ISC 2013.
double energy_tue(const struct energy_sums *sums, double supply_loss_frac);

/// Grade 1..3 of a yearly PUE, 0 where it has none. Source: GB 40879-2021, table 1: 1.20, 1.30, 1.50.
int energy_grade(double pue);
