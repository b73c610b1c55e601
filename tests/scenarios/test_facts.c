// Facts, distributions and empirical data: what a scenario says of how sure a number is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tests/scenarios/reading.h"
#include "tests/scratch.h"

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
    struct reading reading = reading_of(reading_assumed, NULL, 0);
    reading_expect_sound(&reading);
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
    const struct site *a = reading_site(reading.world, 0);
    const struct assumption *lead = reading_find(reading.bound, "sites.a.lead_days");
    assert_true(lead->uncertain && lead->distribution.type == SIM_PERT && lead->line == 5);
    assert_string_equal(lead->unit, "day");
    assert_string_equal(lead->shock, "supply");
    assert_true(lead->load == 0.6);
    // pert(3, 5, 9) is 3 + 6 x, x of beta(1 + 4 (5 - 3) / 6, 1 + 4 (9 - 5) / 6): half of it lies below the median.
    assert_true(lead->slot == &a->lead_days);
    double below = beta_integral(7.0 / 3, 11.0 / 3, (a->lead_days - 3) / 6);
    assert_true(fabs(below / beta_integral(7.0 / 3, 11.0 / 3, 1) - 0.5) < 1e-6);
    const struct assumption *racks = reading_find(reading.bound, "sites.a.phases[0].racks");
    const struct phase *phase = a->phases.items;
    assert_int_equal(phase->racks, 20);
    assumption_set(racks, 14.6);
    assert_int_equal(phase->racks, 15);
    assumption_set(lead, 4.25);
    assert_true(a->lead_days == 4.25);
    const struct assumption *cop = reading_find(reading.bound, "plant.cop");
    assert_true(!cop->uncertain && cop->distribution.type == SIM_POINT &&
                cop->distribution.parameters[0] == 4.5);
    reading_done(&reading);
}

static void test_instances_agree_and_outlive_the_file(void **state)
{
    (void)state;
    struct reading reading = reading_of(reading_assumed, NULL, 0);
    reading_expect_sound(&reading);
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
    reading_done(&reading);
}

static void test_fact_faults(void **state)
{
    (void)state;
    reading_expect_faults(
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
    struct reading reading = reading_of(
        "plant = {cop = 2;}; sites = { a = { racks = 5; lead_days = { lognormal = [60.0, 0.5]; }; }; };",
        NULL, 0);
    reading_expect_sound(&reading);
    assert_true(fabs(reading_site(reading.world, 0)->lead_days - 60) < 1e-12);
    reading_done(&reading);
}

static void test_empirical(void **state)
{
    (void)state;
    reading_write("data/one.csv", "9\n3\n5\n");
    reading_write("data/two.csv", "\xef\xbb\xbfname,\"days\"\r\n\"a, \"\"b\"\"\",7\r\n\r\nc,3\r\n");
    struct reading reading =
        reading_of("plant = {cop = 2; open = { empirical = \"data/one.csv\"; };};\n"
                   "sites = { a = { racks = { empirical = (4, 3); }; lead_days = { empirical = "
                   "\"data/two.csv\"; column = \"days\"; source = \"s\"; }; }; };",
                   NULL, 0);
    reading_expect_sound(&reading);
    const struct assumption *open = reading_find(reading.bound, "plant.open");
    assert_int_equal(open->distribution.count, 3);
    assert_true(open->distribution.parameters[0] == 3 && open->distribution.parameters[2] == 9);
    assert_string_equal(open->text, "empirical(3, 5, 9)");
    assert_true(reading.world->plant.open == 5 && reading_site(reading.world, 0)->lead_days == 5); // medians
    // A whole number has a whole nominal: the median 3.5, rounded away from zero.
    assert_true(reading_find(reading.bound, "sites.a.racks")->nominal == 4);
    assert_int_equal(reading_site(reading.world, 0)->racks, 4);
    reading_done(&reading);
    reading_write("data/one.csv", "days\n9\nx\n");
    reading_expect_faults(
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assumptions), cmocka_unit_test(test_instances_agree_and_outlive_the_file),
        cmocka_unit_test(test_fact_faults), cmocka_unit_test(test_unbounded_quantiles_may_leave_the_support),
        cmocka_unit_test(test_empirical),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
