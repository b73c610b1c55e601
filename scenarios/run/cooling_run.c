/// All plants at all loads; bands.
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdlib.h>

#include "models/physics/plant_sets.h"
#include "results/stats.h"
#include "scenarios/run/cooling.h"
#include "scenarios/run/progress.h"
#include "sim/memory.h"

const double cooling_loads[COOLING_LOADS] = {0.30, 0.50, 0.75, 1.0};
const char *const cooling_load_names[COOLING_LOADS] = {"30", "50", "75", "100"};

static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    is_interrupted = 1;
}

void cooling_catch_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt}, hang_up;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    // A lost terminal interrupts too, unless the program was started to survive it.
    if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

bool cooling_is_interrupted(void)
{
    return is_interrupted;
}

static int threads_of(uint32_t threads)
{
    return threads ? (int)threads : omp_get_num_procs();
}

/// The hall at the moment that power fails: design load, design weather.
static struct ride_through_case failure_of(const struct cooling_option *option, double load)
{
    const struct plant_design *design = &option->design;
    const struct plant_params *params = &option->params;
    struct plant_hour hour;
    plant_run(design, load, params->design_dry_degc, params->design_wet_degc, &hour);
    double inside =
        hour.it_kw + hour.fan_kw + hour.ups_loss_kw + hour.distribution_loss_kw + hour.lighting_kw;
    double liquid = params->liquid.heat_frac;
    bool has_loop = hour.chilled_degc > 0.0 || design->parts.machine == MACHINE_CHILLER_AIR ||
                    design->parts.machine == MACHINE_CHILLER_WATER;
    return (struct ride_through_case){
        .load_frac = load,
        .heat_frac = inside / hour.it_kw,
        .supply_degc = params->air.supply_degc,
        .rise_k = params->air.rise_k * load / fmax(params->air.minimum_speed_frac, load),
        .water_degc = has_loop ? params->chilled_water_degc : NAN,
        .liquid_frac = liquid,
        .free_frac = hour.free_frac,
        .is_dx = design->parts.machine == MACHINE_DX,
        .capacity_frac = fmax(1.05, params->chiller.sizing_ratio / load),
    };
}

static void run_curve(const struct cooling *cooling, struct cooling_option *option)
{
    for (int i = 0; i < COOLING_CURVE; i++) {
        double load = (i + 1.0) / COOLING_CURVE;
        struct energy_sums year;
        const struct energy_sums *known = NULL;
        for (int k = 0; k < COOLING_LOADS; k++)
            known = cooling_loads[k] == load ? &option->loads[k] : known;
        option->curve[i] = known ? energy_pue(known) : NAN;
        if (known || !cooling->has_curve)
            continue;
        study_year_run(&cooling->year, &option->design, NULL, load, &year, NULL);
        option->curve[i] = energy_pue(&year);
    }
}

static void run_option(const struct cooling *cooling, struct cooling_option *option)
{
    const struct study_year_def *def = &cooling->year;
    const struct cooling_study_params *study = cooling->params;
    plant_size(&option->params, cooling->pressure_pa, &option->design);
    for (int i = 0; i < COOLING_LOADS; i++)
        study_year_run(def, &option->design, NULL, cooling_loads[i], &option->loads[i], NULL);
    run_curve(cooling, option);
    study_year_run(def, &option->design, cooling->load, 0, &option->year, NULL);
    study_year_run(def, &option->design, cooling->fill_load, 0, &option->fill, NULL);

    // The scenario's own plants are given as they are operated.
    if (option->is_catalogue) {
        struct plant_params operated = option->params;
        struct plant_design design;
        plant_set_as_operated(&operated);
        plant_size(&operated, cooling->pressure_pa, &design);
        study_year_run(def, &design, cooling->load, 0, &option->operated, NULL);
    }

    hall_size(&option->design, study, option->loads[COOLING_LOADS - 1].peak_kw, &option->size);
    hall_capital(&option->design, &option->size, &study->cost, &option->capital);
    hall_cost(&option->year, study->it_kw, option->capital.total, &study->cost, &option->cost);

    struct ride_through_case failure = failure_of(option, 1.0);
    for (int i = 0; i < 2; i++) {
        failure.has_storage = i == 1;
        ride_through_run(&study->ride_through, &failure, &option->ride[i]);
    }
    option->pue = option->wue = option->cny_per_it_kwh = (struct cooling_band){{NAN, NAN, NAN}};
}

void cooling_run(struct cooling *cooling, uint32_t threads)
{
#pragma omp parallel for schedule(dynamic) num_threads(threads_of(threads))
    for (size_t i = 0; i < cooling->count; i++) {
        if (is_interrupted)
            continue;
        run_option(cooling, &cooling->options[i]);
    }
}

/// One draw of one option.
struct draw {
    double pue, wue, cny;
};

static struct draw draw_one(const struct cooling *cooling, const struct cooling_option *option,
                            const struct weather_hour *weather, uint32_t replication)
{
    struct study_year_def def = cooling->year;
    struct plant_params params = option->params;
    struct plant_design design;
    struct energy_sums year;
    struct hall_cost cost;
    def.weather = weather;
    plant_set_draw(&params, (enum plant_set_size)cooling->params->size, cooling->seed, replication);
    plant_size(&params, cooling->pressure_pa, &design);
    study_year_run(&def, &design, cooling->load, 0, &year, NULL);
    hall_cost(&year, cooling->params->it_kw, option->capital.total, &cooling->params->cost, &cost);
    return (struct draw){energy_pue(&year), energy_wue(&year), cost.cny_per_it_kwh};
}

static struct cooling_band band_of(double *values, size_t count)
{
    stats_sort(values, count);
    return (struct cooling_band){{stats_quantile(values, count, 0.05), stats_quantile(values, count, 0.5),
                                  stats_quantile(values, count, 0.95)}};
}

static void set_bands(struct cooling *cooling, const struct draw *draws)
{
    double *values = sim_memory_new(cooling->draws, sizeof(*values), "bands");
    for (size_t i = 0; i < cooling->count; i++) {
        struct cooling_option *option = &cooling->options[i];
        option->pue_draws = sim_memory_new(cooling->draws, sizeof(double), "bands");
        option->wue_draws = sim_memory_new(cooling->draws, sizeof(double), "bands");
        for (uint32_t r = 0; r < cooling->draws; r++) {
            option->pue_draws[r] = values[r] = draws[r * cooling->count + i].pue;
            option->wue_draws[r] = draws[r * cooling->count + i].wue;
        }
        option->pue = band_of(values, cooling->draws);
        for (uint32_t r = 0; r < cooling->draws; r++)
            values[r] = option->wue_draws[r];
        option->wue = band_of(values, cooling->draws);
        for (uint32_t r = 0; r < cooling->draws; r++)
            values[r] = draws[r * cooling->count + i].cny;
        option->cny_per_it_kwh = band_of(values, cooling->draws);
    }
    free(values);
}

void cooling_draw(struct cooling *cooling, uint32_t threads, bool is_quiet)
{
    if (cooling->draws == 0)
        return;
    struct draw *draws = sim_memory_new((size_t)cooling->draws * cooling->count, sizeof(*draws), "bands");
    struct progress progress;
    size_t done = 0;
    progress_start(&progress, "draws", cooling->draws, is_quiet);
#pragma omp parallel for schedule(dynamic) num_threads(threads_of(threads))
    for (uint32_t r = 0; r < cooling->draws; r++) {
        const struct weather_hour *weather = cooling->weather;
        struct weather_hour *drawn = NULL;
        if (cooling->climate) { // drawn weather is another year in each draw
            drawn = sim_memory_new(cooling->hours, sizeof(*drawn), "weather");
            struct sim_rng rng = sim_rng_named(cooling->seed, cooling->climate->id, 0, 0, r);
            weather_years(cooling->climate, &cooling->params->weather, &rng, cooling->first_civil_day,
                          cooling->hours, drawn);
            weather = drawn;
        }
        for (size_t i = 0; i < cooling->count && !is_interrupted; i++)
            draws[r * cooling->count + i] = draw_one(cooling, &cooling->options[i], weather, r);
        free(drawn);
#pragma omp critical
        progress_tell(&progress, ++done);
    }
    progress_end(&progress);
    set_bands(cooling, draws);
    free(draws);
}
