/// What `suanli cooling` works on: a hall of the scenario, in a year of weather and load, under many plants.
///
///     cooling_open -> cooling_run -> cooling_draw (bands) -> cooling_print | cooling_json | cooling_explain | cooling_file_*
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "models/physics/hall_size.h"
#include "models/physics/study_year.h"
#include "results/store.h"
#include "scenarios/run/options.h"
#include "scenarios/run/scenario.h"

/// Constant loads that every plant is run at, beside the scenario's own year.
#define COOLING_LOADS 4
extern const double cooling_loads[COOLING_LOADS];           // 0.30 0.50 0.75 1
extern const char *const cooling_load_names[COOLING_LOADS]; // "30" ...

/// The load-PUE curve: 0.1, 0.2 ... 1 of the design IT load.
#define COOLING_CURVE 10

enum cooling_quantile { COOLING_Q05, COOLING_Q50, COOLING_Q95, COOLING_QUANTILES };

/// 5, 50 and 95 % of the draws.
struct cooling_band {
    double q[COOLING_QUANTILES];
};

/// One plant and all that is found about it. Sums are per kW of design IT.
struct cooling_option {
    struct plant_params params;              // sized for this weather, where it is of the catalogue
    bool is_catalogue;                       // else the scenario's own
    struct plant_design design;              //
    struct energy_sums loads[COOLING_LOADS]; // at constant load
    double curve[COOLING_CURVE];             // PUE of years at constant load; NAN unless asked for
    struct energy_sums year, fill,
        operated; // scenario's load; first year of a hall; scenario's load, as operated
    struct hall_size size;
    struct hall_capital capital;
    struct hall_cost cost;
    struct ride_through ride[2];                  // at full load in design weather: without, with a tank
    struct cooling_band pue, wue, cny_per_it_kwh; // of the year; NAN without draws
    double *pue_draws, *wue_draws;                // (draws)
};

struct cooling {
    struct scenario *scenario;
    const struct province *province;
    const struct cooling_study_params *params;
    const struct climate_params *climate; // null: the weather is a file's
    char *weather_name;
    const char *load_name;
    struct weather_hour *weather; // (hours)
    size_t hours;
    int64_t first_civil_day;
    size_t filled_hours; // of a file, that had gaps
    size_t jump_hours;   // of a file, whose dry bulb is far from that of the hour before
    double pressure_pa;
    double *load, *fill_load; // (hours), over design IT load
    struct study_year_def year;
    double design_dry_degc, design_wet_degc; // exceeded in params->wet_exceeded_frac of the hours
    bool has_curve;                          // curves are wanted
    struct cooling_option *options;
    size_t count;
    uint64_t seed;
    uint32_t draws;
};

/// Reads the scenario, weather and load, and lists the plants. Faults: 64 an unknown --option, 65, 66.
enum sim_status cooling_open(const struct options *options, struct cooling **out, struct sim_error *error);
void cooling_close(struct cooling *cooling);

/// From here on an interrupt (SIGINT, SIGTERM, SIGHUP) ends what is under way early; whether there was one.
void cooling_catch_signals(void);
bool cooling_is_interrupted(void);

/// Runs all plants at all loads, sizes and prices them. After an interrupt what it found is not whole, as of the next.
void cooling_run(struct cooling *cooling, uint32_t threads);

/// Draws parameters (and, where it is drawn, weather) `cooling->draws` times and sets the bands.
void cooling_draw(struct cooling *cooling, uint32_t threads, bool is_quiet);

void cooling_print(const struct cooling *cooling, FILE *stream, bool colours);

/// The answer as JSON, to be released.
json_t *cooling_json(const struct cooling *cooling, double wall_s);

/// One hour of one option, part by part. hour: "4000", "07-21T15", null for the worst. Fault 64: no such hour.
enum sim_status cooling_explain(const struct cooling *cooling, const char *hour, FILE *stream,
                                struct sim_error *error);

/// A file for every hour of every option, and what is found: created before anything is run, so that a place where it cannot
/// be made is told at once. Faults: those of store_create.
enum sim_status cooling_file_create(const struct cooling *cooling, const struct options *options,
                                    struct store **out, struct sim_error *error);

/// Fills and closes it. (store_abandon drops it.)
enum sim_status cooling_file_write(const struct cooling *cooling, struct store *store,
                                   struct sim_error *error);
