#include "models/dispatch.h"

#include <math.h>
#include <string.h>

#include "models/dispatch_flow.h"
#include "models/dispatch_jobs.h"

#define WORK_ARRAY(member, u, t) SIM_FIELD_ARRAY(dispatch_row, member, WORK_COUNT, u, 0, SIM_OPEN, 0, t)

static const struct sim_field row_fields[] = {
    SIM_FIELD_I64(dispatch_row, is_baseline, "", 0, 1, 0, "whether it is the baseline's"),
    WORK_ARRAY(demand, "TFLOPS day", "work that came, by class of work"),
    WORK_ARRAY(served, "TFLOPS day", "work that was done"),
    WORK_ARRAY(unserved, "TFLOPS day", "work that was given up"),
    WORK_ARRAY(waiting, "TFLOPS day", "work that waits or is not yet done at its end"),
    WORK_ARRAY(away, "TFLOPS day", "work that left its city"),
    WORK_ARRAY(rtt_ms, "ms", "mean round trip to where it ran"),
    WORK_ARRAY(wait_h, "h", "mean wait of jobs that ended; of batch work, over all that was served"),
    WORK_ARRAY(slowdown, "1", "mean bounded slowdown of jobs that ended"),
    WORK_ARRAY(jobs, "1", "jobs that ended"),
    WORK_ARRAY(energy_mwh, "MWh", "energy that the work added"),
    WORK_ARRAY(cost_cny, "CNY", "cost of that"),
    WORK_ARRAY(carbon_t, "t", "carbon dioxide of that"),
    SIM_FIELD_F64(dispatch_row, called_mwh, "MWh", 0, SIM_OPEN, 0, "called for by the virtual power plant"),
    SIM_FIELD_F64(dispatch_row, shed_mwh, "MWh", 0, SIM_OPEN, 0, "shed of that"),
};
static const struct sim_table row_table = SIM_TABLE(dispatch_row, row_fields, "A month of all work.");
const struct sim_row_type dispatch_row_type = {"dispatch", &row_table};

static const struct sim_field site_fields[] = {
    SIM_FIELD_I64(dispatch_site_row, site, "", 0, SIM_OPEN, 0, "index of the site"),
    SIM_FIELD_I64(dispatch_site_row, is_baseline, "", 0, 1, 0, "whether it is the baseline's"),
    SIM_FIELD_ARRAY(dispatch_site_row, use_frac, COMPUTE_CLASS_MAX, "1", 0, SIM_OPEN, 0,
                    "mean use of its compute, by class"),
    SIM_FIELD_F64(dispatch_site_row, queued_jobs, "1", 0, SIM_OPEN, 0, "jobs that wait, mean"),
    SIM_FIELD_F64(dispatch_site_row, running_jobs, "1", 0, SIM_OPEN, 0, "jobs that run, mean"),
};
static const struct sim_table site_table =
    SIM_TABLE(dispatch_site_row, site_fields, "A month of a site's work.");
const struct sim_row_type dispatch_site_row_type = {"dispatch_site", &site_table};

#define CENTRE_F64(member, u, t) SIM_FIELD_F64(dispatch_centre_row, member, u, 0, SIM_OPEN, 0, t)

static const struct sim_field centre_fields[] = {
    SIM_FIELD_I64(dispatch_centre_row, site, "", 0, SIM_OPEN, 0, "index of the site"),
    SIM_FIELD_I64(dispatch_centre_row, work, "", 0, SIM_OPEN, 0, "class of work"),
    SIM_FIELD_I64(dispatch_centre_row, is_baseline, "", 0, 1, 0, "whether it is the baseline's"),
    CENTRE_F64(capacity_tflops, "TFLOPS", "compute for jobs at the end"),
    CENTRE_F64(arrived, "1", "jobs that came"),
    CENTRE_F64(finished, "1", "jobs that ended"),
    CENTRE_F64(waiting, "1", "jobs that wait at the end"),
    CENTRE_F64(running, "1", "jobs that run at the end"),
    CENTRE_F64(failures, "1", "attempts that failed"),
    CENTRE_F64(waiting_job_s, "s", "integral of the jobs that wait"),
    CENTRE_F64(running_job_s, "s", "integral of the jobs that run"),
    CENTRE_F64(wait_sum_s, "s", "sum of the jobs' waits"),
    CENTRE_F64(stay_sum_s, "s", "sum of the jobs' times at the centre"),
    CENTRE_F64(busy_tflops_s, "TFLOPS s", "integral of the compute held"),
    CENTRE_F64(held_tflops_s, "TFLOPS s", "sum of what the jobs held"),
};
static const struct sim_table centre_table =
    SIM_TABLE(dispatch_centre_row, centre_fields, "A centre over the run, by the clock and by its jobs.");
const struct sim_row_type dispatch_centre_row_type = {"dispatch_centre", &centre_table};

enum { TIMER_DAY };

// ---- rows ----------------------------------------------------------------------------------------------------

static double ratio(double above, double below)
{
    return below > 0 ? above / below : 0;
}

static void record_work(const struct dispatch_wire *wire, struct dispatch_state *state, struct sim_ctx *ctx)
{
    const struct dispatch_sums *sums = &state->sums;
    struct dispatch_row row = {.is_baseline = wire->is_baseline};
    for (int w = 0; w < WORK_COUNT; w++) {
        bool is_jobs = w == WORK_TRAINING || w == WORK_HPC;
        row.demand[w] = sums->demand[w];
        row.served[w] = sums->served[w];
        row.unserved[w] = sums->unserved[w];
        row.waiting[w] = state->in_system[w];
        row.away[w] = sums->away[w];
        row.rtt_ms[w] = ratio(sums->rtt[w], sums->served[w]);
        row.wait_h[w] = ratio(sums->wait_h[w], is_jobs ? sums->jobs[w] : sums->served[w]);
        row.slowdown[w] = ratio(sums->slowdown[w], sums->jobs[w]);
        row.jobs[w] = sums->jobs[w];
        row.energy_mwh[w] = sums->energy_kwh[w] / UNITS_KWH_PER_MWH;
        row.cost_cny[w] = sums->cost_cny[w];
        row.carbon_t[w] = sums->carbon_kg[w] / 1000;
    }
    for (int64_t city = 0; city < wire->city_count; city++)
        row.waiting[WORK_BATCH] += state->put_off[city] / UNITS_HOURS_PER_DAY;
    row.called_mwh = sums->called_kwh / UNITS_KWH_PER_MWH;
    row.shed_mwh = sums->shed_kwh / UNITS_KWH_PER_MWH;
    sim_emit(ctx, &dispatch_row_type, &row);
    state->sums = (struct dispatch_sums){0};
}

static void record_sites(const struct dispatch_wire *wire, struct dispatch_state *state, struct sim_ctx *ctx)
{
    for (int64_t s = 0; s < wire->site_count; s++) {
        struct dispatch_site_sums *sums = &state->site_sums[s];
        struct dispatch_site_row row = {.site = s, .is_baseline = wire->is_baseline};
        if (sums->days == 0)
            continue;
        for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
            row.use_frac[c] = sums->use[c] / sums->days;
        dispatch_jobs_site(wire, state, s, sums->days, &row.queued_jobs, &row.running_jobs);
        sim_emit(ctx, &dispatch_site_row_type, &row);
        *sums = (struct dispatch_site_sums){0};
    }
}

// ---- what sites are told -------------------------------------------------------------------------------------

static void tell_site(const struct dispatch_wire *wire, const struct dispatch_state *state,
                      const struct dispatch_day *day, int64_t s, struct sim_ctx *ctx)
{
    for (int64_t c = 0; c < wire->class_count; c++) {
        struct port_use use = {.class_index = (uint32_t)c, .is_last = c == wire->class_count - 1};
        double tflops = state->tflops[s][c];
        for (int h = 0; h < 24 && tflops > 0; h++)
            use.hour[h] = (uint16_t)lrint(65535 * fmin(1, day->used[c][s][h] / tflops));
        // Of compute that is not there nobody needs to know, but somebody waits for the last.
        if (tflops > 0 || use.is_last)
            port_send_use(ctx, wire->facilities[s], PORT_LOOKAHEAD, &use);
    }
}

static void tell_edges(const struct dispatch_wire *wire, const struct dispatch_day *day, struct sim_ctx *ctx)
{
    double use[DISPATCH_CITIES_MAX];
    for (int64_t city = 0; city < wire->city_count; city++) {
        double left = 0;
        for (int h = 0; h < 24; h++)
            left += day->edge_free[city][h] / 24;
        double most = day->edge_cap[city] * wire->given->most_frac;
        use[city] = day->edge_cap[city] > 0 ? fmax(0, most - left) / day->edge_cap[city] : 0;
    }
    for (int64_t county = 0; county < wire->county_count; county++) {
        struct port_edge_use message = {use[wire->county_city[county]]};
        if (wire->edge_powers[county])
            port_send_edge_use(ctx, wire->edge_powers[county], PORT_LOOKAHEAD, &message);
    }
}

// ---- the process ---------------------------------------------------------------------------------------------

static void start(const void *params, void *state, struct sim_ctx *ctx)
{
    dispatch_jobs_start(params, state);
    sim_timer_set(ctx, TIMER_DAY, SIM_DAY);
}

static void play_day(const struct dispatch_wire *wire, struct dispatch_state *state, struct sim_ctx *ctx)
{
    struct dispatch_day day;
    day.day = sim_now(ctx) / SIM_DAY;
    day.civil_day = wire->epoch_civil_day + day.day + 1;
    if (day.day >= wire->end_day)
        return;
    dispatch_day_make(wire, state, &day);
    dispatch_flow(wire, state, &day);
    dispatch_jobs_day(wire, state, &day, ctx);
    dispatch_count(wire, state, &day);
    if (wire->is_baseline)
        return;
    for (int64_t s = 0; s < wire->site_count; s++)
        tell_site(wire, state, &day, s, ctx);
    tell_edges(wire, &day, ctx);
}

static void on_day(const struct dispatch_wire *wire, struct dispatch_state *state, struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    if (sim_month_end(today) == today) {
        record_work(wire, state, ctx);
        record_sites(wire, state, ctx);
    }
    play_day(wire, state, ctx);
    sim_timer_set(ctx, TIMER_DAY, SIM_DAY);
}

static void take_job(const struct dispatch_wire *wire, const struct port_job *message, struct sim_ctx *ctx)
{
    struct dispatch_arrival job = {
        .arrival_s = (double)(sim_now(ctx) / SIM_DAY) * 86400 + message->arrival_s,
        .tflops = message->tflops,
        .duration_s = message->duration_s,
        .estimate_s = message->duration_s * wire->given->estimate_factor,
        .city = (uint32_t)message->city,
        .work = (uint32_t)message->work,
    };
    if (!wire->trace && job.tflops > 0 && job.duration_s > 0)
        sim_queue_push(ctx, DISPATCH_QUEUE_TOLD, &job, sizeof(job));
}

/// Fleets, cities and edge sites have lower numbers than the dispatcher: what they say of a day is here before its timer.
static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct dispatch_wire *wire = params;
    struct dispatch_state *state = state_bytes;
    struct port_capacity capacity;
    struct port_demand demand;
    struct port_edge edge;
    struct port_job job;
    switch (event->type) {
    case SIM_TIMER(TIMER_DAY): on_day(wire, state, ctx); break;
    case PORT_CAPACITY:
        memcpy(&capacity, event->payload, sizeof(capacity));
        for (int c = 0; c < COMPUTE_CLASS_MAX; c++) {
            state->tflops[capacity.site][c] = capacity.tflops[c];
            state->kw[capacity.site][c] = (double)capacity.kw[c];
        }
        break;
    case PORT_DEMAND:
        memcpy(&demand, event->payload, sizeof(demand));
        memcpy(state->mean[demand.city], demand.tflops, sizeof(demand.tflops));
        break;
    case PORT_EDGE:
        memcpy(&edge, event->payload, sizeof(edge));
        state->edge_kw[wire->county_city[edge.county]] += edge.kw;
        break;
    case PORT_JOB:
        memcpy(&job, event->payload, sizeof(job));
        take_job(wire, &job, ctx);
        break;
    }
}

static void finish(const void *params, void *state, struct sim_ctx *ctx)
{
    dispatch_jobs_finish(params, state, ctx);
}

const struct sim_kind dispatch_kind = {.name = "dispatch",
                                       .state_size = sizeof(struct dispatch_state),
                                       .timer_count = 1,
                                       .queue_count = DISPATCH_QUEUE_COUNT,
                                       .lookahead = PORT_LOOKAHEAD,
                                       .start = start,
                                       .handle = handle,
                                       .finish = finish};
