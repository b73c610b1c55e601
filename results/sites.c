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

/// What is read, all with the replication first.
struct columns {
    size_t replications, sites, times, months, causes;
    const char *const *ids, *const *names, *const *names_zh, *const *causes_names;
    double *racks, *eflops, *occupied; // replication x site x time
    double *it_mwh, *total_mwh;        // replication x site x month; null without months
    double *wait_days;                 // replication x site x cause
};

static void read_numbers(struct load *load, const char *name, const char *last, double **numbers,
                         struct sim_error *error)
{
    load_numbers_of(load, name, (const char *[]){SCHEMA_REPLICATION, SCHEMA_SITE, last, NULL}, numbers,
                    error);
}

static enum sim_status read_columns(struct load *load, struct columns *columns, struct sim_error *error)
{
    size_t before = error->count;
    const struct load_variable *months = load_find(load, SCHEMA_MONTH);
    load_texts_of(load, SCHEMA_SITE, SCHEMA_SITE, &columns->ids, error);
    load_texts_of(load, "site_name", SCHEMA_SITE, &columns->names, error);
    load_texts_of(load, "site_name_zh", SCHEMA_SITE, &columns->names_zh, error);
    load_texts_of(load, SCHEMA_CAUSE, SCHEMA_CAUSE, &columns->causes_names, error);
    read_numbers(load, "site_racks", SCHEMA_TIME, &columns->racks, error);
    read_numbers(load, "site_eflops", SCHEMA_TIME, &columns->eflops, error);
    read_numbers(load, "site_occupied_frac", SCHEMA_TIME, &columns->occupied, error);
    read_numbers(load, "wait_days", SCHEMA_CAUSE, &columns->wait_days, error);
    if (months) {
        read_numbers(load, "site_it_energy_mwh", SCHEMA_MONTH, &columns->it_mwh, error);
        read_numbers(load, "site_energy_mwh", SCHEMA_MONTH, &columns->total_mwh, error);
    }
    if (error->count > before)
        return error->faults[before].status;
    columns->replications = load_find(load, SCHEMA_REPLICATION)->count;
    columns->sites = load_find(load, SCHEMA_SITE)->count;
    columns->times = load_find(load, SCHEMA_TIME)->count;
    columns->causes = load_find(load, SCHEMA_CAUSE)->count;
    columns->months = months ? months->count : 0;
    return SIM_OK;
}

static void free_columns(struct columns *columns)
{
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

/// Median over replications of a site's value at one place of the last scale. space: `replications` numbers.
static double median_at(const struct columns *columns, const double *values, size_t site, size_t place,
                        size_t width, double *space)
{
    size_t n = 0;
    for (size_t r = 0; r < columns->replications; r++) {
        double value = values[(r * columns->sites + site) * width + place];
        if (!isnan(value))
            space[n++] = value;
    }
    return median(space, n);
}

static double median_pue(const struct columns *columns, size_t site, double *space)
{
    size_t n = 0, first = columns->months > MONTHS_OF_PUE ? columns->months - MONTHS_OF_PUE : 0;
    for (size_t r = 0; r < columns->replications && columns->it_mwh; r++) {
        const size_t row = (r * columns->sites + site) * columns->months;
        double it = 0, total = 0;
        for (size_t m = first; m < columns->months; m++) {
            it += columns->it_mwh[row + m];
            total += columns->total_mwh[row + m];
        }
        if (it > 0 && !isnan(total))
            space[n++] = total / it;
    }
    return median(space, n);
}

/// The longest waits of a planned rack, the first in the file on a tie, as "demand 120, capital 40".
static void tell_waits(const struct columns *columns, size_t site, char *text, size_t size)
{
    const double *first = columns->wait_days + site * columns->causes;
    size_t told = columns->causes, length = 0;
    double told_days = INFINITY;
    text[0] = '\0';
    for (int k = 0; k < CAUSES_TOLD && length < size; k++) {
        size_t best = columns->causes;
        double best_days = days_least;
        for (size_t c = 0; c < columns->causes; c++) {
            double days =
                stats_mean_present(first + c, columns->replications, columns->sites * columns->causes);
            bool is_left = days < told_days || (days == told_days && c > told);
            if (is_left && days > best_days) {
                best = c;
                best_days = days;
            }
        }
        if (best == columns->causes)
            return;
        length += (size_t)snprintf(text + length, size - length, "%s%s %.0f", k ? ", " : "",
                                   columns->causes_names[best], best_days);
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

static void print_site(const struct columns *columns, size_t site, struct table *table, double *space)
{
    size_t last = columns->times - 1;
    char waits[128];
    const char *name = columns->names[site][0] ? columns->names[site] : columns->ids[site];
    tell_waits(columns, site, waits, sizeof(waits));
    table_cell(table, TABLE_PLAIN, "%s", name);
    table_cell(table, TABLE_PLAIN, "%s", columns->names_zh[site]);
    print_number(table, 0, median_at(columns, columns->racks, site, 0, columns->times, space));
    print_number(table, 0, median_at(columns, columns->racks, site, last, columns->times, space));
    print_number(table, 0, 100 * median_at(columns, columns->occupied, site, last, columns->times, space));
    print_number(table, 3, median_at(columns, columns->eflops, site, last, columns->times, space));
    // A site that most replications never see has no PUE worth a line.
    double racks = median_at(columns, columns->racks, site, last, columns->times, space);
    print_number(table, 2, racks > 0 ? median_pue(columns, site, space) : NAN);
    table_cell(table, TABLE_PLAIN, "%s", waits);
}

static void print_all(const struct columns *columns, FILE *stream, bool colours)
{
    struct table *table = table_create();
    double *space = sim_memory_new(columns->replications, sizeof(*space), "sites");
    table_column(table, "site", TABLE_LEFT);
    table_column(table, "", TABLE_LEFT);
    table_column(table, "racks at epoch", TABLE_RIGHT);
    table_column(table, "at end", TABLE_RIGHT);
    table_column(table, "full %", TABLE_RIGHT);
    table_column(table, "EFLOPS", TABLE_RIGHT);
    table_column(table, "PUE", TABLE_RIGHT);
    table_column(table, "a planned rack waits, days", TABLE_LEFT);
    for (size_t site = 0; site < columns->sites; site++)
        print_site(columns, site, table, space);
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
    free(space);
}

enum sim_status sites_print(struct load *load, FILE *stream, bool colours, struct sim_error *error)
{
    struct columns columns = {0};
    if (!load_find(load, SCHEMA_SITE))
        return SIM_OK;
    enum sim_status status = read_columns(load, &columns, error);
    if (status == SIM_OK)
        print_all(&columns, stream, colours);
    free_columns(&columns);
    return status;
}
