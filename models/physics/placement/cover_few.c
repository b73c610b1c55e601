#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/core.h"
#include "models/physics/placement/cover.h"
#include "sim/memory.h"

void placement_cover_concentrate(struct placement_cover *cover, const int8_t *const *answers, int64_t count,
                                 int64_t moves)
{
    size_t m = (size_t)cover->rows->site_count;
    bool *keep = sim_memory_new(m, sizeof(bool), "sites of several answers");
    for (size_t j = 0; j < m; j++) {
        keep[j] = cover->is_open[j];
        for (int64_t a = 0; a < count; a++)
            keep[j] = keep[j] || answers[a][j] == 0;
    }
    struct placement_core core;
    struct placement_cover few;
    placement_core_build(cover->rows, keep, &core);
    placement_cover_init(&few, &core.rows, sim_rng_bits(&cover->rng));
    for (int32_t k = 0; k < core.rows.site_count; k++)
        if (cover->is_open[core.original[k]])
            placement_cover_open(&few, k);
    placement_cover_anew(&few, moves);
    memset(cover->before, 1, m);
    for (int64_t o = 0; o < few.open_count; o++)
        cover->before[core.original[few.open[o]]] = 0;
    placement_cover_take(cover, cover->before);
    placement_cover_clear(&few);
    placement_core_clear(&core);
    free(keep);
}
