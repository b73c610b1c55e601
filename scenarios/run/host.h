/// What hosts the program: this process alone (alone.c, in suanli), or the ranks of MPI (mpi/host.c, in suanli-mpi). One of
/// them is linked.
#pragma once

#include "scenarios/run/options.h"

/// What the program's help says of it, whole lines; "": nothing.
extern const char *const host_help;

/// Before anything else; the command line is read after it.
void host_begin(int *argc, char ***argv);

/// Runs a command whose options are read. work: does it, tells its faults, and returns the exit status. Returns that too,
/// and the same on all ranks.
int host_run(const struct command *command, struct options *options,
             int (*work)(const struct command *command, struct options *options));
