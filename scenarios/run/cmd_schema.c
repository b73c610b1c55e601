/// suanli schema: every key that a scenario may have.
#include <stdio.h>

#include "models/models.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/schema.h"

enum sim_status cmd_schema(const struct options *options, struct sim_error *error)
{
    (void)error;
    if (options->json)
        schema_json(stdout, &province_table);
    else
        schema_print(stdout, &province_table);
    return SIM_OK;
}
