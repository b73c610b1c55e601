/// Which scale each dimension of a variable has.
///
/// The attributes of the HDF5 Dimension Scale Specification (The HDF Group, 2005), written once at the end. Why not
/// H5DSattach_scale: it deletes and rewrites the scale's list for every variable attached, and is the only thing that
/// would need the high-level library.
#include <stdlib.h>

#include "results/hdf5_attribute.h"
#include "results/store_parts.h"

/// Compound element of a scale's REFERENCE_LIST, with the library's own size and padding.
struct scale_reference {
    hobj_ref_t variable;
    uint32_t dimension;
    uint32_t padding; // zero: it goes into the file
};

static bool refer(struct store *store, size_t index, hobj_ref_t *reference)
{
    return store_good(store,
                      H5Rcreate(reference, store->hdf5, store->variables[index].name, H5R_OBJECT, -1) >= 0);
}

/// DIMENSION_LIST of a variable: one scale per dimension.
static void write_dimensions(struct store *store, const struct store_dataset *variable)
{
    hobj_ref_t references[SCHEMA_RANK_MAX];
    hvl_t lists[SCHEMA_RANK_MAX];
    for (size_t i = 0; i < variable->rank; i++) {
        if (!refer(store, variable->scales[i], &references[i]))
            return;
        lists[i] = (hvl_t){1, &references[i]};
    }
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
    store_good(store, type >= 0 && hdf5_attribute_array(variable->dataset, "DIMENSION_LIST", type, type,
                                                        variable->rank, lists));
    H5Tclose(type);
}

/// REFERENCE_LIST of a scale: who uses it, and as which dimension.
static void write_users(struct store *store, size_t scale)
{
    struct scale_reference *users = store_memory(store->count * SCHEMA_RANK_MAX, sizeof(*users));
    size_t count = 0;
    for (size_t v = 0; v < store->count; v++) {
        const struct store_dataset *variable = &store->variables[v];
        for (size_t i = 0; i < variable->rank && !variable->is_scale; i++)
            if (variable->scales[i] == scale && refer(store, v, &users[count].variable))
                users[count++].dimension = (uint32_t)i;
    }
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(*users));
    if (count > 0 && store->status == SIM_OK)
        store_good(store, type >= 0 &&
                              H5Tinsert(type, "dataset", offsetof(struct scale_reference, variable),
                                        H5T_STD_REF_OBJ) >= 0 &&
                              H5Tinsert(type, "dimension", offsetof(struct scale_reference, dimension),
                                        H5T_STD_U32LE) >= 0 &&
                              hdf5_attribute_array(store->variables[scale].dataset, "REFERENCE_LIST", type,
                                                   type, count, users));
    H5Tclose(type);
    free(users);
}

void store_link_scales(struct store *store)
{
    for (size_t i = 0; i < store->count && store->status == SIM_OK; i++) {
        if (store->variables[i].is_scale)
            write_users(store, i);
        else
            write_dimensions(store, &store->variables[i]);
    }
}
