#include "scenarios/run/reach_job.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/interrupt.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// How far a value may be from its goal and reach it, relative; as in results/verdict.c.
static const double TOLERANCE = 1e-9;
/// Margin of a replication without a value, such as the PUE of centres that are not there: clearly missed.
/// No other margin is this number but by a chance of 1 in 10^15.
static const double NO_VALUE = -0.2512345678901234;
/// Replications of a search by default; those of a verification for each of them, and at least: a search is good with few, as
/// a verification tells what its numbers flatter by, but a probability is not.
enum { REPLICATIONS = 64, VERIFICATIONS_EACH = 4, VERIFICATIONS_LEAST = 256, MORE_POINTS = 60 };
static const double P = 0.9;

uint64_t reach_seed(const struct reach_job *job, size_t round)
{
    return job->options->seed + 1 + round;
}

// ---- the question ------------------------------------------------------------------------------------------

static enum sim_status tell_targets(const struct reach_job *job, struct sim_error *error)
{
    const struct target_params *targets = job->province->targets.items;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a text");
    for (int64_t i = 0; i < job->province->targets.count; i++) {
        char date[11];
        sim_date_write(targets[i].date, date);
        fprintf(stream, "\n  --target \"%s%s%.10g@%s\"", target_series_name(&targets[i]),
                targets[i].sense == TARGET_AT_LEAST ? ">=" : "<=", targets[i].value, date);
    }
    fclose(stream);
    sim_error_say(error, SIM_USAGE, "found no --target, expected one or more to be reached together%s%s",
                  job->province->targets.count > 0 ? "; the scenario has" : "", text);
    free(text);
    return SIM_USAGE;
}

static enum sim_status read_targets(struct reach_job *job, struct sim_error *error)
{
    const struct options *options = job->options;
    if (options->target_count == 0)
        return tell_targets(job, error);
    job->targets = sim_memory_new(options->target_count, sizeof(*job->targets), "targets");
    job->target_count = options->target_count;
    for (size_t i = 0; i < job->target_count; i++) {
        struct reach_target *target = &job->targets[i];
        target->text = options->targets[i];
        if (assertion_read_target(target->text, &target->ask, error) != SIM_OK ||
            assertion_check(&target->ask, &job->calendar, job->province->epoch, error) != SIM_OK)
            continue;
        target->series = series_find(target->ask.series);
        sim_date_read(target->ask.date, &target->date);
        target->time = (size_t)calendar_time(&job->calendar, (double)(target->date - job->province->epoch));
    }
    return sim_error_status(error);
}

// ---- a point -----------------------------------------------------------------------------------------------

/// Whether a target asked for is about energy.
static bool asks_for_energy(const struct reach_job *job)
{
    for (size_t t = 0; t < job->target_count; t++)
        if (series_follows_energy(job->targets[t].series))
            return true;
    return false;
}

/// What no target asked for depends on is not run: work that is dispatched acts on the load of sites alone, that on their energy
/// and PUE alone, the baseline on nothing (tests/scenarios/test_reach_dispatch.py). overrides: room for two; their number.
static size_t list_needless(const struct reach_job *job, const char **overrides)
{
    bool has_dispatch = province_has_dispatch(job->province);
    if (asks_for_energy(job)) {
        overrides[0] = "dispatch.has_baseline=false";
        return has_dispatch;
    }
    overrides[0] = "power.is_simulated=false";
    overrides[1] = "dispatch.policy=off";
    return has_dispatch ? 2 : 1;
}

/// Opens the scenario with a point's overrides, an instance for each thread.
static enum sim_status open_point(const struct reach_job *job, const int *x, size_t instances,
                                  struct scenario **out, struct sim_error *error)
{
    const struct options *options = job->options;
    size_t count, own = options->override_count;
    char **changes = lever_overrides(&job->levers, x, &count);
    const char **list = sim_memory_new(own + count + 2, sizeof(*list), "overrides");
    for (size_t i = 0; i < own + count; i++)
        list[i] = i < own ? options->overrides[i] : changes[i - own];
    size_t all = own + count + list_needless(job, list + own + count);
    enum sim_status status = scenario_open(options->argument, list, all, instances, out, error);
    for (size_t i = 0; i < count; i++)
        free(changes[i]);
    free(changes);
    free(list);
    return status;
}

static void clear_ground(struct reach_ground *kept)
{
    if (!kept->key)
        return;
    ground_clear(&kept->ground);
    scenario_close(kept->scenario);
    free(kept->key);
    *kept = (struct reach_ground){0};
}

/// The ground of a point, made where it is not kept. The first one made is the search's own and stays. Its seed is that of the
/// weather, which nothing but energy feels.
static enum sim_status find_ground(struct reach_job *job, const int *x, uint64_t seed,
                                   const struct ground **out)
{
    char *key = lever_ground_key(&job->levers, x);
    seed = asks_for_energy(job) ? seed : job->options->seed;
    for (size_t i = 0; i < REACH_GROUNDS; i++)
        if (job->grounds[i].key && job->grounds[i].seed == seed && strcmp(job->grounds[i].key, key) == 0) {
            *out = &job->grounds[i].ground;
            free(key);
            return SIM_OK;
        }
    struct reach_ground *kept = &job->grounds[job->next_ground];
    job->next_ground = job->next_ground + 1 < REACH_GROUNDS ? job->next_ground + 1 : 1;
    clear_ground(kept);
    enum sim_status status = open_point(job, x, 1, &kept->scenario, job->error);
    if (status == SIM_OK) {
        status = ground_make(&kept->ground, kept->scenario, NULL, seed, job->error);
        if (status != SIM_OK)
            scenario_close(kept->scenario);
    }
    kept->key = status == SIM_OK ? key : NULL;
    kept->seed = seed;
    *out = &kept->ground;
    if (status != SIM_OK)
        free(key);
    return status;
}

/// What threads share while they run a point.
struct batch {
    struct reach_job *job;
    struct scenario *scenario;
    const struct ground *ground;
    uint64_t seed;
    size_t first, count, all; // replications
    double *values;           // [target][all]
    uint64_t events;
    bool is_stopped;
};

static void run_one(struct batch *batch, struct outcome *outcome, size_t replication)
{
    const struct reach_job *job = batch->job;
    char fault[200] = "";
    struct outcome_job one = {.scenario = batch->scenario,
                              .instance = (size_t)omp_get_thread_num(),
                              .world = batch->ground->world,
                              .places = &batch->ground->places,
                              .calendar = &job->calendar,
                              .seed = batch->seed,
                              .replication = (uint32_t)replication,
                              .workers = 1};
    bool is_good = outcome_run(outcome, &one, fault, sizeof(fault));
    SIM_ASSERT(is_good, "a replication that cannot be run: %s", fault);
    for (size_t t = 0; t < job->target_count; t++)
        batch->values[t * batch->all + replication] =
            outcome->series[(size_t)job->targets[t].series * job->calendar.time_count + job->targets[t].time];
#pragma omp atomic
    batch->events += outcome->totals.events;
}

static void run_batch(struct batch *batch, size_t threads)
{
#pragma omp parallel num_threads((int)threads)
    {
        struct outcome outcome;
        outcome_init(&outcome, batch->scenario, &batch->job->calendar);
#pragma omp for schedule(dynamic)
        for (size_t r = batch->first; r < batch->first + batch->count; r++) {
            if (interrupt_came())
#pragma omp atomic write
                batch->is_stopped = true;
            else
                run_one(batch, &outcome, r);
        }
        outcome_clear(&outcome);
    }
}

/// Runs replications of a point into their places. values: [target][all]
static enum sim_status run_values(struct reach_job *job, const int *x, uint64_t seed, size_t first,
                                  size_t count, size_t all, double *values)
{
    size_t threads = job->threads < count ? job->threads : count;
    struct batch batch = {
        .job = job, .seed = seed, .first = first, .count = count, .all = all, .values = values};
    enum sim_status status = find_ground(job, x, seed, &batch.ground);
    if (status == SIM_OK)
        status = open_point(job, x, threads, &batch.scenario, job->error);
    if (status != SIM_OK)
        return status;
    run_batch(&batch, threads);
    scenario_close(batch.scenario);
    job->events += batch.events;
    return batch.is_stopped ? SIM_INTERRUPTED : SIM_OK;
}

/// By how much a target is reached, relative; negative where it is missed.
static double margin_of(const struct assertion *ask, double value)
{
    if (isnan(value))
        return NO_VALUE;
    double scale = ask->value != 0 ? fabs(ask->value) : 1.0;
    double above = ask->at_most ? ask->value - value : value - ask->value;
    if (above < 0 && -above <= TOLERANCE * fabs(ask->value))
        above = 0;
    return above / scale;
}

double reach_value(const struct reach_target *target, double margin)
{
    double scale = target->ask.value != 0 ? fabs(target->ask.value) : 1.0;
    if (margin == NO_VALUE)
        return NAN;
    return target->ask.at_most ? target->ask.value - margin * scale : target->ask.value + margin * scale;
}

/// Margins of replications [first, first + count) of `all`.
static void take_margins(const struct reach_job *job, const double *values, size_t first, size_t count,
                         size_t all, double *margins)
{
    for (size_t t = 0; t < job->target_count; t++)
        for (size_t r = first; r < first + count; r++)
            margins[t * all + r] = margin_of(&job->targets[t].ask, values[t * all + r]);
}

static const char *const phases[REACH_PHASE_COUNT] = {
    [REACH_SCREENING] = "screening levers",
    [REACH_SEARCHING] = "searching",
    [REACH_PRUNING] = "giving up what it can do without",
    [REACH_VERIFYING] = "verifying on other numbers",
    [REACH_LEAVING_OUT] = "leaving each lever out",
    [REACH_TRACING] = "other probabilities",
};

static void tell_progress(struct reach_job *job)
{
    const struct reach *reach = &job->reach;
    const struct reach_point *best = reach_best(&job->def, reach);
    char steps[48] = "";
    if (!best)
        return;
    if (reach->phase_count > 0)
        snprintf(steps, sizeof(steps), " %zu of %zu", reach->phase_done, reach->phase_count);
    progress_say(&job->progress, "%s%s; %zu points, %zu verifications, best: P %.2f for %.4g million CNY%s",
                 phases[reach->phase], steps, reach->count, reach->check_count, best->p, best->cost_cny / 1e6,
                 reach->is_reached ? ", verified" : "");
}

static enum sim_status run_point(void *self, const int *x, size_t first, size_t count, double *margins)
{
    struct reach_job *job = self;
    size_t all = job->def.replications;
    double *values = sim_memory_new(job->target_count * all, sizeof(double), "a point");
    enum sim_status status = run_values(job, x, job->options->seed, first, count, all, values);
    if (status == SIM_OK) {
        take_margins(job, values, first, count, all, margins);
        tell_progress(job);
    }
    free(values);
    return status;
}

static enum sim_status verify_point(void *self, const int *x, size_t round, size_t first, size_t count,
                                    double *margins)
{
    struct reach_job *job = self;
    size_t all = job->def.verifications;
    double *values = sim_memory_new(job->target_count * all, sizeof(double), "a verification");
    tell_progress(job);
    enum sim_status status = run_values(job, x, reach_seed(job, round), first, count, all, values);
    if (status == SIM_OK)
        take_margins(job, values, first, count, all, margins);
    free(values);
    return status;
}

static bool is_stopped(void *self)
{
    (void)self;
    return interrupt_came();
}

// ---- lifecycle ---------------------------------------------------------------------------------------------

/// Opens the scenario with each lever alone at its end: a value beyond its field's range is told before any work.
static enum sim_status try_ends(const struct reach_job *job, struct sim_error *error)
{
    int *x = sim_memory_new(job->levers.axes.count, sizeof(*x), "a point");
    for (size_t j = 0; j < job->levers.axes.count; j++) {
        struct scenario *scenario;
        size_t before = error->count;
        memset(x, 0, job->levers.axes.count * sizeof(*x));
        x[j] = job->levers.axis[j].steps;
        if (open_point(job, x, 1, &scenario, error) == SIM_OK)
            scenario_close(scenario);
        else if (error->count > before)
            sim_error_say(error, SIM_BAD_DATA, "reach.levers.%s: its far end is no scenario that can be run",
                          job->levers.items[j].lever->id);
    }
    free(x);
    return sim_error_status(error);
}

static void define(struct reach_job *job)
{
    const struct options *options = job->options;
    size_t replications = options->has_replications ? options->replications : REPLICATIONS;
    size_t verifications = VERIFICATIONS_EACH * replications;
    job->threads = options->threads ? options->threads : (uint32_t)omp_get_num_procs();
    job->def = (struct reach_def){.axes = job->levers.axes,
                                  .targets = job->target_count,
                                  .replications = replications,
                                  .verifications = verifications > VERIFICATIONS_LEAST ? verifications
                                                                                       : VERIFICATIONS_LEAST,
                                  .p = isnan(options->probability) ? P : options->probability,
                                  .points_max = 2 * job->levers.axes.count + MORE_POINTS,
                                  .run = run_point,
                                  .verify = verify_point,
                                  .is_stopped = is_stopped,
                                  .self = job,
                                  .threads = job->threads};
}

enum sim_status reach_job_create(struct reach_job *job, const struct options *options,
                                 struct sim_error *error)
{
    *job = (struct reach_job){.options = options, .error = error};
    enum sim_status status = scenario_open(options->argument, options->overrides, options->override_count, 1,
                                           &job->scenario, error);
    if (status != SIM_OK)
        return status;
    job->province = scenario_province(job->scenario, 0);
    calendar_init(&job->calendar, job->province, false);
    read_targets(job, error);
    lever_set_create(&job->levers, job->scenario, options->levers, options->lever_count, error);
    status = sim_error_status(error);
    if (status == SIM_OK)
        status = try_ends(job, error);
    if (status == SIM_OK)
        define(job);
    else
        reach_job_clear(job);
    return status;
}

void reach_job_clear(struct reach_job *job)
{
    for (size_t i = 0; i < REACH_GROUNDS; i++)
        clear_ground(&job->grounds[i]);
    reach_clear(&job->reach);
    lever_set_clear(&job->levers);
    calendar_clear(&job->calendar);
    free(job->targets);
    scenario_close(job->scenario);
    *job = (struct reach_job){0};
}

enum sim_status reach_job_run(struct reach_job *job)
{
    progress_start(&job->progress, "points", job->def.points_max, job->options->quiet);
    enum sim_status status = reach_solve(&job->def, &job->reach);
    progress_end(&job->progress);
    job->is_stopped = status == SIM_INTERRUPTED;
    return status;
}
