/// suanli-mpi: the program over the ranks of MPI.
///
/// Each rank reads the command line and the scenario by itself. A command that is spread runs on all ranks, in a thread beside
/// the clerk (clerk.h), which has this one; any other runs on rank 0, and the rest wait for its status.
#define _GNU_SOURCE // affinity
#include "scenarios/run/host.h"

#include <fcntl.h>
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/interrupt.h"
#include "scenarios/run/mpi/clerk.h"

const char *const host_help = "\nThis is suanli over the ranks of MPI: `suanli-mpi sweep` is spread over "
                              "them, any other command runs on one.\n\n"
                              "  mpirun -n 64 suanli-mpi sweep scenarios/tour.cfg --points 4096\n"
                              "  srun --mpi=pmix suanli-mpi sweep ...    inside a job of Slurm\n\n"
                              "All ranks need the same files on a file system that they share. After Ctrl-C "
                              "mpirun itself returns 1, not 75; what was\n"
                              "done is kept, and --resume goes on.\n";

static int rank, count;
static int standard_error = -1; // of a rank that is silent while the command line is read

/// The program ends by exit() where it only prints, or finds a fault of usage.
static void finalize(void)
{
    int is_over = 0;
    MPI_Finalized(&is_over);
    if (!is_over)
        MPI_Finalize();
}

/// What all ranks print alike, rank 0 prints.
static void be_silent(void)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    standard_error = dup(STDERR_FILENO);
    if (nowhere < 0 || standard_error < 0)
        return;
    dup2(nowhere, STDERR_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    close(nowhere);
}

/// Started by srun, but not so that this MPI hears of it: it will stop, with advice about how to build it.
static void advise(void)
{
    const char *tasks = getenv("SLURM_STEP_NUM_TASKS"), *id = getenv("SLURM_PROCID");
    bool is_joined = getenv("PMIX_RANK") || getenv("OMPI_COMM_WORLD_RANK");
    if (tasks && id && atoi(tasks) > 1 && atoi(id) == 0 && !is_joined)
        fprintf(stderr, "suanli-mpi: a step of %s tasks that were not joined: srun --mpi=pmix joins them\n",
                tasks);
}

void host_begin(int *argc, char ***argv)
{
    int provided;
    advise();
    MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
    if (provided < MPI_THREAD_FUNNELED) {
        fputs("suanli-mpi: this MPI cannot run beside threads\n", stderr);
        MPI_Abort(MPI_COMM_WORLD, SIM_INTERNAL);
    }
    atexit(finalize);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    if (rank > 0)
        be_silent();
}

/// Processors that this rank may have: those that the launcher bound it to, or, where ranks of one host were given the same,
/// an equal share of them.
static void count_processors(struct ranks *ranks)
{
    MPI_Comm neighbours;
    cpu_set_t own, all;
    int near, first, sum;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &neighbours);
    MPI_Comm_size(neighbours, &near);
    MPI_Comm_rank(neighbours, &first);
    CPU_ZERO(&own);
    if (sched_getaffinity(0, sizeof(own), &own) != 0)
        CPU_SET(0, &own);
    int mine = CPU_COUNT(&own);
    MPI_Allreduce(&own, &all, sizeof(own), MPI_BYTE, MPI_BOR, neighbours);
    MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, neighbours);
    if (sum > CPU_COUNT(&all))
        mine = CPU_COUNT(&all) / near > 0 ? CPU_COUNT(&all) / near : 1;
    int is_first = first == 0, hosts;
    MPI_Allreduce(&is_first, &hosts, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Allreduce(&mine, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Comm_free(&neighbours);
    ranks->processors = (uint32_t)mine;
    ranks->all_processors = (uint32_t)sum;
    ranks->hosts = (uint32_t)hosts;
}

/// One rank where the queue or another launcher has started, or holds room for, several: each would do all of the work.
static const char *warn(void)
{
    static const struct {
        const char *name, *text;
    } signs[] = {
        {"SLURM_STEP_NUM_TASKS",
         "this step of Slurm has several tasks, but each runs by itself: srun --mpi=pmix joins them"},
        {"SLURM_NTASKS",
         "this job of Slurm has room for several tasks: start by mpirun or srun --mpi=pmix to use it"},
        {"PMI_SIZE",
         "a launcher started several processes, but not by this program's MPI: each runs by itself"},
        {"PBS_NP", "this job has room for several processes: start by mpirun to use it"},
    };
    static char text[256];
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]) && count == 1; i++) {
        const char *value = getenv(signs[i].name);
        if (!value || atoi(value) < 2)
            continue;
        snprintf(text, sizeof(text), "1 rank, but %s=%s: %s", signs[i].name, value, signs[i].text);
        return text;
    }
    return NULL;
}

/// Whether all ranks do a command together.
static bool is_spread(const struct command *command)
{
    return command->run == cmd_sweep;
}

/// The work of a rank, in a thread of its own.
struct job {
    const struct command *command;
    struct options *options;
    int (*work)(const struct command *command, struct options *options);
    struct clerk *clerk;
};

static void *run(void *self)
{
    struct job *job = self;
    bool is_mine = rank == 0 || is_spread(job->command);
    clerk_end(job->clerk, is_mine ? job->work(job->command, job->options) : SIM_OK);
    return NULL;
}

int host_run(const struct command *command, struct options *options,
             int (*work)(const struct command *command, struct options *options))
{
    struct ranks ranks = {.rank = (uint32_t)rank, .count = (uint32_t)count, .verbs = &clerk_verbs};
    struct job job = {command, options, work, clerk_create(ranks.rank, ranks.count)};
    pthread_t thread;
    if (standard_error >= 0)
        dup2(standard_error, STDERR_FILENO);
    count_processors(&ranks);
    ranks.warning = warn();
    ranks.self = job.clerk;
    options->ranks = &ranks;
    if (rank == 0 && count > 1 && !is_spread(command))
        fprintf(stderr,
                "suanli-mpi: only `suanli-mpi sweep` is spread over ranks; rank 0 of %d does this alone\n",
                count);
    interrupt_catch();
    int fault = pthread_create(&thread, NULL, run, &job);
    SIM_ASSERT(fault == 0, "no thread for the work: %s", strerror(fault));
    int status = clerk_serve(job.clerk);
    pthread_join(thread, NULL);
    clerk_destroy(job.clerk);
    MPI_Finalize();
    return status;
}
