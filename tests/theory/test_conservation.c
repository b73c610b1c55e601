/// Nothing is lost: racks, power and money of a whole province, counted two ways.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/scenario.h"

struct month {
    double racks[5]; // ordered, pipeline, cancelled, retired, in service
    int rows;
};

struct collected {
    struct month months[64];
    int64_t epoch;
    int site_count;
};

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *bytes)
{
    struct collected *collected = self;
    (void)lp;
    if (type != &fleet_row_type)
        return;
    const struct fleet_row *row = bytes;
    struct sim_date date = sim_date_of(collected->epoch + time / SIM_DAY);
    struct sim_date first = sim_date_of(collected->epoch);
    int index = (date.year - first.year) * 12 + date.month - first.month;
    assert_in_range(index, 0, 63);
    struct month *month = &collected->months[index];
    month->racks[0] += row->racks_ordered;
    month->racks[1] += row->racks_pipeline;
    month->racks[2] += row->racks_cancelled;
    month->racks[3] += row->racks_retired;
    month->racks[4] += row->racks_in_service;
    month->rows++;
    // At every site, at every date.
    double rest = row->racks_ordered - row->racks_pipeline - row->racks_cancelled - row->racks_retired -
                  row->racks_in_service;
    assert_true(fabs(rest) < 1e-6 * (1 + row->racks_ordered));
    assert_true(row->racks_pipeline > -1e-6 && row->occupied_frac > -1e-9 && row->occupied_frac < 1 + 1e-9);
}

/// Sums of cabinets by status, straight from their own states.
static void count_racks(const struct sim_engine *engine, const struct province_build *build,
                        double standard[5], double *tflops)
{
    const sim_lp *first;
    const struct rack_wire *wires;
    size_t groups = province_rack_groups(build, &first, &wires);
    memset(standard, 0, 5 * sizeof(*standard));
    *tflops = 0;
    for (size_t g = 0; g < groups; g++)
        for (uint32_t i = 0; i < wires[g].count; i++) {
            const struct rack_state *state = sim_state(engine, first[g] + i);
            standard[state->status] += wires[g].rack_kw / UNITS_STANDARD_RACK_KW;
            *tflops += state->is_filled ? state->tflops : 0;
        }
}

static void check_scenario(const char *path, uint32_t replications)
{
    struct sim_error error = {0};
    struct scenario *scenario;
    if (scenario_open(path, NULL, 0, 1, &scenario, &error) != SIM_OK) {
        sim_error_print(&error, stderr);
        fail();
    }
    const struct province *province = scenario_province(scenario, 0);
    double *inputs = calloc(scenario_input_count(scenario) + 1, sizeof(*inputs));
    struct world *world = world_create(province, NULL, 1);
    for (uint32_t r = 0; r < replications; r++) {
        struct collected collected = {.epoch = province->epoch};
        struct sim_sink sink = {&collected, take};
        struct sim_engine_def def = sim_engine_def_default();
        scenario_draw(scenario, 0, 1, r, inputs);
        def.replication = r;
        def.workers = 1 + r % 3;
        def.end = (province->end - province->epoch) * SIM_DAY;
        def.epoch_civil_day = province->epoch;
        def.sink = &sink;
        struct sim_engine *engine = sim_engine_create(&def);
        struct province_build *build = province_build(engine, province, world, false);
        sim_engine_run(engine);
        struct sim_date last = sim_date_of(province->end), begin = sim_date_of(province->epoch);
        int months = (last.year - begin.year) * 12 + last.month - begin.month;
        for (int m = 0; m <= months; m++)
            assert_int_equal(collected.months[m].rows, province->sites.count);

        // The racks' own states against the fleets' books. What racks did in the last two days is still on its way.
        double standard[5], tflops;
        count_racks(engine, build, standard, &tflops);
        const double *book = collected.months[months].racks;
        double planned = standard[RACK_PLANNED] + standard[RACK_INSTALLING] + standard[RACK_INSTALLED];
        double total = planned + standard[RACK_IN_SERVICE] + standard[RACK_RETIRED];
        assert_true(book[0] <= total + 1e-6);
        assert_true(fabs(standard[RACK_IN_SERVICE] - book[4]) < 0.02 * total);
        assert_true(fabs(standard[RACK_RETIRED] - book[3]) < 0.01 * total);
        assert_true(book[1] + book[2] <= planned + 0.02 * total);
        sim_engine_destroy(engine);
        province_build_destroy(build);
    }
    world_destroy(world);
    free(inputs);
    scenario_close(scenario);
}

static void test_racks_of_the_tour(void **unused)
{
    (void)unused;
    check_scenario(TEST_SOURCE_DIR "/scenarios/tour.cfg", 12);
}

static void test_racks_of_the_default(void **unused)
{
    (void)unused;
    check_scenario(TEST_SOURCE_DIR "/scenarios/fujian-2025.cfg", 3);
}

static void test_tables_cover_their_structs(void **unused)
{
    (void)unused;
    assert_true(sim_table_covers(&province_table));
    const struct sim_row_type *rows[] = {
        &fleet_row_type, &facility_row_type, &edge_row_type,          &edge_power_row_type,
        &stage_row_type, &dispatch_row_type, &dispatch_site_row_type, &dispatch_centre_row_type};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(sim_table_covers(rows[i]->table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_racks_of_the_tour),
        cmocka_unit_test(test_racks_of_the_default),
        cmocka_unit_test(test_tables_cover_their_structs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
