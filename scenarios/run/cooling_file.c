/// Every hour of every option, and what was found, as a file.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/store.h"
#include "scenarios/run/cooling.h"
#include "sim/memory.h"

/// What is kept of an hour: member of struct plant_hour, name, unit, meaning.
#define HOUR_LIST(X)                                                                                         \
    X(it_kw, "it", "kW", "IT power")                                                                         \
    X(server_fan_kw, "server_fan", "kW", "fans of the servers, of the IT power")                             \
    X(total_kw, "total", "kW", "all electricity")                                                            \
    X(fan_kw, "fan", "kW", "fans of the room")                                                               \
    X(pump_kw, "pump", "kW", "pumps")                                                                        \
    X(compressor_kw, "compressor", "kW", "compressors")                                                      \
    X(tower_fan_kw, "outdoor_fan", "kW", "fans of towers, dry coolers, scavenger air")                       \
    X(heat_pump_kw, "heat_pump", "kW", "heat pump of reused heat")                                           \
    X(ups_loss_kw, "ups_loss", "kW", "loss of the uninterruptible supply")                                   \
    X(distribution_loss_kw, "distribution_loss", "kW", "loss between supply and racks")                      \
    X(transformer_loss_kw, "transformer_loss", "kW", "loss of the transformers")                             \
    X(lighting_kw, "lighting", "kW", "lighting, controls, security")                                         \
    X(heat_rejected_kw, "heat_rejected", "kW", "heat out to the environment")                                \
    X(heat_reused_kw, "heat_reused", "kW", "heat out to others")                                             \
    X(heat_stored_kw, "heat_stored", "kW", "heat into the tank")                                             \
    X(evaporation_l_per_h, "evaporation", "L h-1", "water evaporated outdoors")                              \
    X(drift_l_per_h, "drift", "L h-1", "water lost as droplets")                                             \
    X(blowdown_l_per_h, "blowdown", "L h-1", "water blown down")                                             \
    X(humidification_l_per_h, "humidification", "L h-1", "water evaporated into the room's air")

/// Of the temperatures, likewise, not scaled by the hall.
#define STATE_LIST(X)                                                                                        \
    X(free_frac, "free_frac", "1", "share of the cooling done without compressors")                          \
    X(supply_degc, "supply", "degC", "air to the racks")                                                     \
    X(chilled_degc, "chilled", "degC", "chilled water to the room; 0 without")                               \
    X(condenser_degc, "condenser", "degC", "water from the sink; 0 without")                                 \
    X(liquid_degc, "liquid", "degC", "facility water to the liquid units; 0 without")

struct column {
    const char *name, *unit, *text;
    size_t offset;
    bool is_scaled; // by the hall's design IT load
    size_t variable;
};

#define SCALED(member, name, unit, text) {name, unit, text, offsetof(struct plant_hour, member), true, 0},
#define PLAIN(member, name, unit, text)  {name, unit, text, offsetof(struct plant_hour, member), false, 0},
static const struct column all_columns[] = {HOUR_LIST(SCALED) STATE_LIST(PLAIN)};
#undef SCALED
#undef PLAIN
#define COLUMNS (sizeof(all_columns) / sizeof(all_columns[0]))

#define OPTION "option"
#define LOAD   "load"
#define CURVE  "curve_load"

struct file {
    const struct cooling *cooling;
    struct store *store;
};

static size_t add(struct file *file, enum store_type type, const char *name, const char *unit,
                  const char *text, const char *a, const char *b)
{
    return store_add_variable(
        file->store, &(struct store_variable){
                         .name = name, .unit = unit, .long_name = text, .scales = {a, b}, .type = type});
}

static void put(struct file *file, const char *name, const char *unit, const char *text, const char *a,
                const char *b, const double *numbers)
{
    store_put_fixed(file->store, add(file, STORE_F64, name, unit, text, a, b), numbers);
}

/// Hours by their end, in days since the midnight that the year begins on, so that readers show the clock's time.
static void add_scales(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    double *days = sim_memory_new(cooling->hours, sizeof(*days), "a result file");
    double months[12], curve[COOLING_CURVE];
    const char **ids = sim_memory_new(cooling->count, sizeof(*ids), "a result file");
    for (size_t i = 0; i < cooling->hours; i++)
        days[i] = (double)(i + 1) / 24;
    for (size_t i = 0; i < cooling->count; i++)
        ids[i] = cooling->options[i].params.id;
    for (int m = 0; m < 12; m++)
        months[m] = m + 1;
    store_add_scale(file->store, &(struct store_scale){.name = SCHEMA_TIME,
                                                       .unit = STORE_DATE,
                                                       .long_name = "ends of the hours, local time",
                                                       .count = cooling->hours,
                                                       .numbers = days});
    store_add_scale(file->store, &(struct store_scale){.name = SCHEMA_MONTH,
                                                       .unit = "1",
                                                       .long_name = "months of the year",
                                                       .count = 12,
                                                       .numbers = months,
                                                       .whole = true});
    store_add_scale(file->store, &(struct store_scale){.name = OPTION,
                                                       .unit = "1",
                                                       .long_name = "cooling and power chains",
                                                       .count = cooling->count,
                                                       .texts = ids});
    store_add_scale(file->store, &(struct store_scale){.name = LOAD,
                                                       .unit = "1",
                                                       .long_name = "constant loads over the design IT load",
                                                       .count = COOLING_LOADS,
                                                       .numbers = cooling_loads});
    for (int i = 0; i < COOLING_CURVE; i++)
        curve[i] = (i + 1.0) / COOLING_CURVE;
    store_add_scale(file->store, &(struct store_scale){.name = CURVE,
                                                       .unit = "1",
                                                       .long_name = "loads of the load-PUE curve",
                                                       .count = COOLING_CURVE,
                                                       .numbers = curve});
    free(days);
    free(ids);
}

static void put_weather(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    double *numbers = sim_memory_new(cooling->hours, sizeof(*numbers), "a result file");
    for (size_t i = 0; i < cooling->hours; i++)
        numbers[i] = cooling->weather[i].dry_degc;
    put(file, "dry_bulb", "degC", "outdoor dry bulb", SCHEMA_TIME, NULL, numbers);
    for (size_t i = 0; i < cooling->hours; i++)
        numbers[i] = cooling->weather[i].wet_degc;
    put(file, "wet_bulb", "degC", "outdoor wet bulb", SCHEMA_TIME, NULL, numbers);
    put(file, "load_frac", "1", "IT load over the design IT load", SCHEMA_TIME, NULL, cooling->load);
    free(numbers);
}

/// All hours: each option's year is run once more and kept only until it is written.
static void put_hours(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    size_t total = cooling->count * cooling->hours;
    struct plant_hour *hours = sim_memory_new(total, sizeof(*hours), "a result file");
    double *numbers = sim_memory_new(total, sizeof(*numbers), "a result file");
    struct energy_sums year;
    for (size_t i = 0; i < cooling->count; i++)
        study_year_run(&cooling->year, &cooling->options[i].design, cooling->load, 0, &year,
                       hours + i * cooling->hours);
    for (size_t c = 0; c < COLUMNS; c++) {
        const struct column *column = &all_columns[c];
        double scale = column->is_scaled ? cooling->params->it_kw : 1.0;
        for (size_t i = 0; i < total; i++)
            numbers[i] = scale * *(const double *)((const char *)&hours[i] + column->offset);
        put(file, column->name, column->unit, column->text, OPTION, SCHEMA_TIME, numbers);
    }
    for (size_t i = 0; i < total; i++)
        numbers[i] = (double)hours[i].mode;
    size_t mode = store_add_variable(
        file->store, &(struct store_variable){.name = "mode",
                                              .unit = "1",
                                              .long_name = "how the heat was taken",
                                              .scales = {OPTION, SCHEMA_TIME},
                                              .type = STORE_I32,
                                              .flag_meanings = "idle mechanical partial free"});
    store_put_fixed(file->store, mode, numbers);
    for (size_t i = 0; i < total; i++)
        numbers[i] = (double)hours[i].flags;
    store_put_fixed(file->store,
                    add(file, STORE_I32, "flags", "1",
                        "bits: 1 compressor outside of its curve, 2 short of cooling, 4 load held, 8 tower "
                        "above 26.7 degC",
                        OPTION, SCHEMA_TIME),
                    numbers);
    free(hours);
    free(numbers);
}

/// One number an option.
static void put_option(struct file *file, const char *name, const char *unit, const char *text,
                       double (*of)(const struct cooling *cooling, const struct cooling_option *option))
{
    double *numbers = sim_memory_new(file->cooling->count, sizeof(*numbers), "a result file");
    for (size_t i = 0; i < file->cooling->count; i++)
        numbers[i] = of(file->cooling, &file->cooling->options[i]);
    put(file, name, unit, text, OPTION, NULL, numbers);
    free(numbers);
}

#define OF(name, expression)                                                                                 \
    static double name(const struct cooling *cooling, const struct cooling_option *option)                   \
    {                                                                                                        \
        (void)cooling;                                                                                       \
        return expression;                                                                                   \
    }
OF(pue_of, energy_pue(&option->year))
OF(pue_fill_of, energy_pue(&option->fill))
OF(pue_operated_of, option->is_catalogue ? energy_pue(&option->operated) : NAN)
OF(wue_of, energy_wue(&option->year))
OF(ere_of, energy_ere(&option->year))
OF(tue_of, energy_tue(&option->year, cooling->params->server_supply_loss_frac))
OF(grade_of, energy_grade(energy_pue(&option->year)))
OF(capital_of, option->capital.total)
OF(total_of, option->cost.total_cny)
OF(cny_of, option->cost.cny_per_it_kwh)
OF(to_32_of, option->ride[0].to_32_s)
OF(to_32_tank_of, option->ride[1].to_32_s)
#undef OF

static void put_curve(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    double *numbers = sim_memory_new(cooling->count * COOLING_CURVE, sizeof(*numbers), "a result file");
    for (size_t i = 0; i < cooling->count; i++)
        memcpy(numbers + i * COOLING_CURVE, cooling->options[i].curve, sizeof(cooling->options[i].curve));
    put(file, "pue_curve", "1", "PUE of a year at constant load, the load-PUE curve", OPTION, CURVE, numbers);
    free(numbers);
}

static void put_results(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    double *numbers = sim_memory_new(cooling->count * 12, sizeof(*numbers), "a result file");
    put_option(file, "pue_year", "1", "PUE of the year's load: energy ratio", pue_of);
    put_option(file, "pue_fill_up", "1", "PUE of a hall's first year", pue_fill_of);
    put_option(file, "pue_operated", "1",
               "PUE of the year's load, parts as commonly operated; of built-in options", pue_operated_of);
    put_option(file, "wue", "L kWh-1", "make-up water over IT energy of the year", wue_of);
    put_option(file, "ere", "1", "energy reuse effectiveness of the year", ere_of);
    put_option(file, "tue", "1", "total usage effectiveness of the year", tue_of);
    put_option(file, "grade", "1", "grade of GB 40879-2021; 0: none", grade_of);
    put_option(file, "capital_cny", "CNY", "capital of the chain", capital_of);
    put_option(file, "total_cny", "CNY", "total cost of ownership", total_of);
    put_option(file, "cost_cny_per_kwh", "CNY kWh-1", "of that, per kWh of IT, levelised", cny_of);
    put_option(file, "to_32_degc_s", "s", "until the air to the racks has 32 degC, cooling gone at full load",
               to_32_of);
    put_option(file, "to_32_degc_tank_s", "s", "likewise with a tank of chilled water", to_32_tank_of);
    for (size_t i = 0; i < cooling->count; i++)
        for (int k = 0; k < COOLING_LOADS; k++)
            numbers[i * COOLING_LOADS + (size_t)k] = energy_pue(&cooling->options[i].loads[k]);
    put(file, "pue_load", "1", "PUE of a year at constant load", OPTION, LOAD, numbers);
    for (size_t i = 0; i < cooling->count; i++)
        for (int m = 0; m < 12; m++)
            numbers[i * 12 + (size_t)m] = energy_month_pue(&cooling->options[i].year, m);
    put(file, "pue_month", "1", "PUE of each month", OPTION, SCHEMA_MONTH, numbers);
    free(numbers);
    put_curve(file);
}

static void put_names(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    const char **names = sim_memory_new(cooling->count, sizeof(*names), "a result file");
    for (size_t i = 0; i < cooling->count; i++)
        names[i] = cooling->options[i].params.name;
    store_put_texts(file->store, add(file, STORE_TEXT, "option_name", "1", "names of options", OPTION, NULL),
                    names);
    free(names);
}

static void put_draws(struct file *file)
{
    const struct cooling *cooling = file->cooling;
    if (cooling->draws == 0)
        return;
    size_t pue = add(file, STORE_F64, "pue_draw", "1", "PUE of the year, parameters drawn",
                     SCHEMA_REPLICATION, OPTION);
    size_t wue = add(file, STORE_F64, "wue_draw", "L kWh-1", "WUE of the year, parameters drawn",
                     SCHEMA_REPLICATION, OPTION);
    double *slab = sim_memory_new(cooling->count, sizeof(*slab), "a result file");
    for (uint32_t r = 0; r < cooling->draws; r++) {
        for (size_t i = 0; i < cooling->count; i++)
            slab[i] = cooling->options[i].pue_draws[r];
        store_put(file->store, pue, r, slab);
        for (size_t i = 0; i < cooling->count; i++)
            slab[i] = cooling->options[i].wue_draws[r];
        store_put(file->store, wue, r, slab);
    }
    free(slab);
}

/// The command as far as it matters for the results.
static char *normal_command(const struct options *options)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    fprintf(stream, "suanli cooling --seed %llu", (unsigned long long)options->seed);
    if (options->has_replications)
        fprintf(stream, " --replications %u", options->replications);
    if (options->weather)
        fprintf(stream, " --weather '%s'", options->weather);
    if (options->load)
        fprintf(stream, " --load '%s'", options->load);
    if (options->option)
        fprintf(stream, " --option '%s'", options->option);
    for (size_t i = 0; i < options->override_count; i++)
        fprintf(stream, " -D '%s'", options->overrides[i]);
    fclose(stream);
    return text;
}

enum sim_status cooling_file_create(const struct cooling *cooling, const struct options *options,
                                    struct store **out, struct sim_error *error)
{
    char epoch[11];
    char *command = normal_command(options);
    sim_date_write(cooling->first_civil_day, epoch);
    struct store_head head = {.title = cooling->province->title,
                              .program_version = SUANLI_VERSION,
                              .command = command,
                              .scenario_text = scenario_text(cooling->scenario),
                              .seed = cooling->seed,
                              .replications = cooling->draws > 0 ? cooling->draws : 1,
                              .epoch = epoch};
    enum sim_status status = store_create(options->output, &head, out, error);
    free(command);
    return status;
}

enum sim_status cooling_file_write(const struct cooling *cooling, struct store *store,
                                   struct sim_error *error)
{
    struct file file = {cooling, store};
    add_scales(&file);
    put_names(&file);
    put_weather(&file);
    put_results(&file);
    put_hours(&file);
    put_draws(&file);
    store_attribute_text(store, "weather", cooling->weather_name);
    store_attribute_text(store, "load", cooling->load_name);
    store_attribute_number(store, "it_kw", cooling->params->it_kw);
    return store_close(store, error);
}
