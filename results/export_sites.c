#include <math.h>
#include <stdlib.h>

#include "results/export_table.h"
#include "results/sites.h"
#include "sim/memory.h"

/// Months that a year's figures are over.
enum { MONTHS_OF_YEAR = 12 };

/// Energies and the like by month, of which the table has the last year.
static const char *const monthly[] = {"site_it_energy_mwh", "site_energy_mwh", "site_water_m3",
                                      "site_cost_cny", "site_carbon_t"};

enum { MONTHLY = sizeof(monthly) / sizeof(*monthly) };

/// The file's columns for sites beside those of sites.h. Null where a file does not have them.
struct source {
    size_t replications, sites, months;
    const char *const *cities, *const *clusters;
    double *latitude, *longitude; // [site]
    double *monthly[MONTHLY];     // replication x site x month
    double *year, *space;         // [replication], to work in
};

static const struct export_column columns[] = {
    {"site", "", EXPORT_TEXT, 0},
    {"name", "", EXPORT_TEXT, 0},
    {"name_zh", "", EXPORT_TEXT, 0},
    {"city", "", EXPORT_TEXT, 0},
    {"cluster", "", EXPORT_TEXT, 0},
    {"latitude", "degrees north", EXPORT_NUMBER, 4},
    {"longitude", "degrees east", EXPORT_NUMBER, 4},
    {"racks_at_epoch", "standard rack", EXPORT_NUMBER, 0},
    {"racks_at_end", "standard rack", EXPORT_NUMBER, 0},
    {"occupied_at_end", "", EXPORT_SHARE, 0},
    {"eflops_at_end", "EFLOPS", EXPORT_NUMBER, 4},
    {"it_energy_last_year", "MWh", EXPORT_NUMBER, 0},
    {"energy_last_year", "MWh", EXPORT_NUMBER, 0},
    {"water_last_year", "m3", EXPORT_NUMBER, 0},
    {"cost_last_year", "CNY", EXPORT_NUMBER, 0},
    {"carbon_last_year", "t CO2", EXPORT_NUMBER, 0},
    {"pue_last_year", "", EXPORT_NUMBER, 3},
};

/// Median over the replications of what a site comes to over the last twelve months.
static double last_year(const struct source *source, const double *values, size_t site)
{
    size_t first = source->months > MONTHS_OF_YEAR ? source->months - MONTHS_OF_YEAR : 0;
    if (!values)
        return NAN;
    for (size_t r = 0; r < source->replications; r++) {
        source->year[r] = 0;
        for (size_t m = first; m < source->months; m++)
            source->year[r] += values[(r * source->sites + site) * source->months + m];
    }
    return export_quantile(source->year, source->replications, 1, 0.5, source->space);
}

static void add_rows(struct export_table *table, const struct source *source, const struct sites *sites)
{
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t s = 0; s < sites->count; s++) {
        const struct sites_row *row = &sites->rows[s];
        export_text(table, row->id);
        export_text(table, row->name);
        export_text(table, row->name_zh);
        export_text(table, source->cities ? source->cities[s] : "");
        export_text(table, source->clusters ? source->clusters[s] : "");
        export_number(table, source->latitude ? source->latitude[s] : NAN);
        export_number(table, source->longitude ? source->longitude[s] : NAN);
        export_number(table, row->racks_first);
        export_number(table, row->racks_last);
        export_number(table, row->occupied_frac);
        export_number(table, row->eflops);
        for (int m = 0; m < MONTHLY; m++)
            export_number(table, last_year(source, source->monthly[m], s));
        export_number(table, row->pue);
    }
}

static void read_source(struct load *load, struct source *source, struct sim_error *error)
{
    const char *const by_site[] = {SCHEMA_SITE, NULL};
    const char *const by_month[] = {SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_MONTH, NULL};
    const struct load_variable *months = load_find(load, SCHEMA_MONTH);
    source->replications = load_find(load, SCHEMA_REPLICATION)->count;
    source->sites = load_find(load, SCHEMA_SITE)->count;
    source->months = months ? months->count : 0;
    source->year = sim_memory_new(source->replications, sizeof(double), "an export");
    source->space = sim_memory_new(source->replications, sizeof(double), "an export");
    if (load_find(load, "site_city"))
        load_texts_of(load, "site_city", SCHEMA_SITE, &source->cities, error);
    if (load_find(load, "site_cluster"))
        load_texts_of(load, "site_cluster", SCHEMA_SITE, &source->clusters, error);
    if (load_find(load, "site_latitude"))
        load_numbers_of(load, "site_latitude", by_site, &source->latitude, error);
    if (load_find(load, "site_longitude"))
        load_numbers_of(load, "site_longitude", by_site, &source->longitude, error);
    for (int m = 0; m < MONTHLY; m++)
        if (load_find(load, monthly[m]))
            load_numbers_of(load, monthly[m], by_month, &source->monthly[m], error);
}

void export_add_sites(struct export_book *book, struct load *load, struct sim_error *error)
{
    struct source source = {0};
    struct sites *sites = NULL;
    size_t before = error->count;
    if (!load_find(load, SCHEMA_SITE) || sites_create(load, &sites, error) != SIM_OK)
        return;
    read_source(load, &source, error);
    if (error->count == before)
        add_rows(&book->tables[EXPORT_sites], &source, sites);
    sites_destroy(sites);
    for (int m = 0; m < MONTHLY; m++)
        free(source.monthly[m]);
    free(source.latitude);
    free(source.longitude);
    free(source.year);
    free(source.space);
}
