#include "tests/sim/harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

uint64_t random_below(uint64_t *state, uint64_t count)
{
    return random_bits(state) % count;
}

static void log_row(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct row_log *log = self;
    assert_true(time > log->last_time || (time == log->last_time && lp >= log->last_lp));
    assert_int_equal((uintptr_t)row % 8, 0);
    log->last_time = time;
    log->last_lp = lp;
    log->hash = sim_hash(log->hash, &time, sizeof(time));
    log->hash = sim_hash(log->hash, &lp, sizeof(lp));
    log->hash = sim_hash(log->hash, row, type->table->size);
    log->rows++;
}

struct sim_sink row_log_sink(struct row_log *log)
{
    *log = (struct row_log){.last_time = -1};
    return (struct sim_sink){log, log_row};
}

int run_in_child(void (*run)(const void *argument), const void *argument, char *text, size_t size)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        run(argument);
        _exit(0);
    }
    close(ends[1]);
    size_t got = 0;
    for (ssize_t n = 1; n > 0 && got<size - 1; got += n> 0 ? (size_t)n : 0)
        n = read(ends[0], text + got, size - 1 - got);
    text[got] = 0;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static uint64_t clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void burn(uint64_t ns)
{
    for (uint64_t end = clock_ns() + ns; clock_ns() < end;)
        ;
}
