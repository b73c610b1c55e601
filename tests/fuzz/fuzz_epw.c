/// Weather files.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/epw.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    memcpy(text, bytes, size);
    text[size] = '\0';
    struct epw *epw;
    struct sim_error error = {0};
    enum sim_status status = epw_parse(text, "fuzz.epw", &epw, &error);
    SIM_ASSERT((status == SIM_OK) == (epw != NULL) && (status == SIM_OK) == (error.count == 0),
               "status %d with %zu faults", status, error.count);
    for (size_t hour = 0; epw && hour < epw->hours; hour++)
        SIM_ASSERT(isfinite(epw->weather[hour].dry_degc) &&
                       epw->weather[hour].wet_degc <= epw->weather[hour].dry_degc + 1e-6,
                   "hour %zu: dry %g, wet %g", hour, epw->weather[hour].dry_degc,
                   epw->weather[hour].wet_degc);
    epw_close(epw);
    sim_error_clear(&error);
    free(text);
}
