#include "models/demand_plan.h"

#include <math.h>
#include <string.h>

const char *const work_names[WORK_COUNT + 1] = {
#define WORK_NAME(code, name) name,
    PORT_WORK_LIST(WORK_NAME)
#undef WORK_NAME
        NULL,
};

// ---- the scenario's fields -----------------------------------------------------------------------------------

static const struct sim_field growth_fields[] = {
    SIM_FIELD_F64(growth_params, frac_per_year, "1/year", -0.5, 10, 0, "growth at first"),
    SIM_FIELD_F64(growth_params, ceiling_factor, "1", 0, 1e6, 0,
                  "times the first value that it comes up to; 0: none"),
};
static const struct sim_table growth_table =
    SIM_TABLE(growth_params, growth_fields, "Growth from 1 at a date.");

static const struct sim_field work_fields[] = {
    SIM_FIELD_NAME(work_params, compute, "classes", "", "class of compute that serves it"),
    SIM_FIELD_F64(work_params, stock_share_frac, "1", 0, 1e6, 0,
                  "share of the compute of that class that is filled at the epoch, against the other works"),
    SIM_FIELD_F64(work_params, used_frac, "1", 0.001, 1, 0.5, "mean use of the compute that it holds"),
    SIM_FIELD_F64(work_params, border_weight, "1", 0, 1e6, 0,
                  "traffic across the province's border by counted compute, against the other works"),
    SIM_FIELD_GROUP(work_params, growth, &growth_table, "growth of all that asks for it"),
    SIM_FIELD_GROUP(work_params, shape, &work_shape_table, "hours, weekends, months"),
};
static const struct sim_table work_table = SIM_TABLE(work_params, work_fields, "A class of work.");

/// One field for each class of work, under its name.
static const struct sim_field works_fields[] = {
#define WORK_GROUP(code, key) PORT_WORK_FIELD(works_params, work_params, code, key, &work_table)
    PORT_WORK_LIST(WORK_GROUP)
#undef WORK_GROUP
};
static const struct sim_table works_table = SIM_TABLE(works_params, works_fields, "Classes of work.");

static const struct sim_field share_fields[] = {
#define WORK_NUMBER(code, key)                                                                               \
    {.name = key,                                                                                            \
     .type = SIM_F64,                                                                                        \
     .offset = offsetof(struct work_vector, of) + WORK_##code * sizeof(double),                              \
     .count = 1,                                                                                             \
     .unit = "1",                                                                                            \
     .min = 0,                                                                                               \
     .max = 1e6,                                                                                             \
     .fallback = 0,                                                                                          \
     .uncertain = true,                                                                                      \
     .text = "of work of the class " key},
    PORT_WORK_LIST(WORK_NUMBER)
#undef WORK_NUMBER
};
static const struct sim_table share_table =
    SIM_TABLE(work_vector, share_fields, "A number for each class of work.");

static const struct sim_field step_fields[] = {
    SIM_FIELD_TEXT(programme_step, what, NULL, "what is counted"),
    SIM_FIELD_TEXT(programme_step, what_zh, "", "its Chinese name"),
    SIM_FIELD_DATE(programme_step, from, NULL, "day after which the first is there"),
    SIM_FIELD_DATE(programme_step, by, NULL, "day at whose close all are there"),
    SIM_FIELD_F64(programme_step, units, "1", 0, 1e9, SIM_REQUIRED, "how many"),
    SIM_FIELD_CHOICE(programme_step, work, work_names, WORK_ONLINE, "class of work that they ask for"),
    SIM_FIELD_F64(programme_step, tflops_per_unit, "TFLOPS", 0, 1e9, SIM_REQUIRED,
                  "mean demand of each, at the precision of the compute that serves it"),
};
static const struct sim_table step_table =
    SIM_TABLE(programme_step, step_fields, "What a plan counts, and the work that it asks for.");

static const struct sim_field city_fields[] = {
    SIM_FIELD_NAME(programme_city, city, "cities", NULL, "city"),
    SIM_FIELD_F64(programme_city, weight, "1", 0, 1e6, 1, "its part beside the other cities named"),
};
static const struct sim_table city_table =
    SIM_TABLE(programme_city, city_fields, "A city in which a programme is at home.");

static const struct sim_field programme_fields[] = {
    SIM_FIELD_TEXT(programme_params, id, NULL, "key of the programme"),
    SIM_FIELD_TEXT(programme_params, name, "", "name"),
    SIM_FIELD_TEXT(programme_params, name_zh, "", "Chinese name"),
    SIM_FIELD_TEXT(programme_params, item, "", "its number in the plan"),
    SIM_FIELD_GROUP(programme_params, share, &share_table,
                    "share of the province's demand at the epoch, against the other programmes"),
    SIM_FIELD_GROUP(programme_params, growth, &growth_table, "growth beyond that of the classes of work"),
    SIM_FIELD_DATE(programme_params, from, "1970-01-01",
                   "day from which it grows; before the epoch: the epoch"),
    SIM_FIELD_TEXT(programme_params, driver, "", "indicator of access that it follows"),
    SIM_FIELD_F64(programme_params, driver_elasticity, "1", -5, 5, 1,
                  "demand goes with the indicator, over its value at the epoch, to this power"),
    SIM_FIELD_F64(programme_params, population_frac, "1", 0, 1, 0.5,
                  "part of its demand that goes by population, the rest by GDP"),
    SIM_FIELD_LIST(programme_params, cities, &city_table, 0, 1000, "cities that it is in; none: all"),
    SIM_FIELD_LIST(programme_params, steps, &step_table, 0, 100, "what the plan counts"),
};
static const struct sim_table programme_table =
    SIM_TABLE(programme_params, programme_fields, "A programme of the plan, and what it asks for.");

static const struct sim_field jobs_fields[] = {
    SIM_FIELD_GROUP(demand_jobs_params, training, &job_law_table, "training"),
    SIM_FIELD_GROUP(demand_jobs_params, hpc, &job_law_table, "HPC"),
};
static const struct sim_table jobs_table =
    SIM_TABLE(demand_jobs_params, jobs_fields, "Work that arrives as jobs.");

static const struct sim_field fields[] = {
    SIM_FIELD_GROUP(demand_params, work, &works_table, "classes of work"),
    SIM_FIELD_GROUP(demand_params, jobs, &jobs_table, "training and HPC as jobs"),
    SIM_FIELD_F64(demand_params, border_growth_frac_per_year, "1/year", -0.5, 5, 0,
                  "growth of that for the same work"),
    SIM_FIELD_MAP(demand_params, programmes, &programme_table, 0, 1000,
                  "programmes of the plan; none: nothing is asked for"),
};
const struct sim_table demand_table = SIM_TABLE(demand_params, fields, "What the plan's programmes ask for.");

// ---- demand as a function of time ----------------------------------------------------------------------------

double demand_plan_growth(const struct growth_params *growth, double days)
{
    double years = days / UNITS_DAYS_PER_YEAR, ceiling = growth->ceiling_factor;
    if (years <= 0)
        return 1;
    if (ceiling <= 0)
        return pow(1 + growth->frac_per_year, years);
    if (ceiling == 1 || (ceiling < 1 && growth->frac_per_year > 0))
        return 1; // no room to grow
    double rate = log1p(growth->frac_per_year) * ceiling / (ceiling - 1);
    return ceiling / (1 + (ceiling - 1) * exp(-rate * years));
}

bool demand_plan_asks(const struct demand_params *given, enum work work, bool *at_epoch)
{
    const struct programme_params *programmes = given->programmes.items;
    bool later = false;
    *at_epoch = false;
    for (int64_t p = 0; p < given->programmes.count; p++) {
        const struct programme_step *steps = programmes[p].steps.items;
        *at_epoch |= programmes[p].share.of[work] > 0;
        for (int64_t i = 0; i < programmes[p].steps.count; i++)
            later |= steps[i].work == (int64_t)work && steps[i].units > 0;
    }
    return *at_epoch || later;
}

/// Part of a step's units that are there.
static double step_done(const struct programme_step *step, double civil_day)
{
    if (step->by <= step->from)
        return civil_day >= (double)step->by;
    double done = (civil_day - (double)step->from) / (double)(step->by - step->from);
    return fmin(1, fmax(0, done));
}

/// Growth of each class of work by a day.
static void trends_at(const struct demand_plan *plan, double day, double trend[WORK_COUNT])
{
    for (int w = 0; w < WORK_COUNT; w++)
        trend[w] = plan->work_tflops[w] > 0 ? demand_plan_growth(&plan->given->work.of[w].growth, day) : 0;
}

/// trend: of the same day.
static void programme_at(const struct demand_plan *plan, int64_t programme, double day, const double *ratio,
                         const double trend[WORK_COUNT], double tflops[WORK_COUNT])
{
    const struct programme_params *given =
        (const struct programme_params *)plan->given->programmes.items + programme;
    const struct programme_step *steps = given->steps.items;
    double from = fmax(0, (double)(given->from - plan->epoch_civil_day));
    double own = demand_plan_growth(&given->growth, day - from);
    int64_t indicator = plan->indicator[programme];
    if (ratio && indicator >= 0)
        own *= pow(ratio[indicator], given->driver_elasticity);
    for (int w = 0; w < WORK_COUNT; w++)
        tflops[w] = plan->work_tflops[w] * plan->share[programme * WORK_COUNT + w] * own * trend[w];
    for (int64_t i = 0; i < given->steps.count; i++)
        tflops[steps[i].work] += steps[i].units * steps[i].tflops_per_unit *
                                 step_done(&steps[i], day + (double)plan->epoch_civil_day);
}

void demand_plan_of_programme(const struct demand_plan *plan, int64_t programme, double day,
                              const double *ratio, double tflops[WORK_COUNT])
{
    double trend[WORK_COUNT];
    trends_at(plan, day, trend);
    programme_at(plan, programme, day, ratio, trend, tflops);
}

void demand_plan_of_city(const struct demand_plan *plan, int64_t city, double day, const double *ratio,
                         double tflops[WORK_COUNT])
{
    double trend[WORK_COUNT];
    trends_at(plan, day, trend);
    memset(tflops, 0, WORK_COUNT * sizeof(*tflops));
    for (int64_t p = 0; p < plan->given->programmes.count; p++) {
        double of_programme[WORK_COUNT], part = plan->city_frac[p * plan->city_count + city];
        if (part <= 0)
            continue;
        programme_at(plan, p, day, ratio, trend, of_programme);
        for (int w = 0; w < WORK_COUNT; w++)
            tflops[w] += part * of_programme[w];
    }
}

void demand_plan_held(const struct demand_plan *plan, const double tflops[WORK_COUNT], double *held)
{
    memset(held, 0, COMPUTE_CLASS_MAX * sizeof(*held));
    for (int w = 0; w < WORK_COUNT; w++) {
        const struct work_params *work = &plan->given->work.of[w];
        if (work->compute >= 0)
            held[work->compute] += tflops[w] / work->used_frac;
    }
}

double demand_plan_border_weight(const struct demand_plan *plan, const double tflops[WORK_COUNT],
                                 int day_of_year)
{
    double base[WORK_COUNT], most = 0;
    for (int w = 0; w < WORK_COUNT; w++)
        base[w] = tflops[w] * plan->counted_per_tflops[w] * plan->given->work.of[w].border_weight *
                  (day_of_year < 0 ? 1 : plan->hours[w].day_of_year[day_of_year]);
    for (int hour = 0; hour < WORK_WEEK_HOURS; hour++) {
        double sum = 0;
        for (int w = 0; w < WORK_COUNT; w++)
            sum += base[w] * plan->hours[w].hour_of_week[hour];
        most = fmax(most, sum);
    }
    return most;
}

// ---- calibration ---------------------------------------------------------------------------------------------

void demand_plan_calibrate(const struct demand_params *given, const double *filled_tflops,
                           double work_tflops[WORK_COUNT])
{
    for (int w = 0; w < WORK_COUNT; w++) {
        const struct work_params *work = &given->work.of[w];
        double all = 0;
        for (int other = 0; other < WORK_COUNT; other++)
            if (given->work.of[other].compute == work->compute)
                all += given->work.of[other].stock_share_frac;
        work_tflops[w] = work->compute >= 0 && all > 0
                             ? filled_tflops[work->compute] * work->stock_share_frac / all * work->used_frac
                             : 0;
    }
}

const struct job_law *demand_plan_law(const struct demand_params *given, int jobs)
{
    return jobs == DEMAND_JOBS_TRAINING ? &given->jobs.training : &given->jobs.hpc;
}

enum work demand_plan_work(int jobs)
{
    return jobs == DEMAND_JOBS_TRAINING ? WORK_TRAINING : WORK_HPC;
}

/// A job's mean work is the demand of a year over the number of jobs: that is what a gang's unit is made from.
static void calibrate_jobs(struct demand_plan *plan)
{
    for (int i = 0; i < DEMAND_JOBS_COUNT; i++) {
        const struct job_law *law = demand_plan_law(plan->given, i);
        double demand = plan->work_tflops[demand_plan_work(i)],
               unit_h = job_law_mean_gang(law) * job_law_mean_h(law);
        bool comes = demand > 0 && law->per_year > 0;
        double per_day = law->per_year / UNITS_DAYS_PER_YEAR;
        plan->unit_tflops[i] = comes ? demand * UNITS_HOURS_PER_DAY / (per_day * unit_h) : 0;
        plan->jobs_per_tflops[i] = comes ? per_day / demand : 0;
    }
}

/// Busiest hours of the cities at the epoch come to the traffic given.
static void calibrate_border(struct demand_plan *plan)
{
    double sum = 0, tflops[WORK_COUNT];
    for (int64_t city = 0; city < plan->city_count; city++) {
        demand_plan_of_city(plan, city, 0, NULL, tflops);
        sum += demand_plan_border_weight(plan, tflops, -1);
    }
    plan->border_tbps_per_weight = sum > 0 ? plan->border_tbps / sum : 0;
}

void demand_plan_make(struct demand_plan *plan, const double *filled_tflops)
{
    demand_plan_calibrate(plan->given, filled_tflops, plan->work_tflops);
    for (int w = 0; w < WORK_COUNT; w++)
        work_hours_make(&plan->hours[w], &plan->given->work.of[w].shape);
    calibrate_jobs(plan);
    calibrate_border(plan);
}
