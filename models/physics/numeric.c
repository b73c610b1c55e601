#include "models/physics/numeric.h"

#include <math.h>

#define STEPS_MAX 100
/// In the units of x and of f alike: kW, K and 1, all of the order of one here.
#define TOLERANCE 1e-13

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
