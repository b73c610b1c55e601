/// A surrogate for what replications come to: from the points that were run, the value of each replication at any other.
///
/// Replications draw the same random numbers at all points, so each is a function of the point alone, and all of them were
/// asked at the same points. Each is taken as a Gaussian process with the covariance
///
///     k(x, y) = sum a_j^2 c(x_j, y_j) + beta / A sum_{j<k} 2 a_j^2 a_k^2 c(x_j, y_j) c(x_k, y_k) + tau^2 A [x = y]
///     c(u, v) = (u v + min(u, v)) / 2,   A = sum a_j^2,   u, v: efforts, 0..1
///
/// about its value where nothing is changed: effects of single axes that add up, straight between the efforts that were run
/// (so that nothing overshoots), pairs that help or hinder each other, and what one more event early on changes later (tau).
/// a_j is the root mean square effect of axis j alone, which screening has run, but no less than some share of the greatest;
/// that share, beta and tau are those of a small grid that make the data most likely (all replications together, one scale). One factorisation serves all replications: this
/// is why they are modelled and not their quantile, which would throw away what common random numbers tell.
/// Source: additive Gaussian processes, D. Duvenaud, H. Nickisch, C. Rasmussen (NIPS 2011); common random numbers in
/// kriging, X. Chen, B. Ankenman, B. Nelson, "The effects of common random numbers on stochastic kriging metamodels", ACM
/// TOMACS 22(2), 2012. Why no length scales: some twenty points in a dozen dimensions cannot tell them.
#pragma once

#include "scenarios/run/reach/axis.h"

struct kriging;

struct kriging *kriging_create(struct axes axes, size_t outputs);
void kriging_destroy(struct kriging *kriging);

/// Fits to points. x: [count][axis]; the first is 0 everywhere, all differ; y: [count] pointers to [output], finite.
void kriging_fit(struct kriging *kriging, const int *x, const double *const *y, size_t count);

/// y: [output]
void kriging_predict(const struct kriging *kriging, const int *x, double *y);
