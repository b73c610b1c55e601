// What is printed of figures made by hand: the sentences and cells that no usual run has.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/analyse.h"
#include "results/platform.h"
#include "results/programmes.h"
#include "results/verdict.h"
#include "tests/results/frame.h"

/// Fails if the text has the part.
static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

// ---- a verdict ---------------------------------------------------------------------------------------------

static char *verdict_text(const struct verdict *verdict, enum strings_language language)
{
    char *text;
    FRAME_PRINTED(text, stream, verdict_print(verdict, stream, false, language));
    return text;
}

static void head(char *command, char *until, bool is_met, const char *expected)
{
    struct verdict verdict = {.scenario = "Plan",
                              .scenario_zh = "",
                              .command = command,
                              .until = until,
                              .until_met = is_met,
                              .seed = 7,
                              .replications = 1};
    char *text = verdict_text(&verdict, STRINGS_ZH), *english = verdict_text(&verdict, STRINGS_EN);
    assert_string_equal(english, expected);
    frame_has(text, "没有目标\n");
    free(text);
    free(english);
}

/// What was changed, from when, and when the run was sure enough.
static void a_head_says_what_was_changed(void **state)
{
    (void)state;
    head("suanli run a.cfg", "", false, "Plan\nseed 7, 1 replication\n\nno targets\n");
    head("suanli run a.cfg -D x=1 -D y=2", "", false,
         "Plan\nseed 7, 1 replication\nwith -D x=1 -D y=2\n\nno targets\n");
    head("suanli run a.cfg --from @2024-06-30", "", false, "Plan\nseed 7, 1 replication\n\nno targets\n");
    head("suanli run a.cfg --from @2024-06-30 -D y=2", "", false,
         "Plan\nseed 7, 1 replication\nfrom 2024-06-30 with -D y=2\n\nno targets\n");
    head("suanli run a.cfg -D x=1 --from @2024-06-30 -D y=2", "", false,
         "Plan\nseed 7, 1 replication\nwith -D x=1\nfrom 2024-06-30 with -D y=2\n\nno targets\n");
    head("suanli run a.cfg -D x=1 --from @2024-06-30", "", false,
         "Plan\nseed 7, 1 replication\nwith -D x=1\nfrom 2024-06-30 with\n\nno targets\n");
    head("", "p=0.01", true, "Plan\nseed 7, 1 replication\nstopped at p=0.01\n\nno targets\n");
    head("", "p=0.01", false, "Plan\nseed 7, 1 replication\nnot sure enough yet: p=0.01\n\nno targets\n");
}

/// The rule of a target stands once, however many its dates, and again where it changes.
static void rules_of_counting_stand_once(void **state)
{
    (void)state;
    struct verdict_row rows[4];
    for (size_t i = 0; i < 4; i++)
        rows[i] = (struct verdict_row){.id = i == 3 ? "racks" : "eflops",
                                       .date = "2024-12-31",
                                       .unit = "",
                                       .source = "",
                                       .basis = i == 1   ? "FP16"
                                                : i == 3 ? ""
                                                         : "FP32",
                                       .basis_zh = "",
                                       .goal = 1e16,
                                       .p50 = i == 0 ? 9999.7 : 1e16,
                                       .p05 = NAN,
                                       .p95 = NAN,
                                       .shortfall = NAN,
                                       .binding_share = NAN};
    struct verdict verdict = {.scenario = "Plan",
                              .scenario_zh = "",
                              .command = "",
                              .until = "",
                              .replications = 2,
                              .rows = rows,
                              .row_count = 4};
    char *text = verdict_text(&verdict, STRINGS_EN);
    frame_has(text, "\nCounted as:\n  eflops: FP32\n  eflops: FP16\n");
    has_not(text, "FP16\n  eflops: FP32");
    has_not(text, "racks:");
    frame_has(text, " 10000 ");
    frame_has(text, ">= 1e+16");
    free(text);
}

// ---- programmes --------------------------------------------------------------------------------------------

enum { ROWS = 12, WORKS = 3 };

/// Twelve programmes, of which the first ask for most; the last began after the first month.
static struct programmes *make_programmes(bool has_months, double share[WORKS][ROWS])
{
    struct programmes *programmes = calloc(1, sizeof(*programmes));
    programmes->works = calloc(WORKS, sizeof(*programmes->works));
    programmes->rows = calloc(ROWS, sizeof(*programmes->rows));
    programmes->work_count = WORKS;
    programmes->row_count = ROWS;
    for (size_t w = 0; w < WORKS; w++)
        programmes->works[w] =
            (struct programmes_work){"online", "FP32", 100, 123.4 * (double)w, (double)w, share[w]};
    for (size_t p = 0; p < ROWS; p++)
        programmes->rows[p] = (struct programmes_row){.id = "p",
                                                      .name = "name",
                                                      .name_zh = "",
                                                      .item = "1",
                                                      .p50 = 1,
                                                      .share = has_months ? (ROWS - (double)p) / 78 : NAN,
                                                      .growth = p == 0 ? NAN : 2};
    return programmes;
}

static void programmes_beyond_ten_are_summed(void **state)
{
    (void)state;
    double share[WORKS][ROWS] = {{0}};
    for (size_t w = 0; w < WORKS; w++)
        for (size_t p = 0; p < ROWS; p++)
            share[w][p] = p < 2 && w == 1 ? 0.5 : w == 2 ? 1.0 / ROWS : NAN;
    struct programmes *programmes = make_programmes(true, share);
    char *text;
    FRAME_PRINTED(text, stream, programmes_print(programmes, stream, false, STRINGS_EN));
    // The two last have 3 of 78 shares.
    frame_has(text, "and 2 more with 4 %\n");
    frame_has(text, "name 50 %, name 50 %\n");
    frame_has(text, "name 8 %, name 8 %, name 8 %\n"); // three are told of work that twelve ask for
    frame_has(text, "   247  FP32");
    frame_has(text, "15.4 %       -\n"); // no growth where there was nothing at first
    frame_has(text, "x 2.00\n");
    free(text);
    free(programmes->works);
    free(programmes->rows);
    free(programmes);
    programmes = make_programmes(false, share);
    FRAME_PRINTED(text, stream, programmes_print(programmes, stream, false, STRINGS_EN));
    frame_has(text, "asked for by");
    has_not(text, "growth"); // without months there are no rows
    free(text);
    free(programmes->works);
    free(programmes->rows);
    free(programmes);
    programmes_destroy(NULL);
}

// ---- the platform ------------------------------------------------------------------------------------------

/// Without a baseline nothing is said to be alone; without all five gains none is told.
static void a_platform_without_baseline_compares_nothing(void **state)
{
    (void)state;
    static char *const gains[] = {"served_more_frac", "saved_cny_per_pflops_day",
                                  "saved_carbon_kg_per_pflops_day", "saved_cost_frac", "saved_carbon_frac"};
    struct platform_gain_row rows[5];
    struct platform_work works[2] = {
        {.id = "online",
         .precision = "FP32",
         .p50 = 120,
         .p95 = 130,
         .jobs = 0,
         .away_frac = 0.5,
         .side = {{.served_frac = 1, .rtt_ms = 2, .wait_h = NAN, .slowdown = NAN, .cny = 120, .kg = 1}}},
        {.id = "never", .precision = "FP64"}};
    struct platform platform = {.policy = "cheapest", .works = works, .work_count = 2, .gains = rows};
    char *text;
    FRAME_PRINTED(text, stream, platform_print(&platform, stream, false, STRINGS_EN));
    frame_has(text, "100.0 %");
    frame_has(text, " - ");
    has_not(text, "never");
    has_not(text, "more work done");
    has_not(text, "virtual power plant");
    free(text);
    json_t *object = json_object();
    platform_json(&platform, object);
    json_t *dispatch = json_object_get(object, "dispatch");
    assert_null(json_object_get(dispatch, "gain"));
    assert_null(json_object_get(json_array_get(json_object_get(dispatch, "works"), 0), "baseline"));
    json_decref(object);
    for (size_t missing = 0; missing < 6; missing++) {
        for (size_t g = 0; g < 5; g++)
            rows[g] = (struct platform_gain_row){g == missing ? "other" : gains[g], "1", 0.1, 0.2, 0.3};
        platform.gain_count = 5;
        FRAME_PRINTED(text, stream, platform_print(&platform, stream, false, STRINGS_EN));
        if (missing == 5)
            frame_has(text, "20.0 % more work done");
        else
            has_not(text, "more work done");
        free(text);
    }
    platform_destroy(NULL);
}

// ---- an analysis -------------------------------------------------------------------------------------------

enum { FACTORS = 10 };

static char *analysis_text(enum analyse_method method, size_t wide, size_t moved, size_t replications)
{
    const char *names[FACTORS], *laws[FACTORS], *ranges[FACTORS], *units[FACTORS];
    struct analyse_sobol sobol[FACTORS];
    struct analyse_morris morris[FACTORS];
    struct analyse_estimate rank[FACTORS];
    double half[FACTORS];
    struct prim_limit limits[FACTORS];
    for (size_t f = 0; f < FACTORS; f++) {
        struct analyse_estimate estimate = {0.01 * (double)f, NAN, NAN};
        names[f] = f == 9 ? "last" : "other";
        laws[f] = "list";
        ranges[f] = f == 0 ? "1, x" : f == 1 ? "1, 2" : f == 2 ? "alone" : f == 3 ? "3x, 4" : "a, b,";
        units[f] = f == 5 ? "days since 1970-01-01" : f == 6 ? "1" : f == 7 ? "10 MW" : "";
        half[f] = NAN;
        rank[f] = estimate;
        sobol[f] = (struct analyse_sobol){.first = estimate, .total = estimate};
        morris[f] = (struct analyse_morris){.mu_star = estimate};
        limits[f] = (struct prim_limit){-INFINITY, f == 5 || f > 7 ? INFINITY : 0.5, NAN, NAN};
    }
    limits[5] = (struct prim_limit){0.5, INFINITY, NAN, NAN}; // of days: a list, but of words
    struct analyse_target target = {
        .id = "racks",
        .date = "2025-12-31",
        .unit = "1",
        .goal = 9999.7,
        .p_low = NAN,
        .p_high = NAN,
        .least = 0,
        .most = 1e12,
        .half = half,
        .wide = wide,
        .moved = moved,
        .has_enough = true,
        .used = method == ANALYSE_RANK ? 90 : 9,
        .box_count = 1,
        .boxes = {{.limits = limits, .points = 7, .density = 1, .coverage = 0.5}}};
    target.sobol = method == ANALYSE_SOBOL ? sobol : NULL;
    target.morris = method == ANALYSE_MORRIS ? morris : NULL;
    target.rank = method == ANALYSE_RANK ? rank : NULL;
    struct analyse analyse = {.title = "Plan",
                              .design = "some",
                              .method = method,
                              .points = 100,
                              .replications = replications,
                              .factor_count = FACTORS,
                              .size = 10,
                              .factors = names,
                              .units = units,
                              .laws = laws,
                              .ranges = ranges,
                              .targets = &target,
                              .target_count = 1};
    char *text;
    FRAME_PRINTED(text, stream, analyse_print(&analyse, stream, false));
    return text;
}

static void an_analysis_says(enum analyse_method method, size_t wide, size_t moved, const char *sentence)
{
    char *text = analysis_text(method, wide, moved, 2);
    frame_has(text, sentence);
    free(text);
}

static void an_analysis_says_how_far_to_trust_it(void **state)
{
    (void)state;
    an_analysis_says(ANALYSE_RANK, 1, 0,
                     "Not settled: 1 of 10 factors has an interval wider than 0.4. Take more --points.\n");
    an_analysis_says(
        ANALYSE_RANK, 0, 1,
        "Not settled: 1 that acts moved by more than 0.15 with the second half of the points. Take");
    an_analysis_says(ANALYSE_MORRIS, 2, 2,
                     "Not settled: 2 of 10 factors have an interval wider than 0.5 of the largest mu* and 2 "
                     "that act moved by "
                     "more than 0.1 with the second half of the points.");
    an_analysis_says(ANALYSE_MORRIS, 0, 2,
                     "Not settled: 2 that act moved by more than 0.1 of the largest mu* with");
    an_analysis_says(ANALYSE_SOBOL, 0, 0, "Without a value: 1 of 10 base points, which are left out.");
    an_analysis_says(ANALYSE_MORRIS, 0, 0, "Without a value: 1 of 10 trajectories, which are left out.");
    an_analysis_says(ANALYSE_RANK, 0, 0, "Without a value: 10 of 100 points, which are left out.");
    an_analysis_says(
        ANALYSE_RANK, 0, 0,
        "0 of 10 factors act: their intervals are beside 0, as those of about 1 would be by chance.");
}

static void an_analysis_shows_eight_factors(void **state)
{
    (void)state;
    char *text = analysis_text(ANALYSE_RANK, 0, 0, 1);
    frame_has(text, "100 points x 1 replication, 10 factors, the first 8 of each target shown (--json and -o "
                    "have all)\n");
    frame_has(text, "last\n");                       // the strongest
    frame_has(text, "racks >= 10000 at 2025-12-31"); // and not 1e+04, nor a unit of 1
    frame_has(text, "to 1e+12");
    free(text);
}

/// Words, where a list has any that is no number; else bounds in their units.
static void boxes_have_words_or_bounds(void **state)
{
    (void)state;
    char *text = analysis_text(ANALYSE_RANK, 0, 0, 1);
    frame_has(text, "where other is 1\n"); // of "1, x"
    frame_has(text, "and other < 0.5\n");  // of "1, 2", and of "alone", which is no list
    frame_has(text, "and other is 3x\n");
    frame_has(text, "and other is a\n");
    frame_has(text, "and other is b\n"); // above 0.5 of the places 0 and 1
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_says_what_was_changed),
        cmocka_unit_test(rules_of_counting_stand_once),
        cmocka_unit_test(programmes_beyond_ten_are_summed),
        cmocka_unit_test(a_platform_without_baseline_compares_nothing),
        cmocka_unit_test(an_analysis_says_how_far_to_trust_it),
        cmocka_unit_test(an_analysis_shows_eight_factors),
        cmocka_unit_test(boxes_have_words_or_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
