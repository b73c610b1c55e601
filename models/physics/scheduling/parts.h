/// What the files of the schedule share. Storage:
///
///     schedule | centre x centres | job x (jobs + 1) | heap of running jobs | edge x 2 (jobs + 1), conservative alone
///
/// Job 0 and edges 0 and 1 are no job's. A job is in one tree at a time: its centre's waiting or running jobs.
#pragma once

#include "models/physics/scheduling/schedule.h"
#include "models/physics/scheduling/treap.h"

struct centre {
    uint32_t capacity, busy;
    uint32_t waiting, running;             // roots
    uint32_t waiting_count, running_count; //
    uint32_t edges;                        // root, conservative
    uint32_t next_ended;                   // list of centres where something ended now, 1 + index
    uint64_t has_ended;                    // something ended now,
    double early_s;                        // and was to end by then
    uint64_t arrived, finished, failures;
    double since_s; // integrals are up to here
    double busy_s, waiting_s, running_s;
    double queued_s;
    double failures_per_processor_s;
};

struct job {
    uint64_t id, sequence;
    double work_s, estimate_s;                     // that are left
    double first_work_s;                           // at the beginning
    double submit_s, start_s, queued_s, attempt_s; // queued_s, attempt_s: since when it waits, runs
    double wait_s, busy_s;
    double stood_s;          // of the attempt, standing still
    double wall_s;           // of the next attempt or this one, by the estimate
    double due_s;            // running: end by the estimate; waiting, conservative: promised start
    double end_s;            // of the attempt that runs
    double least_s;          // waiting: of the subtree, the least wall_s (conservative: due_s)
    uint64_t processors_sum; // running: of the subtree; waiting: the least of it
    struct treap_link link;
    uint32_t centre, processors, failures, tag;
    int32_t priority;
    uint32_t is_running, is_ending; // is_ending: the attempt ends with the job
};

/// A step of the processors in use: at a job's promised start, and at its end by the estimate.
struct edge {
    double time_s;
    int64_t step, sum, most, least; // sum of the subtree; greatest and least of its sums up to each step
    struct treap_link link;
};

struct schedule {
    struct schedule_def def;
    double now_s;
    uint64_t sequence;
    uint32_t free;                                 // list of job storage, by link.left
    uint32_t free_count;                           //
    uint32_t heap_count;                           //
    uint32_t first_ended;                          // of the list of centres, 1 + index
    size_t centres_at, jobs_at, heap_at, edges_at; // bytes from the beginning
};

static inline struct centre *schedule_centre_at(const struct schedule *schedule, uint32_t centre)
{
    return (struct centre *)((unsigned char *)(uintptr_t)schedule + schedule->centres_at) + centre;
}

static inline struct job *schedule_job_at(const struct schedule *schedule, uint32_t job)
{
    return (struct job *)((unsigned char *)(uintptr_t)schedule + schedule->jobs_at) + job;
}

static inline struct edge *schedule_edge_at(const struct schedule *schedule, uint32_t edge)
{
    return (struct edge *)((unsigned char *)(uintptr_t)schedule + schedule->edges_at) + edge;
}

extern const struct treap schedule_waiting; // by priority, then arrival
extern const struct treap schedule_running; // by the end that the estimate gives

/// Brings a centre's integrals up to now.
void schedule_integrate(const struct schedule *schedule, struct centre *centre);

/// A job as it is now, for those who ask.
struct schedule_done schedule_tell(const struct schedule *schedule, const struct job *job);

/// Attempts that run, the one that ends first at [0]; at one instant in the order of arrival.
uint32_t *schedule_ends(const struct schedule *schedule);
void schedule_ends_push(struct schedule *schedule, uint32_t job);
uint32_t schedule_ends_pop(struct schedule *schedule);

/// Starts a waiting job now.
void schedule_start(struct schedule *schedule, uint32_t job);

/// Processors that nobody uses; below zero while a centre drains.
static inline int64_t schedule_free(const struct centre *centre)
{
    return (int64_t)centre->capacity - centre->busy;
}

/// easy: when `processors` will be free by the estimates of what runs, and how many more will be.
void easy_promise(const struct schedule *schedule, const struct centre *centre, uint32_t processors,
                  double *when_s, int64_t *spare);
void easy_start(struct schedule *schedule, struct centre *centre);

/// conservative: a job came (in the tree of those that wait, without a promise), started, ends later than it was to, ended.
void conservative_arrive(struct schedule *schedule, struct centre *centre, uint32_t job);
void conservative_begin(struct schedule *schedule, struct centre *centre, uint32_t job);
void conservative_move(struct schedule *schedule, struct centre *centre, uint32_t job);
void conservative_end(struct schedule *schedule, struct centre *centre, uint32_t job);
/// Promises move forward into what came free before `until_s`; all are made anew, as those of a centre that shrank must be.
void conservative_forward(struct schedule *schedule, struct centre *centre, double until_s);
void conservative_renew(struct schedule *schedule, struct centre *centre);
/// Starts what is due.
void conservative_start(struct schedule *schedule, struct centre *centre);
