#include "models/physics/placement/bound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Sweeps over the periods in which each lambda is set to its best value, the others held.
#define LAMBDA_SWEEPS 2
/// Steps are shortened by so much where they bring no better value.
#define SHORTER 0.6
/// Steps of counties' and budgets' multipliers, of which each moves many sites at once, are so much shorter.
#define SITE_CAUTION 0.05
/// What a county's or a budget's rule may cost at most, in all that an answer can cost: a rule that is missed by one site at
/// that price already proves that it cannot be kept. Where nothing holds them they grow until nothing is left of the digits.
#define DEAREST 4.0
/// Rounding that a bound in floating point is allowed, as a share.
#define ROUNDING 1e-11

/// How far a row looks, about: as far as the sites among which one is open on average.
static double usual_distance(const struct placement_rows *rows, int64_t r)
{
    int64_t open = rows->problem->target[rows->period_count - 1],
            length = (int64_t)(rows->start[r + 1] - rows->start[r]);
    int64_t at = open > 0 ? rows->site_count / open : length / 4;
    if (length == 0)
        return 1;
    double distance = rows->distance[rows->start[r] + (size_t)(at < length ? at : length - 1)];
    return distance > 0 ? distance : 1;
}

void placement_bound_init(struct placement_bound *bound, const struct placement_rows *rows)
{
    size_t m = (size_t)rows->site_count, periods = (size_t)rows->period_count,
           lines = periods * (size_t)rows->row_count,
           counties = periods * (size_t)rows->problem->county_count;
    *bound = (struct placement_bound){.rows = rows,
                                      .dimension = lines + counties + periods,
                                      .dearest = DEAREST * (placement_rows_most(rows) + 1),
                                      .newest = PLACEMENT_NEWEST,
                                      .patience = PLACEMENT_PATIENCE,
                                      .shortest = PLACEMENT_SHORTEST};
    double **vectors[] = {&bound->multipliers, &bound->scale, &bound->gradient, &bound->direction,
                          &bound->best};
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
        *vectors[i] = sim_memory_new(bound->dimension, sizeof(double), "multipliers");
    bound->u = bound->multipliers;
    bound->county = bound->u + lines;
    bound->budget = bound->county + counties;
    bound->rho = sim_memory_new(periods * m, sizeof(double), "values of sites");
    bound->site_value = sim_memory_new((periods + 1) * m, sizeof(double), "values of sites");
    bound->choice = sim_memory_new(m, 1, "values of sites");
    bound->average = sim_memory_new(m, sizeof(double), "values of sites");
    bound->key = sim_memory_new(m, sizeof(double), "values of sites");
    bound->key_scratch = sim_memory_new(m, sizeof(double), "values of sites");
    // A multiplier moves in proportion to what it comes to: a row's weight times a usual distance (or its penalty),
    // a county's or a budget's to what a whole site is worth.
    int64_t open = rows->problem->target[periods - 1];
    double total = 0;
    for (size_t r = 0; r < lines; r++) {
        bound->scale[r] =
            (double)rows->weight[r] * usual_distance(rows, (int64_t)(r % (size_t)rows->row_count));
        total += bound->scale[r];
    }
    for (size_t r = 0; r < lines && total > 0; r++)
        bound->scale[r] *= (double)lines / total;
    double a_site = SITE_CAUTION * (open > 0 ? (double)lines / (double)open : sqrt((double)lines));
    for (size_t i = lines; i < bound->dimension; i++)
        bound->scale[i] = i < lines + counties ? a_site : 0;
    double price = 0;
    for (size_t j = 0; j < m; j++)
        price += (double)rows->price[j] / (double)m;
    for (size_t t = 0; t < periods && price > 0; t++)
        bound->scale[lines + counties + t] = a_site / (price * price);
}

void placement_bound_clear(struct placement_bound *bound)
{
    void *arrays[] = {bound->multipliers, bound->scale, bound->gradient,   bound->direction,
                      bound->best,        bound->rho,   bound->site_value, bound->choice,
                      bound->average,     bound->key,   bound->key_scratch};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *bound = (struct placement_bound){0};
}

// --- One evaluation -----------------------------------------------------------------------------------------------

/// rho where sites have capacities: backups as without, clients by knapsacks. Sites that cannot be open are passed over.
static void pack_sites(struct placement_bound *bound, const uint16_t *mask)
{
    const struct placement_rows *rows = bound->rows;
    for (int64_t t = 0; t < rows->period_count; t++)
        for (int64_t j = 0; j < rows->site_count; j++)
            if (mask[j] & ((2u << t) - 1))
                bound->rho[t * rows->site_count + j] +=
                    placement_packs_value(bound->packs, bound->u + t * rows->row_count, t, j);
    bound->entries += bound->packs->items_read;
    bound->packs->items_read = 0;
}

/// rho, from the multipliers of the rows; of backups only where clients are packed.
static void value_sites(struct placement_bound *bound)
{
    const struct placement_rows *rows = bound->rows;
    int64_t first = bound->packs ? rows->problem->client_count : 0;
    memset(bound->rho, 0, sizeof(double) * (size_t)(rows->period_count * rows->site_count));
    for (int64_t t = 0; t < rows->period_count; t++) {
        double *rho = bound->rho + t * rows->site_count;
        const double *u = bound->u + t * rows->row_count;
        const int64_t *weights = rows->weight + t * rows->row_count;
        for (int64_t r = first; r < rows->row_count; r++) {
            double weight = (double)weights[r], limit = u[r];
            bound->entries++;
            if (limit <= 0)
                continue;
            const int32_t *site = rows->site, *distance = rows->distance;
            size_t e = rows->start[r], end = rows->start[r + 1];
            for (; e < end; e++) {
                double saved = weight * distance[e] - limit;
                if (saved >= 0)
                    break;
                rho[site[e]] += saved;
            }
            bound->entries += (int64_t)(e - rows->start[r]);
        }
    }
}

/// v of each site and period, without lambda.
static void value_openings(struct placement_bound *bound)
{
    const struct placement_rows *rows = bound->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t periods = rows->period_count, m = rows->site_count;
    for (int64_t j = 0; j < m; j++) {
        double *value = bound->site_value + j * (periods + 1), sum = (double)rows->charge[j];
        int32_t county = problem->county[j];
        value[periods] = 0;
        for (int64_t t = periods - 1; t >= 0; t--) {
            sum += bound->rho[t * m + j];
            if (county >= 0)
                sum -= bound->county[t * problem->county_count + county];
            value[t] = sum + bound->budget[t] * (double)rows->price[j];
        }
    }
}

/// The k-th smallest (from 0) of an array, which is reordered.
static double kth(double *array, int64_t count, int64_t k)
{
    int64_t low = 0, high = count - 1;
    while (low < high) {
        double pivot = array[low + (high - low) / 2];
        int64_t i = low, j = high;
        while (i <= j) {
            while (array[i] < pivot)
                i++;
            while (array[j] > pivot)
                j--;
            if (i <= j) {
                double swap = array[i];
                array[i++] = array[j], array[j--] = swap;
            }
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return array[k];
    }
    return array[k];
}

/// Best v of a site among the periods up to t, and among those after it (with never); infinite where the mask has none.
static void best_around(const struct placement_bound *bound, int64_t site, uint16_t mask, int64_t t,
                        double *until, double *after)
{
    int64_t periods = bound->rows->period_count;
    const double *value = bound->site_value + site * (periods + 1);
    double lambda[PLACEMENT_PERIODS_MAX + 1] = {0};
    for (int64_t s = periods - 1; s >= 0; s--)
        lambda[s] = lambda[s + 1] + bound->lambda[s];
    *until = *after = INFINITY;
    for (int64_t s = 0; s <= periods; s++)
        if (mask >> s & 1) {
            double *side = s <= t ? until : after;
            double v = value[s] - lambda[s];
            *side = v < *side ? v : *side;
        }
}

/// Sets lambda of a period to its best value: the target-th smallest price at which sites open in it. False: the masks
/// force more sites open than the target, or allow fewer.
static bool set_lambda(struct placement_bound *bound, const uint16_t *mask, int64_t t)
{
    int64_t m = bound->rows->site_count, target = bound->rows->problem->target[t];
    bound->lambda[t] = 0; // whatever another problem's multipliers have left there
    if (target < 0)
        return true;
    for (int64_t j = 0; j < m; j++) {
        double until, after;
        best_around(bound, j, mask[j], t, &until, &after);
        bound->key[j] = until == INFINITY ? INFINITY : after == INFINITY ? -INFINITY : until - after;
    }
    if (target > m)
        return false;
    memcpy(bound->key_scratch, bound->key, sizeof(double) * (size_t)m);
    double low = target > 0 ? kth(bound->key_scratch, m, target - 1) : -INFINITY, high = INFINITY;
    for (int64_t j = target; j < m; j++)
        high = bound->key_scratch[j] < high ? bound->key_scratch[j] : high;
    if (low == INFINITY || high == -INFINITY)
        return false;
    if (low == -INFINITY)
        low = high == INFINITY ? 0 : high;
    if (high == INFINITY)
        high = low;
    bound->lambda_low[t] = low, bound->lambda_high[t] = high;
    bound->lambda[t] = 0.5 * (low + high);
    return true;
}

/// Each site's choice, and the sum of what they give.
static double choose(struct placement_bound *bound, const uint16_t *mask)
{
    int64_t periods = bound->rows->period_count, m = bound->rows->site_count;
    double lambda[PLACEMENT_PERIODS_MAX + 1] = {0}, sum = 0;
    for (int64_t s = periods - 1; s >= 0; s--)
        lambda[s] = lambda[s + 1] + bound->lambda[s];
    for (int64_t j = 0; j < m; j++) {
        double *value = bound->site_value + j * (periods + 1), best = INFINITY;
        for (int64_t s = 0; s <= periods; s++) {
            value[s] -= lambda[s];
            if ((mask[j] >> s & 1) && value[s] < best)
                best = value[s], bound->choice[j] = (int8_t)s;
        }
        sum += best;
    }
    return sum;
}

bool placement_bound_evaluate(struct placement_bound *bound, const uint16_t *mask)
{
    const struct placement_rows *rows = bound->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t periods = rows->period_count, counties = problem->county_count;
    bound->entries += rows->site_count * periods;
    value_sites(bound);
    if (bound->packs)
        pack_sites(bound, mask);
    value_openings(bound);
    for (int sweep = 0; sweep < (periods > 1 ? LAMBDA_SWEEPS : 1); sweep++)
        for (int64_t t = 0; t < periods; t++)
            if (!set_lambda(bound, mask, t))
                return false;
    double value = choose(bound, mask);
    for (int64_t t = 0; t < periods; t++) {
        for (int64_t r = 0; r < rows->row_count; r++)
            value += rows->need[r] * bound->u[t * rows->row_count + r];
        if (problem->target[t] >= 0)
            value += bound->lambda[t] * (double)problem->target[t];
        for (int64_t at = t * counties; at < (t + 1) * counties; at++) {
            double m = bound->county[at];
            value += m > 0 ? m * (double)problem->floor[at] : m < 0 ? m * (double)problem->limit[at] : 0;
        }
        if (problem->budget[t] >= 0)
            value -= bound->budget[t] * (double)problem->budget[t];
    }
    bound->value = value;
    return true;
}

// --- Climbing -----------------------------------------------------------------------------------------------------

/// The subgradient of the last evaluation: by how much each relaxed rule is missed.
static void find_gradient(struct placement_bound *bound)
{
    const struct placement_rows *rows = bound->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t periods = rows->period_count, counties = problem->county_count, m = rows->site_count;
    double *county = bound->gradient + (bound->county - bound->u),
           *budget = bound->gradient + (bound->budget - bound->u);
    for (int64_t t = 0; t < periods; t++)
        for (int64_t r = 0; r < rows->row_count; r++)
            bound->gradient[t * rows->row_count + r] = rows->need[r];
    memset(county, 0, sizeof(double) * (size_t)(periods * (counties + 1)));
    for (int64_t j = 0; j < m; j++)
        for (int64_t t = bound->choice[j]; t < periods; t++) {
            double *row = bound->gradient + t * rows->row_count;
            const double *u = bound->u + t * rows->row_count;
            const int64_t *weights = rows->weight + t * rows->row_count;
            for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
                int32_t r = rows->column[e].row;
                bool is_packed = bound->packs && r < problem->client_count;
                if (is_packed ? bound->packs->is_taken[(size_t)t * bound->packs->entries + e]
                              : (double)weights[r] * rows->column[e].distance < u[r])
                    row[r] -= 1;
            }
            if (problem->county[j] >= 0)
                county[t * counties + problem->county[j]] += 1;
            if (t == bound->choice[j])
                budget[t] += (double)rows->price[j];
        }
    for (int64_t at = 0; at < periods * counties; at++) {
        double count = county[at], floor = (double)problem->floor[at],
               limit = problem->limit[at] >= 0 ? (double)problem->limit[at] : INFINITY;
        double m_c = bound->county[at];
        if (m_c > 0 || (m_c == 0 && count < floor))
            county[at] = floor - count;
        else
            county[at] = count > limit || m_c < 0 ? limit - count : 0;
    }
    for (int64_t t = 0; t < periods; t++)
        budget[t] = problem->budget[t] >= 0 ? budget[t] - (double)problem->budget[t] : 0;
}

/// Puts the multipliers back where they may be.
static void clip(struct placement_bound *bound)
{
    const struct placement_rows *rows = bound->rows;
    const struct placement_problem *problem = rows->problem;
    for (int64_t t = 0; t < rows->period_count; t++)
        for (int64_t r = 0; r < rows->row_count; r++) {
            double *u = &bound->u[t * rows->row_count + r],
                   most = (double)rows->weight[t * rows->row_count + r] * rows->tail[r];
            // Where it must be served by one of its sites there is no limit, but for the sums' sake.
            if (bound->packs && r < problem->client_count &&
                bound->packs->must_be_served[t * problem->client_count + r])
                most = ldexp(1, 58) / (double)(rows->row_count * rows->period_count);
            *u = *u > most ? most : *u < 0 ? 0 : *u;
        }
    for (int64_t at = 0; at < rows->period_count * problem->county_count; at++) {
        double *m = &bound->county[at];
        *m = fmin(fmax(*m, -bound->dearest), bound->dearest);
        if ((*m > 0 && problem->floor[at] <= 0) || (*m < 0 && problem->limit[at] < 0))
            *m = 0;
    }
    for (int64_t t = 0; t < rows->period_count; t++)
        bound->budget[t] = problem->budget[t] >= 0 ? fmin(fmax(bound->budget[t], 0), bound->dearest) : 0;
}

/// The best multipliers, lambda with them: with several periods its best value depends on where it is sought from.
static void keep_best(struct placement_bound *bound)
{
    memcpy(bound->best, bound->multipliers, sizeof(double) * bound->dimension);
    memcpy(bound->best_lambda, bound->lambda, sizeof(bound->lambda));
}

static void take_best(struct placement_bound *bound)
{
    memcpy(bound->multipliers, bound->best, sizeof(double) * bound->dimension);
    memcpy(bound->lambda, bound->best_lambda, sizeof(bound->lambda));
}

bool placement_bound_climb(struct placement_bound *bound, const uint16_t *mask, double upper, double enough,
                           int64_t steps, double step_length)
{
    size_t n = bound->dimension;
    // Multipliers of other weights or rules may lie where they prove nothing here.
    clip(bound);
    if (!placement_bound_evaluate(bound, mask))
        return false;
    double best = bound->value;
    keep_best(bound);
    memset(bound->direction, 0, sizeof(double) * n);
    int64_t since = 0;
    for (int64_t step = 0; step < steps && best < enough && step_length > bound->shortest; step++) {
        find_gradient(bound);
        if (bound->look && !bound->look(bound->context))
            break;
        double norm = 0;
        for (size_t i = 0; i < n; i++) {
            bound->direction[i] =
                step == 0 ? bound->gradient[i]
                          : bound->newest * bound->gradient[i] + (1 - bound->newest) * bound->direction[i];
            norm += bound->scale[i] * bound->direction[i] * bound->direction[i];
        }
        double room = upper - bound->value;
        if (norm <= 0 || room <= 0)
            break;
        double length = step_length * room / norm;
        for (size_t i = 0; i < n; i++)
            bound->multipliers[i] += length * bound->scale[i] * bound->direction[i];
        clip(bound);
        placement_bound_evaluate(bound, mask);
        bound->steps++;
        for (int64_t j = 0; j < bound->rows->site_count; j++)
            bound->average[j] += 0.05 * ((bound->choice[j] < bound->rows->period_count) - bound->average[j]);
        if (bound->value > best) {
            since = bound->value > best + 1e-3 * (upper - best) ? 0 : since + 1;
            best = bound->value;
            keep_best(bound);
        } else if (++since >= bound->patience) {
            since = 0;
            step_length *= SHORTER;
            take_best(bound);
            placement_bound_evaluate(bound, mask);
        }
    }
    bound->step_length = step_length;
    take_best(bound);
    return placement_bound_evaluate(bound, mask);
}

int64_t placement_bound_fix(const struct placement_bound *bound, uint16_t *mask, double upper)
{
    int64_t periods = bound->rows->period_count, fixed = 0;
    double most = upper - 1 + ROUNDING * fabs(upper) + 1e-6;
    // With one period the threshold may lie anywhere between the last that is open and the first that is not.
    double to_open = periods == 1 ? bound->lambda[0] - bound->lambda_low[0] : 0,
           to_close = periods == 1 ? bound->lambda_high[0] - bound->lambda[0] : 0;
    if (bound->rows->problem->target[0] < 0)
        to_open = to_close = 0;
    for (int64_t j = 0; j < bound->rows->site_count; j++) {
        const double *value = bound->site_value + j * (periods + 1);
        int8_t now = bound->choice[j];
        for (int64_t s = 0; s <= periods; s++) {
            if (s == now || !(mask[j] >> s & 1))
                continue;
            double more = value[s] - value[now] + (s < now ? to_open : to_close);
            if (bound->value + more > most) {
                mask[j] &= (uint16_t) ~(1u << s);
                fixed++;
            }
        }
    }
    return fixed;
}
