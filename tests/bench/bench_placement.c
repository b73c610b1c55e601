/// The placement solver on the instances of the literature and on large made-up ones, on one core.
///
///     bench_placement [REFERENCE [SECONDS]]   REFERENCE: a folder with placement/pmed/pmed1.txt and so on; without one
///                                             (or SUANLI_REFERENCE) only made-up problems are run
///     SECONDS: for each of highs, cbc, glpsol on the smaller p-medians, where they are on the PATH; 0: none
///
/// It prints and judges nothing.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "scenarios/run/placement_instance.h"
#include "scenarios/run/progress.h"
#include "sim/rng.h"

/// What is run, with the published optimum or best known value.
struct run {
    const char *name, *file;
    int64_t sites;
    double radius, published;
    int64_t iterations;
};

static const struct run runs[] = {
    {"pmed1", "pmed:pmed/pmed1.txt", -1, NAN, 5819, 20000},
    {"pmed5", "pmed:pmed/pmed5.txt", -1, NAN, 1355, 20000},
    {"pmed9", "pmed:pmed/pmed9.txt", -1, NAN, 2734, 20000},
    {"pmed10", "pmed:pmed/pmed10.txt", -1, NAN, 1255, 20000},
    {"pmed15", "pmed:pmed/pmed15.txt", -1, NAN, 1729, 20000},
    {"pmed20", "pmed:pmed/pmed20.txt", -1, NAN, 1789, 20000},
    {"pmed25", "pmed:pmed/pmed25.txt", -1, NAN, 1828, 20000},
    {"pmed30", "pmed:pmed/pmed30.txt", -1, NAN, 1989, 20000},
    {"pmed36", "pmed:pmed/pmed36.txt", -1, NAN, 9934, 20000},
    {"pmed40", "pmed:pmed/pmed40.txt", -1, NAN, 5128, 20000},
    {"rl1304 p=50", "tsp:rl1304/rl1304_p50.pmp", -1, NAN, 795012, 20000},
    {"rl1304 p=200", "tsp:rl1304/rl1304_p200.pmp", -1, NAN, 268573, 20000},
    {"cap71", "cap:cap/cap71.txt", -1, NAN, 932615.750, 20000},
    {"cap72", "cap:cap/cap72.txt", -1, NAN, 977799.400, 20000},
    {"cap131", "cap:cap/cap131.txt", -1, NAN, 793439.562, 20000},
    {"SJC1", "sjc:sjc/SJC1.dat", -1, NAN, 17288.99, 20000},
    {"SJC3a", "sjc:sjc/SJC3a.dat", -1, NAN, 45335.16, 20000},
    {"Bronx p=50", "mclp:mclp/Bronx.txt", 50, 600, 1205051, 40000},
    {"Bronx p=60", "mclp:mclp/Bronx.txt", 60, 600, 1290635, 40000},
    {"Bronx p=70", "mclp:mclp/Bronx.txt", 70, 600, 1348232, 40000},
    {"Bronx p=80", "mclp:mclp/Bronx.txt", 80, 600, 1376061, 38000},
    {"Bronx p=90", "mclp:mclp/Bronx.txt", 90, 600, 1384376, 32000},
    {"Bronx p=100", "mclp:mclp/Bronx.txt", 100, 600, 1385099, 24000},
};

static struct placement_options options_for(int64_t iterations)
{
    struct placement_options options = placement_options_default();
    options.kicks = iterations;
    options.bound_steps = iterations / 10 > 300 ? iterations / 10 : 300;
    options.tree_entries = iterations;
    return options;
}

/// Time of the processor, which other work on the machine lengthens less than that of the clock.
static double cpu_now_s(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void print_line(const char *name, const struct placement_problem *problem,
                       const struct placement_result *result, double published, double wall_s, double cpu_s)
{
    double unit = problem->mode == PLACEMENT_COVER ? 1 : problem->unit, cost = (double)result->cost * unit,
           lower = (double)result->lower_bound * unit;
    if (problem->mode == PLACEMENT_COVER) {
        double all = 0;
        for (int64_t i = 0; i < problem->client_count; i++)
            all += (double)problem->weight[i];
        cost = all - cost, lower = all - lower;
    }
    printf("%-22s %14.3f %14.3f %14.3f %9.4f %% %8.2f s %8.2f s %s\n", name, published, cost, lower,
           cost != 0 ? 100 * fabs(cost - lower) / cost : 0, wall_s, cpu_s, result->is_proven ? "proven" : "");
    fflush(stdout);
}

/// Solvers run as programs of their own, on the classic formulation.
static const struct solver {
    const char *program, *command;
} solvers[] = {
    {"highs", "timeout %1$d highs --time_limit %2$d %3$s 2>&1 | grep -E 'Primal bound|Dual bound|Status'"},
    {"cbc", "timeout %1$d cbc %3$s seconds %2$d solve 2>&1 | grep -E 'Objective value|Lower bound|Result'"},
    {"glpsol",
     "timeout %1$d glpsol --tmlim %2$d --lp %3$s 2>&1 | grep -E 'mip =|OPTIMAL|TIME LIMIT' | tail -2"},
};

/// x_ij <= y_j, in CPLEX's LP format.
static void write_lp(const char *path, const struct placement_problem *problem)
{
    FILE *file = fopen(path, "w");
    int64_t n = problem->client_count;
    if (!file)
        return;
    fputs("Minimize\n obj:", file);
    for (int64_t i = 0; i < n; i++)
        for (size_t e = problem->list_start[i]; e < problem->list_start[i + 1]; e++)
            fprintf(file, " + %d x%d_%d\n", problem->list_distance[e], (int)i, problem->list_site[e]);
    fputs("Subject To\n", file);
    for (int64_t i = 0; i < n; i++) {
        for (size_t e = problem->list_start[i]; e < problem->list_start[i + 1]; e++)
            fprintf(file, " + x%d_%d\n", (int)i, problem->list_site[e]);
        fputs(" = 1\n", file);
        for (size_t e = problem->list_start[i]; e < problem->list_start[i + 1]; e++)
            fprintf(file, " x%d_%d - y%d <= 0\n", (int)i, problem->list_site[e], problem->list_site[e]);
    }
    for (int64_t j = 0; j < problem->site_count; j++)
        fprintf(file, " + y%d\n", (int)j);
    fprintf(file, " = %d\nBinary\n", (int)problem->target[0]);
    for (int64_t j = 0; j < problem->site_count; j++)
        fprintf(file, " y%d\n", (int)j);
    fputs("End\n", file);
    fclose(file);
}

static void run_solvers(const struct placement_problem *problem, int seconds)
{
    char path[] = "/tmp/bench_placement.lp", command[512];
    bool is_written = false;
    for (size_t s = 0; s < sizeof(solvers) / sizeof(solvers[0]); s++) {
        snprintf(command, sizeof(command), "command -v %s >/dev/null 2>&1", solvers[s].program);
        if (system(command) != 0) {
            printf("    %s: not on the PATH, skipped\n", solvers[s].program);
            continue;
        }
        if (!is_written)
            write_lp(path, problem);
        is_written = true;
        double before_s = progress_now_s();
        snprintf(command, sizeof(command), solvers[s].command, seconds + 5, seconds, path);
        printf("    %s:\n", solvers[s].program);
        fflush(stdout);
        if (system(command) != 0)
            printf("    no answer\n");
        printf("    %.2f s\n", progress_now_s() - before_s);
    }
    if (is_written)
        remove(path);
}

static void run_file(const struct run *run, const char *folder, int seconds)
{
    char name[4096];
    const char *colon = strchr(run->file, ':');
    struct placement_problem problem;
    struct placement_instance instance;
    struct placement_result result;
    struct sim_error error = {0};
    snprintf(name, sizeof(name), "%.*s%s/placement/%s", (int)(colon - run->file) + 1, run->file, folder,
             colon + 1);
    double before_s = progress_now_s(), cpu_s = cpu_now_s();
    if (placement_instance_read(name, run->sites, run->radius, &problem, &instance, &error) == SIM_OK) {
        struct placement_options options = options_for(run->iterations);
        placement_solve(&problem, &options, &result);
        print_line(run->name, &problem, &result, run->published, progress_now_s() - before_s,
                   cpu_now_s() - cpu_s);
        placement_result_clear(&result);
        if (seconds > 0 && strncmp(run->file, "pmed", 4) == 0 && problem.client_count <= 400)
            run_solvers(&problem, seconds);
    } else {
        printf("%-22s not there\n", run->name);
    }
    sim_error_clear(&error);
    placement_problem_clear(&problem);
    placement_instance_clear(&instance);
}

/// Towns of lognormal size with clients and sites around them.
static void make_large(struct placement_problem *problem, int64_t n, int64_t m, int64_t p, uint64_t seed)
{
    enum { TOWNS = 85 };
    double x[TOWNS], y[TOWNS], spread[TOWNS];
    struct sim_rng rng = sim_rng_named(seed, "towns", 0, 0, 0);
    for (int t = 0; t < TOWNS; t++) {
        x[t] = 400000 * sim_rng_uniform(&rng), y[t] = 400000 * sim_rng_uniform(&rng);
        spread[t] = sim_rng_lognormal(&rng, 5000, 0.7);
    }
    placement_problem_init(problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = n, .sites = m});
    for (int64_t i = 0; i < n; i++) {
        int t = (int)(TOWNS * sim_rng_uniform(&rng));
        problem->client_x[i] = (int64_t)(x[t] + spread[t] * sim_rng_normal(&rng));
        problem->client_y[i] = (int64_t)(y[t] + spread[t] * sim_rng_normal(&rng));
        problem->weight[i] = 1 + (int64_t)sim_rng_lognormal(&rng, 1000, 1);
    }
    for (int64_t j = 0; j < m; j++) {
        int t = (int)(TOWNS * sim_rng_uniform(&rng));
        problem->site_x[j] = (int64_t)(x[t] + spread[t] * sim_rng_normal(&rng));
        problem->site_y[j] = (int64_t)(y[t] + spread[t] * sim_rng_normal(&rng));
    }
    problem->target[0] = p;
}

static void run_large(uint64_t seed, int64_t iterations)
{
    struct placement_problem problem;
    struct placement_result result;
    struct placement_options options = options_for(iterations);
    char name[64];
    make_large(&problem, 10000, 10000, 300, seed);
    snprintf(name, sizeof(name), "10k x 10k, seed %d, %d", (int)seed, (int)iterations);
    double before_s = progress_now_s(), cpu_s = cpu_now_s();
    placement_solve(&problem, &options, &result);
    print_line(name, &problem, &result, NAN, progress_now_s() - before_s, cpu_now_s() - cpu_s);
    placement_result_clear(&result);
    placement_problem_clear(&problem);
}

/// When a solution first came within a gap.
struct watch {
    double started_s, within_s, gap;
};

static bool watch_gap(void *context, const struct placement_progress *progress)
{
    struct watch *watch = context;
    if (isnan(watch->within_s) && progress->cost >= 0 &&
        placement_gap(progress->cost, progress->lower_bound) <= watch->gap)
        watch->within_s = progress_now_s() - watch->started_s;
    return isnan(watch->within_s);
}

/// Time to a gap, from an answer or from scratch (null).
static double time_to(const struct placement_problem *problem, const struct placement_result *start,
                      double gap)
{
    struct watch watch = {progress_now_s(), NAN, gap};
    struct placement_options options = options_for(10000);
    struct placement_result result;
    options.start = start;
    options.tell = watch_gap;
    options.context = &watch;
    placement_solve(problem, &options, &result);
    if (isnan(watch.within_s) && placement_gap(result.cost, result.lower_bound) <= gap)
        watch.within_s = progress_now_s() - watch.started_s;
    placement_result_clear(&result);
    return watch.within_s;
}

/// What an answer is worth after a veto of the site that serves most, and after clients in the western tenth
/// weigh half as much again.
static void run_again(uint64_t seed, double gap)
{
    struct placement_problem problem;
    struct placement_result before;
    struct placement_options options = options_for(10000);
    make_large(&problem, 10000, 10000, 300, seed);
    placement_solve(&problem, &options, &before);
    int64_t *served = calloc((size_t)problem.site_count, sizeof(*served)), most = 0;
    for (int64_t i = 0; i < problem.client_count; i++)
        served[before.assignment[i]] += problem.weight[i];
    for (int64_t j = 0; j < problem.site_count; j++)
        most = served[j] > served[most] ? j : most;
    problem.is_vetoed[most] = true;
    double again_s = time_to(&problem, &before, gap), scratch_s = time_to(&problem, NULL, gap);
    printf("10k x 10k, seed %d: to a gap of %.2f %% after a veto %.2f s from the last answer, %.2f s from "
           "scratch\n",
           (int)seed, 100 * gap, again_s, scratch_s);
    problem.is_vetoed[most] = false;
    for (int64_t i = 0; i < problem.client_count; i++)
        problem.weight[i] += problem.client_x[i] < 40000 ? problem.weight[i] / 2 : 0;
    again_s = time_to(&problem, &before, gap), scratch_s = time_to(&problem, NULL, gap);
    printf("%24s after a shift of demand %.2f s from the last answer, %.2f s from scratch\n", "", again_s,
           scratch_s);
    free(served);
    placement_result_clear(&before);
    placement_problem_clear(&problem);
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : getenv("SUANLI_REFERENCE");
    int seconds = argc > 2 ? atoi(argv[2]) : 0;
    printf("%-22s %14s %14s %14s %11s %10s %10s\n", "instance", "published", "found", "bound", "gap", "time",
           "CPU time");
    for (uint64_t seed = 1; seed <= 3; seed++)
        for (int64_t iterations = 1000; iterations <= 10000; iterations *= 10)
            run_large(seed, iterations);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("most memory so far: %.0f MB\n", (double)usage.ru_maxrss / 1024);
    for (uint64_t seed = 1; seed <= 3; seed++)
        run_again(seed, 0.001);
    for (size_t r = 0; folder && r < sizeof(runs) / sizeof(runs[0]); r++)
        run_file(&runs[r], folder, seconds);
    return 0;
}
