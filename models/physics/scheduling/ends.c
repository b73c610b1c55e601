/// Attempts that run, as a binary heap by their end.
#include "models/physics/scheduling/parts.h"

uint32_t *schedule_ends(const struct schedule *schedule)
{
    return (uint32_t *)(void *)((unsigned char *)(uintptr_t)schedule + schedule->heap_at);
}

/// Whether attempt a ends before b; at one instant, in the order of arrival.
static bool is_sooner(const struct schedule *schedule, uint32_t a, uint32_t b)
{
    const struct job *left = schedule_job_at(schedule, a), *right = schedule_job_at(schedule, b);
    return left->end_s < right->end_s || (left->end_s == right->end_s && left->sequence < right->sequence);
}

void schedule_ends_push(struct schedule *schedule, uint32_t job)
{
    uint32_t *heap = schedule_ends(schedule), at = schedule->heap_count++;
    for (; at > 0 && is_sooner(schedule, job, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = job;
}

uint32_t schedule_ends_pop(struct schedule *schedule)
{
    uint32_t *heap = schedule_ends(schedule), top = heap[0], count = --schedule->heap_count, at = 0;
    uint32_t last = heap[count];
    for (uint32_t child = 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && is_sooner(schedule, heap[child + 1], heap[child]);
        if (!is_sooner(schedule, heap[child], last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}
