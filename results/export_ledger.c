#include <math.h>
#include <stdlib.h>

#include "results/export_table.h"
#include "results/stats.h"

/// What a planned rack of a site, or of all of them, waited for and worked on: days by cause, means over the replications.
static const struct export_column columns[] = {
    {"site", "", EXPORT_TEXT, 0},
    {"name", "", EXPORT_TEXT, 0},
    {"cause", "", EXPORT_TEXT, 0},
    {"waits", "day", EXPORT_NUMBER, 1},
    {"works_as_planned", "day", EXPORT_NUMBER, 1},
};

struct source {
    size_t replications, sites, causes;
    const char *const *ids, *const *names, *const *cause_names;
    double *waits, *works; // replication x site x cause
    double *all, *edge;    // replication x cause; null where the file does not say
};

static void add_row(struct export_table *table, const char *id, const char *name, const char *cause,
                    double waits, double works)
{
    if (!(waits > 0) && !(works > 0))
        return;
    export_text(table, id);
    export_text(table, name);
    export_text(table, cause);
    export_number(table, waits);
    export_number(table, works);
}

static void add_rows(struct export_table *table, const struct source *source)
{
    size_t all = source->sites * source->causes;
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t s = 0; s < source->sites; s++)
        for (size_t c = 0; c < source->causes; c++) {
            size_t at = s * source->causes + c;
            add_row(table, source->ids[s], source->names ? source->names[s] : "", source->cause_names[c],
                    stats_mean_present(source->waits + at, source->replications, all),
                    source->works ? stats_mean_present(source->works + at, source->replications, all) : NAN);
        }
    for (size_t c = 0; c < source->causes && source->all; c++)
        add_row(table, "", "all planned racks", source->cause_names[c],
                stats_mean_present(source->all + c, source->replications, source->causes), NAN);
    for (size_t c = 0; c < source->causes && source->edge; c++)
        add_row(table, "", "planned edge sites", source->cause_names[c],
                stats_mean_present(source->edge + c, source->replications, source->causes), NAN);
}

static void read_numbers(struct load *load, const char *name, const char *second, const char *third,
                         double **numbers, struct sim_error *error)
{
    if (load_find(load, name))
        load_numbers_of(load, name, (const char *[]){SCHEMA_REPLICATION, second, third, NULL}, numbers,
                        error);
}

void export_add_ledger(struct export_book *book, struct load *load, struct sim_error *error)
{
    struct source source = {0};
    size_t before = error->count;
    if (!load_find(load, "wait_days"))
        return;
    load_texts_of(load, SCHEMA_SITE, SCHEMA_SITE, &source.ids, error);
    load_texts_of(load, SCHEMA_CAUSE, SCHEMA_CAUSE, &source.cause_names, error);
    if (load_find(load, "site_name"))
        load_texts_of(load, "site_name", SCHEMA_SITE, &source.names, error);
    read_numbers(load, "wait_days", SCHEMA_SITE, SCHEMA_CAUSE, &source.waits, error);
    read_numbers(load, "work_days", SCHEMA_SITE, SCHEMA_CAUSE, &source.works, error);
    read_numbers(load, SCHEMA_PLANNED_WAIT, SCHEMA_CAUSE, NULL, &source.all, error);
    read_numbers(load, "edge_wait_days", SCHEMA_CAUSE, NULL, &source.edge, error);
    if (error->count == before) {
        const struct load_variable *waits = load_find(load, "wait_days");
        source.replications = waits->counts[0];
        source.sites = waits->counts[1];
        source.causes = waits->counts[2];
        add_rows(&book->tables[EXPORT_ledger], &source);
    }
    free(source.waits);
    free(source.works);
    free(source.all);
    free(source.edge);
}
