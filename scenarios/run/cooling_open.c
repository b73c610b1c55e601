/// From options and scenario to a hall, its weather, its load and its plants.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/epw.h"
#include "models/physics/load_profile.h"
#include "models/physics/plant_catalogue.h"
#include "models/physics/plant_sets.h"
#include "models/physics/psychrometrics.h"
#include "scenarios/run/cooling.h"
#include "scenarios/run/load_csv.h"
#include "sim/memory.h"

#define HOURS_PER_DAY 24

/// The first whole civil year after the epoch: the same hours as the province's run has.
static int64_t first_day_of(const struct province *province)
{
    struct sim_date date = sim_date_of(province->epoch + 1);
    if (date.month > 1 || date.day > 1)
        date = (struct sim_date){date.year + 1, 1, 1};
    return sim_civil_day(date);
}

static void draw_weather(struct cooling *cooling)
{
    const struct province *province = cooling->province;
    const struct climate_params *climates = province->climates.items;
    int64_t index = cooling->params->climate < 0 ? 0 : cooling->params->climate;
    cooling->climate = &climates[index];
    cooling->first_civil_day = first_day_of(province);
    int year = sim_date_of(cooling->first_civil_day).year;
    int64_t days = sim_civil_day((struct sim_date){year + 1, 1, 1}) - cooling->first_civil_day;
    cooling->hours = (size_t)days * HOURS_PER_DAY;
    cooling->weather = sim_memory_new(cooling->hours, sizeof(*cooling->weather), "weather");
    cooling->pressure_pa = weather_pressure_pa(cooling->climate);
    struct sim_rng rng = sim_rng_named(cooling->seed, cooling->climate->id, 0, 0, 0);
    weather_years(cooling->climate, &cooling->params->weather, &rng, cooling->first_civil_day, cooling->hours,
                  cooling->weather);
    char text[256];
    const char *name = cooling->climate->name[0] ? cooling->climate->name : cooling->climate->id;
    snprintf(text, sizeof(text), "%s, drawn from monthly normals", name);
    cooling->weather_name = sim_memory_text(text);
}

/// Warmer weather of the same relative humidity.
static void warm(struct cooling *cooling, double warming_k)
{
    double pressure_pa = cooling->pressure_pa;
    for (size_t i = 0; i < cooling->hours; i++) {
        struct weather_hour *hour = &cooling->weather[i];
        double rh = psychrometrics_relative_humidity_frac(hour->dry_degc, hour->humidity, pressure_pa);
        hour->dry_degc += warming_k;
        double vapour_pa = fmin(rh, 1.0) * psychrometrics_saturation_pa(hour->dry_degc);
        hour->humidity = psychrometrics_humidity(vapour_pa, pressure_pa);
        hour->wet_degc = psychrometrics_wet_bulb_degc(hour->dry_degc, hour->humidity, pressure_pa);
    }
}

static enum sim_status read_weather(struct cooling *cooling, const char *path, struct sim_error *error)
{
    struct epw *epw;
    enum sim_status status = epw_open(path, &epw, error);
    if (status != SIM_OK)
        return status;
    char text[512];
    const char *slash = strrchr(path, '/');
    snprintf(text, sizeof(text), "%s (%s)", epw->place, slash ? slash + 1 : path);
    cooling->weather_name = sim_memory_text(text);
    cooling->hours = epw->hours;
    cooling->first_civil_day = epw->first_civil_day;
    cooling->pressure_pa = epw->pressure_pa;
    cooling->filled_hours = epw->filled_hours;
    cooling->jump_hours = epw->jump_hours;
    cooling->weather = sim_memory_new(epw->hours, sizeof(*cooling->weather), "weather");
    memcpy(cooling->weather, epw->weather, epw->hours * sizeof(*epw->weather));
    epw_close(epw);
    if (cooling->params->weather.warming_k != 0)
        warm(cooling, cooling->params->weather.warming_k);
    return SIM_OK;
}

static struct load_profile_def profile_of(const struct cooling *cooling)
{
    const struct province *province = cooling->province;
    const struct compute_class *classes = province->classes.items;
    int64_t compute = cooling->params->compute < 0 ? 0 : cooling->params->compute;
    return (struct load_profile_def){.plateau_frac = province->ramp.plateau_frac,
                                     .half_days = province->ramp.half_days,
                                     .scale_days = province->ramp.scale_days,
                                     .draw_frac = classes[compute].draw_frac,
                                     .hour_factor = province->power.load_hour_factor};
}

/// A trace from a file, repeated over the year.
static enum sim_status read_load(struct cooling *cooling, const char *path, struct sim_error *error)
{
    struct load_csv_def def = {path, cooling->params->it_kw, cooling->params->idle_frac};
    double *means;
    size_t count;
    int first;
    enum sim_status status = load_csv_read(&def, &first, &means, &count, error);
    if (status != SIM_OK)
        return status;
    load_profile_repeat(means, count, first, cooling->hours, cooling->load);
    free(means);
    cooling->load_name = path;
    return SIM_OK;
}

static enum sim_status make_loads(struct cooling *cooling, const char *path, struct sim_error *error)
{
    const struct cooling_study_params *params = cooling->params;
    struct load_profile_def profile = profile_of(cooling);
    cooling->load = sim_memory_new(cooling->hours, sizeof(*cooling->load), "a load");
    cooling->fill_load = sim_memory_new(cooling->hours, sizeof(*cooling->fill_load), "a load");
    load_profile_ramp(&profile, 0, cooling->hours, cooling->fill_load);
    if (path)
        return read_load(cooling, path, error);
    switch ((enum study_load)params->load) {
    case STUDY_RAMP:
        load_profile_ramp(&profile, params->from_day, cooling->hours, cooling->load);
        cooling->load_name = "racks that fill";
        break;
    case STUDY_DAILY:
        load_profile_daily(params->load_frac, profile.hour_factor, cooling->hours, cooling->load);
        cooling->load_name = "a day's swing";
        break;
    case STUDY_CONSTANT:
        load_profile_daily(params->load_frac, NULL, cooling->hours, cooling->load);
        cooling->load_name = "constant";
        break;
    }
    return SIM_OK;
}

/// Years that a design day of drawn weather is found from: one year alone may be cool.
#define DESIGN_YEARS 10

/// Design weather of this place, held inside of what the parameters may be.
static void find_design_day(struct cooling *cooling)
{
    double frac = cooling->params->wet_exceeded_frac;
    const struct weather_hour *weather = cooling->weather;
    struct weather_hour *drawn = NULL;
    size_t hours = cooling->hours;
    if (cooling->climate) {
        struct sim_rng rng = sim_rng_named(cooling->seed, cooling->climate->id, 1, 0, 0);
        hours *= DESIGN_YEARS;
        drawn = sim_memory_new(hours, sizeof(*drawn), "weather");
        weather_years(cooling->climate, &cooling->params->weather, &rng, cooling->first_civil_day, hours,
                      drawn);
        weather = drawn;
    }
    cooling->design_dry_degc = fmin(50, fmax(10, study_exceeded_degc(weather, hours, STUDY_DRY, frac)));
    cooling->design_wet_degc = fmin(35, fmax(5, study_exceeded_degc(weather, hours, STUDY_WET, frac)));
    free(drawn);
}

static const struct plant_params *own_plant(const struct province *province, const char *id)
{
    const struct plant_params *plants = province->plants.items;
    for (int64_t i = 0; i < province->plants.count; i++)
        if (strcmp(plants[i].id, id) == 0)
            return &plants[i];
    return NULL;
}

/// The catalogue, less what the scenario has under the same name, then the scenario's own.
static void list_options(struct cooling *cooling)
{
    const struct plant_params *own = cooling->province->plants.items;
    size_t built = plant_catalogue_count(), own_count = (size_t)cooling->province->plants.count;
    cooling->options = sim_memory_new(built + own_count, sizeof(*cooling->options), "plants");
    for (size_t i = 0; i < built; i++) {
        struct plant_params params = plant_catalogue_at(i);
        if (own_plant(cooling->province, params.id))
            continue;
        params.design_dry_degc = cooling->design_dry_degc;
        params.design_wet_degc = cooling->design_wet_degc;
        plant_set_reconcile(&params);
        cooling->options[cooling->count++] = (struct cooling_option){.params = params, .is_catalogue = true};
    }
    for (size_t i = 0; i < own_count; i++)
        cooling->options[cooling->count++] = (struct cooling_option){.params = own[i]};
}

/// Leaves only the option asked for.
static enum sim_status keep_option(struct cooling *cooling, const char *name, const char *argument,
                                   struct sim_error *error)
{
    const char **ids = sim_memory_new(cooling->count, sizeof(*ids), "plants");
    size_t found = cooling->count;
    for (size_t i = 0; i < cooling->count; i++) {
        ids[i] = cooling->options[i].params.id;
        found = strcmp(ids[i], name) == 0 ? i : found;
    }
    enum sim_status status = SIM_OK;
    if (found < cooling->count) {
        cooling->options[0] = cooling->options[found];
        cooling->count = 1;
    } else {
        const char *nearest = sim_nearest(name, ids, cooling->count);
        status = sim_error_say(
            error, SIM_USAGE, "--option: found \"%s\", expected %s\"%s\"; all of them: suanli cooling %s",
            name, nearest ? "perhaps " : "one such as ", nearest ? nearest : ids[0], argument);
    }
    free(ids);
    return status;
}

static enum sim_status prepare(struct cooling *cooling, const struct options *options,
                               struct sim_error *error)
{
    cooling->province = scenario_province(cooling->scenario, 0);
    cooling->params = &cooling->province->cooling;
    enum sim_status status = SIM_OK, load_status;
    if (options->weather)
        status = read_weather(cooling, options->weather, error);
    else
        draw_weather(cooling);
    // Faults of both files are told at once.
    cooling->hours = status == SIM_OK ? cooling->hours : HOURS_PER_DAY;
    load_status = make_loads(cooling, options->load, error);
    status = status == SIM_OK ? load_status : status;
    if (status != SIM_OK)
        return status;
    const struct power_params *power = &cooling->province->power;
    cooling->year = (struct study_year_def){.weather = cooling->weather,
                                            .hours = cooling->hours,
                                            .first_civil_day = cooling->first_civil_day,
                                            .cny_per_kwh = power->cny_per_kwh,
                                            .tariff_hour_factor = power->tariff_hour_factor,
                                            .carbon_kg_per_kwh = power->carbon_kg_per_kwh,
                                            .every_days = 1};
    find_design_day(cooling);
    list_options(cooling);
    cooling->has_curve = options->option || options->output;
    return options->option ? keep_option(cooling, options->option, options->argument, error) : SIM_OK;
}

enum sim_status cooling_open(const struct options *options, struct cooling **out, struct sim_error *error)
{
    struct cooling *cooling = sim_memory_new(1, sizeof(*cooling), "a study");
    *out = NULL;
    cooling->seed = options->seed;
    cooling->draws = options->has_replications ? options->replications : 0;
    enum sim_status status = scenario_open(options->argument, options->overrides, options->override_count, 1,
                                           &cooling->scenario, error);
    if (status == SIM_OK)
        status = prepare(cooling, options, error);
    if (status != SIM_OK) {
        cooling_close(cooling);
        return status;
    }
    *out = cooling;
    return SIM_OK;
}

void cooling_close(struct cooling *cooling)
{
    if (!cooling)
        return;
    for (size_t i = 0; i < cooling->count; i++) {
        free(cooling->options[i].pue_draws);
        free(cooling->options[i].wue_draws);
    }
    free(cooling->options);
    free(cooling->weather);
    free(cooling->weather_name);
    free(cooling->load);
    free(cooling->fill_load);
    if (cooling->scenario)
        scenario_close(cooling->scenario);
    free(cooling);
}
