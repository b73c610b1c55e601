#include "scenarios/run/scenario_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/plant_check.h"
#include "scenarios/run/access_check.h"
#include "scenarios/run/lever_set.h"
#include "scenarios/run/place.h"
#include "scenarios/run/series.h"
#include "scenarios/run/siting_check.h"
#include "sim/memory.h"

/// Shares that should sum to 1 do so but for this.
#define SHARE_ROUNDING 1e-9
/// Memory that a replication takes for a cabinet.
#define RACK_BYTES 145
/// Longest key of a site: process names hold it and more.
#define NAME_BYTES_MAX 100

/// What a check needs to tell a fault.
struct checker {
    const struct scenario_file *file;
    const struct province *province;
    struct sim_error *error;
};

__attribute__((format(printf, 3, 5))) static void fault(struct checker *checker, const char *path,
                                                        const char *found, const char *expected, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, expected);
    vsnprintf(text, sizeof(text), found, arguments);
    va_end(arguments);
    const char *file;
    int line;
    scenario_file_place(checker->file, path, &file, &line);
    sim_error_add(checker->error, SIM_BAD_DATA, file, line, path, text, expected);
}

static void check_dates(struct checker *checker)
{
    const struct province *province = checker->province;
    int64_t days = province->end - province->epoch;
    if (days < 1)
        fault(checker, "end", "an end %lld days before the epoch", "a day after the epoch", (long long)-days);
    if (days > SCENARIO_DAYS_MAX)
        fault(checker, "end", "a run of %lld days", "36,600 days (a hundred years) at most", (long long)days);
}

static void check_size(struct checker *checker)
{
    int64_t racks = province_rack_count(checker->province);
    // State, streams and pending events of a cabinet, as tests/bench/scale.md measures them.
    if (racks > SCENARIO_RACKS_MAX)
        fault(checker, "sites", "%lld cabinets (about %lld GB of memory for each thread)",
              "200,000,000 at most", (long long)racks, (long long)racks * RACK_BYTES / 1000000000);
}

/// What a class of compute has to be calibrated on and to be built for.
struct class_use {
    bool has_filled_stock, has_phases;
};

static void look_at_classes(const struct province *province, struct class_use uses[COMPUTE_CLASS_MAX])
{
    const struct site_params *sites = province->sites.items;
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct stock_params *stock = sites[s].stock.items;
        const struct phase_params *phases = sites[s].phases.items;
        for (int64_t i = 0; i < sites[s].stock.count; i++) {
            double filled =
                stock[i].occupied_frac < 0 ? province->ramp.stock_occupied_frac : stock[i].occupied_frac;
            uses[stock[i].compute].has_filled_stock |= filled * (double)stock[i].racks >= 0.5;
        }
        for (int64_t i = 0; i < sites[s].phases.count; i++)
            uses[phases[i].compute].has_phases = true;
    }
}

static void check_classes(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct compute_class *classes = province->classes.items;
    struct class_use uses[COMPUTE_CLASS_MAX] = {{false}};
    char path[256];
    double rest = 1;
    look_at_classes(province, uses);
    for (int64_t c = 1; c < province->classes.count; c++)
        rest -= classes[c].baseline_share_frac;
    if (rest < -SHARE_ROUNDING)
        fault(checker, "classes", "shares of the baseline that sum to %g without the first class",
              "a sum of 1 at most", 1 - rest);
    for (int64_t c = 0; c < province->classes.count; c++) {
        double share = c == 0 ? rest : classes[c].baseline_share_frac;
        snprintf(path, sizeof(path), "classes.%s", classes[c].id);
        if (share > SHARE_ROUNDING && province->baseline_eflops > 0 && !uses[c].has_filled_stock)
            fault(checker, path, "a share of the baseline (%g) without any filled stock of the class",
                  "filled cabinets of this class in the stock of a site, or no share", share);
        if (uses[c].has_phases && classes[c].tflops_per_kw <= 0 && share <= SHARE_ROUNDING)
            fault(checker, path, "phases of a class without a performance",
                  "tflops_per_kw above 0, or a stock with a share of the baseline");
    }
}

/// Equipment of one market is counted in one unit.
static void check_markets(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct compute_class *classes = province->classes.items;
    char path[256];
    for (int64_t c = 0; c < province->classes.count; c++) {
        bool is_cabinets = classes[c].market == province->cabinet_market;
        bool differs = is_cabinets && classes[c].market_unit != COMPUTE_MARKET_STANDARD_RACKS;
        for (int64_t other = 0; other < c; other++)
            differs |= classes[other].market == classes[c].market &&
                       classes[other].market_unit != classes[c].market_unit;
        snprintf(path, sizeof(path), "classes.%s.market_unit", classes[c].id);
        if (differs)
            fault(checker, path, "%s",
                  "the unit of all that is ordered in its market (cabinets: standard_rack)",
                  "another unit than others in its market");
    }
}

/// A dispatcher's state has bounds.
static void check_dispatch(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct dispatch_params *given = &province->dispatch;
    if (given->trace[0] && given->arrivals[0])
        fault(checker, "dispatch.arrivals", "\"%s\" beside a trace", "a trace or arrivals, not both",
              given->arrivals);
    if (!province_has_dispatch(province))
        return;
    if (!province->power.is_simulated)
        fault(checker, "power.is_simulated", "false beside a dispatcher, which weighs energy",
              "true, or dispatch.policy = \"off\"");
    if (province->sites.count > DISPATCH_SITES_MAX)
        fault(checker, "dispatch.policy", "a dispatcher of %lld sites",
              "64 sites at most, or policy = \"off\"", (long long)province->sites.count);
    if (province->cities.count > DISPATCH_CITIES_MAX)
        fault(checker, "dispatch.policy", "a dispatcher of %lld cities",
              "32 cities at most, or policy = \"off\"", (long long)province->cities.count);
    if (province_dispatch_centres(province) > DISPATCH_CENTRES_MAX)
        fault(checker, "dispatch.policy", "a dispatcher of %lld centres",
              "64 centres at most, or policy = \"off\"", (long long)province_dispatch_centres(province));
}

static void check_ramp_and_storms(struct checker *checker)
{
    const struct province *province = checker->province;
    if (province->ramp.extend_at_frac > province->ramp.plateau_frac)
        fault(checker, "ramp.extend_at_frac", "%g, above plateau_frac", "an occupancy that sites can reach",
              province->ramp.extend_at_frac);
    if (province->storms.first_month > province->storms.last_month)
        fault(checker, "storms.first_month", "month %lld, after last_month", "a season within one year",
              (long long)province->storms.first_month);
}

/// A programme follows an indicator that is simulated.
static void check_driver(struct checker *checker, const struct programme_params *programme)
{
    const struct access_indicator *indicators = checker->province->access.indicators.items;
    const char *names[DEMAND_INDICATORS_MAX];
    size_t count = (size_t)checker->province->access.indicators.count;
    char path[256], expected[160] = "an indicator of access; there are none";
    for (size_t i = 0; i < count; i++) {
        names[i] = indicators[i].id;
        if (strcmp(names[i], programme->driver) == 0)
            return;
    }
    if (programme->driver[0] == '\0')
        return;
    const char *nearest = sim_nearest(programme->driver, names, count);
    if (count > 0)
        snprintf(expected, sizeof(expected), "an indicator of access; perhaps \"%s\"",
                 nearest ? nearest : names[0]);
    snprintf(path, sizeof(path), "demand.programmes.%s.driver", programme->id);
    fault(checker, path, "\"%s\"", expected, programme->driver);
}

static void check_programmes(struct checker *checker)
{
    const struct programme_params *programmes = checker->province->demand.programmes.items;
    char path[256];
    for (int64_t p = 0; p < checker->province->demand.programmes.count; p++) {
        const struct programme_city *cities = programmes[p].cities.items;
        const struct programme_step *steps = programmes[p].steps.items;
        double weight = programmes[p].cities.count == 0;
        check_driver(checker, &programmes[p]);
        for (int64_t i = 0; i < programmes[p].cities.count; i++)
            weight += cities[i].weight;
        snprintf(path, sizeof(path), "demand.programmes.%s.cities", programmes[p].id);
        if (weight <= 0)
            fault(checker, path, "weights that sum to %g", "a weight above 0 for some city", weight);
        for (int64_t i = 0; i < programmes[p].steps.count; i++) {
            snprintf(path, sizeof(path), "demand.programmes.%s.steps[%d].by", programmes[p].id, (int)i);
            if (steps[i].by < steps[i].from)
                fault(checker, path, "a date %lld days before `from`", "a date not before it",
                      (long long)(steps[i].from - steps[i].by));
        }
    }
}

/// Work that is asked for needs compute that serves it, and a stock that tells how much of it there is at the epoch.
static void check_demand(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct compute_class *classes = province->classes.items;
    struct class_use uses[COMPUTE_CLASS_MAX] = {{false}};
    char path[256];
    bool at_epoch;
    look_at_classes(province, uses);
    for (int64_t w = 0; w < WORK_COUNT; w++) {
        int64_t compute = province->demand.work.of[w].compute;
        snprintf(path, sizeof(path), "demand.work.%s.compute", work_names[w]);
        if (!demand_plan_asks(&province->demand, (enum work)w, &at_epoch))
            continue;
        if (compute < 0)
            fault(checker, path, "nothing",
                  "the class of compute that serves it: programmes ask for such work");
        else if (at_epoch && !uses[compute].has_filled_stock)
            fault(checker, path, "\"%s\", of which no site has filled stock",
                  "a class of compute with stock: demand at the epoch is what that carries",
                  classes[compute].id);
    }
    check_programmes(checker);
}

/// A phase that its grid zone can never carry would stand in line for ever, and all behind it.
static void check_phases(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct site_params *sites = province->sites.items;
    char path[256];
    for (int64_t s = 0; s < province->sites.count; s++) {
        const struct city_params *city = (const struct city_params *)province->cities.items + sites[s].city;
        const struct grid_params *zone = (const struct grid_params *)province->zones.items + city->zone;
        const struct grid_reinforcement *coming = zone->reinforcements.items;
        double most_mw = zone->headroom_mw;
        for (int64_t i = 0; i < zone->reinforcements.count; i++)
            most_mw += coming[i].capacity_mw;
        for (int64_t p = 0; p < sites[s].phases.count; p++) {
            const struct phase_params *phase = (const struct phase_params *)sites[s].phases.items + p;
            double phase_mw = (double)phase->racks * phase->rack_kw / UNITS_KW_PER_MW;
            snprintf(path, sizeof(path), "sites.%s.phases[%d]", sites[s].id, (int)p);
            if (phase->stage < PHASE_CIVIL && phase_mw > most_mw * (1 + 1e-9))
                fault(checker, path, "%g MW in a zone that will have %g",
                      "a phase that its grid zone can carry", phase_mw, most_mw);
            if (phase->stage < PHASE_LAND && phase->stage_done_frac > 0)
                fault(checker, path, "stage_done_frac %g of a stage that has not begun or is a review",
                      "0, or a stage from land on", phase->stage_done_frac);
        }
    }
}

static void check_names(struct checker *checker)
{
    const struct site_params *sites = checker->province->sites.items;
    for (int64_t s = 0; s < checker->province->sites.count; s++)
        if (strlen(sites[s].id) > NAME_BYTES_MAX)
            fault(checker, "sites", "a key of %zu bytes", "100 bytes at most", strlen(sites[s].id));
}

/// Dates of a list's elements ascend. offset: of the date in an element.
static void check_ascending(struct checker *checker, const char *path, const struct sim_list *list,
                            size_t size, size_t offset, const char *key)
{
    char place[320];
    for (int64_t i = 1; i < list->count; i++) {
        const char *element = (const char *)list->items + (size_t)i * size + offset;
        if (*(const int64_t *)element > *(const int64_t *)(element - size))
            continue;
        char date[11];
        sim_date_write(*(const int64_t *)element, date);
        snprintf(place, sizeof(place), "%s[%d].%s", path, (int)i, key);
        fault(checker, place, "\"%s\"", "a date after that of the element before", date);
    }
}

static void check_orders(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct supply_params *markets = province->supply.items;
    char path[256];
    for (int64_t i = 0; i < province->supply.count; i++) {
        snprintf(path, sizeof(path), "supply.%s.regimes", markets[i].id);
        check_ascending(checker, path, &markets[i].regimes, sizeof(struct supply_regime),
                        offsetof(struct supply_regime, from), "from");
        snprintf(path, sizeof(path), "supply.%s.controls", markets[i].id);
        check_ascending(checker, path, &markets[i].controls, sizeof(struct supply_control),
                        offsetof(struct supply_control, date), "date");
    }
    check_ascending(checker, "edge.steps", &province->edge.steps, sizeof(struct edge_step),
                    offsetof(struct edge_step, date), "date");
}

static void check_targets(struct checker *checker)
{
    const struct province *province = checker->province;
    const struct target_params *targets = province->targets.items;
    const char *names[SERIES_COUNT];
    char path[64], expected[160];
    for (int i = 0; i < SERIES_COUNT; i++)
        names[i] = series_list[i].name;
    for (int64_t i = 0; i < province->targets.count; i++) {
        const char *name = target_series_name(&targets[i]);
        snprintf(path, sizeof(path), "targets[%d]", (int)i);
        if (series_find(name) < 0) {
            const char *nearest = sim_nearest(name, names, SERIES_COUNT);
            snprintf(expected, sizeof(expected), "a series; the nearest is \"%s\"",
                     nearest ? nearest : names[0]);
            fault(checker, path, "a target about \"%s\"", expected, name);
        }
        if (targets[i].date <= province->epoch || targets[i].date > province->end) {
            char date[11];
            sim_date_write(targets[i].date, date);
            fault(checker, path, "a target at \"%s\"", "a date after the epoch and not after the end", date);
        } else if (sim_month_end(targets[i].date) != targets[i].date) {
            char date[11];
            sim_date_write(targets[i].date, date);
            fault(checker, path, "a target at \"%s\"", "the last day of a month: series are recorded then",
                  date);
        }
    }
}

/// A plant's checker, and which plant it looks at.
struct plant_place {
    struct checker *checker;
    const char *id;
};

static void refuse_plant(void *context, const char *key, const char *found, const char *expected)
{
    const struct plant_place *place = context;
    char path[320];
    snprintf(path, sizeof(path), "plants.%s.%s", place->id, key);
    fault(place->checker, path, "%s", expected, found);
}

static void check_plants(struct checker *checker)
{
    const struct plant_params *plants = checker->province->plants.items;
    for (int64_t i = 0; i < checker->province->plants.count; i++) {
        struct plant_place place = {checker, plants[i].id};
        plant_check(&plants[i], refuse_plant, &place);
    }
}

/// Weather, plants and the placement of edge sites are made once for all replications.
static void check_uncertain(struct checker *checker, const struct bound *bound)
{
    for (size_t i = 0; i < bound->assumption_count; i++) {
        const struct assumption *a = &bound->assumptions[i];
        static const char *const shared[] = {"plants.",      "climates.",   "counties.",      "siting.",
                                             "point_kinds.", "site_kinds.", "demand_points[", "candidates["};
        bool is_shared = false;
        for (size_t k = 0; k < sizeof(shared) / sizeof(*shared); k++)
            is_shared |= strncmp(a->path, shared[k], strlen(shared[k])) == 0;
        if (a->uncertain && is_shared)
            fault(checker, a->path, "the distribution %s",
                  "a number: plants, climates, places and siting are the same in all replications", a->text);
    }
}

void scenario_check(const struct scenario_file *file, const struct bound *bound, struct sim_error *error)
{
    struct checker given = {file, bound->root, error}, *checker = &given;
    check_dates(checker);
    if (checker->error->count > 0)
        return; // every other date would be told as well
    check_size(checker);
    check_classes(checker);
    check_markets(checker);
    check_ramp_and_storms(checker);
    check_phases(checker);
    check_names(checker);
    check_orders(checker);
    check_targets(checker);
    check_plants(checker);
    check_demand(checker);
    check_dispatch(checker);
    check_uncertain(checker, bound);
    siting_check(checker->file, checker->province, checker->error);
    access_check(checker->file, checker->province, checker->error);
    lever_check(checker->file, bound, checker->error);
}
