/// The country, the placement's problem and its answer, from scenarios.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenarios/run/latency_series.h"
#include "scenarios/run/siting_cache.h"
#include "tests/scratch.h"

#define FUJIAN TEST_SOURCE_DIR "/scenarios/fujian-2025.cfg"
#define TOUR   TEST_SOURCE_DIR "/scenarios/tour.cfg"

static struct scenario *open_with(const char *path, const char *const *overrides, size_t count)
{
    struct sim_error error = {0};
    struct scenario *scenario;
    if (scenario_open(path, overrides, count, 1, &scenario, &error) != SIM_OK) {
        sim_error_print(&error, stderr);
        fail();
    }
    return scenario;
}

/// The scenario is refused, and this is among what is told.
static void refused(const char *path, const char *const *overrides, size_t count, const char *told)
{
    struct sim_error error = {0};
    struct scenario *scenario;
    char *text;
    size_t size;
    assert_int_equal(scenario_open(path, overrides, count, 1, &scenario, &error), SIM_BAD_DATA);
    FILE *stream = open_memstream(&text, &size);
    sim_error_print(&error, stream);
    fclose(stream);
    if (!strstr(text, told))
        fail_msg("not told: %s\ntold: %s", told, text);
    free(text);
    sim_error_clear(&error);
}

/// 10,000 points and sites; each county's people are its population, to the last of them; tagged points by their rates.
static void test_country(void **state)
{
    (void)state;
    struct scenario *scenario = open_with(FUJIAN, NULL, 0);
    const struct province *province = scenario_province(scenario, 0);
    const struct county_params *counties = province->counties.items;
    const struct point_kind *kinds = province->point_kinds.items;
    struct country country;
    double people[100] = {0}, tagged[10] = {0}, all = 0;
    size_t sites[100] = {0}, existing = 0;
    country_init(&country, province);
    assert_int_equal(country.point_count, 10000);
    assert_int_equal(country.site_count, 10000);
    for (size_t i = 0; i < country.point_count; i++) {
        if (country.point_kind[i] == 0)
            people[country.points[i].county] += country.points[i].weight;
        tagged[country.point_kind[i]]++;
    }
    for (size_t j = 0; j < country.site_count; j++) {
        sites[country.sites[j].county]++;
        existing += country.sites[j].is_existing;
        assert_true(country.sites[j].racks > 0 && country.sites[j].racks <= 100);
    }
    for (int64_t c = 0; c < province->counties.count; c++) {
        assert_true(people[c] == (double)counties[c].population);
        assert_true((sites[c] > 0) == (counties[c].population > 0));
        all += people[c];
    }
    assert_true(all == 41540086); // the census
    for (int k = 1; k < province->point_kinds.count; k++)
        assert_true(fabs(tagged[k] - all / 1e5 * kinds[k].per_100k) <= 0.5);
    assert_int_equal(existing, (size_t)province->edge.stock_sites);
    country_clear(&country);
    scenario_close(scenario);
}

/// Seats and areas against a table of others: within 5 km, and 20 % (Dongshan's there counts the tidal flats).
static void test_seats(void **state)
{
    (void)state;
    const char *reference = getenv("SUANLI_REFERENCE");
    char path[4096], line[512], code[16];
    snprintf(path, sizeof(path), "%s/../facts/counties.csv", reference ? reference : "");
    FILE *file = reference ? fopen(path, "r") : NULL;
    if (!file) {
        print_message("skipped: no counties.csv beside the folder SUANLI_REFERENCE\n");
        skip();
    }
    struct scenario *scenario = open_with(FUJIAN, NULL, 0);
    const struct province *province = scenario_province(scenario, 0);
    const struct county_params *counties = province->counties.items;
    int found = 0;
    assert_non_null(fgets(line, sizeof(line), file));
    while (fgets(line, sizeof(line), file)) {
        double lat, lon, area;
        char population[32] = "";
        if (sscanf(line, "%15[^,],%*[^,],%*[^,],%*[^,],%lf,%lf,%31[^,],%lf", code, &lat, &lon, population,
                   &area) != 5)
            continue; // Kinmen has no population there
        for (int64_t c = 0; c < province->counties.count; c++) {
            if (strcmp(counties[c].id, code) != 0)
                continue;
            found++;
            double km =
                latency_great_circle_km(lat, lon, counties[c].latitude_deg, counties[c].longitude_deg);
            double ratio = counties[c].area_km2 / area;
            if (!(km < 5) || !(fabs(ratio - 1) < 0.2 || strcmp(code, "350626") == 0))
                fail_msg("%s: %.1f km off, area %.2f of the other", code, km, ratio);
            assert_int_equal(counties[c].population, atoll(population));
        }
    }
    fclose(file);
    scenario_close(scenario);
    assert_int_equal(found, 83);
}

static int ascending(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/// Lists of the default's problem against all distances, for some points: the nearest, as many, in whole microseconds.
static void test_lists(void **state)
{
    (void)state;
    const char *overrides[] = {"siting.settlement.points=2000", "siting.settlement.sites=1500",
                               "siting.neighbours=200"};
    struct scenario *scenario = open_with(FUJIAN, overrides, 3);
    const struct province *province = scenario_province(scenario, 0);
    struct country country;
    struct country_network network;
    struct circle_map map;
    struct placement_problem problem;
    country_init(&country, province);
    country_network_init(&network, &country, province, province->end);
    struct circle_place *places = calloc(country.site_count, sizeof(*places));
    int64_t *all = calloc(country.site_count, sizeof(*all));
    for (size_t j = 0; j < country.site_count; j++)
        places[j] = (struct circle_place){country.sites[j].lat_deg, country.sites[j].lon_deg,
                                          country.sites[j].county};
    circle_map_measure(&map, country.points, country.point_count, places, country.site_count,
                       country.seat_lat_deg, country.seat_lon_deg, country.county_count);
    siting_problem(&problem, province, &country);
    struct sim_error error = {0};
    assert_int_equal(placement_problem_check(&problem, "fujian", &error), SIM_OK);
    for (size_t i = 0; i < country.point_count; i += 37) {
        size_t first = problem.list_start[i], count = problem.list_start[i + 1] - first;
        assert_int_equal(count, 200);
        int64_t farthest = 0;
        for (size_t j = 0; j < country.site_count; j++)
            all[j] = llround(2 * circle_us(&map, &network.circle, i, j));
        for (size_t n = 0; n < count; n++) {
            assert_true(llabs(problem.list_distance[first + n] - all[problem.list_site[first + n]]) <= 1);
            farthest =
                farthest > problem.list_distance[first + n] ? farthest : problem.list_distance[first + n];
        }
        qsort(all, country.site_count, sizeof(*all), ascending);
        assert_true(llabs(farthest - all[count - 1]) <= 1);
        assert_true(problem.weight[i] == llround(country.points[i].weight));
    }
    assert_int_equal(problem.period_count, 3);
    assert_int_equal(problem.target[2], 300);
    free(places);
    free(all);
    placement_problem_clear(&problem);
    circle_map_clear(&map);
    country_network_clear(&network);
    country_clear(&country);
    scenario_close(scenario);
}

static void open_siting(struct siting *siting, const struct scenario *scenario, const char *folder)
{
    struct sim_error error = {0};
    if (siting_open(siting, scenario, folder, &error) != SIM_OK) {
        sim_error_print(&error, stderr);
        fail();
    }
}

/// What comes out keeps the rules: existing sites first, the years' numbers, a site in every county by the second year,
/// limits, and enough for the largest roll-out that the distributions allow.
static void check_rules(const struct siting *siting, const struct scenario *scenario)
{
    const struct province *province = scenario_province(scenario, 0);
    const struct siting_year *years = province->siting.years.items;
    const struct county_params *counties = province->counties.items;
    int64_t per_county[100] = {0}, open = 0;
    size_t i = 0;
    assert_true(siting->plan.count >= (size_t)siting_most(scenario));
    for (int64_t t = 0; t < province->siting.years.count; t++) {
        double spent = 0;
        for (; i < siting->plan.count && siting->places[i].period == t; i++, open++) {
            const struct country_site *site = &siting->country.sites[siting->places[i].site];
            assert_int_equal(siting->edge_sites[i].county, site->county);
            assert_true(siting->edge_sites[i].racks == site->racks);
            assert_false(site->is_vetoed);
            per_county[site->county]++;
            spent += site->is_existing ? 0 : site->cost_cny;
        }
        assert_int_equal(open, years[t].sites);
        assert_true(years[t].budget_cny < 0 || spent <= years[t].budget_cny);
        for (int64_t c = 0; c < province->counties.count; c++) {
            assert_true(counties[c].population == 0 || per_county[c] >= years[t].county_floor);
            assert_true(counties[c].population > 0 || per_county[c] == 0);
            assert_true(years[t].county_limit < 0 || per_county[c] <= years[t].county_limit);
        }
    }
}

static void test_plan(void **state)
{
    (void)state;
    const char *overrides[] = {"siting.settlement.points=3000", "siting.settlement.sites=3000"};
    struct scenario *scenario = open_with(FUJIAN, overrides, 2);
    struct siting siting;
    open_siting(&siting, scenario, NULL);
    assert_int_equal(siting.plan.count, 325); // the most that the last step can be
    check_rules(&siting, scenario);
    siting_close(&siting);
    scenario_close(scenario);
}

/// An answer is kept by all that it depends on; what is not an answer is worked out again.
static void test_cache(void **state)
{
    (void)state;
    const char *folder = "siting_cache", *other[] = {"siting.seed=2"};
    char key[SITING_KEY_SIZE], other_key[SITING_KEY_SIZE], path[256];
    struct scenario *scenario = open_with(TOUR, NULL, 0), *changed = open_with(TOUR, other, 1);
    struct siting first, second, third;
    open_siting(&first, scenario, NULL);
    siting_key(scenario_province(scenario, 0), &first.country, (size_t)siting_most(scenario), key);
    siting_key(scenario_province(changed, 0), &first.country, (size_t)siting_most(scenario), other_key);
    assert_string_not_equal(key, other_key);
    snprintf(path, sizeof(path), "%s/placement-%.32s.txt", folder, key);
    remove(path);
    open_siting(&second, scenario, folder);
    assert_false(second.is_from_cache);
    open_siting(&third, scenario, folder);
    assert_true(third.is_from_cache);
    assert_int_equal(third.plan.count, first.plan.count);
    assert_memory_equal(third.places, first.places, first.plan.count * sizeof(*first.places));
    assert_memory_equal(second.places, first.places, first.plan.count * sizeof(*first.places));
    siting_close(&second);
    siting_close(&third);
    static const char *const broken[] = {"", "suanli placement 1 0000\n1 0\nend\n", "suanli"};
    for (size_t i = 0; i < 3; i++) {
        scratch_write(path, broken[i], strlen(broken[i]));
        open_siting(&second, scenario, folder);
        assert_false(second.is_from_cache);
        assert_memory_equal(second.places, first.places, first.plan.count * sizeof(*first.places));
        siting_close(&second);
    }
    siting_close(&first);
    scenario_close(scenario);
    scenario_close(changed);
}

/// A user's own points and sites replace the synthetic ones; what is wrong with them is told by line.
static void test_own_lists(void **state)
{
    (void)state;
    static const char points[] = "latitude_deg,longitude_deg,county,kind,weight\n"
                                 "26.08,119.31,quay,people,800000\n26.00,119.40,strand,people,500000\n"
                                 "26.70,118.20,ridge,people,300000\n26.08,119.30,quay,hospitals,3000\n";
    static const char sites[] =
        "name,latitude_deg,longitude_deg,county,kind,racks,is_existing,is_vetoed\n"
        "\"Bridge, "
        "north\",26.08,119.32,quay,exchange,60,true,false\nHill,26.66,118.19,ridge,tower,-1,false,false\n"
        "Bay,25.99,119.41,strand,tower,-1,false,false\nBog,26.01,119.41,strand,tower,-1,false,true\n";
    static const char bad[] =
        "name,latitude_deg,longitude_deg,county,kind\n"
        "A,26.08,119.32,quay,exchange\nB,126.66,118.19,ridge,tower\nC,25.99,119.41,stand,tower\n";
    scratch_write("points.csv", points, strlen(points));
    scratch_write("sites.csv", sites, strlen(sites));
    scratch_write("bad.csv", bad, strlen(bad));
    char at[4][4200], folder[4000];
    assert_non_null(getcwd(folder, sizeof(folder)));
    snprintf(at[0], sizeof(at[0]), "demand_points=\"%s/points.csv\"", folder);
    snprintf(at[1], sizeof(at[1]), "candidates=\"%s/sites.csv\"", folder);
    snprintf(at[2], sizeof(at[2]), "candidates=\"%s/bad.csv\"", folder);
    const char *own[] = {at[0],
                         at[1],
                         "edge.stock_sites=1",
                         "edge.steps[0].sites=2",
                         "edge.steps[1].sites=3",
                         "siting.years[0].sites=2",
                         "siting.years[1].sites=3",
                         "siting.years[0].county_floor=0",
                         "siting.years[1].county_floor=1"};
    struct scenario *scenario = open_with(TOUR, own, 9);
    struct siting siting;
    open_siting(&siting, scenario, NULL);
    assert_int_equal(siting.country.point_count, 4);
    assert_int_equal(siting.country.site_count, 4);
    assert_int_equal(siting.country.point_kind[3], 1);
    assert_true(siting.country.sites[0].racks == 60 && siting.country.sites[1].racks == 8);
    assert_string_equal(siting.country.sites[0].name, "Bridge, north");
    assert_int_equal(siting.plan.count, 3);
    assert_int_equal(siting.places[0].site, 0);
    for (int i = 0; i < 3; i++)
        assert_int_not_equal(siting.places[i].site, 3); // vetoed
    siting_close(&siting);
    scenario_close(scenario);

    const char *broken[] = {at[2]};
    refused(TOUR, broken, 1,
            "bad.csv:3: candidates[1].latitude_deg: found \"126.66\" in column 2, expected a number in");
    refused(TOUR, broken, 1,
            "bad.csv:4: candidates[2].county: found the text \"stand\", expected an element of counties");
}

static void test_refusals(void **state)
{
    (void)state;
    const char *no_years[] = {"siting.years=[]"}, *fewer[] = {"siting.years[1].sites=14"},
               *existing[] = {"siting.years[0].sites=4"},
               *drawn[] = {"siting.settlement.points={uniform=[1.0,2.0];}"};
    refused(TOUR, no_years, 1, "siting.years: found nothing, expected at least one year");
    refused(TOUR, fewer, 1, "siting.years[1]: found 14 sites, fewer than the year before");
    refused(TOUR, existing, 1, "siting.years[0].sites: found 4 sites, 5 existing ones");
    refused(TOUR, drawn, 1, "siting.settlement.points: found the distribution");
    const char *huge[] = {"siting.settlement.points=1000000", "siting.settlement.sites=1000000",
                          "siting.neighbours=500"};
    refused(TOUR, huge, 3, "siting.neighbours: found 1000000 points with 500 sites each");
    // More sites than candidates: told when they are placed.
    const char *many[] = {"edge.steps[1].sites=900"};
    struct scenario *scenario = open_with(TOUR, many, 1);
    struct siting siting;
    struct sim_error error = {0};
    assert_int_equal(siting_open(&siting, scenario, NULL, &error), SIM_BAD_DATA);
    sim_error_clear(&error);
    scenario_close(scenario);
}

/// Two ways out, one of them cut off: a place a tenth of a degree north of Quay's seat goes there, to Strand, over a link of 100 km
/// and 30 km more.
static void test_exits(void **state)
{
    (void)state;
    const char *overrides[] = {"network.links=({a=\"quay\";b=\"strand\";km=100.0;})",
                               "network.exits={sea={county=\"strand\";km=30.0;};land={county=\"glen\";};}",
                               "network.hop_us=10.0"};
    struct scenario *scenario = open_with(TOUR, overrides, 3);
    const struct province *province = scenario_province(scenario, 0);
    struct country country;
    struct country_network network;
    country_init(&country, province);
    country_network_init(&network, &country, province, province->end);
    double one_way_us = 4.9 * (11.1195 * 1.3 + 100 * 1.1 + 30) + 3 * 10;
    assert_true(fabs(country_exit_ms(&network, &country, province, 26.18, 119.31) - 2 * one_way_us / 1000) <
                1e-5);
    assert_int_equal(country_nearest(&country, 26.9, 118.5), 4);
    country_network_clear(&network);
    country_clear(&country);
    scenario_close(scenario);
}

/// Worst city and shares at a date, from all ways one by one.
static void brute_force(const struct latency_places *places, const struct province *province, double day,
                        const double *edge_day, const struct circle_network *network, double *city_ms,
                        double *share, double *county_share)
{
    const struct county_params *counties = province->counties.items;
    size_t edges = places->siting->plan.count, people = places->people_count;
    double *us = calloc(people, sizeof(*us)), *edge_us = calloc(people, sizeof(*us)), inside = 0, all = 0;
    double county_all[100] = {0};
    memset(county_share, 0, 100 * sizeof(*county_share));
    for (size_t i = 0; i < people; i++) {
        us[i] = edge_us[i] = INFINITY;
        for (size_t j = 0; j < places->place_count; j++) {
            double way = circle_us(&places->map, network, i, j);
            if (j < edges && edge_day[j] <= day)
                edge_us[i] = fmin(edge_us[i], way);
            if (j >= edges || edge_day[j] <= day) // the tour's sites all have racks at the epoch
                us[i] = fmin(us[i], way);
        }
        double weight = places->people[i].weight;
        all += weight;
        inside += us[i] <= 500 ? weight : 0;
        county_all[places->people[i].county] += weight;
        county_share[places->people[i].county] += edge_us[i] <= 500 ? weight : 0;
    }
    *city_ms = 0;
    for (int64_t c = 0; c < province->cities.count; c++) {
        double best = INFINITY, city_all = 0;
        for (size_t i = 0; i < people; i++)
            city_all += counties[places->people[i].county].city == c ? places->people[i].weight : 0;
        // The least of the people's times that 95 % of them are inside.
        for (size_t i = 0; i < people; i++) {
            double below = 0;
            for (size_t k = 0; k < people; k++)
                if (counties[places->people[k].county].city == c && us[k] <= us[i])
                    below += places->people[k].weight;
            if (counties[places->people[i].county].city == c && below >= 0.95 * city_all)
                best = fmin(best, us[i]);
        }
        *city_ms = fmax(*city_ms, 2 * best / 1000);
    }
    *share = inside / all;
    for (int64_t c = 0; c < province->counties.count; c++)
        county_share[c] /= county_all[c];
    free(us);
    free(edge_us);
}

/// The series of the tour, with a link that comes into service in its second year, against brute force at three dates.
static void test_latency_series(void **state)
{
    (void)state;
    const char *overrides[] = {
        "network.links=({a=\"quay\";b=\"strand\";},{a=\"strand\";b=\"dune\";},{a=\"ridge\";b=\"glen\";},"
        "{a=\"quay\";b=\"dune\";km=20.0;from=\"2024-03-15\";},{a=\"ridge\";b=\"quay\";km=150.0;from=\"2024-"
        "03-15\";})",
        "siting.iterations=1"};
    struct scenario *scenario = open_with(TOUR, overrides, 2);
    const struct province *province = scenario_province(scenario, 0);
    struct siting siting;
    struct latency_places places;
    struct calendar calendar = {0};
    struct outcome outcome;
    open_siting(&siting, scenario, NULL);
    latency_places_init(&places, &siting, province);
    calendar_init(&calendar, province, false);
    outcome_init(&outcome, scenario, &calendar);
    double *edge_day = calloc(siting.plan.count, sizeof(*edge_day));
    for (size_t i = 0; i < siting.plan.count; i++)
        edge_day[i] = i < 5 ? 0 : i == 9 ? INFINITY : 40.0 * (double)(i - 4);
    for (int64_t s = 0; s < province->sites.count; s++)
        for (size_t t = 0; t < calendar.time_count; t++)
            outcome.site_series[((size_t)SITE_RACKS * (size_t)province->sites.count + (size_t)s) *
                                    calendar.time_count +
                                t] = 1;
    latency_series(&places, province, &calendar, edge_day, &outcome);
    const size_t dates[] = {0, 14, 15, 24}; // before and after the link
    for (size_t d = 0; d < 4; d++) {
        size_t t = dates[d], times = calendar.time_count, months = calendar.month_count;
        double day = calendar.time_days[t], city_ms, share, county_share[100];
        struct country_network network;
        country_network_init(&network, &siting.country, province, province->epoch + (int64_t)day);
        brute_force(&places, province, day, edge_day, &network.circle, &city_ms, &share, county_share);
        const double *series = outcome.series + t;
        assert_true(fabs(series[SERIES_LATENCY_CITY_MS * times] - city_ms) < 1e-9);
        assert_true(fabs(series[SERIES_LATENCY_CITY_ONE_WAY_MS * times] - city_ms / 2) < 1e-9);
        assert_true(fabs(series[SERIES_SHARE_IN_CIRCLE * times] - share) < 1e-12);
        // Without the link there is no way between the cities.
        double intercity = series[SERIES_LATENCY_INTERCITY_MS * times];
        double expected = 2 * (150 * province->network.slack_factor * 4.9 + 30) / 1000;
        assert_true(day < 440 ? isnan(intercity) : fabs(intercity - expected) < 1e-9);
        int64_t month = calendar_month(&calendar, day);
        for (int64_t c = 0; month >= 0 && c < province->counties.count; c++) {
            double found =
                outcome.county_months[((size_t)COUNTY_SHARE * (size_t)province->counties.count + (size_t)c) *
                                          months +
                                      (size_t)month];
            assert_true(fabs(found - county_share[c]) < 1e-12);
        }
        country_network_clear(&network);
    }
    free(edge_day);
    outcome_clear(&outcome);
    calendar_clear(&calendar);
    latency_places_clear(&places);
    siting_close(&siting);
    scenario_close(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_country),  cmocka_unit_test(test_seats),
        cmocka_unit_test(test_lists),    cmocka_unit_test(test_plan),
        cmocka_unit_test(test_cache),    cmocka_unit_test(test_own_lists),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_latency_series),
        cmocka_unit_test(test_exits),
    };
    return cmocka_run_group_tests_name("siting", tests, scratch_enter, scratch_leave);
}
