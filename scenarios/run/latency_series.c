#include "scenarios/run/latency_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

static const char what[] = "the latency circle";

static void take_people(struct latency_places *places, const struct country *country)
{
    places->people = sim_memory_new(country->point_count, sizeof(*places->people), what);
    for (size_t i = 0; i < country->point_count; i++)
        if (country->point_kind[i] == 0)
            places->people[places->people_count++] = country->points[i];
}

static void sort_by_city(struct latency_places *places, const struct province *province)
{
    const struct county_params *counties = province->counties.items;
    size_t cities = (size_t)province->cities.count;
    size_t *next = sim_memory_new(cities + 1, sizeof(*next), what);
    places->city_first = sim_memory_new(cities + 1, sizeof(*places->city_first), what);
    places->city_people = sim_memory_new(places->people_count, sizeof(*places->city_people), what);
    for (size_t i = 0; i < places->people_count; i++)
        places->city_first[counties[places->people[i].county].city + 1]++;
    for (size_t c = 0; c < cities; c++)
        next[c + 1] = places->city_first[c + 1] += places->city_first[c];
    for (size_t i = 0; i < places->people_count; i++)
        places->city_people[next[counties[places->people[i].county].city]++] = (uint32_t)i;
    free(next);
}

void latency_places_init(struct latency_places *places, const struct siting *siting,
                         const struct province *province)
{
    const struct site_params *sites = province->sites.items;
    const struct country *country = &siting->country;
    size_t edges = siting->plan.count;
    *places = (struct latency_places){.siting = siting};
    take_people(places, country);
    sort_by_city(places, province);
    places->places = sim_memory_new(edges + (size_t)province->sites.count, sizeof(*places->places), what);
    for (size_t i = 0; i < edges; i++) {
        const struct country_site *site = &country->sites[siting->places[i].site];
        places->places[i] = (struct circle_place){site->lat_deg, site->lon_deg, site->county};
    }
    places->place_count = edges;
    for (int64_t s = 0; s < province->sites.count && country->county_count > 0; s++)
        places->places[places->place_count++] =
            (struct circle_place){sites[s].latitude_deg, sites[s].longitude_deg,
                                  country_nearest(country, sites[s].latitude_deg, sites[s].longitude_deg)};
    circle_map_init(&places->map, places->people, places->people_count, places->places, places->place_count,
                    country->seat_lat_deg, country->seat_lon_deg, country->county_count);
}

void latency_places_clear(struct latency_places *places)
{
    circle_map_clear(&places->map);
    free(places->people);
    free(places->city_first);
    free(places->city_people);
    free(places->places);
    *places = (struct latency_places){0};
}

/// A replication's circles on their way through the dates.
struct walk {
    const struct latency_places *places;
    const struct province *province;
    const struct calendar *calendar;
    const double *edge_day;
    struct outcome *outcome;
    struct circle all, edges; // all data centres; edge sites alone
    bool *is_open;            // [place]
    struct country_network network;
    double limit_us;          // one way
    double *us;               // [people]
    double *values, *weights; // [people], for quantiles
};

/// Opens what is in service at a date. Returns how many places that are.
static size_t open_places(struct walk *walk, size_t t)
{
    const struct calendar *calendar = walk->calendar;
    size_t edges = walk->places->siting->plan.count, opened = 0;
    for (size_t i = 0; i < walk->places->place_count; i++) {
        bool is_in_service =
            i < edges
                ? walk->edge_day[i] <= calendar->time_days[t]
                : walk->outcome->site_series[(SITE_RACKS * (walk->places->place_count - edges) + i - edges) *
                                                 calendar->time_count +
                                             t] > 0;
        if (walk->is_open[i] || !is_in_service)
            continue;
        walk->is_open[i] = true;
        circle_open(&walk->all, i);
        if (i < edges)
            circle_open(&walk->edges, i);
        opened++;
    }
    return opened;
}

/// Makes the network anew where links have come into service since the date before. Returns whether it did.
static bool grow_network(struct walk *walk, size_t t)
{
    const struct network_link *links = walk->province->network.links.items;
    double day = walk->calendar->time_days[t], before = t > 0 ? walk->calendar->time_days[t - 1] : -INFINITY;
    bool has_grown = t == 0;
    for (int64_t i = 0; i < walk->province->network.links.count && !has_grown; i++) {
        double from = (double)(links[i].from - walk->province->epoch);
        has_grown = from > before && from <= day;
    }
    if (!has_grown)
        return false;
    if (t > 0)
        country_network_clear(&walk->network);
    country_network_init(&walk->network, &walk->places->siting->country, walk->province,
                         walk->province->epoch + (int64_t)day);
    return true;
}

/// Share of people inside the limit.
static double share_inside(const struct walk *walk)
{
    double inside = 0, all = 0;
    for (size_t i = 0; i < walk->places->people_count; i++) {
        all += walk->places->people[i].weight;
        inside += walk->us[i] <= walk->limit_us ? walk->places->people[i].weight : 0;
    }
    return all > 0 ? inside / all : NAN;
}

/// The city whose people are farthest: one way [us], that its share of them is inside.
static double worst_city_us(const struct walk *walk)
{
    const struct latency_places *places = walk->places;
    double worst = NAN;
    for (int64_t c = 0; c < walk->province->cities.count; c++) {
        size_t first = places->city_first[c], count = places->city_first[c + 1] - first;
        for (size_t i = 0; i < count; i++) {
            uint32_t person = places->city_people[first + i];
            walk->values[i] = walk->us[person];
            walk->weights[i] = places->people[person].weight;
        }
        worst = fmax(worst, latency_quantile(walk->values, walk->weights, count,
                                             walk->province->network.circle_share_frac));
    }
    return worst;
}

static void record_series(struct walk *walk, size_t t)
{
    size_t times = walk->calendar->time_count;
    double *series = walk->outcome->series + t;
    circle_read(&walk->all, &walk->network.circle, walk->us);
    double city_ms = 2 * worst_city_us(walk) / SITING_US_PER_MS;
    double intercity_ms =
        country_intercity_ms(&walk->network, &walk->places->siting->country, walk->province);
    // Nobody is served: no value, not an infinite one.
    city_ms = isfinite(city_ms) ? city_ms : NAN;
    intercity_ms = isfinite(intercity_ms) ? intercity_ms : NAN;
    series[SERIES_LATENCY_CITY_MS * times] = city_ms;
    series[SERIES_LATENCY_CITY_ONE_WAY_MS * times] = city_ms / 2;
    series[SERIES_LATENCY_INTERCITY_MS * times] = intercity_ms;
    series[SERIES_LATENCY_INTERCITY_ONE_WAY_MS * times] = intercity_ms / 2;
    series[SERIES_SHARE_IN_CIRCLE * times] = share_inside(walk);
}

static void record_counties(struct walk *walk, size_t month)
{
    const struct latency_places *places = walk->places;
    size_t months = walk->calendar->month_count, counties = (size_t)walk->province->counties.count;
    double *share = walk->outcome->county_months + COUNTY_SHARE * counties * months + month;
    double *people = sim_memory_new(counties, sizeof(*people), what);
    circle_read(&walk->edges, &walk->network.circle, walk->us);
    for (size_t i = 0; i < places->people_count; i++) {
        const struct circle_point *point = &places->people[i];
        people[point->county] += point->weight;
        share[(size_t)point->county * months] += walk->us[i] <= walk->limit_us ? point->weight : 0;
    }
    for (size_t c = 0; c < counties; c++)
        share[c * months] = people[c] > 0 ? share[c * months] / people[c] : NAN;
    free(people);
}

/// What did not change since the date before.
static void repeat_series(const struct walk *walk, size_t t)
{
    size_t times = walk->calendar->time_count;
    for (int i = SERIES_LATENCY_CITY_MS; i <= SERIES_SHARE_IN_CIRCLE; i++)
        walk->outcome->series[(size_t)i * times + t] = walk->outcome->series[(size_t)i * times + t - 1];
}

static void walk_init(struct walk *walk)
{
    size_t people = walk->places->people_count;
    double ways = walk->province->network.counting == NETWORK_ONE_WAY ? 1 : 2;
    walk->limit_us = walk->province->network.circle_ms * SITING_US_PER_MS / ways;
    circle_init(&walk->all, &walk->places->map);
    circle_init(&walk->edges, &walk->places->map);
    walk->is_open = sim_memory_new(walk->places->place_count, sizeof(bool), what);
    walk->us = sim_memory_new(people, sizeof(double), what);
    walk->values = sim_memory_new(people, sizeof(double), what);
    walk->weights = sim_memory_new(people, sizeof(double), what);
}

static void walk_clear(struct walk *walk)
{
    circle_clear(&walk->all);
    circle_clear(&walk->edges);
    country_network_clear(&walk->network);
    free(walk->is_open);
    free(walk->us);
    free(walk->values);
    free(walk->weights);
}

/// Nothing to tell: a province without people.
static void blank(const struct calendar *calendar, const struct province *province, struct outcome *outcome)
{
    size_t times = calendar->time_count, counties = (size_t)province->counties.count;
    for (size_t i = SERIES_LATENCY_CITY_MS * times; i < (SERIES_SHARE_IN_CIRCLE + 1) * times; i++)
        outcome->series[i] = NAN;
    for (size_t i = 0; i < counties * calendar->month_count; i++)
        outcome->county_months[COUNTY_SHARE * counties * calendar->month_count + i] = NAN;
}

void latency_series(const struct latency_places *places, const struct province *province,
                    const struct calendar *calendar, const double *edge_day, struct outcome *outcome)
{
    struct walk walk = {.places = places,
                        .province = province,
                        .calendar = calendar,
                        .edge_day = edge_day,
                        .outcome = outcome};
    if (!places || places->people_count == 0) {
        blank(calendar, province, outcome);
        return;
    }
    walk_init(&walk);
    for (size_t t = 0; t < calendar->time_count; t++) {
        bool has_changed = grow_network(&walk, t);
        has_changed |= open_places(&walk, t) > 0;
        if (has_changed)
            record_series(&walk, t);
        else
            repeat_series(&walk, t);
        int64_t month = calendar_month(calendar, calendar->time_days[t]);
        if (month >= 0)
            record_counties(&walk, (size_t)month);
    }
    walk_clear(&walk);
}
