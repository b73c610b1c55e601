/// The dispatcher's wires, from a province: distances, who serves what, which centres there are.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/models.h"
#include "models/physics/latency.h"
#include "sim/memory.h"

struct province_dispatch {
    int64_t *site_city, *county_city;
    double *rtt_ms;
    uint32_t *order;
    const float **marginal_pue;
    sim_lp *facilities, *edge_powers;
};

static const struct county_params *seat_of(const struct province *province, int64_t city)
{
    int64_t seat = ((const struct city_params *)province->cities.items)[city].seat;
    return seat >= 0 ? (const struct county_params *)province->counties.items + seat : NULL;
}

/// Round trip from a city's people to a site: great circle and route factor, the node of the city and that of the site.
/// A city whose seat is not told counts as where its sites are.
static double site_rtt_ms(const struct province *province, int64_t city, const struct site_params *site)
{
    const struct network_params *network = &province->network;
    const struct county_params *seat = seat_of(province, city), *other = seat_of(province, site->city);
    struct latency_rule rule = {network->us_per_km, network->hop_us, network->access_us};
    bool is_own = site->city == city;
    double km = 0;
    if (seat && (site->latitude_deg != 0 || site->longitude_deg != 0)) {
        double factor = network_route_factor(network, seat->terrain);
        if (other)
            factor = fmax(factor, network_route_factor(network, other->terrain));
        km = factor * latency_great_circle_km(seat->latitude_deg, seat->longitude_deg, site->latitude_deg,
                                              site->longitude_deg);
    }
    return latency_round_trip_us(&rule, km, is_own ? 1 : 2) / 1000;
}

/// A city's order of sites: its own first where the policy wants it, then by distance.
static void sort_sites(const struct dispatch_wire *wire, int64_t city, uint32_t *order)
{
    for (int64_t s = 0; s < wire->site_count; s++) {
        const double *rtt_ms = wire->rtt_ms + city * wire->site_count;
        bool own_first = wire->policy != DISPATCH_LEAST_LATENCY;
        int64_t at = s;
        for (; at > 0; at--) {
            uint32_t before = order[at - 1];
            bool is_own = wire->site_city[s] == city, before_own = wire->site_city[before] == city;
            bool is_nearer = own_first && is_own != before_own ? is_own
                             : own_first && is_own             ? false // its own, in the scenario's order
                                                               : rtt_ms[s] < rtt_ms[before];
            if (!is_nearer)
                break;
            order[at] = before;
        }
        order[at] = (uint32_t)s;
    }
}

static bool has_class(const struct site_params *site, int64_t class_index)
{
    const struct stock_params *stock = site->stock.items;
    const struct phase_params *phases = site->phases.items;
    for (int64_t i = 0; i < site->stock.count; i++)
        if (stock[i].compute == class_index)
            return true;
    for (int64_t i = 0; i < site->phases.count; i++)
        if (phases[i].compute == class_index)
            return true;
    return false;
}

static void list_centres(struct dispatch_wire *wire, const struct province *province)
{
    static const uint32_t works[] = {WORK_TRAINING, WORK_HPC};
    const struct site_params *sites = province->sites.items;
    for (int i = 0; i < 2; i++) {
        int64_t class_index = wire->work_class[works[i]];
        for (int64_t s = 0; s < wire->site_count && class_index >= 0; s++) {
            if (!has_class(&sites[s], class_index))
                continue;
            SIM_ASSERT(wire->centre_count < DISPATCH_CENTRES_MAX, "more than %d centres",
                       DISPATCH_CENTRES_MAX);
            wire->centres[wire->centre_count++] =
                (struct dispatch_centre){(uint32_t)s, (uint32_t)class_index, works[i]};
        }
    }
}

int64_t province_dispatch_centres(const struct province *province)
{
    static const int works[] = {WORK_TRAINING, WORK_HPC};
    const struct site_params *sites = province->sites.items;
    int64_t count = 0;
    for (int i = 0; i < 2; i++)
        for (int64_t s = 0; s < province->sites.count; s++)
            count += province->demand.work.of[works[i]].compute >= 0 &&
                     has_class(&sites[s], province->demand.work.of[works[i]].compute);
    return count;
}

static void take_hours(const double given[24], double out[24], bool is_normal)
{
    double sum = 0;
    for (int h = 0; h < 24; h++)
        sum += given[h];
    for (int h = 0; h < 24; h++)
        out[h] = !is_normal ? given[h] : sum > 0 ? given[h] * 24 / sum : 1;
}

static void list_sites(struct province_dispatch *kept, struct dispatch_wire *wire,
                       const struct province *province, const struct world *world)
{
    const struct site_params *sites = province->sites.items;
    const struct county_params *counties = province->counties.items;
    size_t count = (size_t)wire->site_count, cities = (size_t)wire->city_count;
    kept->site_city = sim_memory_new(count, sizeof(int64_t), "a dispatcher");
    kept->county_city = sim_memory_new((size_t)wire->county_count, sizeof(int64_t), "a dispatcher");
    kept->rtt_ms = sim_memory_new(count * cities, sizeof(double), "a dispatcher");
    kept->order = sim_memory_new(count * cities, sizeof(uint32_t), "a dispatcher");
    kept->marginal_pue = sim_memory_new(count, sizeof(float *), "a dispatcher");
    kept->facilities = sim_memory_new(count, sizeof(sim_lp), "a dispatcher");
    kept->edge_powers = sim_memory_new((size_t)wire->county_count, sizeof(sim_lp), "a dispatcher");
    wire->site_city = kept->site_city;
    wire->county_city = kept->county_city;
    wire->rtt_ms = kept->rtt_ms;
    wire->order = kept->order;
    wire->marginal_pue = kept->marginal_pue;
    wire->facilities = kept->facilities;
    wire->edge_powers = kept->edge_powers;
    for (int64_t s = 0; s < wire->site_count; s++) {
        kept->site_city[s] = sites[s].city;
        kept->marginal_pue[s] = world_marginal_pue(world, s);
    }
    for (int64_t c = 0; c < wire->county_count; c++)
        kept->county_city[c] = counties[c].city;
    for (int64_t city = 0; city < wire->city_count; city++) {
        for (int64_t s = 0; s < wire->site_count; s++)
            kept->rtt_ms[city * wire->site_count + s] = site_rtt_ms(province, city, &sites[s]);
        sort_sites(wire, city, kept->order + city * wire->site_count);
    }
}

struct province_dispatch *province_dispatch_make(struct dispatch_wire *wire, const struct province *province,
                                                 const struct world *world, const struct demand_plan *plan,
                                                 int64_t policy)
{
    const struct dispatch_params *given = &province->dispatch;
    const struct power_params *power = &province->power;
    struct province_dispatch *kept = sim_memory_new(1, sizeof(*kept), "a dispatcher");
    *wire = (struct dispatch_wire){
        .given = given,
        .policy = policy,
        .city_count = province->cities.count,
        .site_count = province->sites.count,
        .class_count = province->classes.count,
        .county_count = province->counties.count,
        .classes = province->classes.items,
        .edge_rtt_ms = 2 * province->network.access_us / 1000,
        .shapes = plan->hours,
        .cny_per_kwh = power->cny_per_kwh,
        .carbon_kg_per_kwh = power->carbon_kg_per_kwh,
        .trace = world_trace(world),
        .epoch_civil_day = province->epoch,
        .end_day = province->end - province->epoch,
    };
    world_weather(world, ((const struct site_params *)province->sites.items)->climate, &wire->hours);
    for (int w = 0; w < WORK_COUNT; w++)
        wire->work_class[w] = province->demand.work.of[w].compute;
    wire->edge_class = wire->work_class[WORK_EDGE];
    take_hours(power->tariff_hour_factor, wire->tariff_hour_factor, false);
    take_hours(power->carbon_hour_factor, wire->carbon_hour_factor, true);
    list_sites(kept, wire, province, world);
    list_centres(wire, province);
    wire->schedule = (struct schedule_def){
        .centres = (uint32_t)(wire->centre_count > 0 ? wire->centre_count : 1),
        .jobs = DISPATCH_JOBS_MAX,
        .discipline = (enum schedule_discipline)given->discipline,
        .checkpoint_s = given->checkpoint_s,
        .restart_s = given->restart_s,
    };
    return kept;
}

void province_dispatch_tell(struct province_dispatch *kept, int64_t site, sim_lp facility)
{
    kept->facilities[site] = facility;
}

void province_dispatch_tell_edge(struct province_dispatch *kept, int64_t county, sim_lp edge_power)
{
    kept->edge_powers[county] = edge_power;
}

void province_dispatch_destroy(struct province_dispatch *kept)
{
    if (!kept)
        return;
    free(kept->site_city);
    free(kept->county_city);
    free(kept->rtt_ms);
    free(kept->order);
    free(kept->marginal_pue);
    free(kept->facilities);
    free(kept->edge_powers);
    free(kept);
}
