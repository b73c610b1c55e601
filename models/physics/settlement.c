#include "models/physics/settlement.h"

#include <math.h>
#include <stdlib.h>

#include "sim/memory.h"
#include "sim/rng.h"

#define KM_PER_DEG  111.195
#define RAD_PER_DEG (3.14159265358979323846 / 180)
#define PEOPLE      100000.0 // that rates are for

/// A town's place is the one of so many draws that is farthest from the towns before (Mitchell 1991).
#define TOWN_DRAWS 8
/// Draws around a town before one outside the county is given up for any place in it.
#define POINT_DRAWS 12

enum { STREAM_TOWNS, STREAM_POINTS, STREAM_SITES };

static const struct sim_field fields[] = {
    SIM_FIELD_I64(settlement_params, seed, "", 0, 1e15, 1, "seed of the synthetic country"),
    SIM_FIELD_I64(settlement_params, points, "1", 1, 1e6, 10000, "demand points, tagged ones included"),
    SIM_FIELD_I64(settlement_params, sites, "1", 1, 1e6, 10000, "candidate sites"),
    SIM_FIELD_FIXED(settlement_params, cell_km, "km", 0.1, 1000, 2, "side of a cell of territory"),
    SIM_FIELD_FIXED(settlement_params, towns_per_100k, "1", 0, 1000, 2.7,
                    "towns for 100,000 people, the seat included"),
    SIM_FIELD_FIXED(settlement_params, rank_exponent, "1", 0, 5, 1,
                    "the k-th largest town is k to the minus this of the largest"),
    SIM_FIELD_FIXED(settlement_params, villages_frac, "1", 0, 1, 0.3, "people outside towns"),
    SIM_FIELD_FIXED(settlement_params, town_km, "km", 0, 100, 1.2,
                    "length on which the density around a town of 100,000 falls to 1/e"),
    SIM_FIELD_FIXED(settlement_params, town_growth_exponent, "1", 0, 1, 0.5,
                    "that length grows with this power of a town's people"),
};
const struct sim_table settlement_table =
    SIM_TABLE(settlement_params, fields, "How people and sites are spread over counties.");

void settlement_share(int64_t total, const double *weights, size_t count, int64_t *shares)
{
    double sum = 0;
    int64_t given = 0;
    double *rest = sim_memory_new(count, sizeof(*rest), "a settlement");
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    for (size_t i = 0; i < count; i++) {
        double share = (double)total * (weights[i] / sum);
        shares[i] = (int64_t)floor(share);
        rest[i] = share - floor(share);
        given += shares[i];
    }
    for (; given < total; given++) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++)
            if (rest[i] > rest[best])
                best = i;
        shares[best]++;
        rest[best] -= 1;
    }
    free(rest);
}

/// A town of a county.
struct town {
    double lat_deg, lon_deg;
    double weight;   // of its size
    double scale_km; // of its density
};

/// A county while it is settled.
struct county {
    const struct settlement_params *params;
    const struct territory *territory;
    const struct territory_county *given;
    int32_t index;
    struct town *towns;
    size_t town_count;
};

struct place {
    double lat_deg, lon_deg;
};

/// A place anywhere in a county's cells; its seat if it has none.
static struct place anywhere(const struct county *county, struct sim_rng *rng)
{
    const struct territory *territory = county->territory;
    size_t first = territory->first[county->index], count = territory->first[county->index + 1] - first;
    struct place place = {county->given->lat_deg, county->given->lon_deg};
    if (count == 0)
        return place;
    size_t cell = (size_t)(sim_rng_uniform(rng) * (double)count);
    territory_corner(territory, territory->cells[first + cell], &place.lat_deg, &place.lon_deg);
    place.lat_deg += sim_rng_uniform(rng) * territory->step_lat_deg;
    place.lon_deg += sim_rng_uniform(rng) * territory->step_lon_deg;
    return place;
}

/// Square of the distance, flat, km2.
static double apart_km2(const struct place *a, const struct town *b)
{
    double north = (a->lat_deg - b->lat_deg) * KM_PER_DEG,
           east = (a->lon_deg - b->lon_deg) * KM_PER_DEG * cos(b->lat_deg * RAD_PER_DEG);
    return north * north + east * east;
}

static struct place apart_from_towns(const struct county *county, size_t town_count, struct sim_rng *rng)
{
    struct place best = {0};
    double best_km2 = -1;
    for (int i = 0; i < TOWN_DRAWS; i++) {
        struct place place = anywhere(county, rng);
        double nearest_km2 = INFINITY;
        for (size_t t = 0; t < town_count; t++)
            nearest_km2 = fmin(nearest_km2, apart_km2(&place, &county->towns[t]));
        if (nearest_km2 > best_km2) {
            best = place;
            best_km2 = nearest_km2;
        }
    }
    return best;
}

static void found_towns(struct county *county)
{
    const struct settlement_params *params = county->params;
    double population = (double)county->given->population;
    struct sim_rng rng = sim_rng_named((uint64_t)params->seed, county->given->id, 0, STREAM_TOWNS, 0);
    county->town_count = (size_t)fmax(1, nearbyint(population / PEOPLE * params->towns_per_100k));
    county->towns = sim_memory_new(county->town_count, sizeof(*county->towns), "a settlement");
    double sum = 0;
    for (size_t t = 0; t < county->town_count; t++) {
        struct place place = {county->given->lat_deg, county->given->lon_deg};
        if (t > 0)
            place = apart_from_towns(county, t, &rng);
        county->towns[t] = (struct town){.lat_deg = place.lat_deg,
                                         .lon_deg = place.lon_deg,
                                         .weight = pow((double)t + 1, -params->rank_exponent)};
        sum += county->towns[t].weight;
    }
    for (size_t t = 0; t < county->town_count; t++) {
        double people = population * (1 - params->villages_frac) * county->towns[t].weight / sum;
        county->towns[t].scale_km = params->town_km * pow(people / PEOPLE, params->town_growth_exponent);
    }
}

/// A place near a town: density exp(-r / scale), hence r of a gamma distribution of shape 2.
static struct place near_town(const struct county *county, size_t t, struct sim_rng *rng)
{
    const struct town *town = &county->towns[t];
    for (int i = 0; i < POINT_DRAWS; i++) {
        double km = -town->scale_km * log(sim_rng_uniform(rng) * sim_rng_uniform(rng)),
               angle = 360 * RAD_PER_DEG * sim_rng_uniform(rng);
        struct place place = {town->lat_deg + km * sin(angle) / KM_PER_DEG,
                              town->lon_deg +
                                  km * cos(angle) / (KM_PER_DEG * cos(town->lat_deg * RAD_PER_DEG))};
        if (territory_owner(county->territory, place.lat_deg, place.lon_deg) == county->index)
            return place;
    }
    return anywhere(county, rng);
}

/// Deals `count` points to towns by size and to villages: dealt[town], dealt[town_count] the villages'.
static int64_t *deal(const struct county *county, int64_t count)
{
    size_t groups = county->town_count + 1;
    int64_t *dealt = sim_memory_new(groups, sizeof(*dealt), "a settlement");
    double *weights = sim_memory_new(groups, sizeof(*weights), "a settlement"), sum = 0;
    for (size_t t = 0; t < county->town_count; t++)
        sum += county->towns[t].weight;
    for (size_t t = 0; t < county->town_count; t++)
        weights[t] = county->towns[t].weight / sum * (1 - county->params->villages_frac);
    weights[county->town_count] = county->params->villages_frac;
    settlement_share(count, weights, groups, dealt);
    free(weights);
    return dealt;
}

/// People: as many points for a town as it has people, all of about the same weight.
static void settle_people(const struct county *county, int64_t count, struct settlement *settlement)
{
    struct sim_rng rng =
        sim_rng_named((uint64_t)county->params->seed, county->given->id, 0, STREAM_POINTS, 0);
    int64_t *dealt = deal(county, count), population = county->given->population, done = 0;
    for (size_t group = 0; group <= county->town_count; group++)
        for (int64_t i = 0; i < dealt[group]; i++, done++) {
            struct place place =
                group < county->town_count ? near_town(county, group, &rng) : anywhere(county, &rng);
            // Whole people: what is given out up to here, rounded, less what was given out before.
            int64_t weight = population * (done + 1) / count - population * done / count;
            settlement->points[settlement->point_count++] =
                (struct settlement_point){place.lat_deg, place.lon_deg, county->index, 0, weight};
        }
    free(dealt);
}

static void settle_kind(const struct county *county, size_t kind, int64_t count, int64_t weight,
                        struct settlement *settlement)
{
    struct sim_rng rng =
        sim_rng_named((uint64_t)county->params->seed, county->given->id, kind, STREAM_POINTS, 0);
    int64_t *dealt = deal(county, count);
    for (size_t group = 0; group <= county->town_count; group++)
        for (int64_t i = 0; i < dealt[group]; i++) {
            struct place place =
                group < county->town_count ? near_town(county, group, &rng) : anywhere(county, &rng);
            settlement->points[settlement->point_count++] =
                (struct settlement_point){place.lat_deg, place.lon_deg, county->index, (int32_t)kind, weight};
        }
    free(dealt);
}

/// Sites: town centres first, by size, then by the density of people. Kinds by their shares, the first kind first.
static void settle_sites(const struct county *county, int64_t count, const double *share_frac,
                         size_t kind_count, struct settlement *settlement)
{
    struct sim_rng rng = sim_rng_named((uint64_t)county->params->seed, county->given->id, 0, STREAM_SITES, 0);
    int64_t centres = count < (int64_t)county->town_count ? count : (int64_t)county->town_count;
    int64_t *by_kind = sim_memory_new(kind_count, sizeof(*by_kind), "a settlement"),
            *dealt = deal(county, count - centres);
    size_t first = settlement->site_count, kind = 0;
    settlement_share(count, share_frac, kind_count, by_kind);
    for (int64_t i = 0; i < centres; i++)
        settlement->sites[settlement->site_count++] =
            (struct settlement_site){county->towns[i].lat_deg, county->towns[i].lon_deg, county->index, 0};
    for (size_t group = 0; group <= county->town_count; group++)
        for (int64_t i = 0; i < dealt[group]; i++) {
            struct place place =
                group < county->town_count ? near_town(county, group, &rng) : anywhere(county, &rng);
            settlement->sites[settlement->site_count++] =
                (struct settlement_site){place.lat_deg, place.lon_deg, county->index, 0};
        }
    // The first kind takes the town centres; what is left of every kind goes round in proportion.
    by_kind[0] -= centres < by_kind[0] ? centres : by_kind[0];
    double *due = sim_memory_new(kind_count, sizeof(*due), "a settlement");
    int64_t left = 0;
    for (size_t k = 0; k < kind_count; k++)
        left += by_kind[k];
    for (size_t i = first + (size_t)(count - left); i < settlement->site_count; i++) {
        for (size_t k = 0; k < kind_count; k++) {
            due[k] += (double)by_kind[k];
            kind = due[k] > due[kind] ? k : kind;
        }
        settlement->sites[i].kind = (int32_t)kind;
        due[kind] -= (double)left;
    }
    free(due);
    free(by_kind);
    free(dealt);
}

/// Whole numbers for counties by population: at least one for each with people, `total` in all where that allows.
static int64_t *by_population(int64_t total, const struct territory_county *counties, size_t county_count)
{
    int64_t *shares = sim_memory_new(county_count, sizeof(*shares), "a settlement"), people = 0;
    double *weights = sim_memory_new(county_count, sizeof(*weights), "a settlement");
    for (size_t c = 0; c < county_count; c++) {
        weights[c] = (double)counties[c].population;
        people += counties[c].population;
        total -= counties[c].population > 0;
    }
    if (people > 0 && total > 0)
        settlement_share(total, weights, county_count, shares);
    for (size_t c = 0; c < county_count; c++)
        shares[c] += counties[c].population > 0;
    free(weights);
    return shares;
}

/// Tagged points of each kind and county: counts[county][kind]. Fractions are carried on from county to county, so that
/// the province has its number. Returns how many there are.
static int64_t count_tagged(const struct territory_county *counties, size_t county_count,
                            const struct settlement_kind *kinds, size_t kind_count, int64_t *counts)
{
    int64_t sum = 0;
    for (size_t kind = 1; kind < kind_count; kind++) {
        double due = 0;
        int64_t done = 0;
        for (size_t c = 0; c < county_count; c++) {
            due += (double)counties[c].population / PEOPLE * kinds[kind].per_100k;
            counts[c * kind_count + kind] = (int64_t)nearbyint(due) - done;
            done = (int64_t)nearbyint(due);
        }
        sum += done;
    }
    return sum;
}

void settlement_init(struct settlement *settlement, const struct settlement_params *params,
                     const struct territory_county *counties, size_t county_count,
                     const struct territory_outline *outline, const struct settlement_kind *kinds,
                     size_t kind_count, const double *site_share_frac, size_t site_kind_count)
{
    struct territory territory;
    territory_init(&territory, counties, county_count, outline, params->cell_km);
    int64_t *tagged = sim_memory_new(county_count * kind_count, sizeof(*tagged), "a settlement");
    int64_t tagged_sum = count_tagged(counties, county_count, kinds, kind_count, tagged);
    int64_t *people = by_population(params->points - tagged_sum, counties, county_count),
            *sites = by_population(params->sites, counties, county_count);
    size_t points = (size_t)tagged_sum, site_sum = 0;
    for (size_t c = 0; c < county_count; c++) {
        points += (size_t)people[c];
        site_sum += (size_t)sites[c];
    }
    *settlement = (struct settlement){
        .points = sim_memory_new(points, sizeof(*settlement->points), "a settlement"),
        .sites = sim_memory_new(site_sum, sizeof(*settlement->sites), "a settlement"),
    };
    for (size_t c = 0; c < county_count; c++) {
        if (counties[c].population <= 0)
            continue;
        struct county county = {params, &territory, &counties[c], (int32_t)c, NULL, 0};
        found_towns(&county);
        settle_people(&county, people[c], settlement);
        for (size_t kind = 1; kind < kind_count; kind++)
            settle_kind(&county, kind, tagged[c * kind_count + kind], kinds[kind].weight, settlement);
        settle_sites(&county, sites[c], site_share_frac, site_kind_count, settlement);
        free(county.towns);
    }
    free(tagged);
    free(people);
    free(sites);
    territory_clear(&territory);
}

void settlement_clear(struct settlement *settlement)
{
    free(settlement->points);
    free(settlement->sites);
    *settlement = (struct settlement){0};
}
