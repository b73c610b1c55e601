#include "results/programmes.h"

#include <math.h>
#include <stdlib.h>

#include "results/stats.h"
#include "results/table.h"
#include "results/to_json.h"
#include "sim/memory.h"

#define MONTHS_A_YEAR 12
/// Programmes named for a class of work, and in all.
#define WORK_TOLD 3
#define ROWS_TOLD 10

/// What is read.
struct columns {
    size_t replications, programmes, works, months;
    const char *const *work, *const *precision, *const *id, *const *name, *const *name_zh, *const *item;
    double *by_work;  // replication x programme x work, PFLOPS
    double *by_month; // replication x programme x month, EFLOPS; null without months
};

static enum sim_status read_columns(struct load *load, struct columns *columns, struct sim_error *error)
{
    size_t before = error->count;
    const struct load_variable *months = load_find(load, SCHEMA_PROGRAMME_DEMAND);
    load_texts_of(load, SCHEMA_WORK, SCHEMA_WORK, &columns->work, error);
    load_texts_of(load, SCHEMA_WORK_PRECISION, SCHEMA_WORK, &columns->precision, error);
    load_texts_of(load, SCHEMA_PROGRAMME, SCHEMA_PROGRAMME, &columns->id, error);
    load_texts_of(load, SCHEMA_PROGRAMME_NAME, SCHEMA_PROGRAMME, &columns->name, error);
    if (load_find(load, SCHEMA_PROGRAMME_NAME_ZH))
        load_texts_of(load, SCHEMA_PROGRAMME_NAME_ZH, SCHEMA_PROGRAMME, &columns->name_zh, error);
    load_texts_of(load, SCHEMA_PROGRAMME_ITEM, SCHEMA_PROGRAMME, &columns->item, error);
    load_numbers_of(load, SCHEMA_PROGRAMME_WORK_DEMAND,
                    (const char *[]){SCHEMA_REPLICATION, SCHEMA_PROGRAMME, SCHEMA_WORK, NULL},
                    &columns->by_work, error);
    if (months)
        load_numbers_of(load, SCHEMA_PROGRAMME_DEMAND,
                        (const char *[]){SCHEMA_REPLICATION, SCHEMA_PROGRAMME, SCHEMA_MONTH, NULL},
                        &columns->by_month, error);
    if (error->count > before)
        return error->faults[before].status;
    columns->replications = load_find(load, SCHEMA_REPLICATION)->count;
    columns->programmes = load_find(load, SCHEMA_PROGRAMME)->count;
    columns->works = load_find(load, SCHEMA_WORK)->count;
    columns->months = months ? load_find(load, SCHEMA_MONTH)->count : 0;
    return SIM_OK;
}

static void quantiles(double *values, size_t count, double *p05, double *p50, double *p95)
{
    stats_sort(values, count);
    *p05 = stats_quantile(values, count, 0.05);
    *p50 = stats_quantile(values, count, 0.50);
    *p95 = stats_quantile(values, count, 0.95);
}

/// space: `replications` numbers, as in all below.
static void judge_work(const struct columns *columns, size_t w, struct programmes_work *work, double *space)
{
    *work = (struct programmes_work){
        .id = sim_memory_text(columns->work[w]),
        .precision = sim_memory_text(columns->precision[w]),
        .share = sim_memory_new(columns->programmes, sizeof(double), "programmes"),
    };
    size_t n = 0;
    for (size_t r = 0; r < columns->replications; r++) {
        const double *first = columns->by_work + r * columns->programmes * columns->works + w;
        double sum = 0;
        for (size_t p = 0; p < columns->programmes; p++)
            sum += first[p * columns->works];
        space[r] = sum;
        n += sum > 0;
        for (size_t p = 0; p < columns->programmes && sum > 0; p++)
            work->share[p] += first[p * columns->works] / sum;
    }
    for (size_t p = 0; p < columns->programmes; p++)
        work->share[p] = n > 0 ? work->share[p] / (double)n : NAN;
    quantiles(space, columns->replications, &work->p05, &work->p50, &work->p95);
}

/// Mean of a programme over the last twelve months, as many as there are.
static double last_year(const struct columns *columns, size_t r, size_t p)
{
    const double *month = columns->by_month + (r * columns->programmes + p) * columns->months;
    size_t year = columns->months < MONTHS_A_YEAR ? columns->months : MONTHS_A_YEAR;
    double sum = 0;
    for (size_t m = columns->months - year; m < columns->months; m++)
        sum += month[m];
    return sum / (double)year;
}

static double last_over_first(const struct columns *columns, size_t p, double *space)
{
    size_t n = 0;
    for (size_t r = 0; r < columns->replications; r++) {
        const double *month = columns->by_month + (r * columns->programmes + p) * columns->months;
        if (month[0] > 0)
            space[n++] = month[columns->months - 1] / month[0];
    }
    stats_sort(space, n);
    return stats_quantile(space, n, 0.5);
}

static void judge_row(const struct columns *columns, size_t p, const double *all, struct programmes_row *row,
                      double *space)
{
    *row = (struct programmes_row){
        .id = sim_memory_text(columns->id[p]),
        .name = sim_memory_text(columns->name[p][0] ? columns->name[p] : columns->id[p]),
        .name_zh = sim_memory_text(columns->name_zh ? columns->name_zh[p] : ""),
        .item = sim_memory_text(columns->item[p]),
        .p05 = NAN,
        .p50 = NAN,
        .p95 = NAN,
        .share = NAN,
        .growth = NAN,
    };
    if (columns->months == 0)
        return;
    double shares = 0;
    for (size_t r = 0; r < columns->replications; r++) {
        space[r] = last_year(columns, r, p);
        shares += all[r] > 0 ? space[r] / all[r] : 0;
    }
    row->share = shares / (double)columns->replications;
    quantiles(space, columns->replications, &row->p05, &row->p50, &row->p95);
    row->growth = last_over_first(columns, p, space);
}

static struct programmes *judge(const struct columns *columns)
{
    struct programmes *programmes = sim_memory_new(1, sizeof(*programmes), "programmes");
    double *space = sim_memory_new(columns->replications, sizeof(double), "programmes"),
           *all = sim_memory_new(columns->replications, sizeof(double), "programmes");
    programmes->work_count = columns->works;
    programmes->row_count = columns->programmes;
    programmes->works = sim_memory_new(columns->works, sizeof(*programmes->works), "programmes");
    programmes->rows = sim_memory_new(columns->programmes, sizeof(*programmes->rows), "programmes");
    for (size_t w = 0; w < columns->works; w++)
        judge_work(columns, w, &programmes->works[w], space);
    for (size_t r = 0; r < columns->replications && columns->months > 0; r++)
        for (size_t p = 0; p < columns->programmes; p++)
            all[r] += last_year(columns, r, p);
    for (size_t p = 0; p < columns->programmes; p++)
        judge_row(columns, p, all, &programmes->rows[p], space);
    free(space);
    free(all);
    return programmes;
}

enum sim_status programmes_create(struct load *load, struct programmes **out, struct sim_error *error)
{
    struct columns columns = {0};
    *out = NULL;
    if (!load_find(load, SCHEMA_PROGRAMME)) {
        *out = sim_memory_new(1, sizeof(**out), "programmes");
        return SIM_OK;
    }
    enum sim_status status = read_columns(load, &columns, error);
    if (status == SIM_OK)
        *out = judge(&columns);
    free(columns.by_work);
    free(columns.by_month);
    return status;
}

void programmes_destroy(struct programmes *programmes)
{
    if (!programmes)
        return;
    for (size_t i = 0; i < programmes->work_count; i++) {
        free(programmes->works[i].id);
        free(programmes->works[i].precision);
        free(programmes->works[i].share);
    }
    for (size_t i = 0; i < programmes->row_count; i++) {
        free(programmes->rows[i].id);
        free(programmes->rows[i].name);
        free(programmes->rows[i].name_zh);
        free(programmes->rows[i].item);
    }
    free(programmes->works);
    free(programmes->rows);
    free(programmes);
}

// ---- JSON ----------------------------------------------------------------------------------------------------

static json_t *amounts_json(const char *unit, double p05, double p50, double p95)
{
    json_t *object = json_object();
    json_object_set_new(object, "unit", json_string(unit));
    json_object_set_new(object, "p05", to_json_statistic(p05));
    json_object_set_new(object, "p50", to_json_statistic(p50));
    json_object_set_new(object, "p95", to_json_statistic(p95));
    return object;
}

void programmes_json(const struct programmes *programmes, json_t *object)
{
    if (programmes->row_count == 0)
        return;
    json_t *demand = json_object(), *works = json_array(), *rows = json_array();
    for (size_t w = 0; w < programmes->work_count; w++) {
        const struct programmes_work *work = &programmes->works[w];
        json_t *entry = amounts_json("PFLOPS", work->p05, work->p50, work->p95), *shares = json_object();
        json_object_set_new(entry, "work", to_json_text(work->id));
        json_object_set_new(entry, "precision", to_json_text(work->precision));
        for (size_t p = 0; p < programmes->row_count; p++)
            if (work->share[p] > 0)
                to_json_put(shares, programmes->rows[p].id, to_json_statistic(work->share[p]));
        json_object_set_new(entry, "by_programme", shares);
        json_array_append_new(works, entry);
    }
    for (size_t p = 0; p < programmes->row_count; p++) {
        const struct programmes_row *row = &programmes->rows[p];
        json_t *entry = amounts_json("EFLOPS", row->p05, row->p50, row->p95);
        json_object_set_new(entry, "id", to_json_text(row->id));
        json_object_set_new(entry, "item", to_json_text(row->item));
        json_object_set_new(entry, "name", to_json_text(row->name));
        json_object_set_new(entry, "share", to_json_statistic(row->share));
        json_object_set_new(entry, "growth", to_json_statistic(row->growth));
        json_array_append_new(rows, entry);
    }
    json_object_set_new(demand, "works", works);
    json_object_set_new(demand, "programmes", rows);
    json_object_set_new(object, "demand", demand);
}

// ---- printing ------------------------------------------------------------------------------------------------

/// The largest of `count` values below those told: of equal ones the first. below: the last one told, `count` for none.
static size_t next_largest(const double *values, size_t count, size_t below)
{
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        bool is_left =
            below == count || values[i] < values[below] || (values[i] == values[below] && i > below);
        if (is_left && values[i] > 0 && (best == count || values[i] > values[best]))
            best = i;
    }
    return best;
}

static const char *name_of(const struct programmes_row *row, enum strings_language language)
{
    return strings_choose(language, row->name, row->name_zh);
}

static void print_works(const struct programmes *programmes, FILE *stream, bool colours,
                        enum strings_language language)
{
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.work"), TABLE_LEFT);
    table_column(table, "PFLOPS", TABLE_RIGHT);
    table_column(table, "", TABLE_LEFT);
    table_column(table, strings_say(language, "head.asked_by"), TABLE_LEFT);
    for (size_t w = 0; w < programmes->work_count; w++) {
        const struct programmes_work *work = &programmes->works[w];
        char text[512] = "";
        size_t length = 0, last = programmes->row_count;
        if (!(work->p95 > 0))
            continue;
        for (int k = 0; k < WORK_TOLD && length < sizeof(text); k++) {
            last = next_largest(work->share, programmes->row_count, last);
            if (last == programmes->row_count)
                break;
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s %.0f %%", k ? ", " : "",
                                       name_of(&programmes->rows[last], language), 100 * work->share[last]);
        }
        table_cell(table, TABLE_PLAIN, "%s", strings_name(language, "work", work->id));
        table_cell(table, TABLE_PLAIN, work->p50 < 100 ? "%.3g" : "%.0f", work->p50);
        table_cell(table, TABLE_FAINT, "%s", work->precision);
        table_cell(table, TABLE_PLAIN, "%s", text);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}

static void print_rows(const struct programmes *programmes, FILE *stream, bool colours,
                       enum strings_language language)
{
    double *shares = sim_memory_new(programmes->row_count, sizeof(double), "programmes"), told = 0;
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.item"), TABLE_RIGHT);
    table_column(table, strings_say(language, "head.programme"), TABLE_LEFT);
    table_column(table, "EFLOPS", TABLE_RIGHT);
    table_column(table, strings_say(language, "head.share"), TABLE_RIGHT);
    table_column(table, strings_say(language, "head.growth"), TABLE_RIGHT);
    for (size_t p = 0; p < programmes->row_count; p++)
        shares[p] = programmes->rows[p].share;
    size_t last = programmes->row_count, lines = 0;
    while (lines < ROWS_TOLD &&
           (last = next_largest(shares, programmes->row_count, last)) < programmes->row_count) {
        const struct programmes_row *row = &programmes->rows[last];
        table_cell(table, TABLE_PLAIN, "%s", row->item);
        table_cell(table, TABLE_PLAIN, "%s", name_of(row, language));
        table_cell(table, TABLE_PLAIN, "%.3f", row->p50);
        table_cell(table, TABLE_PLAIN, "%.1f %%", 100 * row->share);
        if (isnan(row->growth)) // nothing in the first month
            table_cell(table, TABLE_FAINT, "-");
        else
            table_cell(table, TABLE_PLAIN, "x %.2f", row->growth);
        told += row->share;
        lines++;
    }
    table_print(table, stream, colours);
    if (lines < programmes->row_count) {
        fprintf(stream, strings_say(language, "say.programmes_more"), programmes->row_count - lines,
                100 * (1 - told));
        fputc('\n', stream);
    }
    table_destroy(table);
    free(shares);
}

void programmes_print(const struct programmes *programmes, FILE *stream, bool colours,
                      enum strings_language language)
{
    if (programmes->row_count == 0)
        return;
    fprintf(stream, "\n%s\n", strings_say(language, "say.asks"));
    print_works(programmes, stream, colours, language);
    if (isnan(programmes->rows[0].share))
        return;
    fputc('\n', stream);
    print_rows(programmes, stream, colours, language);
}
