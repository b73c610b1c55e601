// Scenario files to structs: what can be said is bound, and every fault is told at its file, line and key.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenarios/run/bind.h"
#include "scenarios/run/schema.h"
#include "sim/clock.h"

struct phase {
    int64_t racks;
    double kw;
};
static const struct sim_field phase_fields[] = {
    SIM_FIELD_I64(phase, racks, "1", 0, 100000, SIM_REQUIRED, "cabinets"),
    SIM_FIELD_F64(phase, kw, "kW", 0, 100, 8, "power of a cabinet"),
};
static const struct sim_table phase_table = SIM_TABLE(phase, phase_fields, "a phase");

struct site {
    const char *id;
    int64_t racks;
    double lead_days;
    int64_t climate;
    int64_t opens;
    struct sim_list phases;
};
static const struct sim_field site_fields[] = {
    SIM_FIELD_TEXT(site, id, NULL, "key"),
    SIM_FIELD_I64(site, racks, "1", 1, 100000, SIM_REQUIRED, "cabinets"),
    SIM_FIELD_F64(site, lead_days, "day", 1, 1000, 60, "lead time"),
    SIM_FIELD_NAME(site, climate, "climates", "", "weather"),
    SIM_FIELD_DATE(site, opens, "2023-01-01", "first day"),
    SIM_FIELD_LIST(site, phases, &phase_table, 0, 3, "phases"),
};
static const struct sim_table site_table = SIM_TABLE(site, site_fields, "a site");

struct climate {
    const char *id;
    double mean_degc[3];
};
static const struct sim_field climate_fields[] = {
    SIM_FIELD_TEXT(climate, id, NULL, "key"),
    SIM_FIELD_ARRAY(climate, mean_degc, 3, "degC", -60, 60, 20, "means"),
};
static const struct sim_table climate_table = SIM_TABLE(climate, climate_fields, "a climate");

struct shock {
    const char *id;
    const char *text;
};
static const struct sim_field shock_fields[] = {
    SIM_FIELD_TEXT(shock, id, NULL, "key"),
    SIM_FIELD_TEXT(shock, text, "", "what it is"),
};
static const struct sim_table shock_table = SIM_TABLE(shock, shock_fields, "a shock");

struct plant {
    double cop;
    int64_t is_wet;
    double open;
};
static const struct sim_field plant_fields[] = {
    SIM_FIELD_FIXED(plant, cop, "1", 1, 20, SIM_REQUIRED, "coefficient of performance"),
    SIM_FIELD_BOOL(plant, is_wet, 1, "wet or dry"),
    SIM_FIELD_F64(plant, open, "kW", SIM_OPEN, SIM_OPEN, 0, "any number"),
};
static const struct sim_table plant_table = SIM_TABLE(plant, plant_fields, "a plant");

static const char *const sizes[] = {"edge", "large", "very_large", NULL};

struct world {
    const char *title;
    int64_t size;
    int64_t seed;
    struct plant plant;
    struct sim_list shocks;
    struct sim_list sites;
    struct sim_list climates;
};
static const struct sim_field world_fields[] = {
    SIM_FIELD_TEXT(world, title, "untitled", "name"),
    SIM_FIELD_CHOICE(world, size, sizes, 1, "class"),
    SIM_FIELD_I64(world, seed, "", SIM_OPEN, SIM_OPEN, 1, "of the streams"),
    SIM_FIELD_GROUP(world, plant, &plant_table, "cooling"),
    SIM_FIELD_MAP(world, shocks, &shock_table, SIM_OPEN, SIM_OPEN, "common causes"),
    SIM_FIELD_MAP(world, sites, &site_table, SIM_OPEN, 5, "sites"),
    SIM_FIELD_MAP(world, climates, &climate_table, SIM_OPEN, SIM_OPEN, "climates"),
};
static const struct sim_table world_table = SIM_TABLE(world, world_fields, "a world");

static char folder[] = "/tmp/suanli_bind_XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 && mkdir("data", 0700) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void write_bytes(const char *path, const char *text, size_t size)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(text, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static void write_file(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

/// A scenario read from a text and bound, with its faults as printed.
struct reading {
    struct scenario_file *file;
    struct bound *bound;
    const struct world *world;
    enum sim_status status;
    size_t fault_count;
    char *faults;
};

static void print_faults(struct reading *reading, struct sim_error *error)
{
    size_t size;
    FILE *stream = open_memstream(&reading->faults, &size);
    sim_error_print(error, stream);
    fclose(stream);
    reading->fault_count = error->count;
    sim_error_clear(error);
}

static struct reading read_file(const char *path, const char *const *overrides, size_t count)
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

static struct reading read_text(const char *text, const char *const *overrides, size_t count)
{
    write_file("s.cfg", text);
    return read_file("s.cfg", overrides, count);
}

static void done(struct reading *reading)
{
    bound_free(reading->bound);
    scenario_file_close(reading->file);
    free(reading->faults);
    *reading = (struct reading){0};
}

/// The text is refused with these lines, no more and no fewer.
static void expect_faults(const char *text, const char *const *overrides, size_t count, const char *faults)
{
    struct reading reading = read_text(text, overrides, count);
    assert_string_equal(reading.faults, faults);
    assert_int_equal(reading.status, SIM_BAD_DATA);
    done(&reading);
}

static void expect_sound(struct reading *reading)
{
    if (reading->status != SIM_OK)
        fail_msg("%s", reading->faults);
}

static const char sound[] = "title = \"Fujian\"; size = \"very_large\";\n"
                            "plant = { cop = 5; is_wet = false; };\n"
                            "sites = {\n"
                            "    changle = { racks = 5000; climate = \"coast\"; opens = \"2024-02-29\";\n"
                            "        phases = ( { racks = 10; kw = 4.5; }, { racks = 20.0; } ); };\n"
                            "    anxi = { racks = 0x10; lead_days = 30; };\n"
                            "};\n"
                            "seed = 9007199254740993L;\n"
                            "climates = { hill = { }; coast = { mean_degc = [10, 20, 30]; }; };\n";

static const struct site *site(const struct world *world, size_t index)
{
    assert_true((int64_t)index < world->sites.count);
    return (const struct site *)world->sites.items + index;
}

static void test_tables_cover(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&world_table));
}

static void test_all_types(void **state)
{
    (void)state;
    struct reading reading = read_text(sound, NULL, 0);
    expect_sound(&reading);
    const struct world *world = reading.world;
    assert_string_equal(world->title, "Fujian");
    assert_int_equal(world->size, 2);
    assert_true(world->seed == INT64_C(9007199254740993)); // no double holds it
    assert_true(world->plant.cop == 5.0 && world->plant.is_wet == 0 && world->plant.open == 0);
    assert_int_equal(world->sites.count, 2);
    assert_int_equal(world->shocks.count, 0);
    const struct site *changle = site(world, 0), *anxi = site(world, 1);
    assert_string_equal(changle->id, "changle");
    assert_int_equal(changle->racks, 5000);
    assert_true(changle->lead_days == 60);
    assert_int_equal(changle->climate, 1); // the map comes later in the file
    assert_int_equal(changle->opens, sim_civil_day((struct sim_date){2024, 2, 29}));
    assert_int_equal(changle->phases.count, 2);
    const struct phase *phases = changle->phases.items;
    assert_true(phases[0].racks == 10 && phases[0].kw == 4.5 && phases[1].racks == 20 && phases[1].kw == 8);
    assert_string_equal(anxi->id, "anxi");
    assert_true(anxi->racks == 16 && anxi->lead_days == 30 && anxi->climate == -1 && anxi->phases.count == 0);
    assert_int_equal(anxi->opens, sim_civil_day((struct sim_date){2023, 1, 1}));
    const struct climate *climates = world->climates.items;
    assert_true(climates[0].mean_degc[2] == 20 && climates[1].mean_degc[2] == 30);
    assert_int_equal(reading.bound->assumption_count, 0);
    done(&reading);
}

static void test_faults_all_at_once(void **state)
{
    (void)state;
    expect_faults(
        "title = 5;\n"
        "plant = {\n  copp = 3;\n};\n"
        "sites = { a = { racks = 1.5; };\n"
        "  b = { racks = 200000; opens = \"2023-02-29\"; climate = \"hil\"; };\n"
        "};\n"
        "climates = { hill = { mean_degc = [1, 2]; }; };\n",
        NULL, 0,
        "s.cfg:1: title: found the number 5, expected a \"text\"\n"
        "s.cfg:2: plant.cop: found nothing, expected a number in 1..20 (required)\n"
        "s.cfg:3: plant.copp: found an unknown key, expected perhaps \"cop\"\n"
        "s.cfg:5: sites.a.racks: found the number 1.5, expected a whole number in 1..100000\n"
        "s.cfg:6: sites.b.climate: found the text \"hil\", expected an element of climates, perhaps "
        "\"hill\"\n"
        "s.cfg:6: sites.b.opens: found the text \"2023-02-29\", expected a date \"YYYY-MM-DD\"\n"
        "s.cfg:6: sites.b.racks: found the number 200000, expected a whole number in 1..100000\n"
        "s.cfg:8: climates.hill.mean_degc: found an array of 2, expected [3 numbers] in -60..60 degC\n");
}

static void test_wrong_types(void **state)
{
    (void)state;
    expect_faults(
        "size = \"larg\";\nplant = { cop = \"x\";\n is_wet = 1;\n open = true; };\n"
        "sites = ( );\nclimates = { a = 5; b = { id = \"c\"; }; };\nseed = { };\n"
        "shocks = { s = { text = \"a\\x07\"; }; t = { text = \"\xc3(\"; }; };",
        NULL, 0,
        "s.cfg:1: size: found the text \"larg\", expected one of edge, large, very_large; perhaps \"large\"\n"
        "s.cfg:2: plant.cop: found the text \"x\", expected a number in 1..20\n"
        "s.cfg:3: plant.is_wet: found the number 1, expected true or false\n"
        "s.cfg:4: plant.open: found true, expected a number in kW\n"
        "s.cfg:5: sites: found a list of 0, expected a group { key = {...}; ... } or \"file.csv\"\n"
        "s.cfg:6: climates.a: found the number 5, expected a group { ... }\n"
        "s.cfg:6: climates.b.id: found a key \"id\", expected none: the element's key is its id\n"
        "s.cfg:7: seed: found a group without a value, expected a whole number, { value = ...; } or a "
        "distribution\n"
        "s.cfg:8: shocks.s.text: found a text with the control character 0x07, expected a text in UTF-8 "
        "without control characters\n"
        "s.cfg:8: shocks.t.text: found a text with the byte 0xc3, expected a text in UTF-8 without control "
        "characters\n");
}

static void test_texts(void **state)
{
    (void)state;
    // RFC 3629: overlong forms, surrogates, and what lies beyond U+10FFFF are no characters.
    static const char *const bad[] = {"\xc0\xaf",     "\xe0\x80\xaf",     "\xf0\x80\x80\xaf",
                                      "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe7\xae",
                                      "\x80",         "\xc2\x85"};
    static const char *const good[] = {"\xe7\xae\x97\xe5\x8a\x9b", "\xf0\x9f\x98\x80", "\xc2\xa0",
                                       "\xee\x80\x80"};
    char text[128];
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]) + sizeof(good) / sizeof(good[0]); i++) {
        size_t good_from = sizeof(bad) / sizeof(bad[0]);
        const char *title = i < good_from ? bad[i] : good[i - good_from];
        snprintf(text, sizeof(text), "title = \"%s\"; plant = { cop = 2; };", title);
        struct reading reading = read_text(text, NULL, 0);
        assert_int_equal(reading.status, i < good_from ? SIM_BAD_DATA : SIM_OK);
        if (i >= good_from)
            assert_string_equal(reading.world->title, title);
        done(&reading);
    }
}

static void test_absent_group(void **state)
{
    (void)state;
    // A group without a line of its own: the fault is the parent's.
    expect_faults("title = \"x\";\n", NULL, 0,
                  "s.cfg: plant.cop: found nothing, expected a number in 1..20 (required)\n");
}

static void test_element_counts(void **state)
{
    (void)state;
    expect_faults(
        "plant = { cop = 3; };\nsites = { a = { racks = 1; phases = ({racks=1;},{racks=1;},{racks=1;},\n"
        " {racks=1;}); }; };",
        NULL, 0, "s.cfg:2: sites.a.phases: found 4 elements, expected 0..3 elements\n");
}

static void test_wrapped_numbers_are_told_with_the_rest(void **state)
{
    (void)state;
    expect_faults(
        "plant = { cop = 300; };\nsites = { a = { racks = 3000000000;\n"
        "  phases = ({ racks = 1; kw = 1e400; }, { racks = 99999999999999999999L; }); }; };\n",
        NULL, 0,
        "s.cfg:1: plant.cop: found the number 300, expected a number in 1..20\n"
        "s.cfg:2: sites.a.racks: found 3000000000, expected a whole number of -2147483648 to 2147483647, or "
        "an L after it (3000000000L)\n"
        "s.cfg:3: sites.a.phases[0].kw: found 1e400, expected a number of at most 1.7976931348623157e+308 "
        "in size\n"
        "s.cfg:3: sites.a.phases[1].racks: found 99999999999999999999, expected a whole number of "
        "-9223372036854775808 to 9223372036854775807\n");
    expect_faults(
        "plant = { cop = 3; open = 9007199254740993L; };\n", NULL, 0,
        "s.cfg:1: plant.open: found the number 9007199254740993, expected a number that a double holds "
        "exactly (up to 9007199254740992), or one with a decimal point\n");
}

static void test_syntax_faults(void **state)
{
    (void)state;
    expect_faults("title = \"x\";\nplant = { cop = ; };\n", NULL, 0, "s.cfg:2: syntax error\n");
    expect_faults("seed = 1;\ntitle = \"x\";\nseed = 2;\n", NULL, 0,
                  "s.cfg:3: found duplicate setting name, expected each key once in a group\n");
    expect_faults(
        "a = [1, 2.5];\n", NULL, 0,
        "s.cfg:1: found mismatched element type in array, expected one type of number in [...], all with a "
        "decimal point or all without, or a list (...)\n");
    // What the scan and libconfig can tell, they tell together.
    expect_faults(
        "a = 3000000000;\nb = ;\n", NULL, 0,
        "s.cfg:1: a: found 3000000000, expected a whole number of -2147483648 to 2147483647, or an L after "
        "it (3000000000L)\ns.cfg:2: syntax error\n");
}

static void test_missing_file(void **state)
{
    (void)state;
    struct reading reading = read_file("nowhere.cfg", NULL, 0);
    assert_int_equal(reading.status, SIM_NO_INPUT);
    assert_string_equal(reading.faults,
                        "nowhere.cfg: found No such file or directory, expected a scenario file\n");
    done(&reading);
    reading = read_file("data", NULL, 0);
    assert_int_equal(reading.status, SIM_NO_INPUT);
    done(&reading);
}

static void test_includes(void **state)
{
    (void)state;
    mkdir("inc", 0700);
    mkdir("inc/sub", 0700);
    write_file("inc/top.cfg", "title = \"x\";\n  @include \"sub/plant.cfg\"\nseed = \"y\";\n");
    write_file("inc/sub/plant.cfg", "plant = {\n@include \"sub/cop.cfg\"\n wet = 1; };\n");
    write_file("inc/sub/cop.cfg", "\n\ncop = 99;\nopen = 3000000000;\n");
    struct reading reading = read_file("inc/top.cfg", NULL, 0);
    assert_string_equal(
        reading.faults,
        "inc/sub/cop.cfg:3: plant.cop: found the number 99, expected a number in 1..20\n"
        "inc/sub/cop.cfg:4: plant.open: found 3000000000, expected a whole number of -2147483648 to "
        "2147483647, or an L after it (3000000000L)\n"
        "inc/sub/plant.cfg:3: plant.wet: found an unknown key, expected one of cop, is_wet, open\n"
        "inc/top.cfg:3: seed: found the text \"y\", expected a whole number\n");
    done(&reading);
    write_file("inc/sub/cop.cfg", "\n\ncop = = 99;\n");
    reading = read_file("inc/top.cfg", NULL, 0);
    assert_string_equal(reading.faults, "inc/sub/cop.cfg:3: syntax error\n");
    done(&reading);
    expect_faults(
        "seed = 1;\n@include \"nope.cfg\"\n", NULL, 0,
        "s.cfg:2: seed: found @include of nope.cfg (No such file or directory), expected a file that can be "
        "read\n");
}

static const char assumed[] =
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

static const struct assumption *find(const struct bound *bound, const char *path)
{
    for (size_t i = 0; i < bound->assumption_count; i++)
        if (strcmp(bound->assumptions[i].path, path) == 0)
            return &bound->assumptions[i];
    fail_msg("no assumption %s", path);
    return NULL;
}

/// Integral of x^(a-1) (1-x)^(b-1) from 0 to `end`, by Simpson's rule.
static double beta_integral(double a, double b, double end)
{
    const int steps = 20000;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
        double x = end * i / steps;
        sum += (i == 0 || i == steps ? 1 : i % 2 ? 4 : 2) * pow(x, a - 1) * pow(1 - x, b - 1);
    }
    return sum * end / steps / 3;
}

static void test_assumptions(void **state)
{
    (void)state;
    struct reading reading = read_text(assumed, NULL, 0);
    expect_sound(&reading);
    static const char *const rows[][4] = {
        {"plant.cop", "maker", "stated", "4.5"},
        {"plant.open", "book", "derived", "7"},
        {"sites.a.racks", "", "estimated", "100"},
        {"sites.a.lead_days", "survey", "", "pert(3, 5, 9)"},
        {"sites.a.phases[0].racks", "press", "estimated", "discrete(10, 1, 20, 3)"},
        {"sites.a.phases[0].kw", "press", "", "6"},
        {"climates.c.mean_degc[0]", "met", "", "1"},
        {"climates.c.mean_degc[1]", "met", "", "2"},
        {"climates.c.mean_degc[2]", "met", "", "3"},
    };
    assert_int_equal(reading.bound->assumption_count, 9);
    for (size_t i = 0; i < 9; i++) {
        const struct assumption *assumption = &reading.bound->assumptions[i];
        assert_string_equal(assumption->path, rows[i][0]);
        assert_string_equal(assumption->source, rows[i][1]);
        assert_string_equal(assumption->mark, rows[i][2]);
        assert_string_equal(assumption->text, rows[i][3]);
        assert_string_equal(assumption->file, "s.cfg");
    }
    const struct site *a = site(reading.world, 0);
    const struct assumption *lead = find(reading.bound, "sites.a.lead_days");
    assert_true(lead->uncertain && lead->distribution.type == SIM_PERT && lead->line == 5);
    assert_string_equal(lead->unit, "day");
    assert_string_equal(lead->shock, "supply");
    assert_true(lead->load == 0.6);
    // pert(3, 5, 9) is 3 + 6 x, x of beta(1 + 4 (5 - 3) / 6, 1 + 4 (9 - 5) / 6): half of it lies below the median.
    assert_true(lead->slot == &a->lead_days);
    double below = beta_integral(7.0 / 3, 11.0 / 3, (a->lead_days - 3) / 6);
    assert_true(fabs(below / beta_integral(7.0 / 3, 11.0 / 3, 1) - 0.5) < 1e-6);
    const struct assumption *racks = find(reading.bound, "sites.a.phases[0].racks");
    const struct phase *phase = a->phases.items;
    assert_int_equal(phase->racks, 20);
    assumption_set(racks, 14.6);
    assert_int_equal(phase->racks, 15);
    assumption_set(lead, 4.25);
    assert_true(a->lead_days == 4.25);
    const struct assumption *cop = find(reading.bound, "plant.cop");
    assert_true(!cop->uncertain && cop->distribution.type == SIM_POINT &&
                cop->distribution.parameters[0] == 4.5);
    done(&reading);
}

static void test_instances_agree_and_outlive_the_file(void **state)
{
    (void)state;
    struct reading reading = read_text(assumed, NULL, 0);
    expect_sound(&reading);
    struct bound *second;
    struct sim_error error = {0};
    assert_int_equal(bind_root(reading.file, &world_table, &second, &error), SIM_OK);
    scenario_file_close(reading.file);
    reading.file = NULL;
    assert_int_equal(second->assumption_count, reading.bound->assumption_count);
    for (size_t i = 0; i < second->assumption_count; i++) {
        const struct assumption *a = &reading.bound->assumptions[i], *b = &second->assumptions[i];
        assert_string_equal(a->path, b->path);
        assert_string_equal(a->text, b->text);
        assert_string_equal(a->source, b->source);
        assert_string_equal(a->file, b->file);
        assert_true(a->nominal == b->nominal && a->slot != b->slot);
    }
    bound_free(second);
    done(&reading);
}

static void test_fact_faults(void **state)
{
    (void)state;
    expect_faults(
        "plant = { cop = { pert = [1.0, 2.0, 3.0]; };\n"
        " open = { normal = [0.0, 0.0]; }; };\n"
        "sites = { a = {\n"
        " racks = { uniform = [0, 10]; };\n"
        " lead_days = { lognormal = [500.0, 1.0]; mark = \"stated\"; shock = \"suply\"; load = 0.5; };\n"
        " phases = (\n"
        "  { racks = { value = 5; sauce = \"x\"; }; kw = { value = 1; uniform = [1, 2]; }; },\n"
        "  { racks = { value = 5; mark = \"guessed\"; }; kw = { triangular = [1, 2, 300]; }; },\n"
        "  { racks = { value = 5; load = 0.5; }; kw = { uniform = [1, 2]; load = 0.5; }; } ); }; };\n"
        "shocks = { supply = {}; };\n",
        NULL, 0,
        "s.cfg:1: plant.cop: found a distribution, expected a number in 1..20; this one is fixed\n"
        "s.cfg:2: plant.open.normal: found normal(0, 0), expected [mean, sd] with sd > 0\n"
        "s.cfg:4: sites.a.racks.uniform: found uniform(0, 10), which reaches from 0 to 10, expected all of "
        "it to be a "
        "whole number in 1..100000\n"
        "s.cfg:5: sites.a.lead_days.lognormal: found lognormal(500, 1), which reaches from 22.7457 to "
        "10991.1 "
        "(quantiles 0.001 and 0.999), expected all of it to be a number in 1..1000 day\n"
        "s.cfg:5: sites.a.lead_days.shock: found the text \"suply\", expected an element of shocks, perhaps "
        "\"supply\"\n"
        "s.cfg:7: sites.a.phases[0].kw: found both value and uniform, expected one of them\n"
        "s.cfg:7: sites.a.phases[0].racks.sauce: found an unknown key, expected perhaps \"source\"\n"
        "s.cfg:8: sites.a.phases[1].kw.triangular: found triangular(1, 2, 300), which reaches from 1 to 300, "
        "expected "
        "all of it to be a number in 0..100 kW\n"
        "s.cfg:8: sites.a.phases[1].racks.mark: found the text \"guessed\", expected one of stated, derived, "
        "estimated\n"
        "s.cfg:9: sites.a.phases[2].kw.shock: found nothing, expected the key of an element of shocks, "
        "beside a load\n"
        "s.cfg:9: sites.a.phases[2].racks.load: found a load beside value, expected it beside a distribution "
        "only\n");
}

static void test_unbounded_quantiles_may_leave_the_support(void **state)
{
    (void)state;
    // lognormal(60, 0.5): 0.1 % and 99.9 % are 60 exp(-+3.0902 x 0.5) = 12.8 and 281, inside 1..1000, though its
    // support begins at 0.
    struct reading reading = read_text(
        "plant = {cop = 2;}; sites = { a = { racks = 5; lead_days = { lognormal = [60.0, 0.5]; }; }; };",
        NULL, 0);
    expect_sound(&reading);
    assert_true(fabs(site(reading.world, 0)->lead_days - 60) < 1e-12);
    done(&reading);
}

static void test_empirical(void **state)
{
    (void)state;
    write_file("data/one.csv", "9\n3\n5\n");
    write_file("data/two.csv", "\xef\xbb\xbfname,\"days\"\r\n\"a, \"\"b\"\"\",7\r\n\r\nc,3\r\n");
    struct reading reading =
        read_text("plant = {cop = 2; open = { empirical = \"data/one.csv\"; };};\n"
                  "sites = { a = { racks = { empirical = (4, 3); }; lead_days = { empirical = "
                  "\"data/two.csv\"; column = \"days\"; source = \"s\"; }; }; };",
                  NULL, 0);
    expect_sound(&reading);
    const struct assumption *open = find(reading.bound, "plant.open");
    assert_int_equal(open->distribution.count, 3);
    assert_true(open->distribution.parameters[0] == 3 && open->distribution.parameters[2] == 9);
    assert_string_equal(open->text, "empirical(3, 5, 9)");
    assert_true(reading.world->plant.open == 5 && site(reading.world, 0)->lead_days == 5); // medians
    // A whole number has a whole nominal: the median 3.5, rounded away from zero.
    assert_true(find(reading.bound, "sites.a.racks")->nominal == 4);
    assert_int_equal(site(reading.world, 0)->racks, 4);
    done(&reading);
    write_file("data/one.csv", "days\n9\nx\n");
    expect_faults(
        "plant = {cop = 2; open = { empirical = \"data/one.csv\"; };};\n"
        "sites = { a = { racks = { empirical = \"data/none.csv\"; };\n"
        " lead_days = { empirical = \"data/two.csv\"; column = \"day\"; };\n"
        " phases = ({ racks = { empirical = \"data/two.csv\"; }; });};};\n",
        NULL, 0,
        "data/one.csv:3: plant.open.empirical: found \"x\" in column 1, expected a number\n"
        "s.cfg:2: sites.a.racks.empirical: found data/none.csv (No such file or directory), expected the "
        "name "
        "of a CSV file that can be read\n"
        "s.cfg:3: sites.a.lead_days.column: found the text \"day\", expected perhaps \"days\"\n"
        "s.cfg:4: sites.a.phases[0].racks.empirical: found 2 columns, expected one column, or column = "
        "\"name\" beside the file's name\n");
}

static void test_csv_lists(void **state)
{
    (void)state;
    write_file("data/sites.csv", "\xef\xbb\xbfid,racks,lead_days,opens,source,mark,climate\r\n"
                                 "a,5,,2024-01-02,plan,stated,\r\n"
                                 "\"b \"\"x\"\"\",\"6\",7.5,,,,c\r\n");
    write_file("data/phases.csv", "kw,racks\n2,10\n3,20");
    write_file("data/climates.csv", "mean_degc,id\n1 2 3,c\n");
    const char *text =
        "plant = { cop = 2; };\nsites = \"data/sites.csv\"; climates = \"data/climates.csv\";\n";
    struct reading reading = read_text(text, NULL, 0);
    expect_sound(&reading);
    const struct site *a = site(reading.world, 0), *b = site(reading.world, 1);
    assert_string_equal(a->id, "a");
    assert_string_equal(b->id, "b \"x\"");
    assert_true(a->racks == 5 && a->lead_days == 60 && b->racks == 6 && b->lead_days == 7.5);
    assert_int_equal(a->opens, sim_civil_day((struct sim_date){2024, 1, 2}));
    assert_true(a->climate == -1 && b->climate == 0);
    assert_true(((const struct climate *)reading.world->climates.items)->mean_degc[1] == 2);
    assert_int_equal(reading.bound->assumption_count, 1);
    const struct assumption *racks = find(reading.bound, "sites.a.racks");
    assert_string_equal(racks->source, "plan");
    assert_string_equal(racks->mark, "stated");
    assert_string_equal(racks->file, "data/sites.csv");
    assert_true(racks->line == 2 && racks->slot == &a->racks);
    done(&reading);
    reading = read_text("plant = {cop = 2;}; sites = { a = { racks = 1; phases = \"data/phases.csv\"; }; };",
                        NULL, 0);
    expect_sound(&reading);
    const struct phase *phases = site(reading.world, 0)->phases.items;
    assert_true(site(reading.world, 0)->phases.count == 2 && phases[1].kw == 3 && phases[1].racks == 20);
    done(&reading);
}

static void test_csv_faults(void **state)
{
    (void)state;
    const char *text = "plant = { cop = 2; };\nsites = \"data/bad.csv\";\n";
    write_file("data/bad.csv", "id,rack,lead_days\na,5,x\nb,6\n\"c\nd\",7,2000\na,7,3\n");
    expect_faults(
        text, NULL, 0,
        "data/bad.csv:1: sites.rack: found an unknown column (column 2), expected perhaps \"racks\"\n"
        "data/bad.csv:1: sites.racks: found no such column, expected a whole number in 1..100000 (required)\n"
        "data/bad.csv:2: sites.a.lead_days: found \"x\" in column 3, expected a number in 1..1000 day\n"
        "data/bad.csv:3: sites: found 2 cells, expected 3, as in the header\n"
        "data/bad.csv:4: sites.id: found a text with the control character 0x0a, expected a text in UTF-8 "
        "without control characters\n"
        "data/bad.csv:6: sites.a: found the id a second time (first in line 2), expected each id once\n");
    write_file("data/bad.csv", "id,racks,phases\na,,\n");
    expect_faults(
        text, NULL, 0,
        "data/bad.csv:1: sites.phases: found a column, expected a list ( {...}, ... ) or \"file.csv\", which "
        "no cell can hold\n"
        "data/bad.csv:2: sites.a.racks: found nothing, expected a whole number in 1..100000 (required)\n");
    write_file("data/bad.csv", "id,racks\na,\"5\nb,6\n");
    expect_faults(
        text, NULL, 0,
        "data/bad.csv:2: sites: found a quotation mark that is never closed, expected a CSV file after RFC "
        "4180\n");
    write_bytes("data/bad.csv", "id,racks\na\0,5\n", 14);
    expect_faults(
        text, NULL, 0,
        "data/bad.csv:1: sites: found a zero byte in the file, expected a CSV file after RFC 4180\n");
    write_file("data/bad.csv", "");
    expect_faults(text, NULL, 0,
                  "data/bad.csv: sites: found an empty file, expected a header that names the fields\n");
    unlink("data/bad.csv");
    expect_faults(
        text, NULL, 0,
        "s.cfg:2: sites: found data/bad.csv (No such file or directory), expected a CSV file that can be "
        "read\n");
}

static void test_overrides(void **state)
{
    (void)state;
    static const char *const overrides[] = {
        "sites.changle.phases[1].racks=7",
        "title=Another World",
        "sites.changle.opens = 2025-12-31",
        "plant.open=-2.5e3",
        "seed=3000000000",
        "plant.is_wet=TRUE",
        "climates.coast.mean_degc[1]=20.5",
        "size=\"edge\"",
        "sites.new={ racks = 3; }",
        "sites.new.lead_days={pert=[1.0,2.0,3.0];}",
    };
    struct reading reading = read_text(sound, overrides, 10);
    expect_sound(&reading);
    const struct world *world = reading.world;
    assert_int_equal(((const struct phase *)site(world, 0)->phases.items)[1].racks, 7);
    assert_string_equal(world->title, "Another World");
    assert_int_equal(site(world, 0)->opens, sim_civil_day((struct sim_date){2025, 12, 31}));
    assert_true(world->plant.open == -2500 && world->plant.is_wet == 1 && world->size == 0);
    assert_true(world->seed == INT64_C(3000000000));
    assert_true(((const struct climate *)world->climates.items)[1].mean_degc[1] == 20.5);
    assert_int_equal(world->sites.count, 3);
    assert_string_equal(site(world, 2)->id, "new");
    assert_int_equal(site(world, 2)->racks, 3);
    assert_string_equal(find(reading.bound, "sites.new.lead_days")->file, "-D sites.new.lead_days");
    // The resolved text says the same without the overrides.
    write_file("again.cfg", scenario_file_text(reading.file));
    struct reading again = read_file("again.cfg", NULL, 0);
    expect_sound(&again);
    assert_string_equal(scenario_file_text(again.file), scenario_file_text(reading.file));
    assert_true(again.world->seed == world->seed && again.world->plant.open == world->plant.open);
    done(&again);
    done(&reading);
}

static void test_override_faults(void **state)
{
    (void)state;
    static const char *const overrides[] = {
        "sites.changle.phases[2].racks=7",
        "sites.chngle.racks=5",
        "plant.copp=3",
        "plant.cop=50",
        "title.x=5",
        "seed=[1,",
        "seed=99999999999999999999",
        "plant.open=1e999",
        "sites.anxi.racks={ value = 3000000000; }",
    };
    expect_faults(
        sound, overrides, 9,
        "-D plant.cop: plant.cop: found the number 50, expected a number in 1..20\n"
        "-D plant.copp: plant.copp: found an unknown key, expected perhaps \"cop\"\n"
        "-D plant.open: plant.open: found 1e999, expected a number of at most 1.7976931348623157e+308 in "
        "size\n"
        "-D seed: seed: found [1,, expected one value: a number, true, false, \"text\", [array], (list) or "
        "{group}\n"
        "-D seed: seed: found the number 1e+20, expected a whole number\n"
        "-D sites.anxi.racks: sites.anxi.racks.value: found 3000000000, expected a whole number of "
        "-2147483648 to 2147483647, or an L after it (3000000000L)\n"
        "-D sites.changle.phases[2].racks: sites.changle.phases: found the index 2, expected an index of "
        "0..1\n"
        "-D sites.chngle.racks: sites.chngle: found no such element, expected perhaps \"changle\"\n"
        "-D title.x: title: found the text \"Fujian\", expected a group, to set a key in\n");
    static const char *const malformed[] = {"seed", "=5", "a..b=5", "a[x]=5", "a.=5"};
    for (size_t i = 0; i < 5; i++) {
        struct reading reading = read_text(sound, &malformed[i], 1);
        assert_int_equal(reading.status, SIM_USAGE);
        done(&reading);
    }
}

static void test_override_keys(void **state)
{
    (void)state;
    // What the language has no name for could not be read back from the resolved text.
    static const char *const overrides[] = {"sites.,zz={ racks = 4; }", "plant.new[0]=1",
                                            "sites.anxi.phases[0].kw=1"};
    expect_faults(
        sound, overrides, 3,
        "-D plant.new[0]: plant.new: found nothing, expected a list or array, to set an element of\n"
        "-D sites.,zz: sites.,zz: found a new key of that name, expected a letter, then letters, digits, - "
        "and _\n"
        "-D sites.anxi.phases[0].kw: sites.anxi.phases: found nothing, expected a list or array, to set an "
        "element of\n");
    write_file("data/sites.csv", "id,racks\na,5\n");
    static const char *const inside[] = {"sites.a.lead_days.pert[1]=4"};
    expect_faults(
        "plant = { cop = 2; };\nsites = \"data/sites.csv\";\n", inside, 1,
        "-D sites.a.lead_days.pert[1]: sites.a.lead_days.pert: found nothing, expected a list or array, to "
        "set an element of\n");
}

static void test_overrides_and_sources(void **state)
{
    (void)state;
    static const char *const overrides[] = {"plant.cop=3", "plant.open=8", "sites.a.lead_days.pert[2]=11.0",
                                            "seed=5"};
    struct reading reading = read_text(assumed, overrides, 4);
    expect_sound(&reading);
    // A number from the command line must not go by the source of the one it replaces.
    assert_string_equal(find(reading.bound, "plant.cop")->source, "command line");
    assert_string_equal(find(reading.bound, "plant.cop")->mark, "");
    assert_string_equal(find(reading.bound, "plant.open")->source, "command line");
    assert_string_equal(find(reading.bound, "sites.a.lead_days")->text, "pert(3, 5, 11)");
    assert_int_equal(reading.bound->assumption_count, 9); // the seed had no source and has none
    done(&reading);
}

static void test_overrides_inside_csv(void **state)
{
    (void)state;
    write_file("data/sites.csv", "id,racks,lead_days\na,5,6\nb,6,7\n");
    write_file("data/phases.csv", "kw,racks\n2,10\n3,20\n");
    const char *text = "plant = { cop = 2; };\nsites = \"data/sites.csv\";\n";
    static const char *const overrides[] = {"sites.b.racks=60", "sites.a.phases=\"data/phases.csv\"",
                                            "sites.a.phases[1].kw=9", "sites.c={ racks = 4; }",
                                            "sites.c.racks=8"};
    struct reading reading = read_text(text, overrides, 5);
    expect_sound(&reading);
    assert_int_equal(reading.world->sites.count, 3);
    assert_true(site(reading.world, 0)->racks == 5 && site(reading.world, 1)->racks == 60);
    assert_true(site(reading.world, 1)->lead_days == 7 && site(reading.world, 2)->racks == 8);
    const struct phase *phases = site(reading.world, 0)->phases.items;
    assert_true(site(reading.world, 0)->phases.count == 2 && phases[0].kw == 2 && phases[1].kw == 9);
    assert_non_null(strstr(scenario_file_text(reading.file), "# -D sites.b.racks = 60\n"));
    done(&reading);
    static const char *const bad[] = {"sites.bb.racks=60", "sites.a.rocks=1", "sites[0].racks=2",
                                      "sites.a=5"};
    expect_faults(text, bad, 3,
                  "-D sites.a.rocks: sites.a.rocks: found an unknown key, expected perhaps \"racks\"\n"
                  "-D sites.bb.racks: sites.bb: found no such element, expected perhaps \"b\"\n"
                  "-D sites[0].racks: sites: found the index 0, expected the key of an element\n");
    expect_faults(text, &bad[3], 1, "-D sites.a: sites.a: found the number 5, expected a group { ... }\n");
}

static void test_text_is_the_content(void **state)
{
    (void)state;
    write_file("data/sites.csv", "id,racks\na,5\n");
    struct reading one = read_text("plant={cop=2.0;};sites=\"data/sites.csv\";", NULL, 0);
    expect_sound(&one);
    char *text = strdup(scenario_file_text(one.file));
    done(&one);
    struct reading two = read_text(
        "# a comment\nplant : {\n  cop = 2.00 /* x */; }\nsites = \"data/\" \"sites.csv\"", NULL, 0);
    expect_sound(&two);
    assert_string_equal(scenario_file_text(two.file), text);
    done(&two);
    // printf 'id,racks\na,5\n' | sha256sum
    FILE *digest = popen("sha256sum data/sites.csv", "r");
    char hex[65] = "";
    assert_non_null(digest);
    int count = fscanf(digest, "%64s", hex);
    pclose(digest);
    if (count == 1)
        assert_non_null(strstr(text, hex));
    write_file("data/sites.csv", "id,racks\na,6\n");
    two = read_text("plant={cop=2.0;};sites=\"data/sites.csv\";", NULL, 0);
    assert_string_not_equal(scenario_file_text(two.file), text);
    done(&two);
    free(text);
}

static void collect(json_t *table, size_t *count, bool *has_racks)
{
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(table, "fields"), i, field)
    {
        ++*count;
        if (strcmp(json_string_value(json_object_get(field, "path")), "sites.*.phases[].racks") == 0) {
            *has_racks = true;
            assert_true(json_is_true(json_object_get(field, "required")));
            assert_true(json_real_value(json_object_get(field, "max")) == 100000);
        }
        if (json_object_get(field, "table"))
            collect(json_object_get(field, "table"), count, has_racks);
    }
}

static void test_schema(void **state)
{
    (void)state;
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    schema_json(stream, &world_table);
    fclose(stream);
    json_t *object = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(object);
    size_t count = 0;
    bool has_racks = false;
    collect(object, &count, &has_racks);
    json_decref(object);
    assert_int_equal(count, 7 + 3 + 2 + 6 + 2 + 2); // fields of all the tables
    assert_true(has_racks);
    stream = open_memstream(&text, &size);
    schema_print(stream, &world_table);
    fclose(stream);
    assert_non_null(strstr(text,
                           "sites.*.lead_days\n    number, unit day, 1..1000, default 60, may be uncertain\n"
                           "    lead time\n"));
    assert_non_null(strstr(text, "size\n    choice of edge, large, very_large, default large\n"));
    free(text);
}

static void test_many_faults_end(void **state)
{
    (void)state;
    FILE *stream = fopen("data/long.csv", "w");
    assert_non_null(stream);
    fputs("id,racks\n", stream);
    for (int i = 0; i < 20000; i++)
        fprintf(stream, "s%d,x\n", i);
    fclose(stream);
    struct reading reading = read_text("plant={cop=2;};sites=\"data/long.csv\";", NULL, 0);
    assert_int_equal(reading.fault_count, 1001);
    assert_non_null(strstr(reading.faults, "more than 1000 faults"));
    done(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_cover),
        cmocka_unit_test(test_all_types),
        cmocka_unit_test(test_faults_all_at_once),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_absent_group),
        cmocka_unit_test(test_element_counts),
        cmocka_unit_test(test_wrapped_numbers_are_told_with_the_rest),
        cmocka_unit_test(test_syntax_faults),
        cmocka_unit_test(test_missing_file),
        cmocka_unit_test(test_includes),
        cmocka_unit_test(test_assumptions),
        cmocka_unit_test(test_instances_agree_and_outlive_the_file),
        cmocka_unit_test(test_fact_faults),
        cmocka_unit_test(test_unbounded_quantiles_may_leave_the_support),
        cmocka_unit_test(test_empirical),
        cmocka_unit_test(test_csv_lists),
        cmocka_unit_test(test_csv_faults),
        cmocka_unit_test(test_overrides),
        cmocka_unit_test(test_override_faults),
        cmocka_unit_test(test_override_keys),
        cmocka_unit_test(test_overrides_and_sources),
        cmocka_unit_test(test_overrides_inside_csv),
        cmocka_unit_test(test_text_is_the_content),
        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_many_faults_end),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
