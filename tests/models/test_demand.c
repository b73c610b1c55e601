/// Demand: calibrated on the stock, the same whether it is told by programme, by city or by job.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenarios/run/scenario.h"

#define DAYS 1096

static void near(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.9g, expected %.9g within %.3g", what, value, expected, tolerance);
}

// ---- someone who listens in the dispatcher's and the network's place -----------------------------------------

struct heard {
    double demand_tflops_days[WORK_COUNT];
    double job_tflops_days[WORK_COUNT];
    double variance[WORK_COUNT]; // of the sum of jobs' work, as it came
    double jobs[WORK_COUNT];
    double by_hour[24];    // jobs of HPC
    double by_weekday[7];  //
    double largest_tflops; // gang
    double first_tbps, last_tbps;
    double days;
    double told; // jobs, by the cities' own count
};

static void listen(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    struct heard *heard = state_bytes;
    struct port_demand demand;
    struct port_job job;
    struct port_traffic traffic;
    (void)params;
    switch (event->type) {
    case PORT_DEMAND:
        memcpy(&demand, event->payload, sizeof(demand));
        heard->days++;
        for (int w = 0; w < WORK_COUNT; w++)
            heard->demand_tflops_days[w] += demand.tflops[w];
        break;
    case PORT_JOB:
        memcpy(&job, event->payload, sizeof(job));
        assert_true(job.arrival_s >= 0 && job.arrival_s < 86400 && job.duration_s > 0);
        double work = job.tflops * job.duration_s / 86400;
        heard->job_tflops_days[job.work] += work;
        heard->variance[job.work] += work * work;
        heard->jobs[job.work]++;
        if (job.work == WORK_HPC) {
            heard->by_hour[(int)(job.arrival_s / 3600)]++;
            heard->by_weekday[work_day_of_week(sim_today(ctx) + 1)]++;
            heard->largest_tflops = fmax(heard->largest_tflops, job.tflops);
        }
        break;
    case PORT_TRAFFIC:
        memcpy(&traffic, event->payload, sizeof(traffic));
        if (sim_now(ctx) == SIM_DAY)
            heard->first_tbps += traffic.peak_tbps;
        heard->last_tbps = traffic.peak_tbps;
        break;
    }
}

static const struct sim_kind listener_kind = {
    .name = "listener", .state_size = sizeof(struct heard), .lookahead = SIM_NEVER, .handle = listen};

// ---- a province of two cities, by hand -----------------------------------------------------------------------

struct small {
    struct demand_params demand;
    struct programme_params programmes[2];
    struct programme_step step;
    double share[2 * WORK_COUNT], city_frac[2 * 2];
    int64_t indicator[2];
    struct demand_plan plan;
};

static void small_make(struct small *small)
{
    memset(small, 0, sizeof(*small));
    small->indicator[0] = 3;
    small->indicator[1] = -1;
    small->programmes[0].driver_elasticity = 0.5;
    small->programmes[0].growth = (struct growth_params){0.2, 0};
    small->programmes[1].growth = (struct growth_params){0.5, 3};
    small->demand.programmes = (struct sim_list){small->programmes, 2};
    small->plan.border_tbps = 30;
    for (int w = 0; w < WORK_COUNT; w++) {
        struct work_params *work = &small->demand.work.of[w];
        *work = (struct work_params){.compute = -1, .used_frac = 0.5, .border_weight = 1};
        for (int i = 0; i < 24; i++) {
            work->shape.workday_weight[i] = i < 8 ? 1 : 4;
            work->shape.weekend_weight[i] = 1;
        }
        for (int i = 0; i < 12; i++)
            work->shape.month_weight[i] = i < 6 ? 1 : 2;
        small->share[w] = 0.25;
        small->share[WORK_COUNT + w] = 0.75;
        small->plan.counted_per_tflops[w] = 1;
    }
    small->demand.work.of[WORK_ONLINE].compute = small->demand.work.of[WORK_BATCH].compute = 0;
    small->demand.work.of[WORK_ONLINE].stock_share_frac = 3;
    small->demand.work.of[WORK_BATCH].stock_share_frac = 1;
    small->demand.work.of[WORK_TRAINING].compute = small->demand.work.of[WORK_HPC].compute = 1;
    small->demand.work.of[WORK_TRAINING].stock_share_frac = 0.8;
    small->demand.work.of[WORK_TRAINING].used_frac = 0.6;
    small->demand.work.of[WORK_HPC].stock_share_frac = 0.2;
    small->demand.jobs.training = (struct job_law){3000, JOB_LOGNORMAL, 20, 1, 0, 0, 0, 400, {4, 3, 2, 1}};
    small->demand.jobs.hpc =
        (struct job_law){9000, JOB_HYPEREXPONENTIAL, 0, 0, 2, 30, 0.3, 100, {4, 3, 2, 1}};
    small->city_frac[0] = 0.9, small->city_frac[1] = 0.1;
    small->city_frac[2] = 0.4, small->city_frac[3] = 0.6;
    small->plan.given = &small->demand;
    small->plan.share = small->share;
    small->plan.city_frac = small->city_frac;
    small->plan.indicator = small->indicator;
    small->plan.city_count = 2;
    small->plan.epoch_civil_day = sim_civil_day((struct sim_date){2022, 12, 31});
    demand_plan_make(&small->plan, (const double[]){1000, 8000});
}

/// What a listener heard of a replication.
static struct heard hear(const struct small *small, uint32_t replication, double days)
{
    struct sim_engine_def def = sim_engine_def_default();
    def.end = (sim_time)days * SIM_DAY;
    def.epoch_civil_day = small->plan.epoch_civil_day;
    def.replication = replication;
    struct sim_engine *engine = sim_engine_create(&def);
    sim_lp listener = sim_add(engine, &listener_kind, "listener", NULL);
    struct demand_wire wire = {.plan = &small->plan, .dispatcher = listener, .network = listener};
    sim_lp cities = sim_add_array(engine, &demand_kind, "demand", 2, &wire);
    sim_engine_run(engine);
    struct heard heard;
    memcpy(&heard, sim_state(engine, listener), sizeof(heard));
    for (sim_lp city = cities; city < cities + 2; city++) {
        struct demand_state state;
        memcpy(&state, sim_state(engine, city), sizeof(state));
        heard.told += state.told[DEMAND_JOBS_TRAINING] + state.told[DEMAND_JOBS_HPC];
    }
    sim_engine_destroy(engine);
    return heard;
}

// ---- tests ---------------------------------------------------------------------------------------------------

static void growth_is_what_its_formula_says(void **state)
{
    (void)state;
    double year = UNITS_DAYS_PER_YEAR;
    struct growth_params open = {0.2, 0}, capped = {0.5, 3}, none = {0.5, 1}, above = {0.5, 0.7},
                         falls = {-0.2, 0.4};
    near("exponential", demand_plan_growth(&open, 2 * year), 1.44, 1e-12);
    near("not yet", demand_plan_growth(&open, -100), 1, 0);
    near("capped at 0", demand_plan_growth(&capped, 1e-9), 1, 1e-9);
    near("capped at last", demand_plan_growth(&capped, 100 * year), 3, 1e-9);
    near("no room", demand_plan_growth(&none, 3 * year), 1, 0);
    near("no room", demand_plan_growth(&above, 3 * year), 1, 0);
    near("falls to", demand_plan_growth(&falls, 100 * year), 0.4, 1e-6);
    // It begins at ln 1.5 a year, and is half-way between nothing and its ceiling at ln(K - 1) / r.
    double h = 1e-3;
    near("slope", (demand_plan_growth(&capped, h * year) - 1) / h, log(1.5), 1e-3);
    double rate = log(1.5) * 3 / 2;
    near("middle", demand_plan_growth(&capped, log(2) / rate * year), 1.5, 1e-9);
}

static void calibration_gives_the_stock_its_use(void **state)
{
    (void)state;
    struct small small;
    small_make(&small);
    near("online", small.plan.work_tflops[WORK_ONLINE], 1000 * 0.75 * 0.5, 1e-9);
    near("batch", small.plan.work_tflops[WORK_BATCH], 1000 * 0.25 * 0.5, 1e-9);
    near("training", small.plan.work_tflops[WORK_TRAINING], 8000 * 0.8 * 0.6, 1e-9);
    near("edge", small.plan.work_tflops[WORK_EDGE], 0, 0);
}

static void cities_and_programmes_are_the_same_demand(void **state)
{
    (void)state;
    struct small small;
    double ratio[DEMAND_INDICATORS_MAX], day = 700;
    small_make(&small);
    for (int i = 0; i < DEMAND_INDICATORS_MAX; i++)
        ratio[i] = i == 3 ? 4 : 100;
    double sums[2][WORK_COUNT] = {{0}}, tflops[WORK_COUNT], first[WORK_COUNT];
    for (int i = 0; i < 2; i++) {
        demand_plan_of_city(&small.plan, i, day, ratio, tflops);
        for (int w = 0; w < WORK_COUNT; w++)
            sums[0][w] += tflops[w];
        demand_plan_of_programme(&small.plan, i, day, ratio, tflops);
        for (int w = 0; w < WORK_COUNT; w++)
            sums[1][w] += tflops[w];
    }
    for (int w = 0; w < WORK_COUNT; w++)
        near(work_names[w], sums[0][w], sums[1][w], 1e-9 * sums[1][w]);
    // Four times the indicator at elasticity 0.5 is twice the demand, of the programme that follows it.
    demand_plan_of_programme(&small.plan, 0, day, NULL, first);
    demand_plan_of_programme(&small.plan, 0, day, ratio, tflops);
    near("followed", tflops[WORK_ONLINE], 2 * first[WORK_ONLINE], 1e-9);
}

static void steps_are_there_when_the_plan_says(void **state)
{
    (void)state;
    struct small small;
    double before[WORK_COUNT], tflops[WORK_COUNT];
    small_make(&small);
    int64_t epoch = small.plan.epoch_civil_day;
    demand_plan_of_programme(&small.plan, 1, 365, NULL, before);
    small.step = (struct programme_step){
        .from = epoch, .by = epoch + 730, .units = 147, .work = WORK_INFERENCE, .tflops_per_unit = 2};
    small.programmes[1].steps = (struct sim_list){&small.step, 1};
    demand_plan_of_programme(&small.plan, 1, 0, NULL, tflops);
    near("none yet", tflops[WORK_INFERENCE], 0, 0);
    demand_plan_of_programme(&small.plan, 1, 365, NULL, tflops);
    near("half", tflops[WORK_INFERENCE], 147, 1e-9);
    near("others", tflops[WORK_ONLINE], before[WORK_ONLINE], 1e-12);
    demand_plan_of_programme(&small.plan, 1, 1000, NULL, tflops);
    near("all", tflops[WORK_INFERENCE], 294, 1e-9);
}

/// What is heard over three years is the integral of demand times its shape.
static void days_add_up(void **state)
{
    (void)state;
    struct small small;
    small_make(&small);
    struct heard heard = hear(&small, 0, DAYS);
    double expected = 0;
    // Heard from the first close on, of the day after: days 2 to 1,097 by their closes.
    for (int day = 2; day <= DAYS + 1; day++) {
        struct sim_date date = sim_date_of(small.plan.epoch_civil_day + day);
        double tflops[WORK_COUNT], sum = 0;
        for (int city = 0; city < 2; city++) {
            demand_plan_of_city(&small.plan, city, day - 0.5, NULL, tflops);
            sum += tflops[WORK_BATCH];
        }
        expected += sum * work_shape_day(&small.plan.hours[WORK_BATCH],
                                         work_day_of_week(small.plan.epoch_civil_day + day),
                                         work_day_of_year(date.month, date.day));
    }
    near("messages", heard.days, 2 * DAYS, 0);
    // Straight lines over months, for curves.
    near("batch", heard.demand_tflops_days[WORK_BATCH], expected, 1e-4 * expected);
    // Of January, against the year's mean; a month's growth is in it.
    double january = small.plan.hours[WORK_BATCH].day_of_year[15];
    assert_true(january < 0.7);
    near("traffic at the epoch", heard.first_tbps, 30 * january, 0.02 * 30 * january);
    assert_true(heard.last_tbps > 0);
}

/// Jobs bring the demand of training and HPC: over many replications, within the error of their sum.
static void jobs_bring_the_demand(void **state)
{
    (void)state;
    struct small small;
    enum { REPLICATIONS = 12 };
    small_make(&small);
    const enum work works[] = {WORK_TRAINING, WORK_HPC};
    double jobs[2] = {0}, work[2] = {0}, demand[2] = {0}, variance[2] = {0}, by_hour[24] = {0},
           by_weekday[7] = {0}, hpc = 0, largest = 0;
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct heard heard = hear(&small, r, DAYS);
        for (int i = 0; i < 2; i++) {
            jobs[i] += heard.jobs[works[i]];
            work[i] += heard.job_tflops_days[works[i]];
            demand[i] += heard.demand_tflops_days[works[i]];
            variance[i] += heard.variance[works[i]];
        }
        for (int hour = 0; hour < 24; hour++)
            by_hour[hour] += heard.by_hour[hour];
        for (int day = 0; day < 7; day++)
            by_weekday[day] += heard.by_weekday[day];
        hpc += heard.jobs[WORK_HPC];
        // None is lost on the way; those told at the last close are heard a day later.
        double under_way = heard.told - heard.jobs[WORK_TRAINING] - heard.jobs[WORK_HPC];
        assert_true(under_way >= 0 && under_way < 200);
        largest = fmax(largest, heard.largest_tflops);
    }
    for (int i = 0; i < 2; i++) {
        // A compound Poisson sum has the variance of the sum of its jobs' squares.
        near(work_names[works[i]], work[i], demand[i], 4 * sqrt(variance[i]));
        assert_true(sqrt(variance[i]) < 0.02 * demand[i]);
        double expected =
            demand[i] * small.plan.jobs_per_tflops[i == 0 ? DEMAND_JOBS_TRAINING : DEMAND_JOBS_HPC];
        near("number", jobs[i], expected, 4 * sqrt(expected));
    }
    near("largest gang", largest, 8 * small.plan.unit_tflops[DEMAND_JOBS_HPC], 1e-6);
    // Hours of all days of the week together: 5 working days of (8 + 64) and 2 of 24.
    double week = 5 * 72 + 2 * 24, night = (5 * 1 + 2 * 1) / week, noon = (5 * 4 + 2 * 1) / week;
    near("night", by_hour[3], hpc * night, 4 * sqrt(hpc * night));
    near("noon", by_hour[12], hpc * noon, 4 * sqrt(hpc * noon));
    near("Sunday", by_weekday[6], hpc * 24 / week, 4 * sqrt(hpc * 24 / week));
    near("Monday", by_weekday[0], hpc * 72 / week, 4 * sqrt(hpc * 72 / week));
}

/// Of a whole scenario, what the fleets say they hold is what the works hold at their mean use.
struct held {
    double filled_tflops[COMPUTE_CLASS_MAX];
    double racks, occupied_racks;
    struct demand_row last[16];
    struct programme_row programmes[40];
    double months;
};

static void take(void *self, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *bytes)
{
    struct held *held = self;
    (void)lp;
    if (type == &fleet_row_type && time == 0) {
        const struct fleet_row *row = bytes;
        for (int c = 0; c < COMPUTE_CLASS_MAX; c++)
            held->filled_tflops[c] += row->compute_tflops[c];
        held->racks += row->racks_in_service;
        held->occupied_racks += row->occupied_frac * row->racks_in_service;
    } else if (type == &demand_row_type) {
        const struct demand_row *row = bytes;
        held->last[row->city] = *row;
    } else if (type == &programme_row_type) {
        const struct programme_row *row = bytes;
        held->programmes[row->programme] = *row;
        held->months += row->programme == 0;
    }
}

static void check_province(struct scenario *scenario, uint32_t replication, double *values)
{
    scenario_draw(scenario, 0, 1, replication, values);
    const struct province *province = scenario_province(scenario, 0);
    struct held held = {0};
    struct sim_sink sink = {&held, take};
    struct sim_engine_def def = sim_engine_def_default();
    def.end = 92 * SIM_DAY;
    def.epoch_civil_day = province->epoch;
    def.replication = replication;
    def.sink = &sink;
    struct sim_engine *engine = sim_engine_create(&def);
    struct world *world = world_create(province, NULL, 1);
    struct province_build *build = province_build(engine, province, world, false);
    const struct demand_plan *plan = province_demand(build);
    assert_non_null(plan);
    sim_engine_run(engine);
    for (int64_t c = 0; c < province->classes.count; c++) {
        double used = 0;
        for (int w = 0; w < WORK_COUNT; w++)
            if (province->demand.work.of[w].compute == c)
                used += plan->work_tflops[w] / province->demand.work.of[w].used_frac;
        near("compute held", used, held.filled_tflops[c], 1e-9 * held.filled_tflops[c]);
        assert_true(held.filled_tflops[c] > 0);
    }
    // Occupancy at the end of 2022 is what the scenario says of its stock, 0.45 to 0.65 (but for rooms of their own).
    double occupied = held.occupied_racks / held.racks;
    near("occupied", occupied, province->ramp.stock_occupied_frac, 0.08);
    // Three months on, the cities' demand and the programmes' are the same.
    near("months", held.months, 3, 0);
    for (int w = 0; w < WORK_COUNT; w++) {
        double by_city = 0, by_programme = 0;
        for (int64_t i = 0; i < province->cities.count; i++)
            by_city += held.last[i].tflops[w];
        for (int64_t i = 0; i < province->demand.programmes.count; i++)
            by_programme += held.programmes[i].tflops[w];
        near(work_names[w], by_city, by_programme, 1e-9 * by_programme);
        assert_true(by_programme > plan->work_tflops[w]);
    }
    province_build_destroy(build);
    sim_engine_destroy(engine);
    world_destroy(world);
}

static void the_scenario_is_calibrated(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct scenario *scenario;
    if (scenario_open(TEST_SOURCE_DIR "/scenarios/fujian-2025.cfg", NULL, 0, 1, &scenario, &error) != SIM_OK)
        fail_msg("%s: %s", error.faults[0].key, error.faults[0].found);
    double *values = calloc(scenario_input_count(scenario), sizeof(double));
    const struct province *province = scenario_province(scenario, 0);
    const struct programme_params *programmes = province->demand.programmes.items;
    assert_int_equal(province->demand.programmes.count, 31);
    for (int i = 0; i < 31; i++)
        assert_int_equal(atoi(programmes[i].item), i + 1); // all of the plan's, in its order
    for (uint32_t replication = 0; replication < 2; replication++)
        check_province(scenario, replication, values);
    free(values);
    scenario_close(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_is_what_its_formula_says),
        cmocka_unit_test(calibration_gives_the_stock_its_use),
        cmocka_unit_test(cities_and_programmes_are_the_same_demand),
        cmocka_unit_test(steps_are_there_when_the_plan_says),
        cmocka_unit_test(days_add_up),
        cmocka_unit_test(jobs_bring_the_demand),
        cmocka_unit_test(the_scenario_is_calibrated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
