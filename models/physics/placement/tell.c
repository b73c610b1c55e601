#include "models/physics/placement/tell.h"

void tell_fault(struct tell *tell, const char *format, ...)
{
    char text[512];
    va_list arguments;
    if (tell->told++ >= tell->most)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    sim_error_say(tell->error, SIM_BAD_DATA, "%s: %s", tell->name, text);
}
