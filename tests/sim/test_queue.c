/// A process's queue against a plain array: pushed behind, taken from the front, the middle and the end.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/core/lp_table.h"
#include "tests/sim/harness.h"

#define MOST 2000

struct item {
    unsigned char bytes[SIM_PAYLOAD_MAX];
};

static void push(struct lp_queue *queue, const struct item *item)
{
    lp_queue_reserve(queue, queue->count + 1);
    memcpy(lp_queue_item(queue, queue->count++), item, queue->item_size);
}

/// front_percent: of removals that take the first. push_percent: of steps; over 50 it grows.
static void check_queue(uint32_t item_size, uint32_t front_percent, uint32_t push_percent, uint64_t seed)
{
    struct lp_queue queue = {.item_size = item_size};
    static struct item known[MOST];
    uint32_t count = 0;
    size_t most = 0;
    for (int step = 0; step < 5000; step++) {
        if (count == 0 || (count < MOST && random_below(&seed, 100) < push_percent)) {
            for (uint32_t i = 0; i < item_size; i++)
                known[count].bytes[i] = (unsigned char)random_bits(&seed);
            push(&queue, &known[count++]);
        } else {
            uint32_t i = random_below(&seed, 100) < front_percent ? 0 : (uint32_t)random_below(&seed, count);
            assert_memory_equal(lp_queue_item(&queue, i), known[i].bytes, item_size);
            lp_queue_remove(&queue, i);
            memmove(known + i, known + i + 1, (--count - i) * sizeof(*known));
        }
        most = count > most ? count : most;
        assert_int_equal(queue.count, count);
        assert_true(queue.head + queue.count <= queue.capacity);
        if (step % 50 == 0)
            for (uint32_t i = 0; i < count; i++)
                assert_memory_equal(lp_queue_item(&queue, i), known[i].bytes, item_size);
    }
    assert_true(queue.capacity <= 64 + 8 * most); // what left is used again
    free(queue.items);
}

static void test_queue(void **unused)
{
    (void)unused;
    const uint32_t sizes[] = {1, 7, 8, 24, 64};
    for (uint64_t i = 0; i < 5; i++) {
        check_queue(sizes[i], 100, 50, 1 + i); // first in, first out
        check_queue(sizes[i], 50, 48, 11 + i);
        check_queue(sizes[i], 0, 55, 21 + i);
        check_queue(sizes[i], 90, 80, 31 + i);
    }
}

/// The front is taken without moving the rest: a long queue that is used as a ring costs little, and does not grow.
static void test_front_is_cheap(void **unused)
{
    (void)unused;
    struct lp_queue queue = {.item_size = 8};
    for (uint64_t i = 0; i < 20000; i++)
        push(&queue, (const struct item *)&(uint64_t[8]){i});
    uint32_t capacity = queue.capacity;
    for (uint64_t i = 0; i < 300000; i++) { // 40 GB would be moved otherwise
        assert_int_equal(*(const uint64_t *)lp_queue_item(&queue, 0), i);
        lp_queue_remove(&queue, 0);
        push(&queue, (const struct item *)&(uint64_t[8]){20000 + i});
    }
    assert_true(queue.capacity <= 2 * capacity);
    free(queue.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_queue), cmocka_unit_test(test_front_is_cheap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
