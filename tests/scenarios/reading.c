#include "tests/scenarios/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/scratch.h"

static const struct sim_field phase_fields[] = {
    SIM_FIELD_I64(phase, racks, "1", 0, 100000, SIM_REQUIRED, "cabinets"),
    SIM_FIELD_F64(phase, kw, "kW", 0, 100, 8, "power of a cabinet"),
};
static const struct sim_table phase_table = SIM_TABLE(phase, phase_fields, "a phase");

static const struct sim_field site_fields[] = {
    SIM_FIELD_TEXT(site, id, NULL, "key"),
    SIM_FIELD_I64(site, racks, "1", 1, 100000, SIM_REQUIRED, "cabinets"),
    SIM_FIELD_F64(site, lead_days, "day", 1, 1000, 60, "lead time"),
    SIM_FIELD_NAME(site, climate, "climates", "", "weather"),
    SIM_FIELD_DATE(site, opens, "2023-01-01", "first day"),
    SIM_FIELD_LIST(site, phases, &phase_table, 0, 3, "phases"),
};
static const struct sim_table site_table = SIM_TABLE(site, site_fields, "a site");

static const struct sim_field climate_fields[] = {
    SIM_FIELD_TEXT(climate, id, NULL, "key"),
    SIM_FIELD_ARRAY(climate, mean_degc, 3, "degC", -60, 60, 20, "means"),
};
static const struct sim_table climate_table = SIM_TABLE(climate, climate_fields, "a climate");

static const struct sim_field shock_fields[] = {
    SIM_FIELD_TEXT(shock, id, NULL, "key"),
    SIM_FIELD_TEXT(shock, text, "", "what it is"),
};
static const struct sim_table shock_table = SIM_TABLE(shock, shock_fields, "a shock");

static const struct sim_field plant_fields[] = {
    SIM_FIELD_FIXED(plant, cop, "1", 1, 20, SIM_REQUIRED, "coefficient of performance"),
    SIM_FIELD_BOOL(plant, is_wet, 1, "wet or dry"),
    SIM_FIELD_F64(plant, open, "kW", SIM_OPEN, SIM_OPEN, 0, "any number"),
};
static const struct sim_table plant_table = SIM_TABLE(plant, plant_fields, "a plant");

static const char *const sizes[] = {"edge", "large", "very_large", NULL};

static const struct sim_field world_fields[] = {
    SIM_FIELD_TEXT(world, title, "untitled", "name"),
    SIM_FIELD_CHOICE(world, size, sizes, 1, "class"),
    SIM_FIELD_I64(world, seed, "", SIM_OPEN, SIM_OPEN, 1, "of the streams"),
    SIM_FIELD_GROUP(world, plant, &plant_table, "cooling"),
    SIM_FIELD_MAP(world, shocks, &shock_table, SIM_OPEN, SIM_OPEN, "common causes"),
    SIM_FIELD_MAP(world, sites, &site_table, SIM_OPEN, 5, "sites"),
    SIM_FIELD_MAP(world, climates, &climate_table, SIM_OPEN, SIM_OPEN, "climates"),
};
const struct sim_table world_table = SIM_TABLE(world, world_fields, "a world");

const char reading_assumed[] =
    "plant = { cop = { value = 4.5; source = \"maker\"; mark = \"stated\"; }; source = \"book\"; mark = "
    "\"derived\";\n"
    "  open = 7; };\n"
    "shocks = { supply = { text = \"chips\"; }; };\n"
    "sites = { mark = \"estimated\";\n"
    "  a = { racks = 100; lead_days = { pert = [3.0, 5.0, 9.0]; source = \"survey\"; shock = \"supply\"; "
    "load = 0.6; };\n"
    "    phases = ( { source = \"press\"; racks = { discrete = (10, 1.0, 20, 3.0); mark = \"estimated\"; }; "
    "kw = 6; } ); };\n"
    "};\n"
    "climates = { c = { mean_degc = { value = [1, 2, 3]; source = \"met\"; }; }; };\n";

const char reading_sound[] = "title = \"Fujian\"; size = \"very_large\";\n"
                             "plant = { cop = 5; is_wet = false; };\n"
                             "sites = {\n"
                             "    changle = { racks = 5000; climate = \"coast\"; opens = \"2024-02-29\";\n"
                             "        phases = ( { racks = 10; kw = 4.5; }, { racks = 20.0; } ); };\n"
                             "    anxi = { racks = 0x10; lead_days = 30; };\n"
                             "};\n"
                             "seed = 9007199254740993L;\n"
                             "climates = { hill = { }; coast = { mean_degc = [10, 20, 30]; }; };\n";

void reading_write(const char *path, const char *text)
{
    scratch_write(path, text, strlen(text));
}

static void print_faults(struct reading *reading, struct sim_error *error)
{
    size_t size;
    FILE *stream = open_memstream(&reading->faults, &size);
    sim_error_print(error, stream);
    fclose(stream);
    reading->fault_count = error->count;
    sim_error_clear(error);
}

struct reading reading_of_file(const char *path, const char *const *overrides, size_t count)
{
    struct reading reading = {0};
    struct sim_error error = {0};
    reading.status = scenario_file_open(path, overrides, count, &reading.file, &error);
    assert_int_equal(reading.status == SIM_OK, reading.file != NULL);
    if (reading.status == SIM_OK)
        reading.status = bind_root(reading.file, &world_table, &reading.bound, &error);
    assert_int_equal(reading.status == SIM_OK, reading.bound != NULL);
    assert_int_equal(reading.status, sim_error_status(&error));
    reading.world = reading.bound ? reading.bound->root : NULL;
    print_faults(&reading, &error);
    return reading;
}

struct reading reading_of(const char *text, const char *const *overrides, size_t count)
{
    reading_write("s.cfg", text);
    return reading_of_file("s.cfg", overrides, count);
}

void reading_done(struct reading *reading)
{
    bound_free(reading->bound);
    scenario_file_close(reading->file);
    free(reading->faults);
    *reading = (struct reading){0};
}

void reading_expect_faults(const char *text, const char *const *overrides, size_t count, const char *faults)
{
    struct reading reading = reading_of(text, overrides, count);
    assert_string_equal(reading.faults, faults);
    assert_int_equal(reading.status, SIM_BAD_DATA);
    reading_done(&reading);
}

void reading_expect_sound(struct reading *reading)
{
    if (reading->status != SIM_OK)
        fail_msg("%s", reading->faults);
}

const struct site *reading_site(const struct world *world, size_t index)
{
    assert_true((int64_t)index < world->sites.count);
    return (const struct site *)world->sites.items + index;
}

const struct assumption *reading_find(const struct bound *bound, const char *path)
{
    for (size_t i = 0; i < bound->assumption_count; i++)
        if (strcmp(bound->assumptions[i].path, path) == 0)
            return &bound->assumptions[i];
    fail_msg("no assumption %s", path);
    return NULL;
}
