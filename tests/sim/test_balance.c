/// Sharing out blocks, and meeting: the plan never makes things worse, and nobody passes a meeting before all have come.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <omp.h>

#include "sim/core/balance.h"
#include "tests/sim/harness.h"

#define BLOCKS  300
#define WORKERS 17

static uint64_t most_of(const uint64_t *load, uint32_t count)
{
    uint64_t most = 0;
    for (uint32_t i = 0; i < count; i++)
        most = load[i] > most ? load[i] : most;
    return most;
}

static void sum_up(const uint64_t *cost, const uint16_t *owner, uint32_t blocks, uint64_t *load,
                   uint32_t workers)
{
    memset(load, 0, workers * sizeof(*load));
    for (uint32_t block = 0; block < blocks; block++) {
        assert_true(owner[block] < workers);
        load[owner[block]] += cost[block];
    }
}

/// Plans until nothing moves, and checks each plan. Returns how far the busiest is above the mean in the end.
static uint64_t check_plan(const uint64_t *cost, uint16_t *owner, uint32_t blocks, uint32_t workers)
{
    uint64_t load[WORKERS], told[WORKERS], total = 0, before;
    sum_up(cost, owner, blocks, load, workers);
    for (uint32_t worker = 0; worker < workers; worker++)
        total += load[worker];
    before = most_of(load, workers);
    for (uint32_t moves = 1, round = 0; moves > 0; round++) {
        uint16_t old[BLOCKS];
        uint32_t changed = 0;
        memcpy(old, owner, sizeof(old));
        moves = balance_plan(cost, owner, blocks, told, workers);
        sum_up(cost, owner, blocks, load, workers);
        assert_memory_equal(load, told, workers * sizeof(*load));
        assert_true(most_of(load, workers) <= before); // never worse
        before = most_of(load, workers);
        for (uint32_t block = 0; block < blocks; block++)
            changed += old[block] != owner[block];
        assert_true(changed <= moves);
        assert_true((changed > 0) == (moves > 0));
        assert_true(moves <= blocks);
        assert_true(round < 2); // one plan goes all the way
    }
    return before - total / workers;
}

/// Costs alike, spread, and such that a few blocks hold nearly all.
static uint64_t some_cost(uint64_t *bits, int skew)
{
    if (skew == 0)
        return 1000;
    if (skew == 1)
        return random_below(bits, 100000);
    return random_below(bits, 10) == 0 ? random_below(bits, 10000000) : random_below(bits, 2) * 10;
}

static void test_plans(void **unused)
{
    (void)unused;
    uint64_t bits = 1;
    for (int i = 0; i < 3000; i++) {
        uint64_t cost[BLOCKS];
        uint16_t owner[BLOCKS] = {0};
        uint32_t blocks = (uint32_t)random_below(&bits, BLOCKS + 1),
                 workers = 1 + (uint32_t)random_below(&bits, WORKERS);
        uint64_t most = 0, total = 0;
        for (uint32_t block = 0; block < blocks; block++) {
            cost[block] = some_cost(&bits, i % 3);
            most = cost[block] > most ? cost[block] : most;
            total += cost[block];
            owner[block] = (uint16_t)random_below(&bits, i % 4 ? workers : 1); // now and then all on one
        }
        // What is left over the mean is either tolerated or less than the largest block.
        uint64_t over = check_plan(cost, owner, blocks, workers);
        assert_true(over <= most + 1 || over <= total / workers / 16);
    }
}

/// Blocks far smaller than a share: within the tolerance from any start.
static void test_fine_blocks_end_even(void **unused)
{
    (void)unused;
    uint64_t bits = 2, cost[BLOCKS];
    for (uint32_t workers = 2; workers <= 8; workers++) {
        uint16_t owner[BLOCKS] = {0};
        uint64_t total = 0;
        for (uint32_t block = 0; block < BLOCKS; block++)
            total += cost[block] = 900 + random_below(&bits, 200);
        assert_true(check_plan(cost, owner, BLOCKS, workers) <= total / workers / 16);
    }
}

/// Every one writes its own plain number and, after meeting, reads those of all: no other order than the barrier's.
static void check_barrier(uint32_t count, uint32_t cores, uint32_t rounds)
{
    struct barrier barrier;
    uint32_t *number = calloc(count, sizeof(*number)), wrong = 0;
    barrier_init(&barrier, count, cores);
#pragma omp parallel num_threads((int)count) reduction(+ : wrong)
    {
        uint32_t self = (uint32_t)omp_get_thread_num();
        for (uint32_t round = 1; round <= rounds; round++) {
            number[self] = round;
            barrier_wait(&barrier);
            for (uint32_t i = 0; i < count; i++)
                wrong += number[i] != round;
            if (round % 64 == self % 64 && count > 1)
                burn(20000); // somebody comes late, and the others sleep
            barrier_wait(&barrier);
        }
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(barrier.arrived, 0);
    assert_int_equal(barrier.sleepers, 0);
    assert_int_equal(barrier.round, count > 1 ? 2 * rounds : 0); // alone, there is nobody to meet
    free(number);
}

static void test_barrier(void **unused)
{
    (void)unused;
    omp_set_dynamic(0);
    check_barrier(1, 1, 1000);
    check_barrier(2, 2, 3000);
    check_barrier(2, 1, 3000); // hardly spins
    check_barrier(3, 1, 500);
    check_barrier(8, 2, 200);  // more than there are cores
    check_barrier(16, 16, 50); // and not told so
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_fine_blocks_end_even),
        cmocka_unit_test(test_barrier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
