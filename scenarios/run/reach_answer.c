#include "scenarios/run/reach_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "sim/memory.h"

static const struct reach_check *check_of(const struct reach_job *job)
{
    return job->reach.answer == SIZE_MAX ? NULL : &job->reach.checks[job->reach.answer];
}

enum reach_verdict reach_verdict(const struct reach_job *job)
{
    if (!check_of(job) || (job->is_stopped && !job->reach.is_reached))
        return REACH_STOPPED;
    if (job->reach.is_reached)
        return check_of(job)->point == 0 ? REACH_AS_IT_STANDS : REACH_REACHED;
    return job->reach.is_reachable ? REACH_UNCONFIRMED : REACH_UNREACHABLE;
}

static struct reach_share share_of(size_t hits, size_t replications, uint64_t seed)
{
    struct reach_share share = {
        .p = (double)hits / (double)replications, .replications = replications, .seed = seed};
    stats_wilson(hits, replications, &share.low, &share.high);
    return share;
}

struct reach_share reach_point_share(const struct reach_job *job, const struct reach_point *point)
{
    size_t replications = job->def.replications;
    return share_of((size_t)lround(point->p * (double)replications), replications, job->options->seed);
}

struct reach_share reach_answer_share(const struct reach_job *job)
{
    const struct reach_check *check = check_of(job);
    return check ? share_of(check->hits, check->count, reach_seed(job, check->round))
                 : reach_point_share(job, reach_best(&job->def, &job->reach));
}

double reach_median(const struct reach_job *job, size_t point, size_t target)
{
    size_t replications = job->def.replications, count = 0;
    const double *margins = job->reach.points[point].margins + target * replications;
    double *sorted = sim_memory_new(replications, sizeof(double), "a median");
    for (size_t r = 0; r < replications; r++) {
        double value = reach_value(&job->targets[target], margins[r]);
        if (!isnan(value))
            sorted[count++] = value;
    }
    stats_sort(sorted, count);
    double median = stats_quantile(sorted, count, 0.5);
    free(sorted);
    return median;
}

const struct reach_point *reach_without(const struct reach_job *job, size_t axis)
{
    const struct reach_point *best = reach_best(&job->def, &job->reach);
    size_t count = job->levers.axes.count;
    int *x = sim_memory_new(count, sizeof(*x), "a point");
    memcpy(x, best->x, count * sizeof(*x));
    x[axis] = 0;
    const struct reach_point *point = reach_find(&job->def, &job->reach, x);
    free(x);
    return point;
}

/// What the scenario says of an axis's dearer cost.
static const struct assumption *cost_of(const struct reach_job *job, size_t axis)
{
    const struct lever_axis *item = &job->levers.items[axis];
    char path[700];
    size_t count;
    if (item->choice)
        snprintf(path, sizeof(path), "reach.levers.%s.choices[%d].cost_cny", item->lever->id,
                 (int)(item->choice - (const struct reach_choice *)item->lever->choices.items));
    else
        snprintf(path, sizeof(path), "reach.levers.%s.%s", item->lever->id,
                 item->lever->full_cny > 0 ? "full_cny" : "fixed_cny");
    const struct assumption *assumptions = scenario_assumptions(job->scenario, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(assumptions[i].path, path) == 0)
            return &assumptions[i];
    return NULL;
}

const char *reach_cost_mark(const struct reach_job *job, size_t axis)
{
    const struct assumption *cost = cost_of(job, axis);
    return cost ? cost->mark : "";
}

const char *reach_cost_source(const struct reach_job *job, size_t axis)
{
    const struct assumption *cost = cost_of(job, axis);
    return cost ? cost->source : "";
}

void reach_axis_key(const struct reach_job *job, size_t axis, char *text, size_t size)
{
    const struct lever_axis *item = &job->levers.items[axis];
    snprintf(text, size, "%s%s%s", item->lever->id, item->choice ? ":" : "",
             item->choice ? item->choice->value : "");
}

char *reach_command(const struct reach_job *job)
{
    const struct options *options = job->options;
    const struct reach_point *best = reach_best(&job->def, &job->reach);
    struct reach_share share = reach_answer_share(job);
    char *text = NULL;
    size_t size = 0, count;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    char **changes = lever_overrides(&job->levers, best->x, &count);
    fprintf(stream, "suanli run %s --seed %llu --replications %zu", options->argument,
            (unsigned long long)share.seed, share.replications);
    for (size_t i = 0; i < options->override_count; i++)
        fprintf(stream, " -D '%s'", options->overrides[i]);
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, " -D '%s'", changes[i]);
        free(changes[i]);
    }
    free(changes);
    fprintf(stream, " -o out/reach.h5");
    fclose(stream);
    return text;
}
