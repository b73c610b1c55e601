/// Answers of the placement, kept beside the results by the hash of all that they depend on.
///
/// A file is text: a line that says what it is, then "site period" for each place in its order, then "end". Whatever is
/// not exactly that is as good as no file: the answer is worked out again. Files are never changed, only added.
#pragma once

#include "scenarios/run/siting.h"

#define SITING_KEY_SIZE 65 // of a key: 64 hexadecimal digits and a zero

/// The folder of an output's answers: .suanli-cache/ beside it.
void siting_cache_folder(const char *output, char *path, size_t size);

/// Key of the answer: SHA-256 over the country, the network, the rules and the budget.
void siting_key(const struct province *province, const struct country *country, size_t wanted, char *key);

/// Reads an answer of `count` places; false where there is none.
bool siting_cache_read(const char *folder, const char *key, size_t site_count, size_t period_count,
                       struct siting_place *places, size_t *count, size_t most);

/// Keeps an answer, if the folder lets it.
void siting_cache_write(const char *folder, const char *key, const struct siting_place *places, size_t count);
