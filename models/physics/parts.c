#include "models/physics/parts.h"

static const char *const airs[] = {"as_option", "none", "outdoor", "indirect", NULL};
static const char *const frees[] = {"as_option", "none", "exchanger", "refrigerant_pump", NULL};
static const char *const machines[] = {"as_option", "none", "dx", "chiller_air", "chiller_water", NULL};
static const char *const sinks[] = {"as_option", "none", "tower", "dry_cooler", "seawater", NULL};

static const struct sim_field fields[] = {
    SIM_FIELD_CHOICE(parts_params, air, airs, AIR_AS_OPTION,
                     "what the room's air meets first: outdoor air itself, or an exchanger with it"),
    SIM_FIELD_CHOICE(parts_params, free, frees, FREE_AS_OPTION, "what cools before the compressors"),
    SIM_FIELD_CHOICE(parts_params, machine, machines, MACHINE_AS_OPTION, "compressors"),
    SIM_FIELD_CHOICE(parts_params, sink, sinks, SINK_AS_OPTION,
                     "where exchanger and water-cooled condensers reject their heat"),
    SIM_FIELD_CHOICE(parts_params, liquid_sink, sinks, SINK_AS_OPTION,
                     "where the heat of the racks' liquid goes"),
};

const struct sim_table parts_table =
    SIM_TABLE(parts_params, fields, "composition of a plant; as_option: the part that its option has");
