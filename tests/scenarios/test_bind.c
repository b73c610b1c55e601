// Scenario files to structs: what can be said is bound, and every fault is told at its file, line and key.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/clock.h"
#include "tests/scenarios/reading.h"
#include "tests/scratch.h"

static void test_tables_cover(void **state)
{
    (void)state;
    assert_true(sim_table_covers(&world_table));
}

static void test_all_types(void **state)
{
    (void)state;
    struct reading reading = reading_of(reading_sound, NULL, 0);
    reading_expect_sound(&reading);
    const struct world *world = reading.world;
    assert_string_equal(world->title, "Fujian");
    assert_int_equal(world->size, 2);
    assert_true(world->seed == INT64_C(9007199254740993)); // no double holds it
    assert_true(world->plant.cop == 5.0 && world->plant.is_wet == 0 && world->plant.open == 0);
    assert_int_equal(world->sites.count, 2);
    assert_int_equal(world->shocks.count, 0);
    const struct site *changle = reading_site(world, 0), *anxi = reading_site(world, 1);
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
    reading_done(&reading);
}

static void test_faults_all_at_once(void **state)
{
    (void)state;
    reading_expect_faults(
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
    reading_expect_faults(
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
        struct reading reading = reading_of(text, NULL, 0);
        assert_int_equal(reading.status, i < good_from ? SIM_BAD_DATA : SIM_OK);
        if (i >= good_from)
            assert_string_equal(reading.world->title, title);
        reading_done(&reading);
    }
}

static void test_absent_group(void **state)
{
    (void)state;
    // A group without a line of its own: the fault is the parent's.
    reading_expect_faults("title = \"x\";\n", NULL, 0,
                          "s.cfg: plant.cop: found nothing, expected a number in 1..20 (required)\n");
}

static void test_element_counts(void **state)
{
    (void)state;
    reading_expect_faults(
        "plant = { cop = 3; };\nsites = { a = { racks = 1; phases = ({racks=1;},{racks=1;},{racks=1;},\n"
        " {racks=1;}); }; };",
        NULL, 0, "s.cfg:2: sites.a.phases: found 4 elements, expected 0..3 elements\n");
}

static void test_wrapped_numbers_are_told_with_the_rest(void **state)
{
    (void)state;
    reading_expect_faults(
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
    reading_expect_faults(
        "plant = { cop = 3; open = 9007199254740993L; };\n", NULL, 0,
        "s.cfg:1: plant.open: found the number 9007199254740993, expected a number that a double holds "
        "exactly (up to 9007199254740992), or one with a decimal point\n");
}

static void test_syntax_faults(void **state)
{
    (void)state;
    reading_expect_faults("title = \"x\";\nplant = { cop = ; };\n", NULL, 0, "s.cfg:2: syntax error\n");
    reading_expect_faults("seed = 1;\ntitle = \"x\";\nseed = 2;\n", NULL, 0,
                          "s.cfg:3: found duplicate setting name, expected each key once in a group\n");
    reading_expect_faults(
        "a = [1, 2.5];\n", NULL, 0,
        "s.cfg:1: found mismatched element type in array, expected one type of number in [...], all with a "
        "decimal point or all without, or a list (...)\n");
    // What the scan and libconfig can tell, they tell together.
    reading_expect_faults(
        "a = 3000000000;\nb = ;\n", NULL, 0,
        "s.cfg:1: a: found 3000000000, expected a whole number of -2147483648 to 2147483647, or an L after "
        "it (3000000000L)\ns.cfg:2: syntax error\n");
}

static void test_missing_file(void **state)
{
    (void)state;
    struct reading reading = reading_of_file("nowhere.cfg", NULL, 0);
    assert_int_equal(reading.status, SIM_NO_INPUT);
    assert_string_equal(reading.faults,
                        "nowhere.cfg: found No such file or directory, expected a scenario file\n");
    reading_done(&reading);
    reading = reading_of_file("data", NULL, 0);
    assert_int_equal(reading.status, SIM_NO_INPUT);
    reading_done(&reading);
}

static void test_includes(void **state)
{
    (void)state;
    mkdir("inc", 0700);
    mkdir("inc/sub", 0700);
    reading_write("inc/top.cfg", "title = \"x\";\n  @include \"sub/plant.cfg\"\nseed = \"y\";\n");
    reading_write("inc/sub/plant.cfg", "plant = {\n@include \"sub/cop.cfg\"\n wet = 1; };\n");
    reading_write("inc/sub/cop.cfg", "\n\ncop = 99;\nopen = 3000000000;\n");
    struct reading reading = reading_of_file("inc/top.cfg", NULL, 0);
    assert_string_equal(
        reading.faults,
        "inc/sub/cop.cfg:3: plant.cop: found the number 99, expected a number in 1..20\n"
        "inc/sub/cop.cfg:4: plant.open: found 3000000000, expected a whole number of -2147483648 to "
        "2147483647, or an L after it (3000000000L)\n"
        "inc/sub/plant.cfg:3: plant.wet: found an unknown key, expected one of cop, is_wet, open\n"
        "inc/top.cfg:3: seed: found the text \"y\", expected a whole number\n");
    reading_done(&reading);
    reading_write("inc/sub/cop.cfg", "\n\ncop = = 99;\n");
    reading = reading_of_file("inc/top.cfg", NULL, 0);
    assert_string_equal(reading.faults, "inc/sub/cop.cfg:3: syntax error\n");
    reading_done(&reading);
    reading_expect_faults(
        "seed = 1;\n@include \"nope.cfg\"\n", NULL, 0,
        "s.cfg:2: seed: found @include of nope.cfg (No such file or directory), expected a file that can be "
        "read\n");
}

static void test_text_is_the_content(void **state)
{
    (void)state;
    reading_write("data/sites.csv", "id,racks\na,5\n");
    struct reading one = reading_of("plant={cop=2.0;};sites=\"data/sites.csv\";", NULL, 0);
    reading_expect_sound(&one);
    char *text = strdup(scenario_file_text(one.file));
    reading_done(&one);
    struct reading two = reading_of(
        "# a comment\nplant : {\n  cop = 2.00 /* x */; }\nsites = \"data/\" \"sites.csv\"", NULL, 0);
    reading_expect_sound(&two);
    assert_string_equal(scenario_file_text(two.file), text);
    reading_done(&two);
    // printf 'id,racks\na,5\n' | sha256sum
    FILE *digest = popen("sha256sum data/sites.csv", "r");
    char hex[65] = "";
    assert_non_null(digest);
    int count = fscanf(digest, "%64s", hex);
    pclose(digest);
    if (count == 1)
        assert_non_null(strstr(text, hex));
    reading_write("data/sites.csv", "id,racks\na,6\n");
    two = reading_of("plant={cop=2.0;};sites=\"data/sites.csv\";", NULL, 0);
    assert_string_not_equal(scenario_file_text(two.file), text);
    reading_done(&two);
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
    struct reading reading = reading_of("plant={cop=2;};sites=\"data/long.csv\";", NULL, 0);
    assert_int_equal(reading.fault_count, 1001);
    assert_non_null(strstr(reading.faults, "more than 1000 faults"));
    reading_done(&reading);
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
        cmocka_unit_test(test_text_is_the_content),
        cmocka_unit_test(test_many_faults_end),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
