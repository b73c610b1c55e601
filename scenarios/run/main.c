/// The program: one command, its options, its exit status.
#include <gsl/gsl_errno.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/completion.h"
#include "scenarios/run/host.h"
#include "scenarios/run/interrupt.h"
#include "scenarios/run/output.h"
#include "scenarios/run/ranks.h"
#include "scenarios/run/version.h"

const struct command commands[] = {
    {"run", "SCENARIO",
     OPTIONS(OPTION_OUTPUT, OPTION_DEFINE, OPTION_REPLICATIONS, OPTION_THREADS, OPTION_SEED, OPTION_EVERY,
             OPTION_UNTIL, OPTION_ANTITHETIC, OPTION_SNAPSHOT_AT, OPTION_FROM, OPTION_TRACE, OPTION_ASSERT,
             OPTION_LANG, OPTION_JSON, OPTION_QUIET),
     "Runs a scenario many times, writes the results and prints the verdict.",
     "The verdict tells for each target how surely it is reached, what the value comes to, and what it waits "
     "for. "
     "The same scenario and seed give the same file, byte for byte, for any number of threads.",
     cmd_run},
    {"check", "SCENARIO", OPTIONS(OPTION_DEFINE, OPTION_QUIET),
     "Tells all faults of a scenario without running it.", NULL, cmd_check},
    {"cooling", "SCENARIO",
     OPTIONS(OPTION_OUTPUT, OPTION_DEFINE, OPTION_REPLICATIONS, OPTION_THREADS, OPTION_SEED, OPTION_WEATHER,
             OPTION_LOAD, OPTION_OPTION, OPTION_EXPLAIN, OPTION_HOUR, OPTION_SIZE, OPTION_ASSERT, OPTION_JSON,
             OPTION_QUIET),
     "Compares cooling and power chains for a hall: PUE, WUE, cost, size, hour by hour over a year.",
     "All built-in options and the scenario's own plants, in one climate, at 30, 50, 75 and 100 % load and "
     "at the "
     "scenario's own. The hall is the scenario's group `cooling`.",
     cmd_cooling},
    {"place", "[SCENARIO]",
     OPTIONS(OPTION_OUTPUT, OPTION_DEFINE, OPTION_SEED, OPTION_SITES, OPTION_MODE, OPTION_RADIUS,
             OPTION_ITERATIONS, OPTION_TIME_LIMIT, OPTION_INSTANCE, OPTION_START, OPTION_CHECK,
             OPTION_GEOJSON, OPTION_JSON, OPTION_QUIET),
     "Chooses the sites of edge data centres, with a bound that proves how good they are.",
     "Takes a scenario, an instance of the literature (--instance), or an answer to check (--check). The "
     "same "
     "input, seed and iterations give the same sites.",
     cmd_place},
    {"report", "FILE.h5", OPTIONS(OPTION_OUTPUT, OPTION_LANG, OPTION_JSON),
     "Prints the verdict of a result file, or makes a page of it, from the file alone.",
     "With -o FILE.html: one page with everything in it, charts and data, for a browser, a phone or paper; "
     "it "
     "needs "
     "no network. Takes the files of run, sweep, cooling and place.",
     cmd_report},
    {"compare", "FILE.h5...", OPTIONS(OPTION_OUTPUT, OPTION_JSON),
     "Compares runs: what their scenarios differ in, and what that did to each target.",
     "The first file is the base. Runs of the same seed are compared replication by replication, which makes "
     "the "
     "intervals of the differences narrow; others as independent samples. Intervals are 95 %: of twenty "
     "targets "
     "that nothing acts on, one will look changed. With -o a page for a browser.",
     cmd_compare},
    {"export", "FILE.h5", OPTIONS(OPTION_XLSX, OPTION_CSV, OPTION_GEOJSON),
     "Writes the results of a run for other programs: a workbook, CSV files, a map.",
     "Verdict, yearly figures, sites, phases, ledger, counties, edge sites, assumptions with their sources, "
     "observations. The same file gives the same bytes.",
     cmd_export},
    {"sweep", "[SCENARIO]",
     OPTIONS(OPTION_OUTPUT, OPTION_DEFINE, OPTION_VARY, OPTION_DESIGN, OPTION_POINTS, OPTION_REPLICATIONS,
             OPTION_INDEPENDENT, OPTION_ANTITHETIC, OPTION_UNTIL, OPTION_THREADS, OPTION_SEED, OPTION_RESUME,
             OPTION_SHARD, OPTION_STATUS, OPTION_JSON, OPTION_QUIET),
     "Runs many variations of a scenario into one file, and loses no work when it is killed.",
     "Finished work lies in FILE.parts until all is done; --resume goes on from there after any "
     "interruption. The file "
     "is the same, byte for byte, for any number of threads, shards, ranks and interruptions. On a cluster: "
     "mpirun or srun --mpi=pmix suanli-mpi sweep ..., or a Slurm array with --shard (scenarios/slurm/). "
     "After Ctrl-C "
     "mpirun itself returns 1, not 75; --resume goes on all the same.",
     cmd_sweep},
    {"reach", "SCENARIO",
     OPTIONS(OPTION_TARGET, OPTION_PROBABILITY, OPTION_LEVER, OPTION_OUTPUT, OPTION_DEFINE,
             OPTION_REPLICATIONS, OPTION_THREADS, OPTION_SEED, OPTION_JSON, OPTION_QUIET),
     "Finds the cheapest change of levers that reaches targets surely enough.",
     "Levers, how far they go and what they cost are the scenario's group `reach`. The answer is verified "
     "with other "
     "random numbers, and ends with the `suanli run` that reproduces it. It also tells what each lever is "
     "worth "
     "alone and what other probabilities cost; or that the target is out of reach, and the best that was "
     "found. "
     "The same for any number of threads.",
     cmd_reach},
    {"analyse", "FILE.h5", OPTIONS(OPTION_OUTPUT, OPTION_JSON),
     "Tells what matters in the file of a sweep: indices, correlations, boxes.", NULL, cmd_analyse},
    {"schema", NULL, OPTIONS(OPTION_JSON),
     "Prints every key that a scenario may have: type, unit, range, default, meaning.", NULL, cmd_schema},
    {"bench", "NAME",
     OPTIONS(OPTIONS_PHOLD, OPTIONS_MM1, OPTIONS_PROVINCE, OPTION_THREADS, OPTION_SEED, OPTION_REPLICATIONS,
             OPTION_JSON),
     "Measures how fast this machine runs the engine and the scenarios.",
     "NAME is one of\n\n"
     "  phold      the benchmark that engines are compared by: N processes with S start events "
     "each; an event leads to one more, L + Exp(1 - L) later, in a share P of all cases at any "
     "process. Seed 0 has reference random numbers: its hash is that of every sound engine.\n"
     "  mm1        a single-server queue at 75 % load, beside its closed form.\n"
     "  province   a scenario: set-up, events a second, time of each kind of process, what "
     "threads gain inside one replication and over replications.\n"
     "  scale      phold from 10 thousand to 10 million processes: cost of an event, memory of "
     "a process, on one thread unless told otherwise.\n\n"
     "Others that run on the machine show in the figures: repeat, and compare ratios.",
     cmd_bench},
    {0},
};

static void print_help(FILE *stream)
{
    fputs("suanli: a data-centre and compute-capacity simulator\n\n"
          "A scenario file says what a province plans to build; suanli builds it rack by rack, runs it hour "
          "by hour,\n"
          "many times over, and says which targets are reached, how surely, and what stands in the way.\n\n",
          stream);
    for (const struct command *command = commands; command->name; command++)
        fprintf(stream, "  suanli %-7s %-10s %s\n", command->name, command->argument ? command->argument : "",
                command->summary);
    fputs("\n  suanli COMMAND --help   the command's options\n"
          "  suanli --version        version, licence, libraries\n"
          "  suanli --completion     a script that completes commands and options in bash\n\n"
          "Start with:  suanli run scenarios/tour.cfg\n\n"
          "Exit status: 0 done; 1 an asserted target is missed; 64 usage; 65 bad scenario or data; 66 input "
          "missing;\n"
          "70 internal fault; 73 cannot create the output; 74 input/output error; 75 interrupted.\n",
          stream);
    fputs(host_help, stream);
}

static int work(const struct command *command, struct options *options)
{
    struct sim_error error = {0};
    // Set-up too keeps to the threads it was given: ranks on one machine would take each other's processors.
    if (options->threads > 0 || options->ranks->count > 1)
        omp_set_num_threads((int)(options->threads > 0 ? options->threads : options->ranks->processors));
    enum sim_status status = command->run(options, &error);
    if (status == SIM_OK)
        status = output_end(&error);
    if (options->ranks->rank == 0) // which has heard of the others' faults
        sim_error_print(&error, stderr);
    sim_error_clear(&error);
    return status;
}

/// Of what is printed without a command.
static int end(void)
{
    struct sim_error error = {0};
    enum sim_status status = output_end(&error);
    sim_error_print(&error, stderr);
    sim_error_clear(&error);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct options options;
    options_read(command, argc, argv, &options);
    int status = host_run(command, &options, work);
    options_clear(&options);
    return status;
}

int main(int argc, char **argv)
{
    // GSL's default handler aborts; quantile functions are asked only inside their domain.
    gsl_set_error_handler_off();
    output_begin();
    interrupt_end();
    host_begin(&argc, &argv);
    const char *name = argc > 1 ? argv[1] : "";
    for (const struct command *command = commands; command->name; command++)
        if (strcmp(name, command->name) == 0)
            return run(command, argc - 1, argv + 1);
    if (strcmp(name, "--help") == 0 || strcmp(name, "-?") == 0 || strcmp(name, "-h") == 0 ||
        strcmp(name, "help") == 0) {
        print_help(stdout);
        return end();
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        version_print(stdout);
        return end();
    }
    if (strcmp(name, "--completion") == 0) {
        completion_print(stdout);
        return end();
    }
    if (argc > 1)
        fprintf(stderr, "suanli: found the command \"%s\", expected one of these:\n\n", name);
    print_help(stderr);
    return SIM_USAGE;
}
