/// The network's ways: links in service, and how cities reach the exits through them.
#include <math.h>
#include <stdlib.h>

#include "models/models.h"
#include "models/physics/latency.h"
#include "sim/memory.h"

static const char what[] = "the network";

/// Great circle times the route factor of the rougher end.
static double terrain_km(const struct province *province, int64_t a, int64_t b)
{
    const struct county_params *counties = province->counties.items;
    return latency_great_circle_km(counties[a].latitude_deg, counties[a].longitude_deg,
                                   counties[b].latitude_deg, counties[b].longitude_deg) *
           fmax(network_route_factor(&province->network, counties[a].terrain),
                network_route_factor(&province->network, counties[b].terrain));
}

static size_t list_neighbours(const struct province *province, struct latency_link *links, uint32_t *given)
{
    const struct county_params *counties = province->counties.items;
    size_t n = (size_t)province->counties.count;
    double *lat = sim_memory_new(n, sizeof(*lat), what), *lon = sim_memory_new(n, sizeof(*lon), what);
    for (size_t i = 0; i < n; i++) {
        lat[i] = counties[i].latitude_deg;
        lon[i] = counties[i].longitude_deg;
    }
    size_t count = latency_neighbours((uint32_t)n, lat, lon, links);
    for (size_t i = 0; i < count; i++) {
        links[i].fibre_km = terrain_km(province, links[i].a, links[i].b);
        if (given)
            given[i] = UINT32_MAX;
    }
    free(lat);
    free(lon);
    return count;
}

size_t province_links_most(const struct province *province)
{
    size_t n = (size_t)province->counties.count, given = (size_t)province->network.links.count;
    return given > 0 ? given : n * n / 2 + 1;
}

size_t province_links(const struct province *province, int64_t civil_day, struct latency_link *links,
                      uint32_t *given)
{
    const struct network_params *network = &province->network;
    const struct network_link *list = network->links.items;
    size_t count = 0;
    if (network->links.count == 0)
        return list_neighbours(province, links, given);
    for (int64_t i = 0; i < network->links.count; i++) {
        if (list[i].from > civil_day)
            continue;
        double km =
            list[i].km > 0 ? list[i].km * network->slack_factor : terrain_km(province, list[i].a, list[i].b);
        if (given)
            given[count] = (uint32_t)i;
        links[count++] = (struct latency_link){(uint32_t)list[i].a, (uint32_t)list[i].b, km};
    }
    return count;
}

/// Writes the scenario's links of a way, from its end back to its begin. Returns how many they are.
static uint32_t list_way(const struct latency_way *ways, const struct latency_link *links,
                         const uint32_t *given, uint32_t to, uint32_t *way_links)
{
    uint32_t count = 0;
    for (uint32_t at = to; ways[at].link != UINT32_MAX;) {
        const struct latency_link *link = &links[ways[at].link];
        if (given[ways[at].link] != UINT32_MAX)
            way_links[count++] = given[ways[at].link];
        at = link->a == at ? link->b : link->a;
    }
    return count;
}

static void era_init(struct network_era *era, const struct province *province, int64_t civil_day,
                     struct latency_link *links, uint32_t *given, struct latency_way *ways)
{
    const struct network_exit *exits = province->network.exits.items;
    const struct city_params *cities = province->cities.items;
    size_t pairs = (size_t)(province->cities.count * province->network.exits.count), pair = 0;
    uint32_t counties = (uint32_t)province->counties.count, next = 0;
    const struct latency_rule rule = {province->network.us_per_km, province->network.hop_us, 0};
    size_t count = province_links(province, civil_day, links, given);
    *era = (struct network_era){
        .from_civil_day = civil_day,
        .way_us = sim_memory_new(pairs, sizeof(*era->way_us), what),
        .way_first = sim_memory_new(pairs + 1, sizeof(*era->way_first), what),
        .way_links = sim_memory_new(pairs * counties, sizeof(*era->way_links), what),
    };
    for (int64_t c = 0; c < province->cities.count; c++) {
        if (cities[c].seat >= 0)
            latency_ways(&rule, counties, links, count, (uint32_t)cities[c].seat, ways);
        for (int64_t e = 0; e < province->network.exits.count; e++, pair++) {
            era->way_us[pair] = INFINITY;
            if (cities[c].seat >= 0) {
                uint32_t to = (uint32_t)exits[e].county;
                era->way_us[pair] = ways[to].us + rule.us_per_km * exits[e].km + rule.hop_us;
                next += list_way(ways, links, given, to, era->way_links + next);
            }
            era->way_first[pair + 1] = next;
        }
    }
}

/// Days on which the network changes: the epoch, and those on which links come into service. Ascending, none twice.
static size_t list_days(const struct province *province, int64_t *days)
{
    const struct network_link *links = province->network.links.items;
    size_t count = 1;
    days[0] = province->epoch;
    for (int64_t i = 0; i < province->network.links.count; i++) {
        size_t place = count;
        if (links[i].from <= province->epoch || links[i].from > province->end)
            continue;
        while (place > 0 && days[place - 1] > links[i].from)
            place--;
        if (place > 0 && days[place - 1] == links[i].from)
            continue;
        for (size_t k = count++; k > place; k--)
            days[k] = days[k - 1];
        days[place] = links[i].from;
    }
    return count;
}

size_t province_eras(const struct province *province, struct network_era **eras)
{
    size_t most = province_links_most(province);
    struct latency_link *links = sim_memory_new(most, sizeof(*links), what);
    uint32_t *given = sim_memory_new(most, sizeof(*given), what);
    struct latency_way *ways = sim_memory_new((size_t)province->counties.count, sizeof(*ways), what);
    int64_t *days = sim_memory_new((size_t)province->network.links.count + 1, sizeof(*days), what);
    size_t count = list_days(province, days);
    *eras = sim_memory_new(count, sizeof(**eras), what);
    for (size_t i = 0; i < count; i++)
        era_init(&(*eras)[i], province, days[i], links, given, ways);
    free(links);
    free(given);
    free(ways);
    free(days);
    return count;
}

void province_eras_free(struct network_era *eras, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(eras[i].way_us);
        free(eras[i].way_first);
        free(eras[i].way_links);
    }
    free(eras);
}

size_t province_destinations(const struct province *province, double **weight, double **onward_us)
{
    const struct network_params *network = &province->network;
    const struct network_destination *list = network->egress.destinations.items;
    const struct network_exit *exits = network->exits.items;
    const struct county_params *counties = province->counties.items;
    size_t given = (size_t)network->egress.destinations.count, count = given > 0 ? given : 1,
           exit_count = (size_t)network->exits.count;
    double sum = 0;
    *weight = sim_memory_new(count, sizeof(**weight), what);
    *onward_us = sim_memory_new(count * exit_count, sizeof(**onward_us), what);
    (*weight)[0] = 1;
    for (size_t d = 0; d < given; d++)
        sum += list[d].weight;
    for (size_t d = 0; d < given; d++) {
        (*weight)[d] = list[d].weight / sum;
        for (size_t e = 0; e < exit_count; e++) {
            const struct county_params *from = &counties[exits[e].county];
            double km = latency_great_circle_km(from->latitude_deg, from->longitude_deg, list[d].latitude_deg,
                                                list[d].longitude_deg);
            // From the seat: the border is so much nearer.
            (*onward_us)[d * exit_count + e] =
                network->us_per_km * fmax(0, km * network->hills_route_factor - exits[e].km);
        }
    }
    return count;
}

bool province_has_egress(const struct province *province)
{
    const struct network_exit *exits = province->network.exits.items;
    for (int64_t i = 0; i < province->network.exits.count; i++)
        if (exits[i].capacity_tbps > 0 || exits[i].upgrades.count > 0)
            return true;
    return false;
}
