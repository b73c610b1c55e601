#include "scenarios/run/output.h"

#include <stdio.h>
#include <stdlib.h>

static void *memory_for_json(size_t size)
{
    void *memory = malloc(size);
    SIM_ASSERT(memory, "out of memory: %zu bytes for JSON", size);
    return memory;
}

void output_begin(void)
{
    json_set_alloc_funcs(memory_for_json, free);
}

void output_json(const json_t *json, size_t flags)
{
    int failed = json_dumpf(json, stdout, flags);
    SIM_ASSERT(!failed || ferror(stdout), "an object that JSON cannot hold");
    putchar('\n');
}

enum sim_status output_end(struct sim_error *error)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return sim_error_say(error, SIM_IO, "standard output cannot be written");
    return SIM_OK;
}
