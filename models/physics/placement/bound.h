/// The Lagrangian bound: what any answer must cost.
///
/// Served rows and the rules on numbers, counties and budgets are relaxed with multipliers; what is left decides each
/// site by itself. For any multipliers the value is a lower bound (placement.h has the formula; the charge and the
/// price of a site are in its v):
///
///     rho_j^t = sum over rows r with site j of  min(0, w_r^t d_rj - u_r^t)          u_r^t <= w_r^t tail_r
///     v_j(t)  = charge_j + beta^t price_j + sum of t' >= t (rho_j^t' - lambda^t' - m_c(j)^t')
///     L       = sum need_r u_r^t + sum (target lambda + floor m+ - limit m- - budget beta) + sum_j min(0, min_t v_j(t))
///
/// A row that is left unserved pays w tail, and no site that its list leaves out is nearer than its tail: for u <= w tail
/// both give nothing to the minimum, so that rows may be cut. Multipliers climb along averaged subgradients with Polyak's
/// step (volume algorithm: Barahona and Anbil, Mathematical Programming 87, 2000). lambda is set to its best value each time.
///
/// A site has a mask of the periods in which it may open: bit t for period t, bit period_count for never.
#pragma once

#include "models/physics/placement/pack.h"
#include "models/physics/placement/rows.h"

/// Part of the newest subgradient in the direction, steps without a better value before they are shortened, and the shortest.
/// These suit distances; covers, where many sites are alike, want directions averaged over more steps, and shorter ones.
#define PLACEMENT_NEWEST         0.35
#define PLACEMENT_PATIENCE       20
#define PLACEMENT_SHORTEST       0.004
#define PLACEMENT_COVER_NEWEST   0.02
#define PLACEMENT_COVER_PATIENCE 100
#define PLACEMENT_COVER_SHORTEST 0.0001

struct placement_bound {
    const struct placement_rows *rows; // borrowed
    struct placement_packs *packs;     // borrowed; null: sites have no capacity
    double value;                      // L at the multipliers
    size_t dimension;                  // of the vectors: u [period][row], m [period][county], beta [period]
    double dearest;                    // of counties' and budgets' multipliers
    double *multipliers;               // as drawn above
    double *u, *county, *budget;       // parts of it
    double lambda[PLACEMENT_PERIODS_MAX], best_lambda[PLACEMENT_PERIODS_MAX];
    double lambda_low[PLACEMENT_PERIODS_MAX], lambda_high[PLACEMENT_PERIODS_MAX]; // equally good
    double *scale;                       // [dimension] of steps: rows with much weight take longer ones
    double *gradient, *direction, *best; // [dimension]
    double *rho;                         // [period][site]
    double *site_value;                  // [site][period + 1] v; the last is zero: never
    int8_t *choice;                      // [site] the period that v chooses
    double *average;                     // [site] share of the late steps in which it was open at the end
    double *key, *key_scratch;           // [site] scratch
    double newest;
    int64_t patience;
    double shortest;    // step length at which a climb ends
    double step_length; // that the last climb came down to
    // Called at each step of a climb, with the gradient at hand; may be null. False: stop there.
    bool (*look)(void *context);
    void *context;
    int64_t steps, entries; // made, and list entries read, so far
};

void placement_bound_init(struct placement_bound *bound, const struct placement_rows *rows);
void placement_bound_clear(struct placement_bound *bound);

/// The value at the bound's multipliers. False: the masks allow no choice that meets the targets.
bool placement_bound_evaluate(struct placement_bound *bound, const uint16_t *mask);

/// Climbs. upper: cost of the best answer known. Ends after `steps`, when the value passes `enough`, or when steps have
/// become too small to matter. Leaves the best multipliers found, evaluated. False as above.
bool placement_bound_climb(struct placement_bound *bound, const uint16_t *mask, double upper, double enough,
                           int64_t steps, double step_length);

/// Takes periods from masks where opening then (or not) would cost more than `upper` less one. Returns how many.
int64_t placement_bound_fix(const struct placement_bound *bound, uint16_t *mask, double upper);
