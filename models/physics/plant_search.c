#include "models/physics/plant_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/hall_size.h"
#include "models/physics/load_profile.h"
#include "models/physics/plant_check.h"
#include "models/physics/plant_sets.h"
#include "sim/memory.h"

const char *const plant_search_condition_names[SEARCH_CONDITIONS] = {"30", "50", "100", "fill_up"};
static const double condition_loads[SEARCH_FILL] = {0.30, 0.50, 1.00};

#define BLOCKS_PATH "blocks"
/// A block is commissioned when those before it are so full. Estimate.
#define BLOCK_FULL_FRAC 0.85
/// Capital that each doubling of the blocks adds: smaller units, more of them. Estimate.
#define BLOCK_CAPITAL_FRAC 0.03

/// In which plants an axis acts.
enum need {
    NEED_NOTHING,
    NEED_NO_LOOP,
    NEED_LOOP,
    NEED_TOWER,
    NEED_DRY_COOLER,
    NEED_EXCHANGER,
    NEED_INDIRECT,
    NEED_LIQUID,
    NEED_COMPRESSOR
};

static const struct {
    enum need need;
    struct plant_axis axis;
} all_axes[] = {
    {NEED_NOTHING, {BLOCKS_PATH, "blocks", 4, {1, 2, 4, 8}}},
    {NEED_NOTHING, {"electrical.ups_module_count", "UPS modules", 3, {1, 4, 8}}},
    {NEED_NO_LOOP, {"air.supply_degc", "supply air", 3, {22, 24, 27}}},
    {NEED_NOTHING, {"air.minimum_speed_frac", "fan floor", 2, {0.5, 0.3}}},
    {NEED_LOOP, {"chilled_water_degc", "water", 6, {10, 12, 15, 17, 20, 22}}},
    {NEED_COMPRESSOR, {"chiller.module_count", "chillers", 3, {2, 4, 6}}},
    {NEED_TOWER, {"tower.approach_k", "tower K", 3, {5, 3.9, 2.8}}},
    {NEED_DRY_COOLER, {"dry_cooler.approach_k", "cooler K", 3, {8, 5.55, 4}}},
    {NEED_EXCHANGER, {"water.exchanger_approach_k", "exchanger K", 2, {2.5, 1.5}}},
    {NEED_INDIRECT, {"indirect.effectiveness_frac", "effectiveness", 3, {0.6, 0.65, 0.75}}},
    {NEED_LIQUID, {"liquid.supply_degc", "facility water", 4, {32, 36, 40, 45}}},
};

/// Share of the hours at full load that may be short of cooling: beyond the design day's 0.4 % with its like.
#define SHORT_MOST_FRAC 0.01
/// Least that a coil keeps between supply air and chilled water; the air follows the water up. Estimate.
#define COIL_LEAST_K 5.0

static bool acts(enum need need, const struct parts_params *parts, const struct plant_params *params)
{
    bool has_chiller = parts->machine == MACHINE_CHILLER_AIR || parts->machine == MACHINE_CHILLER_WATER;
    bool is_dry = parts->sink == SINK_DRY_COOLER || parts->liquid_sink == SINK_DRY_COOLER;
    bool is_wet = parts->sink == SINK_TOWER || parts->liquid_sink == SINK_TOWER;
    switch (need) {
    case NEED_NOTHING: return true;
    case NEED_NO_LOOP: return !has_chiller && parts->free != FREE_EXCHANGER;
    case NEED_LOOP: return has_chiller || parts->free == FREE_EXCHANGER;
    case NEED_TOWER: return is_wet;
    case NEED_DRY_COOLER: return is_dry;
    case NEED_EXCHANGER: return parts->free == FREE_EXCHANGER && params->water.exchanger_approach_k > 0.0;
    case NEED_INDIRECT: return parts->air == AIR_INDIRECT;
    case NEED_LIQUID: return params->liquid.heat_frac > 0.0;
    case NEED_COMPRESSOR: return has_chiller;
    }
    return false;
}

size_t plant_search_axes(const struct plant_params *params, struct plant_axis *axes)
{
    struct parts_params parts = plant_parts_of(params);
    size_t count = 0;
    for (size_t i = 0; i < sizeof(all_axes) / sizeof(all_axes[0]); i++)
        if (acts(all_axes[i].need, &parts, params))
            axes[count++] = all_axes[i].axis;
    return count;
}

/// Writes a choice into parameters and blocks.
static void apply(const struct plant_axis *axes, size_t axis_count, const int64_t *choice,
                  struct plant_point *point)
{
    point->blocks = 1;
    for (size_t i = 0; i < axis_count; i++) {
        double value = axes[i].values[choice[i]];
        const struct sim_field *field;
        point->choice[i] = choice[i];
        if (strcmp(axes[i].path, BLOCKS_PATH) == 0) {
            point->blocks = (int64_t)value;
            continue;
        }
        void *slot = plant_params_at(&point->params, axes[i].path, &field);
        int64_t whole = (int64_t)value;
        if (field->type == SIM_I64)
            memcpy(slot, &whole, sizeof(whole));
        else
            memcpy(slot, &value, sizeof(value));
    }
}

bool plant_search_is_same(const struct plant_params *a, const struct plant_params *b)
{
    struct plant_axis axes[PLANT_SEARCH_AXES_MAX];
    struct plant_point first = {.params = *a}, second = {.params = *b};
    const int64_t choice[PLANT_SEARCH_AXES_MAX] = {0};
    size_t count = plant_search_axes(a, axes);
    if (count != plant_search_axes(b, axes))
        return false;
    apply(axes, count, choice, &first);
    apply(axes, count, choice, &second);
    first.params.id = second.params.id = first.params.name = second.params.name = NULL;
    // The loop's supply air follows its water.
    struct parts_params parts = plant_parts_of(a);
    if (acts(NEED_LOOP, &parts, a))
        first.params.air.supply_degc = second.params.air.supply_degc;
    return memcmp(&first.params, &second.params, sizeof(first.params)) == 0;
}

/// A year at a load that is spread over blocks.
static void run_blocks(const struct plant_search_def *def, const struct plant_design *design,
                       const double *load, int64_t blocks, int64_t every_days, struct energy_sums *year)
{
    struct study_year_def in_blocks = *def->year;
    double *block_load = sim_memory_new(2 * in_blocks.hours, sizeof(*block_load), "a load");
    double *share = block_load + in_blocks.hours;
    load_profile_blocks(load, in_blocks.hours, blocks, BLOCK_FULL_FRAC, block_load, share);
    in_blocks.share = share;
    in_blocks.every_days = every_days;
    study_year_run(&in_blocks, design, block_load, 0, year, NULL);
    free(block_load);
}

/// A constant load on the whole hall: all blocks are commissioned and share it.
static void run_constant(const struct plant_search_def *def, const struct plant_design *design, double load,
                         int64_t every_days, struct energy_sums *year)
{
    struct study_year_def every = *def->year;
    every.every_days = every_days;
    study_year_run(&every, design, NULL, load, year, NULL);
}

static void price(const struct plant_search_def *def, const struct plant_design *design,
                  const struct energy_sums *full, const struct energy_sums *year, struct plant_point *point)
{
    struct hall_size size;
    struct hall_capital capital;
    struct hall_cost cost;
    hall_size(design, def->study, full->peak_kw, &size);
    hall_capital(design, &size, &def->study->cost, &capital);
    point->capital_cny = capital.total * (1.0 + BLOCK_CAPITAL_FRAC * log2((double)point->blocks));
    hall_cost(year, def->study->it_kw, point->capital_cny, &def->study->cost, &cost);
    point->total_cny = cost.total_cny;
    point->cny_per_it_kwh = cost.cny_per_it_kwh;
    point->year_pue = energy_pue(year);
    point->year_wue = energy_wue(year);
}

bool plant_search_point(const struct plant_search_def *def, const struct plant_params *params,
                        const struct plant_axis *axes, size_t axis_count, const int64_t *choice,
                        int64_t every_days, struct plant_point *out)
{
    struct plant_design design;
    struct energy_sums sums[SEARCH_CONDITIONS], year;
    struct parts_params parts = plant_parts_of(params);
    *out = (struct plant_point){.params = *params};
    apply(axes, axis_count, choice, out);
    if (acts(NEED_LOOP, &parts, &out->params))
        out->params.air.supply_degc =
            fmax(out->params.air.supply_degc, out->params.chilled_water_degc + COIL_LEAST_K);
    if (plant_check(&out->params, NULL, NULL) > 0)
        return false;
    plant_size(&out->params, def->pressure_pa, &design);
    for (int i = 0; i < SEARCH_FILL; i++)
        run_constant(def, &design, condition_loads[i], every_days, &sums[i]);
    run_blocks(def, &design, def->fill_load, out->blocks, every_days, &sums[SEARCH_FILL]);
    run_blocks(def, &design, def->load, out->blocks, every_days, &year);
    for (int i = 0; i < SEARCH_CONDITIONS; i++) {
        out->pue[i] = energy_pue(&sums[i]);
        out->excess += fmax(0.0, out->pue[i] - def->study->target_pue);
    }
    double short_frac = (double)sums[SEARCH_100].short_hours / sums[SEARCH_100].hours;
    out->excess += fmax(0.0, short_frac - SHORT_MOST_FRAC);
    price(def, &design, &sums[SEARCH_100], &year, out);
    return true;
}

/// A search under way.
struct search {
    const struct plant_search_def *def;
    const struct plant_params *params;
    struct plant_axis axes[PLANT_SEARCH_AXES_MAX];
    size_t axis_count;
    int64_t every_days;
    plant_search_seen *seen;
    void *context;
};

static bool try_choice(const struct search *search, const int64_t *choice, struct plant_point *out)
{
    if (!plant_search_point(search->def, search->params, search->axes, search->axis_count, choice,
                            search->every_days, out))
        return false;
    if (search->seen)
        search->seen(search->context, out);
    return true;
}

/// Whether a is the better step from `from`: more excess gained per yuan; free gains by their size.
static double gain(const struct plant_point *from, const struct plant_point *to)
{
    double gained = from->excess - to->excess, paid = to->capital_cny - from->capital_cny;
    if (gained <= 1e-12)
        return 0.0;
    // A yuan more or less a kW is nothing: what costs less than that is as good as free.
    return gained / fmax(paid, 1e-4 * from->capital_cny);
}

/// The best neighbour one or more steps dearer along one axis. False: none gains.
static bool step_up(const struct search *search, struct plant_point *point)
{
    struct plant_point best = {0}, next;
    double best_gain = 0.0;
    for (size_t i = 0; i < search->axis_count; i++) {
        int64_t choice[PLANT_SEARCH_AXES_MAX];
        memcpy(choice, point->choice, sizeof(choice));
        for (choice[i]++; choice[i] < search->axes[i].count; choice[i]++) {
            if (!try_choice(search, choice, &next))
                continue;
            double gained = gain(point, &next);
            if (gained > best_gain) {
                best_gain = gained;
                best = next;
            }
        }
    }
    if (best_gain > 0.0)
        *point = best;
    return best_gain > 0.0;
}

/// Steps back along each axis as far as the target still holds and money is saved.
static void step_down(const struct search *search, struct plant_point *point)
{
    bool has_moved = true;
    while (has_moved) {
        has_moved = false;
        for (size_t i = 0; i < search->axis_count; i++) {
            struct plant_point next;
            int64_t choice[PLANT_SEARCH_AXES_MAX];
            memcpy(choice, point->choice, sizeof(choice));
            for (choice[i] = 0; choice[i] < search->axes[i].count; choice[i]++) {
                if (choice[i] == point->choice[i] || !try_choice(search, choice, &next))
                    continue;
                if (next.excess <= 0.0 && next.capital_cny < point->capital_cny * (1.0 - 1e-9)) {
                    *point = next;
                    has_moved = true;
                }
            }
        }
    }
}

/// The first possible configuration, from the cheap end.
static bool begin(const struct search *search, struct plant_point *point)
{
    int64_t choice[PLANT_SEARCH_AXES_MAX] = {0};
    if (try_choice(search, choice, point))
        return true;
    for (size_t i = 0; i < search->axis_count; i++)
        for (int64_t k = 1; k < search->axes[i].count; k++) {
            int64_t other[PLANT_SEARCH_AXES_MAX] = {0};
            other[i] = k;
            if (try_choice(search, other, point))
                return true;
        }
    return false;
}

static struct search search_of(const struct plant_search_def *def, const struct plant_params *params,
                               plant_search_seen *seen, void *context)
{
    struct search search = {
        .def = def, .params = params, .every_days = def->every_days, .seen = seen, .context = context};
    search.axis_count = plant_search_axes(params, search.axes);
    return search;
}

bool plant_search(const struct plant_search_def *def, const struct plant_params *params,
                  struct plant_point *best, plant_search_seen *seen, void *context)
{
    struct search search = search_of(def, params, seen, context);
    struct plant_point point, confirmed;
    if (!begin(&search, &point)) {
        *best = (struct plant_point){.params = *params, .excess = INFINITY};
        return false;
    }
    while (point.excess > 0.0 && step_up(&search, &point))
        continue;
    if (point.excess <= 0.0)
        step_down(&search, &point);
    // What some days promised must hold on all: else go on from there with all of them.
    search.every_days = 1;
    search.seen = NULL;
    bool is_sound = try_choice(&search, point.choice, &confirmed);
    while (is_sound && confirmed.excess > 0.0 && point.excess <= 0.0 && step_up(&search, &confirmed))
        continue;
    *best = confirmed;
    return is_sound && confirmed.excess <= 0.0;
}

/// Radical inverse of a whole number in a prime base: the Halton sequence. Source: J. H. Halton, "On the efficiency of
/// certain quasi-random sequences of points", Numer. Math. 2 (1960).
static double radical_inverse(size_t n, size_t base)
{
    double value = 0.0, place = 1.0 / (double)base;
    for (; n > 0; n /= base, place /= (double)base)
        value += (double)(n % base) * place;
    return value;
}

void plant_search_spread(const struct plant_search_def *def, const struct plant_params *params, size_t count,
                         plant_search_seen *seen, void *context)
{
    static const size_t primes[PLANT_SEARCH_AXES_MAX] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    struct search search = search_of(def, params, seen, context);
    for (size_t n = 1; n <= count; n++) {
        int64_t choice[PLANT_SEARCH_AXES_MAX] = {0};
        struct plant_point point;
        for (size_t i = 0; i < search.axis_count; i++)
            choice[i] = (int64_t)(radical_inverse(n, primes[i]) * (double)search.axes[i].count);
        try_choice(&search, choice, &point);
    }
}
