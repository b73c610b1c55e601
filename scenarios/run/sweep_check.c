#include "scenarios/run/sweep_check.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/run/design/design.h"
#include "scenarios/run/factors.h"
#include "scenarios/run/override.h"
#include "sim/memory.h"

static void fault(const struct scenario *scenario, const char *path, const char *found, const char *expected,
                  struct sim_error *error)
{
    const char *file;
    int line;
    scenario_place(scenario, path, &file, &line);
    sim_error_add(error, SIM_BAD_DATA, file, line, path, found, expected);
}

static const struct sweep_params *sweep_of(const struct scenario *scenario)
{
    return &scenario_province(scenario, 0)->sweep;
}

/// "ramp.half_days=200:640", as on a command line.
static char *specification_of(const struct sweep_vary *vary)
{
    size_t size = strlen(vary->path) + strlen(vary->range) + 2;
    char *text = sim_memory_new(size, 1, "factors");
    snprintf(text, size, "%s%s%s", vary->path, vary->range[0] ? "=" : "", vary->range);
    return text;
}

/// An uncertain value that an override makes a number varies no more, in this run.
static bool is_overridden(const struct scenario *scenario, const char *path)
{
    const char *file;
    int line;
    scenario_place(scenario, path, &file, &line);
    return strncmp(file, "-D ", 3) == 0;
}

/// Reads what varies, and tells its faults where they were written.
static void check_vary(const struct scenario *scenario, struct factors *factors, struct sim_error *error)
{
    const struct sweep_params *sweep = sweep_of(scenario);
    const struct sweep_vary *vary = sweep->vary.items;
    for (int64_t i = 0; i < sweep->vary.count; i++) {
        struct sim_error own = {0};
        char place[64], *text = specification_of(&vary[i]);
        snprintf(place, sizeof(place), "sweep.vary[%d]", (int)i);
        if (vary[i].range[0] || !is_overridden(scenario, vary[i].path))
            factors_read(factors, scenario, (const char *const *)&text, 1, &own);
        for (size_t f = 0; f < own.count; f++) {
            char found[640];
            snprintf(found, sizeof(found), "%s: %s", text, own.faults[f].found);
            fault(scenario, place, found, own.faults[f].expected, error);
        }
        sim_error_clear(&own);
        free(text);
    }
}

static void check_design(const struct scenario *scenario, const struct factors *factors,
                         struct sim_error *error)
{
    const struct sweep_params *sweep = sweep_of(scenario);
    const char *names[DESIGN_COUNT];
    char expected[160], found[160];
    enum design_type type = design_find(sweep->design);
    for (int i = 0; i < DESIGN_COUNT; i++)
        names[i] = design_name((enum design_type)i);
    if (type == DESIGN_COUNT && !is_csv_name(sweep->design)) {
        const char *nearest = sim_nearest(sweep->design, names, DESIGN_COUNT);
        snprintf(expected, sizeof(expected), "%s%s%s", nearest ? "perhaps \"" : "", nearest ? nearest : "",
                 nearest
                     ? "\""
                     : "grid, monte-carlo, latin, sobol, lattice, morris, saltelli or a CSV file of points");
        snprintf(found, sizeof(found), "\"%s\"", sweep->design);
        fault(scenario, "sweep.design", found, expected, error);
    }
    if (is_csv_name(sweep->design) && sweep->vary.count > 0)
        fault(scenario, "sweep.vary", "paths beside a file of points", "none: the file's header names them",
              error);
    if (is_csv_name(sweep->design) && sweep->points > 0)
        fault(scenario, "sweep.points", "a number beside a file of points",
              "none: the file has as many as it has", error);
    if (type == DESIGN_COUNT || sweep->points == 0 || factors->count == 0)
        return;
    size_t *levels = sim_memory_new(factors->count, sizeof(*levels), "points");
    for (size_t f = 0; f < factors->count; f++)
        levels[f] =
            factors->items[f].law == FACTOR_LIST ? factors->items[f].choice_count : (size_t)sweep->points;
    struct design_def design = {
        .type = type, .factors = factors->count, .size = (size_t)sweep->points, .levels = levels};
    const char *complaint = design_fault(&design);
    snprintf(found, sizeof(found), "%lld for %zu factors", (long long)sweep->points, factors->count);
    if (complaint)
        fault(scenario, "sweep.points", found, complaint, error);
    free(levels);
}

enum sim_status sweep_check(const struct scenario *scenario, struct sim_error *error)
{
    const struct sweep_params *sweep = sweep_of(scenario);
    size_t before = error->count;
    struct factors factors = {0};
    struct sim_error none = {0};
    check_vary(scenario, &factors, error);
    if (sweep->vary.count == 0 && sweep->points > 0)
        factors_read(&factors, scenario, NULL, 0, &none); // all uncertain values, where there are some
    if (error->count == before)                           // or their number would be told as well
        check_design(scenario, &factors, error);
    else
        check_design(scenario, &(struct factors){0}, error);
    if (sweep->antithetic && sweep->replications % 2 != 0)
        fault(scenario, "sweep.replications", "an odd number", "an even one, for antithetic pairs", error);
    sim_error_clear(&none);
    factors_clear(&factors);
    return sim_error_status(error);
}

// ---- values as the scenarios that they make ----------------------------------------------------------------

/// What sweep_check_values works on.
struct trial {
    const struct scenario *scenario;
    const char *path;       // of the scenario
    const char **overrides; // its own, then that of the value
    size_t count;           // of all
    const struct factor *factor;
    const char *place; // "sweep.vary[3]"
};

/// Opens the scenario with one value; the first fault tells what is wrong with it.
static bool try_value(const struct trial *trial, double value, struct sim_error *error)
{
    char text[4096], found[4600], expected[600];
    struct sim_error own = {0};
    struct scenario *opened;
    if (!factor_override(trial->factor, value, text, sizeof(text)))
        return true;
    trial->overrides[trial->count - 1] = text;
    enum sim_status status = scenario_open(trial->path, trial->overrides, trial->count, 1, &opened, &own);
    if (status == SIM_OK) {
        scenario_close(opened);
    } else {
        const struct sim_fault *first = &own.faults[0];
        snprintf(found, sizeof(found), "%s: %s%s%s", text, first->key ? first->key : "",
                 first->key ? " is " : "", first->found);
        snprintf(expected, sizeof(expected), "%s",
                 first->expected ? first->expected : "a scenario that can be run");
        fault(trial->scenario, trial->place, found, expected, error);
    }
    sim_error_clear(&own);
    return status == SIM_OK;
}

static void try_factor(const struct trial *trial, struct sim_error *error)
{
    const struct factor *factor = trial->factor;
    if (factor->law == FACTOR_RANGE) {
        if (try_value(trial, factor->low, error))
            try_value(trial, factor->high, error); // a path that leads nowhere is told once
        return;
    }
    for (size_t c = 0; c < factor->choice_count; c++)
        try_value(trial, factor_value_of(factor, factor->choices[c]), error);
}

enum sim_status sweep_check_values(const struct scenario *scenario, const char *path,
                                   const char *const *overrides, size_t override_count,
                                   struct sim_error *error)
{
    const struct sweep_params *sweep = sweep_of(scenario);
    const struct sweep_vary *vary = sweep->vary.items;
    const char **list = sim_memory_new(override_count + 1, sizeof(*list), "overrides");
    for (size_t i = 0; i < override_count; i++)
        list[i] = overrides[i];
    for (int64_t i = 0; i < sweep->vary.count; i++) {
        struct factors factors = {0};
        struct sim_error none = {0};
        char place[64], *text = specification_of(&vary[i]);
        snprintf(place, sizeof(place), "sweep.vary[%d]", (int)i);
        factors_read(&factors, scenario, (const char *const *)&text, 1,
                     &none); // sweep_check has told its faults
        if (factors.count > 0)
            try_factor(&(struct trial){scenario, path, list, override_count + 1, &factors.items[0], place},
                       error);
        sim_error_clear(&none);
        factors_clear(&factors);
        free(text);
    }
    free(list);
    return sim_error_status(error);
}
