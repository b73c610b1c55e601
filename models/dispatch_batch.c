/// Batch work: when it comes, or at the day's best hours; less of it where a virtual power plant calls.
#include <math.h>
#include <string.h>

#include "models/dispatch_flow.h"

/// Work below this much of a TFLOPS x hour is rounding.
#define NEAR_NOTHING 1e-9

/// What batch work may draw in each hour, and what it has.
struct ration {
    double kw_left[24]; // infinite: no limit
    double kw[24];
};

/// A city's sites that its batch work may go to, in the policy's order.
struct choice {
    uint32_t sites[DISPATCH_SITES_MAX];
    int64_t count;
};

/// A city's batch work on its way, and where it may go: to its own city's sites, to all that are near enough.
struct batch {
    struct dispatch_flow flow;
    struct choice home, all;
    const int *hours; // of the day, best first
    struct ration *ration;
};

static void list_sites(const struct dispatch_flow *flow, bool at_home, struct choice *choice)
{
    const uint32_t *sites = dispatch_flow_order(flow);
    choice->count = 0;
    for (int64_t k = 0; k < flow->wire->site_count; k++)
        if (dispatch_flow_is_open(flow, sites[k], at_home))
            choice->sites[choice->count++] = sites[k];
}

/// Gives hour h of a site, which has some free, up to `want`; returns what it took.
static double give(const struct dispatch_flow *flow, int64_t s, int h, double want, struct ration *ration)
{
    const struct dispatch_wire *wire = flow->wire;
    struct dispatch_day *day = flow->day;
    bool is_away = wire->site_city[s] != flow->city;
    double gbps_per_tflops = is_away ? wire->given->work.of[WORK_BATCH].gbps_per_tflops : 0;
    double kw_per_tflops = day->kw_per_tflops[flow->class_index][s] * (double)day->pue[s][h];
    double left = day->free[flow->class_index][s][h], took = want < left ? want : left;
    if (gbps_per_tflops > 0)
        took = fmin(took, fmax(0, day->gbps[flow->city][h]) / gbps_per_tflops);
    if (kw_per_tflops > 0 && ration->kw_left[h] < INFINITY)
        took = fmin(took, fmax(0, ration->kw_left[h]) / kw_per_tflops);
    day->free[flow->class_index][s][h] = left - took;
    day->used[flow->class_index][s][h] += took;
    day->gbps[flow->city][h] -= took * gbps_per_tflops;
    day->served[WORK_BATCH][h] += took;
    day->away[WORK_BATCH][h] += is_away ? took : 0;
    day->rtt[WORK_BATCH][h] += took * wire->rtt_ms[flow->city * wire->site_count + s];
    day->kw[WORK_BATCH][h] += took * kw_per_tflops;
    ration->kw_left[h] -= took * kw_per_tflops;
    ration->kw[h] += took * kw_per_tflops;
    return took;
}

/// Hours of the day, best first, by what the policy looks at.
static void sort_hours(const struct dispatch_wire *wire, const struct dispatch_day *day, int order[24])
{
    double value[24];
    for (int h = 0; h < 24; h++) {
        value[h] =
            wire->policy == DISPATCH_CHEAPEST ? wire->tariff_hour_factor[h] : wire->carbon_hour_factor[h];
        if (wire->policy == DISPATCH_COOLEST) {
            value[h] = 0;
            for (int64_t s = 0; s < wire->site_count; s++)
                value[h] += (double)day->pue[s][h];
        }
        int at = h;
        for (; at > 0 && value[order[at - 1]] > value[h]; at--)
            order[at] = order[at - 1];
        order[at] = h;
    }
}

/// Gives an hour up to `work` TFLOPS x hours, `most` with what it had, `*had`. Returns what is left.
static double fill_hour(const struct batch *batch, const struct choice *choice, int h, double work,
                        double most, double *had)
{
    const struct dispatch_flow *flow = &batch->flow;
    for (int64_t k = 0; k < choice->count && work > NEAR_NOTHING && *had < most; k++) {
        int64_t s = choice->sites[k];
        if (flow->day->free[flow->class_index][s][h] <= 0)
            continue;
        double took = give(flow, s, h, work < most - *had ? work : most - *had, batch->ration);
        work -= took;
        *had += took;
    }
    return work;
}

/// The same for the hours of the day, best first. had: [24].
static double fill(const struct batch *batch, const struct choice *choice, double work, double most,
                   double had[24])
{
    for (int i = 0; i < 24 && work > NEAR_NOTHING; i++)
        work = fill_hour(batch, choice, batch->hours[i], work, most, &had[batch->hours[i]]);
    return work;
}

/// A city's batch work of a day; `put_off`: from before. Returns what is put off now, TFLOPS x hours.
static double run_city(const struct batch *batch, double mean, double put_off)
{
    const struct dispatch_params *given = batch->flow.wire->given;
    double had[24] = {0}, due[24], work = mean * 24 + put_off, left = 0;
    double kept_frac = given->work.of[WORK_BATCH].gravity_frac;
    if (dispatch_shifts(batch->flow.wire->policy)) {
        double most = given->rush_factor * work / 24;
        left = fill(batch, &batch->home, kept_frac * work, most, had);
        return left + fill(batch, &batch->all, (1 - kept_frac) * work, most, had);
    }
    dispatch_flow_hours(&batch->flow, mean, due);
    for (int h = 0; h < 24; h++) {
        double now = due[h] + put_off / 24;
        left += fill_hour(batch, &batch->home, h, kept_frac * now, INFINITY, &had[h]);
        left += fill_hour(batch, &batch->all, h, (1 - kept_frac) * now, INFINITY, &had[h]);
    }
    return left;
}

static void run_cities(const struct dispatch_wire *wire, const struct dispatch_state *state,
                       struct dispatch_day *day, struct ration *ration, double left[DISPATCH_CITIES_MAX])
{
    int hours[24];
    sort_hours(wire, day, hours);
    for (int64_t k = 0; k < wire->city_count; k++) {
        int64_t city = (k + day->day) % wire->city_count;
        struct batch batch = {.flow = {wire, day, WORK_BATCH, wire->work_class[WORK_BATCH], city},
                              .hours = hours,
                              .ration = ration};
        list_sites(&batch.flow, true, &batch.home);
        list_sites(&batch.flow, false, &batch.all);
        left[city] = run_city(&batch, state->mean[city][WORK_BATCH], state->put_off[city]);
    }
}

/// Power that calls ask for in an hour of this day, kW.
static double called_kw(const struct dispatch_wire *wire, const struct dispatch_day *day, int hour)
{
    const struct dispatch_call *calls = wire->given->calls.items;
    double kw = 0;
    for (int64_t i = 0; i < wire->given->calls.count && wire->policy != DISPATCH_NONE; i++)
        if (calls[i].date == day->civil_day && hour >= calls[i].hour && hour < calls[i].hour + calls[i].hours)
            kw += calls[i].mw * 1000;
    return kw;
}

/// Limits batch work by what is called for, against what it would have drawn.
static void answer_calls(const struct dispatch_wire *wire, const struct dispatch_state *state,
                         const struct dispatch_day *day, struct ration *ration, double would_kw[24])
{
    double left[DISPATCH_CITIES_MAX];
    struct dispatch_day without = *day;
    struct ration free = *ration;
    run_cities(wire, state, &without, &free, left);
    for (int h = 0; h < 24; h++) {
        double kw = called_kw(wire, day, h);
        would_kw[h] = free.kw[h];
        if (kw > 0)
            ration->kw_left[h] = fmax(0, free.kw[h] - kw);
    }
}

void dispatch_batch(const struct dispatch_wire *wire, struct dispatch_state *state, struct dispatch_day *day)
{
    struct dispatch_sums *sums = &state->sums;
    struct ration ration = {.kw = {0}};
    double left[DISPATCH_CITIES_MAX], would_kw[24], called = 0;
    for (int h = 0; h < 24; h++) {
        ration.kw_left[h] = INFINITY;
        called += called_kw(wire, day, h);
    }
    if (called > 0)
        answer_calls(wire, state, day, &ration, would_kw);
    run_cities(wire, state, day, &ration, left);
    for (int h = 0; h < 24 && called > 0; h++) {
        double kw = called_kw(wire, day, h), shed_kw = fmin(kw, fmax(0, would_kw[h] - ration.kw[h]));
        sums->called_kwh += kw;
        sums->shed_kwh += shed_kw;
        day->call_kw[h] = kw - shed_kw;
    }
    for (int64_t city = 0; city < wire->city_count; city++) {
        double mean = state->mean[city][WORK_BATCH];
        // What has waited longest is given up where more waits than so many days bring.
        double most = wire->given->batch_days * mean * 24;
        sums->demand[WORK_BATCH] += mean;
        sums->unserved[WORK_BATCH] += fmax(0, left[city] - most) / 24;
        state->put_off[city] = fmin(left[city], most);
        sums->wait_h[WORK_BATCH] += state->put_off[city]; // each of it waits a day: TFLOPS x days x hours
    }
}
