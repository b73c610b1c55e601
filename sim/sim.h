/// The one include of a model.
#pragma once

#include "sim/clock.h"
#include "sim/event.h"
#include "sim/field.h"
#include "sim/kind.h"
#include "sim/record.h"
#include "sim/rng.h"
#include "sim/units.h"
