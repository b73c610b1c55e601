#include "scenarios/run/run_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/store.h"
#include "scenarios/run/run_map.h"
#include "sim/memory.h"

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

/// Texts of one member of all elements of a list.
static const char **texts_of(const struct sim_list *list, size_t size, size_t offset)
{
    const char **texts = sim_memory_new((size_t)list->count + 1, sizeof(*texts), "a result file");
    for (int64_t i = 0; i < list->count; i++)
        texts[i] = *(const char *const *)((const char *)list->items + (size_t)i * size + offset);
    return texts;
}

static void add_text_scale(struct run_file *file, const char *name, const char *long_name,
                           const char *const *texts, size_t count)
{
    if (count > 0)
        store_add_scale(
            file->store,
            &(struct store_scale){
                .name = name, .unit = "1", .long_name = long_name, .count = count, .texts = texts});
}

static void add_keys(struct run_file *file, const char *name, const char *long_name,
                     const struct sim_list *list, size_t size)
{
    const char **keys = texts_of(list, size, 0);
    add_text_scale(file, name, long_name, keys, (size_t)list->count);
    free(keys);
}

/// Ids of targets repeat, one a year: the scale's are id@date.
static void add_target_scale(struct run_file *file)
{
    const struct target_params *targets = file->province->targets.items;
    size_t count = (size_t)file->province->targets.count;
    char(*names)[160] = sim_memory_new(count + 1, sizeof(*names), "a result file");
    const char **texts = sim_memory_new(count + 1, sizeof(*texts), "a result file");
    for (size_t i = 0; i < count; i++) {
        char date[11];
        sim_date_write(targets[i].date, date);
        snprintf(names[i], sizeof(names[i]), "%s@%s", targets[i].id, date);
        texts[i] = names[i];
    }
    add_text_scale(file, SCHEMA_TARGET, "targets", texts, count);
    free(names);
    free(texts);
}

/// Phases are named by their path in the scenario: site.phases[i].
static void add_phase_scale(struct run_file *file)
{
    const struct site_params *sites = file->province->sites.items;
    size_t count = phase_count(file->province), n = 0;
    char(*names)[160] = sim_memory_new(count + 1, sizeof(*names), "a result file");
    const char **texts = sim_memory_new(count + 1, sizeof(*texts), "a result file");
    for (int64_t s = 0; s < file->province->sites.count; s++)
        for (int64_t p = 0; p < sites[s].phases.count; p++, n++) {
            snprintf(names[n], sizeof(names[n]), "%s.phases[%d]", sites[s].id, (int)p);
            texts[n] = names[n];
        }
    add_text_scale(file, "phase", "phases of sites", texts, count);
    free(names);
    free(texts);
}

/// Links are named by their counties.
static void add_link_scale(struct run_file *file)
{
    const struct network_link *links = file->province->network.links.items;
    const struct county_params *counties = file->province->counties.items;
    size_t count = (size_t)file->province->network.links.count;
    char(*names)[160] = sim_memory_new(count + 1, sizeof(*names), "a result file");
    const char **texts = sim_memory_new(count + 1, sizeof(*texts), "a result file");
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof(names[i]), "%.70s-%.70s", counties[links[i].a].id, counties[links[i].b].id);
        texts[i] = names[i];
    }
    add_text_scale(file, SCHEMA_LINK, "fibres, by the counties that they link", texts, count);
    free(names);
    free(texts);
}

static void add_input_scale(struct run_file *file)
{
    size_t count = scenario_input_count(file->scenario);
    const char **paths = sim_memory_new(count + 1, sizeof(*paths), "a result file");
    for (size_t i = 0; i < count; i++)
        paths[i] = scenario_input(file->scenario, i)->path;
    add_text_scale(file, SCHEMA_INPUT, "paths of the uncertain inputs", paths, count);
    free(paths);
}

static void add_scales(struct run_file *file)
{
    const struct calendar *calendar = file->calendar;
    const struct province *province = file->province;
    store_add_scale(file->store,
                    &(struct store_scale){SCHEMA_TIME, STORE_DATE, "recording dates", calendar->time_count,
                                          calendar->time_days, NULL, false});
    if (calendar->month_count > 0)
        store_add_scale(file->store,
                        &(struct store_scale){SCHEMA_MONTH, STORE_DATE, "months, by their last day",
                                              calendar->month_count, calendar->month_days, NULL, false});
    add_keys(file, SCHEMA_SITE, "sites", &province->sites, sizeof(struct site_params));
    add_keys(file, SCHEMA_COUNTY, "counties, by administrative code", &province->counties,
             sizeof(struct county_params));
    add_keys(file, SCHEMA_CLASS, "classes of compute", &province->classes, sizeof(struct compute_class));
    add_keys(file, SCHEMA_EXIT, "exits of the province", &province->network.exits,
             sizeof(struct network_exit));
    add_link_scale(file);
    add_keys(file, SCHEMA_INDICATOR, "indicators of access", &province->access.indicators,
             sizeof(struct access_indicator));
    add_text_scale(file, SCHEMA_CAUSE, "what stands in the way", cause_names, CAUSE_COUNT);
    add_phase_scale(file);
    add_target_scale(file);
    add_input_scale(file);
}

static size_t add(struct run_file *file, enum store_type type, const char *name, const char *unit,
                  const char *long_name, const char *a, const char *b, const char *c)
{
    return store_add_variable(
        file->store,
        &(struct store_variable){
            .name = name, .unit = unit, .long_name = long_name, .scales = {a, b, c}, .type = type});
}

static void add_results(struct run_file *file)
{
    const char *r = SCHEMA_REPLICATION;
    for (int i = 0; i < SERIES_COUNT; i++)
        file->series[i] = add(file, STORE_F64, series_list[i].name, series_list[i].unit,
                              series_list[i].long_name, r, SCHEMA_TIME, NULL);
    file->class_eflops =
        add(file, STORE_F64, "class_eflops", "EFLOPS", "compute in service after the counting rule, by class",
            r, SCHEMA_CLASS, SCHEMA_TIME);
    for (int i = 0; i < SITE_SERIES_COUNT; i++)
        file->site_series[i] = add(file, STORE_F64, site_series_list[i].name, site_series_list[i].unit,
                                   site_series_list[i].long_name, r, SCHEMA_SITE, SCHEMA_TIME);
    if (file->calendar->month_count > 0)
        for (int i = 0; i < SITE_MONTHS_COUNT; i++)
            file->site_months[i] = add(file, STORE_F64, site_months_list[i].name, site_months_list[i].unit,
                                       site_months_list[i].long_name, r, SCHEMA_SITE, SCHEMA_MONTH);
    for (int i = 0; i < PHASE_DATES_COUNT && phase_count(file->province) > 0; i++)
        file->phase_dates[i] = add(file, STORE_F64, phase_dates_list[i].name, phase_dates_list[i].unit,
                                   phase_dates_list[i].long_name, r, "phase", NULL);
    file->wait_days = add(file, STORE_F64, "wait_days", "day",
                          "days of waiting by cause, mean over the site's planned standard racks", r,
                          SCHEMA_SITE, SCHEMA_CAUSE);
    file->work_days = add(file, STORE_F64, "work_days", "day",
                          "days of work as planned by cause, mean over the site's planned standard racks", r,
                          SCHEMA_SITE, SCHEMA_CAUSE);
    file->planned_wait_days =
        add(file, STORE_F64, SCHEMA_PLANNED_WAIT, "day",
            "days of waiting by cause, mean over all planned standard racks", r, SCHEMA_CAUSE, NULL);
    file->edge_wait_days =
        add(file, STORE_F64, "edge_wait_days", "day",
            "days of waiting by cause, mean over the planned edge sites", r, SCHEMA_CAUSE, NULL);
    if (file->province->counties.count > 0 && file->calendar->month_count > 0)
        for (int i = 0; i < COUNTY_MONTHS_COUNT; i++)
            file->county_months[i] =
                add(file, STORE_F64, county_months_list[i].name, county_months_list[i].unit,
                    county_months_list[i].long_name, r, SCHEMA_COUNTY, SCHEMA_MONTH);
    if (file->province->network.exits.count > 0 && file->calendar->month_count > 0)
        for (int i = 0; i < EXIT_MONTHS_COUNT; i++)
            file->exit_months[i] = add(file, STORE_F64, exit_months_list[i].name, exit_months_list[i].unit,
                                       exit_months_list[i].long_name, r, SCHEMA_EXIT, SCHEMA_MONTH);
    if (file->province->access.indicators.count > 0)
        for (int i = 0; i < ACCESS_CURVES_COUNT; i++)
            file->access_curves[i] =
                add(file, STORE_F64, access_curves_list[i].name, access_curves_list[i].unit,
                    access_curves_list[i].long_name, r, SCHEMA_INDICATOR, NULL);
    if (file->province->network.links.count > 0)
        file->link_peak_tbps = add(file, STORE_F64, "link_egress_peak_tbps", "Tbps",
                                   "peak load of egress at the end, by fibre", r, SCHEMA_LINK, NULL);
    if (file->province->targets.count > 0) {
        file->target_value = add(file, STORE_F64, SCHEMA_TARGET_VALUE, "1",
                                 "value at the target's date, in target_unit", r, SCHEMA_TARGET, NULL);
        file->target_cause =
            add(file, STORE_I32, SCHEMA_TARGET_CAUSE, "1",
                "index of the cause that bound most of what is missing last; -1 where reached", r,
                SCHEMA_TARGET, NULL);
        file->target_missing =
            add(file, STORE_F64, SCHEMA_TARGET_MISSING, "1",
                "planned and missing at the date, by the cause that bound it last, in target_unit", r,
                SCHEMA_TARGET, SCHEMA_CAUSE);
    }
    if (scenario_input_count(file->scenario) > 0)
        file->input_value = add(file, STORE_F64, SCHEMA_INPUT_VALUE, "1", "value drawn, in input_unit", r,
                                SCHEMA_INPUT, NULL);
}

/// A column of texts over one scale, written at once.
static void put_texts(struct run_file *file, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    size_t variable = add(file, STORE_TEXT, name, "1", long_name, scale, NULL, NULL);
    store_put_texts(file->store, variable, texts);
}

static void put_member(struct run_file *file, const char *name, const char *long_name, const char *scale,
                       const struct sim_list *list, size_t size, size_t offset)
{
    const char **texts = texts_of(list, size, offset);
    put_texts(file, name, long_name, scale, texts);
    free(texts);
}

static void put_places(struct run_file *file)
{
    const struct province *province = file->province;
    const struct site_params *sites = province->sites.items;
    size_t count = (size_t)province->sites.count;
    double *latitude = sim_memory_new(count, sizeof(double), "a result file"),
           *longitude = sim_memory_new(count, sizeof(double), "a result file");
    const char **cities = sim_memory_new(count, sizeof(*cities), "a result file");
    for (size_t i = 0; i < count; i++) {
        latitude[i] = sites[i].latitude_deg;
        longitude[i] = sites[i].longitude_deg;
        cities[i] = ((const struct city_params *)province->cities.items)[sites[i].city].id;
    }
    put_member(file, "site_name", "names of sites", SCHEMA_SITE, &province->sites, sizeof(*sites),
               offsetof(struct site_params, name));
    put_member(file, "site_name_zh", "Chinese names of sites", SCHEMA_SITE, &province->sites, sizeof(*sites),
               offsetof(struct site_params, name_zh));
    put_member(file, "site_cluster", "clusters of sites", SCHEMA_SITE, &province->sites, sizeof(*sites),
               offsetof(struct site_params, cluster));
    put_texts(file, "site_city", "cities of sites", SCHEMA_SITE, cities);
    store_put_fixed(file->store,
                    add(file, STORE_F64, "site_latitude", "degrees_north", "latitude of sites, WGS-84",
                        SCHEMA_SITE, NULL, NULL),
                    latitude);
    store_put_fixed(file->store,
                    add(file, STORE_F64, "site_longitude", "degrees_east", "longitude of sites, WGS-84",
                        SCHEMA_SITE, NULL, NULL),
                    longitude);
    if (province->counties.count > 0) {
        put_member(file, "county_name", "names of counties", SCHEMA_COUNTY, &province->counties,
                   sizeof(struct county_params), offsetof(struct county_params, name));
        put_member(file, "county_name_zh", "Chinese names of counties", SCHEMA_COUNTY, &province->counties,
                   sizeof(struct county_params), offsetof(struct county_params, name_zh));
    }
    put_member(file, "class_precision", "floating-point precision of classes", SCHEMA_CLASS,
               &province->classes, sizeof(struct compute_class), offsetof(struct compute_class, precision));
    free(latitude);
    free(longitude);
    free(cities);
}

/// How far sites are from the world outside, at the end of the run and with nominal figures.
static void put_exits(struct run_file *file, const struct siting *siting)
{
    const struct province *province = file->province;
    const struct site_params *sites = province->sites.items;
    struct country_network network;
    if (province->network.exits.count == 0)
        return;
    double *exit_ms = sim_memory_new((size_t)province->sites.count, sizeof(double), "a result file");
    country_network_init(&network, &siting->country, province, province->end);
    for (int64_t s = 0; s < province->sites.count; s++)
        exit_ms[s] = country_exit_ms(&network, &siting->country, province, sites[s].latitude_deg,
                                     sites[s].longitude_deg);
    store_put_fixed(file->store,
                    add(file, STORE_F64, "site_exit_ms", "ms",
                        "round trip from sites to the nearest exit of the province, at the end, nominal",
                        SCHEMA_SITE, NULL, NULL),
                    exit_ms);
    country_network_clear(&network);
    free(exit_ms);
}

static void put_phases(struct run_file *file)
{
    const struct province *province = file->province;
    const struct site_params *sites = province->sites.items;
    size_t count = phase_count(province), n = 0;
    if (count == 0)
        return;
    const char **names = sim_memory_new(count, sizeof(char *), "a result file"),
               **builds = sim_memory_new(count, sizeof(char *), "a result file");
    double *racks = sim_memory_new(count, sizeof(double), "a result file");
    for (int64_t s = 0; s < province->sites.count; s++)
        for (int64_t p = 0; p < sites[s].phases.count; p++, n++) {
            const struct phase_params *phase = (const struct phase_params *)sites[s].phases.items + p;
            names[n] = phase->name;
            builds[n] = ((const struct build_params *)province->builds.items)[phase->build].id;
            racks[n] = (double)phase->racks * phase->rack_kw / UNITS_STANDARD_RACK_KW;
        }
    put_texts(file, "phase_name", "names of phases", "phase", names);
    put_texts(file, "phase_build", "kinds of building of phases", "phase", builds);
    store_put_fixed(file->store,
                    add(file, STORE_F64, "phase_racks", "standard rack", "racks of phases (nominal)", "phase",
                        NULL, NULL),
                    racks);
    free(names);
    free(builds);
    free(racks);
}

static void put_targets(struct run_file *file)
{
    const struct province *province = file->province;
    const struct target_params *targets = province->targets.items;
    size_t count = (size_t)province->targets.count;
    if (count == 0)
        return;
    double *dates = sim_memory_new(count, sizeof(double), "a result file"),
           *goals = sim_memory_new(count, sizeof(double), "a result file");
    const char **senses = sim_memory_new(count, sizeof(char *), "a result file"),
               **units = sim_memory_new(count, sizeof(char *), "a result file"),
               **sources = sim_memory_new(count, sizeof(char *), "a result file");
    for (size_t i = 0; i < count; i++) {
        char path[64];
        snprintf(path, sizeof(path), "targets[%zu].value", i);
        dates[i] = (double)(targets[i].date - province->epoch);
        goals[i] = targets[i].value;
        senses[i] = targets[i].sense == TARGET_AT_LEAST ? ">=" : "<=";
        units[i] = series_list[series_find(target_series_name(&targets[i]))].unit;
        sources[i] = scenario_source(file->scenario, path);
    }
    put_member(file, SCHEMA_TARGET_ID, "ids of targets", SCHEMA_TARGET, &province->targets, sizeof(*targets),
               offsetof(struct target_params, id));
    store_put_fixed(
        file->store,
        add(file, STORE_F64, SCHEMA_TARGET_DATE, STORE_DATE, "dates of targets", SCHEMA_TARGET, NULL, NULL),
        dates);
    store_put_fixed(
        file->store,
        add(file, STORE_F64, SCHEMA_TARGET_GOAL, "1", "goals, in target_unit", SCHEMA_TARGET, NULL, NULL),
        goals);
    put_texts(file, SCHEMA_TARGET_SENSE, "whether more or less is better", SCHEMA_TARGET, senses);
    put_texts(file, SCHEMA_TARGET_UNIT, "units of targets", SCHEMA_TARGET, units);
    put_member(file, SCHEMA_TARGET_BASIS, "how targets are counted", SCHEMA_TARGET, &province->targets,
               sizeof(*targets), offsetof(struct target_params, basis));
    put_member(file, SCHEMA_TARGET_BASIS_ZH, "how targets are counted, in Chinese", SCHEMA_TARGET,
               &province->targets, sizeof(*targets), offsetof(struct target_params, basis_zh));
    put_texts(file, SCHEMA_TARGET_SOURCE, "sources of targets", SCHEMA_TARGET, sources);
    free(dates);
    free(goals);
    free(senses);
    free(units);
    free(sources);
}

/// The columns of a table of assumptions. only_inputs: the uncertain ones, in the order of the scale `input`.
static void put_assumptions(struct run_file *file, const char *scale, bool only_inputs)
{
    size_t all, count;
    const struct assumption *list = scenario_assumptions(file->scenario, &all);
    count = only_inputs ? scenario_input_count(file->scenario) : all;
    if (count == 0)
        return;
    enum { PATH, VALUE, UNIT, SOURCE, MARK, SHOCK, COLUMNS };
    static const char *const names[COLUMNS] = {"path", "value", "unit", "source", "mark", "shock"};
    static const char *const long_names[COLUMNS] = {"paths in the scenario",
                                                    "values or distributions",
                                                    "units",
                                                    "sources",
                                                    "stated, derived or estimated",
                                                    "common shocks"};
    const char **columns[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        columns[c] = sim_memory_new(count, sizeof(char *), "a result file");
    }
    for (size_t i = 0; i < count; i++) {
        const struct assumption *a = only_inputs ? scenario_input(file->scenario, i) : &list[i];
        columns[PATH][i] = a->path;
        columns[VALUE][i] = a->text;
        columns[UNIT][i] = a->unit;
        columns[SOURCE][i] = a->source;
        columns[MARK][i] = a->mark;
        columns[SHOCK][i] = a->shock;
    }
    if (!only_inputs)
        add_text_scale(file, scale, "numbers of the scenario with a source, by path", columns[PATH], count);
    for (int c = 1; c < COLUMNS; c++) {
        char name[64], long_name[128];
        snprintf(name, sizeof(name), "%s_%s", scale, only_inputs && c == VALUE ? "distribution" : names[c]);
        snprintf(long_name, sizeof(long_name), "%s of the scenario's %ss", long_names[c], scale);
        put_texts(file, name, long_name, scale, columns[c]);
    }
    for (int c = 0; c < COLUMNS; c++)
        free(columns[c]);
}

/// Published figures, and the points that access is fitted to, as columns.
struct observation_columns {
    const char **series, **kinds, **sources;
    double *dates, *values;
    size_t count;
};

static void fill_observations(const struct run_file *file, struct observation_columns *columns)
{
    static const char *const kinds[] = {"observed", "target", "aim", "proxy", "estimate"};
    const struct observation_params *list = file->province->observations.items;
    const struct access_indicator *indicators = file->province->access.indicators.items;
    char path[320];
    for (int64_t i = 0; i < file->province->observations.count; i++) {
        size_t n = columns->count++;
        snprintf(path, sizeof(path), "observations[%d].value", (int)i);
        columns->series[n] = list[i].series;
        columns->dates[n] = (double)(list[i].date - file->province->epoch);
        columns->values[n] = list[i].value;
        columns->kinds[n] = kinds[list[i].kind];
        columns->sources[n] = scenario_source(file->scenario, path);
    }
    for (int64_t k = 0; k < file->province->access.indicators.count; k++) {
        const struct access_point *points = indicators[k].points.items;
        for (int64_t i = 0; i < indicators[k].points.count; i++) {
            size_t n = columns->count++;
            snprintf(path, sizeof(path), "access.indicators.%.200s.points[%d].value", indicators[k].id,
                     (int)i);
            columns->series[n] = indicators[k].id;
            columns->dates[n] = (double)(points[i].date - file->province->epoch);
            columns->values[n] = points[i].value;
            columns->kinds[n] = access_kind_names[points[i].kind];
            columns->sources[n] = scenario_source(file->scenario, path);
        }
    }
}

static size_t observation_count(const struct province *province)
{
    const struct access_indicator *indicators = province->access.indicators.items;
    size_t count = (size_t)province->observations.count;
    for (int64_t i = 0; i < province->access.indicators.count; i++)
        count += (size_t)indicators[i].points.count;
    return count;
}

static void put_observations(struct run_file *file)
{
    const char *scale = "observation", *what = "a result file";
    size_t count = observation_count(file->province);
    if (count == 0)
        return;
    struct observation_columns columns = {
        sim_memory_new(count, sizeof(char *), what), sim_memory_new(count, sizeof(char *), what),
        sim_memory_new(count, sizeof(char *), what), sim_memory_new(count, sizeof(double), what),
        sim_memory_new(count, sizeof(double), what), 0};
    double *indices = sim_memory_new(count, sizeof(*indices), what);
    for (size_t i = 0; i < count; i++)
        indices[i] = (double)i;
    fill_observations(file, &columns);
    store_add_scale(file->store, &(struct store_scale){scale, "1", "published figures to compare with", count,
                                                       indices, NULL, true});
    put_texts(file, "observation_series", "series of observations", scale, columns.series);
    store_put_fixed(
        file->store,
        add(file, STORE_F64, "observation_date", STORE_DATE, "dates of observations", scale, NULL, NULL),
        columns.dates);
    store_put_fixed(file->store,
                    add(file, STORE_F64, "observation_value", "1",
                        "values of observations, in the series' unit", scale, NULL, NULL),
                    columns.values);
    put_texts(file, "observation_kind", "what kind of figures they are", scale, columns.kinds);
    put_texts(file, "observation_source", "sources of observations", scale, columns.sources);
    free(indices);
    free(columns.series);
    free(columns.kinds);
    free(columns.sources);
    free(columns.dates);
    free(columns.values);
}

/// What is told of a placed edge site.
struct edge_columns {
    const char **names, **counties, **kinds, **years;
    double *latitude, *longitude, *racks;
};

static void fill_edges(const struct province *province, const struct siting *siting, char (*texts)[2][160],
                       const struct edge_columns *columns)
{
    const struct county_params *counties = province->counties.items;
    const struct site_kind *kinds = province->site_kinds.items;
    const struct siting_year *years = province->siting.years.items;
    for (size_t i = 0; i < siting->plan.count; i++) {
        const struct siting_place *place = &siting->places[i];
        const struct country_site *site = &siting->country.sites[place->site];
        const char *county = counties[site->county].id;
        snprintf(texts[i][0], sizeof(texts[i][0]), "%.100s/%d", county, place->site);
        snprintf(texts[i][1], sizeof(texts[i][1]), site->is_existing ? "existing" : "reserve");
        if (!site->is_existing && place->period < province->siting.years.count)
            sim_date_write(years[place->period].date, texts[i][1]);
        columns->names[i] = texts[i][0];
        columns->years[i] = texts[i][1];
        columns->counties[i] = county;
        columns->kinds[i] = kinds[site->kind].id;
        columns->latitude[i] = site->lat_deg;
        columns->longitude[i] = site->lon_deg;
        columns->racks[i] = site->racks;
    }
}

static void put_edges(struct run_file *file, const struct siting *siting)
{
    const char *scale = "edge_site", *what = "a result file";
    size_t count = siting->plan.count;
    if (count == 0)
        return;
    char(*texts)[2][160] = sim_memory_new(count, sizeof(*texts), what);
    struct edge_columns columns = {
        sim_memory_new(count, sizeof(char *), what), sim_memory_new(count, sizeof(char *), what),
        sim_memory_new(count, sizeof(char *), what), sim_memory_new(count, sizeof(char *), what),
        sim_memory_new(count, sizeof(double), what), sim_memory_new(count, sizeof(double), what),
        sim_memory_new(count, sizeof(double), what)};
    fill_edges(file->province, siting, texts, &columns);
    add_text_scale(file, scale,
                   "placed edge data centres in the order of the roll-out, by county and candidate",
                   columns.names, count);
    put_texts(file, "edge_site_county", "counties of edge data centres", scale, columns.counties);
    put_texts(file, "edge_site_kind", "kinds of their sites", scale, columns.kinds);
    put_texts(file, "edge_site_year", "years that they are placed in, by their last day; existing; reserve",
              scale, columns.years);
    struct {
        const char *name, *unit, *long_name;
        const double *values;
    } numbers[] = {
        {"edge_site_latitude", "degrees_north", "latitude of edge data centres, WGS-84", columns.latitude},
        {"edge_site_longitude", "degrees_east", "longitude of edge data centres, WGS-84", columns.longitude},
        {"edge_site_racks", "standard rack", "racks of edge data centres", columns.racks},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        store_put_fixed(
            file->store,
            add(file, STORE_F64, numbers[i].name, numbers[i].unit, numbers[i].long_name, scale, NULL, NULL),
            numbers[i].values);
    free(texts);
    free(columns.names);
    free(columns.counties);
    free(columns.kinds);
    free(columns.years);
    free(columns.latitude);
    free(columns.longitude);
    free(columns.racks);
}

enum sim_status run_file_create(const struct run_about *about, const struct scenario *scenario,
                                const struct siting *siting, const struct calendar *calendar,
                                struct run_file **out, struct sim_error *error)
{
    const struct province *province = scenario_province(scenario, 0);
    struct run_file *file = sim_memory_new(1, sizeof(*file), "a result file");
    char epoch[11];
    *out = NULL;
    *file = (struct run_file){.scenario = scenario,
                              .province = province,
                              .calendar = calendar,
                              .untils = about->untils && about->untils->count > 0 ? about->untils : NULL,
                              .replications = about->replications};
    sim_date_write(province->epoch, epoch);
    struct store_head head = {.title = province->title,
                              .program_version = SUANLI_VERSION,
                              .command = about->command,
                              .scenario_text = scenario_text(scenario),
                              .seed = about->seed,
                              .replications = about->replications,
                              .is_open = file->untils,
                              .epoch = epoch};
    enum sim_status status = store_create(about->path, &head, &file->store, error);
    if (status != SIM_OK) {
        free(file);
        return status;
    }
    if (about->is_antithetic)
        store_attribute_whole(file->store, SCHEMA_ANTITHETIC, 1);
    add_scales(file);
    run_map_put(file->store, province);
    add_results(file);
    demand_columns_add(&file->demand, file->store, province, calendar);
    dispatch_columns_add(&file->dispatch, file->store, province, calendar);
    put_places(file);
    put_exits(file, siting);
    put_phases(file);
    put_edges(file, siting);
    put_targets(file);
    put_assumptions(file, SCHEMA_INPUT, true);
    put_assumptions(file, "assumption", false);
    put_observations(file);
    *out = file;
    return SIM_OK;
}

enum sim_status run_file_add(struct run_file *file, const struct outcome *outcome)
{
    struct store *store = file->store;
    size_t r = file->replication++, sites = (size_t)file->province->sites.count;
    size_t times = file->calendar->time_count, months = file->calendar->month_count;
    enum sim_status status = SIM_OK;
    for (size_t i = 0; i < SERIES_COUNT; i++)
        status = store_put(store, file->series[i], r, outcome->series + i * times);
    store_put(store, file->class_eflops, r, outcome->class_eflops);
    for (size_t i = 0; i < SITE_SERIES_COUNT; i++)
        store_put(store, file->site_series[i], r, outcome->site_series + i * sites * times);
    for (size_t i = 0; i < SITE_MONTHS_COUNT && months > 0; i++)
        store_put(store, file->site_months[i], r, outcome->site_months + i * sites * months);
    size_t phases = phase_count(file->province);
    for (size_t i = 0; i < PHASE_DATES_COUNT && phases > 0; i++)
        store_put(store, file->phase_dates[i], r, outcome->phase_dates + i * phases);
    store_put(store, file->wait_days, r, outcome->wait_days);
    store_put(store, file->work_days, r, outcome->work_days);
    store_put(store, file->planned_wait_days, r, outcome->planned_wait_days);
    store_put(store, file->edge_wait_days, r, outcome->edge_wait_days);
    size_t counties = (size_t)file->province->counties.count;
    for (size_t i = 0; i < COUNTY_MONTHS_COUNT && counties > 0 && months > 0; i++)
        store_put(store, file->county_months[i], r, outcome->county_months + i * counties * months);
    size_t exits = (size_t)file->province->network.exits.count;
    for (size_t i = 0; i < EXIT_MONTHS_COUNT && exits > 0 && months > 0; i++)
        store_put(store, file->exit_months[i], r, outcome->exit_months + i * exits * months);
    size_t indicators = (size_t)file->province->access.indicators.count;
    for (size_t i = 0; i < ACCESS_CURVES_COUNT && indicators > 0; i++)
        store_put(store, file->access_curves[i], r, outcome->access_curves + i * indicators);
    if (file->province->network.links.count > 0)
        store_put(store, file->link_peak_tbps, r, outcome->link_peak_tbps);
    if (file->province->targets.count > 0) {
        store_put(store, file->target_value, r, outcome->target_value);
        store_put(store, file->target_cause, r, outcome->target_cause);
        store_put(store, file->target_missing, r, outcome->target_missing);
    }
    if (scenario_input_count(file->scenario) > 0)
        status = store_put(store, file->input_value, r, outcome->inputs);
    demand_columns_put(&file->demand, store, r, &outcome->demand, file->province, file->calendar);
    dispatch_columns_put(&file->dispatch, store, r, &outcome->dispatch, file->province, file->calendar);
    file->events += outcome->totals.events;
    return status;
}

enum sim_status run_file_close(struct run_file *file, struct sim_error *error)
{
    store_attribute_whole(file->store, SCHEMA_EVENTS, (int64_t)file->events);
    if (file->untils) {
        untils_store(file->untils, file->store);
        if (file->replication < file->replications)
            store_shorten(file->store, file->replication);
    }
    enum sim_status status = store_close(file->store, error);
    free(file);
    return status;
}

void run_file_abandon(struct run_file *file)
{
    if (!file)
        return;
    store_abandon(file->store);
    free(file);
}
