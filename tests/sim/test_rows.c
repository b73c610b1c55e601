/// Rows reach the sink in order, whatever worker they were emitted on, and lie where any struct may lie.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/core/rows.h"
#include "tests/sim/harness.h"

struct narrow {
    int32_t part, number;
    uint32_t odd;
};

struct wide {
    int64_t part, number;
};

static const struct sim_table narrow_table = {.size = sizeof(struct narrow)},
                              wide_table = {.size = sizeof(struct wide)};
static const struct sim_row_type narrow_type = {"narrow", &narrow_table}, wide_type = {"wide", &wide_table};

#define PARTS 3

/// What the sink has seen, and the number of the last row of each process.
struct seen {
    struct row_log log;
    struct sim_sink to_log;
    int64_t last[100];
};

static void see(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct seen *seen = self;
    bool is_narrow = type == &narrow_type;
    int64_t part = is_narrow ? ((const struct narrow *)row)->part : ((const struct wide *)row)->part;
    int64_t number = is_narrow ? ((const struct narrow *)row)->number : ((const struct wide *)row)->number;
    assert_int_equal(part, lp % PARTS);
    assert_true(number > seen->last[lp]); // each process emits them in this order
    seen->last[lp] = number;
    seen->to_log.take(seen->to_log.self, time, lp, type, row);
}

/// Processes in three parts emit rows of two sizes, many at the same time; three meetings.
static void test_merge(void **unused)
{
    (void)unused;
    uint64_t bits = 1, total = 0;
    struct rows parts[PARTS] = {0}, *const all[PARTS] = {&parts[0], &parts[1], &parts[2]};
    struct seen seen = {0};
    seen.to_log = row_log_sink(&seen.log);
    const struct sim_sink sink = {&seen, see};
    assert_int_equal(rows_merge(all, PARTS, &sink), 0);
    for (int meeting = 0; meeting < 3; meeting++) {
        for (uint64_t emitted = 0; emitted < 2000; emitted++) {
            sim_lp lp = 1 + (sim_lp)random_below(&bits, 99);
            sim_time time =
                1000 * meeting + (sim_time)(emitted / 20); // a process's rows come in order of time
            int64_t number = (int64_t)++total;
            if (random_below(&bits, 2))
                rows_add(&parts[lp % PARTS], time, lp, &narrow_type,
                         &(struct narrow){(int32_t)(lp % PARTS), (int32_t)number, 1});
            else
                rows_add(&parts[lp % PARTS], time, lp, &wide_type, &(struct wide){lp % PARTS, number});
        }
        assert_int_equal(rows_merge(all, PARTS, &sink), 2000);
        assert_int_equal(seen.log.rows, total);
    }
    for (int part = 0; part < PARTS; part++)
        rows_clear(&parts[part]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_merge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
