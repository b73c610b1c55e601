#include "results/compare.h"
#include "results/to_json.h"

static void put(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, to_json_statistic(value));
}

static void put_contrast(json_t *object, const char *name, const struct contrast *contrast,
                         enum compare_word word)
{
    json_t *entry = json_object();
    put(entry, "difference", contrast->difference);
    put(entry, "low", contrast->low);
    put(entry, "high", contrast->high);
    json_object_set_new(entry, "word", json_string(compare_word_key(word)));
    json_object_set_new(object, name, entry);
}

static json_t *file_json(const struct compare_file *file)
{
    char text[32];
    json_t *object = json_object();
    json_object_set_new(object, "path", to_json_text(file->path));
    json_object_set_new(object, "scenario", to_json_text(file->title));
    json_object_set_new(object, "changes", to_json_text(file->changes));
    // As in the verdict: what no integer of JSON's can hold is a text.
    snprintf(text, sizeof(text), "%llu", (unsigned long long)file->seed);
    json_object_set_new(object, "seed",
                        file->seed <= INT64_MAX ? json_integer((json_int_t)file->seed) : json_string(text));
    json_object_set_new(object, "replications", json_integer((json_int_t)file->replications));
    json_object_set_new(object, "antithetic", json_boolean(file->is_antithetic));
    return object;
}

static json_t *side_json(const struct compare_side *side)
{
    if (!side->is_there)
        return json_null();
    json_t *object = json_object();
    put(object, "target", side->goal);
    put(object, "p_reach", side->p_reach);
    put(object, "p_low", side->p_low);
    put(object, "p_high", side->p_high);
    put(object, "p05", side->p05);
    put(object, "p50", side->p50);
    put(object, "p95", side->p95);
    put(object, "mean", side->mean);
    return object;
}

static json_t *change_json(const struct compare_change *change)
{
    if (!change->is_there)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "paired", json_boolean(change->is_paired));
    json_object_set_new(object, "replications", json_integer((json_int_t)change->count));
    put_contrast(object, "p_reach", &change->p, change->p_word);
    put_contrast(object, "mean", &change->mean, change->mean_word);
    put(object, "p50", change->median);
    return object;
}

static json_t *target_json(const struct compare_target *target, size_t files)
{
    json_t *object = json_object(), *sides = json_array(), *changes = json_array();
    json_object_set_new(object, "id", to_json_text(target->id));
    json_object_set_new(object, "date", json_string(target->date));
    json_object_set_new(object, "unit", to_json_text(target->unit));
    json_object_set_new(object, "sense", json_string(target->at_most ? "<=" : ">="));
    for (size_t f = 0; f < files; f++) {
        json_array_append_new(sides, side_json(&target->sides[f]));
        if (f > 0)
            json_array_append_new(changes, change_json(&target->changes[f]));
    }
    json_object_set_new(object, "files", sides);
    json_object_set_new(object, "changes", changes);
    return object;
}

json_t *compare_json(const struct compare *compare)
{
    json_t *object = json_object(), *files = json_array(), *inputs = json_array(), *targets = json_array();
    for (size_t f = 0; f < compare->file_count; f++)
        json_array_append_new(files, file_json(&compare->files[f]));
    for (size_t i = 0; i < compare->difference_count; i++) {
        const struct compare_difference *difference = &compare->differences[i];
        json_t *entry = json_object(), *values = json_array();
        for (size_t f = 0; f < compare->file_count; f++)
            json_array_append_new(values,
                                  difference->values[f] ? to_json_text(difference->values[f]) : json_null());
        json_object_set_new(entry, "path", to_json_text(difference->path));
        json_object_set_new(entry, "values", values);
        json_array_append_new(inputs, entry);
    }
    for (size_t t = 0; t < compare->target_count; t++)
        json_array_append_new(targets, target_json(&compare->targets[t], compare->file_count));
    json_object_set_new(object, "files", files);
    json_object_set_new(object, "inputs", inputs);
    json_object_set_new(object, "targets", targets);
    return object;
}
