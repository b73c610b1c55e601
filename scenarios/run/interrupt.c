#include "scenarios/run/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t is_interrupted, is_urgent;

static void interrupt(int signal_number)
{
    is_urgent = is_urgent || signal_number != SIGUSR1;
    is_interrupted = 1;
}

void interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGUSR1, &action, NULL); // batch systems warn by it that the time is nearly up (sbatch --signal=USR1@60)
    // A lost terminal interrupts too, unless the run was started to survive it.
    struct sigaction hang_up;
    if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

bool interrupt_is_urgent(void)
{
    return is_urgent;
}

bool interrupt_came(void)
{
    return is_interrupted;
}
