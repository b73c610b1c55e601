#include "results/sites.h"

#include <math.h>
#include <stdlib.h>

#include "results/stats.h"
#include "results/table.h"
#include "sim/memory.h"

#define MONTHS_OF_PUE 12
#define CAUSES_TOLD   2
/// Waits shorter than this are not worth telling.
static const double days_least = 5;

/// What is kept of what is read, all with the replication first: not whole series, so that many replications fit.
struct columns {
    size_t replications, sites, months, causes;
    const char *const *ids, *const *names, *const *names_zh, *const *causes_names;
    double *racks_first, *racks, *eflops, *occupied; // replication x site; at the first and the last time
    double *it_mwh, *total_mwh; // likewise, of the months of the PUE; null without months
    double *wait_days;          // replication x site x cause
};

/// Keeps of each row along the last scale the sum of its `count` last values, and its first, if `firsts` is not null.
static void read_kept(struct load *load, const char *name, const char *last, size_t count, double **kept,
                      double **firsts, struct sim_error *error)
{
    const struct load_variable *variable;
    *kept = NULL;
    if (load_need(load, name, false, (const char *[]){SCHEMA_REPLICATION, SCHEMA_SITE, last, NULL}, &variable,
                  error) != SIM_OK)
        return;
    size_t sites = variable->counts[1], width = variable->counts[2];
    size_t n = variable->counts[0] * sites, at = 0, first = width > count ? width - count : 0;
    double *rows = sim_memory_new(sites * width, sizeof(*rows), name);
    *kept = sim_memory_new(n, sizeof(**kept), name);
    if (firsts)
        *firsts = sim_memory_new(n, sizeof(**firsts), name);
    for (size_t r = 0; r < variable->counts[0]; r++) {
        if (load_rows(load, variable, r, 1, rows, error) != SIM_OK)
            break; // told
        for (size_t site = 0; site < sites; site++, at++) {
            for (size_t i = first; i < width; i++)
                (*kept)[at] += rows[site * width + i];
            if (firsts)
                (*firsts)[at] = rows[site * width];
        }
    }
    free(rows);
}

static enum sim_status read_columns(struct load *load, struct columns *columns, struct sim_error *error)
{
    size_t before = error->count;
    const struct load_variable *months = load_find(load, SCHEMA_MONTH);
    load_texts_of(load, SCHEMA_SITE, SCHEMA_SITE, &columns->ids, error);
    load_texts_of(load, "site_name", SCHEMA_SITE, &columns->names, error);
    load_texts_of(load, "site_name_zh", SCHEMA_SITE, &columns->names_zh, error);
    load_texts_of(load, SCHEMA_CAUSE, SCHEMA_CAUSE, &columns->causes_names, error);
    read_kept(load, "site_racks", SCHEMA_TIME, 1, &columns->racks, &columns->racks_first, error);
    read_kept(load, "site_eflops", SCHEMA_TIME, 1, &columns->eflops, NULL, error);
    read_kept(load, "site_occupied_frac", SCHEMA_TIME, 1, &columns->occupied, NULL, error);
    load_numbers_of(load, "wait_days", (const char *[]){SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_CAUSE, NULL},
                    &columns->wait_days, error);
    if (months) {
        read_kept(load, "site_it_energy_mwh", SCHEMA_MONTH, MONTHS_OF_PUE, &columns->it_mwh, NULL, error);
        read_kept(load, "site_energy_mwh", SCHEMA_MONTH, MONTHS_OF_PUE, &columns->total_mwh, NULL, error);
    }
    if (error->count > before)
        return error->faults[before].status;
    columns->replications = load_find(load, SCHEMA_REPLICATION)->count;
    columns->sites = load_find(load, SCHEMA_SITE)->count;
    columns->causes = load_find(load, SCHEMA_CAUSE)->count;
    columns->months = months ? months->count : 0;
    return SIM_OK;
}

static void free_columns(struct columns *columns)
{
    free(columns->racks_first);
    free(columns->racks);
    free(columns->eflops);
    free(columns->occupied);
    free(columns->it_mwh);
    free(columns->total_mwh);
    free(columns->wait_days);
}

static double median(double *values, size_t count)
{
    stats_sort(values, count);
    return stats_quantile(values, count, 0.5);
}

/// Median over replications of a site's value. space: `replications` numbers.
static double median_of(const struct columns *columns, const double *values, size_t site, double *space)
{
    size_t n = 0;
    for (size_t r = 0; r < columns->replications; r++) {
        double value = values[r * columns->sites + site];
        if (!isnan(value))
            space[n++] = value;
    }
    return median(space, n);
}

static double median_pue(const struct columns *columns, size_t site, double *space)
{
    size_t n = 0;
    for (size_t r = 0; r < columns->replications && columns->it_mwh; r++) {
        double it = columns->it_mwh[r * columns->sites + site],
               total = columns->total_mwh[r * columns->sites + site];
        if (it > 0 && !isnan(total))
            space[n++] = total / it;
    }
    return median(space, n);
}

static void fill_row(const struct columns *columns, size_t site, double *space, struct sites_row *row)
{
    *row = (struct sites_row){
        .id = columns->ids[site],
        .name = columns->names[site][0] ? columns->names[site] : columns->ids[site],
        .name_zh = columns->names_zh[site],
        .racks_first = median_of(columns, columns->racks_first, site, space),
        .racks_last = median_of(columns, columns->racks, site, space),
        .occupied_frac = median_of(columns, columns->occupied, site, space),
        .eflops = median_of(columns, columns->eflops, site, space),
        .wait_days = sim_memory_new(columns->causes, sizeof(double), "sites"),
    };
    // A site that most replications never see has no PUE worth a line.
    row->pue = row->racks_last > 0 ? median_pue(columns, site, space) : NAN;
    for (size_t c = 0; c < columns->causes; c++)
        row->wait_days[c] = stats_mean_present(columns->wait_days + site * columns->causes + c,
                                               columns->replications, columns->sites * columns->causes);
}

enum sim_status sites_create(struct load *load, struct sites **out, struct sim_error *error)
{
    struct columns columns = {0};
    struct sites *sites = sim_memory_new(1, sizeof(*sites), "sites");
    enum sim_status status = SIM_OK;
    *out = NULL;
    if (load_find(load, SCHEMA_SITE))
        status = read_columns(load, &columns, error);
    if (status == SIM_OK && columns.sites > 0) {
        double *space = sim_memory_new(columns.replications, sizeof(*space), "sites");
        sites->count = columns.sites;
        sites->causes = columns.causes_names;
        sites->cause_count = columns.causes;
        sites->rows = sim_memory_new(columns.sites, sizeof(*sites->rows), "sites");
        for (size_t site = 0; site < columns.sites; site++)
            fill_row(&columns, site, space, &sites->rows[site]);
        free(space);
    }
    free_columns(&columns);
    if (status == SIM_OK)
        *out = sites;
    else
        sites_destroy(sites);
    return status;
}

void sites_destroy(struct sites *sites)
{
    if (!sites)
        return;
    for (size_t i = 0; i < sites->count; i++)
        free(sites->rows[i].wait_days);
    free(sites->rows);
    free(sites);
}

// ---- printing ----------------------------------------------------------------------------------------------

/// The longest waits of a planned rack, the first in the file on a tie, as "demand 120, capital 40".
static void tell_waits(const struct sites *sites, const struct sites_row *row, enum strings_language language,
                       char *text, size_t size)
{
    size_t told = sites->cause_count, length = 0;
    double told_days = INFINITY;
    text[0] = '\0';
    for (int k = 0; k < CAUSES_TOLD && length < size; k++) {
        size_t best = sites->cause_count;
        double best_days = days_least;
        for (size_t c = 0; c < sites->cause_count; c++) {
            double days = row->wait_days[c];
            bool is_left = days < told_days || (days == told_days && c > told);
            if (is_left && days > best_days) {
                best = c;
                best_days = days;
            }
        }
        if (best == sites->cause_count)
            return;
        length += (size_t)snprintf(text + length, size - length, "%s%s %.0f", k ? ", " : "",
                                   strings_name(language, "cause", sites->causes[best]), best_days);
        told = best;
        told_days = best_days;
    }
}

static void print_number(struct table *table, int decimals, double value)
{
    if (isnan(value))
        table_cell(table, TABLE_PLAIN, "-");
    else
        table_cell(table, TABLE_PLAIN, "%.*f", decimals, value);
}

static void print_site(const struct sites *sites, const struct sites_row *row, struct table *table,
                       enum strings_language language)
{
    char waits[128];
    tell_waits(sites, row, language, waits, sizeof(waits));
    table_cell(table, TABLE_PLAIN, "%s", row->name);
    table_cell(table, TABLE_PLAIN, "%s", row->name_zh);
    print_number(table, 0, row->racks_first);
    print_number(table, 0, row->racks_last);
    print_number(table, 0, 100 * row->occupied_frac);
    print_number(table, 3, row->eflops);
    print_number(table, 2, row->pue);
    table_cell(table, TABLE_PLAIN, "%s", waits);
}

static void print_all(const struct sites *sites, FILE *stream, bool colours, enum strings_language language)
{
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.site"), TABLE_LEFT);
    table_column(table, "", TABLE_LEFT);
    table_column(table, strings_say(language, "head.racks_epoch"), TABLE_RIGHT);
    table_column(table, strings_say(language, "head.racks_end"), TABLE_RIGHT);
    table_column(table, strings_say(language, "head.full"), TABLE_RIGHT);
    table_column(table, "EFLOPS", TABLE_RIGHT);
    table_column(table, "PUE", TABLE_RIGHT);
    table_column(table, strings_say(language, "head.waits"), TABLE_LEFT);
    for (size_t i = 0; i < sites->count; i++)
        print_site(sites, &sites->rows[i], table, language);
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
}

enum sim_status sites_print(struct load *load, FILE *stream, bool colours, enum strings_language language,
                            struct sim_error *error)
{
    struct sites *sites;
    enum sim_status status = sites_create(load, &sites, error);
    if (status == SIM_OK && sites->count > 0)
        print_all(sites, stream, colours, language);
    sites_destroy(sites);
    return status;
}
