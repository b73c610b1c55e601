/// Placement instances of the literature. The first byte chooses the format.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/physics/placement/placement.h"
#include "scenarios/run/placement_instance.h"
#include "tests/fuzz/fuzz.h"

static const char *const formats[] = {"pmed", "tsp", "cap", "sjc", "mclp"};

void fuzz_one(const uint8_t *bytes, size_t size)
{
    char name[300];
    if (size == 0)
        return;
    const char *format = formats[bytes[0] % (sizeof(formats) / sizeof(formats[0]))];
    snprintf(name, sizeof(name), "%s:%s", format, fuzz_write(bytes + 1, size - 1)->first);
    struct placement_problem problem = {0};
    struct placement_instance instance = {0};
    struct sim_error error = {0};
    enum sim_status status = placement_instance_read(name, -1, strcmp(format, "mclp") == 0 ? 800 : NAN,
                                                     &problem, &instance, &error);
    SIM_ASSERT((status == SIM_OK) == (error.count == 0), "status %d with %zu faults", status, error.count);
    placement_problem_clear(&problem); // also of a file that was refused
    placement_instance_clear(&instance);
    sim_error_clear(&error);
}
