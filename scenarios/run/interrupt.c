#include "scenarios/run/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "sim/status.h"

static volatile sig_atomic_t is_interrupted, is_urgent;

static void interrupt(int signal_number)
{
    is_urgent = is_urgent || signal_number != SIGUSR1;
    is_interrupted = 1;
}

/// For commands that do not look: nothing half-written stays behind. Only what a handler may do: unlink, write, _exit.
static void end(int signal_number)
{
    static const char text[] = "interrupted: nothing was written\n";
    (void)signal_number;
    sim_clean_up();
    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(SIM_INTERRUPTED);
    _exit(SIM_INTERRUPTED);
}

static void on_signals(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGUSR1, &action,
              NULL); // batch systems warn by it that the time is nearly up (sbatch --signal=USR1@60)
    // A lost terminal interrupts too, unless the run was started to survive it.
    struct sigaction hang_up;
    if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

void interrupt_end(void)
{
    on_signals(end);
}

void interrupt_catch(void)
{
    on_signals(interrupt);
}

bool interrupt_is_urgent(void)
{
    return is_urgent;
}

bool interrupt_came(void)
{
    return is_interrupted;
}
