#include <stdlib.h>

#include "results/to_json.h"
#include "scenarios/run/reach_answer.h"
#include "sim/memory.h"

static const char *const verdicts[REACH_VERDICT_COUNT] = {
    [REACH_REACHED] = "reached",           [REACH_AS_IT_STANDS] = "reached as it is",
    [REACH_UNCONFIRMED] = "not confirmed", [REACH_UNREACHABLE] = "not reachable inside these ranges",
    [REACH_STOPPED] = "interrupted",
};

/// What the search made of an axis, by enum reach_effect.
static const char *const effects[] = {"acts", "hardly", "none"};

static void put(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, to_json_statistic(value));
}

static void put_whole(json_t *object, const char *key, uint64_t value)
{
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void put_share(json_t *object, struct reach_share share)
{
    put(object, "p_reach", share.p);
    put(object, "p_low", share.low);
    put(object, "p_high", share.high);
}

static json_t *target_json(const struct reach_job *job, size_t t)
{
    const struct assertion *ask = &job->targets[t].ask;
    const struct reach *reach = &job->reach;
    json_t *object = json_object();
    json_object_set_new(object, "id", json_string(ask->series));
    json_object_set_new(object, "date", json_string(ask->date));
    put(object, "target", ask->value);
    json_object_set_new(object, "unit", json_string(series_list[job->targets[t].series].unit));
    json_object_set_new(object, "sense", json_string(ask->at_most ? "<=" : ">="));
    json_object_set_new(object, "p_reach",
                        reach->answer == SIZE_MAX
                            ? json_null()
                            : to_json_statistic(reach->checks[reach->answer].target_p[t]));
    put(object, "p50", reach_median(job, (size_t)(reach_best(&job->def, reach) - reach->points), t));
    put(object, "p50_as_it_is", reach_median(job, 0, t));
    return object;
}

/// Axes that a point takes, {key: effort}.
static json_t *efforts_json(const struct reach_job *job, const struct reach_point *point)
{
    json_t *object = json_object();
    char key[300];
    for (size_t j = 0; j < job->levers.axes.count; j++) {
        reach_axis_key(job, j, key, sizeof(key));
        if (point->x[j] > 0)
            to_json_put(object, key, to_json_statistic(axis_effort(&job->levers.axis[j], point->x[j])));
    }
    return object;
}

static json_t *lever_json(const struct reach_job *job, size_t j, int x)
{
    const struct lever_axis *item = &job->levers.items[j];
    json_t *object = json_object();
    char key[300];
    reach_axis_key(job, j, key, sizeof(key));
    json_object_set_new(object, "id", to_json_text(key));
    json_object_set_new(
        object, "name",
        to_json_text(item->choice && item->choice->name[0] ? item->choice->name : item->lever->name));
    put(object, "effort", axis_effort(&job->levers.axis[j], x));
    put(object, "cost_cny", axis_cost(&job->levers.axis[j], x));
    json_object_set_new(object, "cost_mark", to_json_text(reach_cost_mark(job, j)));
    json_object_set_new(object, "cost_source", to_json_text(reach_cost_source(job, j)));
    char *text = lever_text(item, &job->levers.axis[j], x);
    json_object_set_new(object, "change", to_json_text(text));
    free(text);
    return object;
}

static json_t *answer_json(const struct reach_job *job)
{
    const struct reach_point *best = reach_best(&job->def, &job->reach);
    json_t *list = json_array();
    for (size_t j = 0; j < job->levers.axes.count; j++) {
        if (best->x[j] == 0)
            continue;
        const struct reach_point *without = reach_without(job, j);
        json_t *object = lever_json(job, j, best->x[j]);
        json_object_set_new(object, "p_without", without ? to_json_statistic(without->p) : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *alone_json(const struct reach_job *job)
{
    json_t *list = json_array();
    double now = job->reach.points[0].p;
    for (size_t i = 0; i < job->reach.count; i++) {
        const struct reach_point *point = &job->reach.points[i];
        if (point->origin != REACH_ALONE)
            continue;
        json_t *object = lever_json(job, point->axis, point->x[point->axis]), *medians = json_array();
        json_object_set_new(object, "effect", json_string(effects[job->reach.effects[point->axis]]));
        put_share(object, reach_point_share(job, point));
        json_object_set_new(object, "p_gain_per_100_million_cny",
                            point->cost_cny > 0 ? to_json_statistic((point->p - now) / point->cost_cny * 1e8)
                                                : json_null());
        for (size_t t = 0; t < job->target_count; t++)
            json_array_append_new(medians, to_json_statistic(reach_median(job, i, t)));
        json_object_set_new(object, "p50", medians);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *frontier_json(const struct reach_job *job)
{
    json_t *list = json_array();
    size_t *indices = sim_memory_new(job->reach.count, sizeof(*indices), "a frontier");
    size_t count = reach_frontier(&job->def, &job->reach, indices);
    for (size_t i = 0; i < count; i++) {
        const struct reach_point *point = &job->reach.points[indices[i]];
        json_t *object = json_object();
        put(object, "cost_cny", point->cost_cny);
        put_share(object, reach_point_share(job, point));
        json_object_set_new(object, "levers", efforts_json(job, point));
        json_array_append_new(list, object);
    }
    free(indices);
    return list;
}

json_t *reach_json(const struct reach_job *job, double wall_s)
{
    json_t *object = json_object(), *targets = json_array(), *now = json_object();
    struct reach_share share = reach_answer_share(job);
    for (size_t t = 0; t < job->target_count; t++)
        json_array_append_new(targets, target_json(job, t));
    put_share(now, reach_point_share(job, &job->reach.points[0]));
    json_object_set_new(object, "scenario", to_json_text(job->province->title));
    json_object_set_new(object, "verdict", json_string(verdicts[reach_verdict(job)]));
    json_object_set_new(object, "is_interrupted", json_boolean(job->is_stopped));
    put(object, "p", job->def.p);
    json_object_set_new(object, "targets", targets);
    put(object, "cost_cny", reach_best(&job->def, &job->reach)->cost_cny);
    put_share(object, share);
    put_whole(object, "seed", share.seed);
    put_whole(object, "replications", share.replications);
    json_object_set_new(object, "is_verified", json_boolean(job->reach.answer != SIZE_MAX));
    json_object_set_new(object, "levers", answer_json(job));
    json_object_set_new(object, "as_it_is", now);
    json_object_set_new(object, "alone", alone_json(job));
    json_object_set_new(object, "frontier", frontier_json(job));
    put_whole(object, "search_seed", job->options->seed);
    put_whole(object, "search_replications", job->def.replications);
    put_whole(object, "points", job->reach.count);
    put_whole(object, "events", job->events);
    put(object, "wall_s", wall_s);
    char *command = reach_command(job);
    json_object_set_new(object, "command", to_json_text(command));
    free(command);
    return object;
}
