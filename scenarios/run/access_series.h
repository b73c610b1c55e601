/// Rows of access and of the egress, folded: series, months by exit, and what is missing by what holds it.
#pragma once

#include "scenarios/run/outcome.h"

struct access_series {
    const struct province *province;
    const struct calendar *calendar;
    struct outcome *outcome;
    double *held_by;   // [series of access][time] enum cause
    double *late_tbps; // [cause][time]
    double *way_tbps;  // [time] sum of load times its way, Tbps us
};

void access_series_init(struct access_series *sums, const struct province *province,
                        const struct calendar *calendar, struct outcome *outcome);
void access_series_clear(struct access_series *sums);

/// Takes a row of a day; false where it is none of these.
bool access_series_take(struct access_series *sums, double day, const struct sim_row_type *type,
                        const void *row);

/// After the last row: what is made of several series.
void access_series_finish(struct access_series *sums);

/// Adds, by cause, what is missing of one of these series at a recording date. gap: to the target.
void access_series_missing(const struct access_series *sums, int series, size_t t, double gap,
                           double *missing);
