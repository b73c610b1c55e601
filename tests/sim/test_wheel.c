/// The wheel against a plain list: whatever is put, and however windows are entered, the same events come out in each.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/core/wheel.h"
#include "tests/sim/harness.h"

#define BLOCK_BITS 2
#define BLOCKS     70 // more than a word of bits
#define WORKERS    3
#define PENDING    3000

/// An event as the list knows it. All else that it has follows from its number.
struct known {
    sim_time time;
    uint32_t number;
    sim_lp to;
};

/// Wheels of some workers over the same buckets, and the list.
struct rig {
    struct wheel wheels[WORKERS];
    struct bucket *buckets;
    uint16_t owner[BLOCKS];
    struct known known[PENDING];
    uint32_t count, number;
    int64_t now, last; // window that ran; the latest there is
    uint64_t bits;
    bool is_sparse;
};

static uint32_t block_of(sim_lp to)
{
    return (to - 1) >> BLOCK_BITS;
}

static void make_payload(uint32_t number, unsigned char payload[SIM_PAYLOAD_MAX])
{
    uint64_t bits = number;
    for (int i = 0; i < SIM_PAYLOAD_MAX; i++)
        payload[i] = (unsigned char)random_bits(&bits);
}

static void put(struct rig *rig, struct known event)
{
    unsigned char payload[SIM_PAYLOAD_MAX];
    struct event_head head = {.time = event.time,
                              .sender = event.number % 97,
                              .sequence = event.number,
                              .to = event.to,
                              .size = (uint16_t)(event.number % (SIM_PAYLOAD_MAX + 1))};
    struct wheel *wheel = &rig->wheels[rig->owner[block_of(event.to)]];
    make_payload(event.number, payload);
    wheel_put(wheel, wheel_window(wheel, event.time), block_of(event.to), head, payload);
}

/// A window ahead: near, in the next cells, at the edges of what has slots, and far.
static int64_t some_window(struct rig *rig)
{
    const struct wheel *wheel = &rig->wheels[0];
    const int64_t edges[] = {wheel->fine_end, wheel->coarse_end, rig->now + 64, rig->now + 128};
    const uint64_t reach[] = {8, 128, 8192, 30000, 1 + (uint64_t)(rig->last - rig->now) / 5000};
    int64_t window = rig->now + 1;
    if (random_below(&rig->bits, rig->is_sparse ? 2 : 4) == 0)
        window = edges[random_below(&rig->bits, 4)] + (int64_t)random_below(&rig->bits, 3) - 1;
    else
        window += (int64_t)random_below(&rig->bits, reach[random_below(&rig->bits, 5)]);
    if (random_below(&rig->bits, 3) == 0)
        window &= ~(int64_t)63; // the first of a cell
    if (window > rig->last)
        return rig->last;
    return window > rig->now ? window : rig->now + 1;
}

static void put_some(struct rig *rig)
{
    sim_time window_ns = rig->wheels[0].window_ns;
    // Dense, or so sparse that the wheel jumps from event to event.
    uint64_t n = random_below(&rig->bits, rig->is_sparse                      ? 2 + (rig->count == 0)
                                          : random_below(&rig->bits, 10) == 0 ? 200
                                                                              : 8);
    for (; n > 0 && rig->count < PENDING && rig->now < rig->last; n--) {
        sim_time time =
            some_window(rig) * window_ns + (sim_time)random_below(&rig->bits, (uint64_t)window_ns);
        struct known event = {time, ++rig->number,
                              1 + (sim_lp)random_below(&rig->bits, BLOCKS << BLOCK_BITS)};
        rig->known[rig->count++] = event;
        put(rig, event);
    }
}

static int64_t next_known(const struct rig *rig)
{
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < rig->count; i++) {
        int64_t window = rig->known[i].time / rig->wheels[0].window_ns;
        next = window < next ? window : next;
    }
    return next;
}

static int64_t next_told(const struct rig *rig)
{
    int64_t next = INT64_MAX;
    for (int w = 0; w < WORKERS; w++) {
        int64_t told = wheel_next(&rig->wheels[w]);
        next = told < next ? told : next;
    }
    return next;
}

/// Takes an event that came out off the list; it must be there, and whole.
static void strike(struct rig *rig, const struct sim_event *event, uint32_t block)
{
    unsigned char payload[SIM_PAYLOAD_MAX];
    uint32_t i = 0;
    while (i < rig->count && rig->known[i].number != event->sequence)
        i++;
    assert_true(i < rig->count);
    assert_int_equal(event->time, rig->known[i].time);
    assert_int_equal(event->time / rig->wheels[0].window_ns, rig->now);
    assert_int_equal(event->to, rig->known[i].to);
    assert_int_equal(block_of(event->to), block);
    assert_int_equal(event->sender, event->sequence % 97);
    assert_int_equal(event->size, event->sequence % (SIM_PAYLOAD_MAX + 1));
    make_payload(event->sequence, payload);
    assert_memory_equal(event->payload, payload, event->size);
    rig->known[i] = rig->known[--rig->count];
}

/// Runs a block's events of the window; if the window is cut, puts some of them back.
static void run_block(struct rig *rig, struct wheel *wheel, uint32_t block, bool is_cut)
{
    struct chunk *chain = bucket_detach(wheel_bucket(wheel, (uint32_t)wheel->now % WHEEL_FINE, block));
    assert_non_null(chain);
    for (const struct chunk *chunk = chain; chunk; chunk = chunk->next)
        for (uint32_t at = 0; at < chunk->used;) {
            const struct sim_event *event = (const void *)(chunk->bytes + at);
            assert_int_equal((uintptr_t)event % 8, 0);
            if (is_cut && random_below(&rig->bits, 2))
                wheel_put(wheel, wheel->now, block, event_head(event), event->payload);
            else
                strike(rig, event, block);
            at += (uint32_t)event_bytes(event->size);
        }
    chunk_give(&wheel->pool, chain);
}

/// All enter a window: mostly the next, sometimes one before it in which nothing happens.
static void turn(struct rig *rig, int64_t next)
{
    bool is_cut = random_below(&rig->bits, 4) == 0;
    rig->now = random_below(&rig->bits, 5)
                   ? next
                   : rig->now + 1 + (int64_t)random_below(&rig->bits, (uint64_t)(next - rig->now));
    for (int w = 0; w < WORKERS; w++)
        wheel_enter(&rig->wheels[w], rig->now);
    for (int w = 0; w < WORKERS; w++)
        for (uint32_t word = 0; word < rig->wheels[w].words; word++)
            for (uint64_t bits = wheel_claim(&rig->wheels[w], word); bits; bits &= bits - 1) {
                uint32_t block = word * 64 + (uint32_t)__builtin_ctzll(bits);
                assert_int_equal(rig->owner[block], w);
                run_block(rig, &rig->wheels[w], block, is_cut);
            }
    for (int w = 0; w < WORKERS && is_cut; w++)
        rig->wheels[w].now--;
    rig->now -= is_cut;
}

/// Blocks change hands as balance.c has them do.
static void move_blocks(struct rig *rig)
{
    struct chunk *far[WORKERS];
    for (int i = 0; i < 10; i++)
        rig->owner[random_below(&rig->bits, BLOCKS)] = (uint16_t)random_below(&rig->bits, WORKERS);
    for (int w = 0; w < WORKERS; w++) {
        wheel_recount(&rig->wheels[w], rig->owner, (uint32_t)w);
        far[w] = wheel_release_far(&rig->wheels[w]);
    }
    for (int w = 0; w < WORKERS; w++) {
        for (const struct chunk *chunk = far[w]; chunk; chunk = chunk->next)
            for (uint32_t at = 0; at < chunk->used;) {
                const struct sim_event *event = (const void *)(chunk->bytes + at);
                size_t bytes = event_bytes(event->size);
                wheel_put_all(&rig->wheels[rig->owner[block_of(event->to)]], (const void *)event, bytes);
                at += (uint32_t)bytes;
            }
        chunk_give(&rig->wheels[w].pool, far[w]);
    }
}

/// begin: window that counts as having run.
static void check_wheel(sim_time window_ns, int64_t begin, uint64_t seed, int turns)
{
    struct rig *rig = calloc(1, sizeof(*rig));
    rig->buckets = calloc((size_t)BLOCKS * WHEEL_SLOTS, sizeof(*rig->buckets));
    rig->now = begin;
    rig->last = INT64_MAX / window_ns - 1; // an event may lie anywhere in it
    rig->bits = seed;
    rig->is_sparse = seed % 2;
    turns *= rig->is_sparse ? 5 : 1;
    for (int w = 0; w < WORKERS; w++) {
        wheel_create(&rig->wheels[w], window_ns, BLOCK_BITS, BLOCKS, rig->buckets);
        wheel_begin(&rig->wheels[w], begin);
    }
    for (uint32_t block = 0; block < BLOCKS; block++)
        rig->owner[block] = block % WORKERS;
    for (int i = 0; i < turns || rig->count > 0; i++) {
        if (i < turns)
            put_some(rig);
        if (random_below(&rig->bits, rig->is_sparse ? 100 : 20) == 0)
            move_blocks(rig);
        int64_t next = next_known(rig);
        assert_int_equal(next_told(rig), next);
        if (next != INT64_MAX)
            turn(rig, next);
    }
    assert_true(rig->number > 0);
    for (int w = 0; w < WORKERS; w++)
        wheel_destroy(&rig->wheels[w]);
    free(rig->buckets);
    free(rig);
}

static void test_wheel(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        check_wheel(SIM_HOUR, -1, seed, 1000);
        check_wheel(1000003, -1, seed, 1000);
        check_wheel(2, 63, seed, 1000);
        check_wheel(3, (int64_t)1 << 33, seed, 1000);
    }
}

/// The last windows before time runs out, for windows short and long.
static void test_end_of_time(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        check_wheel(2, INT64_MAX / 2 - 5000, seed, 500);
        check_wheel(SIM_SECOND, INT64_MAX / SIM_SECOND - 300, seed, 500);
        check_wheel(INT64_MAX / 7, -1, seed, 10);
    }
}

/// The product with the reciprocal is the quotient, for every length of window and every time.
static void test_window_of_a_time(void **unused)
{
    (void)unused;
    uint64_t bits = 1;
    struct bucket bucket[WHEEL_SLOTS] = {0};
    for (int i = 0; i < 3000; i++) {
        uint64_t divisor = i < 186 ? ((uint64_t)1 << (i / 3 + 1)) + (uint64_t)(i % 3) - 1
                                   : random_bits(&bits) >> (1 + random_below(&bits, 62));
        if (divisor < 2 || divisor > INT64_MAX)
            divisor = i % 2 ? INT64_MAX : SIM_HOUR;
        struct wheel wheel;
        wheel_create(&wheel, (sim_time)divisor, 4, 1, bucket);
        for (int k = 0; k < 60; k++) {
            // Anywhere, and next to multiples, where a quotient that is off by a hair shows.
            uint64_t time = random_bits(&bits) >> (1 + random_below(&bits, 62));
            if (k % 3 > 0)
                time = time / divisor * divisor - (uint64_t)(k % 3 == 1 && time >= divisor);
            if (k < 4)
                time = (uint64_t[]){0, 1, INT64_MAX, INT64_MAX / divisor * divisor - 1}[k];
            assert_int_equal(wheel_window(&wheel, (sim_time)time), time / divisor);
        }
        wheel_destroy(&wheel);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wheel),
        cmocka_unit_test(test_end_of_time),
        cmocka_unit_test(test_window_of_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
