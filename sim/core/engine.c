#include "sim/engine.h"

#include <omp.h>
#include <stdlib.h>

#include "sim/core/balance.h"
#include "sim/memory.h"

/// Processes of a block: 512, fewer where workers would go without, and more where there are many: up to 4,096, whose states
/// and events of a window the second-level cache still holds, and beyond that only to keep the number of blocks down.
#define BLOCK_BITS_LEAST 4
#define BLOCK_BITS_USUAL 9
#define BLOCK_BITS_LARGE 12
#define BLOCKS_USUAL     128
#define BLOCKS_MOST      4096

/// Events at one instant after which time is taken to stand still.
#define STALL_EVENTS 100000000

/// Marks a definition that came from sim_engine_def_default.
#define DEF_COOKIE 0x53414e4cu

struct sim_engine_def sim_engine_def_default(void)
{
    return (struct sim_engine_def){
        .workers = 1, .seed = 1, .stall_events = STALL_EVENTS, .cookie = DEF_COOKIE};
}

struct sim_engine *sim_engine_create(const struct sim_engine_def *def)
{
    SIM_ASSERT(def->cookie == DEF_COOKIE, "an engine definition that sim_engine_def_default did not make");
    SIM_ASSERT(def->workers >= 1 && def->workers <= UINT16_MAX && def->end >= 0 && def->end < SIM_NEVER - 1,
               "an engine with %u workers up to %lld ns", def->workers, (long long)def->end);
    struct sim_engine *engine = aligned_alloc(_Alignof(struct sim_engine), sizeof(*engine));
    SIM_ASSERT(engine, "out of memory for an engine");
    *engine = (struct sim_engine){.def = *def, .time = -1};
    return engine;
}

void sim_engine_destroy(struct sim_engine *engine)
{
    if (!engine)
        return;
    for (uint32_t i = 0; engine->workers && i < engine->worker_count; i++)
        worker_destroy(&engine->workers[i]);
    free(engine->workers);
    free(engine->buckets);
    free(engine->owners[0]);
    free(engine->owners[1]);
    free(engine->block_cost_ns);
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
    SIM_ASSERT(!engine->is_planned, "%s is added to an engine that has run", name);
    return lp_table_add(&engine->table, kind, name, count, params, engine->def.seed);
}

/// The least lookahead of the kinds present: the length of a window. Where no kind sends to others, one window is all.
/// A nanosecond is the clock's own step: no window for workers to share.
static sim_time least_lookahead(const struct sim_engine *engine)
{
    sim_time lookahead = engine->def.end + 2;
    for (size_t i = 0; i < engine->table.kind_count; i++)
        if (engine->table.kinds[i]->lookahead < lookahead)
            lookahead = engine->table.kinds[i]->lookahead;
    return lookahead > 1 ? lookahead : 0;
}

/// Deals processes to workers, in blocks: large enough to share a bucket's memory, small enough to be shared out and to stay
/// in the cache.
static void plan_blocks(struct sim_engine *engine)
{
    size_t count = engine->table.count;
    uint32_t bits = BLOCK_BITS_USUAL;
    while (bits > BLOCK_BITS_LEAST && count >> bits < 4 * (size_t)engine->worker_count)
        bits--;
    while (count >> bits > (bits < BLOCK_BITS_LARGE ? BLOCKS_USUAL : BLOCKS_MOST))
        bits++;
    engine->block_bits = bits;
    engine->block_count = (uint32_t)((count + ((size_t)1 << bits) - 1) >> bits);
    for (int set = 0; set < 2; set++)
        engine->owners[set] = sim_memory_new(engine->block_count, sizeof(uint16_t), "blocks of processes");
    for (uint32_t block = 0; block < engine->block_count; block++)
        engine->owners[0][block] = (uint16_t)(block % engine->worker_count);
    engine->block_cost_ns = sim_memory_new(engine->block_count, sizeof(uint64_t), "blocks of processes");
    if (engine->lookahead > 0)
        engine->buckets =
            sim_memory_pages(sizeof(struct bucket) * WHEEL_SLOTS * engine->block_count, "buckets of events");
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
    trace_mark(engine);
    barrier_init(&engine->barrier, engine->worker_count, (uint32_t)omp_get_num_procs());
    engine->workers = sim_memory_own(engine->worker_count, sizeof(struct sim_ctx), "workers");
    for (uint32_t i = 0; i < engine->worker_count; i++)
        worker_create(&engine->workers[i], engine, i);
    engine->is_planned = true;
}

static int64_t next_of_all(const struct sim_engine *engine, uint32_t parity)
{
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < engine->worker_count; i++) {
        int64_t told = engine->workers[i].handovers[parity].next;
        next = told < next ? told : next;
    }
    return next;
}

/// Hands the rows of one of the two sets to the sink.
static void hand_over_rows(struct sim_engine *engine, uint32_t parity)
{
    if (!engine->def.sink)
        return;
    struct rows *parts[engine->worker_count];
    for (uint32_t i = 0; i < engine->worker_count; i++)
        parts[i] = &engine->workers[i].handovers[parity].rows;
    engine->rows += rows_merge(parts, engine->worker_count, engine->def.sink);
}

/// Whether what is next, as workers have told it, is beyond `limit`. ran: the last window that this loop has run; what is
/// left of it comes after the limit that cut it.
static bool is_beyond(const struct sim_engine *engine, int64_t next, int64_t ran, sim_time limit)
{
    if (engine->lookahead == 0)
        return next > limit;
    return next == ran || next > limit / engine->lookahead;
}

/// The loop of one worker up to `limit`. All pass the same meetings in the same order:
///
///     run window, tell when the next events are | meet | collect what was sent, agree on the next window | run window ...
///
/// What they hand over at one meeting lies in one of two sets, and they fill the other until the next: nobody overwrites
/// what another still reads, and one meeting a window is enough. While the others run the next window, worker 0 first
/// hands the rows of the last to the sink.
static void work(struct sim_engine *engine, uint32_t index, sim_time limit)
{
    struct sim_ctx *worker = &engine->workers[index];
    if (!engine->has_started)
        worker_start(worker);
    else if (engine->is_taken_up)
        worker_resume(worker);
    for (int64_t ran = -1;;) {
        worker_tell_next(worker);
        uint32_t parity = worker->parity;
        barrier_wait(&engine->barrier);
        int64_t next = next_of_all(engine, parity);
        worker_collect(worker, parity);
        worker->parity = 1 - parity;
        if (index == 0)
            hand_over_rows(engine, parity);
        if (is_beyond(engine, next, ran, limit))
            break;
        if (engine->worker_count > 1 && balance_is_due(worker) && balance_workers(worker))
            continue;
        worker->windows++;
        if (engine->lookahead == 0)
            worker_run_heap(worker, limit);
        else
            worker_run_window(worker, next, limit);
        ran = next;
    }
}

/// Calls a step of all workers, each on a thread of its own.
static void as_team(struct sim_engine *engine, void (*step)(struct sim_engine *, uint32_t, sim_time),
                    sim_time limit)
{
    if (engine->worker_count == 1) {
        step(engine, 0, limit);
        return;
    }
    // Fewer threads than asked for would miss workers: the team must be whole.
    int dynamic = omp_get_dynamic();
    omp_set_dynamic(0);
#pragma omp parallel num_threads((int)engine->worker_count)
    {
        SIM_ASSERT(omp_get_num_threads() == (int)engine->worker_count, "OpenMP gave %d of %u threads",
                   omp_get_num_threads(), engine->worker_count);
        step(engine, (uint32_t)omp_get_thread_num(), limit);
    }
    omp_set_dynamic(dynamic);
}

uint64_t engine_events(const struct sim_engine *engine)
{
    uint64_t events = engine->events_before;
    for (size_t i = 0; i < engine->table.kind_count; i++)
        events += sim_engine_kind(engine, i).events;
    return events;
}

void engine_take_up(struct sim_engine *engine, sim_time time)
{
    plan(engine);
    engine->time = time;
    engine->has_started = engine->is_taken_up = true;
    for (uint32_t i = 0; i < engine->worker_count && engine->lookahead > 0; i++) {
        engine->workers[i].window_end = time + 1;
        wheel_begin(&engine->workers[i].wheel, wheel_window(&engine->workers[i].wheel, time + 1) - 1);
    }
}

void sim_engine_run_to(struct sim_engine *engine, sim_time time)
{
    SIM_ASSERT(!engine->has_run, "an engine that has run to its end");
    if (!engine->is_planned)
        plan(engine);
    time = time < engine->def.end ? time : engine->def.end;
    as_team(engine, work, time);
    engine->time = time > engine->time ? time : engine->time;
    engine->has_started = true;
    engine->is_taken_up = false;
}

static void finish(struct sim_engine *engine, uint32_t index, sim_time limit)
{
    (void)limit;
    worker_finish(&engine->workers[index]);
}

struct sim_totals sim_engine_run(struct sim_engine *engine)
{
    sim_engine_run_to(engine, engine->def.end);
    as_team(engine, finish, 0);
    for (uint32_t parity = 0; parity < 2; parity++)
        hand_over_rows(engine, parity);
    engine->has_run = true;
    struct sim_totals totals = {.windows = engine->workers[0].windows,
                                .rows = engine->rows,
                                .processes = engine->table.count,
                                .moved_blocks = engine->moved};
    totals.events = engine_events(engine);
    return totals;
}

size_t sim_engine_kind_count(const struct sim_engine *engine)
{
    return engine->table.kind_count;
}

struct sim_kind_totals sim_engine_kind(const struct sim_engine *engine, size_t i)
{
    SIM_ASSERT(i < engine->table.kind_count && engine->workers, "kind %zu of %zu", i,
               engine->table.kind_count);
    struct sim_kind_totals totals = {.kind = engine->table.kinds[i]};
    for (size_t g = 0; g < engine->table.group_count; g++)
        if (engine->table.groups[g].kind_index == i)
            totals.processes += engine->table.groups[g].count;
    for (uint32_t w = 0; w < engine->worker_count; w++) {
        totals.events += engine->workers[w].kind_events[i];
        totals.wall_s += 1e-9 * (double)engine->workers[w].kind_wall_ns[i];
        if (engine->workers[w].kind_queue_most[i] > totals.queue_most)
            totals.queue_most = engine->workers[w].kind_queue_most[i];
    }
    return totals;
}

const void *sim_state(const struct sim_engine *engine, sim_lp lp)
{
    SIM_ASSERT(lp != 0 && lp <= engine->table.count, "no process %u", lp);
    const struct lp_group *group = lp_table_group(&engine->table, lp);
    return lp_bytes(group, lp) + group->state_offset;
}

void sim_name(const struct sim_engine *engine, sim_lp lp, char *text, size_t size)
{
    SIM_ASSERT(lp != 0 && lp <= engine->table.count, "no process %u", lp);
    const struct lp_group *group = lp_table_group(&engine->table, lp);
    if (group->count == 1)
        snprintf(text, size, "%s", group->name);
    else
        snprintf(text, size, "%s[%u]", group->name, lp - group->first);
}

struct sim_rng sim_engine_stream(const struct sim_engine *engine, const char *name)
{
    return sim_rng_named(engine->def.seed, name, 0, 0, engine->def.replication);
}

const char *sim_kind_name(const struct sim_engine *engine, sim_lp lp)
{
    SIM_ASSERT(lp != 0 && lp <= engine->table.count, "no process %u", lp);
    return lp_table_group(&engine->table, lp)->kind->name;
}
