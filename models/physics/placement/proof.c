#include "models/physics/placement/proof.h"

#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/multipliers.h"
#include "sim/memory.h"

/// Numbers that a proof may have.
#define NUMBERS_MOST ((size_t)6000000)
/// Rounding of all multipliers together, with room for scales that become smaller.
#define MARGIN_FACTOR 16.0
#define MARGIN_LEAST  1e-3

void placement_proof_clear(struct placement_proof *proof)
{
    void *arrays[] = {proof->step, proof->scale, proof->row, proof->target, proof->county, proof->budget};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    *proof = (struct placement_proof){0};
}

void placement_proof_step(struct placement_proof_pen *pen, int32_t step)
{
    struct placement_proof *proof = &pen->proof;
    if (pen->is_given_up)
        return;
    proof->step =
        sim_memory_grow(proof->step, &pen->step_capacity, proof->step_count + 1, sizeof(int32_t), "a proof");
    proof->step[proof->step_count++] = step;
}

/// An array with one block more.
static int64_t *with_block(int64_t *array, size_t blocks, size_t size, const int64_t *block)
{
    // Twice as large at each power of two.
    if ((blocks & (blocks - 1)) == 0) {
        int64_t *larger = sim_memory_new((blocks > 0 ? 2 * blocks : 1) * size, sizeof(*larger), "a proof");
        if (blocks * size > 0)
            memcpy(larger, array, blocks * size * sizeof(*larger));
        free(array);
        array = larger;
    }
    if (size > 0)
        memcpy(array + blocks * size, block, size * sizeof(*array));
    return array;
}

void placement_proof_bound(struct placement_proof_pen *pen, const struct placement_bound *bound)
{
    struct placement_proof *proof = &pen->proof;
    const struct placement_rows *rows = bound->rows;
    size_t periods = (size_t)rows->period_count, lines = periods * (size_t)rows->row_count,
           counties = periods * (size_t)rows->problem->county_count;
    pen->numbers += lines;
    if (pen->numbers > NUMBERS_MOST && !pen->is_given_up) {
        placement_proof_clear(proof);
        pen->is_given_up = true;
    }
    if (pen->is_given_up)
        return;
    struct placement_multipliers taken;
    placement_multipliers_take(bound, pen->share, &taken);
    size_t blocks = proof->block_count++;
    proof->scale = with_block(proof->scale, blocks, 1, &taken.scale);
    proof->row = with_block(proof->row, blocks, lines, taken.row);
    proof->target = with_block(proof->target, blocks, periods, taken.target);
    proof->county = with_block(proof->county, blocks, counties, taken.county);
    proof->budget = with_block(proof->budget, blocks, periods, taken.budget);
    placement_multipliers_clear(&taken);
    placement_proof_step(pen, PLACEMENT_PROOF_BOUND);
}

double placement_proof_margin(const struct placement_bound *bound, const int64_t *share)
{
    struct placement_multipliers taken;
    placement_multipliers_take(bound, share, &taken);
    double margin = MARGIN_FACTOR * (double)bound->dimension / (double)taken.scale;
    placement_multipliers_clear(&taken);
    return margin > MARGIN_LEAST ? margin : MARGIN_LEAST;
}
