/// Builds a province's processes and wires them to each other.
///
/// Processes are added from those who serve to those who ask, so that at one instant a fleet records before the racks
/// tell it of their changes: a month's row is the state before that instant.
#include "models/models.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

struct province_build {
    struct sim_engine *engine;
    const struct province *province;
    const struct world *world;
    double new_tflops_per_kw[COMPUTE_CLASS_MAX];   // of equipment made at the epoch
    double stock_tflops_per_kw[COMPUTE_CLASS_MAX]; // likewise, of the stock
    double stock_tflops[COMPUTE_CLASS_MAX];        // of what is filled at the epoch
    double *stock_vintage[COMPUTE_CLASS_MAX];      // by index of the cabinet in its stock
    double load_hour_factor[24], carbon_hour_factor[24];
    sim_lp *facilities; // by site
    sim_lp quota, treasury;
    sim_lp crews[4]; // civil, mep, install, edge
    sim_lp *zones, *markets, *projects;
    struct contractor_wire crew_wires[4];
    struct grid_wire *zone_wires;
    struct supply_wire *market_wires;
    struct facility_wire *facility_wires;
    struct fleet_wire *fleet_wires;
    struct project_wire *project_wires;
    struct hall_wire *hall_wires;
    struct rack_wire *rack_wires;
    sim_lp *rack_groups;
    struct edge_wire *edge_wires;
    struct edge_power_wire *edge_power_wires;
    double *edge_start_day;                 // of all sites, county after county
    uint32_t *edge_rank;                    // likewise
    struct dispatch_wire dispatch_wires[2]; // the platform, the baseline
    struct province_dispatch *dispatches[2];
    struct demand_plan demand_plan;
    struct demand_wire demand_wire;
    double *programme_share;      // [programme][work]
    double *programme_city_frac;  // [programme][city]
    int64_t *programme_indicator; // [programme]
    sim_lp *demand_cities;        // [city]; null: nothing is asked for
    struct pool_wire pool_wire;
    int64_t *site_city, *site_cluster; // [site]
    sim_lp pool;                       // first, by class of compute; 0: tenants come of themselves
    bool has_work[COMPUTE_CLASS_MAX];  // programmes ask for what it serves; else tenants come of themselves
    struct storm_wire storm_wire;
    struct access_wire *access_wires;
    struct network_wire network_wire;
    sim_lp network; // takes cities' traffic; 0: no exit has a capacity
    struct network_era *eras;
    size_t era_count;
    double *city_share;                     // of people
    double *destination_weight, *onward_us; // of the egress
    size_t project_count, hall_count, rack_group_count;
};

static uint32_t hall_count_of(const struct phase_params *phase, const struct build_params *build)
{
    double racks = (double)phase->racks * phase->rack_kw / UNITS_STANDARD_RACK_KW;
    double halls = ceil(racks / build->hall_racks - 1e-9);
    return (uint32_t)fmax(1, fmin(halls, (double)phase->racks));
}

/// Counts what will be built, so that every array of parameters is allocated once and never moves.
static void count(const struct province *province, size_t *projects, size_t *halls, size_t *rack_groups)
{
    const struct site_params *sites = province->sites.items;
    const struct build_params *builds = province->builds.items;
    *projects = *halls = *rack_groups = 0;
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct phase_params *phases = sites[s].phases.items;
        *rack_groups += (size_t)sites[s].stock.count;
        for (int64_t p = 0; p < sites[s].phases.count; p++) {
            uint32_t n = hall_count_of(&phases[p], &builds[phases[p].build]);
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

static uint32_t filled_racks(const struct province *province, const struct stock_params *stock)
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

/// Nameplate of the filled cabinets of a stock, each weighted by its servers' vintage, kW.
static double vintage_kw(const struct province_build *build, const struct stock_params *stock)
{
    const double *vintage = build->stock_vintage[stock->compute];
    uint32_t racks = (uint32_t)stock->racks, filled = filled_racks(build->province, stock), rest = 0;
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

/// Finds each class's performance per kW, such that the stock carries the baseline, shared among classes as given.
static void calibrate(struct province_build *build)
{
    const struct province *province = build->province;
    const struct compute_class *classes = province->classes.items;
    const struct site_params *sites = province->sites.items;
    double stock_kw[COMPUTE_CLASS_MAX] = {0}, rest = 1;
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct stock_params *stock = sites[s].stock.items;
        for (int64_t i = 0; i < sites[s].stock.count; i++)
            stock_kw[stock[i].compute] += vintage_kw(build, &stock[i]);
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

static void add_resources(struct province_build *build)
{
    const struct province *province = build->province;
    const double crews[4] = {province->crews.civil, province->crews.mep, province->crews.install,
                             province->crews.edge};
    const char *const trades[4] = {"crews/civil", "crews/mep", "crews/install", "crews/edge"};
    char name[256];
    build->quota = sim_add(build->engine, &quota_kind, "review", &province->review);
    build->treasury = sim_add(build->engine, &treasury_kind, "capital", &province->capital);
    for (int i = 0; i < 4; i++) {
        build->crew_wires[i].crews = crews[i];
        build->crews[i] = sim_add(build->engine, &contractor_kind, trades[i], &build->crew_wires[i]);
    }
    const struct grid_params *zones = province->zones.items;
    for (int64_t i = 0; i < province->zones.count; i++) {
        build->zone_wires[i] = (struct grid_wire){&zones[i], province->epoch};
        snprintf(name, sizeof(name), "zones/%s", zones[i].id);
        build->zones[i] = sim_add(build->engine, &grid_kind, name, &build->zone_wires[i]);
    }
    const struct supply_params *markets = province->supply.items;
    for (int64_t i = 0; i < province->supply.count; i++) {
        build->market_wires[i] = (struct supply_wire){&markets[i], province->epoch};
        snprintf(name, sizeof(name), "supply/%s", markets[i].id);
        build->markets[i] = sim_add(build->engine, &supply_kind, name, &build->market_wires[i]);
    }
}

/// The pool that tenants come from, where programmes say how many there are.
static void add_pool(struct province_build *build)
{
    const struct province *province = build->province;
    const struct site_params *sites = province->sites.items;
    if (province->demand.programmes.count == 0)
        return;
    build->site_city = sim_memory_new((size_t)province->sites.count, sizeof(int64_t), "a province");
    build->site_cluster = sim_memory_new((size_t)province->sites.count, sizeof(int64_t), "a province");
    for (int64_t s = 0; s < province->sites.count; s++) {
        build->site_city[s] = sites[s].city;
        build->site_cluster[s] = sites[s].cluster[0] != '\0';
    }
    for (int w = 0; w < WORK_COUNT; w++) {
        int64_t compute = province->demand.work.of[w].compute;
        bool at_epoch;
        if (compute >= 0 && demand_plan_asks(&province->demand, (enum work)w, &at_epoch))
            build->has_work[compute] = true;
    }
    build->pool_wire = (struct pool_wire){build->site_city, build->site_cluster};
    build->pool = sim_add_array(build->engine, &pool_kind, "pool", (uint32_t)province->classes.count,
                                &build->pool_wire);
}

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
        double tflops = vintage_kw(build, &stock[i]) * build->stock_tflops_per_kw[c];
        sums->service_kw[0][c] += kw;
        sums->equipped_kw[0][c] += filled_racks(build->province, &stock[i]) * stock[i].rack_kw;
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
        wire.stock_filled = filled_racks(build->province, &stock[i]);
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
    uint32_t n = hall_count_of(phase, project->build);
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

static void add_sites(struct province_build *build, bool every_day)
{
    const struct province *province = build->province;
    const struct site_params *sites = province->sites.items;
    // Each site's own processes side by side: neighbours share a worker, and the sites are dealt out among workers.
    for (int64_t s = 0; s < province->sites.count; s++) {
        sim_lp facility = add_facility(build, s);
        sim_lp fleet = add_fleet(build, s, facility, every_day);
        add_stock(build, &sites[s], fleet);
        add_phases(build, &sites[s], s, fleet);
    }
}

/// Day on which site `rank` (from 0) of the roll-out starts: linear between the steps; -1 for the stock.
static double edge_start(const struct province *province, double rank)
{
    const struct edge_step *steps = province->edge.steps.items;
    double sites_before = province->edge.stock_sites, day_before = 0;
    if (rank < sites_before)
        return -1;
    for (int64_t i = 0; i < province->edge.steps.count; i++) {
        double day = (double)(steps[i].date - province->epoch);
        if (rank < steps[i].sites)
            return fmax(0, day_before +
                               (day - day_before) * (rank - sites_before) / (steps[i].sites - sites_before));
        sites_before = fmax(sites_before, steps[i].sites);
        day_before = day;
    }
    return fmax(0, day_before);
}

static void add_edge_power(struct province_build *build, size_t c)
{
    const struct province *province = build->province;
    const struct county_params *county = (const struct county_params *)province->counties.items + c;
    const struct city_params *city = (const struct city_params *)province->cities.items + county->city;
    struct edge_power_wire *wire = &build->edge_power_wires[c];
    char name[256];
    *wire = (struct edge_power_wire){
        .given = &province->edge_power,
        .county = (int64_t)c,
        .overhead_factor = province->power.overhead_factor,
        .cny_per_kwh = province->power.cny_per_kwh,
        .carbon_kg_per_kwh = province->power.carbon_kg_per_kwh,
    };
    if (city->climate >= 0)
        wire->days = world_edge_days(build->world, city->climate, &wire->day_count);
    for (int hour = 0; hour < 24; hour++)
        wire->price_factor += build->load_hour_factor[hour] * province->power.tariff_hour_factor[hour] / 24;
    snprintf(name, sizeof(name), "counties/%s/edge_power", county->id);
    build->edge_wires[c].power = sim_add(build->engine, &edge_power_kind, name, wire);
}

/// Sites of the plan that this roll-out comes to: the stock, and what its steps start. None without a plan.
static size_t edge_count(const struct province *province, const struct edge_plan *plan)
{
    const struct edge_step *steps = province->edge.steps.items;
    double most = province->edge.stock_sites;
    if (plan->count == 0)
        return 0;
    for (int64_t i = 0; i < province->edge.steps.count; i++)
        most = fmax(most, steps[i].sites);
    size_t count = (size_t)floor(most);
    SIM_ASSERT(count <= plan->count, "%zu edge sites are rolled out, %zu are placed", count, plan->count);
    return count;
}

/// The sites of the plan, county by county: in each an array of processes in the order of the plan.
static void add_edges(struct province_build *build)
{
    const struct province *province = build->province;
    const struct edge_plan *plan = world_edges(build->world);
    const struct county_params *counties = province->counties.items;
    size_t total = edge_count(province, plan);
    build->edge_start_day = sim_memory_new(total, sizeof(double), "a province");
    build->edge_rank = sim_memory_new(total, sizeof(*build->edge_rank), "a province");
    size_t next = 0;
    for (size_t c = 0; c < (size_t)province->counties.count; c++) {
        size_t first = next;
        char name[256];
        for (size_t rank = 0; rank < total; rank++)
            if (plan->sites[rank].county == (int64_t)c) {
                build->edge_rank[next] = (uint32_t)rank;
                build->edge_start_day[next++] = edge_start(province, (double)rank);
            }
        if (next == first)
            continue;
        build->edge_wires[c] = (struct edge_wire){
            .given = &province->edge,
            .unit = {.site = (int64_t)c, .hall = -1, .edge_sites = 1},
            .plan = plan,
            .rank = build->edge_rank + first,
            .start_day = build->edge_start_day + first,
            .crews = build->crews[3],
        };
        add_edge_power(build, c);
        snprintf(name, sizeof(name), "counties/%s/edge", counties[c].id);
        sim_add_array(build->engine, &edge_kind, name, (uint32_t)(next - first), &build->edge_wires[c]);
    }
}

/// Indicator of access of that series; -1: none.
static int64_t indicator_of(const struct province *province, const char *series)
{
    const struct access_indicator *indicators = province->access.indicators.items;
    for (int64_t i = 0; i < province->access.indicators.count; i++)
        if (strcmp(indicators[i].id, series) == 0)
            return i;
    return -1;
}

/// Shares of all programmes in each class of work, normalised, and where each is at home.
static void share_demand(struct province_build *build)
{
    const struct province *province = build->province;
    const struct programme_params *programmes = province->demand.programmes.items;
    size_t count = (size_t)province->demand.programmes.count, cities = (size_t)province->cities.count;
    double all[WORK_COUNT] = {0};
    build->programme_share = sim_memory_new(count * WORK_COUNT, sizeof(double), "a province");
    build->programme_city_frac = sim_memory_new(count * cities, sizeof(double), "a province");
    build->programme_indicator = sim_memory_new(count, sizeof(int64_t), "a province");
    for (size_t p = 0; p < count; p++)
        for (int w = 0; w < WORK_COUNT; w++)
            all[w] += programmes[p].share.of[w];
    for (size_t p = 0; p < count; p++) {
        for (int w = 0; w < WORK_COUNT; w++)
            build->programme_share[p * WORK_COUNT + w] = all[w] > 0 ? programmes[p].share.of[w] / all[w] : 0;
        province_programme_cities(province, &programmes[p], build->programme_city_frac + p * cities);
        build->programme_indicator[p] = indicator_of(province, programmes[p].driver);
    }
}

static void add_demand(struct province_build *build, bool every_day)
{
    const struct province *province = build->province;
    const struct compute_class *classes = province->classes.items;
    struct demand_plan *plan = &build->demand_plan;
    if (province->demand.programmes.count == 0)
        return;
    share_demand(build);
    *plan = (struct demand_plan){
        .given = &province->demand,
        .share = build->programme_share,
        .city_frac = build->programme_city_frac,
        .indicator = build->programme_indicator,
        .city_count = province->cities.count,
        .border_tbps = province->network.egress.peak_tbps,
        .epoch_civil_day = province->epoch,
    };
    for (int w = 0; w < WORK_COUNT; w++) {
        int64_t compute = province->demand.work.of[w].compute;
        plan->counted_per_tflops[w] = compute >= 0 ? classes[compute].count_frac : 0;
    }
    demand_plan_make(plan, build->stock_tflops);
    build->demand_wire = (struct demand_wire){
        .plan = plan,
        .network = build->network,
        .pool = build->pool,
        .class_count = (uint32_t)province->classes.count,
        .ahead_days = province->ramp.order_ahead_days,
        .every_day = every_day,
    };
    sim_lp first = sim_add_array(build->engine, &demand_kind, "demand", (uint32_t)province->cities.count,
                                 &build->demand_wire);
    build->demand_cities = sim_memory_new((size_t)province->cities.count, sizeof(sim_lp), "a province");
    for (int64_t i = 0; i < province->cities.count; i++)
        build->demand_cities[i] = first + (sim_lp)i;
}

static void add_storm(struct province_build *build)
{
    build->storm_wire =
        (struct storm_wire){&build->province->storms, build->projects, (uint32_t)build->project_count};
    sim_add(build->engine, &storm_kind, "storms", &build->storm_wire);
}

/// Each city's share of the province's people; without any, the same for all.
static double *share_people(const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    size_t cities = (size_t)province->cities.count;
    double *share = sim_memory_new(cities, sizeof(*share), "a province"), all = 0;
    for (int64_t i = 0; i < province->counties.count; i++) {
        share[counties[i].city] += (double)counties[i].population;
        all += (double)counties[i].population;
    }
    for (size_t c = 0; c < cities; c++)
        share[c] = all > 0 ? share[c] / all : 1 / (double)cities;
    return share;
}

static void add_network(struct province_build *build)
{
    const struct province *province = build->province;
    if (!province_has_egress(province))
        return;
    build->era_count = province_eras(province, &build->eras);
    build->city_share = share_people(province);
    size_t destinations = province_destinations(province, &build->destination_weight, &build->onward_us);
    build->network_wire = (struct network_wire){
        .given = &province->network,
        .epoch_civil_day = province->epoch,
        .city_count = province->cities.count,
        .share = build->city_share,
        .destination_count = (int64_t)destinations,
        .weight = build->destination_weight,
        .onward_us = build->onward_us,
        .eras = build->eras,
        .era_count = (int64_t)build->era_count,
    };
    build->network = sim_add(build->engine, &network_kind, "network", &build->network_wire);
}

/// True of an indicator that some programme follows.
static bool is_followed(const struct province_build *build, int64_t indicator)
{
    for (int64_t p = 0; p < build->province->demand.programmes.count; p++)
        if (build->programme_indicator[p] == indicator)
            return true;
    return false;
}

static void add_access(struct province_build *build)
{
    const struct access_params *access = &build->province->access;
    const struct access_indicator *indicators = access->indicators.items;
    size_t count = (size_t)access->indicators.count;
    build->access_wires = sim_memory_new(count, sizeof(*build->access_wires), "a province");
    for (size_t i = 0; i < count; i++) {
        char name[256];
        build->access_wires[i] = (struct access_wire){
            .given = access,
            .indicator = &indicators[i],
            .index = (int64_t)i,
            .epoch_civil_day = build->province->epoch,
            .fit = world_access(build->world, (int64_t)i),
            .receivers = build->demand_cities,
            .receiver_count = is_followed(build, (int64_t)i) ? (uint64_t)build->province->cities.count : 0,
        };
        snprintf(name, sizeof(name), "access/%.200s", indicators[i].id);
        sim_add(build->engine, &access_kind, name, &build->access_wires[i]);
    }
}

bool province_has_dispatch(const struct province *province)
{
    return province->dispatch.policy != DISPATCH_OFF && province->demand.programmes.count > 0;
}

static sim_lp add_dispatcher(struct province_build *build, int which, int64_t policy, const char *name)
{
    struct dispatch_wire *wire = &build->dispatch_wires[which];
    build->dispatches[which] =
        province_dispatch_make(wire, build->province, build->world, &build->demand_plan, policy);
    wire->is_baseline = which;
    // The same failures strike a job, whoever places it.
    wire->schedule.failures = sim_engine_stream(build->engine, "dispatch/failures");
    if (wire->edge_class >= 0)
        wire->edge_tflops_per_kw = build->new_tflops_per_kw[wire->edge_class];
    return sim_add(build->engine, &dispatch_kind, name, wire);
}

/// After all who tell it of a day: at one instant, what processes of lower numbers say comes first.
static void add_dispatch(struct province_build *build)
{
    const struct province *province = build->province;
    sim_lp dispatchers[2] = {0};
    if (!province_has_dispatch(province))
        return;
    dispatchers[0] = add_dispatcher(build, 0, province->dispatch.policy, "dispatch");
    if (province->dispatch.has_baseline && province->dispatch.policy != DISPATCH_NONE)
        dispatchers[1] = add_dispatcher(build, 1, DISPATCH_NONE, "dispatch/baseline");
    for (int64_t s = 0; s < province->sites.count; s++) {
        memcpy(build->fleet_wires[s].dispatchers, dispatchers, sizeof(dispatchers));
        province_dispatch_tell(build->dispatches[0], s, build->facilities[s]);
    }
    for (int64_t c = 0; c < province->counties.count; c++) {
        int64_t edge_class = build->dispatch_wires[0].edge_class;
        if (build->edge_wires[c].power == 0 || edge_class < 0)
            continue;
        memcpy(build->edge_wires[c].dispatchers, dispatchers, sizeof(dispatchers));
        build->edge_power_wires[c].dispatched =
            (const struct compute_class *)province->classes.items + edge_class;
        province_dispatch_tell_edge(build->dispatches[0], c, build->edge_wires[c].power);
    }
    build->demand_wire.dispatcher = dispatchers[0];
    build->demand_wire.baseline = dispatchers[1];
}

/// Hours of the day with a mean of 1.
static void normalise_hours(const double given[24], double factor[24])
{
    double sum = 0;
    for (int hour = 0; hour < 24; hour++)
        sum += given[hour];
    for (int hour = 0; hour < 24; hour++)
        factor[hour] = sum > 0 ? given[hour] * 24 / sum : 1;
}

void province_load_hours(const struct province *province, double load_hour_factor[24])
{
    normalise_hours(province->power.load_hour_factor, load_hour_factor);
}

struct province_build *province_build(struct sim_engine *engine, const struct province *province,
                                      const struct world *world, bool every_day)
{
    struct province_build *build = sim_memory_new(1, sizeof(*build), "a province");
    size_t projects, halls, rack_groups, sites = (size_t)province->sites.count;
    count(province, &projects, &halls, &rack_groups);
    build->engine = engine;
    build->province = province;
    build->world = world;
    build->zones = sim_memory_new((size_t)province->zones.count, sizeof(sim_lp), "a province");
    build->zone_wires = sim_memory_new((size_t)province->zones.count, sizeof(struct grid_wire), "a province");
    build->markets = sim_memory_new((size_t)province->supply.count, sizeof(sim_lp), "a province");
    build->market_wires =
        sim_memory_new((size_t)province->supply.count, sizeof(struct supply_wire), "a province");
    build->facility_wires = sim_memory_new(sites, sizeof(struct facility_wire), "a province");
    build->fleet_wires = sim_memory_new(sites, sizeof(struct fleet_wire), "a province");
    build->projects = sim_memory_new(projects, sizeof(sim_lp), "a province");
    build->project_wires = sim_memory_new(projects, sizeof(struct project_wire), "a province");
    build->hall_wires = sim_memory_new(halls, sizeof(struct hall_wire), "a province");
    build->rack_wires = sim_memory_new(rack_groups, sizeof(struct rack_wire), "a province");
    build->rack_groups = sim_memory_new(rack_groups, sizeof(sim_lp), "a province");
    build->edge_wires =
        sim_memory_new((size_t)province->counties.count, sizeof(struct edge_wire), "a province");
    list_vintages(build);
    build->edge_power_wires =
        sim_memory_new((size_t)province->counties.count, sizeof(struct edge_power_wire), "a province");
    calibrate(build);
    province_load_hours(province, build->load_hour_factor);
    normalise_hours(province->power.carbon_hour_factor, build->carbon_hour_factor);
    build->facilities = sim_memory_new(sites, sizeof(sim_lp), "a province");
    add_resources(build);
    add_pool(build);
    add_sites(build, every_day);
    add_edges(build);
    add_network(build);
    add_demand(build, every_day);
    add_dispatch(build);
    add_storm(build);
    add_access(build);
    return build;
}

void province_build_destroy(struct province_build *build)
{
    if (!build)
        return;
    for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
        free(build->stock_vintage[c]);
    free(build->zones);
    free(build->zone_wires);
    free(build->markets);
    free(build->market_wires);
    free(build->facility_wires);
    free(build->fleet_wires);
    free(build->projects);
    free(build->project_wires);
    free(build->hall_wires);
    free(build->rack_wires);
    free(build->rack_groups);
    free(build->edge_wires);
    free(build->edge_power_wires);
    free(build->edge_rank);
    free(build->edge_start_day);
    free(build->programme_share);
    free(build->facilities);
    for (int i = 0; i < 2; i++)
        province_dispatch_destroy(build->dispatches[i]);
    free(build->site_city);
    free(build->site_cluster);
    free(build->programme_city_frac);
    free(build->programme_indicator);
    free(build->demand_cities);
    free(build->access_wires);
    free(build->city_share);
    free(build->destination_weight);
    free(build->onward_us);
    province_eras_free(build->eras, build->era_count);
    free(build);
}

const struct demand_plan *province_demand(const struct province_build *build)
{
    return build->demand_plan.given ? &build->demand_plan : NULL;
}

size_t province_rack_groups(const struct province_build *build, const sim_lp **first,
                            const struct rack_wire **wires)
{
    *first = build->rack_groups;
    *wires = build->rack_wires;
    return build->rack_group_count;
}
