#include "models/dispatch_jobs.h"

#include <math.h>
#include <string.h>

#include "sim/status.h"

/// Run times below this count as this in a bounded slowdown. Source: Feitelson and Rudolph, "Metrics and benchmarking for
/// parallel job scheduling", JSSPP 1998.
#define SLOWDOWN_FLOOR_S 10.0
/// Arrivals that are sorted at a time.
#define ARRIVALS_MOST 1024
#define DAY_S         86400.0

static struct schedule *schedule_of(struct dispatch_state *state)
{
    return (struct schedule *)(void *)state->schedule;
}

double dispatch_gang_frac(const struct dispatch_wire *wire, int64_t class_index)
{
    bool has_jobs = false, has_flows = false;
    for (int w = 0; w < WORK_COUNT; w++) {
        bool is_jobs = w == WORK_TRAINING || w == WORK_HPC;
        has_jobs |= is_jobs && wire->work_class[w] == class_index;
        has_flows |= !is_jobs && wire->work_class[w] == class_index;
    }
    return has_jobs && has_flows ? wire->given->gang_frac : has_jobs;
}

void dispatch_jobs_start(const struct dispatch_wire *wire, struct dispatch_state *state)
{
    if (wire->centre_count == 0)
        return;
    SIM_ASSERT(schedule_bytes(&wire->schedule) <= sizeof(state->schedule), "a schedule of %zu bytes",
               schedule_bytes(&wire->schedule));
    schedule_init(state->schedule, &wire->schedule, 0);
}

/// Processors are TFLOPS.
static uint32_t processors_of(double tflops)
{
    return (uint32_t)fmin(fmax(0, floor(tflops)), UINT32_MAX);
}

static void set_capacity(const struct dispatch_wire *wire, struct dispatch_state *state)
{
    struct schedule *schedule = schedule_of(state);
    for (int64_t i = 0; i < wire->centre_count; i++) {
        const struct dispatch_centre *centre = &wire->centres[i];
        double tflops = state->tflops[centre->site][centre->class_index],
               kw = state->kw[centre->site][centre->class_index];
        const struct compute_class *class_ = &wire->classes[centre->class_index];
        double units = kw / class_->unit_kw,
               per_year = class_->failures_per_unit_year * wire->given->failures_factor;
        schedule_failures(schedule, (uint32_t)i,
                          tflops > 0 ? units * per_year / tflops / (UNITS_DAYS_PER_YEAR * DAY_S) : 0);
        schedule_capacity(schedule, (uint32_t)i,
                          processors_of(tflops * dispatch_gang_frac(wire, centre->class_index)));
    }
}

// ---- a job and its centre ------------------------------------------------------------------------------------

/// How little a policy likes a centre for a city's job; infinite: not at all.
static double dislike(const struct dispatch_wire *wire, const struct dispatch_day *day, uint32_t city,
                      const struct dispatch_centre *centre)
{
    double rtt_ms = wire->rtt_ms[city * wire->site_count + centre->site];
    bool is_own = wire->site_city[centre->site] == (int64_t)city;
    switch (wire->policy) {
    case DISPATCH_NONE: return is_own ? 0 : INFINITY;
    case DISPATCH_LOCAL_FIRST: return is_own ? 0 : rtt_ms;
    case DISPATCH_LEAST_LATENCY: return rtt_ms;
    default: return day->key[centre->class_index][centre->site];
    }
}

/// The centre for a job: the one that the policy likes most among those whose queue is short enough, else the one with the
/// shortest. It must be large enough, or the largest there is; -1: there is none.
static int64_t choose(const struct dispatch_wire *wire, struct dispatch_state *state,
                      const struct dispatch_day *day, const struct dispatch_arrival *job)
{
    const struct schedule *schedule = schedule_of(state);
    int64_t best = -1, shortest = -1, largest = -1;
    double best_dislike = INFINITY, shortest_h = INFINITY, most = 0;
    for (int64_t i = 0; i < wire->centre_count; i++) {
        const struct dispatch_centre *centre = &wire->centres[i];
        double bad = centre->work == job->work ? dislike(wire, day, job->city, centre) : INFINITY;
        if (!(bad < INFINITY))
            continue;
        struct schedule_centre now = schedule_centre(schedule, (uint32_t)i);
        if (now.capacity > most) {
            most = now.capacity;
            largest = i;
        }
        if (now.capacity < ceil(job->tflops))
            continue;
        double queue_h = now.queued_s / now.capacity / 3600;
        if (queue_h < shortest_h) {
            shortest_h = queue_h;
            shortest = i;
        }
        if (queue_h <= wire->given->patience_h && bad < best_dislike) {
            best_dislike = bad;
            best = i;
        }
    }
    return best >= 0 ? best : shortest >= 0 ? shortest : largest;
}

/// A job comes in. False where there is no storage for it now.
static bool take_in(const struct dispatch_wire *wire, struct dispatch_state *state,
                    const struct dispatch_day *day, const struct dispatch_arrival *job)
{
    struct schedule *schedule = schedule_of(state);
    double work = job->tflops * job->duration_s / DAY_S;
    if (schedule_room(schedule) == 0)
        return false;
    state->job_count++;
    state->sums.demand[job->work] += work;
    int64_t centre = choose(wire, state, day, job);
    if (centre < 0) {
        state->sums.unserved[job->work] += work;
        return true;
    }
    // A gang too large for any centre runs on all of the largest, for longer.
    uint32_t capacity = schedule_centre(schedule, (uint32_t)centre).capacity;
    double processors = fmin(fmax(1, ceil(job->tflops)), capacity), factor = job->tflops / processors;
    struct schedule_job given = {.id = state->job_count,
                                 .centre = (uint32_t)centre,
                                 .processors = (uint32_t)processors,
                                 .tag = (uint32_t)job->city,
                                 .work_s = fmax(1, job->duration_s * factor),
                                 .estimate_s = fmax(1, job->estimate_s * factor)};
    state->in_system[job->work] += (double)given.processors * given.work_s / DAY_S;
    // Rounding of the work is nobody's loss.
    state->sums.demand[job->work] += (double)given.processors * given.work_s / DAY_S - work;
    return schedule_submit(schedule, &given);
}

struct taker {
    const struct dispatch_wire *wire;
    struct dispatch_state *state;
    struct dispatch_day *day;
    int next_hour; // whose call has not been heard
};

static void take_done(void *context, const struct schedule_done *done)
{
    const struct taker *taker = context;
    struct dispatch_state *state = taker->state;
    const struct dispatch_wire *wire = taker->wire;
    uint32_t work = wire->centres[done->centre].work, city = done->tag;
    int64_t site = wire->centres[done->centre].site;
    double tflops_days = done->processors * done->work_s / DAY_S, stay_s = done->end_s - done->submit_s;
    state->sums.served[work] += tflops_days;
    state->sums.away[work] += wire->site_city[site] != (int64_t)city ? tflops_days : 0;
    state->sums.rtt[work] += tflops_days * wire->rtt_ms[city * wire->site_count + site];
    state->in_system[work] = fmax(0, state->in_system[work] - tflops_days);
    state->sums.jobs[work]++;
    state->sums.wait_h[work] += done->wait_s / 3600;
    state->sums.slowdown[work] += fmax(1, stay_s / fmax(done->work_s, SLOWDOWN_FLOOR_S));
    state->wait_sum_s[done->centre] += done->wait_s;
    state->stay_sum_s[done->centre] += stay_s;
    state->held_s[done->centre] += done->processors * (done->work_s + done->lost_s);
}

// ---- the door ------------------------------------------------------------------------------------------------

/// Merges two runs, [0, half) and [half, count), of `list` into `out`; of two at one instant the first run's is first.
static void merge(const struct dispatch_arrival *list, uint32_t half, uint32_t count,
                  struct dispatch_arrival *out)
{
    for (uint32_t a = 0, b = half, i = 0; i < count; i++)
        out[i] = a < half && (b >= count || list[a].arrival_s <= list[b].arrival_s) ? list[a++] : list[b++];
}

/// Sorts by arrival and leaves alone the order of those at one instant. other: as much room. Returns which of the two
/// has them.
static const struct dispatch_arrival *sort_arrivals(struct dispatch_arrival *list,
                                                    struct dispatch_arrival *other, uint32_t count)
{
    for (uint32_t run = 1; run < count; run *= 2) {
        for (uint32_t first = 0; first < count; first += 2 * run) {
            uint32_t left = count - first;
            merge(list + first, left < run ? left : run, left < 2 * run ? left : 2 * run, other + first);
        }
        struct dispatch_arrival *sorted = other;
        other = list;
        list = sorted;
    }
    return list;
}

/// Puts jobs, by their arrival, behind those at the door that came before them or with them. Most days that is behind all.
static void join_door(const struct dispatch_arrival *list, uint32_t count, struct sim_ctx *ctx)
{
    uint32_t waiting = sim_queue_count(ctx, DISPATCH_QUEUE_DOOR), at = 0;
    struct dispatch_arrival job;
    if (waiting > 0) {
        memcpy(&job, sim_queue_at(ctx, DISPATCH_QUEUE_DOOR, waiting - 1), sizeof(job));
        waiting = job.arrival_s <= list[0].arrival_s ? 0 : waiting;
    }
    // Once around: who is in front goes to the back, in turn with the list.
    for (; waiting > 0; waiting--) {
        memcpy(&job, sim_queue_at(ctx, DISPATCH_QUEUE_DOOR, 0), sizeof(job));
        sim_queue_remove(ctx, DISPATCH_QUEUE_DOOR, 0);
        for (; at < count && list[at].arrival_s < job.arrival_s; at++)
            sim_queue_push(ctx, DISPATCH_QUEUE_DOOR, &list[at], sizeof(list[at]));
        sim_queue_push(ctx, DISPATCH_QUEUE_DOOR, &job, sizeof(job));
    }
    for (; at < count; at++)
        sim_queue_push(ctx, DISPATCH_QUEUE_DOOR, &list[at], sizeof(list[at]));
}

/// Jobs that have been told of since yesterday go to the door, in the order of their arrival; at one instant, in which they
/// were told.
static void meet_told(struct sim_ctx *ctx)
{
    struct dispatch_arrival list[ARRIVALS_MOST], other[ARRIVALS_MOST];
    for (uint32_t told; (told = sim_queue_count(ctx, DISPATCH_QUEUE_TOLD)) > 0;) {
        uint32_t count = told < ARRIVALS_MOST ? told : ARRIVALS_MOST;
        for (uint32_t i = 0; i < count; i++) {
            memcpy(&list[i], sim_queue_at(ctx, DISPATCH_QUEUE_TOLD, 0), sizeof(list[i]));
            sim_queue_remove(ctx, DISPATCH_QUEUE_TOLD, 0);
        }
        join_door(sort_arrivals(list, other, count), count, ctx);
    }
}

// ---- a day ---------------------------------------------------------------------------------------------------

/// Slows training for the hour that begins, by what a call wants of it.
static void slow(const struct taker *taker, int hour)
{
    const struct dispatch_wire *wire = taker->wire;
    struct schedule *schedule = schedule_of(taker->state);
    double kw = 0;
    for (int64_t i = 0; i < wire->centre_count; i++) {
        const struct dispatch_centre *centre = &wire->centres[i];
        if (centre->work == WORK_TRAINING)
            kw += schedule_centre(schedule, (uint32_t)i).busy *
                  taker->day->kw_per_tflops[centre->class_index][centre->site] *
                  (double)taker->day->pue[centre->site][hour];
    }
    double frac = kw > 0 ? fmin(wire->given->slow_frac, taker->day->call_kw[hour] / kw) : 0;
    taker->day->slow_frac[hour] = frac;
    for (int64_t i = 0; i < wire->centre_count && frac > 0; i++)
        if (wire->centres[i].work == WORK_TRAINING)
            schedule_delay(schedule, (uint32_t)i, frac * 3600);
}

/// Runs the centres to a time of the day; calls are heard when their hour begins.
static void run_to(struct taker *taker, double until_s)
{
    struct schedule *schedule = schedule_of(taker->state);
    for (; taker->next_hour < 24; taker->next_hour++) {
        double begins_s = (double)taker->day->day * DAY_S + taker->next_hour * 3600.0;
        if (begins_s > until_s)
            break;
        if (taker->day->call_kw[taker->next_hour] > 0) {
            schedule_run(schedule, begins_s, take_done, taker);
            slow(taker, taker->next_hour);
        }
    }
    schedule_run(schedule, fmax(until_s, schedule_now_s(schedule)), take_done, taker);
}

/// Who is at the door comes in, in turn, while there is storage. Who does not stays at its front.
static void play_told(struct taker *taker, const struct dispatch_day *day, struct sim_ctx *ctx)
{
    meet_told(ctx);
    while (sim_queue_count(ctx, DISPATCH_QUEUE_DOOR) > 0) {
        struct dispatch_arrival job;
        memcpy(&job, sim_queue_at(ctx, DISPATCH_QUEUE_DOOR, 0), sizeof(job));
        run_to(taker, job.arrival_s);
        if (!take_in(taker->wire, taker->state, day, &job))
            return;
        sim_queue_remove(ctx, DISPATCH_QUEUE_DOOR, 0);
    }
}

static void play_trace(struct taker *taker, const struct dispatch_day *day)
{
    const struct dispatch_trace *trace = taker->wire->trace;
    double end_s = (double)(day->day + 1) * DAY_S;
    for (uint64_t *at = &taker->state->trace_at; *at < trace->count && trace->jobs[*at].arrival_s < end_s;
         ++*at) {
        const struct dispatch_arrival *job = &trace->jobs[*at];
        run_to(taker, job->arrival_s);
        if (!take_in(taker->wire, taker->state, day, job))
            return;
    }
}

/// Compute that the day's jobs held, as a mean, and what it drew.
static void count_use(const struct dispatch_wire *wire, struct dispatch_state *state,
                      struct dispatch_day *day)
{
    double shed_kw[24] = {0};
    for (int64_t i = 0; i < wire->centre_count; i++) {
        const struct dispatch_centre *centre = &wire->centres[i];
        struct schedule_centre now = schedule_centre(schedule_of(state), (uint32_t)i);
        double tflops = (now.busy_s - state->busy_s[i]) / DAY_S;
        state->busy_s[i] = now.busy_s;
        if (tflops <= 0)
            continue;
        for (int h = 0; h < 24; h++) {
            double kw = tflops * day->kw_per_tflops[centre->class_index][centre->site] *
                        (double)day->pue[centre->site][h];
            double slow_frac = centre->work == WORK_TRAINING ? day->slow_frac[h] : 0;
            day->used[centre->class_index][centre->site][h] += tflops * (1 - slow_frac);
            day->kw[centre->work][h] += kw * (1 - slow_frac);
            shed_kw[h] += kw * slow_frac;
        }
    }
    for (int h = 0; h < 24; h++)
        state->sums.shed_kwh += fmin(shed_kw[h], day->call_kw[h]);
}

void dispatch_jobs_day(const struct dispatch_wire *wire, struct dispatch_state *state,
                       struct dispatch_day *day, struct sim_ctx *ctx)
{
    struct taker taker = {wire, state, day, 0};
    if (wire->centre_count == 0)
        return;
    struct schedule *schedule = schedule_of(state);
    schedule_run(schedule, (double)day->day * DAY_S, take_done, &taker);
    set_capacity(wire, state);
    if (wire->trace)
        play_trace(&taker, day);
    else
        play_told(&taker, day, ctx);
    run_to(&taker, (double)(day->day + 1) * DAY_S);
    count_use(wire, state, day);
}

void dispatch_jobs_site(const struct dispatch_wire *wire, struct dispatch_state *state, int64_t site,
                        double days, double *queued, double *running)
{
    *queued = *running = 0;
    for (int64_t i = 0; i < wire->centre_count; i++) {
        if (wire->centres[i].site != (uint32_t)site)
            continue;
        struct schedule_centre now = schedule_centre(schedule_of(state), (uint32_t)i);
        *queued += (now.waiting_s - state->last_waiting_s[i]) / (days * DAY_S);
        *running += (now.running_s - state->last_running_s[i]) / (days * DAY_S);
        state->last_waiting_s[i] = now.waiting_s;
        state->last_running_s[i] = now.running_s;
    }
}

// ---- the end -------------------------------------------------------------------------------------------------

static void add_present(void *context, const struct schedule_done *job)
{
    const struct taker *taker = context;
    struct dispatch_state *state = taker->state;
    state->wait_sum_s[job->centre] += job->wait_s;
    state->stay_sum_s[job->centre] += job->end_s - job->submit_s;
    state->held_s[job->centre] += job->processors * (job->work_s + job->lost_s);
}

void dispatch_jobs_finish(const struct dispatch_wire *wire, struct dispatch_state *state, struct sim_ctx *ctx)
{
    struct taker taker = {wire, state, NULL, 0};
    if (wire->centre_count == 0)
        return;
    schedule_present(schedule_of(state), add_present, &taker);
    for (int64_t i = 0; i < wire->centre_count; i++) {
        struct schedule_centre now = schedule_centre(schedule_of(state), (uint32_t)i);
        struct dispatch_centre_row row = {
            .site = wire->centres[i].site,
            .work = wire->centres[i].work,
            .is_baseline = wire->is_baseline,
            .capacity_tflops = now.capacity,
            .arrived = (double)now.arrived,
            .finished = (double)now.finished,
            .waiting = now.waiting,
            .running = now.running,
            .failures = (double)now.failures,
            .waiting_job_s = now.waiting_s,
            .running_job_s = now.running_s,
            .wait_sum_s = state->wait_sum_s[i],
            .stay_sum_s = state->stay_sum_s[i],
            .busy_tflops_s = now.busy_s,
            .held_tflops_s = state->held_s[i],
        };
        sim_emit(ctx, &dispatch_centre_row_type, &row);
    }
}
