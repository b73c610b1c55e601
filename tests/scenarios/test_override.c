// Lists from CSV files, and values given on the command line, inside such files too.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "sim/clock.h"
#include "tests/scenarios/reading.h"
#include "tests/scratch.h"

static void test_csv_lists(void **state)
{
    (void)state;
    reading_write("data/sites.csv", "\xef\xbb\xbfid,racks,lead_days,opens,source,mark,climate\r\n"
                                    "a,5,,2024-01-02,plan,stated,\r\n"
                                    "\"b \"\"x\"\"\",\"6\",7.5,,,,c\r\n");
    reading_write("data/phases.csv", "kw,racks\n2,10\n3,20");
    reading_write("data/climates.csv", "mean_degc,id\n1 2 3,c\n");
    const char *text =
        "plant = { cop = 2; };\nsites = \"data/sites.csv\"; climates = \"data/climates.csv\";\n";
    struct reading reading = reading_of(text, NULL, 0);
    reading_expect_sound(&reading);
    const struct site *a = reading_site(reading.world, 0), *b = reading_site(reading.world, 1);
    assert_string_equal(a->id, "a");
    assert_string_equal(b->id, "b \"x\"");
    assert_true(a->racks == 5 && a->lead_days == 60 && b->racks == 6 && b->lead_days == 7.5);
    assert_int_equal(a->opens, sim_civil_day((struct sim_date){2024, 1, 2}));
    assert_true(a->climate == -1 && b->climate == 0);
    assert_true(((const struct climate *)reading.world->climates.items)->mean_degc[1] == 2);
    assert_int_equal(reading.bound->assumption_count, 1);
    const struct assumption *racks = reading_find(reading.bound, "sites.a.racks");
    assert_string_equal(racks->source, "plan");
    assert_string_equal(racks->mark, "stated");
    assert_string_equal(racks->file, "data/sites.csv");
    assert_true(racks->line == 2 && racks->slot == &a->racks);
    reading_done(&reading);
    reading = reading_of("plant = {cop = 2;}; sites = { a = { racks = 1; phases = \"data/phases.csv\"; }; };",
                         NULL, 0);
    reading_expect_sound(&reading);
    const struct phase *phases = reading_site(reading.world, 0)->phases.items;
    assert_true(reading_site(reading.world, 0)->phases.count == 2 && phases[1].kw == 3 &&
                phases[1].racks == 20);
    reading_done(&reading);
}

static void test_csv_faults(void **state)
{
    (void)state;
    const char *text = "plant = { cop = 2; };\nsites = \"data/bad.csv\";\n";
    reading_write("data/bad.csv", "id,rack,lead_days\na,5,x\nb,6\n\"c\nd\",7,2000\na,7,3\n");
    reading_expect_faults(
        text, NULL, 0,
        "data/bad.csv:1: sites.rack: found an unknown column (column 2), expected perhaps \"racks\"\n"
        "data/bad.csv:1: sites.racks: found no such column, expected a whole number in 1..100000 (required)\n"
        "data/bad.csv:2: sites.a.lead_days: found \"x\" in column 3, expected a number in 1..1000 day\n"
        "data/bad.csv:3: sites: found 2 cells, expected 3, as in the header\n"
        "data/bad.csv:4: sites.id: found a text with the control character 0x0a, expected a text in UTF-8 "
        "without control characters\n"
        "data/bad.csv:6: sites.a: found the id a second time (first in line 2), expected each id once\n");
    reading_write("data/bad.csv", "id,racks,phases\na,,\n");
    reading_expect_faults(
        text, NULL, 0,
        "data/bad.csv:1: sites.phases: found a column, expected a list ( {...}, ... ) or \"file.csv\", which "
        "no cell can hold\n"
        "data/bad.csv:2: sites.a.racks: found nothing, expected a whole number in 1..100000 (required)\n");
    reading_write("data/bad.csv", "id,racks\na,\"5\nb,6\n");
    reading_expect_faults(
        text, NULL, 0,
        "data/bad.csv:2: sites: found a quotation mark that is never closed, expected a CSV file after RFC "
        "4180\n");
    scratch_write("data/bad.csv", "id,racks\na\0,5\n", 14);
    reading_expect_faults(
        text, NULL, 0,
        "data/bad.csv:1: sites: found a zero byte in the file, expected a CSV file after RFC 4180\n");
    reading_write("data/bad.csv", "");
    reading_expect_faults(
        text, NULL, 0, "data/bad.csv: sites: found an empty file, expected a header that names the fields\n");
    unlink("data/bad.csv");
    reading_expect_faults(
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
    struct reading reading = reading_of(reading_sound, overrides, 10);
    reading_expect_sound(&reading);
    const struct world *world = reading.world;
    assert_int_equal(((const struct phase *)reading_site(world, 0)->phases.items)[1].racks, 7);
    assert_string_equal(world->title, "Another World");
    assert_int_equal(reading_site(world, 0)->opens, sim_civil_day((struct sim_date){2025, 12, 31}));
    assert_true(world->plant.open == -2500 && world->plant.is_wet == 1 && world->size == 0);
    assert_true(world->seed == INT64_C(3000000000));
    assert_true(((const struct climate *)world->climates.items)[1].mean_degc[1] == 20.5);
    assert_int_equal(world->sites.count, 3);
    assert_string_equal(reading_site(world, 2)->id, "new");
    assert_int_equal(reading_site(world, 2)->racks, 3);
    assert_string_equal(reading_find(reading.bound, "sites.new.lead_days")->file, "-D sites.new.lead_days");
    // The resolved text says the same without the overrides.
    reading_write("again.cfg", scenario_file_text(reading.file));
    struct reading again = reading_of_file("again.cfg", NULL, 0);
    reading_expect_sound(&again);
    assert_string_equal(scenario_file_text(again.file), scenario_file_text(reading.file));
    assert_true(again.world->seed == world->seed && again.world->plant.open == world->plant.open);
    reading_done(&again);
    reading_done(&reading);
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
    reading_expect_faults(
        reading_sound, overrides, 9,
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
        struct reading reading = reading_of(reading_sound, &malformed[i], 1);
        assert_int_equal(reading.status, SIM_USAGE);
        reading_done(&reading);
    }
}

static void test_override_keys(void **state)
{
    (void)state;
    // What the language has no name for could not be read back from the resolved text.
    static const char *const overrides[] = {"sites.,zz={ racks = 4; }", "plant.new[0]=1",
                                            "sites.anxi.phases[0].kw=1"};
    reading_expect_faults(
        reading_sound, overrides, 3,
        "-D plant.new[0]: plant.new: found nothing, expected a list or array, to set an element of\n"
        "-D sites.,zz: sites.,zz: found a new key of that name, expected a letter, then letters, digits, - "
        "and _\n"
        "-D sites.anxi.phases[0].kw: sites.anxi.phases: found nothing, expected a list or array, to set an "
        "element of\n");
    reading_write("data/sites.csv", "id,racks\na,5\n");
    static const char *const inside[] = {"sites.a.lead_days.pert[1]=4"};
    reading_expect_faults(
        "plant = { cop = 2; };\nsites = \"data/sites.csv\";\n", inside, 1,
        "-D sites.a.lead_days.pert[1]: sites.a.lead_days.pert: found nothing, expected a list or array, to "
        "set an element of\n");
}

static void test_overrides_and_sources(void **state)
{
    (void)state;
    static const char *const overrides[] = {"plant.cop=3", "plant.open=8", "sites.a.lead_days.pert[2]=11.0",
                                            "seed=5"};
    struct reading reading = reading_of(reading_assumed, overrides, 4);
    reading_expect_sound(&reading);
    // A number from the command line must not go by the source of the one it replaces.
    assert_string_equal(reading_find(reading.bound, "plant.cop")->source, "command line");
    assert_string_equal(reading_find(reading.bound, "plant.cop")->mark, "");
    assert_string_equal(reading_find(reading.bound, "plant.open")->source, "command line");
    assert_string_equal(reading_find(reading.bound, "sites.a.lead_days")->text, "pert(3, 5, 11)");
    assert_int_equal(reading.bound->assumption_count, 9); // the seed had no source and has none
    reading_done(&reading);
}

static void test_overrides_inside_csv(void **state)
{
    (void)state;
    reading_write("data/sites.csv", "id,racks,lead_days\na,5,6\nb,6,7\n");
    reading_write("data/phases.csv", "kw,racks\n2,10\n3,20\n");
    const char *text = "plant = { cop = 2; };\nsites = \"data/sites.csv\";\n";
    static const char *const overrides[] = {"sites.b.racks=60", "sites.a.phases=\"data/phases.csv\"",
                                            "sites.a.phases[1].kw=9", "sites.c={ racks = 4; }",
                                            "sites.c.racks=8"};
    struct reading reading = reading_of(text, overrides, 5);
    reading_expect_sound(&reading);
    assert_int_equal(reading.world->sites.count, 3);
    assert_true(reading_site(reading.world, 0)->racks == 5 && reading_site(reading.world, 1)->racks == 60);
    assert_true(reading_site(reading.world, 1)->lead_days == 7 && reading_site(reading.world, 2)->racks == 8);
    const struct phase *phases = reading_site(reading.world, 0)->phases.items;
    assert_true(reading_site(reading.world, 0)->phases.count == 2 && phases[0].kw == 2 && phases[1].kw == 9);
    assert_non_null(strstr(scenario_file_text(reading.file), "# -D sites.b.racks = 60\n"));
    reading_done(&reading);
    static const char *const bad[] = {"sites.bb.racks=60", "sites.a.rocks=1", "sites[0].racks=2",
                                      "sites.a=5"};
    reading_expect_faults(
        text, bad, 3,
        "-D sites.a.rocks: sites.a.rocks: found an unknown key, expected perhaps \"racks\"\n"
        "-D sites.bb.racks: sites.bb: found no such element, expected perhaps \"b\"\n"
        "-D sites[0].racks: sites: found the index 0, expected the key of an element\n");
    reading_expect_faults(text, &bad[3], 1,
                          "-D sites.a: sites.a: found the number 5, expected a group { ... }\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_lists),
        cmocka_unit_test(test_csv_faults),
        cmocka_unit_test(test_overrides),
        cmocka_unit_test(test_override_faults),
        cmocka_unit_test(test_override_keys),
        cmocka_unit_test(test_overrides_and_sources),
        cmocka_unit_test(test_overrides_inside_csv),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
