/// What a sweep or a search is told on its command line, and the CSV file of its points, over a small scenario. Byte 0 chooses
/// the scenario. The first part is the file; each line of the part -D is one option: "vary PATH=...", "until ...",
/// "target ...", "lever ...", "design NAME", "points N", else an assertion.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/assertion.h"
#include "scenarios/run/lever_set.h"
#include "scenarios/run/sweep_plan.h"
#include "scenarios/run/sweep_points.h"
#include "tests/fuzz/fuzz.h"

enum { LIST_MAX = 8, POINTS_MAX = 256 };

static const char *const scenarios[] = {"tests/scenarios/base.cfg", "tests/scenarios/reach.cfg"};

/// Options as they come from a command line.
struct lists {
    const char *vary[LIST_MAX], *untils[LIST_MAX], *levers[LIST_MAX], *asserts[LIST_MAX], *targets[LIST_MAX];
    size_t assert_count, target_count;
    struct options options;
};

static bool take_word(const char *line, const char *word, const char **rest)
{
    size_t length = strlen(word);
    *rest = line + length + 1;
    return strncmp(line, word, length) == 0 && line[length] == ' ';
}

static void take_line(struct lists *lists, const char *line)
{
    struct options *options = &lists->options;
    const char *rest;
    if (take_word(line, "vary", &rest))
        lists->vary[options->vary_count++] = rest;
    else if (take_word(line, "until", &rest))
        lists->untils[options->until_count++] = rest;
    else if (take_word(line, "lever", &rest))
        lists->levers[options->lever_count++] = rest;
    else if (take_word(line, "target", &rest))
        lists->targets[lists->target_count++] = rest;
    else if (take_word(line, "design", &rest))
        options->design = rest;
    else if (take_word(line, "points", &rest))
        options->points = strtoul(rest, NULL, 10) % POINTS_MAX;
    else
        lists->asserts[lists->assert_count++] = line;
}

static struct sweep_plan *open_plan(size_t which)
{
    static struct sweep_plan plans[sizeof(scenarios) / sizeof(scenarios[0])];
    struct sweep_plan *plan = &plans[which];
    struct sim_error error = {0};
    if (!plan->scenario) {
        plan->path = scenarios[which];
        if (scenario_open(plan->path, NULL, 0, 1, &plan->scenario, &error) != SIM_OK)
            abort(); // run from the top of the project
        plan->province = scenario_province(plan->scenario, 0);
        calendar_init(&plan->calendar, plan->province, false);
    }
    return plan;
}

static void close_plan(struct sweep_plan *plan)
{
    factors_clear(&plan->factors);
    untils_clear(&plan->untils);
    free((size_t *)plan->design.levels);
    free(plan->u);
    free(plan->values);
    plan->u = plan->values = NULL;
    plan->design = (struct design_def){0};
    plan->points = 0;
    plan->is_given = false;
}

/// A design of the options, or the points of the file; then its last point, as a scenario.
static void try_points(struct sweep_plan *plan, struct sim_error *error)
{
    struct scenario *scenario;
    enum sim_status status = sweep_points_make(plan, error);
    SIM_ASSERT((status == SIM_OK) == (error->count == 0), "status %d with %zu faults", status, error->count);
    if (status != SIM_OK)
        return;
    SIM_ASSERT(plan->points > 0 && plan->factors.count > 0, "%zu points of %zu factors", plan->points,
               plan->factors.count);
    if (sweep_plan_open(plan, plan->points - 1, &scenario, error) == SIM_OK)
        scenario_close(scenario);
}

static void try_conditions(struct sweep_plan *plan, const struct lists *lists)
{
    struct sim_error error = {0};
    enum sim_status status =
        untils_read(&plan->untils, &lists->options, plan->province, &plan->calendar, 1, &error);
    SIM_ASSERT((status == SIM_OK) == (error.count == 0), "status %d with %zu faults", status, error.count);
    free(untils_text(&plan->untils));
    free(untils_command(&plan->untils));
    for (size_t i = 0; i < lists->assert_count + lists->target_count; i++) {
        struct assertion assertion;
        bool is_target = i >= lists->assert_count;
        const char *text = is_target ? lists->targets[i - lists->assert_count] : lists->asserts[i];
        if ((is_target ? assertion_read_target : assertion_read)(text, &assertion, &error) == SIM_OK)
            assertion_check(&assertion, &plan->calendar, plan->province->epoch, &error);
    }
    sim_error_clear(&error);
}

/// All levers that were asked for, half-way.
static void try_levers(const struct sweep_plan *plan, const struct lists *lists, struct sim_error *error)
{
    struct lever_set set = {0};
    if (lever_set_create(&set, plan->scenario, lists->options.lever_count ? lists->levers : NULL,
                         lists->options.lever_count, error) == SIM_OK) {
        size_t count;
        int *x = calloc(set.axes.count + 1, sizeof(*x));
        for (size_t i = 0; i < set.axes.count; i++)
            axes_set(set.axes, x, i, (set.axis[i].steps + 1) / 2);
        char **overrides = lever_overrides(&set, x, &count);
        for (size_t i = 0; i < count; i++)
            free(overrides[i]);
        free(overrides);
        free(lever_ground_key(&set, x));
        free(x);
    }
    lever_set_clear(&set);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
    if (size < 1)
        return;
    const struct fuzz_files *files = fuzz_write(bytes + 1, size - 1);
    struct sweep_plan *plan = open_plan(bytes[0] % (sizeof(scenarios) / sizeof(scenarios[0])));
    struct lists lists = {
        .options = {.argument = plan->path, .seed = 1, .replications = 2, .probability = NAN}};
    struct sim_error error = {0};
    for (size_t i = 0; i < files->override_count; i++)
        take_line(&lists, files->overrides[i]);
    char path[256];
    fuzz_path("points.csv", path);
    lists.options.vary = lists.vary;
    lists.options.untils = lists.untils;
    if (!lists.options.design && lists.options.vary_count == 0)
        lists.options.design = path;
    plan->options = &lists.options;
    try_points(plan, &error);
    try_conditions(plan, &lists);
    if (lists.options.lever_count > 0)
        try_levers(plan, &lists, &error);
    close_plan(plan);
    sim_error_clear(&error);
}
