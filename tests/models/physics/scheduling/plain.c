#include "tests/models/physics/scheduling/plain.h"

#include <math.h>
#include <stdbool.h>

static int64_t free_now(uint32_t processors, const struct plain_job *jobs, size_t count)
{
    int64_t left = processors;
    for (size_t i = 0; i < count; i++)
        left -= jobs[i].state == 2 ? jobs[i].processors : 0;
    return left;
}

/// The waiting job that comes next after job `last` in the queue's order; count: there is none.
static size_t next_waiting(const struct plain_job *jobs, size_t count, size_t last)
{
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].state != 1)
            continue;
        bool is_after = last == count || jobs[i].priority < jobs[last].priority ||
                        (jobs[i].priority == jobs[last].priority && i > last);
        if (is_after && (best == count || jobs[i].priority > jobs[best].priority))
            best = i;
    }
    return best;
}

static void begin(struct plain_job *job, double now_s)
{
    job->state = 2;
    job->start_s = now_s;
}

/// Free processors at a time to come, if nothing else starts.
static int64_t free_at(uint32_t processors, const struct plain_job *jobs, size_t count, double time_s)
{
    int64_t left = processors;
    for (size_t i = 0; i < count; i++)
        left -= jobs[i].state == 2 && jobs[i].start_s + jobs[i].estimate_s > time_s ? jobs[i].processors : 0;
    return left;
}

static void pass_easy(uint32_t processors, struct plain_job *jobs, size_t count, double now_s)
{
    size_t head = next_waiting(jobs, count, count);
    double promise_s = INFINITY;
    for (size_t i = 0; i < count; i++) {
        double end_s = jobs[i].start_s + jobs[i].estimate_s;
        if (jobs[i].state == 2 && end_s < promise_s &&
            free_at(processors, jobs, count, end_s) >= jobs[head].processors)
            promise_s = end_s;
    }
    for (size_t i = next_waiting(jobs, count, head); i < count; i = next_waiting(jobs, count, i)) {
        int64_t spare = free_at(processors, jobs, count, promise_s) - jobs[head].processors;
        if (jobs[i].processors <= free_now(processors, jobs, count) &&
            (now_s + jobs[i].estimate_s <= promise_s || jobs[i].processors <= spare))
            begin(&jobs[i], now_s);
    }
}

/// Processors in use at a time, by what runs and what is promised.
static int64_t used_at(const struct plain_job *jobs, size_t count, double time_s)
{
    int64_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].state == 2)
            used += time_s < jobs[i].start_s + jobs[i].estimate_s ? jobs[i].processors : 0;
        else if (jobs[i].state == 1)
            used += time_s >= jobs[i].promised_s && time_s < jobs[i].promised_s + jobs[i].estimate_s
                        ? jobs[i].processors
                        : 0;
    }
    return used;
}

static bool fits_at(uint32_t processors, const struct plain_job *jobs, size_t count, size_t job,
                    double from_s)
{
    if (used_at(jobs, count, from_s) + jobs[job].processors > processors)
        return false;
    for (size_t i = 0; i < count; i++)
        if (jobs[i].state == 1 && jobs[i].promised_s > from_s &&
            jobs[i].promised_s < from_s + jobs[job].estimate_s &&
            used_at(jobs, count, jobs[i].promised_s) + jobs[job].processors > processors)
            return false;
    return true;
}

/// The earliest promise that breaks none: now, or when something that is known ends.
static void promise(uint32_t processors, struct plain_job *jobs, size_t count, size_t job, double now_s)
{
    jobs[job].promised_s = INFINITY;
    double best_s = fits_at(processors, jobs, count, job, now_s) ? now_s : INFINITY;
    for (size_t i = 0; i < count && best_s > now_s; i++) {
        double end_s = (jobs[i].state == 2 ? jobs[i].start_s : jobs[i].promised_s) + jobs[i].estimate_s;
        if (i != job && (jobs[i].state == 1 || jobs[i].state == 2) && end_s > now_s && end_s < best_s &&
            fits_at(processors, jobs, count, job, end_s))
            best_s = end_s;
    }
    jobs[job].promised_s = best_s;
}

static void pass(enum schedule_discipline discipline, uint32_t processors, struct plain_job *jobs,
                 size_t count, double now_s, bool is_early)
{
    if (discipline == SCHEDULE_CONSERVATIVE) {
        for (bool has_moved = is_early; has_moved;) {
            has_moved = false;
            for (size_t i = next_waiting(jobs, count, count); i < count; i = next_waiting(jobs, count, i)) {
                double before_s = jobs[i].promised_s;
                promise(processors, jobs, count, i, now_s);
                has_moved |= jobs[i].promised_s < before_s;
            }
        }
        for (size_t i = next_waiting(jobs, count, count); i < count; i = next_waiting(jobs, count, i))
            if (jobs[i].promised_s <= now_s)
                begin(&jobs[i], now_s);
        return;
    }
    size_t head;
    while ((head = next_waiting(jobs, count, count)) < count &&
           jobs[head].processors <= free_now(processors, jobs, count))
        begin(&jobs[head], now_s);
    if (head < count && discipline == SCHEDULE_EASY)
        pass_easy(processors, jobs, count, now_s);
}

void plain_schedule(enum schedule_discipline discipline, uint32_t processors, struct plain_job *jobs,
                    size_t count)
{
    for (size_t next = 0;;) {
        // Until the next job arrives, what ends.
        double arrival_s = next < count ? jobs[next].submit_s : INFINITY, end_s = INFINITY;
        size_t known = next;
        for (size_t i = 0; i < known; i++)
            if (jobs[i].state == 2)
                end_s = fmin(end_s, jobs[i].start_s + jobs[i].work_s);
        if (end_s == INFINITY && arrival_s == INFINITY)
            return;
        if (end_s <= arrival_s) {
            bool is_early = false;
            for (size_t i = 0; i < known; i++)
                if (jobs[i].state == 2 && jobs[i].start_s + jobs[i].work_s == end_s) {
                    jobs[i].state = 3;
                    is_early |= jobs[i].work_s < jobs[i].estimate_s;
                }
            pass(discipline, processors, jobs, known, end_s, is_early);
            continue;
        }
        jobs[next++].state = 1;
        if (discipline == SCHEDULE_CONSERVATIVE)
            promise(processors, jobs, next, next - 1, arrival_s);
        pass(discipline, processors, jobs, next, arrival_s, false);
    }
}
