#include "scenarios/run/settings.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/tree.h"
#include "sim/memory.h"

static bool is_plain(const config_setting_t *setting)
{
    return !config_setting_is_aggregate(setting);
}

/// A list or array of plain values only.
static bool is_row(const config_setting_t *setting)
{
    if (config_setting_is_group(setting))
        return false;
    for (int i = 0; i < config_setting_length(setting); i++)
        if (!is_plain(config_setting_get_elem(setting, (unsigned)i)))
            return false;
    return true;
}

static void write_value(const config_setting_t *setting, FILE *stream)
{
    char text[32];
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64: fprintf(stream, "%lld", config_setting_get_int64(setting)); break;
    case CONFIG_TYPE_FLOAT:
        number_text(config_setting_get_float(setting), text);
        fputs(text, stream);
        break;
    case CONFIG_TYPE_BOOL: fputs(config_setting_get_bool(setting) ? "true" : "false", stream); break;
    case CONFIG_TYPE_STRING: fputs(config_setting_get_string(setting), stream); break;
    default:
        for (int i = 0; i < config_setting_length(setting); i++) {
            fputs(i ? ", " : "", stream);
            write_value(config_setting_get_elem(setting, (unsigned)i), stream);
        }
    }
}

static void add(struct settings *settings, const config_setting_t *setting, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a setting");
    write_value(setting, stream);
    SIM_ASSERT(fclose(stream) == 0, "out of memory for a setting");
    settings->list = sim_memory_grow(settings->list, &settings->capacity, settings->count + 1,
                                     sizeof(*settings->list), "settings");
    settings->list[settings->count++] = (struct compare_setting){sim_memory_text(path), text};
}

/// path: of the setting, "" of the root.
static void walk(struct settings *settings, const config_setting_t *setting, const char *path)
{
    if (is_plain(setting) || is_row(setting)) {
        add(settings, setting, path);
        return;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child);
        size_t size = strlen(path) + (name ? strlen(name) : 16) + 4;
        char *below = sim_memory_new(size, 1, "settings");
        if (name)
            snprintf(below, size, "%s%s%s", path, *path ? "." : "", name);
        else
            snprintf(below, size, "%s[%d]", path, i);
        walk(settings, child, below);
        free(below);
    }
}

enum sim_status settings_read(const char *text, const char *path, struct settings *settings,
                              struct sim_error *error)
{
    config_t config;
    enum sim_status status = SIM_OK;
    config_init(&config);
    if (config_read_string(&config, text) == CONFIG_TRUE) {
        walk(settings, config_root_setting(&config), "");
    } else {
        sim_error_add(error, SIM_BAD_DATA, path, config_error_line(&config), SCHEMA_SCENARIO,
                      config_error_text(&config), "the resolved text of a scenario");
        status = SIM_BAD_DATA;
    }
    config_destroy(&config);
    return status;
}

void settings_clear(struct settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        free((char *)settings->list[i].path);
        free((char *)settings->list[i].text);
    }
    free(settings->list);
    *settings = (struct settings){0};
}
