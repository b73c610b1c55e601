/// Parts of binding facts: private to facts*.c.
#pragma once

#include "scenarios/run/binder.h"

/// A number as it was written.
struct fact_number {
    double real;
    int64_t whole;
    bool is_whole;
};

/// A growing column of numbers.
struct fact_column {
    double *values; // from malloc
    size_t count, capacity;
};

// facts.c
/// Reads a finite number of any size; false and told where it is none.
bool facts_read_finite(struct binder *binder, const struct place *place, const struct node *node,
                       const struct sim_field *field, struct fact_number *number);
/// Makes a number one that the field's type holds exactly, and in range; false and told where it cannot.
bool facts_fit(struct binder *binder, const struct place *place, const struct node *node,
               const struct sim_field *field, struct fact_number *number);
struct assumption *facts_add_assumption(struct binder *binder, const struct place *place,
                                        const struct node *node, const struct sim_field *field, void *slot,
                                        struct origin origin);

// facts_column.c
/// Reads the column that a distribution names; false and told where it cannot.
bool facts_read_column(struct binder *binder, const struct place *place, const struct node *wanted,
                       const struct node *node, const struct data_file *data, struct fact_column *column);

// facts_distribution.c
/// Binds a group whose `chosen` key gives a distribution.
void facts_bind_distribution(struct binder *binder, const struct place *place, const struct node *group,
                             const struct node *chosen, enum sim_distribution_type type,
                             const struct sim_field *field, void *slot, struct origin origin);
