#include "scenarios/run/sweep_unit.h"

#include <string.h>

#include "scenarios/run/interrupt.h"

struct sweep_record sweep_record_of(const struct sweep_plan *plan)
{
    size_t targets = (size_t)plan->province->targets.count;
    return (struct sweep_record){.target_value = 1,
                                 .target_cause = 1 + targets,
                                 .wait_days = 1 + 2 * targets,
                                 .series = 1 + 2 * targets + CAUSE_COUNT};
}

static void take_record(const struct sweep_plan *plan, const struct outcome *outcome, double *record)
{
    struct sweep_record at = sweep_record_of(plan);
    size_t targets = (size_t)plan->province->targets.count;
    record[0] = (double)outcome->totals.events;
    memcpy(record + at.target_value, outcome->target_value, targets * sizeof(double));
    memcpy(record + at.target_cause, outcome->target_cause, targets * sizeof(double));
    memcpy(record + at.wait_days, outcome->planned_wait_days, CAUSE_COUNT * sizeof(double));
    memcpy(record + at.series, outcome->series, SERIES_COUNT * plan->calendar.time_count * sizeof(double));
}

/// Runs the tasks of one point.
static enum sim_status run_point(const struct sweep_plan *plan, const struct ground *ground,
                                 struct scenario *scenario, size_t first, size_t count, double *records,
                                 struct sim_error *error)
{
    struct ground own = {0};
    struct outcome outcome;
    enum sim_status status = ground ? SIM_OK : ground_make(&own, scenario, NULL, plan->options->seed, error);
    if (status != SIM_OK)
        return status;
    ground = ground ? ground : &own;
    outcome_init(&outcome, scenario, &plan->calendar);
    for (size_t i = 0; i < count && status == SIM_OK; i++) {
        char fault[200] = "a replication that cannot be run";
        struct outcome_job job = {
            .scenario = scenario,
            .world = ground->world,
            .places = &ground->places,
            .calendar = &plan->calendar,
            .seed = plan->options->seed,
            .replication = (uint32_t)(plan->is_independent ? first + i : (first + i) % plan->replications),
            .is_antithetic = plan->is_antithetic,
            .workers = 1,
        };
        if (interrupt_came())
            status = SIM_INTERRUPTED; // said once, by whoever asked for the unit
        else if (!outcome_run(&outcome, &job, fault, sizeof(fault)))
            status = sim_error_say(error, SIM_BAD_DATA, "%s", fault);
        else
            take_record(plan, &outcome, records + i * plan->width);
    }
    outcome_clear(&outcome);
    ground_clear(&own);
    return status;
}

enum sim_status sweep_unit_run(const struct sweep_plan *plan, const struct ground *ground, size_t first,
                               size_t count, double *records, struct sim_error *error)
{
    enum sim_status status = SIM_OK;
    for (size_t done = 0; done < count && status == SIM_OK;) {
        size_t task = first + done, point = task / plan->replications;
        size_t left = (point + 1) * plan->replications - task,
               part = left < count - done ? left : count - done;
        struct scenario *scenario;
        status = sweep_plan_open(plan, point, &scenario, error);
        if (status != SIM_OK)
            return status;
        status = run_point(plan, ground, scenario, task, part, records + done * plan->width, error);
        scenario_close(scenario);
        done += part;
    }
    return status == SIM_OK ? sweep_plan_check(plan, error) : status;
}
