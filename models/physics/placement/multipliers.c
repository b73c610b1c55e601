#include "models/physics/placement/multipliers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/knapsack.h"
#include "sim/memory.h"

/// Bits of the largest multiplier, and of the sum of all; the file keeps them as 64-bit floating point (53 bits).
#define LARGEST_BITS 50
#define SUM_BITS     60
#define SCALE_MOST   (1 << 20)

static int64_t sum_of_targets(const struct placement_problem *problem)
{
    int64_t sum = 0;
    for (int64_t t = 0; t < problem->period_count; t++)
        sum += problem->target[t] > 0 ? problem->target[t] : 0;
    return sum;
}

static int64_t scale_for(const struct placement_bound *bound)
{
    const struct placement_problem *problem = bound->rows->problem;
    double largest = 1, sum = 1;
    for (size_t i = 0; i < bound->dimension; i++) {
        double size = fabs(bound->multipliers[i]);
        largest = size > largest ? size : largest;
        sum += 2 * size;
    }
    for (int64_t t = 0; t < problem->period_count; t++) {
        double size = fabs(bound->lambda[t]);
        largest = size > largest ? size : largest;
        sum += size * (double)(sum_of_targets(problem) + 1);
    }
    int64_t scale = SCALE_MOST;
    while (scale > 1 &&
           (largest * (double)scale > ldexp(1, LARGEST_BITS) || sum * (double)scale > ldexp(1, SUM_BITS)))
        scale /= 2;
    return scale;
}

static int64_t *whole(const double *values, size_t count, int64_t scale)
{
    int64_t *array = sim_memory_new(count, sizeof(*array), "multipliers");
    for (size_t i = 0; i < count; i++)
        array[i] = (int64_t)llround(values[i] * (double)scale);
    return array;
}

void placement_multipliers_take(const struct placement_bound *bound, const int64_t *share,
                                struct placement_multipliers *multipliers)
{
    const struct placement_rows *rows = bound->rows;
    const struct placement_problem *problem = rows->problem;
    size_t periods = (size_t)rows->period_count, lines = periods * (size_t)rows->row_count;
    int64_t scale = scale_for(bound);
    *multipliers = (struct placement_multipliers){
        .scale = scale, .row_count = (size_t)rows->row_count, .radius = rows->cover_radius};
    multipliers->row = whole(bound->u, lines, scale);
    for (size_t r = 0; r < lines; r++) {
        // Whole and inside its limits, or the bound would not hold for cut rows.
        placement_wide most =
            (placement_wide)rows->weight[r] * rows->tail[r % (size_t)rows->row_count] * scale;
        if (multipliers->row[r] > most)
            multipliers->row[r] = (int64_t)most;
        if (multipliers->row[r] < 0)
            multipliers->row[r] = 0;
    }
    multipliers->target = whole(bound->lambda, periods, scale);
    multipliers->county = whole(bound->county, periods * (size_t)problem->county_count, scale);
    multipliers->budget = whole(bound->budget, periods, scale);
    multipliers->scenario = sim_memory_new((size_t)problem->scenario_count, sizeof(int64_t), "multipliers");
    memcpy(multipliers->scenario, share, sizeof(int64_t) * (size_t)problem->scenario_count);
}

static int64_t *copy_of(const int64_t *from, size_t count)
{
    int64_t *to = sim_memory_new(count, sizeof(*to), "multipliers");
    if (count > 0)
        memcpy(to, from, count * sizeof(*to));
    return to;
}

void placement_multipliers_copy(const struct placement_problem *problem,
                                const struct placement_multipliers *from, struct placement_multipliers *to)
{
    size_t periods = (size_t)problem->period_count;
    *to = *from;
    to->row = copy_of(from->row, periods * from->row_count);
    to->target = copy_of(from->target, periods);
    to->county = copy_of(from->county, periods * (size_t)problem->county_count);
    to->budget = copy_of(from->budget, periods);
    to->scenario = copy_of(from->scenario, (size_t)problem->scenario_count);
}

void placement_multipliers_clear(struct placement_multipliers *multipliers)
{
    free(multipliers->row);
    free(multipliers->target);
    free(multipliers->county);
    free(multipliers->budget);
    free(multipliers->scenario);
    *multipliers = (struct placement_multipliers){0};
}

bool placement_multipliers_give(const struct placement_multipliers *multipliers,
                                struct placement_bound *bound)
{
    const struct placement_rows *rows = bound->rows;
    if (!multipliers->row || multipliers->row_count != (size_t)rows->row_count)
        return false;
    double scale = (double)multipliers->scale;
    int64_t periods = rows->period_count, counties = rows->problem->county_count;
    for (int64_t r = 0; r < periods * rows->row_count; r++)
        bound->u[r] = (double)multipliers->row[r] / scale;
    for (int64_t at = 0; at < periods * counties; at++)
        bound->county[at] = (double)multipliers->county[at] / scale;
    for (int64_t t = 0; t < periods; t++) {
        bound->lambda[t] = (double)multipliers->target[t] / scale;
        bound->budget[t] = (double)multipliers->budget[t] / scale;
    }
    return true;
}

/// What the clients of a site with a capacity bring at most in a period. gain, size: [client] scratch.
static placement_wide packed(const struct placement_multipliers *multipliers,
                             const struct placement_rows *rows, int64_t j, int64_t t, int64_t *gain,
                             int64_t *size)
{
    const int64_t *u = multipliers->row + t * rows->row_count, *weight = rows->weight + t * rows->row_count;
    int64_t count = 0;
    for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
        int32_t i = rows->column[e].row;
        if (i >= rows->problem->client_count || rows->problem->demand[i] > rows->problem->capacity[j])
            continue;
        int64_t cost = weight[i] * rows->column[e].distance;
        if (cost > u[i] / multipliers->scale)
            continue;
        gain[count] = u[i] - cost * multipliers->scale;
        size[count++] = rows->problem->demand[i];
    }
    return placement_knapsack_whole(gain, size, count, rows->problem->capacity[j]);
}

/// What one site gives at best. gain, size: scratch where clients are packed, else null.
static placement_wide site_value(const struct placement_multipliers *multipliers,
                                 const struct placement_rows *rows, int64_t j, int64_t *gain, int64_t *size)
{
    const struct placement_problem *problem = rows->problem;
    int64_t periods = rows->period_count, scale = multipliers->scale;
    int32_t county = problem->county[j];
    placement_wide sum = (placement_wide)rows->charge[j] * scale, best = 0;
    if (problem->is_vetoed[j])
        return 0;
    for (int64_t t = periods - 1; t >= 0; t--) {
        const int64_t *u = multipliers->row + t * rows->row_count,
                      *weight = rows->weight + t * rows->row_count;
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
            int32_t r = rows->column[e].row;
            int64_t cost = weight[r] * rows->column[e].distance;
            if (cost <= u[r] / scale && (!gain || r >= problem->client_count))
                sum += cost * scale - u[r];
        }
        if (gain)
            sum -= packed(multipliers, rows, j, t, gain, size);
        sum -= multipliers->target[t];
        if (county >= 0)
            sum -= multipliers->county[t * problem->county_count + county];
        placement_wide value = sum + (placement_wide)multipliers->budget[t] * rows->price[j];
        if (value < best || (t == 0 && problem->is_existing[j]))
            best = value;
    }
    return best;
}

placement_wide placement_multipliers_value(const struct placement_multipliers *multipliers,
                                           const struct placement_rows *rows)
{
    const struct placement_problem *problem = rows->problem;
    placement_wide value = 0;
    for (int64_t t = 0; t < rows->period_count; t++) {
        for (int64_t r = 0; r < rows->row_count; r++)
            value += (placement_wide)rows->need[r] * multipliers->row[t * rows->row_count + r];
        if (problem->target[t] >= 0)
            value += (placement_wide)multipliers->target[t] * problem->target[t];
        for (int64_t at = t * problem->county_count; at < (t + 1) * problem->county_count; at++) {
            int64_t m = multipliers->county[at];
            value += (placement_wide)m * (m > 0 ? problem->floor[at] : problem->limit[at]);
        }
        if (problem->budget[t] >= 0)
            value -= (placement_wide)multipliers->budget[t] * problem->budget[t];
    }
    size_t n = problem->mode == PLACEMENT_CAPACITATED ? (size_t)problem->client_count : 0;
    int64_t *gain = n ? sim_memory_new(n, sizeof(int64_t), "a bound") : NULL,
            *size = n ? sim_memory_new(n, sizeof(int64_t), "a bound") : NULL;
    for (int64_t j = 0; j < rows->site_count; j++)
        value += site_value(multipliers, rows, j, gain, size);
    free(gain);
    free(size);
    return value;
}

int64_t placement_wide_ceil(placement_wide value, placement_wide divisor)
{
    placement_wide quotient = value / divisor;
    if (quotient * divisor < value)
        quotient++;
    return (int64_t)quotient;
}
