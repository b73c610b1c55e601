#include "scenarios/run/host.h"

#include "scenarios/run/ranks.h"

const char *const host_help = "";

void host_begin(int *argc, char ***argv)
{
    (void)argc, (void)argv;
}

int host_run(const struct command *command, struct options *options,
             int (*work)(const struct command *command, struct options *options))
{
    options->ranks = ranks_alone();
    return work(command, options);
}
