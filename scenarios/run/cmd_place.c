/// suanli place: where to put the edge data centres of a scenario, or of an instance of the literature.
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/physics/placement/check.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/country.h"
#include "scenarios/run/placement_file.h"
#include "scenarios/run/placement_instance.h"
#include "scenarios/run/placement_show.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/siting.h"
#include "scenarios/run/siting_show.h"
#include "sim/memory.h"

/// Bound steps and tree entries (millions) of an iteration.
#define STEPS_PER_ITERATION   0.1
#define ENTRIES_PER_ITERATION 1.0
#define STEPS_LEAST           300

/// Kicks of each year's search for the regret.
#define REGRET_KICKS 200

static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    is_interrupted = 1;
}

/// What is solved, and where it came from.
struct task {
    const struct options *options;
    struct placement_problem problem;
    struct placement_result result, before; // before: that of --start
    struct placement_instance instance;
    struct scenario *scenario;
    struct country country;
    struct placement_about about;
    char *text, *command;
    double *degrees;             // of clients and sites, latitude and longitude
    int32_t *county;             // of clients
    struct siting_answer answer; // what it means for a province, once solved
    const char **names;
    double started_s, told_s;
};

// --- Where it comes from ------------------------------------------------------------------------------------------

/// Places and names of a scenario's points and sites, for the file and the map.
static void describe_country(struct task *task)
{
    const struct country *country = &task->country;
    size_t n = country->point_count, m = country->site_count;
    const struct province *province = scenario_province(task->scenario, 0);
    const struct county_params *counties = province->counties.items;
    task->degrees = sim_memory_new(2 * (n + m), sizeof(double), "places");
    task->names = sim_memory_new(m + country->county_count, sizeof(*task->names), "names");
    double *lat = task->degrees, *lon = lat + n, *site_lat = lon + n, *site_lon = site_lat + m;
    task->county = sim_memory_new(n, sizeof(*task->county), "places");
    for (size_t i = 0; i < n; i++) {
        lat[i] = country->points[i].lat_deg, lon[i] = country->points[i].lon_deg;
        task->county[i] = (int32_t)country->points[i].county;
    }
    for (size_t j = 0; j < m; j++) {
        site_lat[j] = country->sites[j].lat_deg, site_lon[j] = country->sites[j].lon_deg;
        task->names[j] = country->sites[j].name ? country->sites[j].name : "";
    }
    for (size_t c = 0; c < country->county_count; c++)
        task->names[m + c] = counties[c].id;
    task->about.client_county = task->county;
    task->about.client_lat_deg = lat, task->about.client_lon_deg = lon;
    task->about.site_lat_deg = site_lat, task->about.site_lon_deg = site_lon;
    task->about.site_names = task->names, task->about.county_names = task->names + m;
}

static bool is_mode(const char *name)
{
    for (int mode = 0; mode < PLACEMENT_MODE_COUNT; mode++)
        if (strcmp(placement_mode_names[mode], name) == 0)
            return true;
    return false;
}

/// The mode is an override as any other: what a site is charged depends on it. One that is none is told later.
static enum sim_status open_scenario(struct task *task, struct sim_error *error)
{
    const struct options *options = task->options;
    const char **overrides = sim_memory_new(options->override_count + 1, sizeof(*overrides), "overrides");
    size_t count = 0;
    char mode[64];
    for (; count < options->override_count; count++)
        overrides[count] = options->overrides[count];
    if (options->mode && is_mode(options->mode)) {
        snprintf(mode, sizeof(mode), "siting.mode=\"%s\"", options->mode);
        overrides[count++] = mode;
    }
    enum sim_status status = scenario_open(options->argument, overrides, count, 1, &task->scenario, error);
    free(overrides);
    return status;
}

static enum sim_status from_scenario(struct task *task, struct sim_error *error)
{
    const struct options *options = task->options;
    enum sim_status status = open_scenario(task, error);
    if (status != SIM_OK)
        return status;
    const struct province *province = scenario_province(task->scenario, 0);
    country_init(&task->country, province);
    if (task->country.site_count == 0 || task->country.point_count == 0)
        return sim_error_say(error, SIM_BAD_DATA, "%s: found no counties, points or sites to place among",
                             options->argument);
    siting_problem(&task->problem, province, &task->country);
    describe_country(task);
    task->about.title = province->title;
    task->text = sim_memory_text(scenario_text(task->scenario));
    return SIM_OK;
}

static enum sim_status from_instance(struct task *task, struct sim_error *error)
{
    const struct options *options = task->options;
    if (options->argument || options->override_count > 0)
        return sim_error_say(error, SIM_USAGE,
                             "--instance: found a scenario or -D beside it, expected neither");
    enum sim_status status = placement_instance_read(options->instance, options->sites, options->radius,
                                                     &task->problem, &task->instance, error);
    if (status != SIM_OK)
        return status;
    char text[4300];
    snprintf(text, sizeof(text), "instance %s of %s, SHA-256 %s", task->instance.format, task->instance.path,
             task->instance.digest);
    task->text = sim_memory_text(text);
    task->about.title = task->text;
    return SIM_OK;
}

/// Switches of the command line on top of what the input says.
static enum sim_status switch_problem(struct task *task, struct sim_error *error)
{
    const struct options *options = task->options;
    struct placement_problem *problem = &task->problem;
    if (options->mode) {
        int mode = 0;
        while (mode < PLACEMENT_MODE_COUNT && strcmp(placement_mode_names[mode], options->mode) != 0)
            mode++;
        if (mode == PLACEMENT_MODE_COUNT)
            return sim_error_say(error, SIM_USAGE,
                                 "--mode: found \"%s\", expected median, cover, set-cover, fixed-charge, "
                                 "capacitated or center",
                                 options->mode);
        problem->mode = (enum placement_mode)mode;
        bool is_free = mode == PLACEMENT_SET_COVER || mode == PLACEMENT_FIXED_CHARGE;
        for (int64_t t = 0; is_free && options->sites < 0 && t < problem->period_count; t++)
            problem->target[t] = PLACEMENT_NONE;
    }
    if (options->sites >= 0) {
        // The last period gets the number, those before it no more.
        int64_t last = problem->period_count - 1;
        for (int64_t t = 0; t <= last; t++)
            if (t == last || problem->target[t] < 0 || problem->target[t] > options->sites)
                problem->target[t] = options->sites;
    }
    if (!isnan(options->radius))
        for (int64_t k = 0; k < problem->class_count; k++)
            problem->classes[k].radius = llround(options->radius / problem->unit);
    if (options->start) {
        struct placement_problem earlier;
        enum sim_status status = placement_file_read(options->start, &earlier, &task->before, error);
        if (status != SIM_OK)
            return status;
        bool fits =
            earlier.site_count == problem->site_count && earlier.period_count == problem->period_count &&
            earlier.client_count == problem->client_count && earlier.county_count == problem->county_count &&
            earlier.scenario_count == problem->scenario_count;
        placement_problem_clear(&earlier);
        if (!fits)
            return sim_error_say(
                error, SIM_BAD_DATA,
                "%s: found an answer with other numbers of sites, clients, counties, periods or "
                "scenarios",
                options->start);
    }
    return placement_problem_check(problem, options->instance ? options->instance : options->argument, error);
}

// --- Solving ------------------------------------------------------------------------------------------------------

static bool tell(void *context, const struct placement_progress *progress)
{
    struct task *task = context;
    bool is_terminal = isatty(STDERR_FILENO);
    double now_s = progress_now_s();
    if (!task->options->quiet && now_s - task->told_s >= (is_terminal ? 0.2 : 60)) {
        task->told_s = now_s;
        double unit = task->problem.mode == PLACEMENT_COVER ? 1 : task->problem.unit;
        fprintf(stderr, "%s%s", is_terminal ? "\r\033[K" : "", progress->stage);
        if (progress->cost >= 0)
            fprintf(stderr, ", cost %.6g, at least %.6g, gap %.3f %%", (double)progress->cost * unit,
                    (double)progress->lower_bound * unit,
                    100 * placement_gap(progress->cost, progress->lower_bound));
        fprintf(stderr, ", %.0f s%s", now_s - task->started_s, is_terminal ? "" : "\n");
        fflush(stderr);
    }
    return !is_interrupted;
}

static void solve(struct task *task)
{
    const struct options *options = task->options;
    struct placement_options how = placement_options_default();
    how.seed = options->seed;
    how.time_limit_s = options->time_limit_s;
    how.tell = tell;
    how.context = task;
    how.start = task->before.site_period ? &task->before : NULL;
    if (options->iterations >= 0) {
        double iterations = (double)options->iterations;
        how.kicks = options->iterations;
        how.bound_steps = (int64_t)fmax(STEPS_LEAST, STEPS_PER_ITERATION * iterations);
        how.tree_entries = (int64_t)(ENTRIES_PER_ITERATION * iterations);
    }
    struct sigaction action = {.sa_handler = interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (how.time_limit_s > 0 && !options->quiet)
        fputs("with a time limit the answer depends on the machine\n", stderr);
    task->told_s = task->started_s;
    placement_solve(&task->problem, &how, &task->result);
    if (!options->quiet && isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

/// The command as far as it matters for the answer.
static char *normal_command(const struct options *options)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    SIM_ASSERT(stream, "out of memory for the command");
    fprintf(stream, "suanli place --seed %llu", (unsigned long long)options->seed);
    if (options->instance)
        fprintf(stream, " --instance %s", options->instance);
    if (options->sites >= 0)
        fprintf(stream, " --p %lld", (long long)options->sites);
    if (options->mode)
        fprintf(stream, " --mode %s", options->mode);
    if (!isnan(options->radius))
        fprintf(stream, " --radius %.15g", options->radius);
    if (options->iterations >= 0)
        fprintf(stream, " --iterations %lld", (long long)options->iterations);
    if (options->time_limit_s > 0)
        fprintf(stream, " --time-limit %g", options->time_limit_s);
    for (size_t i = 0; i < options->override_count; i++)
        fprintf(stream, " -D '%s'", options->overrides[i]);
    fclose(stream);
    return text;
}

/// What the answer means for a province. The regret costs more searches, which a time limit leaves no time for.
static void interpret(struct task *task)
{
    const struct options *options = task->options;
    struct placement_options years = {.seed = options->seed, .kicks = REGRET_KICKS};
    bool has_time = options->time_limit_s <= 0 && !task->result.is_interrupted;
    if (!task->scenario || !task->result.is_feasible)
        return;
    siting_answer_init(&task->answer, task->scenario, &task->country, &task->problem, &task->result,
                       has_time ? &years : NULL);
    task->about.county_share = task->answer.county_share;
}

static void show(struct task *task, double wall_s)
{
    bool is_province = task->answer.province != NULL;
    if (task->options->json) {
        task->about.more = json_object();
        if (is_province)
            siting_answer_json(&task->answer, task->about.more);
        placement_show_json(&task->problem, &task->result, &task->about, wall_s);
        json_decref(task->about.more);
    } else {
        placement_show_text(&task->problem, &task->result, wall_s);
        if (is_province)
            siting_answer_print(&task->answer);
    }
}

static enum sim_status tell_answer(struct task *task, struct sim_error *error)
{
    const struct options *options = task->options;
    double wall_s = progress_now_s() - task->started_s;
    enum sim_status status = SIM_OK;
    task->command = normal_command(options);
    task->about.command = task->command;
    task->about.text = task->text;
    task->about.epoch = "2022-12-31";
    task->about.seed = options->seed;
    interpret(task);
    if (options->output)
        status = placement_file_write(options->output, &task->problem, &task->result, &task->about, error);
    if (status == SIM_OK && options->geojson)
        status = placement_show_map(options->geojson, &task->problem, &task->result, &task->about, error);
    if (status == SIM_OK)
        show(task, wall_s);
    if (status == SIM_OK && task->result.is_interrupted)
        status = sim_error_say(error, SIM_INTERRUPTED, "interrupted: the answer is the best so far");
    return status;
}

// --- Checking -----------------------------------------------------------------------------------------------------

static enum sim_status check_file(const struct options *options, struct sim_error *error)
{
    struct placement_problem problem;
    struct placement_result result;
    if (options->argument || options->instance)
        return sim_error_say(error, SIM_USAGE,
                             "--check: found a scenario or an instance beside it, expected neither");
    enum sim_status status = placement_file_read(options->check, &problem, &result, error);
    if (status != SIM_OK)
        return status;
    status = placement_problem_check(&problem, options->check, error);
    if (status == SIM_OK && result.is_feasible)
        status = placement_check(&problem, &result, options->check, error);
    else if (status == SIM_OK)
        status = sim_error_say(error, SIM_BAD_DATA, "%s: holds no answer to check", options->check);
    if (status == SIM_OK && options->json) {
        placement_show_json(&problem, &result, &(struct placement_about){0}, 0);
    } else if (status == SIM_OK && !options->quiet) {
        double unit =
            problem.mode == PLACEMENT_COVER || problem.mode == PLACEMENT_SET_COVER ? 1 : problem.unit;
        int digits = unit == 1 ? 0 : 3;
        printf(
            "%s: holds\ncost %.*f, recomputed; at least %.*f by the multipliers, recomputed: gap %.4f %%\n",
            options->check, digits, (double)result.cost * unit, digits,
            (double)result.multiplier_bound * unit,
            100 * placement_gap(result.cost, result.multiplier_bound));
        if (result.lower_bound > result.multiplier_bound && result.proof.step_count > 0)
            printf("at least %.*f by branch and bound, recomputed in %zu steps: gap %.4f %%\n", digits,
                   (double)result.lower_bound * unit, result.proof.step_count,
                   100 * placement_gap(result.cost, result.lower_bound));
        else if (result.lower_bound > result.multiplier_bound)
            printf("at least %.*f by branch and bound, which the file says and multipliers cannot show\n",
                   digits, (double)result.lower_bound * unit);
    }
    placement_problem_clear(&problem);
    placement_result_clear(&result);
    return status;
}

enum sim_status cmd_place(const struct options *options, struct sim_error *error)
{
    if (options->check)
        return check_file(options, error);
    if (!options->instance && !options->argument)
        return sim_error_say(error, SIM_USAGE,
                             "expected SCENARIO, --instance FORMAT:FILE or --check FILE.h5");
    struct task task = {.options = options, .started_s = progress_now_s()};
    enum sim_status status = options->instance ? from_instance(&task, error) : from_scenario(&task, error);
    if (status == SIM_OK)
        status = switch_problem(&task, error);
    if (status == SIM_OK) {
        solve(&task);
        status = tell_answer(&task, error);
    }
    siting_answer_clear(&task.answer);
    placement_problem_clear(&task.problem);
    placement_result_clear(&task.result);
    placement_result_clear(&task.before);
    placement_instance_clear(&task.instance);
    country_clear(&task.country);
    scenario_close(task.scenario);
    free(task.degrees);
    free(task.county);
    free(task.names);
    free(task.text);
    free(task.command);
    return status;
}
