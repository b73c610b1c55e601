/// What a sweep varies: any field of a scenario by its path, or its uncertain values.
///
///     PATH=LOW:HIGH    evenly between two numbers or dates; whole numbers and dates each as likely as the other
///     PATH=A,B,C       one of these: numbers, dates, names, words
///     PATH             an uncertain value, over its own distribution
///
/// Without any of these, all uncertain values of the scenario vary. Their common shocks are then factors of their own,
/// `shocks.NAME`, standard normal, and a value that follows one keeps its own part of the spread as its factor: so factors
/// are independent, which indices need, and the values are as correlated as in a run.
#pragma once

#include "scenarios/run/scenario.h"

enum factor_law {
    FACTOR_RANGE,
    FACTOR_LIST,
    FACTOR_INPUT, // uncertain value `input` of the scenario
    FACTOR_SHOCK,
};

struct factor {
    char *path;
    char *text; // the law in words: "200:640", "pert(3, 5, 9)"
    enum factor_law law;
    enum sim_field_type type; // of the field
    const char *unit;
    double low, high;    // of a range; dates are civil days
    char **choices;      // of a list
    size_t choice_count; //
    bool is_numbers;     // all choices are numbers
    size_t input;        // FACTOR_INPUT: index of the scenario's input
    size_t shock;        // FACTOR_INPUT: index of the factor that it follows; SIZE_MAX: none
};

/// Zero-initialise it.
struct factors {
    struct factor *items;
    size_t count;
};

/// Reads specifications as above; none: the scenario's uncertain values. All faults are told.
enum sim_status factors_read(struct factors *factors, const struct scenario *scenario,
                             const char *const *specifications, size_t count, struct sim_error *error);

/// Adds a factor whose values are given as texts, one a point. Fault 65: the path has been added already.
enum sim_status factors_add_given(struct factors *factors, const char *path, const char *const *texts,
                                  size_t count, struct sim_error *error);

void factors_clear(struct factors *factors);

/// Value of a factor at a point of the unit cube. u: [factor], 0..1; at exactly 0 or 1 a distribution gives its 0.5 % or
/// 99.5 % quantile. Of a list that is not of numbers: the index.
double factor_value(const struct factors *factors, const struct scenario *scenario, size_t factor,
                    const double *u);

/// Value of a text of a list: the number, or the index among the choices; -1 where it is none of them.
double factor_value_of(const struct factor *factor, const char *text);

/// Writes the override "path=value"; false of a shock, which has none.
bool factor_override(const struct factor *factor, double value, char *text, size_t size);

/// True if a value at a path is part of what all replications of a scenario share.
bool factor_changes_ground(const char *path, enum sim_field_type type);

/// True if a factor changes what all replications of a scenario share: weather, plants, the placement of edge sites.
bool factors_change_ground(const struct factors *factors);
