/// Small numerics that several formulas share.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/// The value, held inside low..high. low <= high.
double numeric_clamp(double value, double low, double high);

/// Root of an increasing, continuous function. Where the function has one sign between the bounds the nearer
/// bound is the answer.
/// @param f          the function; `context` is handed through
/// @param low, high  bounds, low < high
/// @return           x with |f(x)| below 1e-13 or a bracket narrower than that; after 100 steps what there is
/// Source: Illinois variant of the false position (Dowell and Jarratt, "A modified regula falsi method for
/// computing the root of an equation", BIT 11, 1971).
double numeric_root(double (*f)(const void *context, double x), const void *context, double low, double high);

/// Solution of x = f(x) for a continuous f that varies slowly.
/// @param start      first guess
/// @param low, high  bounds of the solution: f(low) >= low and f(high) <= high, else the bound is the answer
/// @return           the latest x, within 1e-10 of f(x); f was last called with it
/// Secant steps on x - f(x); where they fail, false position between the bounds.
double numeric_fixed_point(double (*f)(void *context, double x), void *context, double start, double low,
                           double high);

/// Lower Cholesky factor L of a covariance, in place; what is above the diagonal becomes zero. A covariance may be singular: a
/// column whose pivot is nothing but rounding of its own diagonal becomes zero.
/// @param a  [n][n], symmetric
void numeric_cholesky(double *a, size_t n);

/// Solves L x = b in place; whole: L L' x = b. Where a pivot is zero so is x.
void numeric_cholesky_solve(const double *lower, size_t n, double *x, bool is_whole);
