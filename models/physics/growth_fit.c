#include "models/physics/growth_fit.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/numeric.h"
#include "sim/memory.h"
#include "sim/status.h"

/// Sigma of the level at its begin, on the link's scale: as good as nothing beside a published figure.
#define LEVEL_SIGMA 2.0
/// Iterations of the search and its tolerances; a fit takes about ten.
#define ITERATIONS_MAX 200
#define TOLERANCE      1e-10
/// Step of the search's central differences, in sigmas of a prior.
#define STEP 1e-4
/// Rounds of draws, each proposed from what the one before found.
#define ROUNDS 3
/// Draws that count, below which a round does not lead the next.
#define WORTH_LEAST 50.0
/// Freedoms of the t that draws are proposed from: a posterior bent like a banana has long arms (5 missed a fifth of a sigma).
#define FREEDOMS 2.0
/// Figures farther out than this many sigmas are held there, so that no trial of the search overflows.
#define FIGURE_MOST 40.0
/// A share is never nearer to `most` than this of it: there its logit has no bits left.
#define SHARE_LEAST 1e-15

double growth_link(double most, double value)
{
    return most > 0 ? log(value / fmax(most - value, SHARE_LEAST * most)) : log(value);
}

double growth_unlink(double most, double link)
{
    return most > 0 ? most / (1 + exp(-link)) : exp(link);
}

/// Belief of a figure, and the `most` of its link.
static struct growth_belief belief_of(const struct growth_fit *fit, enum growth_figure figure, double *most)
{
    const struct growth_prior *prior = &fit->prior;
    *most = figure == GROWTH_LEVEL || figure == GROWTH_CEILING ? prior->most : 0;
    switch (figure) {
    case GROWTH_LEVEL: return fit->level;
    case GROWTH_CEILING: return prior->ceiling;
    case GROWTH_RATE: return prior->rate;
    case GROWTH_START: return prior->start;
    case GROWTH_PACE: return prior->pace;
    case GROWTH_FIGURES: break;
    }
    return (struct growth_belief){0};
}

static bool has_figure(int64_t law, enum growth_figure figure)
{
    return (figure != GROWTH_START || law == GROWTH_BASS) && (figure != GROWTH_PACE || law == GROWTH_BUILD);
}

struct growth_curve growth_curve_at(const struct growth_fit *fit, const double *figures, double *level)
{
    double value[GROWTH_FIGURES], most;
    for (int i = 0; i < GROWTH_FIGURES; i++)
        value[i] = belief_of(fit, i, &most).median;
    for (size_t k = 0; k < fit->free_count; k++) {
        struct growth_belief belief = belief_of(fit, fit->free[k], &most);
        double sigmas = fmax(-FIGURE_MOST, fmin(FIGURE_MOST, figures[k]));
        value[fit->free[k]] = growth_unlink(most, growth_link(most, belief.median) + belief.sigma * sigmas);
    }
    *level = value[GROWTH_LEVEL];
    return (struct growth_curve){.law = fit->prior.law,
                                 .ceiling = value[GROWTH_CEILING],
                                 .rate_per_year = value[GROWTH_RATE],
                                 .start_per_year = value[GROWTH_START],
                                 .pace_per_year = value[GROWTH_PACE]};
}

/// What the points lie above the curve, on the link's scale.
static void residuals(const struct growth_fit *fit, const double *figures, double *above)
{
    double level, years = fit->begin_years;
    struct growth_curve curve = growth_curve_at(fit, figures, &level);
    for (size_t i = 0; i < fit->count; i++) {
        level = growth_step(&curve, level, fit->years[i] - years);
        years = fit->years[i];
        above[i] = fit->link[i] - growth_link(fit->prior.most, level);
    }
}

/// The search's problem: the fit, and the factor that makes residuals independent.
struct search {
    const struct growth_fit *fit;
    const double *lower;
};

static int misfit(const gsl_vector *x, void *self, gsl_vector *f)
{
    const struct search *search = self;
    const struct growth_fit *fit = search->fit;
    double figures[GROWTH_FIGURES], above[GROWTH_POINTS_MAX];
    for (size_t k = 0; k < fit->free_count; k++)
        gsl_vector_set(f, k, figures[k] = gsl_vector_get(x, k));
    residuals(fit, figures, above);
    numeric_cholesky_solve(search->lower, fit->count, above, false);
    for (size_t i = 0; i < fit->count; i++) {
        if (!isfinite(above[i]))
            return GSL_EDOM; // the search turns back
        gsl_vector_set(f, fit->free_count + i, above[i]);
    }
    return GSL_SUCCESS;
}

/// Why not GSL's own differences: their step is a share of the figure, which is nothing near the median.
static int misfit_slopes(const gsl_vector *x, void *self, gsl_matrix *slopes)
{
    const struct search *search = self;
    size_t p = search->fit->free_count, n = p + search->fit->count;
    double at[2][GROWTH_FIGURES + GROWTH_POINTS_MAX], figures[GROWTH_FIGURES];
    for (size_t j = 0; j < p; j++) {
        for (int side = 0; side < 2; side++) {
            for (size_t k = 0; k < p; k++)
                figures[k] = gsl_vector_get(x, k) + (k != j ? 0 : side ? STEP : -STEP);
            gsl_vector_const_view moved = gsl_vector_const_view_array(figures, p);
            gsl_vector_view f = gsl_vector_view_array(at[side], n);
            if (misfit(&moved.vector, self, &f.vector) != GSL_SUCCESS)
                return GSL_EDOM;
        }
        for (size_t i = 0; i < n; i++)
            gsl_matrix_set(slopes, i, j, (at[1][i] - at[0][i]) / (2 * STEP));
    }
    return GSL_SUCCESS;
}

/// Mode and covariance of the figures.
static void find_mode(struct growth_fit *fit, const double *lower)
{
    struct search search = {fit, lower};
    size_t p = fit->free_count, n = p + fit->count;
    gsl_multifit_nlinear_fdf problem = {.f = misfit, .df = misfit_slopes, .n = n, .p = p, .params = &search};
    gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *work =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, n, p);
    gsl_vector *start = gsl_vector_calloc(p);
    gsl_matrix *covariance = gsl_matrix_alloc(p, p);
    int why;
    SIM_ASSERT(work && start && covariance, "out of memory for a fit of %zu figures", p);
    gsl_multifit_nlinear_init(start, &problem, work);
    int status = gsl_multifit_nlinear_driver(ITERATIONS_MAX, TOLERANCE, TOLERANCE, 0, NULL, NULL, &why, work);
    // A search that finds nothing better from where it stands is at the mode as well as rounding lets it.
    fit->is_converged = status == GSL_SUCCESS || status == GSL_ENOPROG;
    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work), 0, covariance);
    gsl_blas_ddot(gsl_multifit_nlinear_residual(work), gsl_multifit_nlinear_residual(work), &fit->misfit);
    for (size_t i = 0; i < p; i++) {
        fit->mode[i] = gsl_vector_get(gsl_multifit_nlinear_position(work), i);
        for (size_t j = 0; j < p; j++)
            fit->spread[i * p + j] = gsl_matrix_get(covariance, i, j);
    }
    numeric_cholesky(fit->spread, p);
    gsl_matrix_free(covariance);
    gsl_vector_free(start);
    gsl_multifit_nlinear_free(work);
}

/// Adds a vector of standard normals times a lower factor.
static void add_normal(const double *lower, size_t n, double scale, struct sim_rng *rng, double *x)
{
    double z[GROWTH_POINTS_MAX];
    for (size_t i = 0; i < n; i++)
        z[i] = scale * sim_rng_normal(rng);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++)
            x[i] += lower[i * n + k] * z[k];
}

/// What draws are proposed from: a t of FREEDOMS about a middle.
struct proposal {
    double middle[GROWTH_FIGURES];
    double lower[GROWTH_FIGURES * GROWTH_FIGURES];
};

/// Logarithm of posterior over proposal, but for a constant, at figures.
static double log_weight(const struct growth_fit *fit, const struct search *search,
                         const struct proposal *proposal, const double *figures)
{
    double residual[GROWTH_FIGURES + GROWTH_POINTS_MAX], away[GROWTH_FIGURES], sum = 0, square = 0;
    size_t p = fit->free_count, n = p + fit->count;
    gsl_vector_const_view at = gsl_vector_const_view_array(figures, p);
    gsl_vector_view f = gsl_vector_view_array(residual, n);
    if (misfit(&at.vector, (void *)(uintptr_t)search, &f.vector) != GSL_SUCCESS)
        return -INFINITY;
    for (size_t i = 0; i < n; i++)
        sum += residual[i] * residual[i];
    for (size_t i = 0; i < p; i++)
        away[i] = figures[i] - proposal->middle[i];
    numeric_cholesky_solve(proposal->lower, p, away, false);
    for (size_t i = 0; i < p; i++)
        square += away[i] * away[i];
    return (fit->misfit - sum) / 2 + (FREEDOMS + (double)p) / 2 * log1p(square / FREEDOMS);
}

/// Draws from the proposal, and the share of weight up to each.
static void propose(struct growth_fit *fit, const struct search *search, const struct proposal *proposal,
                    struct sim_rng *rng)
{
    double most = -INFINITY, sum = 0, squares = 0;
    for (size_t d = 0; d < GROWTH_DRAWS; d++) {
        double scale = sqrt(FREEDOMS / sim_rng_gamma_ziggurat(rng, FREEDOMS / 2, 2));
        memcpy(fit->draws[d], proposal->middle, sizeof(proposal->middle));
        add_normal(proposal->lower, fit->free_count, scale, rng, fit->draws[d]);
        fit->below[d] = log_weight(fit, search, proposal, fit->draws[d]);
        most = fmax(most, fit->below[d]);
    }
    for (size_t d = 0; d < GROWTH_DRAWS; d++) {
        double weight = exp(fit->below[d] - most);
        sum += weight;
        squares += weight * weight;
        fit->below[d] = sum;
    }
    SIM_ASSERT(sum > 0, "a growth fit without a likely draw: misfit %g", fit->misfit);
    for (size_t d = 0; d < GROWTH_DRAWS; d++)
        fit->below[d] /= sum;
    fit->draws_worth = sum * sum / squares;
}

/// Middle and spread of the draws so far, for the next round.
static void look_at_draws(const struct growth_fit *fit, struct proposal *proposal)
{
    size_t p = fit->free_count;
    memset(proposal, 0, sizeof(*proposal));
    for (size_t d = 0; d < GROWTH_DRAWS; d++)
        for (size_t i = 0; i < p; i++)
            proposal->middle[i] += (fit->below[d] - (d > 0 ? fit->below[d - 1] : 0)) * fit->draws[d][i];
    for (size_t d = 0; d < GROWTH_DRAWS; d++)
        for (size_t i = 0; i < p; i++)
            for (size_t j = 0; j < p; j++)
                proposal->lower[i * p + j] += (fit->below[d] - (d > 0 ? fit->below[d - 1] : 0)) *
                                              (fit->draws[d][i] - proposal->middle[i]) *
                                              (fit->draws[d][j] - proposal->middle[j]);
    numeric_cholesky(proposal->lower, p);
}

/// Draws of the posterior: proposed about the mode, then twice about where the draws before were. Their stream is the same
/// in every run.
static void find_draws(struct growth_fit *fit, const double *lower)
{
    const struct search search = {fit, lower};
    struct sim_rng rng = sim_rng_named(0, "growth", 0, 0, 0);
    struct proposal proposal;
    memcpy(proposal.middle, fit->mode, sizeof(proposal.middle));
    memcpy(proposal.lower, fit->spread, sizeof(proposal.lower));
    fit->draws = sim_memory_new(GROWTH_DRAWS, sizeof(*fit->draws), "a growth fit");
    fit->below = sim_memory_new(GROWTH_DRAWS, sizeof(*fit->below), "a growth fit");
    for (int round = 0; round < ROUNDS; round++) {
        // Too few that count say nothing about a spread: then again from where these were proposed.
        if (round > 0 && fit->draws_worth > WORTH_LEAST)
            look_at_draws(fit, &proposal);
        propose(fit, &search, &proposal, &rng);
    }
}

/// The draw at a share of the weight.
static const double *draw_at(const struct growth_fit *fit, double share)
{
    size_t low = 0, high = GROWTH_DRAWS - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (fit->below[middle] < share)
            low = middle + 1;
        else
            high = middle;
    }
    return fit->draws[low];
}

/// Covariance of the wander at the points.
static void wander_covariance(const struct growth_fit *fit, double *covariance)
{
    double variance = fit->prior.wander * fit->prior.wander;
    for (size_t i = 0; i < fit->count; i++)
        for (size_t j = 0; j < fit->count; j++)
            covariance[i * fit->count + j] =
                variance * (fmin(fit->years[i], fit->years[j]) - fit->begin_years);
}

/// The wander at the points, given residuals r: mean G r, G = W S^-1, and covariance W - W S^-1 W.
static void find_wander(struct growth_fit *fit, const double *lower)
{
    size_t n = fit->count;
    double wander[GROWTH_POINTS_MAX * GROWTH_POINTS_MAX], column[GROWTH_POINTS_MAX];
    wander_covariance(fit, wander);
    for (size_t i = 0; i < n; i++) {
        memcpy(column, wander + i * n, n * sizeof(*column)); // symmetric: a row is a column
        numeric_cholesky_solve(lower, n, column, true);
        memcpy(fit->gain + i * n, column, n * sizeof(*column));
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            fit->rest[i * n + j] = wander[i * n + j];
            for (size_t k = 0; k < n; k++)
                fit->rest[i * n + j] -= fit->gain[i * n + k] * wander[k * n + j];
        }
    numeric_cholesky(fit->rest, n);
}

void growth_fit(struct growth_fit *fit, const struct growth_prior *prior, const struct growth_point *points,
                size_t count)
{
    SIM_ASSERT(count >= 1 && count <= GROWTH_POINTS_MAX, "%zu points to fit", count);
    double covariance[GROWTH_POINTS_MAX * GROWTH_POINTS_MAX], most;
    *fit = (struct growth_fit){.prior = *prior,
                               .level = {points[0].value, LEVEL_SIGMA},
                               .begin_years = fmin(0, points[0].years),
                               .count = count};
    for (size_t i = 0; i < count; i++) {
        fit->years[i] = points[i].years;
        fit->link[i] = growth_link(prior->most, points[i].value);
    }
    for (int figure = 0; figure < GROWTH_FIGURES; figure++)
        if (has_figure(prior->law, figure) && belief_of(fit, figure, &most).sigma > 0)
            fit->free[fit->free_count++] = figure;
    wander_covariance(fit, covariance);
    for (size_t i = 0; i < count; i++)
        covariance[i * count + i] += points[i].sigma * points[i].sigma;
    numeric_cholesky(covariance, count);
    find_mode(fit, covariance);
    find_draws(fit, covariance);
    find_wander(fit, covariance);
}

void growth_fit_clear(struct growth_fit *fit)
{
    free(fit->draws);
    free(fit->below);
    *fit = (struct growth_fit){0};
}

void growth_draw(const struct growth_fit *fit, struct sim_rng *rng, struct growth_path *path)
{
    const double *figures = draw_at(fit, sim_rng_uniform(rng));
    double above[GROWTH_POINTS_MAX];
    size_t n = fit->count;
    *path = (struct growth_path){.years = fit->begin_years};
    path->curve = growth_curve_at(fit, figures, &path->level);
    residuals(fit, figures, above);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            path->wander_at[i] += fit->gain[i * n + k] * above[k];
    add_normal(fit->rest, n, 1, rng, path->wander_at);
}

/// The wander from the path's own time on to `years`, no point between: a bridge to the next one, or free.
static double wander_to(const struct growth_fit *fit, const struct growth_path *path, double years,
                        double normal)
{
    double passed = years - path->years, variance = fit->prior.wander * fit->prior.wander * passed;
    if (path->next >= fit->count)
        return path->wander + sqrt(variance) * normal;
    double whole = fit->years[path->next] - path->years, share = whole > 0 ? passed / whole : 1;
    return path->wander + share * (path->wander_at[path->next] - path->wander) +
           sqrt(variance * (1 - share)) * normal;
}

double growth_path_to(const struct growth_fit *fit, struct growth_path *path, double years,
                      struct sim_rng *rng)
{
    double normal = sim_rng_normal(rng), begin = path->years;
    while (path->next < fit->count && fit->years[path->next] <= years) {
        path->wander = path->wander_at[path->next];
        path->years = fit->years[path->next++];
    }
    if (years > path->years)
        path->wander = wander_to(fit, path, years, normal);
    path->level = growth_step(&path->curve, path->level, years - begin);
    path->years = years;
    return growth_unlink(fit->prior.most, growth_link(fit->prior.most, path->level) + path->wander);
}
