/// What the program says to people, in two languages: one table for the terminal's verdict and for the page.
///
/// Texts are found by a key, such as "verdict.reached". Names that come from a file (causes, series, units) are looked up
/// as "<group>.<name>" and stand as they are where the table does not know them, so that a new series needs no new text.
/// In a text, {name} is a place to be filled by whoever prints it.
#pragma once

#include <jansson.h>
#include <stdbool.h>

enum strings_language { STRINGS_EN, STRINGS_ZH, STRINGS_LANGUAGE_COUNT };

/// "en" or "zh"; false for anything else.
bool strings_read(const char *name, enum strings_language *language);

/// "en", "zh": what an HTML page and --lang call it.
const char *strings_language_name(enum strings_language language);

/// The language of the first of LC_ALL, LC_MESSAGES, LANG that is set: Chinese where it begins with "zh", else English.
enum strings_language strings_locale(void);

/// Text of a key, null if there is none.
const char *strings_find(enum strings_language language, const char *key);

/// The same for a key that must be in the table.
const char *strings_say(enum strings_language language, const char *key);

/// Text of "<group>.<name>"; the name itself where there is none.
const char *strings_name(enum strings_language language, const char *group, const char *name);

/// The Chinese one of a pair of texts where Chinese is wanted and there is one.
const char *strings_choose(enum strings_language language, const char *text, const char *text_zh);

/// All texts, by key; a new reference.
json_t *strings_json(enum strings_language language);
