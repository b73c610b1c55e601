/// Rows and sites of a covering problem that cannot be told apart, so that a linear program holds each once.
#pragma once

#include "models/physics/placement/rows.h"

struct placement_alike {
    int32_t *row_group;  // [row] its group; PLACEMENT_NONE: open sites serve it whatever is chosen
    int32_t *site_group; // [site] its group; PLACEMENT_NONE: it is open whatever is chosen, or never
    int32_t *row, *site; // [group] the first of it
    int32_t *size;       // [site group] sites in it
    int64_t row_count, site_count; // groups
    size_t entries;                // of the first rows among the first sites
};

/// Rows are alike that need as many of the same sites, sites that serve the same rows and have the same charge, price, county
/// and mask. Told by a hash of 64 bits: two that only seem alike would cost a worse bound, not a wrong one.
void placement_alike_init(struct placement_alike *alike, const struct placement_rows *rows,
                          const uint16_t *mask);
void placement_alike_clear(struct placement_alike *alike);

/// Open sites of a row whatever is chosen: those that may open in the first period only.
int64_t placement_alike_standing(const struct placement_rows *rows, const uint16_t *mask, int64_t row);
