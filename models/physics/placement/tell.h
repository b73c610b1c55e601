/// Faults of a problem or an answer, told under one name and only so many of them: more say nothing new.
#pragma once

#include "sim/status.h"

struct tell {
    const char *name;
    struct sim_error *error;
    int told, most;
};

__attribute__((format(printf, 2, 3))) void tell_fault(struct tell *tell, const char *format, ...);
