/// What matters in a sweep, from its file alone.
///
/// Two outputs of each target at each point: its value, mean over the replications that have one, and whether half of them or
/// more reach it. A value within 1e-9 of the goal, relative to it, reaches it; a replication without a value misses. Boxes are
/// looked for where the rarer outcome, reached or missed, happens; of many factors only in the ANALYSE_BOX_FACTORS that
/// correlate with it most, because among a hundred of them chance always has a face to peel.
///
///     design                     of the value                          of reached or missed
///     saltelli                   first-order and total Sobol indices   boxes, from the points A and B
///     morris                     mu*, mu and sigma                     -
///     any other                  partial rank correlations             boxes
///
/// Whether an answer settles shows in two ways: the width of its interval, and the same from the first half of the points,
/// which of the designs that are samples is a smaller one (not of a grid, whose half is a corner, or of given points).
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "results/analyse_morris.h"
#include "results/analyse_prim.h"
#include "results/analyse_rank.h"
#include "results/analyse_sobol.h"
#include "results/load.h"

/// What is asked of an answer that has settled: width of its interval, and distance from that of half of the points. Of
/// correlations and indices as they are, of mu* over the largest of the target.
#define ANALYSE_WIDE_INDEX   0.2
#define ANALYSE_WIDE_RANK    0.4
#define ANALYSE_WIDE_MORRIS  0.5
#define ANALYSE_MOVED_INDEX  0.05
#define ANALYSE_MOVED_RANK   0.15
#define ANALYSE_MOVED_MORRIS 0.1

/// Boxes looked for, a target.
#define ANALYSE_BOXES_MAX   3
#define ANALYSE_BOX_FACTORS 8

enum analyse_method { ANALYSE_SOBOL, ANALYSE_MORRIS, ANALYSE_RANK };

struct analyse_target {
    const char *id;
    char date[11];
    const char *unit;
    double goal;
    bool at_most;
    double p_reach;              // over all points and replications
    double p_low, p_high;        // its 95 % interval, points being independent; NaN where they are no sample
    double mean, least, most;    // of the value over points; NaN where no point has one
    struct analyse_sobol *sobol; // [factor]; the one of the method, else null
    struct analyse_morris *morris;
    struct analyse_estimate *rank;
    double *half; // [factor], total index, mu* or correlation from the first half; NaN where there is none
    double first_sum;   // of first-order indices: what is left to 1 is interactions; NaN of other methods
    size_t acting;      // factors whose correlation is not nought by its interval
    size_t wide, moved; // factors with a wide interval; that act and moved with the second half of the points
    bool has_enough;    // points, for the method
    size_t used;        // base points, trajectories or points with a value
    struct prim_box boxes[ANALYSE_BOXES_MAX];
    size_t box_count;
    bool boxes_reach; // they are of points that reach the target, else of those that miss it
};

struct analyse {
    const char *title, *design;
    enum analyse_method method;
    size_t points, replications, factor_count, size; // size: of the design
    const char *const *factors;                      // paths
    const char *const *units;
    const char *const *laws, *const *ranges;     // as schema.h has them
    const char *epoch, *scenario_text, *command; // of the file
    uint64_t seed;
    struct analyse_target *targets;
    size_t target_count;
};

/// Texts are borrowed from the load. Fault 65: the file is of no sweep, or what schema.h lists is missing.
enum sim_status analyse_create(struct load *load, struct analyse **out, struct sim_error *error);
void analyse_destroy(struct analyse *analyse);

/// Factors of a target, what matters most first. order: room for factor_count.
void analyse_order(const struct analyse *analyse, const struct analyse_target *target, size_t *order);

/// The estimate by which factors are ordered: total index, mu* or correlation.
struct analyse_estimate analyse_main_estimate(const struct analyse_target *target, size_t factor);

/// Writes all of it to a file of its own, over factor, target and box. Faults: those of store_create and store_close.
enum sim_status analyse_write(const struct analyse *analyse, const char *path, const char *version,
                              struct sim_error *error);

void analyse_print(const struct analyse *analyse, FILE *stream, bool colours);
json_t *analyse_json(const struct analyse *analyse);
