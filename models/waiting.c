#include "models/waiting.h"

#include <math.h>
#include <string.h>

void waiting_add(const struct sim_event *event, struct sim_ctx *ctx)
{
    struct waiting_request waiting = {.from = event->sender};
    memcpy(&waiting.request, event->payload, sizeof(waiting.request));
    sim_queue_push(ctx, 0, &waiting, sizeof(waiting));
}

bool waiting_first(struct sim_ctx *ctx, struct waiting_request *first, uint32_t *place)
{
    uint32_t count = sim_queue_count(ctx, 0);
    for (uint32_t i = 0; i < count; i++) {
        const struct waiting_request *other = sim_queue_at(ctx, 0, i);
        if (i > 0 && other->request.priority <= first->request.priority)
            continue;
        *first = *other;
        *place = i;
    }
    return count > 0;
}

bool waiting_fits(double amount, double available)
{
    return amount <= available + 1e-9 * fabs(amount);
}

void waiting_grant(struct sim_ctx *ctx, uint32_t place, double amount, sim_time delay)
{
    const struct waiting_request *waiting = sim_queue_at(ctx, 0, place);
    struct port_grant grant = {.amount = amount, .stream = waiting->request.stream};
    port_send_grant(ctx, (sim_lp)waiting->from, delay > PORT_LOOKAHEAD ? delay : PORT_LOOKAHEAD, &grant);
    sim_queue_remove(ctx, 0, place);
}
