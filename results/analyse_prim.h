/// Scenario discovery: boxes of the factors' space in which something nearly always happens.
///
/// The patient rule induction method. From the whole space, the face is peeled that raises the mean most for each point it
/// costs, about a twentieth of the points at a time; along the way the box is kept whose density and coverage have the largest
/// harmonic mean; then restrictions that chance would explain are lifted, the weakest first. A further box is looked for
/// among the points that the ones before leave.
///
///     density   share of a box's points that hit         "missed in 83 % of the futures where ..."
///     coverage  share of all hits that lie in the box
///     mass      share of all points that lie in the box
///     p         of a restriction: chance of as many hits in the box, were the points those of the box without it (binomial)
///
/// Sources: J. H. Friedman, N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9(2), 1999;
/// B. P. Bryant, R. J. Lempert, "Thinking inside the box", Technological Forecasting & Social Change 77(1), 2010 (coverage,
/// density and quasi-p-values); gain by cost: J. H. Kwakkel, M. Jaxa-Rozen, Environmental Modelling & Software 79, 2016.
/// Why there is no pasting: lifting does what it is for, and says why.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define PRIM_PEEL_FRAC 0.05 // of a box's points, a peel
#define PRIM_MASS_MIN  0.05 // of all points, a box
#define PRIM_P_MAX     0.05 // of a restriction that stays

/// The side of a box in one factor.
struct prim_limit {
    double low, high;     // infinite where it is open
    double p_low, p_high; // NaN where it is open
};

struct prim_box {
    struct prim_limit *limits; // [factor]
    size_t points, hits;
    double density, coverage, mass;
};

/// Finds up to `max` boxes; each is denser than all points together. x: [point][factor]; hits: [point]; max: >= 1.
/// boxes: room for max, whose limits are to be freed by prim_box_clear. Returns how many were found.
size_t analyse_prim(const double *x, const bool *hits, size_t points, size_t factors, size_t max,
                    struct prim_box *boxes);
void prim_box_clear(struct prim_box *box);
