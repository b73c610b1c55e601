#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/physics/latency.h"
#include "models/physics/settlement.h"
#include "sim/rng.h"

/// A square of two degrees with a round number of square kilometres, and four counties: a city of two small districts
/// side by side, one around them, and a poor one far away; and one without people.
static const double square_lat[] = {25, 25, 27, 27}, square_lon[] = {117, 119, 119, 117};
static const int64_t square_ring[] = {1, 1, 1, 1};
static const struct territory_outline square = {square_lat, square_lon, square_ring, 4};
static const struct territory_county counties[] = {
    {"old", 26.00, 118.00, 40, 700003},      {"new", 26.00, 118.05, 100, 400001},
    {"around", 26.02, 118.02, 3000, 250017}, {"far", 25.20, 117.30, 2000, 90001},
    {"empty", 26.80, 118.80, 500, 0},
};
enum { COUNTIES = 5 };

static const struct settlement_params params = {.seed = 1,
                                                .points = 2000,
                                                .sites = 1500,
                                                .cell_km = 1,
                                                .towns_per_100k = 2.7,
                                                .rank_exponent = 1,
                                                .villages_frac = 0.3,
                                                .town_km = 1.2,
                                                .town_growth_exponent = 0.5};
static const struct settlement_kind kinds[] = {{0, 0}, {2, 5000}, {7.5, 2000}};
static const double site_share[] = {0.3, 0.5, 0.2};

static double centre_km(const struct territory *territory, int32_t cell,
                        const struct territory_county *county)
{
    double lat, lon;
    territory_corner(territory, cell, &lat, &lon);
    return latency_great_circle_km(lat + territory->step_lat_deg / 2, lon + territory->step_lon_deg / 2,
                                   county->lat_deg, county->lon_deg);
}

static double cell_km2(const struct territory *territory, int32_t cell)
{
    double lat, lon;
    territory_corner(territory, cell, &lat, &lon);
    return territory->step_lat_deg * territory->step_lon_deg * 111.195 * 111.195 *
           cos((lat + territory->step_lat_deg / 2) * 3.14159265358979 / 180);
}

static void test_territory_areas(void **state)
{
    (void)state;
    struct territory territory;
    territory_init(&territory, counties, COUNTIES, &square, 1);
    for (int32_t c = 0; c < COUNTIES; c++) {
        double km2 = 0;
        for (size_t i = territory.first[c]; i < territory.first[c + 1]; i++) {
            km2 += cell_km2(&territory, territory.cells[i]);
            assert_int_equal(territory.owner[territory.cells[i]], c);
        }
        if (fabs(km2 - counties[c].area_km2) > 0.51 * cell_km2(&territory, 0))
            fail_msg("%s: %.1f km2, expected %.1f", counties[c].id, km2, counties[c].area_km2);
        assert_int_equal(territory_owner(&territory, counties[c].lat_deg, counties[c].lon_deg), c);
    }
    assert_int_equal(territory_owner(&territory, 24.9, 118), -1);
    assert_int_equal(territory_owner(&territory, 26, 130), -1);
    territory_clear(&territory);
}

/// No county and cell would both rather have each other: the cell is farther from its owner (or has none), and the
/// county has a cell that is farther (or has room). All pairs are looked at.
static void test_territory_is_stable(void **state)
{
    (void)state;
    struct territory territory;
    territory_init(&territory, counties, COUNTIES, &square, 2);
    for (int32_t c = 0; c < COUNTIES; c++) {
        double farthest_km = 0;
        for (size_t i = territory.first[c]; i < territory.first[c + 1]; i++)
            farthest_km = fmax(farthest_km, centre_km(&territory, territory.cells[i], &counties[c]));
        for (int32_t cell = 0; cell < territory.rows * territory.columns; cell++) {
            int32_t owner = territory.owner[cell];
            double lat, lon, km = centre_km(&territory, cell, &counties[c]);
            territory_corner(&territory, cell, &lat, &lon);
            if (!territory_is_inside(&square, lat + territory.step_lat_deg / 2,
                                     lon + territory.step_lon_deg / 2))
                continue;
            bool cell_would = owner < 0 || centre_km(&territory, cell, &counties[owner]) > km;
            if (cell_would && km < farthest_km)
                fail_msg("%s would rather have cell %d, %.1f km away", counties[c].id, cell, km);
        }
    }
    territory_clear(&territory);
}

/// An outline of three rings: whatever is inside one of them is inside; what is between them is not.
static void test_rings(void **state)
{
    (void)state;
    const double lat[] = {0, 0, 4, 4, 10, 10, 14, 12, 20, 24, 22}, lon[] = {0, 4, 4, 0, 0, 4, 4, 2, 0, 0, 6};
    const int64_t ring[] = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3};
    const struct territory_outline islands = {lat, lon, ring, 11};
    static const struct {
        double lat, lon;
        int is_inside;
    } points[] = {{2, 2, 1},  {0.1, 3.9, 1}, {2, 4.1, 0},  {2, -0.1, 0},   {4.1, 2, 0},    {7, 2, 0},
                  {11, 3, 1}, {13, 3.5, 1},  {11.5, 2, 1}, {12, 1, 0},     {13.9, 0.5, 0}, {17, 2, 0},
                  {22, 1, 1}, {22, 5.9, 1},  {20.5, 3, 0}, {23.9, 0.1, 1}, {24.1, 0, 0},   {-1, 2, 0}};
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
        if (!!territory_is_inside(&islands, points[i].lat, points[i].lon) != points[i].is_inside)
            fail_msg("%g, %g is %sinside", points[i].lat, points[i].lon, points[i].is_inside ? "not " : "");
}

/// An outline that is too small for all: everybody gets less, in proportion. A ring inside counts as well.
static void test_territory_is_scaled(void **state)
{
    (void)state;
    struct territory_county large[] = {{"a", 26, 117.5, 40000, 1}, {"b", 26, 118.5, 80000, 1}};
    struct territory territory;
    territory_init(&territory, large, 2, &square, 1);
    double a = (double)(territory.first[1] - territory.first[0]),
           b = (double)(territory.first[2] - territory.first[1]);
    assert_true(fabs(b / a - 2) < 0.01);
    assert_true(fabs((a + b) * cell_km2(&territory, territory.rows / 2 * territory.columns) - 44450) < 300);
    territory_clear(&territory);
}

/// A seat off the shore, two kilometres out: its town stands around it all the same, the rest of it on land.
static void test_territory_at_the_shore(void **state)
{
    (void)state;
    const struct territory_county port = {"port", 27.018, 118, 100, 1};
    struct territory territory;
    double at_sea = 0, all = 0;
    territory_init(&territory, &port, 1, &square, 0.5);
    assert_int_equal(territory_owner(&territory, 27.018, 118), 0);
    assert_int_equal(territory_owner(&territory, 27.075, 118), -1);
    for (size_t i = territory.first[0]; i < territory.first[1]; i++) {
        double lat, lon;
        territory_corner(&territory, territory.cells[i], &lat, &lon);
        all += cell_km2(&territory, territory.cells[i]);
        at_sea += lat + territory.step_lat_deg / 2 > 27 ? cell_km2(&territory, territory.cells[i]) : 0;
    }
    assert_true(fabs(all - 100) < 0.2);
    // A disc of 5 km less what a chord 2 km from its middle cuts off.
    if (fabs(at_sea - (78.540 - 25 * acos(2.0 / 5) + 2 * sqrt(21))) > 1)
        fail_msg("%.2f km2 at sea", at_sea);
    territory_clear(&territory);
}

static void draw(struct settlement *settlement, size_t county_count, const struct territory_outline *outline)
{
    settlement_init(settlement, &params, counties, county_count, outline, kinds, 3, site_share, 3);
}

/// Weights are whole and sum to each county's population; so many tagged points as the rates say; the totals asked for.
static void test_sums(void **state)
{
    (void)state;
    struct settlement s;
    int64_t people[COUNTIES] = {0}, tagged[3] = {0}, sites[3] = {0}, site_count[COUNTIES] = {0};
    draw(&s, COUNTIES, &square);
    assert_int_equal(s.point_count, params.points);
    assert_int_equal(s.site_count, params.sites);
    for (size_t i = 0; i < s.point_count; i++) {
        const struct settlement_point *point = &s.points[i];
        assert_true(point->weight > 0);
        if (point->kind == 0)
            people[point->county] += point->weight;
        else
            assert_int_equal(point->weight, kinds[point->kind].weight);
        tagged[point->kind]++;
    }
    for (int c = 0; c < COUNTIES; c++)
        assert_int_equal(people[c], counties[c].population);
    // 1,440,022 people: 28.8 of the one kind, 108.0 of the other.
    assert_int_equal(tagged[1], 29);
    assert_int_equal(tagged[2], 108);
    for (size_t i = 0; i < s.site_count; i++) {
        sites[s.sites[i].kind]++;
        site_count[s.sites[i].county]++;
    }
    assert_true(labs(sites[0] - 450) <= COUNTIES && labs(sites[1] - 750) <= COUNTIES);
    assert_int_equal(site_count[4], 0);
    assert_true(site_count[3] >= 1 && labs(site_count[0] - 729) <= 3);
    settlement_clear(&s);
}

/// Everything stands in its county; the largest town is the seat; a third of the people of the far county are in
/// villages or at the tail of its towns, well away from the seat.
static void test_places(void **state)
{
    (void)state;
    struct settlement s;
    struct territory territory;
    double near = 0, total = 0;
    draw(&s, COUNTIES, &square);
    territory_init(&territory, counties, COUNTIES, &square, params.cell_km);
    for (size_t i = 0; i < s.point_count; i++) {
        const struct settlement_point *p = &s.points[i];
        assert_int_equal(territory_owner(&territory, p->lat_deg, p->lon_deg), p->county);
        if (p->kind != 0 || p->county != 2)
            continue;
        total += (double)p->weight;
        if (latency_great_circle_km(p->lat_deg, p->lon_deg, counties[2].lat_deg, counties[2].lon_deg) < 8)
            near += (double)p->weight;
    }
    for (size_t i = 0; i < s.site_count; i++)
        assert_int_equal(territory_owner(&territory, s.sites[i].lat_deg, s.sites[i].lon_deg),
                         s.sites[i].county);
    // Seven towns, 1 / (1 + 1/2 + ... + 1/7) = 0.386 of the townsmen at the seat, 0.27 of all; the two districts at the
    // seat push some of them out, villages and other towns add a few.
    if (!(near / total > 0.12 && near / total < 0.45))
        fail_msg("%.3f of the people live within 8 km of the seat", near / total);
    territory_clear(&territory);
    settlement_clear(&s);
}

/// The same seed gives the same country, and a county far away moves nobody.
static void test_streams(void **state)
{
    (void)state;
    const struct territory_county two[] = {counties[0], counties[3]};
    struct settlement a, b, one;
    draw(&a, COUNTIES, &square);
    draw(&b, COUNTIES, &square);
    assert_memory_equal(a.points, b.points, a.point_count * sizeof(*a.points));
    assert_memory_equal(a.sites, b.sites, a.site_count * sizeof(*a.sites));
    settlement_clear(&a);
    settlement_clear(&b);
    settlement_init(&one, &params, two, 1, &square, kinds, 1, site_share, 3);
    settlement_init(&b, &params, two, 2, &square, kinds, 1, site_share, 3);
    for (int i = 0; i < 19; i++) { // its town centres, in order
        assert_true(one.sites[i].lat_deg == b.sites[i].lat_deg && one.sites[i].lon_deg == b.sites[i].lon_deg);
        assert_int_equal(b.sites[i].county, 0);
    }
    settlement_clear(&one);
    settlement_clear(&b);
}

/// Fewer points than counties and tags: every county still has people somewhere and a site.
static void test_few(void **state)
{
    const struct territory_outline no_outline = {0};
    (void)state;
    struct settlement_params few = params;
    struct settlement s;
    few.points = few.sites = 1;
    settlement_init(&s, &few, counties, COUNTIES, &no_outline, kinds, 1, site_share, 3);
    assert_int_equal(s.point_count, 4);
    assert_int_equal(s.site_count, 4);
    for (int c = 0; c < 4; c++) {
        assert_int_equal(s.points[c].weight, counties[c].population);
        assert_true(s.sites[c].lat_deg == counties[c].lat_deg);
    }
    settlement_clear(&s);
}

static void test_share(void **state)
{
    (void)state;
    int64_t shares[3];
    settlement_share(10, (const double[]){1, 1, 1}, 3, shares);
    assert_int_equal(shares[0], 4);
    assert_int_equal(shares[2], 3);
    settlement_share(100, (const double[]){0, 53, 47}, 3, shares);
    assert_int_equal(shares[0], 0);
    assert_int_equal(shares[1], 53);
    // Floors 0, 2, 2; remainders 0.45, 0.25, 0.3: the first gets the one that is left.
    settlement_share(5, (const double[]){9, 45, 46}, 3, shares);
    assert_int_equal(shares[0], 1);
    assert_int_equal(shares[1], 2);
    assert_int_equal(shares[2], 2);
    settlement_share(0, (const double[]){9, 45, 46}, 3, shares);
    assert_int_equal(shares[1], 0);
}

static void test_table(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&settlement_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_territory_areas),
        cmocka_unit_test(test_territory_is_stable),
        cmocka_unit_test(test_rings),
        cmocka_unit_test(test_territory_is_scaled),
        cmocka_unit_test(test_territory_at_the_shore),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests_name("settlement", tests, NULL, NULL);
}
