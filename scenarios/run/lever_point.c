/// A point of a search over levers, as overrides and in words.
#include "scenarios/run/lever_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/factors.h"
#include "scenarios/run/tree.h"
#include "sim/clock.h"
#include "sim/memory.h"

static double number_of(const struct member *member)
{
    return member->field->type == SIM_F64 ? *(const double *)member->value
                                          : (double)*(const int64_t *)member->value;
}

/// A number after a change by so much effort.
static double change_number(double value, const struct lever_effect *effect, double effort)
{
    switch ((enum reach_change)effect->change) {
    case REACH_SET: return value + effort * (effect->to - value);
    case REACH_ADD: return value + effort * effect->to;
    case REACH_TIMES: break;
    }
    return value * (1 + effort * (effect->to - 1));
}

/// Nine digits are enough for a plan, and read better.
static double tidy(double value)
{
    char text[32];
    snprintf(text, sizeof(text), "%.9g", value);
    return strtod(text, NULL);
}

/// A number as libconfig reads it as a real one, which arrays want of all or of none.
static void write_real(double value, FILE *stream)
{
    char text[32];
    number_text(tidy(value), text);
    fprintf(stream, "%s%s", text, strpbrk(text, ".eE") ? "" : ".0");
}

static void write_number(const struct sim_field *field, double value, FILE *stream)
{
    char text[32];
    if (field->type == SIM_DATE)
        sim_date_write((int64_t)llround(value), text);
    else if (field->type == SIM_I64)
        snprintf(text, sizeof(text), "%.0f", round(value));
    else
        number_text(tidy(value), text);
    fputs(text, stream);
}

/// The override of a path at a point; null where nothing changes it.
static char *override_of(const struct lever_set *set, size_t path, const int *x)
{
    const struct lever_effect *last = NULL;
    double number = 0, *parameters = NULL;
    for (size_t j = 0; j < set->axes.count; j++)
        for (size_t e = 0; e < set->items[j].effect_count && x[j] > 0; e++) {
            const struct lever_effect *effect = &set->items[j].effects[e];
            if (effect->path_index != path)
                continue;
            const struct sim_distribution *spread = effect->spread ? &effect->spread->distribution : NULL;
            double effort = axis_effort(&set->axis[j], x[j]);
            if (!last && spread) {
                parameters = sim_memory_new(spread->count, sizeof(double), "an override");
                memcpy(parameters, spread->parameters, spread->count * sizeof(double));
            }
            if (!last && !spread && !effect->text)
                number = number_of(&effect->member);
            number = effect->text ? number : change_number(number, effect, effort);
            for (size_t i = 0; spread && !effect->text && i < spread->count; i++)
                if (lever_takes_part(spread->type, i, effect->change == REACH_ADD))
                    parameters[i] = change_number(parameters[i], effect, effort);
            last = effect;
        }
    if (!last || (!last->text && !last->spread && number == number_of(&last->member)))
        return NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for an override");
    if (last->text) {
        fprintf(stream, "%s=%s", last->path, last->text);
    } else if (last->spread) {
        fprintf(stream, "%s.%s=[", last->path, sim_distribution_name(last->spread->distribution.type));
        for (size_t i = 0; i < last->spread->distribution.count; i++) {
            fputs(i > 0 ? ", " : "", stream);
            write_real(parameters[i], stream);
        }
        fputc(']', stream);
    } else {
        fprintf(stream, "%s=", last->path);
        write_number(last->member.field, number, stream);
    }
    fclose(stream);
    free(parameters);
    return text;
}

char **lever_overrides(const struct lever_set *set, const int *x, size_t *count)
{
    char **list = sim_memory_new(set->path_count, sizeof(*list), "overrides");
    *count = 0;
    for (size_t path = 0; path < set->path_count; path++) {
        char *text = override_of(set, path, x);
        if (text)
            list[(*count)++] = text;
    }
    return list;
}

static const struct sim_field *field_of(const struct lever_set *set, size_t path)
{
    for (size_t j = 0; j < set->axes.count; j++)
        for (size_t e = 0; e < set->items[j].effect_count; e++)
            if (set->items[j].effects[e].path_index == path)
                return set->items[j].effects[e].member.field;
    return NULL;
}

char *lever_ground_key(const struct lever_set *set, const int *x)
{
    char *key = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&key, &size);
    SIM_ASSERT(stream, "out of memory for a key");
    for (size_t path = 0; path < set->path_count; path++) {
        bool is_ground = factor_changes_ground(set->paths[path], field_of(set, path)->type);
        char *text = is_ground ? override_of(set, path, x) : NULL;
        if (text)
            fprintf(stream, "%s\n", text);
        free(text);
    }
    fclose(stream);
    return key;
}

/// For people: four digits.
static void write_short(const struct sim_field *field, double value, FILE *stream)
{
    if (field->type == SIM_F64)
        fprintf(stream, "%.4g", value);
    else
        write_number(field, value, stream);
}

static void write_effect(const struct lever_axis *item, const struct lever_effect *effect, size_t alike,
                         double effort, FILE *stream)
{
    const struct reach_move *moves = item->lever->moves.items;
    const struct sim_field *field = effect->member.field;
    const char *pattern = item->choice ? item->choice->path : moves[effect->move].path;
    bool is_one = alike == 1, is_date = field->type == SIM_DATE;
    fputs(is_one ? effect->path : pattern, stream);
    if (effect->text) {
        fprintf(stream, " = %s", effect->text);
        return;
    }
    double from = effect->spread ? effect->spread->nominal : number_of(&effect->member);
    const char *unit = field->unit && strcmp(field->unit, "1") != 0 && !is_date ? field->unit : "";
    double by = effort * effect->to;
    if (effect->change == REACH_SET && !is_one && effort < 1)
        fprintf(stream, " %.0f %% of the way to %.4g", 100 * effort, effect->to);
    else if (effect->change == REACH_SET && !is_one)
        fprintf(stream, " = %.4g", effect->to);
    if (effect->change == REACH_ADD)
        fprintf(stream, " %s %.4g%s%s", by < 0 ? "-" : "+", fabs(by),
                is_date   ? " days"
                : unit[0] ? " "
                          : "",
                is_date ? "" : unit);
    else if (effect->change == REACH_TIMES)
        fprintf(stream, " x %.4g", change_number(1, effect, effort));
    if (!is_one)
        return;
    fprintf(stream, " (%s", effect->spread ? "median " : "");
    write_short(field, from, stream);
    fputs(" -> ", stream);
    write_short(field, change_number(from, effect, effort), stream);
    fputc(')', stream);
}

char *lever_text(const struct lever_axis *item, const struct axis *axis, int x)
{
    char *text = NULL;
    size_t size = 0, moves = item->choice ? 1 : (size_t)item->lever->moves.count;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a text");
    for (size_t move = 0; move < moves; move++) {
        const struct lever_effect *first = NULL;
        size_t alike = 0;
        for (size_t e = 0; e < item->effect_count; e++)
            if (item->effects[e].move == move) {
                first = first ? first : &item->effects[e];
                alike++;
            }
        fputs(move > 0 ? ", " : "", stream);
        write_effect(item, first, alike, axis_effort(axis, x), stream);
    }
    fclose(stream);
    return text;
}
