/// Who is covered by what is open, as a linear program of GLPK, with rows and sites alike held once (alike.h). With y_g^t sites of
/// group g open by the end of period t, and u_r^t what rows alike lack:
///
///     min  sum charge_g y_g^T + sum w_r^t u_r^t        (set cover: w is more than all charges)
///     sum of r's groups y_g^t + u_r^t >= need_r        y_g^t >= y_g^(t-1)        0 <= y_g^t <= size_g
///     sum y^t = target^t     floor_c^t <= sum of c y^t <= limit_c^t     sum price_g (y_g^t - y_g^(t-1)) <= budget^t
#pragma once

#include <glpk.h>

#include "models/physics/placement/alike.h"

/// The program, and where its rows begin. Rows and columns of GLPK count from 1.
struct placement_program {
    const struct placement_rows *rows; // borrowed; of a cover, set cover or center
    const uint16_t *mask;              // [site] borrowed
    struct placement_alike alike;
    glp_prob *program;
    int *first_row, *first_county; // [period] of the rows alike; of the counties
    int *target, *budget;          // [period]; 0: none
    int64_t *standing;             // [county + 1] sites that are open whatever is chosen; the last: in all
    int *index;                    // scratch: one row
    double *value;
};

/// Groups, without a program yet: alike.entries tells how large it would be.
void placement_program_init(struct placement_program *of, const struct placement_rows *rows,
                            const uint16_t *mask);
void placement_program_build(struct placement_program *of);
void placement_program_clear(struct placement_program *of);

/// Weight of each group of rows in a period. weight: [row group]
void placement_program_weigh(const struct placement_program *of, int64_t t, double *weight);

/// What the program, solved, would open, to the nearest whole site. choice: [site] period; period_count: never.
void placement_program_choice(const struct placement_program *of, int8_t *choice);
