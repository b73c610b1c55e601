/// Scenario files, with what they include, the CSV files that they name, and overrides.
#include <stdlib.h>

#include "scenarios/run/scenario.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
    const struct fuzz_files *files = fuzz_write(bytes, size);
    struct scenario *scenario;
    struct sim_error error = {0};
    enum sim_status status =
        scenario_open(files->first, files->overrides, files->override_count, 1, &scenario, &error);
    SIM_ASSERT((status == SIM_OK) == (error.count == 0), "status %d with %zu faults", status, error.count);
    if (status == SIM_OK) {
        // What was accepted can be drawn, and stays inside its fields' ranges.
        size_t count = scenario_input_count(scenario);
        double *values = malloc((count + 1) * sizeof(*values));
        scenario_draw(scenario, 0, 1, 0, values);
        for (size_t i = 0; i < count; i++) {
            const struct sim_field *field = scenario_input(scenario, i)->field;
            SIM_ASSERT(!(values[i] < field->min) && !(values[i] > field->max), "%s was drawn as %g",
                       scenario_input(scenario, i)->path, values[i]);
        }
        free(values);
        scenario_close(scenario);
    }
    sim_error_clear(&error);
}
