/// suanli check: all faults of a scenario, or what it holds.
#include <stdio.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/override.h"
#include "scenarios/run/sweep_check.h"
#include "scenarios/run/sweep_plan.h"

/// Standard racks in service at the epoch and planned.
static void count_racks(const struct province *province, double *stock_racks, double *new_racks)
{
    const struct site_params *sites = province->sites.items;
    *stock_racks = *new_racks = 0;
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct stock_params *stock = sites[s].stock.items;
        for (int64_t i = 0; i < sites[s].stock.count; i++)
            *stock_racks += (double)stock[i].racks * stock[i].rack_kw / UNITS_STANDARD_RACK_KW;
        *new_racks += site_new_racks(&sites[s]);
    }
}

/// The group `sweep`, as far as only trying its values can tell; of a file of points by making the plan.
static enum sim_status check_sweep(const struct options *options, const struct scenario *scenario,
                                   struct sim_error *error)
{
    struct sweep_plan plan;
    enum sim_status status =
        sweep_check_values(scenario, options->argument, options->overrides, options->override_count, error);
    if (status != SIM_OK || !is_csv_name(scenario_province(scenario, 0)->sweep.design))
        return status;
    status = sweep_plan_create(&plan, options, error);
    if (status == SIM_OK)
        sweep_plan_clear(&plan);
    return status;
}

enum sim_status cmd_check(const struct options *options, struct sim_error *error)
{
    struct scenario *scenario;
    enum sim_status status =
        scenario_open(options->argument, options->overrides, options->override_count, 1, &scenario, error);
    if (status != SIM_OK)
        return status;
    status = check_sweep(options, scenario, error);
    if (status != SIM_OK) {
        scenario_close(scenario);
        return status;
    }
    const struct province *province = scenario_province(scenario, 0);
    size_t assumptions;
    double stock_racks, new_racks;
    scenario_assumptions(scenario, &assumptions);
    count_racks(province, &stock_racks, &new_racks);
    if (!options->quiet)
        printf("%s: no fault\n%s\n%lld sites, %lld cabinets; %.0f standard racks in service, %.0f planned\n"
               "%zu figures with a source or mark, %zu of them uncertain; %lld targets\n",
               options->argument, province->title, (long long)province->sites.count,
               (long long)province_rack_count(province), stock_racks, new_racks, assumptions,
               scenario_input_count(scenario), (long long)province->targets.count);
    scenario_close(scenario);
    return SIM_OK;
}
