/// The data block of a page. Its parts add themselves to the object, each only where the file has what it tells.
#pragma once

#include <jansson.h>

#include "results/load.h"
#include "results/strings.h"
#include "results/verdict.h"

/// The whole block; null after a fault. verdict: of a run, else null.
json_t *data_create(struct load *load, const struct verdict *verdict, enum strings_language language,
                    struct sim_error *error);

// Parts.
void data_targets(json_t *data, const struct verdict *verdict);
void data_series(json_t *data, struct load *load, struct sim_error *error);
void data_groups(json_t *data, struct load *load, struct sim_error *error);
void data_ledger(json_t *data, struct load *load, struct sim_error *error);
void data_sites(json_t *data, struct load *load, struct sim_error *error);
void data_phases(json_t *data, struct load *load, struct sim_error *error);
void data_months(json_t *data, struct load *load, struct sim_error *error);
void data_map(json_t *data, struct load *load, struct sim_error *error);
void data_assumptions(json_t *data, struct load *load, struct sim_error *error);
void data_sweep(json_t *data, struct load *load, struct sim_error *error);
void data_reach(json_t *data, struct load *load, struct sim_error *error);
void data_cooling(json_t *data, struct load *load, struct sim_error *error);
void data_place(json_t *data, struct load *load, struct sim_error *error);
