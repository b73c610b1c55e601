/// What a scenario says about the levers of `suanli reach`: what may be changed, how far, and what that costs. The program
/// reads it; no model does.
///
/// A lever has moves, all taken as far as it is, from 0 (nothing is changed) to 1; or choices, of which one at most is taken.
/// An uncertain value stays as uncertain as it is: `add` shifts its distribution, `times` stretches it.
#pragma once

#include "sim/field.h"

enum reach_change {
    REACH_SET,   // from what it is to `to`; of a value that is no distribution
    REACH_ADD,   // up to `to` more; of a date: days later
    REACH_TIMES, // up to `to` times as much
};

struct reach_move {
    const char *path; // of a value; * stands for any key or index, commas part several
    int64_t change;   // enum reach_change
    double to;        // at full effort
};

struct reach_choice {
    const char *name;  // for people
    const char *path;  // as of a move
    const char *value; // number, date, name or word
    double cost_cny;
};

struct reach_lever {
    const char *id;
    const char *name;
    double fixed_cny;        // once it is taken at all
    double full_cny;         // more at full effort, in proportion below
    int64_t steps;           // equal steps from nothing to full effort
    struct sim_list moves;   // of struct reach_move
    struct sim_list choices; // of struct reach_choice
};

struct reach_params {
    struct sim_list levers; // of struct reach_lever
};

extern const struct sim_table reach_table;
