#include "models/reach.h"

static const char *const changes[] = {"set", "add", "times", NULL};

static const struct sim_field move_fields[] = {
    SIM_FIELD_TEXT(reach_move, path, NULL,
                   "what it changes; * stands for any key or index, commas part several paths"),
    SIM_FIELD_CHOICE(
        reach_move, change, changes, REACH_ADD,
        "set: from what it is to `to`; add: by up to `to` (of dates: days); times: up to `to` times"),
    SIM_FIELD_FIXED(reach_move, to, "", SIM_OPEN, SIM_OPEN, SIM_REQUIRED, "at full effort"),
};
static const struct sim_table move_table = SIM_TABLE(reach_move, move_fields, "What a lever changes.");

static const struct sim_field choice_fields[] = {
    SIM_FIELD_TEXT(reach_choice, name, "", "for people"),
    SIM_FIELD_TEXT(reach_choice, path, NULL, "what it sets, as the path of a move"),
    SIM_FIELD_TEXT(reach_choice, value, NULL, "what to: number, date, name or word"),
    SIM_FIELD_FIXED(reach_choice, cost_cny, "CNY", 0, 1e15, 0, "what it costs"),
};
static const struct sim_table choice_table =
    SIM_TABLE(reach_choice, choice_fields, "One of several things that exclude each other.");

static const struct sim_field lever_fields[] = {
    SIM_FIELD_TEXT(reach_lever, id, NULL, "key"),
    SIM_FIELD_TEXT(reach_lever, name, "", "for people"),
    SIM_FIELD_FIXED(reach_lever, fixed_cny, "CNY", 0, 1e15, 0, "what it costs to take it at all"),
    SIM_FIELD_FIXED(reach_lever, full_cny, "CNY", 0, 1e15, 0,
                    "what more at full effort, in proportion below"),
    {.name = "steps",
     .type = SIM_I64,
     .offset = offsetof(struct reach_lever, steps),
     .count = 1,
     .unit = "",
     .min = 1,
     .max = 10000,
     .fallback = 100,
     .text = "equal steps from nothing to full effort"},
    SIM_FIELD_LIST(reach_lever, moves, &move_table, 0, 100, "what it changes"),
    SIM_FIELD_LIST(reach_lever, choices, &choice_table, 0, 100, "or: what it chooses from"),
};
static const struct sim_table lever_table =
    SIM_TABLE(reach_lever, lever_fields, "Something that may be changed, and what that costs.");

static const struct sim_field fields[] = {
    SIM_FIELD_MAP(reach_params, levers, &lever_table, 0, 1000, "what may be changed"),
};
const struct sim_table reach_table =
    SIM_TABLE(reach_params, fields, "What `suanli reach` may change to reach a target.");
