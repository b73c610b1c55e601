#include "scenarios/run/cooling_search.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/plant_sets.h"
#include "results/table.h"
#include "results/to_json.h"
#include "scenarios/run/progress.h"
#include "sim/memory.h"

/// Days between those searched on: 34 days of a year, coprime to the week.
#define EVERY_DAYS 11
/// Configurations spread over the axes of each option, for the Pareto set.
#define SPREAD 24

/// What one option's search has met, kept apart so that threads do not meet.
struct seen {
    size_t option;
    struct plant_point *points;
    size_t count, capacity;
};

static void keep(void *context, const struct plant_point *point)
{
    struct seen *seen = context;
    seen->points = sim_memory_grow(seen->points, &seen->capacity, seen->count + 1, sizeof(*seen->points),
                                   "configurations");
    seen->points[seen->count++] = *point;
}

/// A beats B: nowhere worse, somewhere better.
static bool beats(const struct plant_point *a, const struct plant_point *b)
{
    bool is_no_worse =
        a->year_pue <= b->year_pue && a->year_wue <= b->year_wue && a->total_cny <= b->total_cny;
    return is_no_worse &&
           (a->year_pue < b->year_pue || a->year_wue < b->year_wue || a->total_cny < b->total_cny);
}

static bool is_same(const struct plant_point *a, const struct plant_point *b)
{
    return a->year_pue == b->year_pue && a->year_wue == b->year_wue && a->total_cny == b->total_cny;
}

/// Adds a point to the set unless it is beaten, and drops those that it beats.
static void offer(struct cooling_search *search, size_t *capacity, size_t option,
                  const struct plant_point *point)
{
    size_t kept = 0;
    for (size_t i = 0; i < search->trade_count; i++)
        if (beats(&search->trades[i].point, point) || is_same(&search->trades[i].point, point))
            return;
    for (size_t i = 0; i < search->trade_count; i++)
        if (!beats(point, &search->trades[i].point))
            search->trades[kept++] = search->trades[i];
    search->trade_count = kept;
    search->trades =
        sim_memory_grow(search->trades, capacity, kept + 1, sizeof(*search->trades), "configurations");
    search->trades[search->trade_count++] = (struct cooling_trade){option, *point};
}

static int by_cost(const void *a, const void *b)
{
    const struct cooling_trade *x = a, *y = b;
    return (x->point.total_cny > y->point.total_cny) - (x->point.total_cny < y->point.total_cny);
}

static void gather(struct cooling_search *search, const struct seen *seen)
{
    size_t capacity = 0;
    for (size_t i = 0; i < search->cooling->count; i++) {
        search->tried += seen[i].count;
        for (size_t k = 0; k < seen[i].count; k++)
            offer(search, &capacity, i, &seen[i].points[k]);
    }
    qsort(search->trades, search->trade_count, sizeof(*search->trades), by_cost);
}

/// What would be built here: a plant of the scenario may have been sized for elsewhere.
static struct plant_params to_build(const struct cooling *cooling, size_t option)
{
    struct plant_params params = cooling->options[option].params;
    params.design_dry_degc = cooling->design_dry_degc;
    params.design_wet_degc = cooling->design_wet_degc;
    plant_set_reconcile(&params);
    return params;
}

/// Options that only differ in what is searched are one search: 7, 12 and 17 degC of the same plant.
static void find_same(struct cooling_search *search)
{
    const struct cooling *cooling = search->cooling;
    for (size_t i = 0; i < cooling->count; i++) {
        struct plant_params params = to_build(cooling, i);
        search->same_as[i] = i;
        for (size_t k = 0; k < i && search->same_as[i] == i; k++) {
            struct plant_params other = to_build(cooling, k);
            if (plant_search_is_same(&other, &params))
                search->same_as[i] = k;
        }
    }
}

struct cooling_search *cooling_search(const struct cooling *cooling, uint32_t threads, bool is_quiet)
{
    struct cooling_search *search = sim_memory_new(1, sizeof(*search), "a search");
    struct seen *seen = sim_memory_new(cooling->count, sizeof(*seen), "a search");
    struct plant_search_def def = {.year = &cooling->year,
                                   .study = cooling->params,
                                   .load = cooling->load,
                                   .fill_load = cooling->fill_load,
                                   .pressure_pa = cooling->pressure_pa,
                                   .every_days = EVERY_DAYS};
    struct progress progress;
    size_t done = 0;
    search->cooling = cooling;
    search->best = sim_memory_new(cooling->count, sizeof(*search->best), "a search");
    search->holds = sim_memory_new(cooling->count, sizeof(*search->holds), "a search");
    search->same_as = sim_memory_new(cooling->count, sizeof(*search->same_as), "a search");
    find_same(search);
    progress_start(&progress, "options", cooling->count, is_quiet);
#pragma omp parallel for schedule(dynamic) num_threads(threads ? (int)threads : omp_get_num_procs())
    for (size_t i = 0; i < cooling->count; i++) {
        struct plant_params params = to_build(cooling, i);
        if (search->same_as[i] != i || cooling_is_interrupted())
            continue;
        seen[i].option = i;
        search->holds[i] = plant_search(&def, &params, &search->best[i], keep, &seen[i]);
        plant_search_spread(&def, &params, SPREAD, keep, &seen[i]);
#pragma omp critical
        progress_tell(&progress, ++done);
    }
    progress_end(&progress);
    for (size_t i = 0; i < cooling->count; i++) {
        search->best[i] = search->best[search->same_as[i]];
        search->holds[i] = search->holds[search->same_as[i]];
    }
    gather(search, seen);
    for (size_t i = 0; i < cooling->count; i++)
        free(seen[i].points);
    free(seen);
    return search;
}

void cooling_search_free(struct cooling_search *search)
{
    if (!search)
        return;
    free(search->best);
    free(search->holds);
    free(search->same_as);
    free(search->trades);
    free(search);
}

/// "blocks 4, chilled water 17, ..." : what was chosen.
static void choice_text(const struct plant_point *point, char *text, size_t size)
{
    struct plant_axis axes[PLANT_SEARCH_AXES_MAX];
    size_t count = plant_search_axes(&point->params, axes), used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s %g", i ? ", " : "", axes[i].name,
                                 axes[i].values[point->choice[i]]);
}

static size_t count_same(const struct cooling_search *search, size_t option)
{
    size_t count = 0;
    for (size_t i = 0; i < search->cooling->count; i++)
        count += search->same_as[i] == option;
    return count;
}

static void print_best(const struct cooling_search *search, FILE *stream, bool colours)
{
    struct table *table = table_create();
    double target = search->cooling->params->target_pue;
    table_column(table, "least capital that holds", TABLE_LEFT);
    table_column(table, "30 %", TABLE_RIGHT);
    table_column(table, "50 %", TABLE_RIGHT);
    table_column(table, "100 %", TABLE_RIGHT);
    table_column(table, "fills up", TABLE_RIGHT);
    table_column(table, "year", TABLE_RIGHT);
    table_column(table, "WUE", TABLE_RIGHT);
    table_column(table, "capital", TABLE_RIGHT);
    table_column(table, "total", TABLE_RIGHT);
    table_column(table, "configuration", TABLE_LEFT);
    for (size_t i = 0; i < search->cooling->count; i++) {
        const struct plant_point *p = &search->best[i];
        char text[512], more[32] = "";
        size_t same = count_same(search, i);
        if (search->same_as[i] != i)
            continue;
        if (same > 1)
            snprintf(more, sizeof(more), " and %zu more", same - 1);
        choice_text(p, text, sizeof(text));
        table_cell(table, search->holds[i] ? TABLE_GOOD : TABLE_POOR, "%s%s%s",
                   search->holds[i] ? "" : "none: ", search->cooling->options[i].params.id, more);
        for (int k = 0; k < SEARCH_CONDITIONS; k++)
            table_cell(table, p->pue[k] <= target ? TABLE_PLAIN : TABLE_BAD, "%.3f", p->pue[k]);
        table_cell(table, TABLE_PLAIN, "%.3f", p->year_pue);
        table_cell(table, TABLE_PLAIN, "%.2f", p->year_wue);
        table_cell(table, TABLE_PLAIN, "%.1f", p->capital_cny / 1e6);
        table_cell(table, TABLE_PLAIN, "%.0f", p->total_cny / 1e6);
        table_cell(table, TABLE_PLAIN, "%s", text);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}

static void print_trades(const struct cooling_search *search, FILE *stream, bool colours)
{
    struct table *table = table_create();
    table_column(table, "Pareto set", TABLE_LEFT);
    table_column(table, "PUE", TABLE_RIGHT);
    table_column(table, "WUE", TABLE_RIGHT);
    table_column(table, "total", TABLE_RIGHT);
    table_column(table, "holds", TABLE_LEFT);
    table_column(table, "configuration", TABLE_LEFT);
    for (size_t i = 0; i < search->trade_count; i++) {
        const struct cooling_trade *trade = &search->trades[i];
        char text[512];
        choice_text(&trade->point, text, sizeof(text));
        table_cell(table, TABLE_PLAIN, "%s", search->cooling->options[trade->option].params.id);
        table_cell(table, TABLE_PLAIN, "%.3f", trade->point.year_pue);
        table_cell(table, TABLE_PLAIN, "%.2f", trade->point.year_wue);
        table_cell(table, TABLE_PLAIN, "%.1f", trade->point.total_cny / 1e6);
        table_cell(table, TABLE_PLAIN, "%s", trade->point.excess <= 0 ? "yes" : "no");
        table_cell(table, TABLE_PLAIN, "%s", text);
    }
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
}

void cooling_search_print(const struct cooling_search *search, FILE *stream, bool colours)
{
    const struct cooling_study_params *params = search->cooling->params;
    fprintf(stream,
            "\nPUE <= %.3g at 30, 50 and 100 %% load and in a hall's first year; million CNY, total over "
            "%.3g years:\n\n",
            params->target_pue, params->cost.years);
    print_best(search, stream, colours);
    print_trades(search, stream, colours);
    fprintf(stream,
            "\nA hall in blocks commissions one after the other, each when those before it are 85 %% full: "
            "its first year and "
            "the\nyear's load count what is commissioned, 30 to 100 %% are of the whole hall. %zu "
            "configurations were tried on "
            "every\n%dth day; what holds was confirmed on all days. None of those tried has a lower PUE, WUE "
            "and total of the "
            "year's load\nat once than one of the Pareto set. \"and more\": plants that differ in nothing "
            "but what is searched. "
            "none: no configuration\nthat was tried holds, the nearest is shown. Water and air in degC.\n",
            search->tried, EVERY_DAYS);
}

static json_t *point_json(const struct plant_point *point)
{
    struct plant_axis axes[PLANT_SEARCH_AXES_MAX];
    size_t count = plant_search_axes(&point->params, axes);
    json_t *json = json_object(), *choice = json_object(), *pue = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(choice, axes[i].path, to_json_statistic(axes[i].values[point->choice[i]]));
    for (int k = 0; k < SEARCH_CONDITIONS; k++)
        json_object_set_new(pue, plant_search_condition_names[k], to_json_statistic(point->pue[k]));
    json_object_set_new(pue, "year", to_json_statistic(point->year_pue));
    json_object_set_new(json, "configuration", choice);
    json_object_set_new(json, "pue", pue);
    json_object_set_new(json, "wue", to_json_statistic(point->year_wue));
    json_object_set_new(json, "capital_cny", to_json_statistic(point->capital_cny));
    json_object_set_new(json, "total_cny", to_json_statistic(point->total_cny));
    json_object_set_new(json, "cost_per_kwh", to_json_statistic(point->cny_per_it_kwh));
    return json;
}

void cooling_search_json(const struct cooling_search *search, json_t *answer)
{
    json_t *options = json_object_get(answer, "options"), *pareto = json_array();
    for (size_t i = 0; i < search->cooling->count; i++) {
        json_t *json = point_json(&search->best[i]);
        json_object_set_new(json, "holds", json_boolean(search->holds[i]));
        json_object_set_new(json_array_get(options, i), "search", json);
    }
    for (size_t i = 0; i < search->trade_count; i++) {
        json_t *json = point_json(&search->trades[i].point);
        json_object_set_new(json, "id",
                            to_json_text(search->cooling->options[search->trades[i].option].params.id));
        json_array_append_new(pareto, json);
    }
    json_object_set_new(answer, "pareto", pareto);
}
