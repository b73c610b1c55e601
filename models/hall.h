/// A hall of a phase: from the standing building to racks in service.
///
///     gate (demand) -> capital -> crew -> M&E fit-out -> cabinets there? power there? -> crew -> rack by rack -> tests
///
/// Cabinets, and the servers of an owner who equips the hall, are ordered when fit-out begins.
#pragma once

#include "models/project.h"

extern const struct sim_kind hall_kind; // params: struct hall_wire

struct hall_wire {
    const struct phase_params *phase;
    const struct build_params *build;
    struct stage_unit unit; // weight in the ledger
    double kw;              // nameplate
    double capital_cny;     // of fit-out, and of the owner's servers
    double value_cny;       // of the asset once in service
    double extend_at_frac;  // occupancy of the site at which it may be fitted out; 0: at once
    sim_lp treasury, mep_crews, install_crews, cabinet_market, fleet;
    sim_lp racks; // first
    uint32_t rack_count;
};

struct hall_state {
    struct stage_now stage;
    double pace, done_frac;
    double gate_day, gate_days; // when it came to the gate, how long it stood there
    double install_crews;       // that it was granted
    uint8_t has_power, has_cabinets, is_fitted_out, is_installing, is_in_service;
};
