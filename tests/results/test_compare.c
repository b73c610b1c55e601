// Files made by hand side by side: what is told of them in words, figures, JSON and a page.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/compare_text.h"
#include "results/verdict.h"
#include "sim/memory.h"
#include "tests/results/frame.h"
#include "tests/scratch.h"

enum { N = 6, TARGETS = 3 };

/// What a file of this test is like.
struct plan {
    const char *path, *command;
    uint64_t seed;
    size_t replications; // 0: N
    bool is_antithetic, no_targets;
    const char *ids[TARGETS];
    double add; // to the values of the first target
    double goal;
};

static const struct plan plain = {.path = "a.h5", .seed = 42, .ids = {"racks", "pue", "sites"}, .goal = 4};

/// racks: 1 .. N and `add`; pue: 1.2, of no use to anybody; sites: never a value.
static struct load *make(const struct plan *plan)
{
    static const char *const senses[] = {">=", "<=", ">="}, *const units[] = {"rack", "1", "1"};
    static const double days[] = {365, 731, 731};
    struct store_head head = frame_head(plan->replications ? plan->replications : N);
    double values[100 * TARGETS];
    head.seed = plan->seed;
    if (plan->command)
        head.command = plan->command;
    struct store *store = frame_begin_with(plan->path, head);
    if (plan->is_antithetic)
        store_attribute_whole(store, SCHEMA_ANTITHETIC, 1);
    for (size_t r = 0; r < head.replications; r++) {
        values[r * TARGETS] = (double)(r + 1) + plan->add;
        values[r * TARGETS + 1] = 1.2;
        values[r * TARGETS + 2] = NAN;
    }
    frame_names(store, SCHEMA_CAUSE, 1, (const char *const[]){"grid"});
    if (!plan->no_targets)
        frame_targets(store, &(struct frame_targets){TARGETS, plan->ids, senses, units, days,
                                                     (double[]){plan->goal, 1.3, 300}, values});
    return frame_open(store, plan->path);
}

static struct compare *compare_loads(const struct compare_input *inputs, size_t count)
{
    struct sim_error error = {0};
    struct compare *compare;
    assert_int_equal(compare_create(inputs, count, &compare, &error), SIM_OK);
    return compare;
}

/// Compares two plans without settings.
static struct compare *compare_plans(const struct plan *first, const struct plan *second)
{
    struct load *loads[] = {make(first), make(second)};
    struct compare *compare =
        compare_loads((struct compare_input[]){{loads[0], NULL, 0}, {loads[1], NULL, 0}}, 2);
    load_close(loads[0]);
    load_close(loads[1]);
    return compare;
}

static char *printed(const struct compare *compare)
{
    char *text;
    FRAME_PRINTED(text, stream, compare_print(compare, stream, false));
    return text;
}

static char *page_of(const struct compare *compare)
{
    struct sim_error error = {0};
    assert_int_equal(compare_write(compare, "page.html", &error), SIM_OK);
    FILE *stream = fopen("page.html", "rb");
    char *text = calloc(1 << 20, 1);
    assert_non_null(stream);
    fread(text, 1, (1 << 20) - 1, stream);
    fclose(stream);
    return text;
}

/// Six differences of 0.5: the mean is exact and has no spread, P rises from 3/6 to 4/6 by one replication, which proves nothing.
static void pairs_cancel_what_chance_does_to_both(void **state)
{
    (void)state;
    struct plan second = plain;
    second.path = "b.h5";
    second.add = 1;
    second.command = "suanli run hand.cfg -D x=2";
    struct compare *compare = compare_plans(&plain, &second);
    const struct compare_change *racks = &compare->targets[0].changes[1];
    assert_true(racks->is_paired && racks->count == N);
    assert_float_equal(racks->mean.difference, 1, 1e-12);
    assert_float_equal(racks->mean.high - racks->mean.low, 0, 1e-12);
    assert_float_equal(racks->p.difference, 1.0 / 6, 1e-12);
    assert_string_equal(compare_word_key(racks->mean_word), "better");
    assert_string_equal(compare_word_key(racks->p_word), "chance");
    assert_string_equal(compare_word_key(compare->targets[1].changes[1].mean_word), "same");
    // Without a value in any replication nothing is known, and nothing is said to be the same.
    assert_int_equal(compare->targets[2].changes[1].count, 0);
    assert_string_equal(compare_word_key(compare->targets[2].changes[1].mean_word), "unknown");
    assert_string_equal(compare_word_key(compare->targets[2].changes[1].p_word), "same");
    char *text = printed(compare), *page = page_of(compare);
    frame_has(text, "By hand, with -D x=2");
    frame_has(text, "The scenarios are alike in all that they set.");
    frame_has(text, "The same seed, so paired: replication by replication, 6 of them.");
    frame_has(text, "The same in each replication: pue\n");
    frame_has(text, "too few values");
    frame_has(page, "<p>The scenarios are alike in all that they set.</p>");
    frame_has(page, "<td class=\"chance\">the same</td>");
    frame_has(page, "<td class=\"better\">better</td>");
    assert_null(strstr(page, "nan"));
    free(text);
    free(page);
    compare_destroy(compare);
}

/// Other seeds: two samples, by Welch. Both have variance 3.5 over 6, so 10 degrees of freedom.
static void other_seeds_are_two_samples(void **state)
{
    (void)state;
    struct plan second = plain;
    second.path = "b.h5";
    second.seed = UINT64_MAX;
    second.add = 1;
    second.goal = 5;
    struct compare *compare = compare_plans(&plain, &second);
    const struct compare_change *racks = &compare->targets[0].changes[1];
    assert_true(!racks->is_paired && racks->count == 2 * N);
    assert_float_equal(racks->mean.high - racks->mean.low, 2 * 2.228138852 * sqrt(2 * 3.5 / 6), 1e-6);
    assert_string_equal(compare_word_key(racks->mean_word), "chance");
    // Values of which all are alike in both files have no spread, but of two samples nobody can say that they are the same.
    assert_string_equal(compare_word_key(compare->targets[1].changes[1].mean_word), "chance");
    char *text = printed(compare);
    frame_has(text, "Other seeds, so two independent samples.");
    frame_has(text, ">= 4, 5 rack");
    frame_has(text, "within chance");
    free(text);
    json_t *object = compare_json(compare), *files = json_object_get(object, "files");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(files, 0), "seed")), 42);
    assert_string_equal(json_string_value(json_object_get(json_array_get(files, 1), "seed")),
                        "18446744073709551615");
    json_decref(object);
    compare_destroy(compare);
}

/// Of antithetic pairs the pairs count: of two samples that differ in kind none does.
static void antithetic_pairs_count_once(void **state)
{
    (void)state;
    struct plan first = plain, second = plain;
    first.is_antithetic = second.is_antithetic = true;
    first.replications = 4;
    second.path = "b.h5";
    struct compare *compare = compare_plans(&first, &second);
    char *text = printed(compare), *page = page_of(compare);
    assert_int_equal(compare->targets[0].changes[1].count, 4);
    frame_has(text, "4 in pairs");
    frame_has(text, "the first 4 of them");
    frame_has(page, "4 in pairs");
    // All is alike: the ids stand in one line, each once, and no table.
    frame_has(text, "The same in each replication: racks, pue\n");
    free(text);
    free(page);
    compare_destroy(compare);
    second.is_antithetic = false;
    compare = compare_plans(&first, &second);
    text = printed(compare);
    assert_false(compare->targets[0].changes[1].is_paired);
    frame_has(text, "Only one is in antithetic pairs, so taken as two independent samples.");
    free(text);
    compare_destroy(compare);
}

static void what_only_one_file_has_is_told(void **state)
{
    (void)state;
    struct plan second = plain;
    second.path = "b.h5";
    second.ids[0] = "<racks>";
    struct compare *compare = compare_plans(&plain, &second);
    char *text = printed(compare), *page = page_of(compare);
    frame_has(text, "Only in A: racks at 2023-12-31\n");
    frame_has(text, "Only in B: <racks> at 2023-12-31\n");
    frame_has(page, "<p>Only in A: <bdi>racks</bdi> at 2023-12-31</p>");
    frame_has(page, "<p>Only in B: <bdi>&#60;racks&#62;</bdi> at 2023-12-31</p>");
    json_t *object = compare_json(compare), *target = json_array_get(json_object_get(object, "targets"), 0);
    assert_true(json_is_object(json_array_get(json_object_get(target, "files"), 0)));
    assert_true(json_is_null(json_array_get(json_object_get(target, "files"), 1)));
    assert_true(json_is_null(json_array_get(json_object_get(target, "changes"), 0)));
    json_decref(object);
    free(text);
    free(page);
    compare_destroy(compare);
    second.no_targets = true;
    compare = compare_plans(&plain, &second);
    text = printed(compare);
    frame_has(text, "A and B have no target in common.");
    free(text);
    compare_destroy(compare);
}

static void a_page_has_its_place_or_says_why_not(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct plan second = plain;
    second.path = "b.h5";
    struct compare *compare = compare_plans(&plain, &second);
    assert_int_equal(compare_write(compare, "data", &error), SIM_CANT_CREATE); // a folder
    assert_int_equal(error.count, 1);
    sim_error_clear(&error);
    compare_destroy(compare);
    compare_destroy(NULL);
}

// ---- inputs ------------------------------------------------------------------------------------------------

static struct load *with_assumptions(const char *path, const char *const *values, bool is_whole)
{
    static const char *const paths[] = {"sites.a.racks", "capital", "power"},
                             *const units[] = {"rack", "1", ""}, *const shocks[] = {"", "rates", ""};
    struct store *store = frame_begin(path, 2);
    frame_days(store, SCHEMA_TIME, 1, 31);
    frame_names(store, "assumption", 3, paths);
    frame_texts(store, "assumption_value", "assumption", values);
    frame_texts(store, "assumption_unit", "assumption", units);
    if (is_whole)
        frame_texts(store, "assumption_shock", "assumption", shocks);
    return frame_open(store, path);
}

/// Values with a source, then settings; a setting under a value with a source is that value's own and not told twice.
static void differences_are_told_in_the_order_of_the_first_file(void **state)
{
    (void)state;
    static const char *const first[] = {"100", "pert(1, 2, 3)", "5"}, *const second[] = {
                                                                          "200", "pert(1, 2, 4)", "5"};
    static const struct compare_setting settings[2][4] = {
        {{"title", "\"A\""}, {"sites.a.racks.value", "100"}, {"only_here", "1"}, {"same", "7"}},
        {{"title", "\"B\""}, {"sites.a.racks.value", "200"}, {"same", "7"}, {"sites.a.racksize", "2"}},
    };
    struct load *loads[] = {with_assumptions("a.h5", first, true), with_assumptions("b.h5", second, true)};
    struct compare *compare =
        compare_loads((struct compare_input[]){{loads[0], settings[0], 4}, {loads[1], settings[1], 4}}, 2);
    static const char *const expected[][3] = {
        {"sites.a.racks", "100 rack", "200 rack"},
        {"capital", "pert(1, 2, 3), shock rates", "pert(1, 2, 4), shock rates"},
        {"title", "\"A\"", "\"B\""},
        {"only_here", "1", NULL},
        {"sites.a.racksize", NULL, "2"}};
    assert_int_equal(compare->difference_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(compare->differences[i].path, expected[i][0]);
        for (size_t f = 0; f < 2; f++)
            if (expected[i][f + 1])
                assert_string_equal(compare->differences[i].values[f], expected[i][f + 1]);
            else
                assert_null(compare->differences[i].values[f]);
    }
    char *text = printed(compare), *page = page_of(compare);
    frame_has(text, "only_here");
    frame_has(page, "<bdi>only_here</bdi></td><td><bdi>1</bdi></td><td><bdi>-</bdi></td>");
    json_t *object = compare_json(compare);
    json_t *values = json_object_get(json_array_get(json_object_get(object, "inputs"), 3), "values");
    assert_string_equal(json_string_value(json_array_get(values, 0)), "1");
    assert_true(json_is_null(json_array_get(values, 1)));
    json_decref(object);
    free(text);
    free(page);
    compare_destroy(compare);
    load_close(loads[0]);
    load_close(loads[1]);
}

/// Of scenarios that have little in common the first sixty lines stand; a long value is cut between characters.
static void many_and_long_differences_are_cut(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    static char paths[COUNT][16];
    struct compare_setting settings[COUNT];
    char word[80] = "x";
    for (int i = 0; i < 20; i++)
        strcat(word, "能"); // 1 + 60 bytes: the cut falls inside one
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(paths[i], sizeof(paths[i]), "path%02zu", i);
        settings[i] = (struct compare_setting){paths[i], i == 0 ? word : "1"};
    }
    struct plan second = plain;
    second.path = "b.h5";
    struct load *loads[] = {make(&plain), make(&second)};
    struct compare *compare =
        compare_loads((struct compare_input[]){{loads[0], settings, COUNT}, {loads[1], NULL, 0}}, 2);
    char *text = printed(compare);
    frame_has(text, "path59 ");
    assert_null(strstr(text, "path60 "));
    frame_has(text, "and 40 more: --json or -o tells all\n");
    frame_has(text, "x能能能能能能能能能能能能能能... ");
    free(text);
    compare_destroy(compare);
    load_close(loads[0]);
    load_close(loads[1]);
}

static void faults_of_all_files_are_told_at_once(void **state)
{
    (void)state;
    static const char *const values[] = {"1", "2", "3"};
    struct sim_error error = {0};
    struct compare *compare;
    struct load *loads[] = {with_assumptions("a.h5", values, false), with_assumptions("b.h5", values, false)};
    assert_int_equal(compare_create((struct compare_input[]){{loads[0], NULL, 0}, {loads[1], NULL, 0}}, 2,
                                    &compare, &error),
                     SIM_BAD_DATA);
    assert_null(compare);
    assert_int_equal(error.count, 2);
    assert_string_equal(error.faults[1].file, "b.h5");
    assert_string_equal(error.faults[1].key, "assumption_shock");
    sim_error_clear(&error);
    load_close(loads[0]);
    load_close(loads[1]);
}

// ---- words -------------------------------------------------------------------------------------------------

static void words_weigh_mean_and_probability(void **state)
{
    (void)state;
    static const struct {
        enum compare_word mean, p, tone;
        const char *words;
    } cases[] = {
        {COMPARE_BETTER, COMPARE_BETTER, COMPARE_BETTER, "better, also P"},
        {COMPARE_WORSE, COMPARE_WORSE, COMPARE_WORSE, "worse, also P"},
        {COMPARE_BETTER, COMPARE_WORSE, COMPARE_CHANCE, "better, but P worse"},
        {COMPARE_WORSE, COMPARE_BETTER, COMPARE_CHANCE, "worse, but P better"},
        {COMPARE_BETTER, COMPARE_CHANCE, COMPARE_BETTER, "better"},
        {COMPARE_WORSE, COMPARE_SAME, COMPARE_WORSE, "worse"},
        {COMPARE_CHANCE, COMPARE_BETTER, COMPARE_BETTER, "P better"},
        {COMPARE_UNKNOWN, COMPARE_WORSE, COMPARE_WORSE, "P worse"},
        {COMPARE_SAME, COMPARE_SAME, COMPARE_CHANCE, "the same"},
        {COMPARE_UNKNOWN, COMPARE_SAME, COMPARE_CHANCE, "too few values"},
        {COMPARE_CHANCE, COMPARE_CHANCE, COMPARE_CHANCE, "within chance"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        enum compare_word tone;
        struct compare_change change = {.mean_word = cases[i].mean, .p_word = cases[i].p};
        assert_string_equal(compare_words(&change, &tone), cases[i].words);
        assert_int_equal(tone, cases[i].tone);
    }
}

/// As many digits as asked for, never fewer than the whole number has, no exponent where rounding makes a digit more.
static void figures_have_their_digits(void **state)
{
    (void)state;
    static const struct {
        double value;
        int digits;
        bool has_sign;
        const char *text;
    } cases[] = {
        {1.23456, 4, false, "1.235"}, {-1.23456, 3, true, "-1.23"},  {0, 3, true, "+0"},
        {123456, 4, false, "123456"}, {-123456, 3, true, "-123456"}, {9999.6, 4, false, "10000"},
        {999.7, 3, true, "+1000"},    {1e20, 4, false, "1e+20"},     {NAN, 3, true, "-"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[32];
        compare_figure(text, cases[i].value, cases[i].digits, cases[i].has_sign);
        assert_string_equal(text, cases[i].text);
    }
    char text[80];
    compare_interval(text, -2, 3.14159, 3);
    assert_string_equal(text, "-2..+3.14");
    compare_interval(text, NAN, NAN, 3);
    assert_string_equal(text, "-");
    compare_points(text, -0.5, 0.25);
    assert_string_equal(text, "-50..+25");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_cancel_what_chance_does_to_both),
        cmocka_unit_test(other_seeds_are_two_samples),
        cmocka_unit_test(antithetic_pairs_count_once),
        cmocka_unit_test(what_only_one_file_has_is_told),
        cmocka_unit_test(a_page_has_its_place_or_says_why_not),
        cmocka_unit_test(differences_are_told_in_the_order_of_the_first_file),
        cmocka_unit_test(many_and_long_differences_are_cut),
        cmocka_unit_test(faults_of_all_files_are_told_at_once),
        cmocka_unit_test(words_weigh_mean_and_probability),
        cmocka_unit_test(figures_have_their_digits),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
