/// The placement's problem from a scenario.
#include <math.h>
#include <stdlib.h>

#include "scenarios/run/siting.h"
#include "sim/memory.h"

static const char what[] = "the placement's problem";

/// A candidate at a distance.
struct near {
    double us; // one way
    int32_t site;
};

static int nearer(const void *left, const void *right)
{
    const struct near *a = left, *b = right;
    return a->us != b->us ? (a->us > b->us) - (a->us < b->us) : a->site - b->site;
}

/// What lists are made from: per county its own usable sites, and the nearest of all others as seen from its seat.
struct lists {
    const struct country *country;
    const struct circle_network *network;
    struct circle_map map; // all points and sites; only lengths to seats are asked
    size_t most;           // entries of a point
    double farthest_us;    // one way
    size_t *own_first;     // [county + 1]
    int32_t *own;          // sites by county
    size_t *others_count;  // [county]
    struct near *others;   // [county][most], from the seat, nearest first
};

static void sort_own(struct lists *lists)
{
    const struct country *country = lists->country;
    size_t counties = country->county_count;
    size_t *next = sim_memory_new(counties + 1, sizeof(*next), what);
    lists->own_first = sim_memory_new(counties + 1, sizeof(*lists->own_first), what);
    lists->own = sim_memory_new(country->site_count, sizeof(*lists->own), what);
    for (size_t j = 0; j < country->site_count; j++)
        lists->own_first[country->sites[j].county + 1] += !country->sites[j].is_vetoed;
    for (size_t c = 0; c < counties; c++)
        next[c + 1] = lists->own_first[c + 1] += lists->own_first[c];
    for (size_t j = 0; j < country->site_count; j++)
        if (!country->sites[j].is_vetoed)
            lists->own[next[country->sites[j].county]++] = (int32_t)j;
    free(next);
}

/// Sites of other counties by their time from each seat: the same for all points of the county but for their own tail.
static void sort_others(struct lists *lists)
{
    const struct country *country = lists->country;
    const struct circle_network *network = lists->network;
    size_t counties = country->county_count;
    lists->others_count = sim_memory_new(counties, sizeof(*lists->others_count), what);
    lists->others = sim_memory_new(counties * lists->most, sizeof(*lists->others), what);
#pragma omp parallel for schedule(dynamic)
    for (size_t from = 0; from < counties; from++) {
        struct near *all = sim_memory_new(country->site_count, sizeof(*all), what);
        size_t count = 0;
        for (size_t j = 0; j < country->site_count; j++) {
            const struct country_site *site = &country->sites[j];
            double us = network->seats_us[from * counties + (size_t)site->county];
            if (site->is_vetoed || (size_t)site->county == from || !(us < lists->farthest_us))
                continue;
            us +=
                network->rule.us_per_km * lists->map.place_tail_km[j] * network->route_factor[site->county] +
                network->rule.hop_us;
            all[count++] = (struct near){us, (int32_t)j};
        }
        qsort(all, count, sizeof(*all), nearer);
        lists->others_count[from] = count < lists->most ? count : lists->most;
        for (size_t i = 0; i < lists->others_count[from]; i++)
            lists->others[from * lists->most + i] = all[i];
        free(all);
    }
}

/// How many of some sites are not farther than a distance.
static size_t count_within(const struct near *sites, size_t count, double us)
{
    size_t within = 0;
    for (size_t i = 0; i < count; i++)
        within += sites[i].us <= us;
    return within;
}

/// Keeps the `wanted` nearest of some sites at the front, in no order, few being more than that.
static size_t drop_farthest(struct near *sites, size_t count, size_t wanted)
{
    for (; count > wanted; count--) {
        size_t farthest = 0;
        for (size_t i = 1; i < count; i++)
            if (nearer(&sites[i], &sites[farthest]) > 0)
                farthest = i;
        sites[farthest] = sites[count - 1];
    }
    return count;
}

/// A point's nearest sites, in no order: some of its county's own and some of the others, the nearest of both together.
/// list: room for `most` and all own. Returns how many.
static size_t list_point(const struct lists *lists, size_t point, struct near *list)
{
    const struct country *country = lists->country;
    const struct circle_network *network = lists->network;
    const struct circle_point *from = &country->points[point];
    size_t c = (size_t)from->county, own = lists->own_first[c + 1] - lists->own_first[c];
    const struct near *others = lists->others + c * lists->most;
    double head_us = network->rule.equipment_us + network->rule.hop_us +
                     network->rule.us_per_km * lists->map.point_tail_km[point] * network->route_factor[c];
    for (size_t i = 0; i < own; i++) {
        int32_t j = lists->own[lists->own_first[c] + i];
        list[i] = (struct near){circle_us(&lists->map, network, point, (size_t)j), j};
    }
    // Bisection for how many of the others are taken: the fewest with which own ones not farther fill the list.
    size_t low = own < lists->most ? lists->most - own : 0, high = lists->others_count[c];
    low = low < high ? low : high;
    while (low < high) {
        size_t taken = low + (high - low) / 2;
        if (taken + count_within(list, own, head_us + others[taken].us) >= lists->most)
            high = taken;
        else
            low = taken + 1;
    }
    size_t count = 0;
    double limit_us = high < lists->others_count[c] ? head_us + others[high].us : INFINITY;
    limit_us = fmin(limit_us, lists->farthest_us);
    for (size_t i = 0; i < own; i++)
        if (list[i].us <= limit_us)
            list[count++] = list[i];
    count = drop_farthest(list, count, lists->most - high);
    for (size_t i = 0; i < high && head_us + others[i].us <= lists->farthest_us; i++)
        list[count++] = (struct near){head_us + others[i].us, others[i].site};
    return count;
}

static void lists_init(struct lists *lists, const struct province *province, const struct country *country,
                       const struct circle_network *network)
{
    struct circle_place *places = sim_memory_new(country->site_count, sizeof(*places), what);
    for (size_t j = 0; j < country->site_count; j++)
        places[j] = (struct circle_place){country->sites[j].lat_deg, country->sites[j].lon_deg,
                                          country->sites[j].county};
    *lists = (struct lists){
        .country = country,
        .network = network,
        .most = (size_t)(province->siting.neighbours < (int64_t)country->site_count
                             ? province->siting.neighbours
                             : (int64_t)country->site_count),
        .farthest_us = province->siting.unserved_ms * SITING_US_PER_MS / 2,
    };
    circle_map_measure(&lists->map, country->points, country->point_count, places, country->site_count,
                       country->seat_lat_deg, country->seat_lon_deg, country->county_count);
    sort_own(lists);
    sort_others(lists);
}

static void lists_clear(struct lists *lists)
{
    free((void *)lists->map.places);
    circle_map_clear(&lists->map);
    free(lists->own_first);
    free(lists->own);
    free(lists->others_count);
    free(lists->others);
}

/// Round trip in whole microseconds.
static int32_t round_trip(double one_way_us)
{
    return (int32_t)llround(2 * one_way_us);
}

/// Lists of all points, each in its own place of [point][most]; then closed up.
static void fill_lists(struct placement_problem *problem, const struct lists *lists)
{
    size_t points = lists->country->point_count, most_own = 0;
    size_t *counts = sim_memory_new(points, sizeof(*counts), what);
    for (uint32_t c = 0; c < lists->country->county_count; c++)
        if (lists->own_first[c + 1] - lists->own_first[c] > most_own)
            most_own = lists->own_first[c + 1] - lists->own_first[c];
#pragma omp parallel
    {
        struct near *list = sim_memory_new(lists->most + most_own, sizeof(*list), what);
#pragma omp for schedule(dynamic, 64)
        for (size_t i = 0; i < points; i++) {
            counts[i] = list_point(lists, i, list);
            for (size_t n = 0; n < counts[i]; n++) {
                problem->list_site[i * lists->most + n] = list[n].site;
                problem->list_distance[i * lists->most + n] = round_trip(list[n].us);
            }
        }
        free(list);
    }
    for (size_t i = 0, at = 0; i < points; i++) {
        for (size_t n = 0; n < counts[i]; n++, at++) {
            problem->list_site[at] = problem->list_site[i * lists->most + n];
            problem->list_distance[at] = problem->list_distance[i * lists->most + n];
        }
        problem->list_start[i + 1] = at;
    }
    free(counts);
}

static int64_t in_us(double ms)
{
    return llround(ms * SITING_US_PER_MS);
}

static void fill_classes(struct placement_problem *problem, const struct province *province)
{
    const struct point_kind *kinds = province->point_kinds.items;
    double ways = province->network.counting == NETWORK_ONE_WAY ? 2 : 1; // limits are for round trips below
    for (int64_t k = 0; k < province->point_kinds.count; k++)
        problem->classes[k] = (struct placement_class){
            .name = kinds[k].id,
            .radius =
                in_us(ways * (kinds[k].radius_ms > 0 ? kinds[k].radius_ms : province->network.circle_ms)),
            .penalty = in_us(ways * kinds[k].penalty_ms),
            .backup_radius = kinds[k].backup_ms > 0 ? in_us(ways * kinds[k].backup_ms) : PLACEMENT_NONE,
            // A cover counts what it loses in weight: as much for a second site that is missing as for the first.
            .backup_penalty = problem->mode == PLACEMENT_COVER ? kinds[k].backup_penalty_ms > 0
                                                               : in_us(ways * kinds[k].backup_penalty_ms),
        };
}

static double terrain_factor(const struct siting_scenario *scenario, int64_t terrain)
{
    const double factors[TERRAIN_COUNT] = {scenario->coast_factor, scenario->hills_factor,
                                           scenario->mountain_factor};
    return factors[terrain];
}

static void fill_clients(struct placement_problem *problem, const struct province *province,
                         const struct country *country)
{
    const struct siting_params *siting = &province->siting;
    const struct siting_year *years = siting->years.items;
    const struct siting_scenario *scenarios = siting->scenarios.items;
    const struct county_params *counties = province->counties.items;
    for (int64_t t = 0; t < problem->period_count; t++)
        for (int64_t s = 0; s < problem->scenario_count; s++) {
            int64_t *weight = problem->weight + (t * problem->scenario_count + s) * problem->client_count;
            for (size_t i = 0; i < country->point_count; i++) {
                const struct circle_point *point = &country->points[i];
                double factor = years[t].weight_factor;
                if (siting->scenarios.count > 0)
                    factor *= terrain_factor(&scenarios[s], counties[point->county].terrain);
                weight[i] = llround(point->weight * factor);
            }
        }
    for (int64_t s = 0; s < siting->scenarios.count; s++)
        problem->share[s] = scenarios[s].share;
    for (size_t i = 0; i < country->point_count; i++) {
        problem->client_class[i] = country->point_kind[i];
        problem->demand[i] = llround(country->points[i].weight);
    }
}

static void fill_sites(struct placement_problem *problem, const struct province *province,
                       const struct country *country)
{
    bool is_charged = problem->mode == PLACEMENT_FIXED_CHARGE || problem->mode == PLACEMENT_SET_COVER;
    for (size_t j = 0; j < country->site_count; j++) {
        const struct country_site *site = &country->sites[j];
        problem->price[j] = llround(site->cost_cny / SITING_CNY_PER_PRICE);
        // What stands is paid for.
        problem->charge[j] =
            is_charged && !site->is_existing ? llround(site->cost_cny * province->siting.us_per_cny) : 0;
        problem->capacity[j] = llround(site->racks * province->siting.people_per_rack);
        problem->county[j] = site->county;
        problem->is_existing[j] = site->is_existing;
        problem->is_vetoed[j] = site->is_vetoed;
    }
}

/// Usable sites of each county.
static void count_usable(const struct country *country, int64_t *usable)
{
    for (size_t j = 0; j < country->site_count; j++)
        usable[country->sites[j].county] += !country->sites[j].is_vetoed;
}

static void fill_rules(struct placement_problem *problem, const struct province *province,
                       const struct country *country)
{
    const struct siting_year *years = province->siting.years.items;
    const struct county_params *counties = province->counties.items;
    bool is_free = problem->mode == PLACEMENT_SET_COVER || problem->mode == PLACEMENT_FIXED_CHARGE;
    int64_t *usable = sim_memory_new(country->county_count, sizeof(*usable), what);
    count_usable(country, usable);
    for (int64_t t = 0; t < problem->period_count; t++) {
        problem->target[t] = is_free ? PLACEMENT_NONE : years[t].sites;
        if (years[t].budget_cny >= 0)
            problem->budget[t] = llround(years[t].budget_cny / SITING_CNY_PER_PRICE);
        for (uint32_t c = 0; c < country->county_count; c++) {
            int64_t *floor_ = &problem->floor[t * problem->county_count + c],
                    *limit = &problem->limit[t * problem->county_count + c];
            bool has_people = counties[c].population > 0;
            *floor_ = has_people && usable[c] > 0 ? years[t].county_floor : 0;
            *limit = years[t].county_limit < 0 ? PLACEMENT_NONE : years[t].county_limit;
        }
    }
    free(usable);
}

void siting_problem(struct placement_problem *problem, const struct province *province,
                    const struct country *country)
{
    const struct siting_params *siting = &province->siting;
    struct country_network network;
    struct lists lists;
    country_network_init(&network, country, province, province->end);
    lists_init(&lists, province, country, &network.circle);
    struct placement_size size = {
        .clients = (int64_t)country->point_count,
        .sites = (int64_t)country->site_count,
        .counties = country->county_count,
        .classes = province->point_kinds.count,
        .periods = siting->years.count,
        .scenarios = siting->scenarios.count,
        .entries = country->point_count * lists.most,
    };
    placement_problem_init(problem, (enum placement_mode)siting->mode, PLACEMENT_LISTS, &size);
    problem->robust = (enum placement_robust)siting->robust;
    problem->unserved = in_us(siting->unserved_ms);
    problem->unit = 1.0 / SITING_US_PER_MS;
    fill_lists(problem, &lists);
    fill_classes(problem, province);
    fill_clients(problem, province, country);
    fill_sites(problem, province, country);
    fill_rules(problem, province, country);
    lists_clear(&lists);
    country_network_clear(&network);
}
