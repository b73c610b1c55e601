/// What the solver works on: each client's sites in order of distance, and each site's clients.
///
/// A row is something that wants `need` open sites of its list, at the cost weight x distance each; for each that it does
/// not get it pays weight x tail. Clients are rows with need 1, backups rows with need 2: radii, coverage and penalties
/// are all inside the distances. Where lists are cut (large planar problems), the tail is the least distance of what is
/// not listed, so that bounds hold for the whole problem.
///
///     start[r] .. start[r + 1]          row r: site, distance ascending (ties by site)
///     column_start[j] .. [j + 1]        site j: row, place in that row's list, distance
#pragma once

#include "models/physics/placement/placement.h"

struct placement_entry {
    int32_t row, position, distance;
};

struct placement_rows {
    const struct placement_problem *problem; // borrowed
    int64_t row_count, site_count, period_count;
    size_t *start;                  // [row + 1]
    int32_t *site, *distance;       // [entry]
    int32_t *tail;                  // [row]
    uint8_t *need;                  // [row] 1 or 2
    int32_t *client;                // [row] whose it is
    size_t *column_start;           // [site + 1]
    struct placement_entry *column; // [entry]
    int64_t *weight;                // [period][row] over the scenarios
    int64_t charge_factor;          // on charges: sum of the scenarios' shares
    int64_t *charge;                // [site] times the factor; set cover: 1 where none is given
    int64_t *price;                 // [site] 0 for existing ones, which are paid for
    int64_t cut;                    // sites that a planar row lists at most
    int64_t cover_radius;           // center: the radius that is tried; else PLACEMENT_NONE
};

/// Rows of a problem. radius: of the covering problem behind a center, else PLACEMENT_NONE.
void placement_rows_build(const struct placement_problem *problem, int64_t radius,
                          struct placement_rows *rows);
void placement_rows_clear(struct placement_rows *rows);

/// True of modes whose clients are covered or not: cover, set cover, center. Their lists hold what is within a radius, at no
/// distance.
bool placement_rows_cover(const struct placement_problem *problem);

/// Weights of the rows when scenario s counts share[s]; placement_rows_build takes those of the problem.
void placement_rows_weigh(struct placement_rows *rows, const int64_t *share);

/// More than an answer can cost that leaves no client unserved, in merged units.
double placement_rows_most(const struct placement_rows *rows);

/// Makes column_start and column from the rows.
void placement_rows_transpose(struct placement_rows *rows);

/// Cost of a distance under the client's class, as the lists hold it; PLACEMENT_NONE: not in the list.
int64_t placement_rows_cost(const struct placement_problem *problem, int64_t client, int64_t distance,
                            int64_t radius);
