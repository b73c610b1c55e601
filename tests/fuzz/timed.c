/// What a fuzzer calls: the target, timed.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sim/status.h"
#include "tests/fuzz/fuzz.h"

static double slowest_s;

static void print_slowest(void)
{
    fprintf(stderr, "slowest input: %.3f s of the processor\n", slowest_s);
}

static double processor_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

__attribute__((constructor)) static void begin(void)
{
    atexit(print_slowest);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double before_s = processor_s();
    fuzz_one(bytes, size);
    double took_s = processor_s() - before_s;
    SIM_ASSERT(took_s <= FUZZ_SECONDS_MAX, "an input that takes %.3f s", took_s);
    slowest_s = took_s > slowest_s ? took_s : slowest_s;
    return 0;
}
