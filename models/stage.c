#include "models/stage.h"

static const struct sim_field fields[] = {
    SIM_FIELD_I64(stage_row, site, "", 0, SIM_OPEN, 0,
                  "index of the site, or of the county for an edge site"),
    SIM_FIELD_I64(stage_row, phase, "", 0, SIM_OPEN, 0, "index of the phase in its site"),
    SIM_FIELD_I64(stage_row, hall, "", -1, SIM_OPEN, 0,
                  "index of the hall in its phase, -1 for all unreleased"),
    SIM_FIELD_I64(stage_row, cause, "", 0, CAUSE_COUNT - 1, 0, "index of the cause"),
    SIM_FIELD_I64(stage_row, is_wait, "", 0, 1, 0, "1 for a wait, 0 for work as planned"),
    SIM_FIELD_F64(stage_row, begin_day, "day", 0, SIM_OPEN, 0, "begin"),
    SIM_FIELD_F64(stage_row, end_day, "day", 0, SIM_OPEN, 0, "end"),
    SIM_FIELD_F64(stage_row, racks, "standard rack", 0, SIM_OPEN, 0, "racks held up"),
    SIM_FIELD_I64(stage_row, compute, "", 0, SIM_OPEN, 0, "index of the class of compute"),
    SIM_FIELD_F64(stage_row, compute_eflops, "EFLOPS", 0, SIM_OPEN, 0, "counted compute held up"),
    SIM_FIELD_F64(stage_row, hpc_pflops, "PFLOPS", 0, SIM_OPEN, 0, "HPC peak held up"),
    SIM_FIELD_F64(stage_row, fp64_pflops, "PFLOPS", 0, SIM_OPEN, 0, "of which of FP64 classes"),
    SIM_FIELD_F64(stage_row, edge_sites, "1", 0, SIM_OPEN, 0, "edge data centres held up"),
};
static const struct sim_table table = SIM_TABLE(stage_row, fields, "One stage of one unit under one cause.");
const struct sim_row_type stage_row_type = {"stage", &table};

static const struct sim_field milestone_fields[] = {
    SIM_FIELD_I64(milestone_row, site, "", 0, SIM_OPEN, 0, "index of the site"),
    SIM_FIELD_I64(milestone_row, phase, "", 0, SIM_OPEN, 0, "index of the phase in its site"),
    SIM_FIELD_I64(milestone_row, hall, "", -1, SIM_OPEN, 0,
                  "-1: ground-breaking; else the hall that goes into service"),
    SIM_FIELD_F64(milestone_row, racks, "standard rack", 0, SIM_OPEN, 0, "racks of the hall"),
    SIM_FIELD_F64(milestone_row, demand_days, "day", 0, SIM_OPEN, 0,
                  "time that the hall waited for the site to fill"),
};
static const struct sim_table milestone_table =
    SIM_TABLE(milestone_row, milestone_fields, "A date of a phase.");
const struct sim_row_type milestone_row_type = {"milestone", &milestone_table};

void stage_open(struct stage_now *now, const struct stage_unit *unit, enum cause cause, double planned_days,
                struct sim_ctx *ctx)
{
    stage_close(now, unit, ctx);
    *now = (struct stage_now){
        .begin_day = sim_in_days(sim_now(ctx)), .planned_days = planned_days, .cause = cause, .is_open = 1};
}

static void emit(const struct stage_now *now, const struct stage_unit *unit, bool is_wait, double begin_day,
                 double end_day, struct sim_ctx *ctx)
{
    if (end_day <= begin_day)
        return;
    struct stage_row row = {
        .site = unit->site,
        .phase = unit->phase,
        .hall = unit->hall,
        .cause = now->cause,
        .is_wait = is_wait,
        .begin_day = begin_day,
        .end_day = end_day,
        .racks = unit->racks,
        .compute = unit->compute,
        .compute_eflops = unit->compute_eflops,
        .hpc_pflops = unit->hpc_pflops,
        .fp64_pflops = unit->fp64_pflops,
        .edge_sites = unit->edge_sites,
    };
    sim_emit(ctx, &stage_row_type, &row);
}

void stage_close(struct stage_now *now, const struct stage_unit *unit, struct sim_ctx *ctx)
{
    if (!now->is_open)
        return;
    double end_day = sim_in_days(sim_now(ctx)), planned_end_day = now->begin_day + now->planned_days;
    double turn_day = planned_end_day < end_day ? planned_end_day : end_day;
    emit(now, unit, false, now->begin_day, turn_day, ctx);
    emit(now, unit, true, turn_day, end_day, ctx);
    now->is_open = 0;
}
