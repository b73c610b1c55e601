#include "models/physics/growth.h"

#include <math.h>
#include <stddef.h>

const char *const growth_law_names[GROWTH_LAW_COUNT + 1] = {"logistic", "bass", "saturating", "build", NULL};

/// Bass with start p and rate q: F(t) = (1 - p A e) / (1 + q A e), e = exp(-(p + q) t), A = (1 - F0) / (p + q F0); solved
/// for the level at time 0 in place of an introduction from nothing.
static double bass(double ceiling, double p, double q, double level, double years)
{
    double share = level / ceiling, left = (1 - share) / (p + q * share) * exp(-(p + q) * years);
    return ceiling * (1 - p * left) / (1 + q * left);
}

/// Free speed of a build: what its users would have.
static double free_speed(const struct growth_curve *curve, double level)
{
    return curve->rate_per_year * level * (1 - level / curve->ceiling);
}

/// Time of a logistic curve from one level to another, both below the ceiling.
static double logistic_years(const struct growth_curve *curve, double from, double to)
{
    return log(to * (curve->ceiling - from) / (from * (curve->ceiling - to))) / curve->rate_per_year;
}

/// Users' own curve, a straight line where that is steeper than the crews' pace, and the curve again.
static double build(const struct growth_curve *curve, double level, double years)
{
    double ceiling = curve->ceiling, steepest = curve->rate_per_year * ceiling / 4;
    if (level >= ceiling)
        return level;
    if (!(curve->pace_per_year < steepest))
        return bass(ceiling, 0, curve->rate_per_year, level, years);
    double half = sqrt(1 - curve->pace_per_year / steepest);
    double low = ceiling * (1 - half) / 2, high = ceiling * (1 + half) / 2;
    if (level < low) {
        double curved = logistic_years(curve, level, low);
        if (years <= curved)
            return bass(ceiling, 0, curve->rate_per_year, level, years);
        level = low;
        years -= curved;
    }
    if (level < high) {
        double straight = (high - level) / curve->pace_per_year;
        if (years <= straight)
            return level + curve->pace_per_year * years;
        level = high;
        years -= straight;
    }
    return bass(ceiling, 0, curve->rate_per_year, level, years);
}

double growth_step(const struct growth_curve *curve, double level, double years)
{
    if (years <= 0)
        return level;
    switch ((enum growth_law)curve->law) {
    case GROWTH_LOGISTIC: return bass(curve->ceiling, 0, curve->rate_per_year, level, years);
    case GROWTH_BASS: return bass(curve->ceiling, curve->start_per_year, curve->rate_per_year, level, years);
    case GROWTH_SATURATING: return bass(curve->ceiling, curve->rate_per_year, 0, level, years);
    case GROWTH_BUILD: return build(curve, level, years);
    case GROWTH_LAW_COUNT: break;
    }
    return NAN;
}

double growth_speed(const struct growth_curve *curve, double level)
{
    double left = curve->ceiling - level;
    switch ((enum growth_law)curve->law) {
    case GROWTH_LOGISTIC: return free_speed(curve, level);
    case GROWTH_BASS: return (curve->start_per_year + curve->rate_per_year * level / curve->ceiling) * left;
    case GROWTH_SATURATING: return curve->rate_per_year * left;
    case GROWTH_BUILD: return left <= 0 ? 0 : fmin(curve->pace_per_year, free_speed(curve, level));
    case GROWTH_LAW_COUNT: break;
    }
    return NAN;
}

bool growth_is_paced(const struct growth_curve *curve, double level)
{
    return curve->law == GROWTH_BUILD && curve->pace_per_year < free_speed(curve, level);
}
