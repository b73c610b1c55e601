#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/export_table.h"
#include "results/stats.h"
#include "sim/memory.h"

/// Months that a year's figures are over.
enum { MONTHS_OF_YEAR = 12 };

/// The file's columns for sites. Numbers are null where a file does not have them.
struct source {
    size_t replications, sites, times, months;
    double *space; // [replication]
    double *year;  // [replication], of one site
};

/// What a column of the table is made of.
struct figure {
    const char *variable;
    bool is_first, is_sum; // at the first date; over the last twelve months. Else at the last date
};

enum { ID, NAME, NAME_ZH, CITY, CLUSTER, LATITUDE, LONGITUDE, TEXTS_AND_PLACES };

static const struct export_column columns[] = {
    [ID] = {"site", "", EXPORT_TEXT, 0},
    [NAME] = {"name", "", EXPORT_TEXT, 0},
    [NAME_ZH] = {"name_zh", "", EXPORT_TEXT, 0},
    [CITY] = {"city", "", EXPORT_TEXT, 0},
    [CLUSTER] = {"cluster", "", EXPORT_TEXT, 0},
    [LATITUDE] = {"latitude", "degrees north", EXPORT_NUMBER, 4},
    [LONGITUDE] = {"longitude", "degrees east", EXPORT_NUMBER, 4},
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

static const struct figure figures[] = {
    {"site_racks", true, false},    {"site_racks", false, false},        {"site_occupied_frac", false, false},
    {"site_eflops", false, false},  {"site_it_energy_mwh", false, true}, {"site_energy_mwh", false, true},
    {"site_water_m3", false, true}, {"site_cost_cny", false, true},      {"site_carbon_t", false, true},
};

enum { FIGURES = sizeof(figures) / sizeof(*figures), RACKS_AT_END = 1, IT_ENERGY = 4, ENERGY = 5 };

/// Sum over the last twelve months of each replication, into `year`.
static void sum_year(const struct source *source, const double *values, size_t site, double *year)
{
    size_t first = source->months > MONTHS_OF_YEAR ? source->months - MONTHS_OF_YEAR : 0;
    for (size_t r = 0; r < source->replications; r++) {
        year[r] = 0;
        for (size_t m = first; m < source->months; m++)
            year[r] += values[(r * source->sites + site) * source->months + m];
    }
}

/// Median over the replications of a figure of a site; NaN where the file does not have it.
static double median_of(const struct source *source, const struct figure *figure, const double *values,
                        size_t site)
{
    if (!values)
        return NAN;
    if (figure->is_sum) {
        sum_year(source, values, site, source->year);
        return export_quantile(source->year, source->replications, 1, 0.5, source->space);
    }
    size_t time = figure->is_first ? 0 : source->times - 1;
    return export_quantile(values + site * source->times + time, source->replications,
                           source->sites * source->times, 0.5, source->space);
}

/// Ratio of energies over the last twelve months, in the median replication, of a site that has racks at the end.
static double median_pue(const struct source *source, double *const *values, size_t site)
{
    if (!values[IT_ENERGY] || !values[ENERGY] ||
        !(median_of(source, &figures[RACKS_AT_END], values[RACKS_AT_END], site) > 0))
        return NAN;
    double *total = sim_memory_new(source->replications, sizeof(*total), "an export");
    sum_year(source, values[IT_ENERGY], site, source->year);
    sum_year(source, values[ENERGY], site, total);
    for (size_t r = 0; r < source->replications; r++)
        total[r] = source->year[r] > 0 ? total[r] / source->year[r] : NAN;
    double pue = export_quantile(total, source->replications, 1, 0.5, source->space);
    free(total);
    return pue;
}

static void add_rows(struct export_table *table, const struct source *source, const char *const *const *texts,
                     double *const *places, double *const *values)
{
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t site = 0; site < source->sites; site++) {
        for (int c = ID; c <= CLUSTER; c++)
            export_text(table, texts[c] ? texts[c][site] : "");
        for (int c = 0; c < 2; c++)
            export_number(table, places[c] ? places[c][site] : NAN);
        for (int f = 0; f < FIGURES; f++)
            export_number(table, median_of(source, &figures[f], values[f], site));
        export_number(table, median_pue(source, values, site));
    }
}

static size_t count_of(const struct load *load, const char *scale)
{
    const struct load_variable *variable = load_find(load, scale);
    return variable ? variable->count : 0;
}

void export_add_sites(struct export_book *book, struct load *load, struct sim_error *error)
{
    static const char *const names[] = {SCHEMA_SITE, "site_name", "site_name_zh", "site_city",
                                        "site_cluster"};
    static const char *const degrees[] = {"site_latitude", "site_longitude"};
    const char *const *texts[CLUSTER + 1] = {0};
    double *places[2] = {0}, *values[FIGURES] = {0};
    size_t before = error->count;
    if (!load_find(load, SCHEMA_SITE) || !load_find(load, SCHEMA_TIME))
        return;
    struct source source = {.replications = count_of(load, SCHEMA_REPLICATION),
                            .sites = count_of(load, SCHEMA_SITE),
                            .times = count_of(load, SCHEMA_TIME),
                            .months = count_of(load, SCHEMA_MONTH)};
    source.space = sim_memory_new(source.replications, sizeof(double), "an export");
    source.year = sim_memory_new(source.replications, sizeof(double), "an export");
    for (int c = ID; c <= CLUSTER; c++)
        if (load_find(load, names[c]))
            load_texts_of(load, names[c], SCHEMA_SITE, &texts[c], error);
    for (int c = 0; c < 2; c++)
        if (load_find(load, degrees[c]))
            load_numbers_of(load, degrees[c], (const char *[]){SCHEMA_SITE, NULL}, &places[c], error);
    for (int f = 0; f < FIGURES; f++)
        if (load_find(load, figures[f].variable))
            load_numbers_of(load, figures[f].variable,
                            (const char *[]){SCHEMA_REPLICATION, SCHEMA_SITE,
                                             figures[f].is_sum ? SCHEMA_MONTH : SCHEMA_TIME, NULL},
                            &values[f], error);
    if (error->count == before)
        add_rows(&book->tables[EXPORT_sites], &source, texts, places, values);
    for (int f = 0; f < FIGURES; f++)
        free(values[f]);
    free(places[0]);
    free(places[1]);
    free(source.space);
    free(source.year);
}
