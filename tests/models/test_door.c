/// The platform's door: however many jobs wait at it, they come in in the order of their arrival.
///
/// What cities tell, job by job and out of order, is played beside a trace of the same jobs, sorted: all that is told of the
/// two must be the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/dispatch.h"
#include "sim/engine.h"

enum {
    TELLERS = 3,
    DAYS = 60,
    JOBS_FIRST = 2400,
    JOBS_LATER = 40,
    JOBS_MOST = JOBS_FIRST + DAYS * JOBS_LATER
};

/// Tells of many jobs at first and of some each day, in no order, many of them at one instant.
struct teller {
    sim_lp dispatcher;
    uint64_t city;
};

struct teller_state {
    uint64_t told;
};

static struct port_job make_job(struct sim_ctx *ctx)
{
    struct sim_rng *rng = sim_draw(ctx, 0);
    return (struct port_job){.city = 0,
                             .work = WORK_TRAINING,
                             .arrival_s = (double)(int)(sim_rng_uniform(rng) * 864) * 100,
                             .tflops = 1 + (int)(sim_rng_uniform(rng) * 8),
                             .duration_s = 600 + (int)(sim_rng_uniform(rng) * 3000)};
}

/// All jobs of a run as they were told, by day, then teller.
static struct dispatch_arrival told[TELLERS * JOBS_MOST];
static size_t told_count;

static void tell_day(const struct teller *teller, struct teller_state *state, int count, struct sim_ctx *ctx)
{
    for (int i = 0; i < count; i++) {
        struct port_job job = make_job(ctx);
        state->told++;
        port_send_job(ctx, teller->dispatcher, PORT_LOOKAHEAD, &job);
        told[told_count++] = (struct dispatch_arrival){
            .arrival_s = (double)(sim_now(ctx) / SIM_DAY + 1) * 86400 + job.arrival_s,
            .tflops = job.tflops,
            .duration_s = job.duration_s,
            .estimate_s = job.duration_s * 2,
            .work = WORK_TRAINING,
        };
    }
    sim_timer_set(ctx, 0, SIM_DAY);
}

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    tell_day(params, state, JOBS_FIRST, ctx);
}

static void handle(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    assert_int_equal(event->type, SIM_TIMER(0));
    if (sim_now(ctx) < DAYS * SIM_DAY)
        tell_day(params, state, JOBS_LATER, ctx);
}

static const struct sim_kind teller_kind = {.name = "teller",
                                            .state_size = sizeof(struct teller_state),
                                            .timer_count = 1,
                                            .stream_count = 1,
                                            .lookahead = PORT_LOOKAHEAD,
                                            .start = start,
                                            .handle = handle};

/// The only site's fleet: so much compute from the first day on.
static void tell_capacity(const void *params, void *state, struct sim_ctx *ctx)
{
    struct port_capacity capacity = {.tflops = {40}, .kw = {40}};
    (void)state;
    sim_send(ctx, *(const sim_lp *)params, PORT_LOOKAHEAD, PORT_CAPACITY, &capacity, sizeof(capacity));
}

static const struct sim_kind fleet_stub = {
    .name = "fleet", .lookahead = PORT_LOOKAHEAD, .start = tell_capacity};

struct heard {
    uint64_t hash;
    double jobs, most_waiting;
};

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct heard *heard = self;
    (void)lp;
    heard->hash = sim_hash(heard->hash, &time, sizeof(time));
    heard->hash = sim_hash(heard->hash, row, type->table->size);
    if (type == &dispatch_row_type)
        heard->jobs += ((const struct dispatch_row *)row)->jobs[WORK_TRAINING];
    if (type == &dispatch_centre_row_type)
        heard->most_waiting = ((const struct dispatch_centre_row *)row)->wait_sum_s;
}

/// One site of one class in one city, seen by a baseline, which tells nobody of it.
static struct heard run(enum schedule_discipline discipline, const struct dispatch_trace *trace)
{
    static const int64_t zero = 0;
    static const double rtt_ms = 1;
    static const uint32_t order = 0;
    static float pue[24];
    static const float *const pues = pue;
    static const struct work_hours shapes[WORK_COUNT];
    static const sim_lp nobody = 0;
    static const struct compute_class class_ = {.full_draw_frac = 0.85, .idle_frac = 0.35, .unit_kw = 1};
    static const struct dispatch_params given = {
        .most_frac = 0.8, .gang_frac = 1, .patience_h = 24, .estimate_factor = 2};
    struct dispatch_wire wire = {
        .given = &given,
        .policy = DISPATCH_NONE,
        .is_baseline = true,
        .city_count = 1,
        .site_count = 1,
        .class_count = 1,
        .classes = &class_,
        .site_city = &zero,
        .rtt_ms = &rtt_ms,
        .order = &order,
        .marginal_pue = &pues,
        .hours = 24,
        .edge_class = -1,
        .shapes = shapes,
        .centres = {{.site = 0, .class_index = 0, .work = WORK_TRAINING}},
        .centre_count = 1,
        .facilities = &nobody,
        .trace = trace,
        .end_day = 4 * DAYS,
        .schedule = {.centres = 1, .jobs = DISPATCH_JOBS_MAX, .discipline = discipline},
    };
    for (int w = 0; w < WORK_COUNT; w++)
        wire.work_class[w] = w == WORK_TRAINING ? 0 : -1;
    struct heard heard = {0};
    struct sim_sink sink = {&heard, take};
    struct sim_engine_def def = sim_engine_def_default();
    def.end = 4 * DAYS * SIM_DAY;
    def.sink = &sink;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp dispatcher = TELLERS + 2; // after all who tell it
    struct teller teller = {.dispatcher = dispatcher};
    told_count = 0;
    sim_add_array(engine, &teller_kind, "teller", TELLERS, &teller);
    sim_add(engine, &fleet_stub, "fleet", &dispatcher);
    assert_int_equal(sim_add(engine, &dispatch_kind, "dispatch", &wire), dispatcher);
    sim_engine_run(engine);
    sim_engine_destroy(engine);
    return heard;
}

/// What was told, by arrival; at one instant in the order of telling, which is the day's, then the teller's.
static struct dispatch_arrival *sorted(void)
{
    struct dispatch_arrival *jobs = malloc(told_count * sizeof(*jobs));
    for (size_t i = 0; i < told_count; i++) {
        size_t at = i;
        for (; at > 0 && jobs[at - 1].arrival_s > told[i].arrival_s; at--)
            jobs[at] = jobs[at - 1];
        jobs[at] = told[i];
    }
    return jobs;
}

static void test_as_a_trace(void **unused)
{
    static const enum schedule_discipline disciplines[] = {SCHEDULE_FCFS, SCHEDULE_EASY};
    (void)unused;
    for (int i = 0; i < 2; i++) {
        struct heard by_message = run(disciplines[i], NULL);
        // More than are scheduled at a time, and than are sorted at a time.
        assert_true(told_count > TELLERS * JOBS_FIRST && JOBS_FIRST > 2 * DISPATCH_JOBS_MAX);
        struct dispatch_arrival *jobs = sorted();
        struct dispatch_trace trace = {jobs, told_count};
        struct heard by_trace = run(disciplines[i], &trace);
        assert_true(by_message.jobs > JOBS_FIRST && by_message.jobs == by_trace.jobs);
        assert_true(by_message.most_waiting == by_trace.most_waiting);
        assert_true(by_message.hash == by_trace.hash);
        free(jobs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_a_trace)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
