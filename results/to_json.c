#include "results/to_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char NO_UTF8[] = "?";

json_t *to_json_statistic(double value)
{
    char text[32];
    if (!isfinite(value))
        return json_null();
    snprintf(text, sizeof(text), "%.6g", value);
    return json_real(strtod(text, NULL));
}

json_t *to_json_text(const char *text)
{
    json_t *value = json_string(text);
    return value ? value : json_string(NO_UTF8);
}

void to_json_put(json_t *object, const char *key, json_t *value)
{
    json_t *text = to_json_text(key);
    json_object_set_new(object, json_string_value(text), value);
    json_decref(text);
}
