/// A county's edge sites and their power, against what they must do by hand.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/models.h"

#define DAYS 90 // 2022-12-31 to 2023-03-31

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.9g, expected %.9g within %.3g", what, value, expected, tolerance);
}

static const double flat[24] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

struct rows {
    struct edge_power_row power[3];
    size_t power_count;
    struct edge_row opened[8];
    double opened_day[8];
    size_t opened_count;
};

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct rows *rows = self;
    (void)lp;
    if (type == &edge_power_row_type) {
        assert_true(rows->power_count < 3);
        memcpy(&rows->power[rows->power_count++], row, sizeof(*rows->power));
    } else if (type == &edge_row_type) {
        assert_true(rows->opened_count < 8);
        rows->opened_day[rows->opened_count] = sim_in_days(time);
        memcpy(&rows->opened[rows->opened_count++], row, sizeof(*rows->opened));
    }
}

/// Days of a plant in weather that never changes.
static struct edge_day *still_days(struct plant_grid **grid, double load_hour_factor[24],
                                   const double *tariff)
{
    static struct weather_hour weather[DAYS * 24];
    struct plant_params params = plant_params_default(PLANT_DX);
    for (int i = 0; i < DAYS * 24; i++)
        weather[i] = (struct weather_hour){.dry_degc = 25, .wet_degc = 20, .humidity = 0.0127};
    struct plant_span span = plant_span_of(weather, DAYS * 24);
    *grid = plant_grid_create(&params, 101325, &span);
    return edge_days_create(*grid, weather, DAYS * 24, tariff, load_hour_factor);
}

/// The table of a day against the plant's own, at its nodes and with a load and tariff that follow the hours.
static void test_days(void **state)
{
    (void)state;
    double by_hour[24], tariff[24], power, water, other = 0, priced = 0;
    struct plant_grid *grid;
    for (int hour = 0; hour < 24; hour++) {
        by_hour[hour] = hour < 12 ? 0.5 : 1.5;
        tariff[hour] = hour < 12 ? 0.6 : 1.4;
    }
    struct edge_day *days = still_days(&grid, by_hour, tariff);
    for (int half = 0; half < 2; half++) {
        double load = edge_day_load(3) * (half ? 1.5 : 0.5);
        plant_grid_at(grid, load, 25, 20, &power, &water);
        other += (power - load) / 2;
        priced += (power - load) / 2 * (half ? 1.4 : 0.6);
    }
    near("other", days[DAYS - 1].other_kw[3], other, 1e-6);
    near("priced", days[DAYS - 1].priced_other_kw[3], priced, 1e-6);
    assert_true(edge_day_load(0) == 0 && edge_day_load(EDGE_DAY_LOADS - 1) == 1);
    free(days);
    plant_grid_destroy(grid);
}

/// Three sites: one of the stock, full from the first day, two that start on day 10 and take 20 days to agree and 30 to
/// build; without spread and with a crew at hand, but for the days that messages take.
static void test_county(void **state)
{
    (void)state;
    const struct edge_site placed[] = {{0, 40}, {0, 8}, {0, 24}};
    const struct edge_plan plan = {placed, 3};
    const uint32_t rank[] = {0, 1, 2};
    const double start_day[] = {-1, 10, 10};
    const struct edge_params edge = {.agreement_days = 20, .build_days = 30, .sigma = 0, .crews_per_site = 1};
    const struct edge_power_params power = {.load_frac = 0.5, .first_frac = 0.25, .fill_days = 30};
    struct plant_grid *grid;
    struct edge_day *days = still_days(
        &grid, (double[24]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, flat);
    struct edge_power_wire power_wire = {.given = &power,
                                         .days = days,
                                         .day_count = DAYS,
                                         .overhead_factor = 1,
                                         .cny_per_kwh = 0.6,
                                         .price_factor = 1,
                                         .carbon_kg_per_kwh = 0.4};
    struct rows rows = {0};
    struct sim_sink sink = {&rows, take};
    struct sim_engine_def def = sim_engine_def_default();
    bool is_date = sim_date_read("2022-12-31", &def.epoch_civil_day);
    assert_true(is_date);
    def.end = DAYS * SIM_DAY;
    def.sink = &sink;
    struct sim_engine *engine = sim_engine_create(&def);
    struct contractor_wire crews = {.crews = 2};
    struct edge_wire wire = {.given = &edge,
                             .unit = {.hall = -1, .edge_sites = 1},
                             .plan = &plan,
                             .rank = rank,
                             .start_day = start_day};
    wire.crews = sim_add(engine, &contractor_kind, "crews", &crews);
    wire.power = sim_add(engine, &edge_power_kind, "power", &power_wire);
    sim_add_array(engine, &edge_kind, "edge", 3, &wire);
    sim_engine_run(engine);
    sim_engine_destroy(engine);
    assert_int_equal(rows.opened_count, 3);
    near("stock", rows.opened_day[0], 0, 0);
    // 10 + 20, a day to ask for the crew, a day to get it, 30 to build.
    near("first", rows.opened_day[1], 62, 1e-9);
    assert_int_equal(rows.opened[1].rank, 1);
    near("racks", rows.opened[2].racks, 24, 0);
    // 40 standard racks are 100 kW, half loaded and full of it from day 1 on: 30 of January's days.
    assert_int_equal(rows.power_count, 3);
    near("January", rows.power[0].it_mwh, 50 * 24 * 30 / 1e3, 1e-9);
    near("racks in January", rows.power[0].racks, 40, 0);
    // 80 kW more from day 63 on, d days later 40 (1 - 0.75 exp(-d / 30)) kW: 27 days of March.
    double march_kwh = 50 * 24 * 31;
    for (int d = 1; d <= 27; d++)
        march_kwh += 24 * 40 * (1 - 0.75 * exp(-d / 30.0));
    near("March", rows.power[2].it_mwh, march_kwh / 1e3, 1e-9);
    // January's PUE is the plant's at half load: linear between the nodes 0.45 and 0.6 of what it takes beside the IT.
    double at_45, at_60, water;
    plant_grid_at(grid, 0.45, 25, 20, &at_45, &water);
    plant_grid_at(grid, 0.6, 25, 20, &at_60, &water);
    double other = (at_45 - 0.45) + ((at_60 - 0.6) - (at_45 - 0.45)) / 3;
    near("PUE", rows.power[0].total_mwh / rows.power[0].it_mwh, 1 + other / 0.5, 1e-6);
    near("cost", rows.power[0].cost_cny, rows.power[0].total_mwh * 600, 1e-6);
    near("carbon", rows.power[0].carbon_t, rows.power[0].total_mwh * 0.4, 1e-9);
    free(days);
    plant_grid_destroy(grid);
}

static void test_tables(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&edge_table) && sim_table_covers(&edge_power_table));
    assert_true(sim_table_covers(edge_row_type.table) && sim_table_covers(edge_power_row_type.table));
    assert_true(sim_table_covers(&network_table) && sim_table_covers(&siting_table));
    assert_true(sim_table_covers(&demand_point_table) && sim_table_covers(&candidate_table));
    assert_true(sim_table_covers(&point_kind_table) && sim_table_covers(&site_kind_table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_county),
        cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests_name("edge", tests, NULL, NULL);
}
