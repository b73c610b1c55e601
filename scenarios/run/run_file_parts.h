/// The result file of a run while it is written: private to run_file*.c.
#pragma once

#include "results/store.h"
#include "scenarios/run/run_file.h"

struct run_file {
    struct store *store;
    const struct scenario *scenario;
    const struct province *province;
    const struct calendar *calendar;
    const struct untils *untils;
    size_t replication, replications; // added; in all, or at most
    uint64_t events;
    size_t series[SERIES_COUNT], site_series[SITE_SERIES_COUNT], site_months[SITE_MONTHS_COUNT];
    size_t phase_dates[PHASE_DATES_COUNT];
    size_t class_eflops, wait_days, work_days, planned_wait_days, edge_wait_days;
    size_t county_months[COUNTY_MONTHS_COUNT];
    size_t exit_months[EXIT_MONTHS_COUNT], link_peak_tbps, access_curves[ACCESS_CURVES_COUNT];
    size_t target_value, target_cause, target_missing, input_value;
    struct demand_columns demand;
    struct dispatch_columns dispatch;
};

// run_file.c
size_t run_file_variable(struct run_file *file, enum store_type type, const char *name, const char *unit,
                         const char *long_name, const char *a, const char *b, const char *c);

// run_file_scales.c
/// Texts of one member of all elements of a list; free it.
const char **run_file_texts(const struct sim_list *list, size_t size, size_t offset);
/// A scale of texts; none where there are no texts.
void run_file_text_scale(struct run_file *file, const char *name, const char *long_name,
                         const char *const *texts, size_t count);
/// Every scale but the few that only go with one table.
void run_file_scales(struct run_file *file);

// run_file_about.c
void run_file_put_about(struct run_file *file, const struct siting *siting);
