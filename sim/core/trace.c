/// Events on their way to their handlers, as rows: in the same order for any number of workers.
#include <fnmatch.h>
#include <stdio.h>

#include "sim/core/worker.h"

static const struct sim_table trace_table = {
    .name = "sim_trace_row", .text = "An event.", .size = sizeof(struct sim_trace_row)};
const struct sim_row_type sim_trace_row_type = {"trace", &trace_table};

static bool matches(const char *pattern, const char *name)
{
    return fnmatch(pattern, name, 0) == 0;
}

/// Members of an array are called name[i]; whether one of them matches is looked at event by event.
void trace_mark(struct sim_engine *engine)
{
    for (size_t g = 0; engine->def.trace && g < engine->table.group_count; g++) {
        struct lp_group *group = &engine->table.groups[g];
        group->is_traced = group->count > 1 || matches(engine->def.trace, group->name) ||
                           matches(engine->def.trace, group->kind->name);
    }
}

void trace_event(struct sim_ctx *ctx, const struct sim_event *event)
{
    char name[256];
    sim_name(ctx->engine, ctx->self, name, sizeof(name));
    if (!matches(ctx->engine->def.trace, ctx->group->kind->name) && !matches(ctx->engine->def.trace, name))
        return;
    struct sim_trace_row row = {.type = event->type, .sender = event->sender, .size = event->size};
    memcpy(row.payload, event->payload, event->size);
    sim_emit(ctx, &sim_trace_row_type, &row);
}
