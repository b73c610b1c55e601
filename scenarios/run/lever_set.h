/// The levers of a scenario (models/reach.h) as axes of a search, and a point of it as overrides.
///
/// A lever with moves is one axis; each choice of a lever is one, of one step, and they exclude each other. Several levers may
/// move the same value: they act one after the other, in the scenario's order.
#pragma once

#include "scenarios/run/member.h"
#include "scenarios/run/reach/axis.h"
#include "scenarios/run/scenario.h"

/// What an axis does to the value at a path.
struct lever_effect {
    char *path;
    size_t path_index; // among all paths that levers change
    struct member member;
    const struct assumption *spread; // its distribution; null: it has none
    int64_t change;                  // enum reach_change
    double to;
    const char *text; // of a choice: the value; else null
    size_t move;      // of the lever
};

struct lever_axis {
    const struct reach_lever *lever;
    const struct reach_choice *choice; // null: moves
    struct lever_effect *effects;
    size_t effect_count, effect_capacity;
};

/// Zero-initialise it.
struct lever_set {
    struct lever_axis *items; // [axes.count]
    struct axis *axis;        //
    struct axes axes;
    char **paths; // that levers change
    size_t path_count, axis_capacity, path_capacity;
};

/// Adds all faults of a scenario's levers to `error`.
void lever_check(const struct scenario_file *file, const struct bound *bound, struct sim_error *error);

/// Levers of a scenario that was checked and stays open. names: those wanted; none: all. Faults: 64 no lever of that name, or
/// none at all; 65 a date that one would move before the epoch (told here and not in `lever_check`, which also looks at
/// scenarios that levers have moved). To be cleared in any case.
enum sim_status lever_set_create(struct lever_set *set, const struct scenario *scenario,
                                 const char *const *names, size_t count, struct sim_error *error);
void lever_set_clear(struct lever_set *set);

/// Whether a shift adds to a parameter of a distribution; or a stretch multiplies it.
bool lever_takes_part(enum sim_distribution_type type, size_t parameter, bool is_shift);

/// Overrides "path=value" of a point, one for each value that it changes; free each and the list.
char **lever_overrides(const struct lever_set *set, const int *x, size_t *count);

/// Overrides of a point whose values are part of what replications share, as one text; free it.
char *lever_ground_key(const struct lever_set *set, const int *x);

/// What an axis changes at x, in words: "ramp.half_days x 0.8 (640 -> 512 day)"; free it.
char *lever_text(const struct lever_axis *item, const struct axis *axis, int x);
