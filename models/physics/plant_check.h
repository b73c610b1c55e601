/// Parameters that contradict each other. (Each by itself is held to its range by the field table.) Stable.
#pragma once

#include <stddef.h>

#include "models/physics/cooling_plant.h"

/// Told of a fault: the key below the plant ("liquid.supply_degc"), what stands there and what was expected, as a
/// sentence for the user. The texts live until it returns.
typedef void plant_refuse(void *context, const char *key, const char *found, const char *expected);

/// Tells `refuse` all faults; null counts only.
/// @return  number of faults
size_t plant_check(const struct plant_params *params, plant_refuse *refuse, void *context);
