/// The result file of a run: its layout, and one replication after another into it.
#pragma once

#include "scenarios/run/outcome.h"
#include "scenarios/run/siting.h"
#include "scenarios/run/until.h"
#include "sim/status.h"

struct run_file;

/// What the file says about the run.
struct run_about {
    const char *path;
    const char *command; // normalised: nothing that does not change results
    uint64_t seed;
    uint32_t replications;       // with `untils`: the most
    bool is_antithetic;          // they are in pairs
    const struct untils *untils; // none, or those of count 0: as many replications as that
};

/// siting: where edge sites stand; read here, not kept.
enum sim_status run_file_create(const struct run_about *about, const struct scenario *scenario,
                                const struct siting *siting, const struct calendar *calendar,
                                struct run_file **out, struct sim_error *error);

/// Adds the next replication. Failures are kept for close.
enum sim_status run_file_add(struct run_file *file, const struct outcome *outcome);

/// Publishes the file under its name. With `untils`, it has the replications that were added.
enum sim_status run_file_close(struct run_file *file, struct sim_error *error);

/// Removes what was written. Null is allowed.
void run_file_abandon(struct run_file *file);
