#include "sim/engine.h"

#include <omp.h>
#include <stdlib.h>

#include "sim/core/worker.h"
#include "sim/memory.h"

/// Processes of a block: 16 to 512.
#define BLOCK_BITS_LEAST 4
#define BLOCK_BITS_MOST  9

/// Marks a definition that came from sim_engine_def_default.
#define DEF_COOKIE 0x53414e4cu

struct sim_engine_def sim_engine_def_default(void)
{
    return (struct sim_engine_def){.workers = 1, .seed = 1, .cookie = DEF_COOKIE};
}

struct sim_engine *sim_engine_create(const struct sim_engine_def *def)
{
    SIM_ASSERT(def->cookie == DEF_COOKIE, "an engine definition that sim_engine_def_default did not make");
    SIM_ASSERT(def->workers >= 1 && def->end >= 0, "an engine with %u workers up to %lld ns", def->workers,
               (long long)def->end);
    struct sim_engine *engine = aligned_alloc(_Alignof(struct sim_engine), sizeof(*engine));
    SIM_ASSERT(engine, "out of memory for an engine");
    *engine = (struct sim_engine){.def = *def};
    return engine;
}

void sim_engine_destroy(struct sim_engine *engine)
{
    if (!engine)
        return;
    lp_table_clear(&engine->table);
    free(engine);
}

sim_lp sim_add(struct sim_engine *engine, const struct sim_kind *kind, const char *name, const void *params)
{
    return sim_add_array(engine, kind, name, 1, params);
}

sim_lp sim_add_array(struct sim_engine *engine, const struct sim_kind *kind, const char *name, uint32_t count,
                     const void *params)
{
    SIM_ASSERT(!engine->has_run, "%s is added to an engine that has run", name);
    return lp_table_add(&engine->table, kind, name, count, params, engine->def.seed, engine->def.replication);
}

/// The least lookahead of the kinds present: the length of a window. Where no kind sends to others, one window is all.
static sim_time least_lookahead(const struct sim_engine *engine)
{
    sim_time lookahead = engine->def.end + 1;
    for (size_t i = 0; i < engine->table.group_count; i++)
        if (engine->table.groups[i].kind->lookahead < lookahead)
            lookahead = engine->table.groups[i].kind->lookahead;
    return lookahead;
}

/// Deals processes to workers, in blocks: large enough to sort in, small enough to share out and to stay in cache.
static void plan_blocks(struct sim_engine *engine)
{
    size_t count = engine->table.count;
    engine->block_bits = BLOCK_BITS_MOST;
    while (engine->block_bits > BLOCK_BITS_LEAST &&
           count >> engine->block_bits < 4 * (size_t)engine->worker_count)
        engine->block_bits--;
    engine->block_count = (uint32_t)((count + ((size_t)1 << engine->block_bits) - 1) >> engine->block_bits);
    engine->block_worker = sim_memory_new(engine->block_count, sizeof(uint32_t), "blocks of processes");
    engine->block_place = sim_memory_new(engine->block_count, sizeof(uint32_t), "blocks of processes");
    for (uint32_t block = 0; block < engine->block_count; block++) {
        engine->block_worker[block] = block % engine->worker_count;
        engine->block_place[block] = block / engine->worker_count;
    }
}

static void plan(struct sim_engine *engine)
{
    // Without lookahead there is no window that workers could share: one worker runs them all in order. Nor can there be
    // more workers than threads: a team that is not whole would wait for ever.
    uint32_t most = (uint32_t)omp_get_thread_limit();
    engine->lookahead = least_lookahead(engine);
    engine->worker_count = engine->lookahead > 0 ? engine->def.workers : 1;
    if (engine->worker_count > most)
        engine->worker_count = most;
    plan_blocks(engine);
    barrier_init(&engine->barrier, engine->worker_count, (uint32_t)omp_get_num_procs());
}

static int64_t next_of_all(const struct sim_engine *engine)
{
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < engine->worker_count; i++)
        if (engine->workers[i].next < next)
            next = engine->workers[i].next;
    return next;
}

/// Hands the rows of one of the two sets to the sink.
static void hand_over(struct sim_engine *engine, uint32_t set)
{
    if (!engine->def.sink)
        return;
    struct rows *parts[engine->worker_count];
    for (uint32_t i = 0; i < engine->worker_count; i++)
        parts[i] = &engine->workers[i].rows[set];
    engine->rows += rows_merge(parts, engine->worker_count, engine->def.sink);
}

/// The loop of one worker. All workers pass the same barriers in the same order:
///
///     run window | all sent | collect, tell next | all told | worker 0 hands over rows while the next window runs
static void work(struct sim_engine *engine, uint32_t self)
{
    struct worker *worker = &engine->workers[self];
    worker_start(worker);
    for (;;) {
        barrier_wait(&engine->barrier);
        worker_collect(worker, self);
        barrier_wait(&engine->barrier);
        int64_t next = next_of_all(engine);
        uint32_t filled = worker->rows_now;
        worker->rows_now = 1 - filled;
        if (self == 0) {
            hand_over(engine, filled);
            engine->windows++;
        }
        if (next == INT64_MAX)
            break;
        worker_run(worker, next);
    }
    worker_finish(worker);
}

struct sim_totals sim_engine_run(struct sim_engine *engine)
{
    SIM_ASSERT(!engine->has_run, "an engine runs once");
    plan(engine);
    engine->workers = sim_memory_new(engine->worker_count, sizeof(*engine->workers), "workers");
    for (uint32_t i = 0; i < engine->worker_count; i++)
        worker_create(&engine->workers[i], engine);
    engine->has_run = true;

    if (engine->worker_count == 1) {
        work(engine, 0);
    } else {
        // Fewer threads than asked for would miss workers: the team must be whole.
        int dynamic = omp_get_dynamic();
        omp_set_dynamic(0);
#pragma omp parallel num_threads((int)engine->worker_count)
        {
            SIM_ASSERT(omp_get_num_threads() == (int)engine->worker_count, "OpenMP gave %d of %u threads",
                       omp_get_num_threads(), engine->worker_count);
            work(engine, (uint32_t)omp_get_thread_num());
        }
        omp_set_dynamic(dynamic);
    }
    hand_over(engine, 0);
    hand_over(engine, 1);

    struct sim_totals totals = {
        .windows = engine->windows, .rows = engine->rows, .processes = engine->table.count};
    for (uint32_t i = 0; i < engine->worker_count; i++) {
        totals.events += engine->workers[i].events;
        worker_destroy(&engine->workers[i], engine->worker_count);
    }
    free(engine->workers);
    free(engine->block_worker);
    free(engine->block_place);
    engine->workers = NULL;
    return totals;
}

const void *sim_state(const struct sim_engine *engine, sim_lp lp)
{
    SIM_ASSERT(lp != 0 && lp <= engine->table.count, "no process %u", lp);
    return lp_table_find(&engine->table, lp).state;
}

void sim_name(const struct sim_engine *engine, sim_lp lp, char *text, size_t size)
{
    SIM_ASSERT(lp != 0 && lp <= engine->table.count, "no process %u", lp);
    struct lp_place place = lp_table_find(&engine->table, lp);
    if (place.group->count == 1)
        snprintf(text, size, "%s", place.group->name);
    else
        snprintf(text, size, "%s[%u]", place.group->name, place.index);
}
