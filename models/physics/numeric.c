#include "models/physics/numeric.h"

#include <math.h>

#define STEPS_MAX 100
/// In the units of x and of f alike: kW, K and 1, all of the order of one here.
#define TOLERANCE 1e-13

/// Of a fixed point; the same units.
#define FIXED_TOLERANCE  1e-10
#define SECANT_STEPS_MAX 12

double numeric_clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

double numeric_root(double (*f)(const void *, double), const void *context, double low, double high)
{
    double f_low = f(context, low), f_high = f(context, high);
    if (f_low >= 0.0)
        return low;
    if (f_high <= 0.0)
        return high;
    double x = low;
    // The bound that stays twice has its value halved, so that it cannot stay for ever.
    for (int step = 0, side = 0; step < STEPS_MAX && high - low > TOLERANCE; step++) {
        x = (low * f_high - high * f_low) / (f_high - f_low);
        double value = f(context, x);
        if (fabs(value) < TOLERANCE)
            break;
        if (value > 0.0) {
            high = x;
            f_high = value;
            f_low *= side == 1 ? 0.5 : 1.0;
            side = 1;
        } else {
            low = x;
            f_low = value;
            f_high *= side == -1 ? 0.5 : 1.0;
            side = -1;
        }
    }
    return x;
}

/// A fixed point as a root.
struct excess {
    double (*f)(void *context, double x);
    void *context;
};

static double excess(const void *context, double x)
{
    const struct excess *e = context;
    return x - e->f(e->context, x);
}

double numeric_fixed_point(double (*f)(void *, double), void *context, double start, double low, double high)
{
    double x = numeric_clamp(start, low, high), g = x - f(context, x), last_x = x, last_g = g;
    double next = x - g;
    for (int step = 0; step < SECANT_STEPS_MAX && fabs(g) > FIXED_TOLERANCE; step++) {
        if (!(next >= low && next <= high))
            next = numeric_clamp(x - g, low, high);
        if (next == x)
            break; // at a bound
        last_x = x;
        last_g = g;
        x = next;
        g = x - f(context, x);
        next = x - g * (x - last_x) / (g - last_g);
    }
    if (fabs(g) > FIXED_TOLERANCE) {
        struct excess e = {f, context};
        x = numeric_root(excess, &e, low, high);
        f(context, x);
    }
    return x;
}

/// A pivot of a covariance below this share of its diagonal is none.
#define PIVOT_LEAST 1e-12

void numeric_cholesky(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double own = a[j * n + j], pivot = own;
        for (size_t k = 0; k < j; k++)
            pivot -= a[j * n + k] * a[j * n + k];
        bool is_none = !(pivot > PIVOT_LEAST * own);
        a[j * n + j] = is_none ? 0 : sqrt(pivot);
        for (size_t i = j + 1; i < n; i++) {
            for (size_t k = 0; k < j; k++)
                a[i * n + j] -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = is_none ? 0 : a[i * n + j] / a[j * n + j];
            a[j * n + i] = 0;
        }
    }
}

void numeric_cholesky_solve(const double *lower, size_t n, double *x, bool is_whole)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= lower[i * n + k] * x[k];
        x[i] = lower[i * n + i] > 0 ? x[i] / lower[i * n + i] : 0;
    }
    for (size_t i = n; is_whole && i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= lower[k * n + i] * x[k];
        x[i] = lower[i * n + i] > 0 ? x[i] / lower[i * n + i] : 0;
    }
}
