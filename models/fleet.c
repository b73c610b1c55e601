#include "models/fleet.h"

#include <math.h>
#include <string.h>

static const struct sim_field fields[] = {
    SIM_FIELD_I64(fleet_row, site, "", 0, SIM_OPEN, 0, "index of the site"),
    SIM_FIELD_F64(fleet_row, racks_in_service, "standard rack", 0, SIM_OPEN, 0, "racks in service"),
    SIM_FIELD_F64(fleet_row, racks_ordered, "standard rack", 0, SIM_OPEN, 0,
                  "racks ordered so far, stock included"),
    SIM_FIELD_F64(fleet_row, racks_pipeline, "standard rack", 0, SIM_OPEN, 0,
                  "racks ordered, not yet in service"),
    SIM_FIELD_F64(fleet_row, racks_cancelled, "standard rack", 0, SIM_OPEN, 0, "racks cancelled so far"),
    SIM_FIELD_F64(fleet_row, racks_retired, "standard rack", 0, SIM_OPEN, 0, "racks retired so far"),
    SIM_FIELD_F64(fleet_row, tenant_wait_days, "standard rack day", 0, SIM_OPEN, 0,
                  "waiting of new racks for tenants so far"),
    SIM_FIELD_F64(fleet_row, occupied_frac, "1", 0, 1, 0, "racks filled over racks in service"),
    SIM_FIELD_ARRAY(fleet_row, compute_tflops, COMPUTE_CLASS_MAX, "TFLOPS", 0, SIM_OPEN, 0,
                    "compute by class, at the class's own precision"),
    SIM_FIELD_F64(fleet_row, counted_eflops, "EFLOPS", 0, SIM_OPEN, 0, "compute after the counting rule"),
    SIM_FIELD_F64(fleet_row, hpc_pflops, "PFLOPS", 0, SIM_OPEN, 0, "HPC peak"),
    SIM_FIELD_F64(fleet_row, vacant_eflops, "EFLOPS", 0, SIM_OPEN, 0,
                  "counted compute that racks below plateau lack"),
    SIM_FIELD_F64(fleet_row, awaited_eflops, "EFLOPS", 0, SIM_OPEN, 0,
                  "counted compute whose equipment is late"),
    SIM_FIELD_F64(fleet_row, awaited_hpc_pflops, "PFLOPS", 0, SIM_OPEN, 0,
                  "HPC peak whose equipment is late"),
    SIM_FIELD_F64(fleet_row, awaited_fp64_pflops, "PFLOPS", 0, SIM_OPEN, 0, "of which of FP64 classes"),
    SIM_FIELD_F64(fleet_row, it_kw, "kW", 0, SIM_OPEN, 0, "mean IT power"),
};
static const struct sim_table table = SIM_TABLE(fleet_row, fields, "A site's racks at a date.");
const struct sim_row_type fleet_row_type = {"fleet", &table};

enum { TIMER_DAY };
/// A hall that opened its gate and is not in service yet.
struct fleet_state {
    struct fleet_sums sums;
    double opened_kw;                     // let through the gates, not yet in service
    double waiting_kw[COMPUTE_CLASS_MAX]; // of cabinets that wait for tenants
    double waiting_new_kw;                // of which of the plan period
    double tenant_wait_days;              // standard racks x days
};

/// Queues: halls at the gate, then cabinets that wait for tenants, by class of compute.
enum { QUEUE_GATE, QUEUE_TENANTS, QUEUE_COUNT = QUEUE_TENANTS + COMPUTE_CLASS_MAX };

/// A cabinet that waits for tenants.
struct waiting_rack {
    double kw;
    double is_new;
    uint64_t from; // sim_lp, as below
};

struct waiting_hall {
    struct port_gate gate;
    uint64_t from; // sim_lp; eight bytes, so that no padding comes into a snapshot
};

static double service_kw(const struct fleet_sums *sums, int part)
{
    double total = 0;
    for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
        total += sums->service_kw[part][c];
    return total;
}

static double equipped_kw(const struct fleet_sums *sums)
{
    double total = 0;
    for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
        total += sums->equipped_kw[0][c] + sums->equipped_kw[1][c];
    return total;
}

static double drawn_kw(const struct fleet_wire *wire, const struct fleet_sums *sums, int part)
{
    double total = 0;
    for (int64_t c = 0; c < wire->class_count; c++)
        total += sums->equipped_kw[part][c] * wire->classes[c].draw_frac;
    return total;
}

/// Counted compute that the missing servers of a class would carry today.
static void count_missing(const struct fleet_wire *wire, const struct fleet_sums *sums, double day,
                          struct fleet_row *row)
{
    for (int64_t c = 0; c < wire->class_count; c++) {
        const struct compute_class *class_ = &wire->classes[c];
        double tflops_per_kw = wire->tflops_per_kw[c] * compute_vintage(class_, day);
        double eflops_per_kw = tflops_per_kw * class_->count_frac / UNITS_TFLOPS_PER_EFLOPS;
        double full_kw = wire->ramp->plateau_frac * (sums->service_kw[0][c] + sums->service_kw[1][c]);
        double held_kw = sums->equipped_kw[0][c] + sums->equipped_kw[1][c] + sums->awaited_kw[c];
        row->vacant_eflops += fmax(0, full_kw - held_kw) * eflops_per_kw;
        row->awaited_eflops += fmax(0, sums->awaited_kw[c]) * eflops_per_kw;
        double hpc_pflops = fmax(0, sums->hpc_awaited_kw[c]) * tflops_per_kw / UNITS_TFLOPS_PER_PFLOPS;
        row->awaited_hpc_pflops += hpc_pflops;
        row->awaited_fp64_pflops += compute_is_fp64(class_) ? hpc_pflops : 0;
    }
}

static void record(const struct fleet_wire *wire, const struct fleet_state *state, struct sim_ctx *ctx)
{
    const struct fleet_sums *sums = &state->sums;
    // Sums of what came and went round: an emptied site has nothing, not less.
    double service = fmax(0, service_kw(sums, 0) + service_kw(sums, 1));
    struct fleet_row row = {
        .site = wire->site,
        .racks_in_service = service / UNITS_STANDARD_RACK_KW,
        .racks_ordered = sums->ordered,
        .racks_pipeline = sums->pipeline,
        .racks_cancelled = sums->cancelled,
        .racks_retired = sums->retired,
        .tenant_wait_days = state->tenant_wait_days,
        .occupied_frac = service > 0 ? equipped_kw(sums) / service : 0,
        .hpc_pflops = fmax(0, sums->hpc_tflops) / UNITS_TFLOPS_PER_PFLOPS,
        .it_kw = drawn_kw(wire, sums, 0) + drawn_kw(wire, sums, 1),
    };
    for (int64_t c = 0; c < wire->class_count; c++) {
        row.compute_tflops[c] = fmax(0, sums->tflops[c]);
        row.counted_eflops += row.compute_tflops[c] * wire->classes[c].count_frac / UNITS_TFLOPS_PER_EFLOPS;
    }
    double day = sim_in_days(sim_now(ctx));
    count_missing(wire, sums, day, &row);
    sim_emit(ctx, &fleet_row_type, &row);
}

/// Lets halls through while the site, with all that was let through, would still be full enough.
static void open_gates(struct fleet_state *state, struct sim_ctx *ctx)
{
    double service = service_kw(&state->sums, 0) + service_kw(&state->sums, 1);
    while (sim_queue_count(ctx, QUEUE_GATE) > 0) {
        struct waiting_hall hall;
        memcpy(&hall, sim_queue_at(ctx, QUEUE_GATE, 0), sizeof(hall));
        double total_kw = service + state->opened_kw;
        // A site with nothing in service has nothing to fill first.
        if (total_kw > 0 && equipped_kw(&state->sums) < hall.gate.occupied_frac * total_kw)
            return;
        state->opened_kw += hall.gate.kw;
        port_signal(ctx, (sim_lp)hall.from, PORT_LOOKAHEAD, PORT_GATE_OPEN);
        sim_queue_remove(ctx, QUEUE_GATE, 0);
    }
}

static void take_gate(struct fleet_state *state, const struct waiting_hall *hall, struct sim_ctx *ctx)
{
    if (hall->gate.occupied_frac <= 0) {
        state->opened_kw += hall->gate.kw;
        return;
    }
    sim_queue_push(ctx, QUEUE_GATE, hall, sizeof(*hall));
    open_gates(state, ctx);
}

/// What the dispatcher can give work to tomorrow, and what the facility will need to know of it.
static void tell_dispatchers(const struct fleet_wire *wire, const struct fleet_sums *sums,
                             struct sim_ctx *ctx)
{
    struct port_filled filled = {0};
    struct port_capacity capacity = {.site = (uint64_t)wire->site};
    for (int64_t c = 0; c < wire->class_count; c++) {
        for (int part = 0; part < 2; part++)
            filled.kw[part][c] = fmax(0, sums->equipped_kw[part][c]);
        capacity.tflops[c] = fmax(0, sums->tflops[c]);
        capacity.kw[c] = (float)(filled.kw[0][c] + filled.kw[1][c]);
    }
    port_send_filled(ctx, wire->facility, PORT_LOOKAHEAD, &filled);
    for (int i = 0; i < 2; i++)
        if (wire->dispatchers[i])
            port_send_capacity(ctx, wire->dispatchers[i], PORT_LOOKAHEAD, &capacity);
}

_Static_assert(PORT_CLASSES == COMPUTE_CLASS_MAX, "messages hold all classes");
/// A kW of new equipment of a class today.
static double tflops_per_kw(const struct fleet_wire *wire, int64_t class_index, struct sim_ctx *ctx)
{
    return wire->tflops_per_kw[class_index] *
           compute_vintage(&wire->classes[class_index], sim_in_days(sim_now(ctx)));
}

/// Tells the pool, once a round, what the site holds and what waits.
static void make_offers(const struct fleet_wire *wire, const struct fleet_state *state, struct sim_ctx *ctx)
{
    if (!wire->pool || !port_is_pool_day(ctx))
        return;
    for (int64_t c = 0; c < wire->class_count; c++) {
        const struct fleet_sums *sums = &state->sums;
        double per_kw = tflops_per_kw(wire, c, ctx);
        struct port_offer offer = {
            .site = (uint64_t)wire->site,
            .held_tflops = fmax(0, sums->tflops[c]) + sums->promised_kw[c] * per_kw,
            .waiting_tflops =
                sim_queue_count(ctx, QUEUE_TENANTS + (uint32_t)c) ? state->waiting_kw[c] * per_kw : 0,
        };
        if (offer.held_tflops > 0 || offer.waiting_tflops > 0)
            port_send_offer(ctx, wire->pool + (sim_lp)c, PORT_LOOKAHEAD, &offer);
    }
}

static void take_request(struct fleet_state *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct port_request request;
    memcpy(&request, event->payload, sizeof(request));
    struct waiting_rack rack = {.kw = request.amount, .is_new = request.priority, .from = event->sender};
    sim_queue_push(ctx, QUEUE_TENANTS + (uint32_t)request.stream, &rack, sizeof(rack));
    state->waiting_kw[request.stream] += rack.kw;
    state->waiting_new_kw += rack.is_new * rack.kw;
}

/// Whole cabinets, in the order in which they asked: the last one if more than half of it is given.
static void take_tenants(const struct fleet_wire *wire, struct fleet_state *state,
                         const struct port_tenants *tenants, struct sim_ctx *ctx)
{
    uint32_t c = (uint32_t)tenants->class_index, queue = QUEUE_TENANTS + c;
    double kw = tenants->tflops / tflops_per_kw(wire, c, ctx);
    while (sim_queue_count(ctx, queue) > 0) {
        struct waiting_rack rack;
        memcpy(&rack, sim_queue_at(ctx, queue, 0), sizeof(rack));
        if (kw < rack.kw / 2)
            return;
        kw -= rack.kw;
        state->waiting_kw[c] -= rack.kw;
        state->waiting_new_kw -= rack.is_new * rack.kw;
        state->sums.promised_kw[c] += rack.kw;
        struct port_grant grant = {.amount = rack.kw, .stream = c};
        port_send_grant(ctx, (sim_lp)rack.from, PORT_LOOKAHEAD, &grant);
        sim_queue_remove(ctx, queue, 0);
    }
}

static void send_load(const struct fleet_wire *wire, const struct fleet_sums *sums, struct sim_ctx *ctx)
{
    if (!wire->facility)
        return;
    struct port_load load = {
        .it_kw = {drawn_kw(wire, sums, 0), drawn_kw(wire, sums, 1)},
        .design_kw = {service_kw(sums, 0), service_kw(sums, 1)},
    };
    port_send_load(ctx, wire->facility, PORT_LOOKAHEAD, &load);
    if (wire->dispatchers[0])
        tell_dispatchers(wire, sums, ctx);
}

static void take_rack(struct fleet_state *state, const struct port_rack *change)
{
    struct fleet_sums *sums = &state->sums;
    uint32_t part = change->is_new, c = change->class_index;
    sums->service_kw[part][c] += change->service_kw;
    sums->equipped_kw[part][c] += change->equipped_kw;
    sums->awaited_kw[c] += change->awaited_kw;
    sums->promised_kw[c] += change->promised_kw;
    sums->tflops[c] += change->tflops;
    sums->retired += change->retired_kw / UNITS_STANDARD_RACK_KW;
    if (change->is_hpc) {
        sums->hpc_tflops += change->tflops;
        sums->hpc_awaited_kw[c] += change->awaited_kw;
    }
    if (part == 1 && change->service_kw > 0)
        state->opened_kw = fmax(0, state->opened_kw - change->service_kw);
}

static void start(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct fleet_wire *wire = params;
    struct fleet_state *state = state_bytes;
    state->sums = wire->opening;
    record(wire, state, ctx);
    send_load(wire, &state->sums, ctx);
    make_offers(wire, state, ctx);
    sim_timer_set(ctx, TIMER_DAY, SIM_DAY);
}

static void on_day(const struct fleet_wire *wire, struct fleet_state *state, struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    bool is_month_end = sim_month_end(today) == today;
    state->tenant_wait_days += fmax(0, state->waiting_new_kw) / UNITS_STANDARD_RACK_KW;
    if (is_month_end || wire->every_day)
        record(wire, state, ctx);
    if (is_month_end)
        open_gates(state, ctx);
    send_load(wire, &state->sums, ctx);
    make_offers(wire, state, ctx);
    sim_timer_set(ctx, TIMER_DAY, SIM_DAY);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct fleet_wire *wire = params;
    struct fleet_state *state = state_bytes;
    struct port_rack change;
    struct port_book book;
    struct port_tenants tenants;
    struct waiting_hall hall;
    switch (event->type) {
    case SIM_TIMER(TIMER_DAY): on_day(wire, state, ctx); break;
    case PORT_RACK:
        memcpy(&change, event->payload, sizeof(change));
        take_rack(state, &change);
        break;
    case PORT_BOOK:
        memcpy(&book, event->payload, sizeof(book));
        state->sums.ordered += book.ordered;
        state->sums.pipeline += book.pipeline;
        state->sums.cancelled += book.cancelled;
        break;
    case PORT_REQUEST: take_request(state, event, ctx); break;
    case PORT_TENANTS:
        memcpy(&tenants, event->payload, sizeof(tenants));
        take_tenants(wire, state, &tenants, ctx);
        break;
    case PORT_GATE:
        hall.from = event->sender;
        memcpy(&hall.gate, event->payload, sizeof(hall.gate));
        take_gate(state, &hall, ctx);
        break;
    }
}

const struct sim_kind fleet_kind = {.name = "fleet",
                                    .state_size = sizeof(struct fleet_state),
                                    .timer_count = 1,
                                    .queue_count = QUEUE_COUNT,
                                    .lookahead = PORT_LOOKAHEAD,
                                    .start = start,
                                    .handle = handle};
