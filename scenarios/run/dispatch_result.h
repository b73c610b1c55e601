/// What a dispatcher did, from rows to a result file. Nothing of it where a scenario has none.
///
///     work_*           [work][month]         demand, served, unserved, waiting, away (PFLOPS day at the precision of the
///                                            compute that serves it), round trip, wait, slowdown, jobs, energy, cost, carbon
///     baseline_work_*  [work][month]         the same, had each city been on its own
///     site_use_*       [site][month]         mean use of a site's compute of a class
///     site_jobs_*      [site][month]         jobs that wait, that run, on average
///     platform_gain    [gain]                what the platform is worth against the baseline, over the whole run
///
/// Energy, cost and carbon are marginal: what the work adds to servers that are on anyway.
#pragma once

#include "models/models.h"
#include "results/store.h"
#include "scenarios/run/calendar.h"

enum work_measure {
    MEASURE_DEMAND,
    MEASURE_SERVED,
    MEASURE_UNSERVED,
    MEASURE_WAITING,
    MEASURE_AWAY,
    MEASURE_RTT,
    MEASURE_WAIT,
    MEASURE_SLOWDOWN,
    MEASURE_JOBS,
    MEASURE_ENERGY,
    MEASURE_COST,
    MEASURE_CARBON,
    MEASURE_COUNT,
};

/// What the platform is worth. Units of work are PFLOPS days after the counting rule; what is saved is against the
/// baseline's cost of the same work, class of work by class of work.
enum platform_gain {
    GAIN_SERVED,      // work served more, over the baseline's
    GAIN_COST,        // CNY saved per unit
    GAIN_CARBON,      // kg saved per unit
    GAIN_COST_FRAC,   // of what the baseline would have paid
    GAIN_CARBON_FRAC, // likewise
    GAIN_COUNT,
};

struct dispatch_outcome {
    double *work[2]; // [measure][work][month]; the platform's, the baseline's
    double *use;     // [class][site][month]
    double *jobs;    // [waiting, running][site][month]
    double *shed;    // [called, shed][month], MWh
    double gain[GAIN_COUNT];
};

/// Zero-initialise it. Sizes are those of the province and calendar.
void dispatch_outcome_init(struct dispatch_outcome *outcome, const struct province *province,
                           const struct calendar *calendar);
void dispatch_outcome_clear(struct dispatch_outcome *outcome);
void dispatch_outcome_reset(struct dispatch_outcome *outcome, const struct province *province,
                            const struct calendar *calendar);

/// Rows of a month.
void dispatch_outcome_take(struct dispatch_outcome *outcome, const struct calendar *calendar, double day,
                           const struct dispatch_row *row);
void dispatch_outcome_take_site(struct dispatch_outcome *outcome, const struct province *province,
                                const struct calendar *calendar, double day,
                                const struct dispatch_site_row *row);

/// After the last row: the gains.
void dispatch_outcome_finish(struct dispatch_outcome *outcome, const struct province *province,
                             const struct calendar *calendar);

/// Variables of a result file.
struct dispatch_columns {
    size_t work[2][MEASURE_COUNT], use[COMPUTE_CLASS_MAX], jobs[2], shed[2], gain;
};

/// After those of demand, whose scale `work` is used.
void dispatch_columns_add(struct dispatch_columns *columns, struct store *store,
                          const struct province *province, const struct calendar *calendar);
void dispatch_columns_put(const struct dispatch_columns *columns, struct store *store, size_t replication,
                          const struct dispatch_outcome *outcome, const struct province *province,
                          const struct calendar *calendar);
