/// Snapshots: taken at any date, taken up on any number of workers, the run goes on as if it had never stopped.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine.h"
#include "sim/rng.h"
#include "sim/snapshot.h"

/// Clerks who hand cases to each other: cases wait in a queue, work takes a timer, some lie for a long time.
struct clerk_params {
    uint32_t clerks;
    sim_time lookahead;
    double rush; // cases go through so much faster; a lever
};

struct clerk_state {
    uint64_t hash;
    uint64_t done;
    double rush_known;
};

struct file {
    uint64_t number;
    sim_time since;
    unsigned char notes[24];
};

enum { CASE = 1, LONG_CASE };
enum { TIMER_WORK };
enum { STREAM_WHO, STREAM_WORK, STREAM_COUNT };
enum { CLERKS = 200, DAYS = 60 };

struct clerk_row {
    double hash, done;
};

static const struct sim_field clerk_row_fields[] = {
    SIM_FIELD_F64(clerk_row, hash, "1", SIM_OPEN, SIM_OPEN, 0, "hash as a number"),
    SIM_FIELD_F64(clerk_row, done, "1", 0, SIM_OPEN, 0, "cases done"),
};
static const struct sim_table clerk_row_table = SIM_TABLE(clerk_row, clerk_row_fields, "what a clerk did");
static const struct sim_row_type clerk_row_type = {"clerk", &clerk_row_table};

static void work(const struct clerk_params *params, struct sim_ctx *ctx)
{
    double hours = sim_rng_exponential(sim_draw(ctx, STREAM_WORK), 5) / params->rush;
    sim_timer_set(ctx, TIMER_WORK, (sim_time)(hours * (double)SIM_HOUR));
}

static void hand_on(const struct clerk_params *params, const struct file *file, struct sim_ctx *ctx)
{
    struct sim_rng *rng = sim_draw(ctx, STREAM_WHO);
    sim_lp to = 1 + (sim_lp)(sim_rng_uniform(rng) * params->clerks);
    double u = sim_rng_uniform(rng);
    sim_time delay = params->lookahead + (sim_time)(u * (double)SIM_DAY);
    if (u < 0.1)
        sim_wake(ctx, 20 * SIM_DAY, LONG_CASE, file, sizeof(*file)); // lies for three weeks
    else
        sim_send(ctx, to, delay, CASE, file, sizeof(*file));
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    struct file file = {.number = sim_self(ctx), .notes = "opened"};
    ((struct clerk_state *)state)->rush_known = ((const struct clerk_params *)params)->rush;
    hand_on(params, &file, ctx);
    hand_on(params, &file, ctx);
}

static void resume(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    struct clerk_state *state = state_bytes;
    (void)ctx;
    state->rush_known = ((const struct clerk_params *)params)->rush;
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct clerk_state *state = state_bytes;
    state->hash = sim_hash(state->hash ^ event->sender, &event->time, sizeof(event->time));
    if (event->type == SIM_TIMER(TIMER_WORK)) {
        struct file file;
        memcpy(&file, sim_queue_at(ctx, 0, 0), sizeof(file));
        sim_queue_remove(ctx, 0, 0);
        state->done++;
        file.number++;
        file.since = event->time;
        struct clerk_row row = {(double)(state->hash >> 20), (double)state->done};
        sim_emit(ctx, &clerk_row_type, &row);
        hand_on(params, &file, ctx);
    } else {
        state->hash = sim_hash(state->hash, event->payload, event->size);
        sim_queue_push(ctx, 0, event->payload, event->size);
        if (sim_queue_count(ctx, 0) > 1)
            return;
    }
    if (sim_queue_count(ctx, 0) > 0)
        work(params, ctx);
}

static struct sim_kind kind_with(sim_time lookahead)
{
    return (struct sim_kind){.name = "clerk",
                             .state_size = sizeof(struct clerk_state),
                             .timer_count = 1,
                             .stream_count = STREAM_COUNT,
                             .queue_count = 1,
                             .lookahead = lookahead,
                             .start = start,
                             .resume = resume,
                             .handle = handle};
}

struct log {
    uint64_t hash, rows;
};

static void log_row(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct log *log = self;
    log->hash = sim_hash(log->hash ^ lp, &time, sizeof(time));
    log->hash = sim_hash(log->hash, row, type->table->size);
    log->rows++;
}

/// An office, its rows folded into a log.
struct office {
    struct clerk_params params;
    struct sim_kind kind;
    struct log log;
    struct sim_sink sink;
    struct sim_engine *engine;
};

static void office_open(struct office *office, uint32_t workers, sim_time lookahead)
{
    *office = (struct office){.params = {CLERKS, lookahead, 1}, .kind = kind_with(lookahead)};
    office->sink = (struct sim_sink){&office->log, log_row};
    struct sim_engine_def def = sim_engine_def_default();
    def.workers = workers;
    def.end = DAYS * SIM_DAY;
    def.sink = &office->sink;
    office->engine = sim_engine_create(&def);
    sim_add_array(office->engine, &office->kind, "clerk", CLERKS, &office->params);
}

/// Runs to the end; folds rows and states into one hash.
static uint64_t office_close(struct office *office)
{
    sim_engine_run(office->engine);
    uint64_t hash = office->log.hash;
    for (sim_lp lp = 1; lp <= CLERKS; lp++)
        hash = sim_hash(hash, sim_state(office->engine, lp), sizeof(struct clerk_state));
    sim_engine_destroy(office->engine);
    return hash;
}

static void take_up(struct office *office, const struct sim_bytes *bytes)
{
    char fault[200] = "";
    if (!sim_snapshot_load(office->engine, bytes->bytes, bytes->size, fault, sizeof(fault)))
        fail_msg("%s", fault);
}

static void check_any_date_any_workers(sim_time lookahead)
{
    struct office office;
    office_open(&office, 1, lookahead);
    uint64_t undisturbed = office_close(&office);
    assert_true(office.log.rows > 1000);
    struct sim_rng rng = sim_rng_named(7, "dates", 0, 0, 0);
    const uint32_t workers[] = {1, 2, 4, 3};
    for (int i = 0; i < 10; i++) {
        sim_time date = (sim_time)(sim_rng_uniform(&rng) * DAYS) * SIM_DAY;
        if (i % 3 == 0) // also in the middle of a day
            date += (sim_time)(sim_rng_uniform(&rng) * (double)SIM_DAY);
        struct sim_bytes bytes = {0}, again = {0};
        office_open(&office, workers[i % 4], lookahead);
        sim_engine_run_to(office.engine, date);
        sim_snapshot_save(office.engine, &bytes);
        struct log so_far = office.log;
        assert_int_equal(office_close(&office), undisturbed); // saving disturbs nothing

        office_open(&office, workers[(i + 1) % 4], lookahead);
        take_up(&office, &bytes);
        sim_engine_run_to(office.engine, date);
        sim_snapshot_save(office.engine, &again);
        assert_int_equal(again.size, bytes.size); // the bytes do not depend on who wrote them
        assert_memory_equal(again.bytes, bytes.bytes, bytes.size);
        office.log = so_far;
        assert_int_equal(office_close(&office), undisturbed);
        sim_bytes_clear(&bytes);
        sim_bytes_clear(&again);
    }
}

static void test_any_date_any_workers(void **state)
{
    (void)state;
    check_any_date_any_workers(SIM_HOUR);
    check_any_date_any_workers(5 * SIM_DAY + 12345);
}

static void test_without_lookahead(void **state)
{
    (void)state;
    check_any_date_any_workers(0);
}

static void test_other_parameters_from_there(void **state)
{
    (void)state;
    struct office office;
    struct sim_bytes bytes = {0};
    office_open(&office, 2, SIM_HOUR);
    sim_engine_run_to(office.engine, 30 * SIM_DAY);
    sim_snapshot_save(office.engine, &bytes);
    office_close(&office);
    uint64_t rows = office.log.rows;

    office_open(&office, 1, SIM_HOUR);
    office.params.rush = 2;
    take_up(&office, &bytes);
    sim_engine_run(office.engine);
    assert_true(office.log.rows > rows / 2);
    for (sim_lp lp = 1; lp <= CLERKS; lp++)
        assert_true(((const struct clerk_state *)sim_state(office.engine, lp))->rush_known == 2);
    sim_engine_destroy(office.engine);
    sim_bytes_clear(&bytes);
}

/// What a snapshot of another engine, or one that is damaged, is told.
static void expect_refused(const struct sim_bytes *bytes, size_t size, uint64_t seed, uint32_t clerks,
                           const char *expected)
{
    struct clerk_params params = {CLERKS, SIM_HOUR, 1};
    struct sim_kind kind = kind_with(SIM_HOUR);
    char fault[200] = "";
    struct sim_engine_def def = sim_engine_def_default();
    def.end = DAYS * SIM_DAY;
    def.seed = seed;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_add_array(engine, &kind, "clerk", clerks, &params);
    assert_false(sim_snapshot_load(engine, bytes->bytes, size, fault, sizeof(fault)));
    assert_non_null(strstr(fault, expected));
    sim_engine_destroy(engine);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct office office;
    struct sim_bytes bytes = {0};
    office_open(&office, 1, SIM_HOUR);
    sim_engine_run_to(office.engine, 10 * SIM_DAY);
    sim_snapshot_save(office.engine, &bytes);
    office_close(&office);
    expect_refused(&bytes, bytes.size, 2, CLERKS, "seed 1");
    expect_refused(&bytes, bytes.size, 1, CLERKS - 1, "200 processes");
    for (size_t size = 0; size < bytes.size; size += 1 + bytes.size / 300)
        expect_refused(&bytes, size, 1, CLERKS, "early");
    struct sim_bytes longer = {0};
    sim_bytes_add(&longer, bytes.bytes, bytes.size);
    sim_bytes_add(&longer, "x", 1);
    expect_refused(&longer, longer.size, 1, CLERKS, "behind its end");
    longer.bytes[0] ^= 1;
    expect_refused(&longer, longer.size, 1, CLERKS, "no snapshot");
    sim_bytes_clear(&longer);
    sim_bytes_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_date_any_workers),
        cmocka_unit_test(test_without_lookahead),
        cmocka_unit_test(test_other_parameters_from_there),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
