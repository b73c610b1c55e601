/// One replication: run, and its rows folded into the arrays that a result file holds.
///
///     series  [series][time]                         province, at each recording date
///     sites   [site variable][site][time or month]   by site
///     ledger  [site][cause]                          days, mean over the site's planned standard racks
///     targets [target], [target][cause]              value at the date; what is missing, by what bound it last
#pragma once

#include "scenarios/run/calendar.h"
#include "scenarios/run/demand_result.h"
#include "scenarios/run/dispatch_result.h"
#include "scenarios/run/scenario.h"
#include "scenarios/run/series.h"
#include "scenarios/run/snapshot_file.h"
#include "scenarios/run/trace_file.h"
#include "sim/engine.h"

/// Kinds of processes that a province can have, at most.
#define OUTCOME_KINDS_MAX 24

/// By site and recording date.
enum site_series { SITE_RACKS, SITE_EFLOPS, SITE_OCCUPIED, SITE_SERIES_COUNT };

/// By site and month.
enum site_months {
    SITE_PUE,
    SITE_IT_ENERGY,
    SITE_ENERGY,
    SITE_WATER,
    SITE_COST,
    SITE_CARBON,
    SITE_MONTHS_COUNT
};

/// Dates of a phase, days since the epoch; NaN where they do not fall into the run.
enum phase_dates {
    PHASE_GROUND_BREAKING, // NaN also where it was before the epoch
    PHASE_FIRST_HALL,      // first hall in service
    PHASE_LAST_HALL,       // all halls in service
    PHASE_BUILD_DAYS, // from the one to the other, without the time that halls waited for the site to fill
    PHASE_DATES_COUNT,
};

/// By county and month.
enum county_months {
    COUNTY_SITES,
    COUNTY_SHARE,
    COUNTY_RACKS,
    COUNTY_PUE,
    COUNTY_IT_ENERGY,
    COUNTY_ENERGY,
    COUNTY_MONTHS_COUNT
};

/// By exit and month.
enum exit_months { EXIT_CAPACITY, EXIT_PEAK, EXIT_UTILISATION, EXIT_MONTHS_COUNT };

/// By indicator of access: the law as it was drawn.
enum access_curves { CURVE_CEILING, CURVE_RATE, CURVE_START, CURVE_PACE, ACCESS_CURVES_COUNT };

extern const struct series_info access_curves_list[ACCESS_CURVES_COUNT];
extern const struct series_info exit_months_list[EXIT_MONTHS_COUNT];
extern const struct series_info county_months_list[COUNTY_MONTHS_COUNT];
extern const struct series_info phase_dates_list[PHASE_DATES_COUNT];
extern const struct series_info site_series_list[SITE_SERIES_COUNT];
extern const struct series_info site_months_list[SITE_MONTHS_COUNT];

struct outcome {
    double *series;            // [SERIES_COUNT][time]
    double *class_eflops;      // [class][time], counted
    double *site_series;       // [SITE_SERIES_COUNT][site][time]
    double *site_months;       // [SITE_MONTHS_COUNT][site][month]
    double *phase_dates;       // [PHASE_DATES_COUNT][phase], phases of all sites in order
    double *wait_days;         // [site][cause]
    double *work_days;         // [site][cause]
    double *planned_wait_days; // [cause], mean over all planned racks
    double *edge_wait_days;    // [cause], mean over the edge sites of the plan
    double *county_months;     // [COUNTY_MONTHS_COUNT][county][month], of edge sites
    double *exit_months;       // [EXIT_MONTHS_COUNT][exit][month]
    double *access_curves;     // [ACCESS_CURVES_COUNT][indicator]
    double *link_peak_tbps;    // [link of the scenario], of egress at the end
    double *target_value;      // [target]
    double *target_cause;      // [target], -1 where reached
    double *target_missing;    // [target][cause], in the target's unit
    double *inputs;            // [input]
    struct demand_outcome demand;
    struct dispatch_outcome dispatch;
    struct sim_totals totals;
    size_t kind_count;
    struct sim_kind_totals kinds[OUTCOME_KINDS_MAX];
};

/// Number of phases of all sites, and the place of a site's phase among them.
size_t phase_count(const struct province *province);
size_t phase_index(const struct province *province, int64_t site, int64_t phase);

/// Sizes are those of the scenario and calendar.
void outcome_init(struct outcome *outcome, const struct scenario *scenario, const struct calendar *calendar);
void outcome_clear(struct outcome *outcome);

struct latency_places;

/// One replication to run.
struct outcome_job {
    struct scenario *scenario;
    size_t instance; // of the scenario, this thread's
    const struct world *world;
    const struct latency_places *places; // of the world's siting; null: no latencies are asked for
    const struct calendar *calendar;
    uint64_t seed;
    uint32_t replication;
    bool is_antithetic;               // inputs are drawn by scenario_draw_antithetic
    uint32_t workers;                 // inside the replication
    const struct snapshot_part *from; // state to go on from; null: from the epoch
    int64_t save_day;                 // civil day at whose close the state is saved
    struct snapshot_part *save;       // where to; null: nowhere
    const char *trace_pattern;        // of names of kinds or processes whose events are written; null: none
    struct trace_text *trace;         // where to
    bool has_statistics;              // also measure the time of each kind
};

/// Draws the uncertain values of a replication into an instance, runs it, and folds it.
/// @return false if `from` is no state of this scenario; then `fault` says why
bool outcome_run(struct outcome *outcome, const struct outcome_job *job, char *fault, size_t fault_size);
