#include "scenarios/run/bench/bench.h"
#include "scenarios/run/output.h"

#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

uint32_t bench_threads(const struct options *options)
{
    return options->threads ? options->threads : (uint32_t)omp_get_num_procs();
}

uint64_t bench_seed(const struct options *options, uint64_t own)
{
    return options->has_seed ? options->seed : own;
}

double bench_peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024e-6;
}

double bench_now_mb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file) {
        if (fscanf(file, "%*d %ld", &pages) != 1)
            pages = 0;
        fclose(file);
    }
    return (double)pages * (double)sysconf(_SC_PAGESIZE) * 1e-6;
}

/// Reads as much as the child wrote, at most size bytes.
static size_t read_all(int descriptor, void *out, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(descriptor, (char *)out + done, size - done);
        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || errno != EINTR)
            break;
    }
    return done;
}

/// The child's part: never returns.
static _Noreturn void measure_and_leave(void (*measure)(const void *in, void *out), const void *in, void *out,
                                        size_t size, int descriptor)
{
    measure(in, out);
    bool is_told = write(descriptor, out, size) == (ssize_t)size;
    _exit(is_told ? SIM_OK : SIM_INTERNAL);
}

enum sim_status bench_apart(void (*measure)(const void *in, void *out), const void *in, void *out,
                            size_t size, struct sim_error *error)
{
    int ends[2], state = 0;
    SIM_ASSERT(pipe(ends) == 0, "no pipe for a measurement: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    SIM_ASSERT(child >= 0, "no process for a measurement: %s", strerror(errno));
    if (child == 0) {
        close(ends[0]);
        measure_and_leave(measure, in, out, size, ends[1]);
    }
    close(ends[1]);
    size_t got = read_all(ends[0], out, size);
    close(ends[0]);
    while (waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    if (got == size && WIFEXITED(state) && WEXITSTATUS(state) == SIM_OK)
        return SIM_OK;
    if (WIFSIGNALED(state))
        return sim_error_say(error, SIM_INTERNAL, "a measurement was ended by signal %d (%s)%s",
                             WTERMSIG(state), strsignal(WTERMSIG(state)),
                             WTERMSIG(state) == 9 ? ": perhaps the machine ran out of memory" : "");
    return sim_error_say(error, SIM_INTERNAL, "a measurement ended with status %d",
                         WIFEXITED(state) ? WEXITSTATUS(state) : SIM_INTERNAL);
}

void bench_print(const struct options *options, json_t *json, struct table **tables, size_t count)
{
    if (options->json)
        output_json(json, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    for (size_t i = 0; i < count; i++) {
        if (!options->json) {
            fputs(i > 0 ? "\n" : "", stdout);
            table_print(tables[i], stdout, options_colours(STDOUT_FILENO));
        }
        table_destroy(tables[i]);
    }
    json_decref(json);
}
