#include "models/dispatch_flow.h"

#include <math.h>
#include <string.h>

#include "models/dispatch_jobs.h"

/// Work below this much of a TFLOPS is rounding.
#define NEAR_NOTHING 1e-9

static double sum_of(const double hours[24])
{
    double sum = 0;
    for (int h = 0; h < 24; h++)
        sum += hours[h];
    return sum;
}

// ---- the day -------------------------------------------------------------------------------------------------

static void make_site(const struct dispatch_wire *wire, const struct dispatch_state *state,
                      struct dispatch_day *day, int64_t s)
{
    int64_t first = day->day * 24 % wire->hours;
    double pue = 0;
    day->pue[s] = wire->marginal_pue[s] + first;
    for (int h = 0; h < 24; h++)
        pue += day->pue[s][h] / 24;
    for (int64_t c = 0; c < wire->class_count; c++) {
        const struct compute_class *class_ = &wire->classes[c];
        double tflops = state->tflops[s][c],
               kw = state->kw[s][c] * class_->full_draw_frac * (1 - class_->idle_frac);
        double flows = (1 - dispatch_gang_frac(wire, c)) * wire->given->most_frac * tflops;
        day->tflops[c][s] = tflops;
        day->kw_per_tflops[c][s] = tflops > 0 ? kw / tflops : 0;
        day->key[c][s] = wire->policy == DISPATCH_COOLEST ? pue : day->kw_per_tflops[c][s] * pue;
        memset(day->used[c][s], 0, sizeof(day->used[c][s]));
        // Where there is nothing, nobody looks for what is free.
        for (int h = 0; h < 24 && tflops > 0; h++)
            day->free[c][s][h] = flows;
    }
}

/// Sites that have something of the class, by their key; others last.
static void sort_sites(const struct dispatch_wire *wire, const struct dispatch_state *state,
                       struct dispatch_day *day, int64_t c)
{
    uint32_t *order = day->order[c];
    for (int64_t s = 0; s < wire->site_count; s++) {
        if (state->tflops[s][c] <= 0)
            day->key[c][s] = INFINITY;
        int64_t at = s;
        for (; at > 0 && day->key[c][order[at - 1]] > day->key[c][s]; at--)
            order[at] = order[at - 1];
        order[at] = (uint32_t)s;
    }
}

void dispatch_day_make(const struct dispatch_wire *wire, const struct dispatch_state *state,
                       struct dispatch_day *day)
{
    for (int64_t s = 0; s < wire->site_count; s++)
        make_site(wire, state, day, s);
    for (int64_t c = 0; c < wire->class_count && dispatch_shifts(wire->policy); c++)
        sort_sites(wire, state, day, c);
    for (int64_t city = 0; city < wire->city_count; city++) {
        day->edge_cap[city] = state->edge_kw[city] * wire->edge_tflops_per_kw;
        for (int h = 0; h < 24; h++) {
            day->edge_free[city][h] = day->edge_cap[city] * wire->given->most_frac;
            day->gbps[city][h] = wire->given->city_gbps;
        }
    }
    memset(day->call_kw, 0, sizeof(day->call_kw));
    memset(day->slow_frac, 0, sizeof(day->slow_frac));
    memset(day->served, 0, sizeof(day->served));
    memset(day->away, 0, sizeof(day->away));
    memset(day->rtt, 0, sizeof(day->rtt));
    memset(day->kw, 0, sizeof(day->kw));
}

// ---- one class of work of one city ---------------------------------------------------------------------------

/// Holds what a site takes of 24 hours to what may leave the city, `gbps`, which falls by it.
static void hold_to_bandwidth(double took[24], double *restrict gbps, double gbps_per_tflops)
{
    bool is_near = false;
    // Divisions are slow, and the limit far away on most days.
    for (int h = 0; h < 24; h++)
        is_near |= !(took[h] * gbps_per_tflops < gbps[h] * (1 - 1e-9));
    if (is_near)
        for (int h = 0; h < 24; h++) {
            double most = (gbps[h] > 0 ? gbps[h] : 0) / gbps_per_tflops;
            took[h] = took[h] < most ? took[h] : most;
        }
    for (int h = 0; h < 24; h++)
        gbps[h] -= took[h] * gbps_per_tflops;
}

/// What a site takes of 24 hours: `want` falls by it. Returns the sum.
static double give(const struct dispatch_flow *flow, int64_t s, double *restrict want)
{
    const struct dispatch_wire *wire = flow->wire;
    struct dispatch_day *day = flow->day;
    bool is_away = wire->site_city[s] != flow->city;
    double rtt_ms = wire->rtt_ms[flow->city * wire->site_count + s], took[24], sum = 0;
    double gbps_per_tflops = is_away ? wire->given->work.of[flow->work].gbps_per_tflops : 0;
    // None of these are in one another, nor is `want` in the day.
    double *restrict left = day->free[flow->class_index][s], *restrict used = day->used[flow->class_index][s],
                     *restrict served = day->served[flow->work], *restrict kw = day->kw[flow->work],
                     *restrict rtt = day->rtt[flow->work], *restrict away = day->away[flow->work];
    double kw_per_tflops = day->kw_per_tflops[flow->class_index][s];
    const float *restrict pue = day->pue[s];
    for (int h = 0; h < 24; h++)
        took[h] = want[h] < left[h] ? want[h] : left[h];
    if (gbps_per_tflops > 0)
        hold_to_bandwidth(took, day->gbps[flow->city], gbps_per_tflops);
    for (int h = 0; h < 24; h++) {
        left[h] -= took[h];
        used[h] += took[h];
        want[h] -= took[h];
        served[h] += took[h];
        kw[h] += took[h] * kw_per_tflops * (double)pue[h];
        rtt[h] += took[h] * rtt_ms;
    }
    for (int h = 0; h < 24; h++)
        sum += took[h];
    for (int h = 0; h < 24 && is_away; h++)
        away[h] += took[h];
    return sum;
}

/// Whether nothing is wanted any more. want: [24], none below zero.
static bool is_given(const double want[24])
{
    bool is_some = false;
    for (int h = 0; h < 24; h++)
        is_some |= want[h] >= NEAR_NOTHING;
    return !is_some && sum_of(want) < NEAR_NOTHING;
}

const uint32_t *dispatch_flow_order(const struct dispatch_flow *flow)
{
    if (dispatch_shifts(flow->wire->policy))
        return flow->day->order[flow->class_index];
    return flow->wire->order + flow->city * flow->wire->site_count;
}

bool dispatch_flow_is_open(const struct dispatch_flow *flow, int64_t s, bool at_home)
{
    const struct dispatch_wire *wire = flow->wire;
    bool is_own = wire->site_city[s] == flow->city;
    bool is_near =
        wire->rtt_ms[flow->city * wire->site_count + s] <= wire->given->work.of[flow->work].latency_ms;
    if (flow->day->tflops[flow->class_index][s] <= 0)
        return false;
    // A city's own sites serve it, however far they are, but for work that is served in time or not at all.
    if (is_own)
        return is_near || flow->work != WORK_EDGE;
    return is_near && !at_home && !dispatch_is_local(wire->policy);
}

/// Sites in the policy's order until nothing is wanted. taken: [site] grows by what each took, or null. at_home: own city alone.
static void give_in_order(const struct dispatch_flow *flow, double want[24], double *taken, bool at_home)
{
    const uint32_t *order = dispatch_flow_order(flow);
    for (int64_t i = 0; i < flow->wire->site_count; i++) {
        int64_t s = order[i];
        if (!dispatch_flow_is_open(flow, s, at_home))
            continue;
        double took = give(flow, s, want);
        if (taken)
            taken[s] += took;
        if (is_given(want))
            return;
    }
}

void dispatch_flow_hours(const struct dispatch_flow *flow, double mean, double want[24])
{
    const double *of_day =
        flow->wire->shapes[flow->work].hour_of_day + 24 * work_day_of_week(flow->day->civil_day);
    for (int h = 0; h < 24; h++)
        want[h] = mean * of_day[h];
}

/// Work that runs when it comes. share: where it ran yesterday, [site], or null.
static void route(const struct dispatch_flow *flow, struct dispatch_state *state, float *share)
{
    const struct dispatch_wire *wire = flow->wire;
    const struct dispatch_work *given = &wire->given->work.of[flow->work];
    double want[24], part[24], taken[DISPATCH_SITES_MAX] = {0}, lost = 0;
    double mean = state->mean[flow->city][flow->work], total = mean * 24;
    dispatch_flow_hours(flow, mean, want);
    state->sums.demand[flow->work] += mean;
    for (int64_t s = 0; s < wire->site_count && share && given->stays_frac > 0; s++) {
        if (share[s] <= 0 || !dispatch_flow_is_open(flow, s, false))
            continue;
        for (int h = 0; h < 24; h++) {
            part[h] = want[h] < mean * (double)share[s] * given->stays_frac
                          ? want[h]
                          : mean * (double)share[s] * given->stays_frac;
            want[h] -= part[h];
        }
        taken[s] += give(flow, s, part);
        for (int h = 0; h < 24; h++)
            want[h] += part[h];
    }
    if (given->gravity_frac > 0) {
        for (int h = 0; h < 24; h++) {
            part[h] = want[h] * given->gravity_frac;
            want[h] -= part[h];
        }
        give_in_order(flow, part, taken, true);
        lost = sum_of(part);
    }
    give_in_order(flow, want, taken, flow->work == WORK_STORAGE);
    state->sums.unserved[flow->work] += (sum_of(want) + lost) / 24;
    for (int64_t s = 0; s < wire->site_count && share; s++)
        share[s] = total > 0 ? (float)(taken[s] / total) : 0;
}

/// Edge sites first: what they take of `want`.
static void route_edge(const struct dispatch_flow *flow, struct dispatch_state *state)
{
    const struct dispatch_wire *wire = flow->wire;
    struct dispatch_day *day = flow->day;
    const struct compute_class *class_ = &wire->classes[flow->class_index];
    double mean = state->mean[flow->city][WORK_EDGE], want[24], *left = day->edge_free[flow->city];
    double kw_per_tflops = wire->edge_tflops_per_kw > 0 ? class_->full_draw_frac * (1 - class_->idle_frac) *
                                                              wire->given->edge_pue / wire->edge_tflops_per_kw
                                                        : 0;
    dispatch_flow_hours(flow, mean, want);
    state->sums.demand[WORK_EDGE] += mean;
    for (int h = 0; h < 24; h++) {
        double took = want[h] < left[h] ? want[h] : left[h];
        left[h] -= took;
        want[h] -= took;
        day->served[WORK_EDGE][h] += took;
        day->kw[WORK_EDGE][h] += took * kw_per_tflops;
        day->rtt[WORK_EDGE][h] += took * wire->edge_rtt_ms;
    }
    if (!is_given(want))
        give_in_order(flow, want, NULL, false);
    state->sums.unserved[WORK_EDGE] += sum_of(want) / 24;
}

// ---- all of them ---------------------------------------------------------------------------------------------

void dispatch_flow(const struct dispatch_wire *wire, struct dispatch_state *state, struct dispatch_day *day)
{
    static const enum work in_turn[] = {WORK_STORAGE, WORK_EDGE, WORK_ONLINE, WORK_INFERENCE};
    for (size_t i = 0; i < sizeof(in_turn) / sizeof(in_turn[0]); i++) {
        enum work w = in_turn[i];
        if (wire->work_class[w] < 0)
            continue;
        // Another city is first each day: none is always served before the others.
        for (int64_t k = 0; k < wire->city_count; k++) {
            int64_t city = (k + day->day) % wire->city_count;
            struct dispatch_flow flow = {wire, day, w, wire->work_class[w], city};
            if (w == WORK_EDGE)
                route_edge(&flow, state);
            else
                route(&flow, state,
                      w == WORK_ONLINE      ? state->share[city][0]
                      : w == WORK_INFERENCE ? state->share[city][1]
                                            : NULL);
        }
    }
    if (wire->work_class[WORK_BATCH] >= 0)
        dispatch_batch(wire, state, day);
}

void dispatch_count(const struct dispatch_wire *wire, struct dispatch_state *state,
                    const struct dispatch_day *day)
{
    struct dispatch_sums *sums = &state->sums;
    for (int w = 0; w < WORK_COUNT; w++) {
        for (int h = 0; h < 24; h++) {
            sums->energy_kwh[w] += day->kw[w][h];
            sums->cost_cny[w] += day->kw[w][h] * wire->cny_per_kwh * wire->tariff_hour_factor[h];
            sums->carbon_kg[w] += day->kw[w][h] * wire->carbon_kg_per_kwh * wire->carbon_hour_factor[h];
        }
        if (w == WORK_TRAINING || w == WORK_HPC)
            continue; // counted when a job ends
        sums->served[w] += sum_of(day->served[w]) / 24;
        sums->away[w] += sum_of(day->away[w]) / 24;
        sums->rtt[w] += sum_of(day->rtt[w]) / 24;
    }
    for (int64_t s = 0; s < wire->site_count; s++) {
        for (int64_t c = 0; c < wire->class_count; c++)
            state->site_sums[s].use[c] +=
                state->tflops[s][c] > 0 ? sum_of(day->used[c][s]) / 24 / state->tflops[s][c] : 0;
        state->site_sums[s].days++;
    }
}
