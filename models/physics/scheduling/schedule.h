/// Gang jobs on the processors of centres: who runs when.
///
/// A gang starts on all its processors at once or not at all. Each centre has one queue, in the order of priority (higher
/// first), then of arrival, and one discipline holds for all centres:
///
///     fcfs           the head starts when its processors are free; all others wait behind it
///     easy           the head is promised the earliest time at which its processors will be free, by the estimates of the
///                    jobs that run; a job behind it may start now if it ends by then, or needs none of the head's
///                    processors. Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995
///     conservative   every job is promised the earliest time that delays no promise made before; promises move forward,
///                    in the queue's order, when a job ends early. Mu'alem and Feitelson, IEEE TPDS 12(6), 2001
///
/// A failure of a node ends the attempt that runs on it. The job goes back to its place in the queue with what its last
/// checkpoint saved (checkpoint.h). Failed nodes are replaced at once: what a repair takes from a centre is in the
/// capacity that the centre is told.
///
/// Event by event: a job takes O(log jobs) at its arrival and its end, but for backfilling's search, which looks at as
/// many waiting jobs as its two bounds do not rule out, and for conservative promises, all of which are looked at where a
/// job ended early. All storage is given at the beginning, holds no pointer, and may be copied as it is.
///
/// Time is in seconds from any origin and never goes back.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/rng.h"

enum schedule_discipline {
    SCHEDULE_FCFS,
    SCHEDULE_EASY,
    SCHEDULE_CONSERVATIVE,
};

struct schedule_def {
    uint32_t centres;                    // >= 1
    uint32_t jobs;                       // that wait or run at a time, at most; >= 1
    enum schedule_discipline discipline; //
    uint32_t unused;
    double failures_per_processor_s; // exponential; 0: none
    double checkpoint_s;             // what a save takes
    double interval_s;               // of work between saves; 0: Daly's for the gang
    double restart_s;                // after a failure
    struct sim_rng failures;         // a failure is drawn by job and attempt: the same whoever else runs
};

/// No failures, one centre.
struct schedule_def schedule_def_default(void);

struct schedule_job {
    uint64_t id;         // of the caller's
    uint32_t centre;     //
    uint32_t processors; // >= 1
    int32_t priority;    // higher first
    double work_s;       // run time without failures and saves; > 0
    double estimate_s;   // what its owner says of that; less than work_s counts as work_s
    uint32_t tag;        // of the caller's: comes back with the job, and changes nothing
};

/// A job that has ended.
struct schedule_done {
    uint64_t id;
    uint32_t centre, processors, failures, tag;
    double submit_s, start_s, end_s; // start_s: of the first attempt; infinite: it waits for it
    double wait_s;                   // in the queue, after failures too
    double work_s;                   //
    double lost_s;                   // on the processors beyond work_s: saves, restarts, work done twice
};

/// What a centre has done so far, for those who ask between events. Integrals are up to now.
struct schedule_centre {
    uint32_t capacity; // processors
    uint32_t busy;     // processors that jobs run on; more than capacity while a centre that shrank drains
    uint32_t waiting, running; // jobs
    uint64_t arrived, finished, failures;
    double busy_s;    // processors x seconds
    double waiting_s; // jobs x seconds
    double running_s; // jobs x seconds
    double queued_s;  // processors x estimated seconds of what waits, about
};

struct schedule;

/// Bytes of storage that a schedule needs, aligned to eight.
size_t schedule_bytes(const struct schedule_def *def);

/// Makes a schedule in `storage`; centres have no processors yet. now_s: when it begins.
struct schedule *schedule_init(void *storage, const struct schedule_def *def, double now_s);

/// A job that has ended, as it ends.
typedef void (*schedule_taker)(void *context, const struct schedule_done *done);

/// Runs to `until_s`: all that ends by then has ended. take: null where nobody asks.
void schedule_run(struct schedule *schedule, double until_s, schedule_taker take, void *context);

/// A job arrives now. False, and nothing happens, where there is no storage for it.
bool schedule_submit(struct schedule *schedule, const struct schedule_job *job);

/// From now on a centre has so many processors. Jobs that run are left alone.
void schedule_capacity(struct schedule *schedule, uint32_t centre, uint32_t processors);

/// Attempts that start from now on at a centre fail at this rate.
void schedule_failures(struct schedule *schedule, uint32_t centre, double failures_per_processor_s);

/// What runs at a centre stands still for so long, from now on: it ends later by as much, and holds its processors.
void schedule_delay(struct schedule *schedule, uint32_t centre, double seconds);

/// When the next attempt ends; infinite where none runs.
double schedule_next_s(const struct schedule *schedule);

double schedule_now_s(const struct schedule *schedule);

/// Jobs that there is storage for.
uint32_t schedule_room(const struct schedule *schedule);

/// A centre as it is now.
struct schedule_centre schedule_centre(const struct schedule *schedule, uint32_t centre);

/// When the centre's head can start at the latest, by the estimates of what runs: now_s where it can at once or nobody
/// waits; infinite where it needs more than there is.
double schedule_head_s(const struct schedule *schedule, uint32_t centre);

/// Jobs that wait or run now, as a list: calls back for each with what it has got so far (end_s: now).
void schedule_present(const struct schedule *schedule, schedule_taker take, void *context);
