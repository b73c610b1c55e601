#include "scenarios/run/demand_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

#define MONTHS_A_YEAR 12

/// Lengths of the arrays; 0 where nothing is asked for.
struct sizes {
    size_t programmes, works, cities, counties, times, months;
};

static struct sizes sizes_of(const struct province *province, const struct calendar *calendar)
{
    size_t programmes = (size_t)province->demand.programmes.count;
    if (programmes == 0)
        return (struct sizes){0};
    return (struct sizes){programmes,
                          WORK_COUNT,
                          (size_t)province->cities.count,
                          (size_t)province->counties.count,
                          calendar->time_count,
                          calendar->month_count};
}

static double *allocate(size_t count)
{
    return sim_memory_new(count, sizeof(double), "a replication");
}

void demand_outcome_init(struct demand_outcome *outcome, const struct province *province,
                         const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    *outcome = (struct demand_outcome){
        .work = allocate(n.works * n.times),
        .city = allocate(n.cities * n.times),
        .programme = allocate(n.programmes * n.months),
        .programme_work = allocate(n.programmes * n.works),
        .county_edge = allocate(n.counties),
    };
}

void demand_outcome_clear(struct demand_outcome *outcome)
{
    free(outcome->work);
    free(outcome->city);
    free(outcome->programme);
    free(outcome->programme_work);
    free(outcome->county_edge);
    *outcome = (struct demand_outcome){0};
}

void demand_outcome_reset(struct demand_outcome *outcome, const struct province *province,
                          const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    memset(outcome->work, 0, n.works * n.times * sizeof(double));
    memset(outcome->city, 0, n.cities * n.times * sizeof(double));
    memset(outcome->programme, 0, n.programmes * n.months * sizeof(double));
    memset(outcome->programme_work, 0, n.programmes * n.works * sizeof(double));
    memset(outcome->county_edge, 0, n.counties * sizeof(double));
}

/// Works added up after the counting rule, EFLOPS.
static double counted_eflops(const struct province *province, const double tflops[WORK_COUNT])
{
    const struct compute_class *classes = province->classes.items;
    double sum = 0;
    for (int w = 0; w < WORK_COUNT; w++) {
        int64_t compute = province->demand.work.of[w].compute;
        if (compute >= 0)
            sum += tflops[w] * classes[compute].count_frac / UNITS_TFLOPS_PER_EFLOPS;
    }
    return sum;
}

void demand_outcome_take(struct demand_outcome *outcome, const struct province *province,
                         const struct calendar *calendar, double day, const struct demand_row *row)
{
    size_t t = (size_t)calendar_time(calendar, day), times = calendar->time_count;
    for (size_t w = 0; w < WORK_COUNT; w++)
        outcome->work[w * times + t] += row->tflops[w] / UNITS_TFLOPS_PER_PFLOPS;
    outcome->city[(size_t)row->city * times + t] = counted_eflops(province, row->tflops);
}

void demand_outcome_take_programme(struct demand_outcome *outcome, const struct province *province,
                                   const struct calendar *calendar, double day,
                                   const struct programme_row *row)
{
    size_t months = calendar->month_count, month = (size_t)calendar_month(calendar, day),
           p = (size_t)row->programme;
    size_t year = months < MONTHS_A_YEAR ? months : MONTHS_A_YEAR;
    outcome->programme[p * months + month] = counted_eflops(province, row->tflops);
    for (size_t w = 0; w < WORK_COUNT && month + year >= months; w++)
        outcome->programme_work[p * WORK_COUNT + w] +=
            row->tflops[w] / UNITS_TFLOPS_PER_PFLOPS / (double)year;
}

/// Edge work of the programmes by county: each city's part by the counties' people and GDP, as the programme goes by them.
void demand_outcome_finish(struct demand_outcome *outcome, const struct province *province,
                           const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    const struct programme_params *programmes = province->demand.programmes.items;
    const struct county_params *counties = province->counties.items;
    if (n.counties == 0)
        return;
    double *people = allocate(n.counties), *gdp = allocate(n.counties), *city_frac = allocate(n.cities),
           *in_city = allocate(n.cities);
    province_county_shares(province, people, gdp);
    for (size_t p = 0; p < n.programmes; p++) {
        double edge = outcome->programme_work[p * WORK_COUNT + WORK_EDGE] * UNITS_TFLOPS_PER_PFLOPS,
               by_people = programmes[p].population_frac;
        if (edge <= 0)
            continue;
        province_programme_cities(province, &programmes[p], city_frac);
        memset(in_city, 0, n.cities * sizeof(double));
        for (size_t c = 0; c < n.counties; c++)
            in_city[counties[c].city] += by_people * people[c] + (1 - by_people) * gdp[c];
        for (size_t c = 0; c < n.counties; c++) {
            double weight = by_people * people[c] + (1 - by_people) * gdp[c], all = in_city[counties[c].city];
            outcome->county_edge[c] += all > 0 ? edge * city_frac[counties[c].city] * weight / all : 0;
        }
    }
    free(people);
    free(gdp);
    free(city_frac);
    free(in_city);
}

// ---- the file ------------------------------------------------------------------------------------------------

static size_t add(struct store *store, enum store_type type, const char *name, const char *unit,
                  const char *long_name, const char *a, const char *b, const char *c)
{
    return store_add_variable(
        store, &(struct store_variable){
                   .name = name, .unit = unit, .long_name = long_name, .scales = {a, b, c}, .type = type});
}

static void add_scale(struct store *store, const char *name, const char *long_name, const char *const *texts,
                      size_t count)
{
    store_add_scale(store,
                    &(struct store_scale){
                        .name = name, .unit = "1", .long_name = long_name, .count = count, .texts = texts});
}

static void put_texts(struct store *store, const char *name, const char *long_name, const char *scale,
                      const char *const *texts)
{
    store_put_texts(store, add(store, STORE_TEXT, name, "1", long_name, scale, NULL, NULL), texts);
}

static void add_works(struct store *store, const struct province *province)
{
    const struct compute_class *classes = province->classes.items;
    const char *compute[WORK_COUNT], *precision[WORK_COUNT];
    for (int w = 0; w < WORK_COUNT; w++) {
        int64_t c = province->demand.work.of[w].compute;
        compute[w] = c >= 0 ? classes[c].id : "";
        precision[w] = c >= 0 ? classes[c].precision : "";
    }
    add_scale(store, SCHEMA_WORK, "classes of work", work_names, WORK_COUNT);
    put_texts(store, "work_class", "classes of compute that serve them", SCHEMA_WORK, compute);
    put_texts(store, SCHEMA_WORK_PRECISION, "floating-point precision of their figures", SCHEMA_WORK,
              precision);
}

static void add_programmes(struct store *store, const struct province *province)
{
    const struct programme_params *programmes = province->demand.programmes.items;
    size_t count = (size_t)province->demand.programmes.count;
    const char **texts = sim_memory_new(5 * count, sizeof(*texts), "a result file");
    for (size_t i = 0; i < count; i++) {
        texts[i] = programmes[i].id;
        texts[count + i] = programmes[i].name;
        texts[2 * count + i] = programmes[i].name_zh;
        texts[3 * count + i] = programmes[i].item;
        texts[4 * count + i] = programmes[i].driver;
    }
    add_scale(store, SCHEMA_PROGRAMME, "programmes of the plan", texts, count);
    put_texts(store, SCHEMA_PROGRAMME_NAME, "names of programmes", SCHEMA_PROGRAMME, texts + count);
    put_texts(store, SCHEMA_PROGRAMME_NAME_ZH, "Chinese names of programmes", SCHEMA_PROGRAMME,
              texts + 2 * count);
    put_texts(store, SCHEMA_PROGRAMME_ITEM, "their numbers in the plan", SCHEMA_PROGRAMME, texts + 3 * count);
    put_texts(store, "programme_driver", "indicators of access that they follow", SCHEMA_PROGRAMME,
              texts + 4 * count);
    free(texts);
}

void demand_columns_add(struct demand_columns *columns, struct store *store, const struct province *province,
                        const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    const char *r = SCHEMA_REPLICATION;
    if (n.programmes == 0)
        return;
    add_works(store, province);
    add_programmes(store, province);
    columns->work = add(store, STORE_F64, "demand", "PFLOPS",
                        "demand by class of work, at the precision of its compute (work_precision)", r,
                        SCHEMA_WORK, SCHEMA_TIME);
    columns->city = add(store, STORE_F64, "city_demand", "EFLOPS", "demand after the counting rule, by city",
                        r, SCHEMA_CITY, SCHEMA_TIME);
    if (n.months > 0)
        columns->programme = add(store, STORE_F64, SCHEMA_PROGRAMME_DEMAND, "EFLOPS",
                                 "demand after the counting rule at the month's end, by programme", r,
                                 SCHEMA_PROGRAMME, SCHEMA_MONTH);
    columns->programme_work = add(store, STORE_F64, SCHEMA_PROGRAMME_WORK_DEMAND, "PFLOPS",
                                  "demand by programme and class of work, mean over the last 12 months", r,
                                  SCHEMA_PROGRAMME, SCHEMA_WORK);
    if (n.counties > 0)
        columns->county_edge =
            add(store, STORE_F64, "county_edge_demand", "TFLOPS",
                "demand for edge work by county, mean over the last 12 months", r, SCHEMA_COUNTY, NULL);
}

void demand_columns_put(const struct demand_columns *columns, struct store *store, size_t replication,
                        const struct demand_outcome *outcome, const struct province *province,
                        const struct calendar *calendar)
{
    struct sizes n = sizes_of(province, calendar);
    if (n.programmes == 0)
        return;
    store_put(store, columns->work, replication, outcome->work);
    store_put(store, columns->city, replication, outcome->city);
    if (n.months > 0)
        store_put(store, columns->programme, replication, outcome->programme);
    store_put(store, columns->programme_work, replication, outcome->programme_work);
    if (n.counties > 0)
        store_put(store, columns->county_edge, replication, outcome->county_edge);
}
