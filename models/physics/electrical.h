/// The electrical chain, from the grid's side to the racks: transformer, uninterruptible supply,
/// distribution.
///
///     grid -> transformers -+-> cooling, lighting
///                           +-> UPS (double conversion, eco) or rectifiers (240/336 V DC) -> distribution -> IT
///     grid -> medium voltage to DC in one cabinet ("Panama") ------------------------------> distribution -> IT
///
/// All quantities are for a plant whose design IT load is 1 kW, so that kW reads as "kW per kW of design IT".
/// Losses are functions of the load alone and exact in the parameters; there is no power factor and no
/// harmonics.
///
/// Redundancy: N is one path without spare modules, N+1 spare modules in a path, 2N two paths that share the load.
#pragma once

#include <stdint.h>

#include "sim/field.h"

enum electrical_supply {
    SUPPLY_DOUBLE_CONVERSION,
    SUPPLY_ECO,    // the grid feeds the load directly for most of the time, the converters stand by
    SUPPLY_DC,     // rectifiers to 240 or 336 V DC, batteries on the bus
    SUPPLY_PANAMA, // phase-shifting transformer and rectifiers in one, from 10 kV to DC: no other transformer
};

/// Loss of a module at load x of its rating = rating (fixed + proportional x + square x^2).
struct loss_params {
    double fixed_frac;
    double proportional_frac;
    double square_frac;
};

/// See electrical_table for meaning, range and default of each.
struct electrical_params {
    int64_t supply; // enum electrical_supply
    double ups_sizing_ratio;
    int64_t ups_path_count;
    int64_t ups_module_count;
    int64_t ups_spare_module_count;
    int64_t ups_sleep;
    double ups_fixed_frac;
    double ups_proportional_frac;
    double ups_square_frac;
    struct loss_params eco;
    double eco_time_frac;
    struct loss_params dc;
    struct loss_params panama;
    double distribution_loss_frac;
    double transformer_sizing_ratio;
    int64_t transformer_path_count;
    double transformer_fixed_frac;
    double transformer_square_frac;
    double lighting_frac;
};

extern const struct sim_table electrical_table;

/// Loss of the uninterruptible supply that delivers `output_kw`, whichever kind it is; of the Panama kind, with that of
/// its transformer.
/// Source of the form: no-load, proportional and square-law terms of Schneider Electric white paper 108
/// ("Making large UPS systems more efficient"). The paths share the load equally; each alone could carry it.
/// Modules of a path that are not needed for carrying the whole load alone, with the spares, sleep. How many run is a
/// real number, the mean of a count rounded up over many rooms whose loads differ: load / module + 1/2.
/// @param output_kw  [kW per kW of design IT]  0..1.5   (beyond the rating the formula goes on)
double electrical_ups_loss_kw(const struct electrical_params *params, double output_kw);

/// Ohmic loss between UPS and racks: square law. it_kw: [kW per kW of design IT] 0..1.2.
double electrical_distribution_loss_kw(const struct electrical_params *params, double it_kw);

/// Rating of all transformer paths together, over the design IT load; beside a Panama supply of those that are left.
double electrical_transformer_rating_kw(const struct electrical_params *params);

/// Loss of the transformers: constant iron loss and copper loss with the square of the load, shared equally by the
/// paths.
/// @param it_chain_kw  into the uninterruptible supply; bypasses the transformers where that is a Panama  0..2
/// @param other_kw     cooling, lighting                                                                  0..2
double electrical_transformer_loss_kw(const struct electrical_params *params, double it_chain_kw,
                                      double other_kw);
