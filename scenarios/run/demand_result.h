/// What programmes ask for, from rows to a result file. Nothing of it where a scenario has no programmes.
///
///     demand                 [work][time]       PFLOPS at the precision of the compute that serves it
///     city_demand            [city][time]       EFLOPS after the counting rule
///     programme_demand       [programme][month] EFLOPS after the counting rule
///     programme_work_demand  [programme][work]  PFLOPS at that precision, mean over the last 12 months
///     county_edge_demand     [county]           TFLOPS of edge work, likewise
///
/// All are means of a year's season and week.
#pragma once

#include "models/models.h"
#include "results/store.h"
#include "scenarios/run/calendar.h"

struct demand_outcome {
    double *work, *city, *programme, *programme_work, *county_edge;
};

/// Zero-initialise it. Sizes are those of the province and calendar.
void demand_outcome_init(struct demand_outcome *outcome, const struct province *province,
                         const struct calendar *calendar);
void demand_outcome_clear(struct demand_outcome *outcome);
void demand_outcome_reset(struct demand_outcome *outcome, const struct province *province,
                          const struct calendar *calendar);

/// Rows of a day.
void demand_outcome_take(struct demand_outcome *outcome, const struct province *province,
                         const struct calendar *calendar, double day, const struct demand_row *row);
void demand_outcome_take_programme(struct demand_outcome *outcome, const struct province *province,
                                   const struct calendar *calendar, double day,
                                   const struct programme_row *row);

/// After the last row.
void demand_outcome_finish(struct demand_outcome *outcome, const struct province *province,
                           const struct calendar *calendar);

/// Variables of a result file.
struct demand_columns {
    size_t work, city, programme, programme_work, county_edge;
};

/// Adds scales and variables, and names of programmes and works.
void demand_columns_add(struct demand_columns *columns, struct store *store, const struct province *province,
                        const struct calendar *calendar);

/// Puts a replication.
void demand_columns_put(const struct demand_columns *columns, struct store *store, size_t replication,
                        const struct demand_outcome *outcome, const struct province *province,
                        const struct calendar *calendar);
