/// The pool of demand: who is given what in a round, and that more halls bring no more tenants.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/scenario.h"

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.9g, expected %.9g within %.3g", what, value, expected, tolerance);
}

// ---- one round, by hand --------------------------------------------------------------------------------------

#define SITES  4
#define NOBODY UINT64_MAX

/// Sites 0 and 1 are in city 0, site 0 in a cluster; site 2 in city 1; site 3, a cluster's, in city 2.
static const int64_t site_city[SITES] = {0, 0, 1, 2}, site_cluster[SITES] = {1, 0, 0, 1};

/// A site or a city that says one thing at the start, and what it hears then.
struct says {
    struct port_offer offer; // site NOBODY: it says what follows
    struct port_want want;   // city NOBODY: it says nothing
    sim_lp pool;
};

struct heard {
    double tflops;
    double messages;
};

static void say(const void *params, void *state, struct sim_ctx *ctx)
{
    const struct says *says = params;
    (void)state;
    if (says->offer.site != NOBODY)
        port_send_offer(ctx, says->pool, SIM_DAY, &says->offer);
    if (says->want.city != NOBODY)
        port_send_want(ctx, says->pool, SIM_DAY, &says->want);
}

static void hear(const void *params, void *state, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct heard *heard = state;
    struct port_tenants tenants;
    (void)params, (void)ctx;
    assert_int_equal(event->type, PORT_TENANTS);
    memcpy(&tenants, event->payload, sizeof(tenants));
    heard->tflops += tenants.tflops;
    heard->messages++;
}

static const struct sim_kind teller_kind = {
    .name = "teller", .state_size = sizeof(struct heard), .lookahead = SIM_DAY, .start = say, .handle = hear};

/// wanted: by city, three of them. held, waiting: by site.
static void expect_round(const double wanted[3], const double held[SITES], const double waiting[SITES],
                         const double expected[SITES])
{
    static const struct pool_wire wire = {site_city, site_cluster};
    struct says sites[SITES], cities[3];
    sim_lp lps[SITES];
    struct sim_engine_def def = sim_engine_def_default();
    def.end = 5 * SIM_DAY;
    struct sim_engine *engine = sim_engine_create(&def);
    // Some before the pool and some after it: what is told at one instant is one round, whoever comes first.
    for (int i = 0; i < 2; i++)
        lps[i] = sim_add(engine, &teller_kind, i ? "one" : "zero", &sites[i]);
    sim_lp pool = sim_add_array(engine, &pool_kind, "pool", 1, &wire);
    lps[2] = sim_add(engine, &teller_kind, "two", &sites[2]);
    lps[3] = sim_add(engine, &teller_kind, "three", &sites[3]);
    for (uint64_t i = 0; i < SITES; i++)
        sites[i] = (struct says){{i, held[i], waiting[i]}, {NOBODY, 0}, pool};
    for (uint64_t i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof(name), "city%d", (int)i);
        cities[i] = (struct says){{NOBODY, 0, 0}, {i, wanted[i]}, pool};
        sim_add(engine, &teller_kind, name, &cities[i]);
    }
    sim_engine_run(engine);
    for (int i = 0; i < SITES; i++) {
        struct heard heard;
        memcpy(&heard, sim_state(engine, lps[i]), sizeof(heard));
        near("given", heard.tflops, expected[i], 1e-12);
        assert_true(heard.messages == (expected[i] > 0));
    }
    struct pool_state state;
    memcpy(&state, sim_state(engine, pool), sizeof(state));
    assert_int_equal(state.rounds, 1);
    sim_engine_destroy(engine);
}

static void cities_come_first_then_clusters(void **state)
{
    (void)state;
    // Less is wanted than is held: nothing.
    expect_round((double[]){10, 10, 10}, (double[]){10, 10, 10, 10}, (double[]){5, 5, 5, 5},
                 (double[]){0, 0, 0, 0});
    // City 0 wants 6 more and its sites have 3 and 6 waiting: by how much waits. Nobody else wants more.
    expect_round((double[]){26, 10, 10}, (double[]){10, 10, 10, 10}, (double[]){3, 6, 9, 9},
                 (double[]){2, 4, 0, 0});
    // City 1 wants 8 more and has only 3 waiting: the rest goes to clusters, 2 and 8 of them waiting.
    expect_round((double[]){20, 18, 10}, (double[]){10, 10, 10, 10}, (double[]){2, 50, 3, 8},
                 (double[]){1, 0, 3, 4});
    // Beyond what clusters have waiting: to all others.
    expect_round((double[]){20, 18, 10}, (double[]){10, 10, 10, 10}, (double[]){1, 50, 3, 1},
                 (double[]){1, 3, 3, 1});
    // More is wanted than waits: each has all that it asks for.
    expect_round((double[]){100, 100, 100}, (double[]){10, 10, 10, 10}, (double[]){1, 2, 3, 4},
                 (double[]){1, 2, 3, 4});
    // City 0 wants 10 more, but city 2 holds 5 more than it wants: 5 are free.
    expect_round((double[]){30, 10, 5}, (double[]){10, 10, 10, 10}, (double[]){10, 10, 10, 10},
                 (double[]){2.5, 2.5, 0, 0});
}

// ---- a province ----------------------------------------------------------------------------------------------

struct filled {
    double tflops[40]; // at month-ends
    double racks, occupied, wait_days;
};

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *bytes)
{
    struct filled *filled = self;
    const struct fleet_row *row = bytes;
    (void)lp;
    if (type != &fleet_row_type)
        return;
    struct sim_date date = sim_date_of(sim_civil_day((struct sim_date){2022, 12, 31}) + time / SIM_DAY);
    int month = (date.year - 2022) * 12 + date.month - 12;
    filled->tflops[month] += row->compute_tflops[0];
    if (month == 36) {
        filled->racks += row->racks_in_service;
        filled->occupied += row->racks_in_service * row->occupied_frac;
        filled->wait_days += row->tenant_wait_days;
    }
}

/// Runs the province with its phases so many times as large, with its programmes or without.
static struct filled run_province(int64_t times, bool has_programmes, double *wanted_tflops)
{
    struct sim_error error = {0};
    struct scenario *scenario;
    if (scenario_open(TEST_SOURCE_DIR "/tests/theory/pool.cfg", NULL, 0, 1, &scenario, &error) != SIM_OK)
        fail_msg("%s: %s", error.faults[0].key, error.faults[0].found);
    struct province province = *scenario_province(scenario, 0);
    struct site_params *sites = province.sites.items;
    for (int64_t s = 0; s < province.sites.count; s++)
        ((struct phase_params *)sites[s].phases.items)[0].racks *= times;
    if (!has_programmes)
        province.demand.programmes.count = 0;
    struct filled filled = {0};
    struct sim_sink sink = {&filled, take};
    struct sim_engine_def def = sim_engine_def_default();
    def.end = (province.end - province.epoch) * SIM_DAY;
    def.epoch_civil_day = province.epoch;
    def.sink = &sink;
    struct sim_engine *engine = sim_engine_create(&def);
    struct world *world = world_create(&province, NULL, 1);
    struct province_build *build = province_build(engine, &province, world, false);
    const struct demand_plan *plan = province_demand(build);
    assert_true((plan != NULL) == has_programmes);
    sim_engine_run(engine);
    // What the cities' work holds at its mean use, at month-ends; what is filled then was promised for that day.
    struct sim_date month = {2022, 12, 31};
    for (int i = 0; i <= 36 && has_programmes; i++) {
        double tflops[WORK_COUNT], held[COMPUTE_CLASS_MAX];
        int64_t day = sim_month_end(sim_civil_day((struct sim_date){month.year, month.month, 1}));
        wanted_tflops[i] = 0;
        for (int64_t city = 0; city < province.cities.count; city++) {
            demand_plan_of_city(plan, city, (double)(day - province.epoch), NULL, tflops);
            demand_plan_held(plan, tflops, held);
            wanted_tflops[i] += held[0];
        }
        month.year += month.month == 12;
        month.month = month.month % 12 + 1;
    }
    province_build_destroy(build);
    sim_engine_destroy(engine);
    world_destroy(world);
    scenario_close(scenario);
    return filled;
}

static void more_halls_bring_no_more_tenants(void **state)
{
    (void)state;
    double wanted[40], again[40];
    struct filled once = run_province(1, true, wanted), twice = run_province(2, true, again);
    near("racks at the end", twice.racks - once.racks, 5000, 1e-6);
    // All that is wanted finds room, and no more than that does: a cabinet's failures and a month of orders aside.
    for (int month = 12; month <= 36; month++) {
        near("demand does not know of halls", again[month], wanted[month], 1e-9 * wanted[month]);
        near("filled", once.tflops[month], wanted[month], 0.02 * wanted[month]);
        near("filled with twice the halls", twice.tflops[month], once.tflops[month],
             0.01 * once.tflops[month]);
    }
    assert_true(twice.occupied / twice.racks < 0.75 * once.occupied / once.racks);
    assert_true(once.wait_days > 0 && twice.wait_days > 2 * once.wait_days);
}

static void without_programmes_each_hall_has_its_ramp(void **state)
{
    (void)state;
    struct filled once = run_province(1, false, NULL), twice = run_province(2, false, NULL);
    near("racks at the end", twice.racks - once.racks, 5000, 1e-6);
    // Nine tenths of the new halls fill, whether they are 5,000 or 10,000.
    near("filled more", twice.occupied - once.occupied, 0.9 * 5000, 0.02 * 5000);
    assert_true(once.wait_days == 0 && twice.wait_days == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cities_come_first_then_clusters),
        cmocka_unit_test(more_halls_bring_no_more_tenants),
        cmocka_unit_test(without_programmes_each_hall_has_its_ramp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
