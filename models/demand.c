#include "models/demand.h"

#include <math.h>
#include <string.h>

static const struct sim_field row_fields[] = {
    SIM_FIELD_I64(demand_row, city, "", 0, SIM_OPEN, 0, "index of the city"),
    SIM_FIELD_ARRAY(demand_row, tflops, WORK_COUNT, "TFLOPS", 0, SIM_OPEN, 0,
                    "demand by class of work, mean of a year's season and week"),
};
static const struct sim_table row_table = SIM_TABLE(demand_row, row_fields, "A city's demand at a date.");
const struct sim_row_type demand_row_type = {"demand", &row_table};

static const struct sim_field programme_row_fields[] = {
    SIM_FIELD_I64(programme_row, programme, "", 0, SIM_OPEN, 0, "index of the programme"),
    SIM_FIELD_ARRAY(programme_row, tflops, WORK_COUNT, "TFLOPS", 0, SIM_OPEN, 0,
                    "demand by class of work, likewise"),
};
static const struct sim_table programme_row_table =
    SIM_TABLE(programme_row, programme_row_fields, "A programme's demand at a month's end.");
const struct sim_row_type programme_row_type = {"programme", &programme_row_table};

// ---- a city's process ----------------------------------------------------------------------------------------

enum { TIMER_DAY };
enum { STREAM_ARRIVAL, STREAM_GANG, STREAM_DURATION, STREAMS_PER_JOBS };

static int64_t city_of(struct sim_ctx *ctx)
{
    return sim_self_index(ctx);
}

static struct sim_rng *draw_of(struct sim_ctx *ctx, int jobs, int purpose)
{
    return sim_draw(ctx, (uint32_t)(jobs * STREAMS_PER_JOBS + purpose));
}

/// Levels of now and of the next month's end; between them demand is a straight line.
static void plan_month(const struct demand_wire *wire, struct demand_state *state, struct sim_ctx *ctx)
{
    double today = sim_in_days(sim_now(ctx));
    int64_t civil_day = sim_today(ctx);
    double next = today + (double)(sim_month_end(civil_day + 1) - civil_day);
    state->level_day[0] = today;
    state->level_day[1] = next;
    // An indicator's next value is not known yet: what it has come to holds for the month.
    demand_plan_of_city(wire->plan, city_of(ctx), today, state->ratio, state->level[0]);
    demand_plan_of_city(wire->plan, city_of(ctx), next, state->ratio, state->level[1]);
}

static void level_at(const struct demand_state *state, double day, double tflops[WORK_COUNT])
{
    double part = (day - state->level_day[0]) / (state->level_day[1] - state->level_day[0]);
    for (int w = 0; w < WORK_COUNT; w++)
        tflops[w] = fmax(0, state->level[0][w] + part * (state->level[1][w] - state->level[0][w]));
}

static void record(const struct demand_state *state, struct sim_ctx *ctx)
{
    struct demand_row row = {.city = city_of(ctx)};
    level_at(state, sim_in_days(sim_now(ctx)), row.tflops);
    sim_emit(ctx, &demand_row_type, &row);
}

/// Programmes are the same in all cities but for their weights: the first city tells of them.
static void record_programmes(const struct demand_wire *wire, const struct demand_state *state,
                              struct sim_ctx *ctx)
{
    if (city_of(ctx) != 0)
        return;
    for (int64_t p = 0; p < wire->plan->given->programmes.count; p++) {
        struct programme_row row = {.programme = p};
        demand_plan_of_programme(wire->plan, p, sim_in_days(sim_now(ctx)), state->ratio, row.tflops);
        sim_emit(ctx, &programme_row_type, &row);
    }
}

/// Tells the pool what the city's work will hold, of each class of compute.
static void send_wants(const struct demand_wire *wire, const struct demand_state *state, struct sim_ctx *ctx)
{
    double tflops[WORK_COUNT], held[COMPUTE_CLASS_MAX];
    if (!wire->pool || !port_is_pool_day(ctx))
        return;
    demand_plan_of_city(wire->plan, city_of(ctx), sim_in_days(sim_now(ctx)) + wire->ahead_days, state->ratio,
                        tflops);
    demand_plan_held(wire->plan, tflops, held);
    for (uint32_t c = 0; c < wire->class_count; c++) {
        struct port_want want = {.city = (uint64_t)city_of(ctx), .tflops = held[c]};
        if (want.tflops > 0)
            port_send_want(ctx, wire->pool + c, PORT_LOOKAHEAD, &want);
    }
}

/// Second of the day at which a part of its expected arrivals has come. of_day: [24], mean 1.
static double second_of(const double *of_day, double part)
{
    double rest = part * 24;
    for (int hour = 0; hour < 24; hour++) {
        if (rest < of_day[hour])
            return 3600 * (hour + rest / of_day[hour]);
        rest -= of_day[hour];
    }
    return 86400;
}

/// Jobs that arrive in a day, in their order. civil_day: that day.
static void send_jobs(const struct demand_wire *wire, struct demand_state *state, int jobs, double tflops,
                      int64_t civil_day, struct sim_ctx *ctx)
{
    const struct demand_plan *plan = wire->plan;
    const struct job_law *law = demand_plan_law(plan->given, jobs);
    double expected = tflops * plan->jobs_per_tflops[jobs], spent = 0;
    const double *of_day = plan->hours[demand_plan_work(jobs)].hour_of_day + 24 * work_day_of_week(civil_day);
    while (state->due[jobs] < expected - spent) {
        spent += state->due[jobs];
        double gang = job_law_gang(law, sim_rng_uniform(draw_of(ctx, jobs, STREAM_GANG)));
        double hours = job_law_duration_h(law, sim_rng_uniform(draw_of(ctx, jobs, STREAM_DURATION)));
        struct port_job job = {
            .city = (uint64_t)city_of(ctx),
            .work = demand_plan_work(jobs),
            .arrival_s = second_of(of_day, spent / expected),
            .tflops = gang * plan->unit_tflops[jobs],
            .duration_s = hours * 3600,
        };
        port_send_job(ctx, wire->dispatcher, PORT_LOOKAHEAD, &job);
        if (wire->baseline)
            port_send_job(ctx, wire->baseline, PORT_LOOKAHEAD, &job);
        state->told[jobs]++;
        state->due[jobs] = sim_rng_exponential(draw_of(ctx, jobs, STREAM_ARRIVAL), 1);
    }
    state->due[jobs] -= expected - spent;
}

/// Tells the dispatcher of the day that begins when it hears of it.
static void send_day(const struct demand_wire *wire, struct demand_state *state, struct sim_ctx *ctx)
{
    int64_t civil_day =
        sim_today(ctx) + 2; // told at the close of a day, heard at the next, about the one after
    struct sim_date date = sim_date_of(civil_day);
    struct port_demand demand = {.city = (uint64_t)city_of(ctx)};
    if (!wire->dispatcher)
        return;
    level_at(state, sim_in_days(sim_now(ctx)) + 1.5, demand.tflops);
    for (int w = 0; w < WORK_COUNT; w++)
        demand.tflops[w] *= work_shape_day(&wire->plan->hours[w], work_day_of_week(civil_day),
                                           work_day_of_year(date.month, date.day));
    port_send_demand(ctx, wire->dispatcher, PORT_LOOKAHEAD, &demand);
    if (wire->baseline)
        port_send_demand(ctx, wire->baseline, PORT_LOOKAHEAD, &demand);
    for (int i = 0; i < DEMAND_JOBS_COUNT; i++)
        send_jobs(wire, state, i, demand.tflops[demand_plan_work(i)], civil_day, ctx);
}

/// Tells the network the busiest hour of the month to come, in the season of its middle.
static void send_traffic(const struct demand_wire *wire, const struct demand_state *state,
                         struct sim_ctx *ctx)
{
    double middle = (state->level_day[0] + state->level_day[1]) / 2, tflops[WORK_COUNT];
    struct sim_date date = sim_date_of(wire->plan->epoch_civil_day + llround(middle));
    if (!wire->network)
        return;
    level_at(state, middle, tflops);
    struct port_traffic traffic = {
        .city = (uint64_t)city_of(ctx),
        .peak_tbps = wire->plan->border_tbps_per_weight *
                     pow(1 + wire->plan->given->border_growth_frac_per_year, middle / UNITS_DAYS_PER_YEAR) *
                     demand_plan_border_weight(wire->plan, tflops, work_day_of_year(date.month, date.day)),
    };
    port_send_traffic(ctx, wire->network, PORT_LOOKAHEAD, &traffic);
}

static void start(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct demand_wire *wire = params;
    struct demand_state *state = state_bytes;
    for (int i = 0; i < DEMAND_INDICATORS_MAX; i++)
        state->ratio[i] = 1;
    for (int i = 0; i < DEMAND_JOBS_COUNT; i++)
        state->due[i] = sim_rng_exponential(draw_of(ctx, i, STREAM_ARRIVAL), 1);
    plan_month(wire, state, ctx);
    record(state, ctx);
    send_traffic(wire, state, ctx);
    send_wants(wire, state, ctx);
    send_day(wire, state, ctx);
    sim_timer_set(ctx, TIMER_DAY, SIM_DAY);
}

static void on_day(const struct demand_wire *wire, struct demand_state *state, struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    bool is_month_end = sim_month_end(today) == today;
    if (is_month_end) {
        plan_month(wire, state, ctx);
        send_traffic(wire, state, ctx);
        record_programmes(wire, state, ctx);
    }
    if (is_month_end || wire->every_day)
        record(state, ctx);
    send_wants(wire, state, ctx);
    send_day(wire, state, ctx);
    sim_timer_set(ctx, TIMER_DAY, SIM_DAY);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct demand_wire *wire = params;
    struct demand_state *state = state_bytes;
    struct port_adoption adoption;
    switch (event->type) {
    case SIM_TIMER(TIMER_DAY): on_day(wire, state, ctx); break;
    case PORT_ADOPTION:
        memcpy(&adoption, event->payload, sizeof(adoption));
        if (adoption.indicator < DEMAND_INDICATORS_MAX)
            state->ratio[adoption.indicator] = adoption.ratio;
        break;
    }
}

const struct sim_kind demand_kind = {.name = "demand",
                                     .state_size = sizeof(struct demand_state),
                                     .timer_count = 1,
                                     .stream_count = DEMAND_JOBS_COUNT * STREAMS_PER_JOBS,
                                     .lookahead = PORT_LOOKAHEAD,
                                     .start = start,
                                     .handle = handle};
