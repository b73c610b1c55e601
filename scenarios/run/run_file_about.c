/// What a run's result file says of its scenario: places, phases, targets, assumptions, published figures. Written at once.
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/run_file_parts.h"
#include "sim/memory.h"

/// A column of texts over one scale, written at once.
static void put_texts(struct run_file *file, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    size_t variable = run_file_variable(file, STORE_TEXT, name, "1", long_name, scale, NULL, NULL);
    store_put_texts(file->store, variable, texts);
}

static void put_member(struct run_file *file, const char *name, const char *long_name, const char *scale,
                       const struct sim_list *list, size_t size, size_t offset)
{
    const char **texts = run_file_texts(list, size, offset);
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
                    run_file_variable(file, STORE_F64, "site_latitude", "degrees_north",
                                      "latitude of sites, WGS-84", SCHEMA_SITE, NULL, NULL),
                    latitude);
    store_put_fixed(file->store,
                    run_file_variable(file, STORE_F64, "site_longitude", "degrees_east",
                                      "longitude of sites, WGS-84", SCHEMA_SITE, NULL, NULL),
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
    store_put_fixed(
        file->store,
        run_file_variable(file, STORE_F64, "site_exit_ms", "ms",
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
                    run_file_variable(file, STORE_F64, "phase_racks", "standard rack",
                                      "racks of phases (nominal)", "phase", NULL, NULL),
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
    store_put_fixed(file->store,
                    run_file_variable(file, STORE_F64, SCHEMA_TARGET_DATE, STORE_DATE, "dates of targets",
                                      SCHEMA_TARGET, NULL, NULL),
                    dates);
    store_put_fixed(file->store,
                    run_file_variable(file, STORE_F64, SCHEMA_TARGET_GOAL, "1", "goals, in target_unit",
                                      SCHEMA_TARGET, NULL, NULL),
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
        run_file_text_scale(file, scale, "numbers of the scenario with a source, by path", columns[PATH],
                            count);
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
    store_put_fixed(file->store,
                    run_file_variable(file, STORE_F64, "observation_date", STORE_DATE,
                                      "dates of observations", scale, NULL, NULL),
                    columns.dates);
    store_put_fixed(file->store,
                    run_file_variable(file, STORE_F64, "observation_value", "1",
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
    run_file_text_scale(file, scale,
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
        store_put_fixed(file->store,
                        run_file_variable(file, STORE_F64, numbers[i].name, numbers[i].unit,
                                          numbers[i].long_name, scale, NULL, NULL),
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

void run_file_put_about(struct run_file *file, const struct siting *siting)
{
    put_places(file);
    put_exits(file, siting);
    put_phases(file);
    put_edges(file, siting);
    put_targets(file);
    put_assumptions(file, SCHEMA_INPUT, true);
    put_assumptions(file, "assumption", false);
    put_observations(file);
}
