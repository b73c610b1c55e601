/// Plants that are built: named parameter sets, best practice of the early 2020s. Stable; entries may be added.
///
/// A scenario that lists no plants of its own is compared over these. An entry differs from the field tables' defaults
/// only where plant_catalogue.c says so.
#pragma once

#include <stddef.h>

#include "models/physics/cooling_plant.h"

/// Number of entries.
size_t plant_catalogue_count(void);

/// Parameters of an entry; id and name set.
struct plant_params plant_catalogue_at(size_t index);
