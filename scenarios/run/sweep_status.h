/// How a sweep stands, from its files alone: the parts, or the finished file.
#pragma once

#include "scenarios/run/options.h"

/// `suanli sweep --status FILE`. Faults: 66 there is neither; those of reading a result file.
enum sim_status sweep_status(const struct options *options, struct sim_error *error);
