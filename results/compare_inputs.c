#include "results/compare_inputs.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// A value of one file.
struct entry {
    const char *path;
    const char *value,
        *shock; // what is compared: a unit is the field's own, and not told by a setting without a source
    char *text; // what is shown
    size_t file;
    size_t order; // in its file; those of the first file come first
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

static void add(struct entries *entries, struct entry entry)
{
    entries->items = sim_memory_grow(entries->items, &entries->capacity, entries->count + 1,
                                     sizeof(*entries->items), "a comparison");
    entry.order = entries->count;
    entries->items[entries->count++] = entry;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/// Whether a path, or one that it lies under, is in the sorted list.
static bool is_under(const char *path, const char *const *sorted, size_t count)
{
    char *part = sim_memory_text(path);
    const char *key = part;
    bool is = false;
    for (size_t length = strlen(part); length > 0 && count > 0 && !is; length--) {
        bool is_end = path[length] == '\0' || path[length] == '.' || path[length] == '[';
        part[length] = '\0';
        is = is_end && bsearch(&key, sorted, count, sizeof(*sorted), compare_texts) != NULL;
    }
    free(part);
    return is;
}

/// "pert(1, 2, 3) day, shock demand"; without what is not there.
static char *fact_text(const char *value, const char *unit, const char *shock)
{
    bool has_unit = unit[0] && strcmp(unit, "1") != 0;
    size_t size = strlen(value) + strlen(unit) + strlen(shock) + 16;
    char *text = sim_memory_new(size, 1, "a comparison");
    snprintf(text, size, "%s%s%s%s%s", value, has_unit ? " " : "", has_unit ? unit : "",
             shock[0] ? ", shock " : "", shock);
    return text;
}

/// Values with a source or a distribution, then the settings that are none of them.
static enum sim_status add_file(struct entries *entries, const struct compare_input *input, size_t file,
                                struct sim_error *error)
{
    struct load *load = input->load;
    const char *const *paths = NULL, *const *values = NULL, *const *units = NULL, *const *shocks = NULL;
    const struct load_variable *scale = load_find(load, "assumption");
    size_t before = error->count, count = scale ? scale->count : 0;
    if (scale) {
        load_texts_of(load, "assumption", "assumption", &paths, error);
        load_texts_of(load, "assumption_value", "assumption", &values, error);
        load_texts_of(load, "assumption_unit", "assumption", &units, error);
        load_texts_of(load, "assumption_shock", "assumption", &shocks, error);
    }
    if (error->count > before)
        return error->faults[before].status;
    const char **sorted = sim_memory_new(count, sizeof(*sorted), "a comparison");
    for (size_t i = 0; i < count; i++) {
        sorted[i] = paths[i];
        add(entries, (struct entry){.path = paths[i],
                                    .value = values[i],
                                    .shock = shocks[i],
                                    .text = fact_text(values[i], units[i], shocks[i]),
                                    .file = file});
    }
    qsort(sorted, count, sizeof(*sorted), compare_texts);
    for (size_t i = 0; i < input->setting_count; i++)
        if (!is_under(input->settings[i].path, sorted, count))
            add(entries, (struct entry){.path = input->settings[i].path,
                                        .value = input->settings[i].text,
                                        .shock = "",
                                        .text = sim_memory_text(input->settings[i].text),
                                        .file = file});
    free(sorted);
    return SIM_OK;
}

static int by_path(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

/// A difference and where it stood first.
struct found {
    struct compare_difference difference;
    size_t order;
};

static int by_order(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

/// Whether the values of one path are those of all files, and alike.
static bool is_alike(const struct entry *entries, size_t count, size_t files)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(entries[i].value, entries[0].value) != 0 ||
            strcmp(entries[i].shock, entries[0].shock) != 0)
            return false;
    return count >= files;
}

static void collect(struct compare *compare, struct entries *entries)
{
    struct found *found = sim_memory_new(entries->count, sizeof(*found), "a comparison");
    size_t n = 0, files = compare->file_count;
    if (entries->count > 0)
        qsort(entries->items, entries->count, sizeof(*entries->items), by_path);
    for (size_t first = 0, end; first < entries->count; first = end) {
        struct entry *items = &entries->items[first];
        for (end = first + 1; end < entries->count && strcmp(entries->items[end].path, items->path) == 0;)
            end++;
        if (is_alike(items, end - first, files))
            continue;
        found[n] = (struct found){
            {sim_memory_text(items->path), sim_memory_new(files, sizeof(char *), "a comparison")},
            items->order};
        for (size_t i = 0; i < end - first; i++) {
            free(found[n].difference.values[items[i].file]);
            found[n].difference.values[items[i].file] = sim_memory_text(items[i].text);
        }
        n++;
    }
    qsort(found, n, sizeof(*found), by_order);
    compare->differences = sim_memory_new(n, sizeof(*compare->differences), "a comparison");
    compare->difference_count = n;
    for (size_t i = 0; i < n; i++)
        compare->differences[i] = found[i].difference;
    free(found);
}

enum sim_status compare_inputs(struct compare *compare, const struct compare_input *inputs,
                               struct sim_error *error)
{
    struct entries entries = {0};
    size_t before = error->count;
    for (size_t f = 0; f < compare->file_count; f++)
        add_file(&entries, &inputs[f], f, error);
    if (error->count == before)
        collect(compare, &entries);
    for (size_t i = 0; i < entries.count; i++)
        free(entries.items[i].text);
    free(entries.items);
    return error->count == before ? SIM_OK : error->faults[before].status;
}
