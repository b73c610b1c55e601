/// Bootstrap samples, as weights, and percentile intervals. Private to the analyse_* files.
#pragma once

#include <stddef.h>

#include "sim/rng.h"

/// Samples drawn; the percentiles of an interval rest on 25 of them at either end.
#define ANALYSE_BOOTSTRAP_COUNT 1000

/// A sample with replacement: how often each of `count` things is in it.
void analyse_resample(struct sim_rng *rng, double *weights, size_t count);

/// Percentiles 2.5 and 97.5 of the values, which are sorted; NaN where any value is.
void analyse_percentiles(double *values, size_t count, double *low, double *high);
