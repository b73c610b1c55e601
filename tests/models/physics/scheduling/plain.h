/// The disciplines once more, as plainly as they can be said: lists that are walked, nothing kept between events.
#pragma once

#include "models/physics/scheduling/schedule.h"

/// A job on one centre; the schedule's answer is start_s.
struct plain_job {
    double submit_s, work_s, estimate_s; // estimate_s >= work_s
    uint32_t processors;                 // at most the centre's
    int32_t priority;
    double start_s;
    int state; // 0 to come, 1 waits, 2 runs, 3 has ended
    double promised_s;
};

/// Schedules jobs in the order of their arrival. Time: O(count^2) for fcfs and easy, more for conservative.
void plain_schedule(enum schedule_discipline discipline, uint32_t processors, struct plain_job *jobs,
                    size_t count);
