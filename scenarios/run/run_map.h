/// What a map of a run needs, beside its sites: names, centres and people of cities and counties, the province's outline.
#pragma once

#include "models/models.h"
#include "results/store.h"

/// Writes it into a result file whose scale `county` is there already, where the scenario has counties; none of it varies.
void run_map_put(struct store *store, const struct province *province);
