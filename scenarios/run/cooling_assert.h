/// What a script asks of a study: a value of its JSON answer against a limit, such as "immersion.pue.year<=1.2".
#pragma once

#include "scenarios/run/cooling.h"

/// Checks that all can be understood, before anything is run. Fault 64.
enum sim_status cooling_assert_check(const struct cooling *cooling, const struct options *options,
                                     struct sim_error *error);

/// Whether all hold. answer: cooling_json's. Faults: 1 missed (also where the value is null), 64 no such value.
enum sim_status cooling_assert(json_t *answer, const struct options *options, struct sim_error *error);
