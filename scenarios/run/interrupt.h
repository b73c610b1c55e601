/// A signal that asks the program to stop: work looks at it between its steps and ends in order (exit 75).
#pragma once

#include <stdbool.h>

/// Notes SIGINT and SIGTERM from now on, and SIGHUP unless the program was started to survive it.
void interrupt_catch(void);

/// Notes SIGUSR1 and SIGUSR2 too, by which launchers of ranks give notice.
void interrupt_catch_notices(void);

bool interrupt_came(void);

/// Whether it was more than a notice.
bool interrupt_is_urgent(void);
