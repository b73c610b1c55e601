/// An analysis as JSON.
#include <math.h>
#include <stdlib.h>

#include "results/analyse.h"
#include "results/to_json.h"
#include "sim/memory.h"

static json_t *estimate_json(struct analyse_estimate estimate)
{
    json_t *json = json_object();
    to_json_put(json, "value", to_json_statistic(estimate.value));
    to_json_put(json, "low", to_json_statistic(estimate.low));
    to_json_put(json, "high", to_json_statistic(estimate.high));
    return json;
}

static json_t *factor_json(const struct analyse *analyse, const struct analyse_target *target, size_t f)
{
    json_t *json = json_object();
    to_json_put(json, "path", to_json_text(analyse->factors[f]));
    to_json_put(json, "unit", to_json_text(analyse->units[f]));
    if (target->sobol) {
        to_json_put(json, "first", estimate_json(target->sobol[f].first));
        to_json_put(json, "total", estimate_json(target->sobol[f].total));
        to_json_put(json, "total_half", to_json_statistic(target->sobol[f].total_half));
        to_json_put(json, "total_quarter", to_json_statistic(target->sobol[f].total_quarter));
    } else if (target->morris) {
        to_json_put(json, "mu_star", estimate_json(target->morris[f].mu_star));
        to_json_put(json, "mu", to_json_statistic(target->morris[f].mu));
        to_json_put(json, "sigma", to_json_statistic(target->morris[f].sigma));
        to_json_put(json, "mu_star_half", to_json_statistic(target->half[f]));
    } else {
        to_json_put(json, "partial_rank", estimate_json(target->rank[f]));
        to_json_put(json, "partial_rank_half", to_json_statistic(target->half[f]));
    }
    return json;
}

static json_t *box_json(const struct analyse *analyse, const struct prim_box *box)
{
    json_t *json = json_object(), *limits = json_array();
    to_json_put(json, "density", to_json_statistic(box->density));
    to_json_put(json, "coverage", to_json_statistic(box->coverage));
    to_json_put(json, "mass", to_json_statistic(box->mass));
    to_json_put(json, "points", json_integer((json_int_t)box->points));
    for (size_t f = 0; f < analyse->factor_count; f++) {
        const struct prim_limit *limit = &box->limits[f];
        if (!isfinite(limit->low) && !isfinite(limit->high))
            continue;
        json_t *one = json_object();
        to_json_put(one, "path", to_json_text(analyse->factors[f]));
        to_json_put(one, "low", to_json_statistic(limit->low)); // null where it is open
        to_json_put(one, "high", to_json_statistic(limit->high));
        to_json_put(one, "p_low", to_json_statistic(limit->p_low));
        to_json_put(one, "p_high", to_json_statistic(limit->p_high));
        json_array_append_new(limits, one);
    }
    to_json_put(json, "limits", limits);
    return json;
}

static json_t *target_json(const struct analyse *analyse, const struct analyse_target *target)
{
    json_t *json = json_object(), *factors = json_array(), *boxes = json_array();
    size_t *order = sim_memory_new(analyse->factor_count, sizeof(*order), "an analysis");
    analyse_order(analyse, target, order);
    to_json_put(json, "id", to_json_text(target->id));
    to_json_put(json, "date", json_string(target->date));
    to_json_put(json, "target", json_real(target->goal));
    to_json_put(json, "unit", to_json_text(target->unit));
    to_json_put(json, "sense", json_string(target->at_most ? "<=" : ">="));
    to_json_put(json, "p_reach", to_json_statistic(target->p_reach));
    to_json_put(json, "p_low", to_json_statistic(target->p_low));
    to_json_put(json, "p_high", to_json_statistic(target->p_high));
    to_json_put(json, "mean", to_json_statistic(target->mean));
    to_json_put(json, "least", to_json_statistic(target->least));
    to_json_put(json, "most", to_json_statistic(target->most));
    to_json_put(json, "used", json_integer((json_int_t)target->used));
    to_json_put(json, "enough_points", json_boolean(target->has_enough));
    to_json_put(json, "wide", json_integer((json_int_t)target->wide));
    to_json_put(json, "moved", json_integer((json_int_t)target->moved));
    if (target->sobol)
        to_json_put(json, "first_order_sum", to_json_statistic(target->first_sum));
    for (size_t i = 0; i < analyse->factor_count; i++)
        json_array_append_new(factors, factor_json(analyse, target, order[i]));
    for (size_t b = 0; b < target->box_count; b++)
        json_array_append_new(boxes, box_json(analyse, &target->boxes[b]));
    to_json_put(json, "factors", factors);
    to_json_put(json, "boxes_of", json_string(target->boxes_reach ? "reached" : "missed"));
    to_json_put(json, "boxes", boxes);
    free(order);
    return json;
}

json_t *analyse_json(const struct analyse *analyse)
{
    json_t *json = json_object(), *targets = json_array();
    to_json_put(json, "scenario", to_json_text(analyse->title));
    to_json_put(json, "design", to_json_text(analyse->design));
    to_json_put(json, "points", json_integer((json_int_t)analyse->points));
    to_json_put(json, "replications", json_integer((json_int_t)analyse->replications));
    for (size_t i = 0; i < analyse->target_count; i++)
        json_array_append_new(targets, target_json(analyse, &analyse->targets[i]));
    to_json_put(json, "targets", targets);
    return json;
}
