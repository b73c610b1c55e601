/// A block's events in a window: each process gets all of its own, in order, however they arrived. And the chunks that hold
/// them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/core/batch.h"
#include "sim/core/wheel.h"
#include "tests/sim/harness.h"

#define PROCESSES 512
#define FIRST     ((sim_lp)1025)

/// Fills a bucket with `count` events for processes of the block; counts and sums those of each.
static struct chunk *make_chain(struct chunk_pool *pool, uint64_t *bits, uint32_t count, uint32_t processes,
                                uint64_t sent[PROCESSES], uint64_t sum[PROCESSES])
{
    struct bucket bucket = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t process = (uint32_t)random_below(bits, processes);
        // Numbers that are all different, in an order that is none.
        struct event_head head = {.time = (sim_time)random_below(bits, 4),
                                  .sender = (sim_lp)random_below(bits, 3),
                                  .sequence = i * 2654435761u,
                                  .to = FIRST + process,
                                  .size = (uint16_t)random_below(bits, SIM_PAYLOAD_MAX + 1)};
        unsigned char payload[SIM_PAYLOAD_MAX] = {0};
        bucket_append(pool, &bucket, head, payload);
        sent[process]++;
        sum[process] += head.sequence;
    }
    return bucket_detach(&bucket);
}

static void check_gather(struct batch *batch, struct chunk_pool *pool, uint64_t *bits, uint32_t count,
                         uint32_t processes)
{
    uint64_t sent[PROCESSES] = {0}, sum[PROCESSES] = {0};
    struct chunk *chain = make_chain(pool, bits, count, processes, sent, sum);
    assert_int_equal(batch_gather(batch, chain, FIRST, (const unsigned char *)sent, 0), count);
    for (size_t i = 0; i < batch->touched_count; i++) {
        size_t got;
        const struct sim_event *const *events = batch_take(batch, i, &got);
        uint32_t process = events[0]->to - FIRST;
        assert_int_equal(process, batch->touched[i]);
        assert_int_equal(got, sent[process]);
        for (size_t k = 0; k < got; k++) {
            assert_int_equal(events[k]->to - FIRST, process);
            assert_true(k == 0 || event_precedes(events[k - 1], events[k]));
            sum[process] -= events[k]->sequence;
        }
        sent[process] = 0;
    }
    for (uint32_t process = 0; process < PROCESSES; process++) {
        assert_int_equal(sent[process], 0);
        assert_int_equal(sum[process], 0);
        assert_int_equal(batch->heads[process], 0);
    }
    chunk_give(pool, chain);
}

static void test_gather(void **unused)
{
    (void)unused;
    struct batch batch;
    struct chunk_pool pool = {0};
    uint64_t bits = 5;
    batch_create(&batch, PROCESSES);
    check_gather(&batch, &pool, &bits, 0, 1);
    for (uint32_t count = 1; count < 40;
         count++) { // around where one way of sorting takes over from the other
        check_gather(&batch, &pool, &bits, count, 1);
        check_gather(&batch, &pool, &bits, count, 2);
        check_gather(&batch, &pool, &bits, 40 * count, PROCESSES);
    }
    check_gather(&batch, &pool, &bits, 5000, 1);
    check_gather(&batch, &pool, &bits, 5000, 3);
    check_gather(&batch, &pool, &bits, 20000, PROCESSES);
    size_t slabs = pool.slab_count;
    check_gather(&batch, &pool, &bits, 18000, PROCESSES); // in what has been given back
    assert_int_equal(pool.slab_count, slabs);
    batch_destroy(&batch);
    chunk_pool_clear(&pool);
}

/// Chunks do not overlap, lie at eight bytes, keep their size, and come back last in, first out.
static void test_chunks(void **unused)
{
    (void)unused;
    enum { CHUNKS = 6000 };
    struct chunk_pool pool = {0};
    static struct chunk *chunks[CHUNKS];
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < CHUNKS; i++) {
            struct chunk *chunk = chunk_take(&pool, i % 3 == 0);
            assert_int_equal((uintptr_t)chunk->bytes % 8, 0);
            assert_null(chunk->next);
            assert_int_equal(chunk->used, 0);
            assert_true(chunk->capacity >= event_bytes(SIM_PAYLOAD_MAX));
            chunk->used = i;
            memset(chunk->bytes, (int)(i % 251), chunk->capacity);
            chunks[i] = chunk;
        }
        for (uint32_t i = 0; i < CHUNKS; i++) {
            assert_int_equal(chunks[i]->used, i);
            assert_true(chunks[i]->capacity > (i % 3 == 0 ? 0u : 512u));
            for (uint32_t k = 0; k < chunks[i]->capacity; k++)
                if (chunks[i]->bytes[k] != i % 251)
                    fail_msg("chunk %u is not its own", i);
        }
        for (uint32_t i = 0; i < CHUNKS; i++) { // in chains of two, small and large mixed
            chunks[i]->next = i % 2 == 0 ? chunks[i + 1] : NULL;
            if (i % 2 == 1)
                chunk_give(&pool, chunks[i - 1]);
        }
        struct chunk *last = chunk_take(&pool, false);
        assert_ptr_equal(last, chunks[CHUNKS - 1]);
        chunk_give(&pool, last);
        chunk_give(&pool, NULL);
    }
    size_t needed = (CHUNKS / 3 * 128 + CHUNKS * 2 / 3 * 1024) >> 21;
    assert_true(pool.slab_count <= needed + 7); // 64 KB to 1 MB before those of 2 MB
    chunk_pool_clear(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gather), cmocka_unit_test(test_chunks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
