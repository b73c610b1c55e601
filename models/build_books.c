/// What a build knows before its first process: how many halls and groups of cabinets there will be, and what each kW of
/// equipment does, so that the stock carries the baseline.
#include "models/build.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"

uint32_t build_hall_count(const struct phase_params *phase, const struct build_params *build)
{
    double racks = (double)phase->racks * phase->rack_kw / UNITS_STANDARD_RACK_KW;
    double halls = ceil(racks / build->hall_racks - 1e-9);
    return (uint32_t)fmax(1, fmin(halls, (double)phase->racks));
}

void build_count(const struct province *province, size_t *projects, size_t *halls, size_t *rack_groups)
{
    const struct site_params *sites = province->sites.items;
    const struct build_params *builds = province->builds.items;
    *projects = *halls = *rack_groups = 0;
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct phase_params *phases = sites[s].phases.items;
        *rack_groups += (size_t)sites[s].stock.count;
        for (int64_t p = 0; p < sites[s].phases.count; p++) {
            uint32_t n = build_hall_count(&phases[p], &builds[phases[p].build]);
            *projects += 1;
            *halls += n;
            *rack_groups += n;
        }
    }
}

static double occupied_frac(const struct province *province, const struct stock_params *stock)
{
    return stock->occupied_frac < 0 ? province->ramp.stock_occupied_frac : stock->occupied_frac;
}

uint32_t build_filled_racks(const struct province *province, const struct stock_params *stock)
{
    return (uint32_t)llround(occupied_frac(province, stock) * (double)stock->racks);
}

/// Vintages of a class's stock. A cabinet's age follows from its index alone: all stocks of the class share one list.
static void list_vintages(struct province_build *build)
{
    const struct province *province = build->province;
    const struct compute_class *classes = province->classes.items;
    const struct site_params *sites = province->sites.items;
    int64_t most[COMPUTE_CLASS_MAX] = {0};
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct stock_params *stock = sites[s].stock.items;
        for (int64_t i = 0; i < sites[s].stock.count; i++)
            if (stock[i].racks > most[stock[i].compute])
                most[stock[i].compute] = stock[i].racks;
    }
    for (int64_t c = 0; c < province->classes.count; c++) {
        build->stock_vintage[c] = sim_memory_new((size_t)most[c], sizeof(double), "a province");
        for (int64_t i = 0; i < most[c]; i++)
            build->stock_vintage[c][i] =
                compute_vintage(&classes[c], -rack_stock_age_days(&classes[c], (uint32_t)i));
    }
}

double build_vintage_kw(const struct province_build *build, const struct stock_params *stock)
{
    const double *vintage = build->stock_vintage[stock->compute];
    uint32_t racks = (uint32_t)stock->racks, filled = build_filled_racks(build->province, stock), rest = 0;
    double sum = 0;
    for (uint32_t i = 0; i < racks; i++) {
        // As rack_stock_is_filled has it, without its divisions: the running total steps where the rest is full.
        rest += filled;
        if (rest < racks)
            continue;
        rest -= racks;
        sum += stock->rack_kw * vintage[i];
    }
    return sum;
}

void build_calibrate(struct province_build *build)
{
    const struct province *province = build->province;
    const struct compute_class *classes = province->classes.items;
    const struct site_params *sites = province->sites.items;
    double stock_kw[COMPUTE_CLASS_MAX] = {0}, rest = 1;
    list_vintages(build);
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct stock_params *stock = sites[s].stock.items;
        for (int64_t i = 0; i < sites[s].stock.count; i++)
            stock_kw[stock[i].compute] += build_vintage_kw(build, &stock[i]);
    }
    for (int64_t c = 1; c < province->classes.count; c++)
        rest -= classes[c].baseline_share_frac;
    for (int64_t c = 0; c < province->classes.count; c++) {
        double share = c == 0 ? fmax(0, rest) : classes[c].baseline_share_frac;
        double tflops = province->baseline_eflops * share / classes[c].count_frac * UNITS_TFLOPS_PER_EFLOPS;
        build->stock_tflops_per_kw[c] = stock_kw[c] > 0 ? tflops / stock_kw[c] : 0;
        build->stock_tflops[c] = stock_kw[c] > 0 ? tflops : 0;
        build->new_tflops_per_kw[c] =
            classes[c].tflops_per_kw > 0 ? classes[c].tflops_per_kw : build->stock_tflops_per_kw[c];
    }
}
