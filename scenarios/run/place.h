/// Where in its files a scenario says something.
#pragma once

#include "scenarios/run/bind.h"

/// File and line of the value at a path, or of the nearest group around it that the scenario gives.
void scenario_file_place(const struct scenario_file *scenario, const char *path, const char **file,
                         int *line);
