#include "scenarios/run/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/place.h"
#include "scenarios/run/scenario_check.h"
#include "scenarios/run/scenario_file.h"
#include "scenarios/run/sweep_check.h"
#include "sim/memory.h"

struct scenario {
    struct scenario_file *file;
    struct bound **instances;
    size_t instance_count;
    size_t *inputs; // indices of the uncertain assumptions
    size_t input_count;
};

static void list_inputs(struct scenario *scenario)
{
    const struct bound *first = scenario->instances[0];
    scenario->inputs = sim_memory_new(first->assumption_count, sizeof(*scenario->inputs), "the inputs");
    for (size_t i = 0; i < first->assumption_count; i++)
        if (first->assumptions[i].uncertain)
            scenario->inputs[scenario->input_count++] = i;
}

enum sim_status scenario_open(const char *path, const char *const *overrides, size_t override_count,
                              size_t instances, struct scenario **out, struct sim_error *error)
{
    *out = NULL;
    struct scenario *scenario = sim_memory_new(1, sizeof(*scenario), "a scenario");
    enum sim_status status = scenario_file_open(path, overrides, override_count, &scenario->file, error);
    scenario->instances = sim_memory_new(instances, sizeof(*scenario->instances), "a scenario's instances");
    for (size_t i = 0; i < instances && status == SIM_OK; i++) {
        status = bind_root(scenario->file, &province_table, &scenario->instances[i], error);
        scenario->instance_count += status == SIM_OK;
    }
    if (status == SIM_OK) {
        list_inputs(scenario);
        scenario_check(scenario->file, scenario->instances[0], error);
        sweep_check(scenario, error);
        status = sim_error_status(error);
    }
    if (status != SIM_OK) {
        scenario_close(scenario);
        return status;
    }
    *out = scenario;
    return SIM_OK;
}

void scenario_close(struct scenario *scenario)
{
    if (!scenario)
        return;
    for (size_t i = 0; i < scenario->instance_count; i++)
        bound_free(scenario->instances[i]);
    free(scenario->instances);
    free(scenario->inputs);
    if (scenario->file)
        scenario_file_close(scenario->file);
    free(scenario);
}

const struct province *scenario_province(const struct scenario *scenario, size_t instance)
{
    return scenario->instances[instance]->root;
}

const char *scenario_text(const struct scenario *scenario)
{
    return scenario_file_text(scenario->file);
}

void scenario_path(const struct scenario *scenario, const char *name, char *path, size_t size)
{
    const char *folder = scenario->file->folder;
    if (name[0] == '/' || !folder)
        snprintf(path, size, "%s", name);
    else
        snprintf(path, size, "%s/%s", folder, name);
}

const struct assumption *scenario_assumptions(const struct scenario *scenario, size_t *count)
{
    *count = scenario->instances[0]->assumption_count;
    return scenario->instances[0]->assumptions;
}

const char *scenario_source(const struct scenario *scenario, const char *path)
{
    const struct bound *bound = scenario->instances[0];
    for (size_t i = 0; i < bound->assumption_count; i++)
        if (strcmp(bound->assumptions[i].path, path) == 0)
            return bound->assumptions[i].source;
    return "";
}

void scenario_place(const struct scenario *scenario, const char *path, const char **file, int *line)
{
    scenario_file_place(scenario->file, path, file, line);
}

size_t scenario_input_count(const struct scenario *scenario)
{
    return scenario->input_count;
}

const struct assumption *scenario_input(const struct scenario *scenario, size_t i)
{
    return &scenario->instances[0]->assumptions[scenario->inputs[i]];
}

/// Standard normal of a shock in a replication.
static double shock_of(const char *name, uint64_t seed, uint32_t replication)
{
    char key[256];
    snprintf(key, sizeof(key), "shocks/%s", name);
    struct sim_rng rng = sim_rng_named(seed, key, 0, 0, replication);
    return sim_rng_normal(&rng);
}

double assumption_at(const struct assumption *assumption, double u)
{
    // fmin and fmax pass over an open (NaN) bound.
    double value = sim_distribution_quantile(&assumption->distribution, u);
    value = fmax(fmin(value, assumption->field->max), assumption->field->min);
    return assumption->field->type == SIM_I64 ? nearbyint(value) : value;
}

/// Draws at the coordinates of a replication, or opposite to them.
static void draw(struct scenario *scenario, size_t instance, uint64_t seed, uint32_t replication,
                 bool is_opposite, double *values)
{
    for (size_t i = 0; i < scenario->input_count; i++) {
        const struct assumption *a = &scenario->instances[instance]->assumptions[scenario->inputs[i]];
        struct sim_rng rng = sim_rng_named(seed, a->path, 0, 0, replication);
        double u = sim_rng_uniform(&rng);
        u = is_opposite ? 1 - u : u;
        if (a->shock) {
            double shock = shock_of(a->shock, seed, replication);
            u = sim_copula(u, is_opposite ? -shock : shock, a->load);
        }
        values[i] = assumption_at(a, u);
        assumption_set(a, values[i]);
    }
}

void scenario_draw(struct scenario *scenario, size_t instance, uint64_t seed, uint32_t replication,
                   double *values)
{
    draw(scenario, instance, seed, replication, false, values);
}

void scenario_draw_antithetic(struct scenario *scenario, size_t instance, uint64_t seed, uint32_t replication,
                              double *values)
{
    draw(scenario, instance, seed, replication - replication % 2, replication % 2 == 1, values);
}
