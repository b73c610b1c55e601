#include "scenarios/run/sweep_until.h"

#include <stdlib.h>

#include "scenarios/run/sweep_unit.h"
#include "sim/memory.h"

enum sim_status sweep_until_take(struct sweep_plan *plan, const struct sweep_parts *parts,
                                 struct sim_error *error)
{
    size_t end = plan->kept * plan->replications, series = sweep_record_of(plan).series;
    double *records = sim_memory_new(plan->unit_tasks * plan->width, sizeof(double), "a unit of work");
    enum sim_status status = SIM_OK;
    while (plan->untils.size < end && status == SIM_OK) {
        size_t unit = plan->untils.size / plan->unit_tasks, first = sweep_plan_first(plan, unit);
        if (!sweep_parts_read(parts, unit, records))
            status =
                sim_error_say(error, SIM_BAD_DATA, "%s: unit %zu is missing or damaged: run with --resume",
                              parts->folder, unit);
        for (size_t task = plan->untils.size;
             status == SIM_OK && task < end && task < first + sweep_plan_tasks(plan, unit); task++)
            untils_take(&plan->untils, records + (task - first) * plan->width + series,
                        plan->calendar.time_count);
    }
    free(records);
    return status;
}
