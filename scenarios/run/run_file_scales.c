/// The scales of a run's result file.
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/run_file_parts.h"
#include "sim/memory.h"

const char **run_file_texts(const struct sim_list *list, size_t size, size_t offset)
{
    const char **texts = sim_memory_new((size_t)list->count + 1, sizeof(*texts), "a result file");
    for (int64_t i = 0; i < list->count; i++)
        texts[i] = *(const char *const *)((const char *)list->items + (size_t)i * size + offset);
    return texts;
}

void run_file_text_scale(struct run_file *file, const char *name, const char *long_name,
                         const char *const *texts, size_t count)
{
    if (count > 0)
        store_add_scale(
            file->store,
            &(struct store_scale){
                .name = name, .unit = "1", .long_name = long_name, .count = count, .texts = texts});
}

static void add_keys(struct run_file *file, const char *name, const char *long_name,
                     const struct sim_list *list, size_t size)
{
    const char **keys = run_file_texts(list, size, 0);
    run_file_text_scale(file, name, long_name, keys, (size_t)list->count);
    free(keys);
}

/// Ids of targets repeat, one a year: the scale's are id@date.
static void add_target_scale(struct run_file *file)
{
    const struct target_params *targets = file->province->targets.items;
    size_t count = (size_t)file->province->targets.count;
    char(*names)[160] = sim_memory_new(count + 1, sizeof(*names), "a result file");
    const char **texts = sim_memory_new(count + 1, sizeof(*texts), "a result file");
    for (size_t i = 0; i < count; i++) {
        char date[11];
        sim_date_write(targets[i].date, date);
        snprintf(names[i], sizeof(names[i]), "%s@%s", targets[i].id, date);
        texts[i] = names[i];
    }
    run_file_text_scale(file, SCHEMA_TARGET, "targets", texts, count);
    free(names);
    free(texts);
}

/// Phases are named by their path in the scenario: site.phases[i].
static void add_phase_scale(struct run_file *file)
{
    const struct site_params *sites = file->province->sites.items;
    size_t count = phase_count(file->province), n = 0;
    char(*names)[160] = sim_memory_new(count + 1, sizeof(*names), "a result file");
    const char **texts = sim_memory_new(count + 1, sizeof(*texts), "a result file");
    for (int64_t s = 0; s < file->province->sites.count; s++)
        for (int64_t p = 0; p < sites[s].phases.count; p++, n++) {
            snprintf(names[n], sizeof(names[n]), "%s.phases[%d]", sites[s].id, (int)p);
            texts[n] = names[n];
        }
    run_file_text_scale(file, "phase", "phases of sites", texts, count);
    free(names);
    free(texts);
}

/// Links are named by their counties.
static void add_link_scale(struct run_file *file)
{
    const struct network_link *links = file->province->network.links.items;
    const struct county_params *counties = file->province->counties.items;
    size_t count = (size_t)file->province->network.links.count;
    char(*names)[160] = sim_memory_new(count + 1, sizeof(*names), "a result file");
    const char **texts = sim_memory_new(count + 1, sizeof(*texts), "a result file");
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof(names[i]), "%.70s-%.70s", counties[links[i].a].id, counties[links[i].b].id);
        texts[i] = names[i];
    }
    run_file_text_scale(file, SCHEMA_LINK, "fibres, by the counties that they link", texts, count);
    free(names);
    free(texts);
}

static void add_input_scale(struct run_file *file)
{
    size_t count = scenario_input_count(file->scenario);
    const char **paths = sim_memory_new(count + 1, sizeof(*paths), "a result file");
    for (size_t i = 0; i < count; i++)
        paths[i] = scenario_input(file->scenario, i)->path;
    run_file_text_scale(file, SCHEMA_INPUT, "paths of the uncertain inputs", paths, count);
    free(paths);
}

void run_file_scales(struct run_file *file)
{
    const struct calendar *calendar = file->calendar;
    const struct province *province = file->province;
    store_add_scale(file->store,
                    &(struct store_scale){SCHEMA_TIME, STORE_DATE, "recording dates", calendar->time_count,
                                          calendar->time_days, NULL, false});
    if (calendar->month_count > 0)
        store_add_scale(file->store,
                        &(struct store_scale){SCHEMA_MONTH, STORE_DATE, "months, by their last day",
                                              calendar->month_count, calendar->month_days, NULL, false});
    add_keys(file, SCHEMA_SITE, "sites", &province->sites, sizeof(struct site_params));
    add_keys(file, SCHEMA_COUNTY, "counties, by administrative code", &province->counties,
             sizeof(struct county_params));
    add_keys(file, SCHEMA_CLASS, "classes of compute", &province->classes, sizeof(struct compute_class));
    add_keys(file, SCHEMA_EXIT, "exits of the province", &province->network.exits,
             sizeof(struct network_exit));
    add_link_scale(file);
    add_keys(file, SCHEMA_INDICATOR, "indicators of access", &province->access.indicators,
             sizeof(struct access_indicator));
    run_file_text_scale(file, SCHEMA_CAUSE, "what stands in the way", cause_names, CAUSE_COUNT);
    add_phase_scale(file);
    add_target_scale(file);
    add_input_scale(file);
}
