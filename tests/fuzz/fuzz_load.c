/// A user's CSV of IT power or utilisation.
#include <math.h>
#include <stdlib.h>

#include "scenarios/run/load_csv.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
    struct load_csv_def def = {.path = fuzz_write(bytes, size)->first, .it_kw = 1000, .idle_frac = 0.3};
    int first;
    double *means;
    size_t count = 0;
    struct sim_error error = {0};
    enum sim_status status = load_csv_read(&def, &first, &means, &count, &error);
    SIM_ASSERT((status == SIM_OK) == (error.count == 0), "status %d with %zu faults", status, error.count);
    for (size_t i = 0; status == SIM_OK && i < count; i++)
        SIM_ASSERT(isfinite(means[i]) && means[i] >= 0, "mean %zu is %g", i, means[i]);
    free(means);
    sim_error_clear(&error);
}
