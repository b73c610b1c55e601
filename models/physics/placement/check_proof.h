/// Following what a tree has shown (placement.h has its form), from the problem alone.
#pragma once

#include "models/physics/placement/placement.h"

/// Null if every answer costs at least `claim`; else what was expected.
const char *placement_check_proof(const struct placement_problem *problem,
                                  const struct placement_result *result, int64_t claim);
