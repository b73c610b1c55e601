#include "scenarios/run/siting_show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/to_json.h"
#include "scenarios/run/latency_series.h"
#include "sim/memory.h"

/// Columns that the least served county of a city takes.
#define COUNTY_WIDTH 26

static const char what[] = "an answer";

/// The answer as a run would take it. Borrows the country.
static void list_places(struct siting *siting, const struct siting_answer *answer,
                        const struct country *country)
{
    siting->country = *country;
    siting->places = sim_memory_new(answer->step_count, sizeof(*siting->places), what);
    siting->plan.count = answer->step_count;
    for (size_t i = 0; i < answer->step_count; i++)
        siting->places[i] = (struct siting_place){answer->steps[i].site, answer->steps[i].period};
}

/// Days on which the answer's sites are there: existing ones at the epoch, the others at the close of their year.
static double *days_of(const struct siting *siting, const struct province *province)
{
    const struct siting_year *years = province->siting.years.items;
    double *days = sim_memory_new(siting->plan.count, sizeof(*days), what);
    for (size_t i = 0; i < siting->plan.count; i++)
        if (!siting->country.sites[siting->places[i].site].is_existing)
            days[i] = (double)(years[siting->places[i].period].date - province->epoch);
    return days;
}

/// First recording date that is not before a day; the last one where all are.
static size_t time_from(const struct calendar *calendar, double day)
{
    size_t t = 0;
    while (t + 1 < calendar->time_count && calendar->time_days[t] < day)
        t++;
    return t;
}

static void read_year(struct siting_answer *answer, const struct calendar *calendar,
                      const struct outcome *outcome, size_t year)
{
    const struct siting_year *years = answer->province->siting.years.items;
    const struct county_params *counties = answer->province->counties.items;
    size_t t = time_from(calendar, (double)(years[year].date - answer->province->epoch));
    int64_t month = calendar_month(calendar, calendar->time_days[t]);
    double inside = 0, people = 0;
    answer->city_ms[year] = outcome->series[SERIES_LATENCY_CITY_MS * calendar->time_count + t];
    answer->intercity_ms[year] = outcome->series[SERIES_LATENCY_INTERCITY_MS * calendar->time_count + t];
    for (size_t c = 0; c < answer->county_count; c++) {
        size_t at = (COUNTY_SHARE * answer->county_count + c) * calendar->month_count + (size_t)month;
        double share = month < 0 ? NAN : outcome->county_months[at];
        answer->county_share[year * answer->county_count + c] = share;
        people += isnan(share) ? 0 : (double)counties[c].population;
        inside += isnan(share) ? 0 : share * (double)counties[c].population;
    }
    answer->share[year] = people > 0 ? inside / people : NAN;
}

/// Plays the answer through the years as a run does, without a run's luck.
static void play(struct siting_answer *answer, const struct scenario *scenario, const struct country *country)
{
    const struct province *province = answer->province;
    const struct site_params *sites = province->sites.items;
    struct siting siting = {0};
    struct latency_places places;
    struct calendar calendar = {0};
    struct outcome outcome;
    list_places(&siting, answer, country);
    double *days = days_of(&siting, province);
    latency_places_init(&places, &siting, province);
    calendar_init(&calendar, province, false);
    outcome_init(&outcome, scenario, &calendar);
    for (int64_t s = 0; s < province->sites.count; s++)
        for (size_t t = 0; t < calendar.time_count; t++)
            outcome
                .site_series[(SITE_RACKS * (size_t)province->sites.count + (size_t)s) * calendar.time_count +
                             t] = sites[s].stock.count > 0;
    latency_series(&places, province, &calendar, days, &outcome);
    for (size_t year = 0; year < answer->year_count; year++)
        read_year(answer, &calendar, &outcome, year);
    outcome_clear(&outcome);
    calendar_clear(&calendar);
    latency_places_clear(&places);
    free(days);
    free(siting.places);
}

void siting_answer_init(struct siting_answer *answer, const struct scenario *scenario,
                        const struct country *country, const struct placement_problem *problem,
                        const struct placement_result *result, const struct placement_options *options)
{
    const struct province *province = scenario_province(scenario, 0);
    size_t years = (size_t)province->siting.years.count, counties = (size_t)province->counties.count;
    *answer = (struct siting_answer){
        .province = province,
        .year_count = years,
        .county_count = counties,
        .county_share = sim_memory_new(years * counties, sizeof(double), what),
        .share = sim_memory_new(years, sizeof(double), what),
        .city_ms = sim_memory_new(years, sizeof(double), what),
        .intercity_ms = sim_memory_new(years, sizeof(double), what),
        .steps = sim_memory_new((size_t)problem->site_count, sizeof(*answer->steps), what),
    };
    answer->step_count = rollout_order(problem, result->site_period, 0, answer->steps);
    play(answer, scenario, country);
    bool adds_up = problem->mode != PLACEMENT_CENTER && problem->mode != PLACEMENT_CAPACITATED &&
                   problem->robust == PLACEMENT_EXPECTED;
    answer->has_regret = options && years > 1 && adds_up;
    if (answer->has_regret)
        regret_work_out(problem, result, options, &answer->regret);
}

void siting_answer_clear(struct siting_answer *answer)
{
    free(answer->county_share);
    free(answer->share);
    free(answer->city_ms);
    free(answer->intercity_ms);
    free(answer->steps);
    *answer = (struct siting_answer){0};
}

/// Sites that are open by a year.
static size_t open_by(const struct siting_answer *answer, size_t year)
{
    size_t open = 0;
    while (open < answer->step_count && answer->steps[open].period <= (int32_t)year)
        open++;
    return open;
}

static void print_years(const struct siting_answer *answer)
{
    const struct siting_year *years = answer->province->siting.years.items;
    printf("\nby          sites  inside %g ms of one  worst city, round trip  worst pair of cities\n",
           answer->province->network.circle_ms);
    for (size_t year = 0; year < answer->year_count; year++) {
        char date[11];
        sim_date_write(years[year].date, date);
        printf("%s  %5zu  %15.2f %%  %19.3f ms  %17.3f ms\n", date, open_by(answer, year),
               100 * answer->share[year], answer->city_ms[year], answer->intercity_ms[year]);
    }
}

/// People of a city's counties, those of them inside, and its county that is least served; county_count: none has people.
static size_t least_served(const struct siting_answer *answer, size_t year, int64_t city, double *share)
{
    const struct county_params *counties = answer->province->counties.items;
    const double *shares = answer->county_share + year * answer->county_count;
    size_t least = answer->county_count;
    double people = 0, inside = 0;
    for (size_t c = 0; c < answer->county_count; c++) {
        if (counties[c].city != city || isnan(shares[c]))
            continue;
        people += (double)counties[c].population;
        inside += shares[c] * (double)counties[c].population;
        least = least == answer->county_count || shares[c] < shares[least] ? c : least;
    }
    *share = people > 0 ? inside / people : NAN;
    return least;
}

/// Whole percents say 100 only where all are inside: what rounds to it is shown below it.
static double percent_down(double share)
{
    return floor(share * 1e4 + 1e-6) / 100;
}

/// A city's share in a year, with its county that is least served where not all of it is.
static void print_city_year(const struct siting_answer *answer, int64_t city, size_t year)
{
    double share;
    size_t least = least_served(answer, year, city, &share);
    double lowest = answer->county_share[year * answer->county_count + least];
    const struct county_params *county = (struct county_params *)answer->province->counties.items + least;
    char text[64] = "";
    if (lowest < 1)
        snprintf(text, sizeof(text), "  (%.20s %.2f)", county->name[0] ? county->name : county->id,
                 percent_down(lowest));
    bool is_last = year + 1 == answer->year_count;
    printf("  %10.2f%-*s", percent_down(share), is_last ? 0 : COUNTY_WIDTH, text);
}

static void print_cities(const struct siting_answer *answer)
{
    const struct siting_year *years = answer->province->siting.years.items;
    const struct city_params *cities = answer->province->cities.items;
    printf("\n%-12s", "inside, %");
    for (size_t year = 0; year < answer->year_count; year++) {
        bool is_last = year + 1 == answer->year_count;
        char date[11];
        sim_date_write(years[year].date, date);
        printf("  %s%-*s", date, is_last ? 0 : COUNTY_WIDTH, "  (least served county)");
    }
    putchar('\n');
    for (int64_t city = 0; city < answer->province->cities.count; city++) {
        double share;
        if (least_served(answer, 0, city, &share) == answer->county_count)
            continue;
        printf("%-12s", cities[city].name[0] ? cities[city].name : cities[city].id);
        for (size_t year = 0; year < answer->year_count; year++)
            print_city_year(answer, city, year);
        putchar('\n');
    }
    puts("Inside: a round trip through fibre, switches and the line's terminal as they are then; no radio.");
}

/// A share in percent; what rounds to nothing has no sign.
static double percent(double share)
{
    return fabs(100 * share) < 0.0005 ? 0 : 100 * share;
}

static void print_regret(const struct siting_answer *answer)
{
    const struct regret *regret = &answer->regret;
    const struct siting_year *years = answer->province->siting.years.items;
    char date[11];
    if (!regret->is_feasible) {
        sim_date_write(years[regret->failed_period].date, date);
        printf("Built year by year, without looking ahead, no choice is left that keeps the rules of %s.\n",
               date);
        return;
    }
    printf("Regret of building year by year, without looking ahead: %+.3f %% of the cost.",
           percent(regret_share(regret->year_by_year, regret->foresight)));
    if (regret->apart >= 0)
        printf(" That sites stay once they are open costs %+.3f %%.",
               percent(regret_share(regret->foresight, regret->apart)));
    putchar('\n');
}

void siting_answer_print(const struct siting_answer *answer)
{
    print_years(answer);
    print_cities(answer);
    if (answer->has_regret)
        print_regret(answer);
}

static json_t *years_json(const struct siting_answer *answer)
{
    const struct siting_year *years = answer->province->siting.years.items;
    json_t *array = json_array();
    for (size_t year = 0; year < answer->year_count; year++) {
        char date[11];
        json_t *object = json_object();
        sim_date_write(years[year].date, date);
        json_object_set_new(object, "date", json_string(date));
        json_object_set_new(object, "sites", json_integer((json_int_t)open_by(answer, year)));
        json_object_set_new(object, "share_within_1ms", to_json_statistic(answer->share[year]));
        json_object_set_new(object, "latency_city_ms", to_json_statistic(answer->city_ms[year]));
        json_object_set_new(object, "latency_city_one_way_ms", to_json_statistic(answer->city_ms[year] / 2));
        json_object_set_new(object, "latency_intercity_ms", to_json_statistic(answer->intercity_ms[year]));
        json_object_set_new(object, "latency_intercity_one_way_ms",
                            to_json_statistic(answer->intercity_ms[year] / 2));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *counties_json(const struct siting_answer *answer)
{
    const struct county_params *counties = answer->province->counties.items;
    json_t *object = json_object();
    for (size_t c = 0; c < answer->county_count; c++) {
        json_t *shares = json_array();
        for (size_t year = 0; year < answer->year_count; year++)
            json_array_append_new(shares,
                                  to_json_statistic(answer->county_share[year * answer->county_count + c]));
        json_object_set_new(object, counties[c].id, shares);
    }
    return object;
}

static json_t *regret_json(const struct siting_answer *answer)
{
    const struct regret *regret = &answer->regret;
    if (!answer->has_regret)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "feasible", json_boolean(regret->is_feasible));
    json_object_set_new(object, "year_by_year",
                        regret->is_feasible ? json_real(regret_share(regret->year_by_year, regret->foresight))
                                            : json_null());
    json_object_set_new(object, "nesting",
                        regret->apart >= 0 ? json_real(regret_share(regret->foresight, regret->apart))
                                           : json_null());
    return object;
}

void siting_answer_json(const struct siting_answer *answer, json_t *root)
{
    json_t *order = json_array();
    for (size_t i = 0; i < answer->step_count; i++)
        json_array_append_new(order, json_integer(answer->steps[i].site));
    json_object_set_new(root, "years", years_json(answer));
    json_object_set_new(root, "counties_within_1ms", counties_json(answer));
    json_object_set_new(root, "order", order);
    json_object_set_new(root, "regret", regret_json(answer));
}
