/// Compressors: rows of water- or air-cooled chillers, and direct expansion, per kW of design IT load.
///
/// The DOE-2 / EnergyPlus "EIR" model: capacity and energy input ratio (1/COP) as biquadratics of leaving
/// chilled water and entering condenser fluid, power over full-load power from part load (EnergyPlus
/// Engineering Reference, "Electric Chiller Model Based on Condenser Entering Temperature"). Below its least
/// load a chiller cycles; of a row of chillers as many run as need the least power.
///
/// No public curve is valid above about 12 degC of chilled water. Beyond a curve's range its inputs are held
/// at the edge and the COP is scaled by the ratio of Carnot COPs (an estimate), and the answer is flagged.
#pragma once

#include <stdint.h>

#include "sim/field.h"

/// Curves of water-cooled chillers.
enum chiller_water_curve { CHILLER_YORK_YK, CHILLER_DOE2_CENTRIFUGAL };

/// See chiller_table for meaning, range and default of each.
struct chiller_params {
    int64_t water_curve; // enum chiller_water_curve
    int64_t module_count;
    double sizing_ratio;
    double minimum_load_frac;
    double condenser_water_minimum_degc;
    double condenser_air_minimum_degc;
    double dx_evaporator_approach_k;
    double dx_cop_ratio;
};

extern const struct sim_table chiller_table;

/// Why an answer is less sure. Bits.
enum chiller_flag {
    CHILLER_EXTRAPOLATED = 1, // outside the curve's temperatures
    CHILLER_SHORT = 2,        // the load was above the capacity; it is counted as if it were met
};

/// A make of chiller.
struct chiller_curve;

/// York YK, 2771 kW, COP 6.84 at 5.56 degC of chilled and 23.89 degC of condenser water, variable speed.
extern const struct chiller_curve chiller_water_cooled;

/// DOE-2's generic centrifugal machine, COP 5.5 at 6.67 degC of chilled and 29.4 degC of condenser water, constant speed.
extern const struct chiller_curve chiller_doe2_centrifugal;

/// York YCAL0033EE, 101 kW, COP 3.1 at 6.67 degC of chilled water and 35 degC of air, condenser fans
/// included.
extern const struct chiller_curve chiller_air_cooled;

/// A sized row of chillers.
struct chiller {
    const struct chiller_params *params; // borrowed
    const struct chiller_curve *curve;
    double leaving_degc; // chilled water
    double cop_factor;   // COP as operated over COP of the curve
    double reference_kw; // capacity of all modules at the curve's reference
};

/// The curve of water-cooled chillers that the parameters name.
const struct chiller_curve *chiller_curve_of_water(const struct chiller_params *params);

/// Cooling over compressor power at full load, without the as-operated factor; at most 20.
/// @param leaving_degc   chilled water                                      [degC]  0..35
/// @param entering_degc  condenser water or outdoor air, as the curve has   [degC]  -10..60
/// @param flags          gets bits of enum chiller_flag; may be null
double chiller_cop(const struct chiller_curve *curve, double leaving_degc, double entering_degc,
                   int64_t *flags);

/// A row whose capacity at this entering temperature is params->sizing_ratio times load_kw. Other arguments
/// become the members of the same names.
struct chiller chiller_size(const struct chiller_params *params, const struct chiller_curve *curve,
                            double leaving_degc, double cop_factor, double load_kw, double entering_degc);

/// No compressor takes less than one part of power for so much cooling, at full load or part, however small the lift.
/// Estimate.
#define CHILLER_COP_MOST 20.0

/// How a row runs: power = capacity / COP x part-load curve at part_frac x on_frac, at least load / CHILLER_COP_MOST.
struct chiller_running {
    double power_kw;
    double count;             // modules that run
    double capacity_kw;       // of these, in this weather
    double cop;               // at full load, as operated
    double part_frac;         // load of each over its capacity, at least the least without cycling  0..1
    double on_frac;           // share of the time that they are on; above 1: beyond their capacity
    const double *part_curve; // power over full-load power: c[0] + c[1] p + c[2] p^2; null where nothing runs
};

/// A row with the number of modules that needs least power of those that can carry the load.
/// @param load_kw        heat taken from the chilled water                  [kW]    nothing runs at 0 and below
/// @param entering_degc  as it reaches the condensers: whoever asks holds the condenser's least temperature
/// @param flags          as above
struct chiller_running chiller_run(const struct chiller *chiller, double load_kw, double entering_degc,
                                   int64_t *flags);

/// Its power alone.
double chiller_kw(const struct chiller *chiller, double load_kw, double entering_degc, int64_t *flags);

/// Power of direct expansion: the air-cooled chiller that would have the same evaporating temperature, less
/// what small compressors, long pipes and latent heat cost; many of them, so that power is proportional to
/// the load.
/// @param supply_degc  air to the room                                      [degC]  10..35
/// @param cop_factor   COP as operated over COP of the curve                [1]     0.5..1.1
/// @param load_kw      heat taken from the air                              [kW]    nothing runs at 0 and below
/// @param dry_degc     outdoor air                                          [degC]  -30..50
/// @param flags        as above
double chiller_dx_kw(const struct chiller_params *params, double supply_degc, double cop_factor,
                     double load_kw, double dry_degc, int64_t *flags);

/// COP at full load of that air-cooled chiller, without dx_cop_ratio and cop_factor. Arguments as above.
double chiller_dx_cop(const struct chiller_params *params, double supply_degc, double dry_degc,
                      int64_t *flags);
