/// Proof that a leak is HDF5's own (1.10.8), without a line of this project: a reference is followed to an object whose header is
/// damaged. That fails, as it should; everything is closed, and 424 bytes are lost.
///
/// So it is where a dataset that others refer to was deleted, and its header's place has something else in it: a run's file without
/// its `assumption` lost 56 bytes. results/load follows no reference: it finds scales by their address. Not built with the
/// project; either of
///
///     clang -g -fsanitize=address hdf5_leak.c -o /tmp/hdf5_leak $(pkg-config --cflags --libs hdf5-serial) && /tmp/hdf5_leak
///     gcc -g hdf5_leak.c -o /tmp/hdf5_leak $(pkg-config --cflags --libs hdf5-serial) && valgrind --leak-check=full /tmp/hdf5_leak
///
/// tells "424 byte(s) leaked in 1 allocation(s)"; with any argument, which leaves the header sound, nothing.
#include <fcntl.h>
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PATH "/tmp/hdf5_leak.h5"

/// A file with a dataset, and another that refers to it; where the first one's header is.
static hobj_ref_t write_file(void)
{
    hobj_ref_t reference;
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110); // headers with a checksum
    hid_t file = H5Fcreate(PATH, H5F_ACC_TRUNC, H5P_DEFAULT, access), space = H5Screate(H5S_SCALAR);
    hid_t scale = H5Dcreate2(file, "scale", H5T_NATIVE_INT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    hid_t refers = H5Dcreate2(file, "refers", H5T_STD_REF_OBJ, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Rcreate(&reference, file, "scale", H5R_OBJECT, -1);
    H5Dwrite(refers, H5T_STD_REF_OBJ, H5S_ALL, H5S_ALL, H5P_DEFAULT, &reference);
    H5Dclose(refers);
    H5Dclose(scale);
    H5Sclose(space);
    H5Fclose(file);
    H5Pclose(access);
    return reference;
}

static void damage(hobj_ref_t address)
{
    int descriptor = open(PATH, O_WRONLY);
    if (descriptor < 0 || pwrite(descriptor, "\xff", 1, (off_t)address + 40) != 1)
        abort();
    close(descriptor);
}

/// Follows the reference; 0 where that fails.
static int follow(void)
{
    hobj_ref_t reference;
    hid_t file = H5Fopen(PATH, H5F_ACC_RDONLY, H5P_DEFAULT), refers = H5Dopen2(file, "refers", H5P_DEFAULT);
    H5Dread(refers, H5T_STD_REF_OBJ, H5S_ALL, H5S_ALL, H5P_DEFAULT, &reference);
    hid_t found = H5Rdereference2(file, H5P_DEFAULT, H5R_OBJECT, &reference);
    if (found >= 0)
        H5Oclose(found);
    H5Dclose(refers);
    H5Fclose(file);
    return found >= 0;
}

int main(int argc, char **argv)
{
    (void)argv;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hobj_ref_t address = write_file();
    if (argc == 1)
        damage(address);
    printf("the reference leads %s\n", follow() ? "to a dataset" : "nowhere");
    unlink(PATH);
    return 0;
}
