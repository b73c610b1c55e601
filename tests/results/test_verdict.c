// The verdict on a file made by hand, against numbers computed by hand.
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

#include "results/load.h"
#include "results/store.h"
#include "results/verdict.h"

enum { N = 10, TARGETS = 4, INPUTS = 12 };

static char path[64];

static const char *const IDS[TARGETS] = {"compute_eflops", "pue_new_large", "edge_sites", "pon10g_ports"};
static const char *const UNITS[TARGETS] = {"EFLOPS", "", "1", "万个"};
static const char *const SENSES[TARGETS] = {">=", "<=", ">=", ">="};
static const char *const BASES[TARGETS] = {"FP32 + FP16 / 4", "", "", ""};
static const double DAYS[TARGETS] = {1096, 731, 365, 1096};
static const double GOALS[TARGETS] = {8, 1.3, 300, 120000};

/// Replication by target. compute_eflops: five reach it, four do not, one has no value. pue: nine are well below, one is
/// above by less than a sum's rounding. edge_sites: never a value. pon10g: none reaches it.
static const double VALUES[N][TARGETS] = {
    {5, 1.25, NAN, 0},      {6, 1.25, NAN, 1000},         {7, 1.25, NAN, 2000},  {8, 1.25, NAN, 3000},
    {9, 1.25, NAN, 4000},   {10, 1.25, NAN, 5000},        {11, 1.25, NAN, 6000}, {12, 1.25, NAN, 7000},
    {7.5, 1.25, NAN, 8000}, {NAN, 1.3 + 1e-10, NAN, 9000}};

/// Index into review, grid, capital. Those that reach compute_eflops say "review", which must not count.
static const double CAUSES[N][TARGETS] = {{1, 0, -1, 2}, {1, 0, -1, 2}, {2, 0, -1, 2}, {0, 0, -1, 2},
                                          {0, 0, -1, 2}, {0, 0, -1, 2}, {0, 0, -1, 0}, {0, 0, -1, 0},
                                          {2, 0, -1, 0}, {-1, 0, -1, 1}};

/// Input k in replication r. 0: falls with compute_eflops, but for one exchange; 1: rises with it, stated; 2: over the nine
/// values, rank differences of square sum 30; 3..5: rise with it; 6..11: rise with the replication.
static double input(size_t r, size_t k)
{
    static const double compute_rank[N] = {1, 2, 3, 5, 6, 7, 8, 9, 4, 0};
    if (k == 0)
        return r == 0 ? -2 : r == 1 ? -1 : -compute_rank[r];
    if (k == 2 || k >= 6)
        return (double)(r * (k + 1));
    return exp(compute_rank[r]) * (double)k;
}

static struct store *begin(const char *sense)
{
    struct sim_error error = {0};
    struct store *store;
    const struct store_head head = {.title = "By hand",
                                    .program_version = "0.1.0",
                                    .command = "suanli run hand.cfg",
                                    .scenario_text = "x = 1;",
                                    .seed = 42,
                                    .replications = N,
                                    .epoch = "2022-12-31"};
    assert_int_equal(store_create(path, &head, &store, &error), SIM_OK);
    const char *const causes[] = {"review", "grid", "capital"};
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_CAUSE, .count = 3, .texts = causes});
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_TARGET, .count = TARGETS, .texts = IDS});
    const char *senses[TARGETS];
    memcpy(senses, SENSES, sizeof(senses));
    if (sense)
        senses[2] = sense;
    const struct {
        const char *name;
        const char *const *texts;
    } columns[] = {{SCHEMA_TARGET_ID, IDS},
                   {SCHEMA_TARGET_UNIT, UNITS},
                   {SCHEMA_TARGET_SENSE, senses},
                   {SCHEMA_TARGET_BASIS, BASES}};
    for (size_t i = 0; i < 4; i++)
        store_put_texts(store,
                        store_add_variable(store, &(struct store_variable){.name = columns[i].name,
                                                                           .scales = {SCHEMA_TARGET},
                                                                           .type = STORE_TEXT}),
                        columns[i].texts);
    store_put_fixed(store,
                    store_add_variable(store, &(struct store_variable){.name = SCHEMA_TARGET_DATE,
                                                                       .unit = STORE_DATE,
                                                                       .scales = {SCHEMA_TARGET}}),
                    DAYS);
    store_put_fixed(store,
                    store_add_variable(store, &(struct store_variable){.name = SCHEMA_TARGET_GOAL,
                                                                       .scales = {SCHEMA_TARGET}}),
                    GOALS);
    return store;
}

/// causes: replication x target.
static void add_values_with(struct store *store, const double *causes)
{
    size_t value =
        store_add_variable(store, &(struct store_variable){.name = SCHEMA_TARGET_VALUE,
                                                           .scales = {SCHEMA_REPLICATION, SCHEMA_TARGET}});
    size_t cause =
        store_add_variable(store, &(struct store_variable){.name = SCHEMA_TARGET_CAUSE,
                                                           .scales = {SCHEMA_REPLICATION, SCHEMA_TARGET},
                                                           .type = STORE_I32,
                                                           .flag_meanings = "review grid capital"});
    for (size_t r = 0; r < N; r++) {
        store_put(store, value, r, VALUES[r]);
        store_put(store, cause, r, causes + r * TARGETS);
    }
}

static void add_values(struct store *store)
{
    add_values_with(store, &CAUSES[0][0]);
}

/// shocks: null for a file that knows of none.
static void add_inputs_with(struct store *store, double (*draw)(size_t r, size_t k),
                            const char *const *shocks)
{
    char names[INPUTS][16];
    const char *texts[INPUTS], *marks[INPUTS];
    for (size_t k = 0; k < INPUTS; k++) {
        snprintf(names[k], sizeof(names[k]), "input.%zu", k);
        texts[k] = names[k];
        marks[k] = k == 1 ? "stated" : "estimated";
    }
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_INPUT, .count = INPUTS, .texts = texts});
    size_t mark = store_add_variable(
        store,
        &(struct store_variable){.name = SCHEMA_INPUT_MARK, .scales = {SCHEMA_INPUT}, .type = STORE_TEXT});
    store_put_texts(store, mark, marks);
    if (shocks)
        store_put_texts(store,
                        store_add_variable(store, &(struct store_variable){.name = SCHEMA_INPUT_SHOCK,
                                                                           .scales = {SCHEMA_INPUT},
                                                                           .type = STORE_TEXT}),
                        shocks);
    size_t value =
        store_add_variable(store, &(struct store_variable){.name = SCHEMA_INPUT_VALUE,
                                                           .scales = {SCHEMA_REPLICATION, SCHEMA_INPUT}});
    for (size_t r = 0; r < N; r++) {
        double slab[INPUTS];
        for (size_t k = 0; k < INPUTS; k++)
            slab[k] = draw(r, k);
        store_put(store, value, r, slab);
    }
    store_attribute_whole(store, SCHEMA_EVENTS, 123456789);
}

static void add_inputs(struct store *store)
{
    add_inputs_with(store, input, NULL);
}

static struct verdict *verdict_of_file(struct sim_error *error, enum sim_status expected)
{
    struct load *load;
    struct verdict *verdict;
    assert_int_equal(load_open(path, &load, error), SIM_OK);
    assert_int_equal(verdict_create(load, &verdict, error), expected);
    load_close(load); // the verdict stands without it
    return verdict;
}

static struct verdict *whole_verdict(void)
{
    struct sim_error error = {0};
    struct store *store = begin(NULL);
    add_values(store);
    add_inputs(store);
    assert_int_equal(store_close(store, &error), SIM_OK);
    return verdict_of_file(&error, SIM_OK);
}

static void test_rows(void **state)
{
    (void)state;
    struct verdict *verdict = whole_verdict();
    assert_int_equal(verdict->row_count, TARGETS);
    const struct verdict_row *row = &verdict->rows[0];
    assert_string_equal(row->id, "compute_eflops");
    assert_string_equal(row->date, "2025-12-31");
    assert_int_equal(row->count, 9);
    assert_float_equal(row->p_reach, 0.5, 0);
    assert_float_equal(row->p_low, 0.2366, 0.00005); // the score interval of 5 in 10
    assert_float_equal(row->p_high, 0.7634, 0.00005);
    assert_float_equal(row->p05, 5.4, 1e-12); // of 5 6 7 7.5 8 9 10 11 12
    assert_float_equal(row->p50, 8.0, 0);
    assert_float_equal(row->p95, 11.6, 1e-12);
    assert_float_equal(row->shortfall, (3 + 2 + 1 + 0.5) / 9, 1e-15);
    assert_string_equal(row->binding, "grid"); // 2, as has capital: the first on a tie
    assert_float_equal(row->binding_share, 0.4, 1e-15);
    assert_int_equal(verdict_word(row), VERDICT_LIKELY);
    row = &verdict->rows[1];
    assert_true(row->at_most);
    assert_string_equal(row->date, "2024-12-31");
    assert_float_equal(row->p_reach, 1.0, 0);
    assert_float_equal(row->p_high, 1.0, 0);
    assert_float_equal(row->p95, 1.2775, 1e-9);
    assert_float_equal(row->shortfall, 0.0, 0);
    assert_null(row->binding);
    assert_int_equal(verdict_word(row), VERDICT_REACHED);
    row = &verdict->rows[2];
    assert_true(row->count == 0 && row->p_reach == 0.0 && isnan(row->p50) && isnan(row->shortfall));
    assert_null(row->binding);
    assert_int_equal(verdict_word(row), VERDICT_MISSED);
    row = &verdict->rows[3];
    assert_float_equal(row->shortfall, 115500, 1e-9);
    assert_string_equal(row->binding, "capital");
    assert_float_equal(row->binding_share, 0.6, 1e-15);
    verdict_destroy(verdict);
}

/// compute_eflops (9 values and 11 estimates, least |rho| 2.84 / 3): the rising inputs, then input.0 at -(1 - 6 x 2 / 720); input.2 has rho
/// 1 - 6 x 30 / 720 = 0.75, too little; input.1 is no estimate. pon10g_ports: the first five of the six, and of input.2,
/// that rise with the replication.
static void test_estimates(void **state)
{
    (void)state;
    struct verdict *verdict = whole_verdict();
    const struct {
        size_t row;
        const char *input;
        double rho;
    } want[] = {{0, "input.3", 1}, {0, "input.4", 1}, {0, "input.5", 1}, {0, "input.0", -(1 - 12.0 / 720)},
                {3, "input.2", 1}, {3, "input.6", 1}, {3, "input.7", 1}, {3, "input.8", 1},
                {3, "input.9", 1}};
    assert_int_equal(verdict->estimate_count, sizeof(want) / sizeof(want[0]));
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        assert_int_equal(verdict->estimates[i].row, want[i].row);
        assert_string_equal(verdict->estimates[i].input, want[i].input);
        assert_float_equal(verdict->estimates[i].rho, want[i].rho, 1e-14);
    }
    verdict_destroy(verdict);
}

static void test_json(void **state)
{
    (void)state;
    struct verdict *verdict = whole_verdict();
    json_t *object = verdict_json(verdict, 12.3);
    char *text = json_dumps(object, VERDICT_JSON_FLAGS | JSON_COMPACT);
    const char start[] =
        "{\"scenario\":\"By "
        "hand\",\"seed\":42,\"replications\":10,\"events\":123456789,\"wall_s\":12.3,\"targets\":["
        "{\"id\":\"compute_eflops\",\"date\":\"2025-12-31\",\"target\":8,\"unit\":\"EFLOPS\",\"sense\":\">="
        "\","
        "\"basis\":\"FP32 + FP16 / "
        "4\",\"p_reach\":0.5,\"p_low\":0.236593,\"p_high\":0.763407,\"p05\":5.4,\"p50\":8.0,"
        "\"p95\":11.6,\"shortfall\":0.722222,\"binding\":\"grid\"},"
        "{\"id\":\"pue_new_large\",\"date\":\"2024-12-31\",\"target\":1.3,";
    const char empty[] = "\"p05\":null,\"p50\":null,\"p95\":null,\"shortfall\":null,\"binding\":null}";
    const char estimates[] = "],\"estimates\":[{\"target\":\"compute_eflops\",\"date\":\"2025-12-31\","
                             "\"input\":\"input.3\",\"rho\":1.0},";
    assert_memory_equal(text, start, strlen(start));
    assert_non_null(strstr(text, empty));
    assert_non_null(strstr(text, estimates));
    assert_non_null(strstr(text, "\"rho\":-0.983333}"));
    free(text);
    json_decref(object);
    object = verdict_json(verdict, NAN);
    assert_true(json_is_null(json_object_get(object, "wall_s")));
    json_decref(object);
    verdict_destroy(verdict);
}

static void test_print(void **state)
{
    (void)state;
    struct verdict *verdict = whole_verdict();
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    verdict_print(verdict, stream, false, STRINGS_EN);
    verdict_print_estimates(verdict, stream, false, STRINGS_EN);
    fclose(stream);
    const char want[] = "By hand\n"
                        "seed 42, 10 replications, 123456789 events\n"
                        "\n"
                        "target          date        goal            P(reach)     95 %   q05  median    q95  "
                        "shortfall  verdict  "
                        "waits for\n"
                        "--------------  ----------  --------------  --------  -------  ----  ------  -----  "
                        "---------  -------  "
                        "--------------\n"
                        "compute_eflops  2025-12-31  >= 8 EFLOPS         50 %   24..76   5.4       8   11.6  "
                        "    0.722  likely   "
                        "grid (40 %)\n"
                        "pue_new_large   2024-12-31  <= 1.3             100 %  72..100  1.25    1.25  1.278  "
                        "        0  reached  -\n"
                        "edge_sites      2023-12-31  >= 300               0 %    0..28     -       -      -  "
                        "        -  missed   -\n"
                        "pon10g_ports    2025-12-31  >= 120000 万个       0 %    0..28   450    4500   8550  "
                        "   115500  missed   "
                        "capital (60 %)\n"
                        "\nCounted as:\n  compute_eflops: FP32 + FP16 / 4\n"
                        "\nRests most on these estimates";
    if (strncmp(text, want, strlen(want)) != 0)
        fail_msg("printed:\n%s", text);
    assert_non_null(strstr(text, "                            -0.98  input.0\n"));
    assert_null(strchr(text, '\033'));
    free(text);
    stream = open_memstream(&text, &size);
    verdict_print(verdict, stream, true, STRINGS_EN);
    fclose(stream);
    assert_non_null(strstr(text, "\033[31mmissed\033[0m"));
    free(text);
    verdict_destroy(verdict);
}

static struct verdict *verdict_with_shocks(double (*draw)(size_t r, size_t k), const char *const *shocks)
{
    struct sim_error error = {0};
    struct store *store = begin(NULL);
    add_values(store);
    add_inputs_with(store, draw, shocks);
    assert_int_equal(store_close(store, &error), SIM_OK);
    return verdict_of_file(&error, SIM_OK);
}

static char *printed_estimates(const struct verdict *verdict)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    verdict_print_estimates(verdict, stream, false, STRINGS_EN);
    fclose(stream);
    return text;
}

/// Of inputs that share a shock one is named, the strongest, the first on a tie, with the number of the others. Those that
/// are no estimates (input.1) or too little (input.2 and input.6 to 11 for compute_eflops) are not counted, and an input
/// without a shock stands for itself. What is left out gives its place to the next: input.10 and input.11.
static void test_shocks(void **state)
{
    (void)state;
    static const char *const shocks[INPUTS] = {"price", "price", "snow", "", "price", "price",
                                               "snow",  "snow",  "",     "", "",      ""};
    const struct {
        size_t row;
        const char *input, *shock;
        size_t also;
    } want[] = {{0, "input.3", "", 0}, {0, "input.4", "price", 2}, {3, "input.2", "snow", 2},
                {3, "input.8", "", 0}, {3, "input.9", "", 0},      {3, "input.10", "", 0},
                {3, "input.11", "", 0}};
    struct verdict *verdict = verdict_with_shocks(input, shocks);
    assert_int_equal(verdict->estimate_count, sizeof(want) / sizeof(want[0]));
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        assert_int_equal(verdict->estimates[i].row, want[i].row);
        assert_string_equal(verdict->estimates[i].input, want[i].input);
        assert_string_equal(verdict->estimates[i].shock, want[i].shock);
        assert_int_equal(verdict->estimates[i].also, want[i].also);
        assert_float_equal(verdict->estimates[i].rho, 1, 1e-14);
    }
    char *text = printed_estimates(verdict);
    assert_non_null(strstr(text, "+1.00  input.3\n"));
    assert_non_null(strstr(text, "+1.00  input.4, and 2 more under the shock price\n"));
    assert_non_null(strstr(text, "+1.00  input.2, and 2 more under the shock snow\n"));
    free(text);
    verdict_destroy(verdict);
}

/// For pon10g_ports, which rises with the replication. input.0: two exchanges of neighbours, rho 1 - 6 x 4 / 990; input.2 to
/// 6: one, 1 - 6 x 2 / 990; input.7: none, 1, falling; the others do not vary.
static double crowded_input(size_t r, size_t k)
{
    static const double twice[N] = {1, 0, 3, 2, 4, 5, 6, 7, 8, 9}, once[N] = {1, 0, 2, 3, 4, 5, 6, 7, 8, 9};
    if (k == 0)
        return twice[r];
    if (k >= 2 && k <= 6)
        return once[r];
    return k == 7 ? -(double)r : 1;
}

/// The weakest of a shock is counted also where stronger inputs took its place before the shock's strongest came.
static void test_shock_counted_when_crowded_out(void **state)
{
    (void)state;
    static const char *const shocks[INPUTS] = {"price", "", "", "", "", "", "", "price", "price", "", "", ""};
    static const char *const names[] = {"input.7", "input.2", "input.3", "input.4", "input.5"};
    struct verdict *verdict = verdict_with_shocks(crowded_input, shocks);
    assert_int_equal(verdict->estimate_count, VERDICT_ESTIMATES_MAX);
    for (size_t i = 0; i < VERDICT_ESTIMATES_MAX; i++) {
        assert_int_equal(verdict->estimates[i].row, 3);
        assert_string_equal(verdict->estimates[i].input, names[i]);
        assert_int_equal(verdict->estimates[i].also, i == 0 ? 1 : 0);
        assert_float_equal(verdict->estimates[i].rho, i == 0 ? -1 : 1 - 12.0 / 990, 1e-14);
    }
    verdict_destroy(verdict);
}

/// A figure that should be low has no missing amount: nothing that is planned would lower it.
static void test_nothing_lowers_it(void **state)
{
    (void)state;
    struct sim_error error = {0};
    double causes[N * TARGETS];
    for (size_t i = 0; i < N * TARGETS; i++)
        causes[i] = -1;
    struct store *store = begin(NULL);
    add_values_with(store, causes);
    assert_int_equal(store_close(store, &error), SIM_OK);
    struct verdict *verdict = verdict_of_file(&error, SIM_OK);
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_true(verdict->rows[1].at_most && verdict->rows[1].count > 0);
    verdict->rows[1].p_reach = 0.4;
    verdict_print(verdict, stream, false, STRINGS_EN);
    fclose(stream);
    const char *line = strstr(text, "pue_new_large");
    assert_non_null(line);
    assert_ptr_equal(strstr(line, "nothing planned lowers it\n") + strlen("nothing planned lowers it"),
                     strchr(line, '\n'));
    free(text);
    verdict_destroy(verdict);
}

/// A target that is missed and waits for nothing asks for more than the scenario plans. edge_sites, of which no value is
/// known, does not, nor does pue_new_large, which is reached.
static void test_more_than_planned(void **state)
{
    (void)state;
    struct sim_error error = {0};
    double causes[N * TARGETS];
    for (size_t i = 0; i < N * TARGETS; i++)
        causes[i] = -1;
    causes[3 * TARGETS] = 1; // of a replication that reaches compute_eflops: of no account
    causes[9 * TARGETS + 3] = 2;
    struct store *store = begin(NULL);
    add_values_with(store, causes);
    assert_int_equal(store_close(store, &error), SIM_OK);
    struct verdict *verdict = verdict_of_file(&error, SIM_OK);
    assert_null(verdict->rows[0].binding);
    assert_float_equal(verdict->rows[0].binding_share, 0, 0);
    assert_string_equal(verdict->rows[3].binding, "capital"); // one miss of ten
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    verdict_print(verdict, stream, false, STRINGS_EN);
    fclose(stream);
    assert_non_null(strstr(text, "0.722  likely   more than is planned\n"));
    assert_non_null(strstr(text, "  reached  -\n"));
    assert_non_null(strstr(text, "-  missed   -\n"));
    assert_non_null(strstr(text, "115500  missed   capital (10 %)\n"));
    free(text);
    json_t *object = verdict_json(verdict, NAN);
    const json_t *row = json_array_get(json_object_get(object, "targets"), 0);
    assert_true(json_is_null(json_object_get(row, "binding")));
    json_decref(object);
    verdict_destroy(verdict);
}

/// A run without targets has a verdict, which says so; a what-if names its overrides.
static void test_no_targets(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store;
    const struct store_head head = {.title = "No targets",
                                    .program_version = "0.1.0",
                                    .command = "suanli run hand.cfg -D a=1 -D b=\"\033\"",
                                    .scenario_text = "x = 1;",
                                    .seed = UINT64_MAX,
                                    .replications = 1,
                                    .epoch = "2022-12-31"};
    assert_int_equal(store_create(path, &head, &store, &error), SIM_OK);
    store_add_scale(store,
                    &(struct store_scale){.name = SCHEMA_INPUT, .count = 1, .texts = (const char *[]){"a"}});
    assert_int_equal(store_close(store, &error), SIM_OK);
    struct verdict *verdict = verdict_of_file(&error, SIM_OK);
    assert_int_equal(verdict->row_count, 0);
    assert_int_equal(verdict->estimate_count, 0);
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    verdict_print(verdict, stream, true, STRINGS_EN);
    verdict_print_estimates(verdict, stream, true, STRINGS_EN);
    fclose(stream);
    assert_string_equal(
        text, "No targets\nseed 18446744073709551615, 1 replication\nwith -D a=1 -D b=\"?\"\n\nno targets\n");
    free(text);
    json_t *object = verdict_json(verdict, NAN);
    text = json_dumps(object, VERDICT_JSON_FLAGS | JSON_COMPACT);
    assert_string_equal(text,
                        "{\"scenario\":\"No targets\",\"seed\":\"18446744073709551615\",\"replications\":1,"
                        "\"events\":null,\"wall_s\":null,\"targets\":[],\"estimates\":[]}");
    free(text);
    json_decref(object);
    verdict_destroy(verdict);
}

/// A file without what the verdict needs is told what, and is no reason to crash.
static void test_missing_pieces(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store = begin(NULL);
    assert_int_equal(store_close(store, &error), SIM_OK);
    assert_null(verdict_of_file(&error, SIM_BAD_DATA));
    assert_int_equal(error.count, 2);
    assert_string_equal(error.faults[0].key, "target_value");
    assert_string_equal(error.faults[1].key, "target_cause");
    sim_error_clear(&error);
    // A sense that is none.
    store = begin("=");
    add_values(store);
    assert_int_equal(store_close(store, &error), SIM_OK);
    assert_null(verdict_of_file(&error, SIM_BAD_DATA));
    assert_string_equal(error.faults[0].key, "target_sense");
    sim_error_clear(&error);
    // Inputs are not needed.
    store = begin(NULL);
    add_values(store);
    assert_int_equal(store_close(store, &error), SIM_OK);
    struct verdict *verdict = verdict_of_file(&error, SIM_OK);
    assert_int_equal(verdict->estimate_count, 0);
    assert_false(verdict->has_events);
    verdict_destroy(verdict);
}

static int make_file(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/suanli-verdict-XXXXXX");
    int descriptor = mkstemp(path);
    return descriptor < 0 ? -1 : close(descriptor);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

/// Of targets that have to do with none of 190 inputs, fewer than one in twenty names any.
static void test_none_by_chance(void **state)
{
    (void)state;
    enum { RUNS = 64, MANY = 190, GOALS_MANY = 400 };
    struct sim_error error = {0};
    const struct store_head head = {.title = "chance",
                                    .program_version = "test",
                                    .command = "test",
                                    .scenario_text = "",
                                    .replications = RUNS,
                                    .epoch = "2022-12-31"};
    static char names[GOALS_MANY][16];
    static const char *texts[GOALS_MANY], *senses[GOALS_MANY], *units[GOALS_MANY], *marks[MANY];
    static double zeros[GOALS_MANY], slab[GOALS_MANY];
    const char *causes[] = {"review"};
    struct store *store;
    assert_int_equal(store_create(path, &head, &store, &error), SIM_OK);
    for (size_t i = 0; i < GOALS_MANY; i++) {
        snprintf(names[i], sizeof(names[i]), "n%zu", i);
        texts[i] = names[i];
        senses[i] = ">=";
        units[i] = "1";
    }
    for (size_t i = 0; i < MANY; i++)
        marks[i] = "estimated";
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_TARGET, .count = GOALS_MANY, .texts = texts});
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_INPUT, .count = MANY, .texts = texts});
    store_add_scale(store, &(struct store_scale){.name = SCHEMA_CAUSE, .count = 1, .texts = causes});
    const struct {
        const char *name, *scale;
        const char *const *values;
    } columns[] = {{SCHEMA_TARGET_ID, SCHEMA_TARGET, texts},
                   {SCHEMA_TARGET_SENSE, SCHEMA_TARGET, senses},
                   {SCHEMA_TARGET_UNIT, SCHEMA_TARGET, units},
                   {SCHEMA_INPUT_MARK, SCHEMA_INPUT, marks}};
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        store_put_texts(store,
                        store_add_variable(store, &(struct store_variable){.name = columns[i].name,
                                                                           .scales = {columns[i].scale},
                                                                           .type = STORE_TEXT}),
                        columns[i].values);
    const char *const fixed[] = {SCHEMA_TARGET_DATE, SCHEMA_TARGET_GOAL};
    for (size_t i = 0; i < 2; i++)
        store_put_fixed(
            store,
            store_add_variable(store, &(struct store_variable){.name = fixed[i], .scales = {SCHEMA_TARGET}}),
            zeros);
    size_t value = store_add_variable(
               store, &(struct store_variable){.name = SCHEMA_TARGET_VALUE,
                                               .scales = {SCHEMA_REPLICATION, SCHEMA_TARGET}}),
           cause = store_add_variable(store,
                                      &(struct store_variable){.name = SCHEMA_TARGET_CAUSE,
                                                               .scales = {SCHEMA_REPLICATION, SCHEMA_TARGET},
                                                               .type = STORE_I32}),
           drawn = store_add_variable(store,
                                      &(struct store_variable){.name = SCHEMA_INPUT_VALUE,
                                                               .scales = {SCHEMA_REPLICATION, SCHEMA_INPUT}});
    uint64_t state_of = 1;
    for (size_t r = 0; r < RUNS; r++) {
        store_put(store, cause, r, zeros);
        for (int part = 0; part < 2; part++) {
            for (size_t i = 0; i < GOALS_MANY; i++) {
                state_of = state_of * 6364136223846793005u + 1442695040888963407u;
                slab[i] = (double)(state_of >> 11);
            }
            store_put(store, part ? drawn : value, r, slab);
        }
    }
    assert_int_equal(store_close(store, &error), SIM_OK);
    struct verdict *verdict = verdict_of_file(&error, SIM_OK);
    size_t naming = 0;
    for (size_t i = 0; i < verdict->estimate_count; i++)
        naming += i == 0 || verdict->estimates[i].row != verdict->estimates[i - 1].row;
    if (naming * 20 >= GOALS_MANY)
        fail_msg("%zu of %d targets name an input that has nothing to do with them", naming, GOALS_MANY);
    verdict_destroy(verdict);
}

/// A target of several years tells its estimates once, at the last.
static void test_last_date_alone(void **state)
{
    (void)state;
    struct verdict_row rows[] = {{.id = "a", .date = "2023-12-31"},
                                 {.id = "a", .date = "2024-12-31"},
                                 {.id = "b", .date = "2023-12-31"},
                                 {.id = "a", .date = "2025-12-31"}};
    struct verdict_estimate estimates[] = {{.row = 0, .input = "first", .shock = ""},
                                           {.row = 1, .input = "second", .shock = ""},
                                           {.row = 1, .input = "third", .shock = ""},
                                           {.row = 2, .input = "fourth", .shock = ""}};
    const struct verdict verdict = {
        .rows = rows, .row_count = 4, .estimates = estimates, .estimate_count = 4};
    char *text = printed_estimates(&verdict);
    assert_null(strstr(text, "first")); // and 2025 names none: what 2024 says stands
    assert_non_null(strstr(text, "a       2024-12-31  +0.00  second\n                    +0.00  third\n"
                                 "b       2023-12-31  +0.00  fourth\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_estimates),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_shocks),
        cmocka_unit_test(test_shock_counted_when_crowded_out),
        cmocka_unit_test(test_more_than_planned),
        cmocka_unit_test(test_nothing_lowers_it),
        cmocka_unit_test(test_no_targets),
        cmocka_unit_test(test_missing_pieces),
        cmocka_unit_test(test_none_by_chance),
        cmocka_unit_test(test_last_date_alone),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
