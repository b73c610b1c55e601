/// What is built and what it waited for: the ledger, sites, phases.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/obstacles.h"
#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/sites.h"
#include "results/to_json.h"
#include "sim/memory.h"

/// Means of what is missing over all replications, beside the mean of the value: the two make up what was planned.
static void put_missing(json_t *ledger, struct load *load, struct sim_error *error)
{
    const char *const missing_scales[] = {SCHEMA_REPLICATION, SCHEMA_TARGET, SCHEMA_CAUSE, NULL};
    const char *const value_scales[] = {SCHEMA_REPLICATION, SCHEMA_TARGET, NULL};
    if (!column_is(load, SCHEMA_TARGET_MISSING, false, missing_scales) ||
        !column_is(load, SCHEMA_TARGET_VALUE, false, value_scales))
        return;
    size_t targets = load_find(load, SCHEMA_TARGET)->count, causes = load_find(load, SCHEMA_CAUSE)->count;
    double *missing = column_means(load, load_find(load, SCHEMA_TARGET_MISSING), NULL, error);
    double *value = column_means(load, load_find(load, SCHEMA_TARGET_VALUE), NULL, error);
    json_t *rows = json_array();
    for (size_t t = 0; t < targets && missing && value; t++) {
        json_t *row = json_object();
        json_object_set_new(row, "value", column_figure(value[t]));
        json_object_set_new(row, "missing", column_figures(missing + t * causes, causes, 1));
        json_array_append_new(rows, row);
    }
    json_object_set_new(ledger, "targets", rows);
    free(missing);
    free(value);
}

void data_ledger(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *ledger = json_object();
    struct obstacles *obstacles = NULL;
    column_put_texts(ledger, "causes", load, SCHEMA_CAUSE, SCHEMA_CAUSE, error);
    put_missing(ledger, load, error);
    if (obstacles_create(load, &obstacles, error) == SIM_OK && obstacles->wait_days)
        json_object_set_new(ledger, "planned_wait",
                            column_figures(obstacles->wait_days, obstacles->cause_count, 1));
    obstacles_destroy(obstacles);
    const char *const edge[] = {SCHEMA_REPLICATION, SCHEMA_CAUSE, NULL};
    if (column_is(load, "edge_wait_days", false, edge)) {
        const struct load_variable *variable = load_find(load, "edge_wait_days");
        double *days = column_means(load, variable, NULL, error);
        if (days)
            json_object_set_new(ledger, "edge_wait", column_figures(days, variable->counts[1], 1));
        free(days);
    }
    if (json_object_get(ledger, "causes"))
        json_object_set(data, "ledger", ledger);
    json_decref(ledger);
}

static json_t *site_json(const struct sites *sites, const struct sites_row *row)
{
    json_t *object = json_object();
    to_json_put(object, "id", to_json_text(row->id));
    to_json_put(object, "name", to_json_text(row->name));
    to_json_put(object, "name_zh", to_json_text(row->name_zh));
    to_json_put(object, "racks_first", column_figure(row->racks_first));
    to_json_put(object, "racks_last", column_figure(row->racks_last));
    to_json_put(object, "occupied", column_figure(row->occupied_frac));
    to_json_put(object, "eflops", column_figure(row->eflops));
    to_json_put(object, "pue", column_figure(row->pue));
    to_json_put(object, "wait", column_figures(row->wait_days, sites->cause_count, 1));
    return object;
}

void data_sites(json_t *data, struct load *load, struct sim_error *error)
{
    struct sites *sites;
    if (sites_create(load, &sites, error) != SIM_OK)
        return;
    json_t *rows = json_array();
    for (size_t i = 0; i < sites->count; i++)
        json_array_append_new(rows, site_json(sites, &sites->rows[i]));
    if (sites->count > 0)
        json_object_set(data, "sites", rows);
    json_decref(rows);
    sites_destroy(sites);
}

static const double phase_p[] = {0.05, 0.5, 0.95};

/// Quantiles of a date by phase, [phase][5 %, median, 95 %], null where the date does not come before the run ends; and the
/// share of replications in which it comes.
static void put_dates(json_t *phases, const char *key, struct load *load, const char *name,
                      struct sim_error *error)
{
    const char *const scales[] = {SCHEMA_REPLICATION, "phase", NULL};
    if (!column_is(load, name, false, scales))
        return;
    const struct load_variable *variable = load_find(load, name);
    size_t count = variable->counts[1];
    double *shares = sim_memory_new(count, sizeof(double), "a report");
    double *means = column_means(load, variable, shares, error);
    double *days = column_quantiles(load, variable, phase_p, 3, true, error);
    if (means && days) {
        json_t *object = json_object(), *rows = json_array();
        for (size_t i = 0; i < count; i++)
            json_array_append_new(rows, column_figures(days + i, 3, count));
        json_object_set_new(object, "days", rows);
        json_object_set_new(object, "share", column_figures(shares, count, 1));
        json_object_set_new(phases, key, object);
    }
    free(shares);
    free(means);
    free(days);
}

void data_phases(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *phases = json_object();
    column_put_texts(phases, "id", load, "phase", "phase", error); // site.phases[i]
    column_put_texts(phases, "name", load, "phase_name", "phase", error);
    column_put_texts(phases, "build", load, "phase_build", "phase", error);
    column_put_numbers(phases, "racks", load, "phase_racks", "phase", error);
    put_dates(phases, "start", load, "phase_ground_breaking", error);
    put_dates(phases, "first", load, "phase_first_hall", error);
    put_dates(phases, "last", load, "phase_last_hall", error);
    if (json_object_get(phases, "id") && json_object_get(phases, "start") && json_object_get(phases, "last"))
        json_object_set(data, "phases", phases);
    json_decref(phases);
}
