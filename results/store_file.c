/// The HDF5 file itself: created, its head and attributes written, closed.
#include <stdlib.h>
#include <string.h>

#include "results/hdf5_attribute.h"
#include "results/seal.h"
#include "results/store_parts.h"

hid_t store_hdf5_create(const char *path)
{
    hid_t creation = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    hid_t hdf5 = H5I_INVALID_HID;
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED; // netCDF-4 wants the order
    // No locks: nobody else knows the temporary name, and network file systems refuse them. Closing the file is to close
    // all that is open in it: after a failure some of it will be.
    // No cache of chunks: each is written once, whole. HDF5 would keep a megabyte of every variable.
    if (creation >= 0 && access >= 0 && H5Pset_userblock(creation, SEAL_SIZE) >= 0 &&
        H5Pset_obj_track_times(creation, false) >= 0 && H5Pset_link_creation_order(creation, order) >= 0 &&
        H5Pset_attr_creation_order(creation, order) >= 0 &&
        H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0 &&
        H5Pset_file_locking(access, false, true) >= 0 && H5Pset_cache(access, 0, 0, 0, 1) >= 0 &&
        H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0)
        hdf5 = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    return hdf5;
}

void store_write_head(struct store *store, const struct store_head *head)
{
    char source[128], hex[SEAL_HEX_SIZE];
    snprintf(source, sizeof(source), "suanli %s", head->program_version);
    seal_digest(head->scenario_text, strlen(head->scenario_text), hex);
    const char *const texts[][2] = {
        {"Conventions", "CF-1.10"},
        {SCHEMA_TITLE, head->title},
        {"source", source},
        {"history", head->command},
        {SCHEMA_PROGRAM_VERSION, head->program_version},
        {SCHEMA_COMMAND, head->command},
        {SCHEMA_EPOCH, head->epoch},
        {SCHEMA_SCENARIO_SHA256, hex},
        {SCHEMA_SCENARIO, head->scenario_text},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && store->status == SIM_OK; i++)
        store_good(store, hdf5_attribute_text(store->hdf5, texts[i][0], texts[i][1]));
    if (store->status == SIM_OK)
        store_good(store, hdf5_attribute_array(store->hdf5, SCHEMA_SEED, H5T_STD_U64LE, H5T_NATIVE_UINT64, 1,
                                               &head->seed));
    store_attribute_whole(store, SCHEMA_REPLICATIONS, (int64_t)head->replications);
}

void store_hdf5_close(struct store *store)
{
    for (size_t i = 0; i < store->count; i++) {
        struct store_dataset *variable = &store->variables[i];
        if (variable->dataset >= 0)
            store_good(store, H5Dclose(variable->dataset) >= 0);
        variable->dataset = H5I_INVALID_HID;
    }
    if (store->hdf5 >= 0) {
        if (store->status == SIM_OK)
            store_good(store, H5Fflush(store->hdf5, H5F_SCOPE_GLOBAL) >= 0);
        store_good(store, H5Fclose(store->hdf5) >= 0);
    }
    store->hdf5 = H5I_INVALID_HID;
}

enum sim_status store_attribute_text(struct store *store, const char *name, const char *text)
{
    if (store->status == SIM_OK)
        store_good(store, hdf5_attribute_text(store->hdf5, name, text));
    return store->status;
}

enum sim_status store_attribute_number(struct store *store, const char *name, double value)
{
    if (store->status == SIM_OK)
        store_good(store,
                   hdf5_attribute_array(store->hdf5, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, &value));
    return store->status;
}

enum sim_status store_attribute_whole(struct store *store, const char *name, int64_t value)
{
    if (store->status == SIM_OK)
        store_good(store,
                   hdf5_attribute_array(store->hdf5, name, H5T_STD_I64LE, H5T_NATIVE_INT64, 1, &value));
    return store->status;
}
