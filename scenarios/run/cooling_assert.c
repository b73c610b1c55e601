#include "scenarios/run/cooling_assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// "option.path.to.value<=limit", taken apart.
struct question {
    char option[128], path[128];
    bool is_most; // <=
    double limit;
};

static bool read_question(const char *text, struct question *question)
{
    const char *sign = strpbrk(text, "<>"), *dot = strchr(text, '.');
    char *end;
    if (!sign || sign[1] != '=' || !dot || dot > sign || dot == text || dot + 1 == sign)
        return false;
    size_t option = (size_t)(dot - text), path = (size_t)(sign - dot - 1);
    if (option >= sizeof(question->option) || path >= sizeof(question->path))
        return false;
    memcpy(question->option, text, option);
    question->option[option] = '\0';
    memcpy(question->path, dot + 1, path);
    question->path[path] = '\0';
    question->is_most = *sign == '<';
    question->limit = strtod(sign + 2, &end);
    return end != sign + 2 && !*end && isfinite(question->limit);
}

enum sim_status cooling_assert_check(const struct cooling *cooling, const struct options *options,
                                     struct sim_error *error)
{
    for (size_t i = 0; i < options->assert_count; i++) {
        struct question question;
        bool is_known = false;
        if (!read_question(options->asserts[i], &question)) {
            sim_error_say(error, SIM_USAGE,
                          "--assert: found \"%s\", expected such as \"immersion.pue.year<=1.2\"",
                          options->asserts[i]);
            continue;
        }
        for (size_t k = 0; k < cooling->count; k++)
            is_known |= strcmp(cooling->options[k].params.id, question.option) == 0;
        if (!is_known)
            sim_error_say(error, SIM_USAGE,
                          "--assert: found the option \"%s\", expected one of those compared",
                          question.option);
    }
    return sim_error_status(error);
}

static json_t *find_option(json_t *answer, const char *id)
{
    json_t *options = json_object_get(answer, "options"), *option;
    size_t i;
    json_array_foreach(options, i, option)
    {
        if (strcmp(json_string_value(json_object_get(option, "id")), id) == 0)
            return option;
    }
    return NULL;
}

/// Value at a path of keys, null where there is none.
static json_t *find_value(json_t *object, char *path)
{
    char *rest = path;
    for (char *key = strsep(&rest, "."); key && object; key = strsep(&rest, "."))
        object = json_object_get(object, key);
    return object;
}

enum sim_status cooling_assert(json_t *answer, const struct options *options, struct sim_error *error)
{
    for (size_t i = 0; i < options->assert_count; i++) {
        struct question question;
        bool is_sound = read_question(options->asserts[i], &question);
        SIM_ASSERT(is_sound, "an assertion that was checked cannot be read");
        json_t *value = find_value(find_option(answer, question.option), question.path);
        if (!value || (!json_is_number(value) && !json_is_null(value))) {
            sim_error_say(error, SIM_USAGE, "--assert: found no number at \"%s\", expected a key of --json",
                          options->asserts[i]);
            continue;
        }
        double number = json_is_number(value) ? json_number_value(value) : NAN;
        bool holds = question.is_most ? number <= question.limit : number >= question.limit;
        if (!holds)
            sim_error_say(error, SIM_MISSED, "assertion missed: %s: it is %.6g", options->asserts[i], number);
    }
    return sim_error_status(error);
}
