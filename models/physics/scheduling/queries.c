/// What can be asked of a schedule between events.
#include <math.h>

#include "models/physics/scheduling/parts.h"

void schedule_integrate(const struct schedule *schedule, struct centre *centre)
{
    double span_s = schedule->now_s - centre->since_s;
    centre->busy_s += centre->busy * span_s;
    centre->waiting_s += centre->waiting_count * span_s;
    centre->running_s += centre->running_count * span_s;
    centre->since_s = schedule->now_s;
}

struct schedule_done schedule_tell(const struct schedule *schedule, const struct job *job)
{
    return (struct schedule_done){
        .id = job->id,
        .centre = job->centre,
        .processors = job->processors,
        .failures = job->failures,
        .tag = job->tag,
        .submit_s = job->submit_s,
        .start_s = job->start_s,
        .end_s = schedule->now_s,
        .wait_s = job->wait_s,
        .work_s = job->first_work_s,
        .lost_s = job->busy_s - job->first_work_s,
    };
}

double schedule_now_s(const struct schedule *schedule)
{
    return schedule->now_s;
}

uint32_t schedule_room(const struct schedule *schedule)
{
    return schedule->free_count;
}

struct schedule_centre schedule_centre(const struct schedule *schedule, uint32_t at)
{
    struct centre centre = *schedule_centre_at(schedule, at);
    schedule_integrate(schedule, &centre);
    return (struct schedule_centre){
        .capacity = centre.capacity,
        .busy = centre.busy,
        .waiting = centre.waiting_count,
        .running = centre.running_count,
        .arrived = centre.arrived,
        .finished = centre.finished,
        .failures = centre.failures,
        .busy_s = centre.busy_s,
        .waiting_s = centre.waiting_s,
        .running_s = centre.running_s,
        .queued_s = centre.queued_s,
    };
}

double schedule_head_s(const struct schedule *schedule, uint32_t at)
{
    const struct centre *centre = schedule_centre_at(schedule, at);
    uint32_t head = treap_first(&schedule_waiting, (void *)(uintptr_t)schedule, centre->waiting);
    double when_s;
    int64_t spare;
    if (head == 0)
        return schedule->now_s;
    easy_promise(schedule, centre, schedule_job_at(schedule, head)->processors, &when_s, &spare);
    return when_s;
}

void schedule_present(const struct schedule *schedule, schedule_taker take, void *context)
{
    for (uint32_t index = 1; index <= schedule->def.jobs; index++) {
        const struct job *job = schedule_job_at(schedule, index);
        if (job->sequence == 0 || job->centre == UINT32_MAX)
            continue;
        struct schedule_done done = schedule_tell(schedule, job);
        if (!job->is_running)
            done.wait_s += schedule->now_s - job->queued_s;
        else
            done.lost_s += schedule->now_s - job->attempt_s;
        take(context, &done);
    }
}
