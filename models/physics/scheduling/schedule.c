#include "models/physics/scheduling/schedule.h"

#include <math.h>
#include <string.h>

#include "models/physics/scheduling/checkpoint.h"
#include "models/physics/scheduling/parts.h"
#include "sim/status.h"

/// Draws of one job: attempts beyond these begin again.
#define ATTEMPT_BITS 12

struct schedule_def schedule_def_default(void)
{
    return (struct schedule_def){.centres = 1, .jobs = 1, .discipline = SCHEDULE_FCFS};
}

static struct treap_link *job_link(void *self, uint32_t job)
{
    return &schedule_job_at(self, job)->link;
}

static bool waits_before(void *self, uint32_t a, uint32_t b)
{
    const struct job *left = schedule_job_at(self, a), *right = schedule_job_at(self, b);
    if (left->priority != right->priority)
        return left->priority > right->priority;
    return left->sequence < right->sequence;
}

static void update_waiting(void *self, uint32_t node)
{
    const struct schedule *schedule = self;
    struct job *job = schedule_job_at(self, node);
    job->least_s = schedule->def.discipline == SCHEDULE_CONSERVATIVE ? job->due_s : job->wall_s;
    job->processors_sum = job->processors;
    const uint32_t children[2] = {job->link.left, job->link.right};
    for (int i = 0; i < 2; i++) {
        const struct job *child = schedule_job_at(self, children[i]);
        if (children[i] == 0)
            continue;
        job->least_s = child->least_s < job->least_s ? child->least_s : job->least_s;
        if (child->processors_sum < job->processors_sum)
            job->processors_sum = child->processors_sum;
    }
}

static bool ends_before(void *self, uint32_t a, uint32_t b)
{
    const struct job *left = schedule_job_at(self, a), *right = schedule_job_at(self, b);
    return left->due_s < right->due_s || (left->due_s == right->due_s && a < b);
}

static void update_running(void *self, uint32_t node)
{
    struct job *job = schedule_job_at(self, node);
    // Job 0 has none.
    job->processors_sum = job->processors + schedule_job_at(self, job->link.left)->processors_sum +
                          schedule_job_at(self, job->link.right)->processors_sum;
}

const struct treap schedule_waiting = {job_link, waits_before, update_waiting};
const struct treap schedule_running = {job_link, ends_before, update_running};

static size_t lay_out(const struct schedule_def *def, struct schedule *schedule)
{
    bool has_edges = def->discipline == SCHEDULE_CONSERVATIVE;
    size_t jobs = (size_t)def->jobs + 1;
    schedule->centres_at = sizeof(*schedule);
    schedule->jobs_at = schedule->centres_at + def->centres * sizeof(struct centre);
    schedule->edges_at = schedule->jobs_at + jobs * sizeof(struct job);
    schedule->heap_at = schedule->edges_at + (has_edges ? 2 * jobs * sizeof(struct edge) : 0);
    return (schedule->heap_at + jobs * sizeof(uint32_t) + 7) / 8 * 8;
}

size_t schedule_bytes(const struct schedule_def *def)
{
    struct schedule schedule;
    return lay_out(def, &schedule);
}

struct schedule *schedule_init(void *storage, const struct schedule_def *def, double now_s)
{
    struct schedule *schedule = storage;
    SIM_ASSERT(def->centres > 0 && def->jobs > 0, "a schedule of %u centres and %u jobs", def->centres,
               def->jobs);
    memset(storage, 0, schedule_bytes(def));
    schedule->def = *def;
    schedule->now_s = now_s;
    lay_out(def, schedule);
    for (uint32_t c = 0; c < def->centres; c++)
        *schedule_centre_at(schedule, c) =
            (struct centre){.since_s = now_s, .failures_per_processor_s = def->failures_per_processor_s};
    for (uint32_t job = def->jobs; job > 0; job--) {
        schedule_job_at(schedule, job)->link.left = schedule->free;
        schedule->free = job;
    }
    schedule->free_count = def->jobs;
    return schedule;
}

static double failure_rate(const struct schedule *schedule, const struct job *job)
{
    return schedule_centre_at(schedule, job->centre)->failures_per_processor_s * job->processors;
}

static struct checkpoint checkpoint_of(const struct schedule *schedule, const struct job *job)
{
    const struct schedule_def *def = &schedule->def;
    double interval_s = def->interval_s;
    if (interval_s == 0)
        interval_s = checkpoint_daly_s(def->checkpoint_s, 1 / failure_rate(schedule, job));
    return (struct checkpoint){interval_s, def->checkpoint_s, def->restart_s};
}

/// Without failures nobody saves, unless an interval is given.
static double wall_s(const struct schedule *schedule, const struct job *job, double work_s)
{
    if (schedule->def.interval_s == 0 && failure_rate(schedule, job) == 0)
        return work_s;
    struct checkpoint checkpoint = checkpoint_of(schedule, job);
    return checkpoint_wall_s(&checkpoint, work_s, job->failures > 0);
}

/// When, after its start, a node of an attempt fails.
static double failure_s(const struct schedule *schedule, const struct job *job)
{
    double rate = failure_rate(schedule, job);
    if (rate == 0)
        return INFINITY;
    struct sim_rng rng = schedule->def.failures;
    rng.draw += (job->id << ATTEMPT_BITS) + job->failures % (1u << ATTEMPT_BITS);
    return sim_rng_exponential(&rng, 1 / rate);
}

void schedule_start(struct schedule *schedule, uint32_t index)
{
    struct job *job = schedule_job_at(schedule, index);
    struct centre *centre = schedule_centre_at(schedule, job->centre);
    schedule_integrate(schedule, centre);
    centre->waiting = treap_erase(&schedule_waiting, schedule, centre->waiting, index);
    centre->waiting_count--;
    centre->queued_s = centre->waiting_count ? centre->queued_s - job->processors * job->wall_s : 0;
    job->wait_s += schedule->now_s - job->queued_s;
    job->attempt_s = schedule->now_s;
    job->stood_s = 0;
    if (job->failures == 0)
        job->start_s = schedule->now_s;
    double run_s = wall_s(schedule, job, job->work_s), fails_s = failure_s(schedule, job);
    job->is_ending = run_s <= fails_s;
    job->end_s = schedule->now_s + (job->is_ending ? run_s : fails_s);
    job->due_s = schedule->now_s + job->wall_s;
    job->is_running = 1;
    centre->running = treap_insert(&schedule_running, schedule, centre->running, index);
    centre->running_count++;
    centre->busy += job->processors;
    if (schedule->def.discipline == SCHEDULE_CONSERVATIVE)
        conservative_begin(schedule, centre, index);
    schedule_ends_push(schedule, index);
}

/// Starts all that may start.
static void start_all(struct schedule *schedule, struct centre *centre)
{
    if (schedule->def.discipline == SCHEDULE_CONSERVATIVE) {
        conservative_start(schedule, centre);
        return;
    }
    uint32_t head;
    while ((head = treap_first(&schedule_waiting, schedule, centre->waiting)) != 0 &&
           schedule_job_at(schedule, head)->processors <= schedule_free(centre))
        schedule_start(schedule, head);
    if (head && schedule->def.discipline == SCHEDULE_EASY)
        easy_start(schedule, centre);
}

/// Puts a job in its centre's queue.
static void queue(struct schedule *schedule, struct centre *centre, uint32_t index)
{
    struct job *job = schedule_job_at(schedule, index);
    job->is_running = 0;
    job->queued_s = schedule->now_s;
    job->wall_s = wall_s(schedule, job, job->estimate_s);
    job->due_s = INFINITY;
    centre->queued_s += job->processors * job->wall_s;
    centre->waiting_count++;
    if (schedule->def.discipline == SCHEDULE_CONSERVATIVE)
        conservative_arrive(schedule, centre, index);
    else
        centre->waiting = treap_insert(&schedule_waiting, schedule, centre->waiting, index);
}

bool schedule_submit(struct schedule *schedule, const struct schedule_job *given)
{
    if (schedule->free == 0)
        return false;
    SIM_ASSERT(given->processors > 0 && given->work_s > 0 && given->centre < schedule->def.centres,
               "a job of %u processors and %g s at centre %u", given->processors, given->work_s,
               given->centre);
    uint32_t index = schedule->free;
    struct job *job = schedule_job_at(schedule, index);
    struct centre *centre = schedule_centre_at(schedule, given->centre);
    schedule->free = job->link.left;
    schedule->free_count--;
    *job = (struct job){
        .id = given->id,
        .sequence = ++schedule->sequence,
        .centre = given->centre,
        .processors = given->processors,
        .priority = given->priority,
        .tag = given->tag,
        .work_s = given->work_s,
        .first_work_s = given->work_s,
        .estimate_s = fmax(given->estimate_s, given->work_s),
        .submit_s = schedule->now_s,
        .start_s = INFINITY,
    };
    schedule_integrate(schedule, centre);
    centre->arrived++;
    queue(schedule, centre, index);
    start_all(schedule, centre);
    return true;
}

/// A failed attempt: back to the queue with what was saved.
static void take_back(struct schedule *schedule, struct centre *centre, uint32_t index)
{
    struct job *job = schedule_job_at(schedule, index);
    struct checkpoint checkpoint = checkpoint_of(schedule, job);
    double saved_s = checkpoint_saved_s(&checkpoint, job->work_s,
                                        schedule->now_s - job->attempt_s - job->stood_s, job->failures > 0);
    job->work_s -= saved_s;
    job->estimate_s -= saved_s;
    job->failures++;
    centre->failures++;
    queue(schedule, centre, index);
}

/// The attempt that ends next has ended; who may start is looked at when all that end at this instant have.
static void end_next(struct schedule *schedule, schedule_taker take, void *context)
{
    uint32_t index = schedule_ends_pop(schedule);
    struct job *job = schedule_job_at(schedule, index);
    uint32_t at = job->centre;
    struct centre *centre = schedule_centre_at(schedule, at);
    schedule->now_s = job->end_s;
    schedule_integrate(schedule, centre);
    centre->running = treap_erase(&schedule_running, schedule, centre->running, index);
    centre->running_count--;
    centre->busy -= job->processors;
    job->busy_s += schedule->now_s - job->attempt_s;
    if (!centre->has_ended) {
        centre->has_ended = 1;
        centre->next_ended = schedule->first_ended;
        schedule->first_ended = at + 1;
    }
    centre->early_s = fmax(centre->early_s, job->due_s);
    if (schedule->def.discipline == SCHEDULE_CONSERVATIVE)
        conservative_end(schedule, centre, index);
    if (!job->is_ending) {
        take_back(schedule, centre, index);
        return;
    }
    struct schedule_done done = schedule_tell(schedule, job);
    centre->finished++;
    job->centre = UINT32_MAX;
    job->link.left = schedule->free;
    schedule->free = index;
    schedule->free_count++;
    if (take)
        take(context, &done);
}

/// Starts what may start where something ended.
static void start_after_ends(struct schedule *schedule)
{
    bool has_promises = schedule->def.discipline == SCHEDULE_CONSERVATIVE;
    while (schedule->first_ended) {
        struct centre *centre = schedule_centre_at(schedule, schedule->first_ended - 1);
        if (has_promises)
            conservative_forward(schedule, centre, centre->early_s);
        schedule->first_ended = centre->next_ended;
        centre->next_ended = 0;
        centre->has_ended = 0;
        centre->early_s = 0;
        start_all(schedule, centre);
    }
}

void schedule_run(struct schedule *schedule, double until_s, schedule_taker take, void *context)
{
    SIM_ASSERT(until_s >= schedule->now_s, "time goes back from %g to %g", schedule->now_s, until_s);
    for (double next_s; (next_s = schedule_next_s(schedule)) <= until_s;) {
        schedule->now_s = next_s;
        while (schedule_next_s(schedule) == next_s)
            end_next(schedule, take, context);
        start_after_ends(schedule);
    }
    schedule->now_s = until_s;
}

void schedule_capacity(struct schedule *schedule, uint32_t at, uint32_t processors)
{
    struct centre *centre = schedule_centre_at(schedule, at);
    if (processors == centre->capacity)
        return;
    schedule_integrate(schedule, centre);
    bool is_less = processors < centre->capacity;
    centre->capacity = processors;
    if (schedule->def.discipline == SCHEDULE_CONSERVATIVE) {
        if (is_less)
            conservative_renew(schedule, centre);
        else
            conservative_forward(schedule, centre, INFINITY);
    }
    start_all(schedule, centre);
}

void schedule_failures(struct schedule *schedule, uint32_t at, double failures_per_processor_s)
{
    schedule_centre_at(schedule, at)->failures_per_processor_s = failures_per_processor_s;
}

void schedule_delay(struct schedule *schedule, uint32_t at, double seconds)
{
    bool has_promises = schedule->def.discipline == SCHEDULE_CONSERVATIVE;
    struct centre *centre = schedule_centre_at(schedule, at);
    uint32_t *heap = schedule_ends(schedule), count = schedule->heap_count;
    // All by as much: their order among themselves, and the tree of it, stay.
    for (uint32_t i = 0; i < count; i++) {
        struct job *job = schedule_job_at(schedule, heap[i]);
        if (job->centre != at)
            continue;
        job->end_s += seconds;
        job->due_s += seconds;
        job->stood_s += seconds;
        if (has_promises)
            conservative_move(schedule, centre, heap[i]);
    }
    schedule->heap_count = 0;
    for (uint32_t i = 0; i < count; i++)
        schedule_ends_push(schedule, heap[i]);
    if (has_promises)
        conservative_renew(schedule, centre);
    start_all(schedule, centre);
}

double schedule_next_s(const struct schedule *schedule)
{
    return schedule->heap_count ? schedule_job_at(schedule, schedule_ends(schedule)[0])->end_s : INFINITY;
}
