/// Aggressive backfilling: what may start behind a head that waits.
#include <math.h>

#include "models/physics/scheduling/parts.h"

void easy_promise(const struct schedule *schedule, const struct centre *centre, uint32_t processors,
                  double *when_s, int64_t *spare)
{
    int64_t needed = (int64_t)processors - schedule_free(centre), sum = 0;
    uint32_t node = centre->running;
    *when_s = needed <= 0 ? schedule->now_s : INFINITY;
    *spare = -needed;
    if (needed <= 0 || processors > centre->capacity)
        return;
    // The first end, in the order of ends, by which enough are free.
    while (node) {
        const struct job *job = schedule_job_at(schedule, node);
        int64_t before = sum + (int64_t)schedule_job_at(schedule, job->link.left)->processors_sum;
        if (before + job->processors >= needed) {
            *when_s = job->due_s;
            node = job->link.left;
        } else {
            sum = before + job->processors;
            node = job->link.right;
        }
    }
    // All that ends by then, ties included.
    sum = 0;
    for (node = centre->running; node;) {
        const struct job *job = schedule_job_at(schedule, node);
        if (job->due_s <= *when_s) {
            sum += job->processors + (int64_t)schedule_job_at(schedule, job->link.left)->processors_sum;
            node = job->link.right;
        } else {
            node = job->link.left;
        }
    }
    *spare = sum - needed;
}

/// The first waiting job that `most` processors suffice for, and which ends by `when_s` or takes no more than `spare`.
static uint32_t first_fit(const struct schedule *schedule, uint32_t node, int64_t most, double when_s,
                          int64_t spare)
{
    const struct job *job = schedule_job_at(schedule, node);
    if (node == 0 || (int64_t)job->processors_sum > most ||
        (schedule->now_s + job->least_s > when_s && (int64_t)job->processors_sum > spare))
        return 0;
    uint32_t found = first_fit(schedule, job->link.left, most, when_s, spare);
    if (found)
        return found;
    if (job->processors <= most && (schedule->now_s + job->wall_s <= when_s || job->processors <= spare))
        return node;
    return first_fit(schedule, job->link.right, most, when_s, spare);
}

void easy_start(struct schedule *schedule, struct centre *centre)
{
    uint32_t head = treap_first(&schedule_waiting, schedule, centre->waiting), found;
    double when_s;
    int64_t spare;
    if (schedule_free(centre) <= 0)
        return;
    easy_promise(schedule, centre, schedule_job_at(schedule, head)->processors, &when_s, &spare);
    // A head that needs more than there is holds nobody up.
    if (when_s == INFINITY)
        spare = schedule_free(centre);
    // The head itself never fits: it would have started.
    for (;;) {
        int64_t most = schedule_free(centre);
        found = most > 0 ? first_fit(schedule, centre->waiting, most, when_s, spare) : 0;
        if (found == 0)
            return;
        const struct job *job = schedule_job_at(schedule, found);
        if (schedule->now_s + job->wall_s > when_s)
            spare -= job->processors;
        schedule_start(schedule, found);
    }
}
