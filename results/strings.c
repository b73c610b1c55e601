#include "results/strings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/status.h"

struct entry {
    const char *key, *texts[STRINGS_LANGUAGE_COUNT];
};

static const struct entry entries[] = {
#define STRING(key, en, zh) {key, {en, zh}},
#include "results/strings_terminal.h"

#include "results/strings_names.h"

#include "results/strings_page.h"
#undef STRING
};
static const size_t entry_count = sizeof(entries) / sizeof(*entries);
static const char *const language_names[STRINGS_LANGUAGE_COUNT] = {"en", "zh"};

bool strings_read(const char *name, enum strings_language *language)
{
    for (int i = 0; i < STRINGS_LANGUAGE_COUNT; i++)
        if (strcmp(name, language_names[i]) == 0) {
            *language = (enum strings_language)i;
            return true;
        }
    return false;
}

const char *strings_language_name(enum strings_language language)
{
    return language_names[language];
}

enum strings_language strings_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return strncmp(value, "zh", 2) == 0 ? STRINGS_ZH : STRINGS_EN;
    }
    return STRINGS_EN;
}

// A page looks up a few hundred texts: a search through the table is a matter of microseconds.
const char *strings_find(enum strings_language language, const char *key)
{
    for (size_t i = 0; i < entry_count; i++)
        if (strcmp(entries[i].key, key) == 0)
            return entries[i].texts[language];
    return NULL;
}

const char *strings_say(enum strings_language language, const char *key)
{
    const char *text = strings_find(language, key);
    SIM_ASSERT(text, "no text \"%s\"", key);
    return text;
}

const char *strings_name(enum strings_language language, const char *group, const char *name)
{
    char key[128];
    snprintf(key, sizeof(key), "%s.%s", group, name);
    const char *text = strings_find(language, key);
    return text ? text : name;
}

const char *strings_choose(enum strings_language language, const char *text, const char *text_zh)
{
    return language == STRINGS_ZH && text_zh && text_zh[0] ? text_zh : text;
}

json_t *strings_json(enum strings_language language)
{
    json_t *object = json_object();
    for (size_t i = 0; i < entry_count; i++) {
        SIM_ASSERT(!json_object_get(object, entries[i].key), "a text twice: %s", entries[i].key);
        json_object_set_new(object, entries[i].key, json_string(entries[i].texts[language]));
    }
    return object;
}
