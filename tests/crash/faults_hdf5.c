/// The functions of HDF5 that the program calls, each of which can be made to fail (faults.c). A name more in the program needs
/// a line more here. What only gives an identifier back is not among them: nothing can be done where that fails.
#define _GNU_SOURCE
#include <hdf5.h>

#include "tests/crash/faults.h"

/// One that returns a status, or an identifier, both negative where it fails.
#define CALL(type, name, parameters, arguments)                                                              \
    FAULTS_CALL(FAULT_HDF5, type, name, (type)-1, parameters, arguments)
#define CLOSE(name) FAULTS_CLOSE(FAULT_HDF5, herr_t, name, -1, (hid_t id), (id))

// Files, and how they are made.
CALL(hid_t, H5Fcreate, (const char *name, unsigned flags, hid_t creation, hid_t access),
     (name, flags, creation, access))
CALL(hid_t, H5Fopen, (const char *name, unsigned flags, hid_t access), (name, flags, access))
CALL(herr_t, H5Fflush, (hid_t id, H5F_scope_t scope), (id, scope))
CLOSE(H5Fclose)
CALL(hid_t, H5Pcreate, (hid_t class), (class))
CALL(herr_t, H5Pset_attr_creation_order, (hid_t id, unsigned flags), (id, flags))
CALL(herr_t, H5Pset_chunk, (hid_t id, int rank, const hsize_t *sizes), (id, rank, sizes))
CALL(herr_t, H5Pset_deflate, (hid_t id, unsigned level), (id, level))
CALL(herr_t, H5Pset_fclose_degree, (hid_t id, H5F_close_degree_t degree), (id, degree))
CALL(herr_t, H5Pset_file_locking, (hid_t id, hbool_t use, hbool_t ignore), (id, use, ignore))
CALL(herr_t, H5Pset_fill_value, (hid_t id, hid_t type, const void *value), (id, type, value))
CALL(herr_t, H5Pset_layout, (hid_t id, H5D_layout_t layout), (id, layout))
CALL(herr_t, H5Pset_libver_bounds, (hid_t id, H5F_libver_t low, H5F_libver_t high), (id, low, high))
CALL(herr_t, H5Pset_link_creation_order, (hid_t id, unsigned flags), (id, flags))
CALL(herr_t, H5Pset_obj_track_times, (hid_t id, hbool_t track), (id, track))
CALL(herr_t, H5Pset_shuffle, (hid_t id), (id))
CALL(herr_t, H5Pset_userblock, (hid_t id, hsize_t size), (id, size))

// Datasets.
CALL(hid_t, H5Dcreate2,
     (hid_t at, const char *name, hid_t type, hid_t space, hid_t links, hid_t creation, hid_t access),
     (at, name, type, space, links, creation, access))
CALL(hid_t, H5Dget_space, (hid_t id), (id))
CALL(hid_t, H5Dget_type, (hid_t id), (id))
CALL(herr_t, H5Dread, (hid_t id, hid_t type, hid_t memory, hid_t file, hid_t transfer, void *to),
     (id, type, memory, file, transfer, to))
CALL(herr_t, H5Dwrite, (hid_t id, hid_t type, hid_t memory, hid_t file, hid_t transfer, const void *from),
     (id, type, memory, file, transfer, from))
CALL(herr_t, H5Dset_extent, (hid_t id, const hsize_t *sizes), (id, sizes))
CLOSE(H5Dclose)

// Attributes.
CALL(hid_t, H5Acreate2, (hid_t at, const char *name, hid_t type, hid_t space, hid_t creation, hid_t access),
     (at, name, type, space, creation, access))
CALL(herr_t, H5Adelete, (hid_t at, const char *name), (at, name))
CALL(htri_t, H5Aexists, (hid_t at, const char *name), (at, name))
CALL(hid_t, H5Aget_space, (hid_t id), (id))
CALL(hid_t, H5Aget_type, (hid_t id), (id))
CALL(herr_t, H5Aiterate2,
     (hid_t at, H5_index_t index, H5_iter_order_t order, hsize_t *start, H5A_operator2_t visit, void *data),
     (at, index, order, start, visit, data))
CALL(hid_t, H5Aopen, (hid_t at, const char *name, hid_t access), (at, name, access))
CALL(herr_t, H5Aread, (hid_t id, hid_t type, void *to), (id, type, to))
CALL(herr_t, H5Awrite, (hid_t id, hid_t type, const void *from), (id, type, from))

// Objects and references to them.
CALL(H5I_type_t, H5Iget_type, (hid_t id), (id))
CALL(ssize_t, H5Iget_name, (hid_t id, char *name, size_t size), (id, name, size))
CALL(herr_t, H5Literate,
     (hid_t at, H5_index_t index, H5_iter_order_t order, hsize_t *start, H5L_iterate_t visit, void *data),
     (at, index, order, start, visit, data))
CALL(hid_t, H5Oopen, (hid_t at, const char *name, hid_t access), (at, name, access))
CALL(herr_t, H5Rcreate, (void *reference, hid_t at, const char *name, H5R_type_t type, hid_t space),
     (reference, at, name, type, space))
CALL(hid_t, H5Rdereference2, (hid_t at, hid_t access, H5R_type_t type, const void *reference),
     (at, access, type, reference))

// Shapes and types.
CALL(hid_t, H5Screate, (H5S_class_t class), (class))
CALL(hid_t, H5Screate_simple, (int rank, const hsize_t *sizes, const hsize_t *most), (rank, sizes, most))
CALL(int, H5Sget_simple_extent_dims, (hid_t id, hsize_t *sizes, hsize_t *most), (id, sizes, most))
CALL(int, H5Sget_simple_extent_ndims, (hid_t id), (id))
CALL(hssize_t, H5Sget_simple_extent_npoints, (hid_t id), (id))
CALL(herr_t, H5Sselect_hyperslab,
     (hid_t id, H5S_seloper_t how, const hsize_t *start, const hsize_t *stride, const hsize_t *count,
      const hsize_t *block),
     (id, how, start, stride, count, block))
CALL(hid_t, H5Tcopy, (hid_t id), (id))
CALL(hid_t, H5Tcreate, (H5T_class_t class, size_t size), (class, size))
CALL(H5T_class_t, H5Tget_class, (hid_t id), (id))
CALL(H5T_sign_t, H5Tget_sign, (hid_t id), (id))
FAULTS_CALL(FAULT_HDF5, size_t, H5Tget_size, 0, (hid_t id), (id))
CALL(herr_t, H5Tinsert, (hid_t id, const char *name, size_t offset, hid_t member), (id, name, offset, member))
CALL(htri_t, H5Tis_variable_str, (hid_t id), (id))
CALL(herr_t, H5Tset_cset, (hid_t id, H5T_cset_t set), (id, set))
CALL(herr_t, H5Tset_size, (hid_t id, size_t size), (id, size))
CALL(herr_t, H5Tset_strpad, (hid_t id, H5T_str_t pad), (id, pad))
CALL(hid_t, H5Tvlen_create, (hid_t id), (id))
