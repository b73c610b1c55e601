/// A site's own processes: facility, fleet, cabinets of the stock, phases with their halls and cabinets. And the storms that
/// stop work on the phases.
#include "models/build.h"

#include <stdio.h>
#include <string.h>

#include "sim/memory.h"

static sim_lp add_facility(struct province_build *build, int64_t s)
{
    const struct site_params *site = (const struct site_params *)build->province->sites.items + s;
    struct facility_wire *wire = &build->facility_wires[s];
    char name[256];
    *wire = (struct facility_wire){.site = s, .power = &build->province->power};
    wire->plants[0] = world_grid(build->world, site->climate, site->stock_plant);
    wire->plants[1] = world_grid(build->world, site->climate, site->new_plant);
    wire->weather = world_weather(build->world, site->climate, &wire->weather_hours);
    wire->full_load_power = world_full_load(build->world, site->climate, site->new_plant);
    memcpy(wire->load_hour_factor, build->load_hour_factor, sizeof(wire->load_hour_factor));
    memcpy(wire->carbon_hour_factor, build->carbon_hour_factor, sizeof(wire->carbon_hour_factor));
    if (province_has_dispatch(build->province)) {
        wire->classes = build->province->classes.items;
        wire->class_count = build->province->classes.count;
    }
    snprintf(name, sizeof(name), "sites/%s/facility", site->id);
    return build->facilities[s] = sim_add(build->engine, &facility_kind, name, wire);
}

/// Sums of a site's stock at the epoch, as the racks themselves will have it.
static void open_books(const struct province_build *build, const struct site_params *site,
                       struct fleet_sums *sums)
{
    const struct stock_params *stock = site->stock.items;
    for (int64_t i = 0; i < site->stock.count; i++) {
        int64_t c = stock[i].compute;
        double kw = (double)stock[i].racks * stock[i].rack_kw;
        double tflops = build_vintage_kw(build, &stock[i]) * build->stock_tflops_per_kw[c];
        sums->service_kw[0][c] += kw;
        sums->equipped_kw[0][c] += build_filled_racks(build->province, &stock[i]) * stock[i].rack_kw;
        sums->tflops[c] += tflops;
        sums->hpc_tflops += stock[i].is_hpc ? tflops : 0;
        sums->ordered += kw / UNITS_STANDARD_RACK_KW;
    }
}

static sim_lp add_fleet(struct province_build *build, int64_t s, sim_lp facility, bool every_day)
{
    const struct site_params *site = (const struct site_params *)build->province->sites.items + s;
    struct fleet_wire *wire = &build->fleet_wires[s];
    char name[256];
    *wire = (struct fleet_wire){
        .site = s,
        .classes = build->province->classes.items,
        .class_count = build->province->classes.count,
        .tflops_per_kw = build->new_tflops_per_kw,
        .ramp = &build->province->ramp,
        .facility = facility,
        .pool = build->pool,
        .every_day = every_day,
    };
    open_books(build, site, &wire->opening);
    snprintf(name, sizeof(name), "sites/%s/fleet", site->id);
    return sim_add(build->engine, &fleet_kind, name, wire);
}

/// Parameters that any cabinet of a class at a site has.
static struct rack_wire rack_of(const struct province_build *build, int64_t class_index, sim_lp fleet,
                                int64_t racks, double rack_kw)
{
    const struct compute_class *class_ =
        (const struct compute_class *)build->province->classes.items + class_index;
    return (struct rack_wire){
        .class_ = class_,
        .ramp = &build->province->ramp,
        .class_index = (uint32_t)class_index,
        .count = (uint32_t)racks,
        .rack_kw = rack_kw,
        .tflops_per_kw = build->new_tflops_per_kw[class_index],
        .stock_tflops_per_kw = build->stock_tflops_per_kw[class_index],
        .fleet = fleet,
        .market = build->markets[class_->market],
        .asks = build->pool && build->has_work[class_index],
    };
}

static sim_lp add_racks(struct province_build *build, const char *name, const struct rack_wire *given)
{
    size_t group = build->rack_group_count++;
    build->rack_wires[group] = *given;
    build->rack_groups[group] =
        sim_add_array(build->engine, &rack_kind, name, given->count, &build->rack_wires[group]);
    return build->rack_groups[group];
}

static void add_stock(struct province_build *build, const struct site_params *site, sim_lp fleet)
{
    const struct stock_params *stock = site->stock.items;
    char name[256];
    for (int64_t i = 0; i < site->stock.count; i++) {
        struct rack_wire wire = rack_of(build, stock[i].compute, fleet, stock[i].racks, stock[i].rack_kw);
        wire.is_hpc = stock[i].is_hpc != 0;
        wire.stock_filled = build_filled_racks(build->province, &stock[i]);
        wire.stock_vintage = build->stock_vintage[stock[i].compute];
        snprintf(name, sizeof(name), "sites/%s/stock%d/rack", site->id, (int)i);
        add_racks(build, name, &wire);
    }
}

/// What `racks` cabinets of a phase weigh in the ledger. hall: -1 for the whole phase.
static struct stage_unit weigh(const struct province_build *build, const struct phase_params *phase,
                               int64_t site, int64_t index, int64_t hall, double racks)
{
    const struct compute_class *class_ =
        (const struct compute_class *)build->province->classes.items + phase->compute;
    double kw = racks * phase->rack_kw;
    double tflops = kw * build->new_tflops_per_kw[phase->compute];
    double filled = phase->owner_equips ? 1 : build->province->ramp.plateau_frac;
    return (struct stage_unit){
        .site = site,
        .phase = index,
        .hall = hall,
        .compute = phase->compute,
        .racks = kw / UNITS_STANDARD_RACK_KW,
        .compute_eflops = filled * tflops * class_->count_frac / UNITS_TFLOPS_PER_EFLOPS,
        .hpc_pflops = phase->is_hpc ? filled * tflops / UNITS_TFLOPS_PER_PFLOPS : 0,
        .fp64_pflops = compute_is_fp64(class_) ? filled * tflops / UNITS_TFLOPS_PER_PFLOPS : 0,
    };
}

static void wire_hall(struct province_build *build, struct hall_wire *wire, const struct phase_params *phase,
                      sim_lp fleet, const struct stage_unit *unit, uint32_t racks)
{
    const struct province *province = build->province;
    const struct build_params *kind = (const struct build_params *)province->builds.items + phase->build;
    const struct compute_class *class_ =
        (const struct compute_class *)province->classes.items + phase->compute;
    double kw = racks * phase->rack_kw;
    double servers_cny = phase->owner_equips ? class_->cost_cny_per_kw * kw : 0;
    *wire = (struct hall_wire){
        .phase = phase,
        .build = kind,
        .unit = *unit,
        .kw = kw,
        .capital_cny = kind->mep_cny_per_kw * kw + servers_cny,
        .value_cny = (kind->civil_cny_per_kw + kind->mep_cny_per_kw) * kw,
        .extend_at_frac = phase->waits_for_demand ? province->ramp.extend_at_frac : 0,
        .treasury = build->treasury,
        .mep_crews = build->crews[1],
        .install_crews = build->crews[2],
        .cabinet_market = build->markets[province->cabinet_market],
        .fleet = fleet,
        .rack_count = racks,
    };
}

/// Halls of a phase and their cabinets, shared out evenly.
static void add_halls(struct province_build *build, const struct site_params *site, int64_t s, int64_t p,
                      sim_lp fleet, struct project_wire *project)
{
    const struct phase_params *phase = project->given;
    struct hall_wire *halls = &build->hall_wires[build->hall_count];
    uint32_t n = build_hall_count(phase, project->build);
    char name[256];
    for (uint32_t h = 0; h < n; h++) {
        uint32_t racks = (uint32_t)(phase->racks * (h + 1) / n - phase->racks * h / n);
        struct stage_unit unit = weigh(build, phase, s, p, h, racks);
        wire_hall(build, &halls[h], phase, fleet, &unit, racks);
        snprintf(name, sizeof(name), "sites/%s/phase%d/hall%u", site->id, (int)p, h);
        sim_lp hall = sim_add(build->engine, &hall_kind, name, &halls[h]);
        if (h == 0)
            project->halls = hall;
    }
    project->hall_count = n;
    build->hall_count += n;
    for (uint32_t h = 0; h < n; h++) {
        struct rack_wire wire = rack_of(build, phase->compute, fleet, halls[h].rack_count, phase->rack_kw);
        wire.is_new = 1;
        wire.is_hpc = phase->is_hpc != 0;
        wire.owner_equips = phase->owner_equips != 0;
        wire.asks &= !wire.owner_equips;
        snprintf(name, sizeof(name), "sites/%s/phase%d/hall%u/rack", site->id, (int)p, h);
        halls[h].racks = add_racks(build, name, &wire);
    }
}

static void add_phases(struct province_build *build, const struct site_params *site, int64_t s, sim_lp fleet)
{
    const struct province *province = build->province;
    const struct phase_params *phases = site->phases.items;
    const struct city_params *city = (const struct city_params *)province->cities.items + site->city;
    char name[256];
    for (int64_t p = 0; p < site->phases.count; p++) {
        size_t index = build->project_count++;
        struct project_wire *wire = &build->project_wires[index];
        *wire = (struct project_wire){
            .given = &phases[p],
            .build = (const struct build_params *)province->builds.items + phases[p].build,
            .unit = weigh(build, &phases[p], s, p, -1, (double)phases[p].racks),
            .it_mw = (double)phases[p].racks * phases[p].rack_kw / UNITS_KW_PER_MW,
            .review_threshold_mw = province->review.threshold_mw,
            .review_days = province->review.review_days,
            .storm_exposure_frac = city->storm_exposure_frac,
            .epoch_civil_day = province->epoch,
            .quota = build->quota,
            .treasury = build->treasury,
            .civil_crews = build->crews[0],
            .grid = build->zones[city->zone],
            .fleet = fleet,
        };
        snprintf(name, sizeof(name), "sites/%s/phase%d", site->id, (int)p);
        build->projects[index] = sim_add(build->engine, &project_kind, name, wire);
        add_halls(build, site, s, p, fleet, wire);
    }
}

void build_sites(struct province_build *build, bool every_day)
{
    const struct province *province = build->province;
    const struct site_params *sites = province->sites.items;
    // Each site's own processes side by side: neighbours share a worker, and the sites are dealt out among workers.
    for (int64_t s = 0; s < province->sites.count; s++) {
        sim_lp facility = build->province->power.is_simulated ? add_facility(build, s) : 0;
        sim_lp fleet = add_fleet(build, s, facility, every_day);
        add_stock(build, &sites[s], fleet);
        add_phases(build, &sites[s], s, fleet);
    }
}

void build_storm(struct province_build *build)
{
    build->storm_wire =
        (struct storm_wire){&build->province->storms, build->projects, (uint32_t)build->project_count};
    sim_add(build->engine, &storm_kind, "storms", &build->storm_wire);
}
