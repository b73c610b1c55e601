/// Values on their way into a result file: slabs are held back until they fill a chunk.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/store_parts.h"

void store_write_held(struct store *store, struct store_dataset *variable)
{
    if (store->status == SIM_OK && variable->rows_held > 0) {
        hsize_t start[SCHEMA_RANK_MAX] = {0}, counts[SCHEMA_RANK_MAX];
        memcpy(counts, variable->counts, sizeof(counts));
        if (variable->has_replications) {
            start[0] = variable->rows_done;
            counts[0] = variable->rows_held;
        }
        hid_t memory = H5Screate_simple((int)variable->rank, counts, NULL);
        hid_t space = H5Dget_space(variable->dataset);
        hid_t type = variable->type == STORE_I32 ? H5T_NATIVE_INT32 : H5T_NATIVE_DOUBLE;
        store_good(store,
                   memory >= 0 && space >= 0 &&
                       H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, counts, NULL) >= 0 &&
                       H5Dwrite(variable->dataset, type, memory, space, H5P_DEFAULT, variable->held) >= 0);
        H5Sclose(space);
        H5Sclose(memory);
    }
    variable->rows_done += variable->rows_held;
    variable->rows_held = 0;
    if (variable->rows_done == variable->rows) {
        free(variable->held);
        variable->held = NULL;
    }
}

/// Takes one slab: into the digest and behind those held back.
static void hold(struct store_dataset *variable, const double *slab)
{
    if (!variable->held)
        variable->held = store_memory(variable->rows_wide * variable->slab, store_value_size(variable));
    size_t first = variable->rows_held * variable->slab;
    for (size_t i = 0; i < variable->slab; i++) {
        // A NaN has many bit patterns, and which one a computation leaves is the compiler's choice: write one of them.
        double value = isnan(slab[i]) ? (double)NAN : slab[i];
        sha256_update(&variable->digest, sizeof(value), (const uint8_t *)&value);
        if (variable->type == STORE_F64) {
            ((double *)variable->held)[first + i] = value;
            continue;
        }
        SIM_ASSERT(value >= INT32_MIN && value <= INT32_MAX && value == trunc(value),
                   "%g in variable %s of whole numbers", value, variable->name);
        ((int32_t *)variable->held)[first + i] = (int32_t)value;
    }
    variable->rows_held++;
}

void store_write_slab(struct store *store, struct store_dataset *variable, const double *slab)
{
    if (store->status != SIM_OK)
        return;
    hold(variable, slab);
    if (variable->rows_held == variable->rows_wide ||
        variable->rows_done + variable->rows_held == variable->rows)
        store_write_held(store, variable);
}

void store_write_texts(struct store *store, struct store_dataset *variable, const char *const *texts)
{
    if (store->status != SIM_OK)
        return;
    const char **known = store_memory(variable->slab, sizeof(*known));
    for (size_t i = 0; i < variable->slab; i++) {
        known[i] = texts[i] ? texts[i] : "";
        sha256_update(&variable->digest, strlen(known[i]) + 1, (const uint8_t *)known[i]);
    }
    hid_t type = store_file_type(STORE_TEXT);
    store_good(store,
               type >= 0 && H5Dwrite(variable->dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, known) >= 0);
    H5Tclose(type);
    free(known);
    variable->rows_done = 1;
}
