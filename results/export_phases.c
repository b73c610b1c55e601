#include <math.h>
#include <stdlib.h>

#include "results/export_table.h"
#include "sim/memory.h"

/// Dates of phases: medians over the replications in which they fall into the run.
static const struct export_column columns[] = {
    {"phase", "", EXPORT_TEXT, 0},           {"name", "", EXPORT_TEXT, 0},
    {"building", "", EXPORT_TEXT, 0},        {"racks", "standard rack", EXPORT_NUMBER, 0},
    {"ground_breaking", "", EXPORT_DATE, 0}, {"first_hall", "", EXPORT_DATE, 0},
    {"last_hall", "", EXPORT_DATE, 0},       {"last_hall_q05", "", EXPORT_DATE, 0},
    {"last_hall_q95", "", EXPORT_DATE, 0},   {"share_finished", "", EXPORT_SHARE, 0},
};

enum { GROUND, FIRST, LAST, DATES };

struct source {
    size_t replications, phases;
    const char *const *ids, *const *names, *const *builds;
    double *racks;
    double *dates[DATES]; // replication x phase
    int64_t epoch;
    double *space;
};

static double date_at(const struct source *source, const double *days, size_t phase, double p_frac)
{
    double day = export_quantile(days + phase, source->replications, source->phases, p_frac, source->space);
    return isnan(day) ? NAN : (double)(source->epoch + llround(day));
}

static void add_rows(struct export_table *table, const struct source *source)
{
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t p = 0; p < source->phases; p++) {
        size_t finished = 0;
        for (size_t r = 0; r < source->replications; r++)
            finished += !isnan(source->dates[LAST][r * source->phases + p]);
        export_text(table, source->ids[p]);
        export_text(table, source->names[p]);
        export_text(table, source->builds[p]);
        export_number(table, source->racks[p]);
        for (int d = 0; d < DATES; d++)
            export_number(table, date_at(source, source->dates[d], p, 0.5));
        export_number(table, date_at(source, source->dates[LAST], p, 0.05));
        export_number(table, date_at(source, source->dates[LAST], p, 0.95));
        export_number(table, (double)finished / (double)source->replications);
    }
}

void export_add_phases(struct export_book *book, struct load *load, struct sim_error *error)
{
    static const char *const names[DATES] = {"phase_ground_breaking", "phase_first_hall", "phase_last_hall"};
    struct source source = {.epoch = book->epoch_civil_day};
    size_t before = error->count;
    if (!load_find(load, "phase"))
        return;
    load_texts_of(load, "phase", "phase", &source.ids, error);
    load_texts_of(load, "phase_name", "phase", &source.names, error);
    load_texts_of(load, "phase_build", "phase", &source.builds, error);
    load_numbers_of(load, "phase_racks", (const char *[]){"phase", NULL}, &source.racks, error);
    for (int d = 0; d < DATES; d++)
        load_days_of(load, names[d], (const char *[]){SCHEMA_REPLICATION, "phase", NULL}, true,
                     &source.dates[d], error);
    if (error->count == before) {
        source.replications = load_find(load, SCHEMA_REPLICATION)->count;
        source.phases = load_find(load, "phase")->count;
        source.space = sim_memory_new(source.replications, sizeof(double), "an export");
        add_rows(&book->tables[EXPORT_phases], &source);
    }
    for (int d = 0; d < DATES; d++)
        free(source.dates[d]);
    free(source.racks);
    free(source.space);
}
