/// Parameters of a plant as a set: as it is commonly operated, and drawn from published ranges.
///
/// An option stays what it is: its parts, and the temperatures that define it (chilled water, liquid, supply air), are not
/// touched.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "models/physics/cooling_plant.h"

/// Whose ranges. Source of all: Lei and Masanet (2022), cited in cooling_plant.h, from their public code.
enum plant_set_size { PLANT_SET_LARGE, PLANT_SET_MID, PLANT_SET_SMALL, PLANT_SET_SIZE_COUNT };

/// A number that is drawn uniformly.
struct plant_range {
    const char *
        path; // below struct plant_params; "ups_efficiency": at half load, by scaling all three terms of the loss;
              // a path ended by "*" is drawn as a factor on the plant's own value
    double low[PLANT_SET_SIZE_COUNT], high[PLANT_SET_SIZE_COUNT];
};

/// The ranges, plant_set_range_count of them.
extern const struct plant_range plant_set_ranges[];
extern const size_t plant_set_range_count;

/// A plant as such plants are commonly operated: fouled, over-ventilated, with everything running (estimates, each in
/// plant_sets.c with its reason). params: best practice in, as operated out.
void plant_set_as_operated(struct plant_params *params);

/// Draws one plant. A range's draw depends on seed, its path and the replication alone, so that options share what they
/// share (common random numbers).
void plant_set_draw(struct plant_params *params, enum plant_set_size size, uint64_t seed,
                    uint32_t replication);

/// Makes a set agree with itself where weather or draws made it contradict itself: water that would return warmer than the air
/// rises less, and a tower whose approach no fill brings about (in a cold place, or with little air) has more air.
void plant_set_reconcile(struct plant_params *params);

/// The number at a path of struct plant_params, null where there is none; its field in *field.
void *plant_params_at(struct plant_params *params, const char *path, const struct sim_field **field);
