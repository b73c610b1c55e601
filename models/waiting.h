/// The waiting room of a finite resource: requests in queue 0 of its process, served by priority, then first come.
///
/// The first in line is never passed by a smaller request that would fit: nobody starves.
#pragma once

#include "models/ports.h"

struct waiting_request {
    struct port_request request;
    uint64_t from; // sim_lp; eight bytes, so that no padding comes into a snapshot
};

/// Puts the request of a PORT_REQUEST event in line.
void waiting_add(const struct sim_event *event, struct sim_ctx *ctx);

/// First in line; false if nobody waits.
bool waiting_first(struct sim_ctx *ctx, struct waiting_request *first, uint32_t *place);

/// True if an amount can be had of what is there. Sums of amounts round: a billionth more than there is counts as there.
bool waiting_fits(double amount, double available);

/// Grants `amount` to the request at `place` and takes it out of line. delay: >= PORT_LOOKAHEAD.
void waiting_grant(struct sim_ctx *ctx, uint32_t place, double amount, sim_time delay);
