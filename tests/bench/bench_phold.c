/// Prints how fast the engine runs PHOLD, beside a plain 4-ary heap over the same events, in one run.
///
///     build/release/tests/bench_phold [seconds a case, default 1]
///
/// The heap is the yardstick: the best simple sequential event list, 16-byte entries, replace-top, nothing general. Ratios
/// hold from machine to machine where absolute rates do not.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "scenarios/run/bench/phold.h"

struct entry {
    double time;
    uint64_t process;
};

static void sink(struct entry *heap, size_t count, struct entry entry)
{
    size_t place = 0;
    for (size_t child; (child = 4 * place + 1) < count;) {
        size_t first = child, end = child + 4 < count ? child + 4 : count;
        for (size_t i = child + 1; i < end; i++)
            if (heap[i].time < heap[first].time)
                first = i;
        if (heap[first].time >= entry.time)
            break;
        heap[place] = heap[first];
        place = first;
    }
    heap[place] = entry;
}

static double delay(const struct phold *phold, struct phold_process *p)
{
    return phold->lookahead_s - (1 - phold->lookahead_s) * log(1 - phold_uniform(p));
}

/// The same model on the yardstick.
static struct phold_result heap_run(const struct phold *phold)
{
    size_t count = (size_t)phold->processes * phold->start_events, filled = 0;
    struct entry *heap = malloc(count * sizeof(*heap));
    struct phold_process *processes = calloc(phold->processes, sizeof(*processes));
    struct phold_result result = {0};
    struct timespec begin, end;
    for (uint64_t i = 0; i < phold->processes; i++) {
        phold_seed(&processes[i], i, 0);
        for (uint32_t k = 0; k < phold->start_events; k++) {
            struct entry entry = {delay(phold, &processes[i]), i};
            size_t place = filled++;
            for (; place > 0 && heap[(place - 1) / 4].time > entry.time; place = (place - 1) / 4)
                heap[place] = heap[(place - 1) / 4];
            heap[place] = entry;
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &begin);
    while (heap[0].time < phold->end_s) {
        struct entry entry = heap[0];
        struct phold_process *p = &processes[entry.process];
        p->count++;
        result.events++;
        if (phold_uniform(p) <= phold->remote)
            entry.process = (uint64_t)(phold_uniform(p) * phold->processes);
        entry.time += delay(phold, p);
        sink(heap, count, entry);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    result.wall_s = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
    for (uint32_t i = 0; i < phold->processes; i++)
        result.hash = result.hash * 1099511628211u + processes[i].count;
    free(heap);
    free(processes);
    return result;
}

/// Rounds of a case; what is printed is their median. All take turns, so that a busy machine slows them alike.
#define ROUNDS 3

static double rate(const struct phold_result *result)
{
    return (double)result->events / result->wall_s * 1e-6;
}

static double median(double *rates)
{
    for (int i = 1; i < ROUNDS; i++)
        for (int k = i; k > 0 && rates[k] < rates[k - 1]; k--) {
            double other = rates[k];
            rates[k] = rates[k - 1];
            rates[k - 1] = other;
        }
    return rates[ROUNDS / 2];
}

static void run_case(const char *name, struct phold phold)
{
    double heap[ROUNDS], one[ROUNDS], two[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct phold_result results[3] = {heap_run(&phold)};
        for (uint32_t workers = 1; workers <= 2; workers++) {
            phold.workers = workers;
            results[workers] = phold_run(&phold);
            if (results[workers].hash != results[0].hash)
                printf("%s: other results on %u workers than on the heap\n", name, workers);
        }
        heap[i] = rate(&results[0]);
        one[i] = rate(&results[1]);
        two[i] = rate(&results[2]);
    }
    double yardstick = median(heap);
    printf("%-16s %10.1f %10.1f %10.1f %9.2f %9.2f\n", name, yardstick, median(one), median(two),
           median(one) / yardstick, median(two) / median(one));
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 1;
    const struct {
        const char *name;
        struct phold phold;
        double scale; // simulated time a second of patience, roughly
    } cases[] = {{"P1 P=.1 L=.1", {1024, 16, 0.1, 0.1, 0, 1, 0}, 500},
                 {"P1 P=.5 L=.1", {1024, 16, 0.5, 0.1, 0, 1, 0}, 500},
                 {"P2 P=.1 L=.1", {262144, 4, 0.1, 0.1, 0, 1, 0}, 8},
                 {"P2 P=.5 L=.1", {262144, 4, 0.5, 0.1, 0, 1, 0}, 8},
                 {"P1 P=.5 L=.01", {1024, 16, 0.5, 0.01, 0, 1, 0}, 250},
                 // Without lookahead: all in one order, by one worker.
                 {"P1 P=.1 L=0", {1024, 16, 0.1, 0, 0, 1, 0}, 250},
                 {"P2 P=.1 L=0", {262144, 4, 0.1, 0, 0, 1, 0}, 3}};
    printf("%-14s %10s %10s %10s %9s %9s\n", "million events/s", "heap", "1 worker", "2 workers", "1 : heap",
           "2 : 1");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct phold phold = cases[i].phold;
        phold.end_s = cases[i].scale * seconds;
        run_case(cases[i].name, phold);
    }
    return 0;
}
