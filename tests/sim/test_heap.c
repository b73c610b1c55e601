/// The heap against a sorted list: the same order whatever is pushed and taken, the same payloads, no place lost.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/core/heap.h"
#include "tests/sim/harness.h"

/// An event with a payload that follows from its head.
static union pending_event make_event(uint64_t *bits, sim_time times, uint32_t sequence)
{
    union pending_event event = {.event = {.time = (sim_time)random_below(bits, (uint64_t)times),
                                           .sender = 1 + (sim_lp)random_below(bits, 5),
                                           .sequence = sequence,
                                           .to = (sim_lp)random_bits(bits),
                                           .type = (uint16_t)random_bits(bits),
                                           .size = (uint16_t)random_below(bits, SIM_PAYLOAD_MAX + 1)}};
    for (uint16_t i = 0; i < event.event.size; i++)
        event.bytes[sizeof(event.event) + i] = (unsigned char)(sequence + i);
    return event;
}

static void push(struct heap *heap, const union pending_event *event)
{
    heap_push(heap, event_head(&event->event), event->bytes + sizeof(event->event));
}

static void check_equal(const union pending_event *a, const union pending_event *b)
{
    assert_memory_equal(a->bytes, b->bytes, sizeof(a->event) + b->event.size);
}

static int compare(const void *a, const void *b)
{
    return event_precedes(&((const union pending_event *)a)->event, &((const union pending_event *)b)->event)
               ? -1
               : 1;
}

/// All pushed, then all taken: sorted. times: few of them make many ties.
static void check_sort(uint64_t seed, uint32_t count, sim_time times)
{
    struct heap heap = {0};
    union pending_event *events = calloc(count, sizeof(*events)), out;
    for (uint32_t i = 0; i < count; i++) {
        events[i] = make_event(&seed, times, i + 1);
        push(&heap, &events[i]);
    }
    qsort(events, count, sizeof(*events), compare);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(heap_count(&heap), count - i);
        assert_int_equal(heap_next(&heap), events[i].event.time);
        assert_int_equal(heap_receiver(&heap), events[i].event.to);
        assert_false(heap_precedes(&heap, &events[i].event));
        if (i + 1 < count)
            assert_true(heap_precedes(&heap, &events[i + 1].event));
        heap_pop(&heap, &out);
        heap_settle(&heap);
        check_equal(&out, &events[i]);
    }
    assert_int_equal(heap_count(&heap), 0);
    assert_true(heap_next(&heap) == SIM_NEVER);
    assert_false(heap_precedes(&heap, &events[0].event));
    heap_clear(&heap);
    free(events);
}

static void test_sorts(void **unused)
{
    (void)unused;
    for (uint32_t count = 1; count <= 40; count++)
        check_sort(count, count, 10);
    check_sort(1, 5000, 3);
    check_sort(2, 5000, (sim_time)1 << 40);
}

/// As handlers do: one is taken, and none, one or more are pushed while its place is open.
static void test_open_place(void **unused)
{
    (void)unused;
    enum { MOST = 500 };
    uint64_t bits = 3;
    uint32_t sequence = 0;
    size_t count = 0;
    struct heap heap = {0};
    static union pending_event known[MOST];
    for (int step = 0; step < 20000; step++) {
        if (count > 0) {
            size_t first = 0;
            union pending_event out;
            for (size_t i = 1; i < count; i++)
                first = event_precedes(&known[i].event, &known[first].event) ? i : first;
            heap_pop(&heap, &out);
            check_equal(&out, &known[first]);
            known[first] = known[--count];
            assert_int_equal(heap_count(&heap), count);
        }
        // Long runs that grow and that shrink.
        for (uint64_t n = random_below(&bits, step / 1000 % 2 ? 4 : 2); n > 0 && count < MOST; n--) {
            known[count] = make_event(&bits, 1000, ++sequence);
            push(&heap, &known[count++]);
        }
        heap_settle(&heap);
        heap_settle(&heap); // once is enough
        assert_int_equal(heap_count(&heap), count);
    }
    // Places are recycled: never more of them than there were events at once.
    assert_true(sequence > 20 * MOST);
    assert_true(heap.slot_count <= MOST && heap.body_count <= MOST);
    heap_clear(&heap);
}

/// Every size of payload, with neighbours on both sides.
static void test_payloads(void **unused)
{
    (void)unused;
    struct heap heap = {0};
    unsigned char payload[SIM_PAYLOAD_MAX];
    for (uint16_t size = 0; size <= SIM_PAYLOAD_MAX; size++) {
        for (size_t i = 0; i < sizeof(payload); i++)
            payload[i] = (unsigned char)(size + 1);
        heap_push(&heap, (struct event_head){.time = size, .sequence = 1, .size = size}, payload);
    }
    for (uint16_t size = 0; size <= SIM_PAYLOAD_MAX; size++) {
        union pending_event out;
        heap_pop(&heap, &out);
        heap_settle(&heap);
        assert_int_equal(out.event.size, size);
        for (uint16_t i = 0; i < size; i++)
            assert_int_equal(out.event.payload[i], size + 1);
    }
    assert_int_equal(heap.body_count, SIM_PAYLOAD_MAX); // none for the empty one
    heap_clear(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorts),
        cmocka_unit_test(test_open_place),
        cmocka_unit_test(test_payloads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
