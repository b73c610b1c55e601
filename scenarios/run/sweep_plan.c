#include "scenarios/run/sweep_plan.h"

#include <stdlib.h>
#include <string.h>

#include "results/seal.h"
#include "scenarios/run/sweep_points.h"
#include "sim/memory.h"

/// Replications of all points together, at most.
#define TASKS_MAX ((size_t)1 << 31)

/// A unit is about a 256th of the work, for threads, ranks and shards to share evenly, but no more than is bearable to lose,
/// and not so little that reading the scenario takes as long as running it. Of very many there are not more files than a
/// folder holds well.
enum { UNITS_WANTED = 256, UNIT_TASKS_MAX = 16, UNITS_MAX = 65536 };
/// Where a sweep may stop, its first look is shared by as many threads.
enum { UNITS_A_LOOK = 16 };

static size_t divide_up(size_t count, size_t by)
{
    return (count + by - 1) / by;
}

static char *command_of(const struct sweep_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    fprintf(stream, "suanli sweep --replications %zu --seed %llu%s%s%s", plan->replications,
            (unsigned long long)plan->options->seed, plan->is_independent ? " --independent" : "",
            plan->is_antithetic ? " --antithetic" : "", plan->options->every_day ? " --every day" : "");
    sweep_points_command(plan, stream);
    char *conditions = untils_command(&plan->untils);
    fputs(conditions, stream);
    free(conditions);
    for (size_t i = 0; i < plan->override_count; i++)
        fprintf(stream, " -D '%s'", plan->overrides[i]);
    fclose(stream);
    return text;
}

/// All that determines the results: program, command, scenario, points.
static void digest_plan(struct sweep_plan *plan)
{
    char *text = NULL, points[SEAL_HEX_SIZE];
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for a plan");
    seal_digest(plan->values, plan->points * plan->factors.count * sizeof(double), points);
    fprintf(stream, "suanli %s\n%s\nunits of %zu\npoints %s\n", SUANLI_VERSION, plan->command,
            plan->unit_tasks, points);
    for (size_t f = 0; f < plan->factors.count; f++) {
        const struct factor *factor = &plan->factors.items[f];
        fprintf(stream, "%s\n", factor->path);
        for (size_t c = 0; c < factor->choice_count; c++) // points hold the place of a word, not the word
            fprintf(stream, "= %s\n", factor->choices[c]);
    }
    fputs(scenario_text(plan->scenario), stream);
    fclose(stream);
    seal_digest(text, size, plan->digest);
    free(text);
}

static enum sim_status cut(struct sweep_plan *plan, struct sim_error *error)
{
    const struct options *options = plan->options;
    plan->replications =
        options->has_replications ? options->replications : (size_t)plan->province->sweep.replications;
    if (plan->points > TASKS_MAX / plan->replications)
        return sim_error_say(error, SIM_USAGE,
                             "%zu points x %zu replications: expected 2,147,483,648 runs at most",
                             plan->points, plan->replications);
    if (plan->is_antithetic && plan->replications % 2 != 0)
        return sim_error_say(error, SIM_USAGE,
                             "--replications: found %zu, expected an even number with --antithetic",
                             plan->replications);
    plan->tasks = plan->points * plan->replications;
    plan->kept = plan->points;
    plan->unit_tasks = plan->tasks / UNITS_WANTED;
    size_t most = UNIT_TASKS_MAX, look = UNTIL_FIRST * plan->replications / UNITS_A_LOOK;
    if (options->until_count > 0 && look < most)
        most = look;
    if (plan->unit_tasks > most)
        plan->unit_tasks = most;
    if (plan->unit_tasks < divide_up(plan->tasks, UNITS_MAX))
        plan->unit_tasks = divide_up(plan->tasks, UNITS_MAX);
    plan->unit_tasks += plan->unit_tasks == 0;
    if (factors_change_ground(
            &plan->factors)) // which takes longer to make than many replications: once a point
        plan->unit_tasks = divide_up(plan->unit_tasks, plan->replications) * plan->replications;
    plan->units = divide_up(plan->tasks, plan->unit_tasks);
    return SIM_OK;
}

/// Pairs turn round what replications draw. Where a sweep sets all uncertain values itself, as it does unless told otherwise, they
/// draw none.
static enum sim_status check_pairs(const struct sweep_plan *plan, const struct scenario *point,
                                   struct sim_error *error)
{
    static const char expected[] =
        "uncertain values that the sweep does not vary: it sets all of them at each point, so that pairs of "
        "replications have nothing to turn round. Vary some only (--vary), or leave it out";
    const char *file;
    int line;
    if (!plan->is_antithetic || scenario_input_count(point) > 0)
        return SIM_OK;
    if (plan->options->antithetic)
        return sim_error_say(error, SIM_USAGE, "--antithetic: expected %s", expected);
    scenario_place(plan->scenario, "sweep.antithetic", &file, &line);
    sim_error_add(error, SIM_BAD_DATA, file, line, "sweep.antithetic", "true", expected);
    return SIM_BAD_DATA;
}

/// Opens a first point, and those with the least and greatest value of each factor: a range beyond a field's own is told
/// before any work. Distributions stay inside.
static enum sim_status try_extremes(const struct sweep_plan *plan, struct sim_error *error)
{
    size_t count = plan->factors.count;
    for (size_t f = 0; f < count; f++) {
        size_t least = 0, most = 0;
        bool is_bounded =
            plan->factors.items[f].law == FACTOR_INPUT || plan->factors.items[f].law == FACTOR_SHOCK;
        if (is_bounded && f > 0)
            continue;
        for (size_t p = 1; p < plan->points; p++) {
            least = plan->values[p * count + f] < plan->values[least * count + f] ? p : least;
            most = plan->values[p * count + f] > plan->values[most * count + f] ? p : most;
        }
        for (int end = 0; end < 2; end++) {
            struct scenario *scenario;
            enum sim_status status = sweep_plan_open(plan, end ? most : least, &scenario, error);
            if (status != SIM_OK)
                return status;
            status = f == 0 && !end ? check_pairs(plan, scenario, error) : SIM_OK;
            scenario_close(scenario);
            if (status != SIM_OK)
                return status;
        }
    }
    return SIM_OK;
}

/// What is to be known well enough before it stops. With the same random numbers at all points an answer would not get surer
/// with their number.
static enum sim_status read_conditions(struct sweep_plan *plan, struct sim_error *error)
{
    const struct options *options = plan->options;
    if (options->until_count > 0 && options->shards > 0)
        sim_error_say(error, SIM_USAGE,
                      "--until: expected none with --shard: how many points there are shows only where all "
                      "are looked at");
    return untils_read(&plan->untils, options, plan->province, &plan->calendar, plan->replications, error);
}

enum sim_status sweep_plan_create(struct sweep_plan *plan, const struct options *options,
                                  struct sim_error *error)
{
    *plan = (struct sweep_plan){.path = options->argument,
                                .options = options,
                                .is_independent = options->independent || options->until_count > 0,
                                .overrides = options->overrides,
                                .override_count = options->override_count};
    enum sim_status status =
        scenario_open(plan->path, plan->overrides, plan->override_count, 1, &plan->scenario, error);
    if (status == SIM_OK) {
        plan->province = scenario_province(plan->scenario, 0);
        plan->is_antithetic = options->antithetic || plan->province->sweep.antithetic;
        calendar_init(&plan->calendar, plan->province, options->every_day);
        plan->width = 1 + 2 * (size_t)plan->province->targets.count + CAUSE_COUNT +
                      SERIES_COUNT * plan->calendar.time_count;
        status = sweep_points_make(plan, error);
    }
    if (status == SIM_OK)
        status = cut(plan, error);
    if (status == SIM_OK)
        status = read_conditions(plan, error);
    if (status == SIM_OK) {
        plan->command = command_of(plan);
        digest_plan(plan);
        status = try_extremes(plan, error);
    }
    if (status != SIM_OK)
        sweep_plan_clear(plan);
    return status;
}

void sweep_plan_clear(struct sweep_plan *plan)
{
    factors_clear(&plan->factors);
    untils_clear(&plan->untils);
    calendar_clear(&plan->calendar);
    scenario_close(plan->scenario);
    free((size_t *)plan->design.levels);
    free(plan->u);
    free(plan->values);
    free(plan->command);
    *plan = (struct sweep_plan){0};
}

size_t sweep_plan_kept_units(const struct sweep_plan *plan)
{
    return (plan->kept * plan->replications + plan->unit_tasks - 1) / plan->unit_tasks;
}

size_t sweep_plan_first(const struct sweep_plan *plan, size_t unit)
{
    return unit * plan->unit_tasks;
}

size_t sweep_plan_tasks(const struct sweep_plan *plan, size_t unit)
{
    size_t left = plan->tasks - unit * plan->unit_tasks;
    return left < plan->unit_tasks ? left : plan->unit_tasks;
}

/// The command line's overrides and those of a point. Texts of the latter are to be freed from override_count on.
static const char **overrides_of(const struct sweep_plan *plan, size_t point, size_t *count)
{
    enum { SIZE = 4096 };
    const char **list =
        sim_memory_new(plan->override_count + plan->factors.count, sizeof(*list), "overrides");
    *count = plan->override_count;
    for (size_t i = 0; i < plan->override_count; i++)
        list[i] = plan->overrides[i];
    for (size_t f = 0; f < plan->factors.count; f++) {
        char text[SIZE];
        if (factor_override(&plan->factors.items[f], plan->values[point * plan->factors.count + f], text,
                            SIZE))
            list[(*count)++] = sim_memory_text(text);
    }
    return list;
}

enum sim_status sweep_plan_open(const struct sweep_plan *plan, size_t point, struct scenario **out,
                                struct sim_error *error)
{
    size_t count;
    const char **list = overrides_of(plan, point, &count);
    enum sim_status status = scenario_open(plan->path, list, count, 1, out, error);
    if (status != SIM_OK)
        sim_error_say(error, status, "point %zu of the sweep cannot be run", point);
    for (size_t i = plan->override_count; i < count; i++)
        free((char *)list[i]);
    free(list);
    return status;
}

enum sim_status sweep_plan_check(const struct sweep_plan *plan, struct sim_error *error)
{
    struct scenario *now;
    enum sim_status status = scenario_open(plan->path, plan->overrides, plan->override_count, 1, &now, error);
    if (status != SIM_OK)
        return status;
    if (strcmp(scenario_text(now), scenario_text(plan->scenario)) != 0) {
        status = SIM_BAD_DATA;
        sim_error_add(error, status, plan->path, 0, NULL, "another scenario than when the sweep began",
                      "no change while it runs");
    }
    scenario_close(now);
    return status;
}
