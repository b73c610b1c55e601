/// A phase of a site as a project, from its application to the building that its halls are fitted out in.
///
///     planned -> review -> land and design -> capital -> crew -> civil works -> halls released
///                            | grid connection, side by side, until the zone gives power |
///
/// Durations are lognormal about the kind of building's, times the project's own pace (one draw for all its stages and
/// halls: the common project shock). Storms stop civil works by the city's exposure. A phase that stood at a later
/// stage at the epoch starts there.
#pragma once

#include "models/ports.h"
#include "models/stage.h"

/// A kind of building: how long its stages take, what they cost, who works on them.
struct build_params {
    const char *id;
    const char *name;
    double land_days;                  // medians
    double civil_days;                 //
    double mep_days;                   // of one hall
    double commissioning_days;         // of one hall
    double stage_sigma;                // of the logarithm of each stage
    double project_sigma;              // of the logarithm of the common project shock
    double hall_racks;                 // standard racks of one hall
    double civil_crews;                // at work on one phase
    double mep_crews;                  // at work on one hall
    double install_crews;              // at work in one hall
    double install_racks_per_crew_day; // cabinets
    double civil_cny_per_kw;           // per kW of IT nameplate
    double mep_cny_per_kw;             //
};

enum phase_stage {
    PHASE_PLANNED,
    PHASE_REVIEW,
    PHASE_LAND,
    PHASE_CIVIL,
    PHASE_MEP,
    PHASE_RELEASED,
    PHASE_CANCELLED,
};

/// A phase of a site, as the scenario has it.
struct phase_params {
    const char *name;
    int64_t racks;            // cabinets
    double rack_kw;           // nameplate of a cabinet
    int64_t compute;          // index of its class
    int64_t build;            // index of its kind of building
    int64_t start;            // day of its application
    int64_t stage;            // where it stood at the epoch
    double stage_done_frac;   // of that stage
    double go_ahead_frac;     // probability that it is built at all
    int64_t owner_equips;     // servers come with the hall
    int64_t is_hpc;           // counts as HPC peak
    int64_t waits_for_demand; // halls wait until the site is full enough
    double priority;          // in line for resources, higher first
};

extern const struct sim_table build_table;
extern const struct sim_table phase_table;
extern const struct sim_kind project_kind; // params: struct project_wire

struct project_wire {
    const struct phase_params *given;
    const struct build_params *build;
    struct stage_unit unit;     // weight in the ledger
    double it_mw;               // nameplate
    double review_threshold_mw; // from which it needs the review
    double review_days;         // planned
    double storm_exposure_frac; // of its city
    int64_t epoch_civil_day;
    sim_lp quota, treasury, civil_crews, grid, fleet;
    sim_lp halls; // first
    uint32_t hall_count;
};

/// State that tests look at.
struct project_state {
    struct stage_now stage;
    double pace;      // of all its stages; 0 before it begins
    double start_day; // set to begin
    double work_left_days, planned_left_days; // of civil works
    double worked_since_day, stopped_until_day;
    uint8_t is_connected, is_stopped;
    uint8_t at; // enum phase_stage
};
