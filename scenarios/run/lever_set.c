#include "scenarios/run/lever_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/place.h"
#include "sim/clock.h"
#include "sim/memory.h"

/// Levers on their way from the scenario.
struct reading {
    struct lever_set *set;
    const struct province *province;
    const struct assumption *assumptions;
    size_t assumption_count;
    const struct scenario_file *file; // null: checked already
    struct sim_error *error;
    // Of the move or choice at hand.
    const char *place, *pattern;
    struct lever_axis *item;
    struct lever_effect model; // all but path and member
    size_t found;              // paths
};

static void fault(struct reading *reading, const char *key, const char *found, const char *expected)
{
    char path[700];
    const char *file;
    int line;
    SIM_ASSERT(reading->file, "a lever that was not checked: %s", reading->place);
    snprintf(path, sizeof(path), "%s%s%s", reading->place, key[0] ? "." : "", key);
    scenario_file_place(reading->file, path, &file, &line);
    sim_error_add(reading->error, SIM_BAD_DATA, file, line, path, found, expected);
}

// ---- what a move can do ------------------------------------------------------------------------------------

static bool is_number(const struct sim_field *field)
{
    return (field->type == SIM_F64 && field->count == 1) || field->type == SIM_I64;
}

bool lever_takes_part(enum sim_distribution_type type, size_t parameter, bool is_shift)
{
    switch (type) {
    case SIM_UNIFORM:
    case SIM_TRIANGULAR:
    case SIM_PERT: return true;
    case SIM_NORMAL: return !is_shift || parameter == 0;
    case SIM_LOGNORMAL: return !is_shift && parameter == 0;
    case SIM_GAMMA: return !is_shift && parameter == 1;
    case SIM_DISCRETE: return parameter % 2 == 0;
    case SIM_POINT:
    case SIM_EMPIRICAL: break;
    }
    return false;
}

static bool can_change(enum sim_distribution_type type, bool is_shift)
{
    return lever_takes_part(type, 0, is_shift) || lever_takes_part(type, 1, is_shift);
}

/// What is wrong with a move of a value; null: nothing.
static const char *move_fault(const struct lever_effect *effect)
{
    const struct sim_field *field = effect->member.field;
    bool is_date = field->type == SIM_DATE;
    if (effect->text)
        return field->type == SIM_GROUP || field->type == SIM_LIST || field->type == SIM_MAP ||
                       field->count > 1
                   ? "a path of one value"
                   : NULL;
    if (!is_number(field) && !is_date)
        return "a path of a number or date; words are for choices";
    if (is_date && effect->change != REACH_ADD)
        return "the change \"add\", of days, for a date";
    if (effect->change == REACH_TIMES && effect->to < 0)
        return "a factor of 0 or more";
    if (effect->spread && effect->change == REACH_SET)
        return "the change \"add\" or \"times\": \"set\" would take an uncertain value's spread away";
    if (effect->spread && !can_change(effect->spread->distribution.type, effect->change == REACH_ADD))
        return effect->change == REACH_ADD ? "the change \"times\", or another distribution than lognormal, "
                                             "gamma or empirical"
                                           : "another distribution than an empirical one";
    return NULL;
}

static size_t path_index(struct lever_set *set, const char *path)
{
    for (size_t i = 0; i < set->path_count; i++)
        if (strcmp(set->paths[i], path) == 0)
            return i;
    set->paths =
        sim_memory_grow(set->paths, &set->path_capacity, set->path_count + 1, sizeof(char *), "levers");
    set->paths[set->path_count] = sim_memory_text(path);
    return set->path_count++;
}

static bool is_barred(const char *path)
{
    static const char *const barred[] = {"epoch",        "end",   "reach",  "targets",
                                         "observations", "sweep", "cooling"};
    size_t length = strcspn(path, ".[");
    for (size_t i = 0; i < sizeof(barred) / sizeof(*barred); i++)
        if (strlen(barred[i]) == length && strncmp(barred[i], path, length) == 0)
            return true;
    return false;
}

/// Adds an effect on one path.
static void take_path(void *self, const char *path, struct member member)
{
    struct reading *reading = self;
    struct lever_effect effect = reading->model;
    reading->found++;
    if (!member.value || *member.rest || is_barred(path)) {
        fault(reading, "path", path, "a value's path, as `suanli schema` lists them, that acts in a run");
        return;
    }
    effect.member = member;
    for (size_t i = 0; i < reading->assumption_count; i++)
        if (reading->assumptions[i].uncertain && strcmp(reading->assumptions[i].path, path) == 0)
            effect.spread = &reading->assumptions[i];
    const char *wrong = move_fault(&effect);
    if (wrong) {
        fault(reading, effect.text || !is_number(member.field) ? "path" : "change", path, wrong);
        return;
    }
    effect.path = sim_memory_text(path);
    effect.path_index = path_index(reading->set, path);
    struct lever_axis *item = reading->item;
    item->effects = sim_memory_grow(item->effects, &item->effect_capacity, item->effect_count + 1,
                                    sizeof(effect), "levers");
    item->effects[item->effect_count++] = effect;
}

static void take_pattern(struct reading *reading, const char *place, const char *pattern,
                         const struct lever_effect *model)
{
    reading->place = place;
    reading->model = *model;
    reading->found = 0;
    member_each(&province_table, reading->province, pattern, take_path, reading);
    if (reading->found == 0)
        fault(reading, "path", pattern, "a path that leads to something");
}

// ---- levers ------------------------------------------------------------------------------------------------

static struct lever_axis *add_axis(struct lever_set *set, const struct lever_axis *item,
                                   const struct axis *axis)
{
    size_t count = set->axes.count, capacity = set->axis_capacity;
    set->items = sim_memory_grow(set->items, &capacity, count + 1, sizeof(*item), "levers");
    set->axis = sim_memory_grow(set->axis, &set->axis_capacity, count + 1, sizeof(*axis), "levers");
    set->items[count] = *item;
    set->axis[count] = *axis;
    set->axes = (struct axes){set->axis, count + 1};
    return &set->items[count];
}

static void read_lever(struct reading *reading, const struct reach_lever *lever, int group)
{
    char place[512];
    const struct reach_move *moves = lever->moves.items;
    const struct reach_choice *choices = lever->choices.items;
    snprintf(place, sizeof(place), "reach.levers.%s", lever->id);
    reading->place = place;
    if ((lever->moves.count > 0) == (lever->choices.count > 0))
        fault(reading, "", lever->moves.count > 0 ? "moves and choices" : "neither moves nor choices",
              "one of them");
    if (lever->choices.count > 0 && (lever->fixed_cny > 0 || lever->full_cny > 0))
        fault(reading, "", "a cost of the lever", "the cost_cny of each choice");
    if (lever->moves.count > 0)
        reading->item =
            add_axis(reading->set, &(struct lever_axis){.lever = lever},
                     &(struct axis){(int)lever->steps, lever->fixed_cny, lever->full_cny, AXIS_NO_GROUP});
    for (int64_t i = 0; i < lever->moves.count; i++) {
        snprintf(place, sizeof(place), "reach.levers.%s.moves[%d]", lever->id, (int)i);
        take_pattern(reading, place, moves[i].path,
                     &(struct lever_effect){.change = moves[i].change, .to = moves[i].to, .move = (size_t)i});
    }
    for (int64_t i = 0; i < lever->choices.count; i++) {
        snprintf(place, sizeof(place), "reach.levers.%s.choices[%d]", lever->id, (int)i);
        reading->item = add_axis(reading->set, &(struct lever_axis){.lever = lever, .choice = &choices[i]},
                                 &(struct axis){1, choices[i].cost_cny, 0, group});
        take_pattern(reading, place, choices[i].path, &(struct lever_effect){.text = choices[i].value});
    }
}

static bool is_wanted(const struct reach_lever *lever, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], lever->id) == 0)
            return true;
    return count == 0;
}

static void read_levers(struct reading *reading, const char *const *names, size_t count)
{
    const struct reach_lever *levers = reading->province->reach.levers.items;
    for (int64_t i = 0; i < reading->province->reach.levers.count; i++)
        if (is_wanted(&levers[i], names, count))
            read_lever(reading, &levers[i], (int)i);
}

void lever_check(const struct scenario_file *file, const struct bound *bound, struct sim_error *error)
{
    struct lever_set set = {0};
    struct reading reading = {.set = &set,
                              .province = bound->root,
                              .assumptions = bound->assumptions,
                              .assumption_count = bound->assumption_count,
                              .file = file,
                              .error = error};
    read_levers(&reading, NULL, 0);
    lever_set_clear(&set);
}

static enum sim_status check_names(const struct province *province, const char *const *names, size_t count,
                                   struct sim_error *error)
{
    const struct reach_lever *levers = province->reach.levers.items;
    size_t lever_count = (size_t)province->reach.levers.count;
    if (lever_count == 0)
        return sim_error_say(error, SIM_USAGE,
                             "the scenario has no levers: expected its group `reach`, which says what may be "
                             "changed, how far and at what cost (see scenarios/README.md)");
    const char **ids = sim_memory_new(lever_count, sizeof(*ids), "levers");
    for (size_t i = 0; i < lever_count; i++)
        ids[i] = levers[i].id;
    for (size_t i = 0; i < count; i++) {
        bool is_known = false;
        for (size_t k = 0; k < lever_count; k++)
            is_known = is_known || strcmp(ids[k], names[i]) == 0;
        const char *nearest = is_known ? NULL : sim_nearest(names[i], ids, lever_count);
        if (!is_known)
            sim_error_say(error, SIM_USAGE, "--lever: found \"%s\", expected %s%s%s", names[i],
                          nearest ? "perhaps \"" : "a key of reach.levers", nearest ? nearest : "",
                          nearest ? "\"" : "");
    }
    free(ids);
    return sim_error_status(error);
}

/// Dates that levers would move into the past.
static void check_dates(const struct lever_set *set, int64_t epoch, struct sim_error *error)
{
    for (size_t j = 0; j < set->axes.count; j++)
        for (size_t e = 0; e < set->items[j].effect_count; e++) {
            const struct lever_effect *effect = &set->items[j].effects[e];
            if (effect->member.field->type != SIM_DATE || effect->text)
                continue;
            int64_t from = *(const int64_t *)effect->member.value, to = from + (int64_t)llround(effect->to);
            char date[11];
            sim_date_write(to, date);
            if (from > epoch && to <= epoch)
                sim_error_say(
                    error, SIM_BAD_DATA,
                    "reach.levers.%s: found %s at %s, expected a date after the epoch: what was before "
                    "it cannot be changed",
                    set->items[j].lever->id, effect->path, date);
        }
}

enum sim_status lever_set_create(struct lever_set *set, const struct scenario *scenario,
                                 const char *const *names, size_t count, struct sim_error *error)
{
    *set = (struct lever_set){0};
    struct reading reading = {.set = set, .province = scenario_province(scenario, 0)};
    enum sim_status status = check_names(reading.province, names, count, error);
    if (status != SIM_OK)
        return status;
    reading.assumptions = scenario_assumptions(scenario, &reading.assumption_count);
    read_levers(&reading, names, count);
    check_dates(set, reading.province->epoch, error);
    return sim_error_status(error);
}

void lever_set_clear(struct lever_set *set)
{
    for (size_t i = 0; i < set->axes.count; i++) {
        for (size_t e = 0; e < set->items[i].effect_count; e++)
            free(set->items[i].effects[e].path);
        free(set->items[i].effects);
    }
    for (size_t i = 0; i < set->path_count; i++)
        free(set->paths[i]);
    free(set->items);
    free(set->axis);
    free(set->paths);
    *set = (struct lever_set){0};
}
