/// Access and the egress as processes, against what they must do by hand.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/models.h"

#define YEAR_MONTHS 12

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.12g, expected %.12g within %.3g", what, value, expected, tolerance);
}

static int64_t day_of(const char *date)
{
    int64_t day;
    bool is_date = sim_date_read(date, &day);
    assert_true(is_date);
    return day;
}

struct rows {
    struct access_row access[64];
    double access_day[64];
    size_t access_count;
    struct network_exit_row exits[64];
    size_t exit_count;
    double link_tbps[8];
};

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    struct rows *rows = self;
    (void)lp;
    if (type == &access_row_type) {
        assert_true(rows->access_count < 64);
        rows->access_day[rows->access_count] = sim_in_days(time);
        memcpy(&rows->access[rows->access_count++], row, sizeof(*rows->access));
    } else if (type == &network_exit_row_type) {
        assert_true(rows->exit_count < 64);
        memcpy(&rows->exits[rows->exit_count++], row, sizeof(*rows->exits));
    } else if (type == &network_link_row_type) {
        const struct network_link_row *link = row;
        rows->link_tbps[link->link] += link->peak_tbps;
    }
}

static struct sim_engine *engine_of(struct rows *rows, struct sim_sink *sink, int64_t days)
{
    struct sim_engine_def def = sim_engine_def_default();
    *sink = (struct sim_sink){rows, take};
    def.epoch_civil_day = day_of("2022-12-31");
    def.end = days * SIM_DAY;
    def.sink = sink;
    return sim_engine_create(&def);
}

/// Keeps what it is told of adoption.
struct listener_state {
    double ratio[64], day[64];
    uint64_t count;
};

static void listen(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct port_adoption *told = (const struct port_adoption *)event->payload;
    struct listener_state *state = state_bytes;
    (void)params, (void)ctx;
    assert_int_equal(event->type, PORT_ADOPTION);
    assert_int_equal(told->indicator, 3);
    state->day[state->count] = sim_in_days(event->time);
    state->ratio[state->count++] = told->ratio;
}

static const struct sim_kind listener_kind = {.name = "listener",
                                              .state_size = sizeof(struct listener_state),
                                              .lookahead = SIM_NEVER,
                                              .handle = listen};

/// An indicator whose figures are known and whose wander is next to nothing follows its curve.
static void run_access(const struct access_params *given, struct rows *rows, struct listener_state *heard)
{
    const struct access_indicator *indicator = given->indicators.items;
    struct growth_fit fit;
    struct sim_sink sink;
    struct sim_engine *engine = engine_of(rows, &sink, 3 * 365 + 1);
    access_fit(given, indicator, day_of("2022-12-31"), &fit);
    sim_lp listener = sim_add(engine, &listener_kind, "listener", NULL);
    struct access_wire wire = {given, indicator, 3, day_of("2022-12-31"), &fit, &listener, 1};
    sim_add(engine, &access_kind, "access", &wire);
    sim_engine_run(engine);
    if (heard)
        memcpy(heard, sim_state(engine, listener), sizeof(*heard));
    sim_engine_destroy(engine);
    growth_fit_clear(&fit);
}

static void test_follows(void **state)
{
    (void)state;
    struct access_point points[] = {{day_of("2022-12-31"), 20, 1e-6, ACCESS_OBSERVED}};
    struct access_indicator indicator = {.id = "x",
                                         .law = GROWTH_LOGISTIC,
                                         .ceiling = 100,
                                         .rate_per_year = 0.7,
                                         .wander = 1e-6,
                                         .points = {points, 1}};
    struct access_params given = {.cut_off = day_of("2023-06-30"), .indicators = {&indicator, 1}};
    static struct rows rows;
    struct listener_state heard;
    rows = (struct rows){0};
    run_access(&given, &rows, &heard);
    const struct growth_curve curve = {GROWTH_LOGISTIC, 100, 0.7, 0, INFINITY};
    assert_int_equal(rows.access_count, 1 + 3 * YEAR_MONTHS);
    near("January's end", rows.access_day[1], 31, 0);
    for (size_t i = 0; i < rows.access_count; i++) {
        near("value", rows.access[i].value, growth_step(&curve, 20, rows.access_day[i] / UNITS_DAYS_PER_YEAR),
             1e-3);
        assert_int_equal(rows.access[i].cause, CAUSE_ADOPTION);
    }
    // A day after each month's end, but the last one, which is the run's.
    assert_int_equal(heard.count, 3 * YEAR_MONTHS - 1);
    near("told in February", heard.day[0], 32, 0);
    near("ratio", heard.ratio[11], rows.access[12].value / rows.access[0].value, 1e-12);
}

/// Crews' pace binds; a programme takes its place in its year, but only where it was announced by the cut-off.
static void test_programme(void **state)
{
    (void)state;
    struct access_point points[] = {{day_of("2022-12-31"), 40, 1e-6, ACCESS_OBSERVED}};
    struct access_programme programmes[] = {
        {day_of("2023-03-01"), day_of("2024-01-01"), day_of("2024-12-31"), 2, 1.5}};
    struct access_indicator indicator = {.id = "x",
                                         .law = GROWTH_BUILD,
                                         .ceiling = 1000,
                                         .rate_per_year = 0.7,
                                         .pace_per_year = 10,
                                         .wander = 1e-6,
                                         .never_falls = 1,
                                         .points = {points, 1},
                                         .programmes = {programmes, 1}};
    struct access_params given = {.cut_off = day_of("2023-06-30"), .indicators = {&indicator, 1}};
    static struct rows rows;
    rows = (struct rows){0};
    run_access(&given, &rows, NULL);
    near("2023", rows.access[12].value, 40 + 10 * 365 / UNITS_DAYS_PER_YEAR, 1e-3);
    near("2024", rows.access[24].value - rows.access[12].value, 3 * 366 / UNITS_DAYS_PER_YEAR, 1e-3);
    near("2025", rows.access[36].value - rows.access[24].value, 10 * 365 / UNITS_DAYS_PER_YEAR, 1e-3);
    assert_int_equal(rows.access[12].cause, CAUSE_CREW);
    assert_int_equal(rows.access[24].cause, CAUSE_CAPITAL);
    rows = (struct rows){0};
    given.cut_off = day_of("2023-02-28");
    run_access(&given, &rows, NULL);
    near("not yet announced", rows.access[24].value - rows.access[12].value, 10 * 366 / UNITS_DAYS_PER_YEAR,
         1e-3);
}

/// Whole nodes that never fall, under a wander that would.
static void test_whole(void **state)
{
    (void)state;
    struct access_point points[] = {{day_of("2022-12-31"), 5, 1e-3, ACCESS_OBSERVED}};
    struct access_indicator indicator = {.id = "x",
                                         .law = GROWTH_BASS,
                                         .ceiling = 20,
                                         .rate_per_year = 0.4,
                                         .start_per_year = 0.03,
                                         .wander = 0.5,
                                         .never_falls = 1,
                                         .is_whole = 1,
                                         .points = {points, 1}};
    struct access_params given = {.cut_off = day_of("2023-06-30"), .indicators = {&indicator, 1}};
    static struct rows rows;
    rows = (struct rows){0};
    run_access(&given, &rows, NULL);
    near("first", rows.access[0].value, 5, 0);
    for (size_t i = 1; i < rows.access_count; i++)
        assert_true(rows.access[i].value == floor(rows.access[i].value) &&
                    rows.access[i].value >= rows.access[i - 1].value);
}

/// Points after the cut-off are not seen.
static void test_cut_off(void **state)
{
    (void)state;
    struct access_point points[] = {{day_of("2022-12-31"), 20, 1e-3, ACCESS_OBSERVED},
                                    {day_of("2023-04-30"), 24, 1e-3, ACCESS_OBSERVED},
                                    {day_of("2024-02-29"), 90, 1e-3, ACCESS_OBSERVED}};
    struct access_indicator indicator = {.id = "x",
                                         .law = GROWTH_LOGISTIC,
                                         .most = 100,
                                         .ceiling = 95,
                                         .ceiling_sigma = 0.3,
                                         .rate_per_year = 0.7,
                                         .rate_sigma = 0.3,
                                         .wander = 0.05,
                                         .points = {points, 3}};
    struct access_params given = {.cut_off = day_of("2023-04-30"), .indicators = {&indicator, 1}};
    struct growth_fit fit, other;
    access_fit(&given, &indicator, day_of("2022-12-31"), &fit);
    assert_int_equal(fit.count, 2);
    // The logit of a share is steeper than its logarithm: 1 / (1 - 0.24).
    points[2].value = 40;
    access_fit(&given, &indicator, day_of("2022-12-31"), &other);
    assert_memory_equal(fit.mode, other.mode, sizeof(fit.mode));
    given.cut_off = day_of("2024-12-31");
    growth_fit_clear(&other);
    access_fit(&given, &indicator, day_of("2022-12-31"), &other);
    assert_int_equal(other.count, 3);
    assert_true(other.mode[2] != fit.mode[2]);
    growth_fit_clear(&fit);
    growth_fit_clear(&other);
}

/// Tells the network a city's traffic at a day.
struct teller_params {
    sim_lp network;
    struct port_traffic traffic;
};

static void teller_start(const void *params, void *state, struct sim_ctx *ctx)
{
    const struct teller_params *teller = params;
    (void)state;
    port_send_traffic(ctx, teller->network, 40 * SIM_DAY, &teller->traffic);
}

static void teller_handle(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    (void)params, (void)state, (void)event, (void)ctx;
}

static const struct sim_kind teller_kind = {
    .name = "teller", .lookahead = SIM_DAY, .start = teller_start, .handle = teller_handle};

/// A line of three counties, 100 km of fibre each step: cities at its ends, an exit at each end's county, and a second
/// fibre from end to end that is lit in April.
///
///     west -- middle -- east        exits: `left` from west, `right` from east
struct line {
    struct county_params counties[3];
    struct city_params cities[2];
    struct network_link links[3];
    struct network_upgrade upgrades[2];
    struct network_exit exits[2];
    struct network_destination destinations[2];
    struct province province;
};

static struct line *line_of(void)
{
    static struct line line;
    line = (struct line){
        .counties = {{.id = "w", .city = 0, .population = 100},
                     {.id = "m", .city = 0, .population = 200},
                     {.id = "e", .city = 1, .population = 100}},
        .cities = {{.id = "west", .seat = 0}, {.id = "east", .seat = 2}},
        .links = {{0, 1, 100, 0}, {1, 2, 100, 0}, {0, 2, 150, day_of("2023-04-10")}},
        .upgrades = {{day_of("2023-02-15"), 2, 30, CAUSE_EQUIPMENT},
                     {day_of("2023-03-01"), 1, 0, CAUSE_CIVIL}},
    };
    line.exits[0] = (struct network_exit){
        .id = "left", .county = 0, .km = 10, .capacity_tbps = 6, .upgrades = {line.upgrades, 2}};
    line.exits[1] = (struct network_exit){.id = "right", .county = 2, .km = 10, .capacity_tbps = 9};
    line.province = (struct province){
        .epoch = day_of("2022-12-31"),
        .end = day_of("2023-06-30"),
        .cities = {line.cities, 2},
        .counties = {line.counties, 3},
        .network = {.us_per_km = 5,
                    .hop_us = 20,
                    .slack_factor = 1,
                    .links = {line.links, 3},
                    .exits = {line.exits, 2},
                    .egress = {.upgrade_factor = 1.5,
                               .peak_tbps = 4,
                               .growth_frac_per_year = 0.21,
                               .detour_us = 100}},
    };
    return &line;
}

static void test_ways(void **state)
{
    (void)state;
    struct line *line = line_of();
    struct network_era *eras;
    size_t count = province_eras(&line->province, &eras);
    assert_true(province_has_egress(&line->province));
    assert_int_equal(count, 2);
    assert_int_equal(eras[1].from_civil_day, day_of("2023-04-10"));
    // [city][exit]: from west to the border at home, 10 km and a node; to the other end, 210 km and three, then 160 and two.
    near("home", eras[0].way_us[0], 50 + 20, 1e-9);
    near("across", eras[0].way_us[1], 1050 + 60, 1e-9);
    near("across by the new fibre", eras[1].way_us[1], 800 + 40, 1e-9);
    assert_int_equal(eras[0].way_first[1] - eras[0].way_first[0], 0);
    assert_int_equal(eras[0].way_first[2] - eras[0].way_first[1], 2);
    assert_int_equal(eras[1].way_first[2] - eras[1].way_first[1], 1);
    assert_int_equal(eras[1].way_links[eras[1].way_first[1]], 2);
    province_eras_free(eras, count);
}

/// Upgrades come late, and what is late is told by its cause; traffic is the scenario's until a city tells its own.
static void test_egress(void **state)
{
    (void)state;
    struct line *line = line_of();
    static struct rows rows;
    struct network_era *eras;
    size_t era_count = province_eras(&line->province, &eras);
    const double share[2] = {0.75, 0.25};
    struct sim_sink sink;
    rows = (struct rows){0};
    struct sim_engine *engine = engine_of(&rows, &sink, 181);
    double *weight, *onward_us;
    size_t destinations = province_destinations(&line->province, &weight, &onward_us);
    struct network_wire wire = {&line->province.network,
                                line->province.epoch,
                                2,
                                share,
                                (int64_t)destinations,
                                weight,
                                onward_us,
                                eras,
                                (int64_t)era_count};
    sim_lp network = sim_add(engine, &network_kind, "network", &wire);
    const struct teller_params teller = {network, {1, 30}};
    sim_add(engine, &teller_kind, "teller", &teller);
    sim_engine_run(engine);
    sim_engine_destroy(engine);
    // Seven dates, two exits.
    assert_int_equal(rows.exit_count, 14);
    near("at first", rows.exits[0].capacity_tbps, 6, 0);
    near("late in February", rows.exits[4].late_tbps[CAUSE_EQUIPMENT], 3, 1e-12);
    near("nothing else is", rows.exits[4].late_tbps[CAUSE_CIVIL], 0, 0);
    near("March", rows.exits[6].capacity_tbps, 6 + 1.5 * 3, 1e-12); // 2023-03-17 and 2023-03-01
    near("none late", rows.exits[6].late_tbps[CAUSE_EQUIPMENT], 0, 0);
    // At the epoch 3 Tbps from west, 1 from east. West's exit is half full with what is beyond a third of 6; across costs
    // more than a step of congestion.
    near("left", rows.exits[0].peak_tbps, 3, 1e-12);
    near("right", rows.exits[1].peak_tbps, 1, 1e-12);
    near("way", rows.exits[0].way_us, 70, 1e-9);
    double untold = 4 * pow(1.21, 59 / UNITS_DAYS_PER_YEAR);
    near("February's traffic", rows.exits[4].peak_tbps + rows.exits[5].peak_tbps, 0.75 * untold + 30, 1e-9);
    // June: 30 Tbps on exits of 10.5 and 9: overloaded, and full to the same step.
    double last = 4 * pow(1.21, 181 / UNITS_DAYS_PER_YEAR) * 0.75 + 30;
    near("June's traffic", rows.exits[12].peak_tbps + rows.exits[13].peak_tbps, last, 1e-9);
    assert_true(rows.exits[12].peak_tbps >= 1.1 * 10.5 - 1e-9 && rows.exits[13].peak_tbps >= 1.1 * 9 - 1e-9);
    // What crosses takes the new fibre, and no other.
    near("old fibre", rows.link_tbps[0] + rows.link_tbps[1], 0, 0);
    double crossed = 30 - rows.exits[13].peak_tbps;
    near("new fibre", rows.link_tbps[2], fabs(crossed), 1e-9);
    province_eras_free(eras, era_count);
    free(weight);
    free(onward_us);
}

/// Traffic leaves on the side that it goes to: one destination beyond each exit, a thousand kilometres out.
static void test_destinations(void **state)
{
    (void)state;
    struct line *line = line_of();
    double *weight, *onward_us;
    assert_int_equal(province_destinations(&line->province, &weight, &onward_us), 1);
    near("the border", weight[0], 1, 0);
    near("is there", onward_us[0] + onward_us[1], 0, 0);
    free(weight);
    free(onward_us);
    line->counties[0].longitude_deg = 110;
    line->counties[2].longitude_deg = 112;
    line->destinations[0] = (struct network_destination){"a", "", 0, 101, 3};
    line->destinations[1] = (struct network_destination){"b", "", 0, 121, 1};
    line->province.network.hills_route_factor = 1.5;
    line->province.network.egress.destinations = (struct sim_list){line->destinations, 2};
    assert_int_equal(province_destinations(&line->province, &weight, &onward_us), 2);
    near("weight", weight[0], 0.75, 1e-12);
    // Nine degrees of the equator, 111.195 km each, times 1.5, less the 10 km to the border.
    near("near side", onward_us[0], 5 * (9 * 111.195 * 1.5 - 10), 0.1);
    near("far side", onward_us[1], 5 * (11 * 111.195 * 1.5 - 10), 0.1);
    near("mirrored", onward_us[2], onward_us[1], 1e-6);
    struct network_era *eras;
    size_t era_count = province_eras(&line->province, &eras);
    const double share[2] = {0.75, 0.25};
    static struct rows rows;
    struct sim_sink sink;
    rows = (struct rows){0};
    line->exits[0].capacity_tbps = line->exits[1].capacity_tbps = 100; // empty: shortest ways
    struct sim_engine *engine = engine_of(&rows, &sink, 20);
    struct network_wire wire = {
        &line->province.network, line->province.epoch, 2, share, 2, weight, onward_us, eras,
        (int64_t)era_count};
    sim_add(engine, &network_kind, "network", &wire);
    sim_engine_run(engine);
    sim_engine_destroy(engine);
    near("to the near side", rows.exits[0].peak_tbps, 3, 1e-12);
    near("to the far side", rows.exits[1].peak_tbps, 1, 1e-12);
    // Of 3 Tbps by the left exit, 2.25 are west's own and 0.75 cross from east.
    near("their way", rows.exits[0].way_us, (2.25 * 70 + 0.75 * 1110) / 3, 1e-9);
    province_eras_free(eras, era_count);
    free(weight);
    free(onward_us);
}

static void test_tables(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&access_table) && sim_table_covers(&network_table));
    assert_true(sim_table_covers(access_row_type.table) && sim_table_covers(access_curve_row_type.table));
    assert_true(sim_table_covers(network_exit_row_type.table) &&
                sim_table_covers(network_link_row_type.table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_follows),      cmocka_unit_test(test_programme), cmocka_unit_test(test_whole),
        cmocka_unit_test(test_cut_off),      cmocka_unit_test(test_ways),      cmocka_unit_test(test_egress),
        cmocka_unit_test(test_destinations), cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
