#include "models/physics/scheduling/checkpoint.h"

#include <math.h>

double checkpoint_daly_s(double save_s, double mtbf_s)
{
    if (!(mtbf_s < INFINITY))
        return INFINITY;
    if (save_s >= 2 * mtbf_s)
        return mtbf_s;
    double ratio = save_s / (2 * mtbf_s);
    double interval_s = sqrt(2 * save_s * mtbf_s) * (1 + sqrt(ratio) / 3 + ratio / 9) - save_s;
    // Saves that take no time would be made without end: a thousandth of what is between failures loses as little.
    return fmax(interval_s, mtbf_s / 1000);
}

/// Saves of an attempt: after each interval but the last. A hair of rounding is no interval.
static double saves(const struct checkpoint *checkpoint, double work_s)
{
    if (!(checkpoint->interval_s < INFINITY))
        return 0;
    return fmax(0, ceil(work_s / checkpoint->interval_s - 1e-9) - 1);
}

double checkpoint_wall_s(const struct checkpoint *checkpoint, double work_s, int resumed)
{
    return (resumed ? checkpoint->restart_s : 0) + work_s + saves(checkpoint, work_s) * checkpoint->save_s;
}

double checkpoint_saved_s(const struct checkpoint *checkpoint, double work_s, double elapsed_s, int resumed)
{
    if (!(checkpoint->interval_s < INFINITY))
        return 0;
    double working_s = fmax(0, elapsed_s - (resumed ? checkpoint->restart_s : 0));
    double saved = floor(working_s / (checkpoint->interval_s + checkpoint->save_s));
    return fmin(saved, saves(checkpoint, work_s)) * checkpoint->interval_s;
}

/// Expected time to get through `span_s` without a failure, each try but the first after a restart that may fail too.
static double expected_s(double span_s, double restart_s, double mtbf_s)
{
    return mtbf_s * exp(restart_s / mtbf_s) * expm1(span_s / mtbf_s);
}

double checkpoint_expected_s(const struct checkpoint *checkpoint, double work_s, double mtbf_s)
{
    double count = saves(checkpoint, work_s);
    if (!(mtbf_s < INFINITY))
        return checkpoint_wall_s(checkpoint, work_s, 0);
    double last_s = count > 0 ? work_s - count * checkpoint->interval_s : work_s, sum_s = 0;
    if (count > 0)
        sum_s =
            count * expected_s(checkpoint->interval_s + checkpoint->save_s, checkpoint->restart_s, mtbf_s);
    return sum_s + expected_s(last_s, checkpoint->restart_s, mtbf_s);
}
