/// A growth law fitted to a few published points, and drawn from what they leave open.
///
///     link(value at t) = link(curve at t) + wander at t + error of the figure
///
/// The link is the logarithm, or the logit of the share of `most` where a value cannot pass that. The wander is Brownian,
/// from the first point on: what no law knows, `wander` a square root of a year. The error of a published figure is its
/// rounding. The curve's figures have priors that are normal in their logarithms (a ceiling below `most`: in its logit),
/// given as median and sigma: with two points a fit is little else, which is why priors are data with a source.
///
/// The mode is found by Levenberg and Marquardt's method (GSL's gsl_multifit_nlinear) on residuals that are made independent
/// by the Cholesky factor of their covariance. A normal about it (Laplace) would miss a skewed posterior by half a sigma, so
/// that it is only where draws are proposed from, with the tails of a t: GROWTH_DRAWS of them, the same in every run, weighted
/// by the posterior itself, then again from where these were (adaptive importance sampling). A path takes one of the last. Given the figures, the wander at the points is normal, exactly; between
/// points it is a bridge, after the last one it is free. A drawn path thus passes the published points as near as their
/// errors say, and then spreads.
#pragma once

#include <stddef.h>

#include "models/physics/growth.h"
#include "sim/rng.h"

/// Points that one fit takes at most, and draws of its figures. With a thousand draws' worth a quantile is good to 0.03 of a
/// sigma, less than what the beliefs are good for.
#define GROWTH_POINTS_MAX 24
#define GROWTH_DRAWS      4096

/// What is believed of a figure before any point: its median, and sigma on the scale above; sigma 0: it is known.
struct growth_belief {
    double median, sigma;
};

struct growth_prior {
    int64_t law;
    double most; // no value reaches it; 0: there is none
    struct growth_belief ceiling, rate, start,
        pace;      // of the curve; those that the law does not have are not read
    double wander; // per square root of a year, on the link's scale; > 0
};

/// A published value.
struct growth_point {
    double years; // after the epoch; may be before it
    double value; // > 0, below `most`
    double sigma; // of its error, on the link's scale; > 0
};

/// The figures that are fitted: level at the first point (or at the epoch, if that is before), then those of the curve.
enum growth_figure {
    GROWTH_LEVEL,
    GROWTH_CEILING,
    GROWTH_RATE,
    GROWTH_START,
    GROWTH_PACE,
    GROWTH_FIGURES,
};

struct growth_fit {
    struct growth_prior prior;
    struct growth_belief level; // its own prior: about the first point, and vague
    double begin_years;         // when the curve has that level
    size_t count;               // points
    double years[GROWTH_POINTS_MAX], link[GROWTH_POINTS_MAX];
    size_t free_count;                              // figures that are fitted
    int free[GROWTH_FIGURES];                       // which, enum growth_figure
    double mode[GROWTH_FIGURES];                    // [free] in sigmas of the prior from its median
    double spread[GROWTH_FIGURES * GROWTH_FIGURES]; // [free][free] lower Cholesky factor of their covariance
    double (*draws)[GROWTH_FIGURES];                // [GROWTH_DRAWS][free] figures, as `mode`
    double *below;      // [GROWTH_DRAWS] share of the weight up to and with a draw
    double draws_worth; // (sum of weights)^2 / sum of their squares: so many equal draws
    double gain[GROWTH_POINTS_MAX * GROWTH_POINTS_MAX]; // [point][point] mean wander at points from residuals
    double rest[GROWTH_POINTS_MAX *
                GROWTH_POINTS_MAX]; // likewise, lower Cholesky factor of what is left of its covariance
    double misfit;                  // sum of squares at the mode, priors included
    int is_converged;               // 0: the search stopped short; the mode is then the best that it found
};

double growth_link(double most, double value);
double growth_unlink(double most, double link);

/// points: `count` of them, 1 .. GROWTH_POINTS_MAX, in ascending order of time. growth_fit_clear gives its draws back.
void growth_fit(struct growth_fit *fit, const struct growth_prior *prior, const struct growth_point *points,
                size_t count);
void growth_fit_clear(struct growth_fit *fit);

/// The curve at some figures. figures: [free], in sigmas from the median. level: of its begin.
struct growth_curve growth_curve_at(const struct growth_fit *fit, const double *figures, double *level);

/// A path that was drawn, as far as it has gone. Plain bytes.
struct growth_path {
    struct growth_curve curve;
    double level, years;                 // of the curve
    double wander;                       // then
    double wander_at[GROWTH_POINTS_MAX]; // at the points
    uint64_t next;                       // first point after `years`
};

/// Draws a path at its begin.
void growth_draw(const struct growth_fit *fit, struct sim_rng *rng, struct growth_path *path);

/// Takes a path on to `years` (>= its own), with its curve's figures as they then are. Returns the value there.
double growth_path_to(const struct growth_fit *fit, struct growth_path *path, double years,
                      struct sim_rng *rng);
