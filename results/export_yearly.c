#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/export_table.h"
#include "results/stats.h"
#include "sim/clock.h"
#include "sim/memory.h"

enum { SERIES, CLASS, DATE, UNIT, GOAL, Q05, MEDIAN, Q95, MEAN, MEANING, COLUMNS };

static const struct export_column columns[COLUMNS] = {
    [SERIES] = {"series", "", EXPORT_TEXT, 0},
    [CLASS] = {"class", "", EXPORT_TEXT, 0},
    [DATE] = {"date", "", EXPORT_DATE, 0},
    [UNIT] = {"unit", "", EXPORT_TEXT, 0},
    [GOAL] = {"goal", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
    [Q05] = {"q05", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
    [MEDIAN] = {"median", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
    [Q95] = {"q95", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
    [MEAN] = {"mean", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
    [MEANING] = {"meaning", "", EXPORT_TEXT, 0},
};

/// A recording date that the table has: the end of a year, and the last.
struct year {
    size_t time; // index
    double civil_day;
};

static size_t find_years(const double *days, size_t count, int64_t epoch, struct year *years)
{
    size_t n = 0;
    for (size_t t = 0; t < count; t++) {
        int64_t day = epoch + llround(days[t]);
        struct sim_date date = sim_date_of(day);
        if (t + 1 == count || (date.month == 12 && date.day == 31))
            years[n++] = (struct year){t, (double)day};
    }
    return n;
}

/// Goal of the target of that id and date, NaN if there is none.
static double goal_of(const struct export_table *verdict, const char *series, double civil_day)
{
    for (size_t row = 0; row < verdict->row_count; row++)
        if (strcmp(export_cell_at(verdict, row, export_column_of(verdict, "target"))->text, series) == 0 &&
            export_cell_at(verdict, row, export_column_of(verdict, "date"))->number == civil_day)
            return export_cell_at(verdict, row, export_column_of(verdict, "goal"))->number;
    return NAN;
}

/// One series, of one class where it has classes. values: the first replication's; stride: numbers a replication.
static void add_series(struct export_book *book, const struct load_variable *variable, const char *class,
                       const double *values, size_t stride, const struct year *years, size_t year_count)
{
    struct export_table *table = &book->tables[EXPORT_yearly];
    const struct export_table *verdict = &book->tables[EXPORT_verdict];
    size_t replications = variable->counts[0];
    double *space = sim_memory_new(replications, sizeof(*space), "an export");
    for (size_t y = 0; y < year_count; y++) {
        const double *first = values + years[y].time;
        export_text(table, variable->name);
        export_text(table, class);
        export_number(table, years[y].civil_day);
        export_unit(table, variable->unit);
        export_number(table, *class ? NAN : goal_of(verdict, variable->name, years[y].civil_day));
        export_number(table, export_quantile(first, replications, stride, 0.05, space));
        export_number(table, export_quantile(first, replications, stride, 0.50, space));
        export_number(table, export_quantile(first, replications, stride, 0.95, space));
        export_number(table, stats_mean_present(first, replications, stride));
        export_text(table, variable->long_name);
    }
    free(space);
}

static bool has_scales(const struct load_variable *variable, size_t rank, const char *second)
{
    return variable->rank == rank && !variable->is_scale && variable->type != STORE_TEXT &&
           strcmp(variable->scales[0], SCHEMA_REPLICATION) == 0 && strcmp(variable->scales[1], second) == 0 &&
           strcmp(variable->scales[rank - 1], SCHEMA_TIME) == 0;
}

/// Series of the province, and what it has by class.
static void add_variable(struct export_book *book, struct load *load, const struct load_variable *variable,
                         const struct year *years, size_t year_count, struct sim_error *error)
{
    const char *const *classes = NULL;
    bool by_class = has_scales(variable, 3, SCHEMA_CLASS);
    if (!by_class && !has_scales(variable, 2, SCHEMA_TIME))
        return;
    if (by_class && load_texts_of(load, SCHEMA_CLASS, SCHEMA_CLASS, &classes, error) != SIM_OK)
        return;
    double *values = sim_memory_new(variable->count, sizeof(*values), "an export");
    size_t times = variable->counts[variable->rank - 1], count = by_class ? variable->counts[1] : 1;
    if (load_numbers(load, variable, values, error) == SIM_OK)
        for (size_t c = 0; c < count; c++)
            add_series(book, variable, by_class ? classes[c] : "", values + c * times, count * times, years,
                       year_count);
    free(values);
}

void export_add_yearly(struct export_book *book, struct load *load, struct sim_error *error)
{
    double *days = NULL;
    const struct load_variable *time = load_find(load, SCHEMA_TIME);
    if (!time ||
        load_days_of(load, SCHEMA_TIME, (const char *[]){SCHEMA_TIME, NULL}, false, &days, error) != SIM_OK)
        return;
    struct year *years = sim_memory_new(time->count, sizeof(*years), "an export");
    size_t count = find_years(days, time->count, book->epoch_civil_day, years);
    export_columns(&book->tables[EXPORT_yearly], columns, COLUMNS);
    for (size_t i = 0; i < load_count(load); i++)
        add_variable(book, load, load_at(load, i), years, count, error);
    free(years);
    free(days);
}
