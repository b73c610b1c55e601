/// What differs in the inputs of scenarios. Private to the compare files.
#pragma once

#include "results/compare.h"

/// Fills the differences. A value with a source or a distribution is one value, whatever its parts; the rest are the settings of
/// the scenario as given.
enum sim_status compare_inputs(struct compare *compare, const struct compare_input *inputs,
                               struct sim_error *error);
