/// What an hour of each cooling option costs, and all of them over a year at four loads on one core.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "models/physics/plant_catalogue.h"
#include "models/physics/study_year.h"
#include "sim/memory.h"

#define HOURS 8760

static const double loads[] = {0.30, 0.50, 0.75, 1.0};

/// Fuzhou; sources in scenarios/data/fujian-places.cfg.
static const struct climate_params fuzhou = {
    .id = "fuzhou",
    .name = "Fuzhou",
    .altitude_m = 14.0,
    .mean_degc = {12.0, 12.7, 15.3, 19.5, 23.5, 27.1, 30.1, 29.7, 27.5, 23.4, 19.1, 14.0},
    .range_k = {6.0, 6.9, 7.8, 8.0, 7.3, 6.8, 7.8, 7.3, 6.6, 6.3, 6.1, 6.3},
    .rh_frac = {0.74, 0.78, 0.80, 0.80, 0.81, 0.82, 0.77, 0.77, 0.76, 0.71, 0.70, 0.70},
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(void)
{
    struct weather_hour *weather = sim_memory_new(HOURS, sizeof(*weather), "weather");
    struct sim_rng rng = sim_rng_named(1, fuzhou.id, 0, 0, 0);
    weather_year(&fuzhou, &rng, 19358, HOURS, 0, weather);
    struct study_year_def def = {
        .weather = weather, .hours = HOURS, .first_civil_day = 19358, .cny_per_kwh = 1, .every_days = 1};
    double all_s = 0;
    printf("%-30s %12s %8s\n", "option", "ns an hour", "PUE");
    for (size_t i = 0; i < plant_catalogue_count(); i++) {
        struct plant_params params = plant_catalogue_at(i);
        struct plant_design design;
        struct energy_sums year;
        double started_s = now_s();
        plant_size(&params, weather_pressure_pa(&fuzhou), &design);
        for (size_t k = 0; k < sizeof(loads) / sizeof(loads[0]); k++)
            study_year_run(&def, &design, NULL, loads[k], &year, NULL);
        double spent_s = now_s() - started_s;
        all_s += spent_s;
        printf("%-30s %12.0f %8.4f\n", params.id, spent_s * 1e9 / (4 * HOURS), energy_pue(&year));
    }
    printf("%zu options x %d hours x 4 loads: %.2f s, %.0f ns an option's hour\n", plant_catalogue_count(),
           HOURS, all_s, all_s * 1e9 / (4.0 * HOURS * (double)plant_catalogue_count()));
    free(weather);
    return 0;
}
