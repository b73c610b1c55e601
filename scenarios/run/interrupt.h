/// A signal that asks the program to stop: work looks at it between its steps and ends in order (exit 75).
#pragma once

#include <stdbool.h>

/// From now on a signal ends the program at once with status 75, after what is half-written was removed: for commands
/// that do not look.
void interrupt_end(void);

/// Notes SIGINT, SIGTERM and SIGUSR1 from now on, and SIGHUP unless the program was started to survive it.
void interrupt_catch(void);

bool interrupt_came(void);

/// Whether it was more than the notice that SIGUSR1 gives.
bool interrupt_is_urgent(void);
