#include "scenarios/run/run_file.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/run/run_file_parts.h"
#include "scenarios/run/run_map.h"
#include "sim/memory.h"

size_t run_file_variable(struct run_file *file, enum store_type type, const char *name, const char *unit,
                         const char *long_name, const char *a, const char *b, const char *c)
{
    return store_add_variable(
        file->store,
        &(struct store_variable){
            .name = name, .unit = unit, .long_name = long_name, .scales = {a, b, c}, .type = type});
}

/// What there is once, by site and by phase.
static void add_sites(struct run_file *file)
{
    const char *r = SCHEMA_REPLICATION;
    for (int i = 0; i < SERIES_COUNT; i++)
        file->series[i] = run_file_variable(file, STORE_F64, series_list[i].name, series_list[i].unit,
                                            series_list[i].long_name, r, SCHEMA_TIME, NULL);
    file->class_eflops = run_file_variable(file, STORE_F64, "class_eflops", "EFLOPS",
                                           "compute in service after the counting rule, by class", r,
                                           SCHEMA_CLASS, SCHEMA_TIME);
    for (int i = 0; i < SITE_SERIES_COUNT; i++)
        file->site_series[i] =
            run_file_variable(file, STORE_F64, site_series_list[i].name, site_series_list[i].unit,
                              site_series_list[i].long_name, r, SCHEMA_SITE, SCHEMA_TIME);
    if (file->calendar->month_count > 0)
        for (int i = 0; i < SITE_MONTHS_COUNT; i++)
            file->site_months[i] =
                run_file_variable(file, STORE_F64, site_months_list[i].name, site_months_list[i].unit,
                                  site_months_list[i].long_name, r, SCHEMA_SITE, SCHEMA_MONTH);
    for (int i = 0; i < PHASE_DATES_COUNT && phase_count(file->province) > 0; i++)
        file->phase_dates[i] =
            run_file_variable(file, STORE_F64, phase_dates_list[i].name, phase_dates_list[i].unit,
                              phase_dates_list[i].long_name, r, "phase", NULL);
    file->wait_days =
        run_file_variable(file, STORE_F64, "wait_days", "day",
                          "days of waiting by cause, mean over the site's planned standard racks", r,
                          SCHEMA_SITE, SCHEMA_CAUSE);
    file->work_days =
        run_file_variable(file, STORE_F64, "work_days", "day",
                          "days of work as planned by cause, mean over the site's planned standard racks", r,
                          SCHEMA_SITE, SCHEMA_CAUSE);
    file->planned_wait_days = run_file_variable(
        file, STORE_F64, SCHEMA_PLANNED_WAIT, "day",
        "days of waiting by cause, mean over all planned standard racks", r, SCHEMA_CAUSE, NULL);
    file->edge_wait_days = run_file_variable(file, STORE_F64, "edge_wait_days", "day",
                                             "days of waiting by cause, mean over the planned edge sites", r,
                                             SCHEMA_CAUSE, NULL);
}

/// Counties, exits, fibres, indicators of access: as far as the scenario has them.
static void add_elsewhere(struct run_file *file)
{
    const char *r = SCHEMA_REPLICATION;
    if (file->province->counties.count > 0 && file->calendar->month_count > 0)
        for (int i = 0; i < COUNTY_MONTHS_COUNT; i++)
            file->county_months[i] =
                run_file_variable(file, STORE_F64, county_months_list[i].name, county_months_list[i].unit,
                                  county_months_list[i].long_name, r, SCHEMA_COUNTY, SCHEMA_MONTH);
    if (file->province->network.exits.count > 0 && file->calendar->month_count > 0)
        for (int i = 0; i < EXIT_MONTHS_COUNT; i++)
            file->exit_months[i] =
                run_file_variable(file, STORE_F64, exit_months_list[i].name, exit_months_list[i].unit,
                                  exit_months_list[i].long_name, r, SCHEMA_EXIT, SCHEMA_MONTH);
    if (file->province->access.indicators.count > 0)
        for (int i = 0; i < ACCESS_CURVES_COUNT; i++)
            file->access_curves[i] =
                run_file_variable(file, STORE_F64, access_curves_list[i].name, access_curves_list[i].unit,
                                  access_curves_list[i].long_name, r, SCHEMA_INDICATOR, NULL);
    if (file->province->network.links.count > 0)
        file->link_peak_tbps =
            run_file_variable(file, STORE_F64, "link_egress_peak_tbps", "Tbps",
                              "peak load of egress at the end, by fibre", r, SCHEMA_LINK, NULL);
}

/// Targets, and the inputs that they rest on.
static void add_targets(struct run_file *file)
{
    const char *r = SCHEMA_REPLICATION;
    if (file->province->targets.count > 0) {
        file->target_value =
            run_file_variable(file, STORE_F64, SCHEMA_TARGET_VALUE, "1",
                              "value at the target's date, in target_unit", r, SCHEMA_TARGET, NULL);
        file->target_cause =
            run_file_variable(file, STORE_I32, SCHEMA_TARGET_CAUSE, "1",
                              "index of the cause that bound most of what is missing last; -1 where reached",
                              r, SCHEMA_TARGET, NULL);
        file->target_missing = run_file_variable(
            file, STORE_F64, SCHEMA_TARGET_MISSING, "1",
            "planned and missing at the date, by the cause that bound it last, in target_unit", r,
            SCHEMA_TARGET, SCHEMA_CAUSE);
    }
    if (scenario_input_count(file->scenario) > 0)
        file->input_value = run_file_variable(file, STORE_F64, SCHEMA_INPUT_VALUE, "1",
                                              "value drawn, in input_unit", r, SCHEMA_INPUT, NULL);
}

enum sim_status run_file_create(const struct run_about *about, const struct scenario *scenario,
                                const struct siting *siting, const struct calendar *calendar,
                                struct run_file **out, struct sim_error *error)
{
    const struct province *province = scenario_province(scenario, 0);
    struct run_file *file = sim_memory_new(1, sizeof(*file), "a result file");
    char epoch[11];
    *out = NULL;
    *file = (struct run_file){.scenario = scenario,
                              .province = province,
                              .calendar = calendar,
                              .untils = about->untils && about->untils->count > 0 ? about->untils : NULL,
                              .replications = about->replications};
    sim_date_write(province->epoch, epoch);
    struct store_head head = {.title = province->title,
                              .program_version = SUANLI_VERSION,
                              .command = about->command,
                              .scenario_text = scenario_text(scenario),
                              .seed = about->seed,
                              .replications = about->replications,
                              .is_open = file->untils,
                              .epoch = epoch};
    enum sim_status status = store_create(about->path, &head, &file->store, error);
    if (status != SIM_OK) {
        free(file);
        return status;
    }
    if (about->is_antithetic)
        store_attribute_whole(file->store, SCHEMA_ANTITHETIC, 1);
    run_file_scales(file);
    run_map_put(file->store, province);
    add_sites(file);
    add_elsewhere(file);
    add_targets(file);
    demand_columns_add(&file->demand, file->store, province, calendar);
    dispatch_columns_add(&file->dispatch, file->store, province, calendar);
    run_file_put_about(file, siting);
    *out = file;
    return SIM_OK;
}

enum sim_status run_file_add(struct run_file *file, const struct outcome *outcome)
{
    struct store *store = file->store;
    size_t r = file->replication++, sites = (size_t)file->province->sites.count;
    size_t times = file->calendar->time_count, months = file->calendar->month_count;
    enum sim_status status = SIM_OK;
    for (size_t i = 0; i < SERIES_COUNT; i++)
        status = store_put(store, file->series[i], r, outcome->series + i * times);
    store_put(store, file->class_eflops, r, outcome->class_eflops);
    for (size_t i = 0; i < SITE_SERIES_COUNT; i++)
        store_put(store, file->site_series[i], r, outcome->site_series + i * sites * times);
    for (size_t i = 0; i < SITE_MONTHS_COUNT && months > 0; i++)
        store_put(store, file->site_months[i], r, outcome->site_months + i * sites * months);
    size_t phases = phase_count(file->province);
    for (size_t i = 0; i < PHASE_DATES_COUNT && phases > 0; i++)
        store_put(store, file->phase_dates[i], r, outcome->phase_dates + i * phases);
    store_put(store, file->wait_days, r, outcome->wait_days);
    store_put(store, file->work_days, r, outcome->work_days);
    store_put(store, file->planned_wait_days, r, outcome->planned_wait_days);
    store_put(store, file->edge_wait_days, r, outcome->edge_wait_days);
    size_t counties = (size_t)file->province->counties.count;
    for (size_t i = 0; i < COUNTY_MONTHS_COUNT && counties > 0 && months > 0; i++)
        store_put(store, file->county_months[i], r, outcome->county_months + i * counties * months);
    size_t exits = (size_t)file->province->network.exits.count;
    for (size_t i = 0; i < EXIT_MONTHS_COUNT && exits > 0 && months > 0; i++)
        store_put(store, file->exit_months[i], r, outcome->exit_months + i * exits * months);
    size_t indicators = (size_t)file->province->access.indicators.count;
    for (size_t i = 0; i < ACCESS_CURVES_COUNT && indicators > 0; i++)
        store_put(store, file->access_curves[i], r, outcome->access_curves + i * indicators);
    if (file->province->network.links.count > 0)
        store_put(store, file->link_peak_tbps, r, outcome->link_peak_tbps);
    if (file->province->targets.count > 0) {
        store_put(store, file->target_value, r, outcome->target_value);
        store_put(store, file->target_cause, r, outcome->target_cause);
        store_put(store, file->target_missing, r, outcome->target_missing);
    }
    if (scenario_input_count(file->scenario) > 0)
        status = store_put(store, file->input_value, r, outcome->inputs);
    demand_columns_put(&file->demand, store, r, &outcome->demand, file->province, file->calendar);
    dispatch_columns_put(&file->dispatch, store, r, &outcome->dispatch, file->province, file->calendar);
    file->events += outcome->totals.events;
    return status;
}

enum sim_status run_file_close(struct run_file *file, struct sim_error *error)
{
    store_attribute_whole(file->store, SCHEMA_EVENTS, (int64_t)file->events);
    if (file->untils) {
        untils_store(file->untils, file->store);
        if (file->replication < file->replications)
            store_shorten(file->store, file->replication);
    }
    enum sim_status status = store_close(file->store, error);
    free(file);
    return status;
}

void run_file_abandon(struct run_file *file)
{
    if (!file)
        return;
    store_abandon(file->store);
    free(file);
}
