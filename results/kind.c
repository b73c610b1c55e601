#include "results/kind.h"

#include <stdio.h>

enum kind kind_of(const struct load *load)
{
    if (load_attribute(load, "analysis"))
        return KIND_ANALYSIS;
    if (load_find(load, "point_p") && load_find(load, "point_cost_cny"))
        return KIND_REACH;
    if (load_attribute(load, SCHEMA_DESIGN))
        return KIND_SWEEP;
    if (load_attribute(load, "placement_mode"))
        return KIND_PLACE;
    if (load_find(load, "option") && load_find(load, "pue_year"))
        return KIND_COOLING;
    bool is_run = load_find(load, SCHEMA_REPLICATION) &&
                  (load_find(load, SCHEMA_TARGET_VALUE) || load_find(load, SCHEMA_TIME));
    return is_run ? KIND_RUN : KIND_OTHER;
}

enum sim_status kind_need_run(const struct load *load, const char *wanted_by, struct sim_error *error)
{
    static const char *const texts[] = {
        [KIND_SWEEP] = "the file of a sweep",           [KIND_REACH] = "the file of a search (reach)",
        [KIND_COOLING] = "the file of a cooling study", [KIND_PLACE] = "the file of a placement",
        [KIND_ANALYSIS] = "the file of an analysis",    [KIND_OTHER] = "a file of no known kind",
    };
    char expected[96];
    enum kind kind = kind_of(load);
    if (kind == KIND_RUN)
        return SIM_OK;
    snprintf(expected, sizeof(expected), "the file of `suanli run`, for `suanli %s`", wanted_by);
    sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, NULL, texts[kind], expected);
    return SIM_BAD_DATA;
}
