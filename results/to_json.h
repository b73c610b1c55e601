/// Values of the program's JSON answers, each a new reference.
#pragma once

#include <jansson.h>

/// A statistic: a real with 6 significant digits; null where it is not finite.
json_t *to_json_statistic(double value);

/// A text from a file; "?" where it is no UTF-8, which JSON cannot hold.
json_t *to_json_text(const char *text);

/// Sets object[key]; the key is a text from a file, as above. Takes the value's reference.
void to_json_put(json_t *object, const char *key, json_t *value);
