/// A stand-in for the placement solver: greedy by roll-out order under floors. To be removed when the solver is there.
#include <stdlib.h>

#include "models/physics/rollout.h"
#include "sim/memory.h"

enum sim_status placement_problem_check(const struct placement_problem *problem, const char *name,
                                        struct sim_error *error)
{
    (void)problem;
    (void)name;
    (void)error;
    return SIM_OK;
}

void placement_solve(const struct placement_problem *problem, const struct placement_options *options,
                     struct placement_result *result)
{
    (void)options;
    size_t most = (size_t)problem->target[problem->period_count - 1];
    struct rollout_step *steps = sim_memory_new((size_t)problem->site_count + most, sizeof(*steps), "a stand-in");
    *result = (struct placement_result){.is_feasible = true};
    result->site_period = sim_memory_new((size_t)problem->site_count, sizeof(int32_t), "a stand-in");
    int64_t *open = sim_memory_new((size_t)problem->county_count, sizeof(*open), "a stand-in"), done = 0;
    for (int64_t j = 0; j < problem->site_count; j++) {
        result->site_period[j] = problem->is_existing[j] ? 0 : PLACEMENT_NONE;
        open[problem->county[j]] += problem->is_existing[j];
        done += problem->is_existing[j];
    }
    for (int64_t j = 0; j < problem->site_count; j++) // floors, in the second period
        if (open[problem->county[j]] < problem->floor[(problem->period_count - 1) * problem->county_count + problem->county[j]]) {
            result->site_period[j] = problem->period_count > 1 ? 1 : 0;
            open[problem->county[j]]++;
            done++;
        }
    size_t count = rollout_order(problem, result->site_period, most, steps);
    for (size_t i = (size_t)done; i < count; i++) {
        int32_t t = 0;
        while (t < problem->period_count - 1 && (int64_t)i >= problem->target[t])
            t++;
        result->site_period[steps[i].site] = t;
    }
    free(steps);
    free(open);
}

void placement_result_clear(struct placement_result *result)
{
    free(result->site_period);
}
