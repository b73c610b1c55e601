/// The electrical chain, from the grid's side to the racks: transformer, uninterruptible supply,
/// distribution.
///
///     grid -> transformers -+-> cooling, lighting
///                           +-> UPS -> distribution -> IT
///
/// All quantities are for a plant whose design IT load is 1 kW, so that kW reads as "kW per kW of design IT".
/// Losses are functions of the load alone and exact in the parameters; there is no power factor, no
/// harmonics, no ECO mode yet.
#pragma once

#include <stdint.h>

#include "sim/field.h"

/// See electrical_table for meaning, range and default of each.
struct electrical_params {
    double ups_sizing_ratio;
    int64_t ups_path_count;
    int64_t ups_module_count;
    double ups_fixed_frac;
    double ups_proportional_frac;
    double ups_square_frac;
    double distribution_loss_frac;
    double transformer_sizing_ratio;
    int64_t transformer_path_count;
    double transformer_fixed_frac;
    double transformer_square_frac;
    double lighting_frac;
};

extern const struct sim_table electrical_table;

/// Loss of the UPS that delivers `output_kw`.
///     loss of a module at load x of its rating = rating (a + b x + c x^2)
/// Source: the form with no-load, proportional and square-law terms of Schneider Electric white paper 108
/// ("Making large UPS systems more efficient"). The paths share the load equally; each alone could carry it.
/// Modules of a path that are not needed for carrying the whole load alone sleep. How many run is a real
/// number, the mean of a count rounded up over many rooms whose loads differ: load / module + 1/2.
/// @param output_kw  [kW per kW of design IT]  0..1.5   (beyond the rating the formula goes on)
double electrical_ups_loss_kw(const struct electrical_params *params, double output_kw);

/// Ohmic loss between UPS and racks: square law. it_kw: [kW per kW of design IT] 0..1.2.
double electrical_distribution_loss_kw(const struct electrical_params *params, double it_kw);

/// Loss of the transformers that deliver `output_kw` (IT, cooling and all other losses): constant iron loss
/// and copper loss with the square of the load, shared equally by the paths. output_kw: [kW per kW of design
/// IT] 0..3.
double electrical_transformer_loss_kw(const struct electrical_params *params, double output_kw);
