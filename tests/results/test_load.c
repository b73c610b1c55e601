// Files that another writer has changed and sealed again: what is not of a result's shape is told by name, and the rest is read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/foreign.h"
#include "results/hdf5_attribute.h"
#include "results/seal.h"
#include "tests/results/frame.h"
#include "tests/scratch.h"

enum { N = 2, SITES = 3 };

/// Two replications of three sites.
static void write_good(void)
{
    static const double racks[N * SITES] = {1, 2, 3, 4, 5, 6};
    struct store *store = frame_begin("a.h5", N);
    frame_names(store, SCHEMA_SITE, SITES, (const char *const[]){"a", "b", "c"});
    frame_numbers(store, "racks", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE), racks);
    frame_close(store);
}

/// Changes it by way of HDF5 alone, and seals what came out.
static void change(void (*by)(hid_t file))
{
    write_good();
    hid_t file = H5Fopen("a.h5", H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    by(file);
    assert_true(H5Fclose(file) >= 0);
    int descriptor = open("a.h5", O_RDWR);
    assert_true(descriptor >= 0 && seal_apply(descriptor) == 0);
    close(descriptor);
}

static void refused(void (*by)(hid_t file), const char *key, const char *found, const char *expected)
{
    struct sim_error error = {0};
    struct load *load;
    change(by);
    assert_int_equal(load_open("a.h5", &load, &error), SIM_BAD_DATA);
    assert_null(load);
    frame_fault(&error, SIM_BAD_DATA, key, found, expected);
}

/// A dataset of a type and shape.
static hid_t dataset(hid_t file, hid_t type, int rank, const hsize_t *counts)
{
    hid_t space = rank ? H5Screate_simple(rank, counts, NULL) : H5Screate(H5S_SCALAR);
    hid_t made = H5Dcreate2(file, "odd", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(made >= 0);
    H5Sclose(space);
    return made;
}

// ---- what a root may hold ----------------------------------------------------------------------------------

static void with_group(hid_t file)
{
    H5Gclose(H5Gcreate2(file, "odd", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void with_link_to_nowhere(hid_t file)
{
    assert_true(H5Lcreate_soft("/nowhere", file, "odd", H5P_DEFAULT, H5P_DEFAULT) >= 0);
}

static void with_datatype(hid_t file)
{
    hid_t type = H5Tcopy(H5T_NATIVE_INT);
    assert_true(H5Tcommit2(file, "odd", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT) >= 0);
    H5Tclose(type);
}

static void only_datasets_are_read(void **state)
{
    (void)state;
    refused(with_group, "odd", "something that is no dataset", "datasets only");
    refused(with_link_to_nowhere, "odd", "something that is no dataset", "datasets only");
    refused(with_datatype, "odd", "something that is no dataset", "datasets only");
}

// ---- types and shapes --------------------------------------------------------------------------------------

static hid_t odd_type;
static int odd_rank;
static const hsize_t *odd_counts;

static void with_odd_dataset(hid_t file)
{
    H5Dclose(dataset(file, odd_type, odd_rank, odd_counts));
}

static void odd(hid_t type, int rank, const hsize_t *counts, const char *found, const char *expected)
{
    odd_type = type;
    odd_rank = rank;
    odd_counts = counts;
    refused(with_odd_dataset, "odd", found, expected);
}

static void types_and_shapes_are_those_of_results(void **state)
{
    (void)state;
    static const char type[] = "an unknown type", types[] = "64-bit reals, 32-bit integers or texts",
                      shape[] = "an unknown shape", shapes[] = "1 to 4 dimensions, none of them empty";
    static const hsize_t one[] = {1}, none[] = {0}, many[] = {1, 1, 1, 1, 1};
    hid_t fixed = H5Tcopy(H5T_C_S1), pair = H5Tcreate(H5T_COMPOUND, 16);
    H5Tset_size(fixed, 8);
    H5Tinsert(pair, "a", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(pair, "b", 8, H5T_NATIVE_DOUBLE);
    odd(H5T_IEEE_F32LE, 1, one, type, types);
    odd(H5T_STD_I64LE, 1, one, type, types);
    odd(fixed, 1, one, type, types);
    odd(pair, 1, one, type, types);
    odd(H5T_IEEE_F64LE, 0, NULL, shape, shapes);
    odd(H5T_IEEE_F64LE, 5, many, shape, shapes);
    odd(H5T_IEEE_F64LE, 1, none, shape, shapes);
    H5Tclose(fixed);
    H5Tclose(pair);
}

// ---- scales ------------------------------------------------------------------------------------------------

/// Lists scales by their names, `each` of them for each dimension.
static void list_scales(hid_t file, hid_t variable, size_t count, const char *const *names, size_t each)
{
    hobj_ref_t references[2][2];
    hvl_t lists[2];
    hsize_t counts[] = {count};
    hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ), space = H5Screate_simple(1, counts, NULL);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < each; k++)
            assert_true(H5Rcreate(&references[i][k], file, names[i], H5R_OBJECT, -1) >= 0);
        lists[i] = (hvl_t){each, references[i]};
    }
    hid_t attribute = H5Acreate2(variable, "DIMENSION_LIST", type, space, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(attribute >= 0 && H5Awrite(attribute, type, lists) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
}

static const char *const *listed;
static size_t listed_count, listed_each;

/// Two replications of three sites, with scales as listed; none: no list.
static void with_list(hid_t file)
{
    hid_t made = dataset(file, H5T_IEEE_F64LE, 2, (const hsize_t[]){N, SITES});
    if (listed_count > 0)
        list_scales(file, made, listed_count, listed, listed_each);
    H5Dclose(made);
}

static void list(size_t count, const char *const *names, size_t each)
{
    listed_count = count;
    listed = names;
    listed_each = each;
}

static void with_scale_of_two_dimensions(hid_t file)
{
    hid_t made = dataset(file, H5T_IEEE_F64LE, 2, (const hsize_t[]){N, SITES});
    hdf5_attribute_ended_text(made, "CLASS", "DIMENSION_SCALE");
    H5Dclose(made);
}

/// A list that is a number.
static void with_list_of_another_type(hid_t file)
{
    static const double two[2] = {0, 0};
    hid_t made = dataset(file, H5T_IEEE_F64LE, 2, (const hsize_t[]){N, SITES});
    hdf5_attribute_array(made, "DIMENSION_LIST", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 2, two);
    H5Dclose(made);
}

static void each_dimension_has_its_scale(void **state)
{
    (void)state;
    static const char found[] = "no full list of dimension scales", expected[] = "a scale for each dimension";
    list(0, NULL, 0);
    refused(with_list, "odd", found, expected);
    list(1, (const char *const[]){SCHEMA_REPLICATION}, 1);
    refused(with_list, "odd", found, expected);
    list(2, (const char *const[]){SCHEMA_REPLICATION, SCHEMA_SITE}, 2); // two scales for one dimension
    refused(with_list, "odd", found, expected);
    list(2, (const char *const[]){SCHEMA_SITE, SCHEMA_REPLICATION}, 1); // of other lengths
    refused(with_list, "odd", found, expected);
    list(2, (const char *const[]){SCHEMA_REPLICATION, "racks"}, 1); // no scale
    refused(with_list, "odd", found, expected);
    list(2, (const char *const[]){"/", SCHEMA_SITE}, 1); // no dataset
    refused(with_list, "odd", found, expected);
    refused(with_scale_of_two_dimensions, "odd", found, expected);
    refused(with_list_of_another_type, "odd", found, expected);
    struct sim_error error = {0};
    struct load *load;
    list(2, (const char *const[]){SCHEMA_REPLICATION, SCHEMA_SITE}, 1);
    change(with_list);
    assert_int_equal(load_open("a.h5", &load, &error), SIM_OK);
    assert_string_equal(load_find(load, "odd")->scales[1], SCHEMA_SITE);
    load_close(load);
}

// ---- attributes --------------------------------------------------------------------------------------------

static void put_attribute(hid_t file, const char *name, hid_t type, hid_t space, const void *value)
{
    hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(attribute >= 0 && (!value || H5Awrite(attribute, type, value) >= 0));
    H5Aclose(attribute);
}

static void with_attributes(hid_t file)
{
    static const char *const text = "variable length", *const none = NULL;
    static const uint64_t most = UINT64_MAX;
    static const int8_t less = -3;
    static const float half = 0.5F;
    hid_t scalar = H5Screate(H5S_SCALAR), nothing = H5Screate(H5S_NULL), variable = H5Tcopy(H5T_C_S1);
    hid_t two = H5Screate_simple(1, (const hsize_t[]){2}, NULL), opaque = H5Tcreate(H5T_OPAQUE, 8);
    H5Tset_size(variable, H5T_VARIABLE);
    put_attribute(file, "text", variable, scalar, &text);
    put_attribute(file, "none", variable, scalar, &none);
    put_attribute(file, "most", H5T_NATIVE_UINT64, scalar, &most);
    put_attribute(file, "less", H5T_NATIVE_INT8, scalar, &less);
    put_attribute(file, "half", H5T_NATIVE_FLOAT, scalar, &half);
    put_attribute(file, "pair", H5T_NATIVE_DOUBLE, two, (const double[]){1, 2});
    put_attribute(file, "nothing", H5T_NATIVE_DOUBLE, nothing, NULL);
    put_attribute(file, "opaque", opaque, scalar, &most);
    put_attribute(file, "texts", variable, two, (const char *const[]){"a", "b"});
    H5Tclose(opaque);
    H5Tclose(variable);
    H5Sclose(two);
    H5Sclose(nothing);
    H5Sclose(scalar);
}

/// Of any width and sign; what is neither a text nor a number is passed over.
static void attributes_are_texts_or_numbers(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct load *load;
    change(with_attributes);
    assert_int_equal(load_open("a.h5", &load, &error), SIM_OK);
    assert_string_equal(load_attribute_text(load, "text", "-"), "variable length");
    assert_string_equal(load_attribute_text(load, "none", "-"), "");
    assert_true(load_attribute(load, "most")->is_whole && load_attribute(load, "most")->whole == UINT64_MAX);
    assert_false(load_attribute(load, "most")->is_negative);
    assert_true(load_attribute(load, "less")->is_negative && load_attribute(load, "less")->number == -3);
    assert_true(load_attribute(load, "half")->number == 0.5 && !load_attribute(load, "half")->is_whole);
    assert_string_equal(load_attribute_text(load, "half", "a number"), "a number");
    static const char *const passed[] = {"pair", "nothing", "opaque", "texts"};
    for (size_t i = 0; i < 4; i++)
        assert_null(load_attribute(load, passed[i]));
    load_close(load);
}

// ---- values ------------------------------------------------------------------------------------------------

static void with_texts_that_nobody_wrote(hid_t file)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    hid_t made = dataset(file, type, 1, (const hsize_t[]){SITES});
    list_scales(file, made, 1, (const char *const[]){SCHEMA_SITE}, 1);
    H5Dclose(made);
    H5Tclose(type);
}

static void texts_that_nobody_wrote_are_empty(void **state)
{
    (void)state;
    struct sim_error error = {0};
    const char *const *texts;
    change(with_texts_that_nobody_wrote);
    struct load *load = frame_load("a.h5");
    assert_int_equal(load_texts_of(load, "odd", SCHEMA_SITE, &texts, &error), SIM_OK);
    assert_string_equal(texts[SITES - 1], "");
    load_close(load);
}

static void what_is_asked_for_must_be_as_it_is_asked_for(void **state)
{
    (void)state;
    struct sim_error error = {0};
    double *numbers, row[SITES];
    const char *const *texts;
    write_good();
    struct load *load = frame_load("a.h5");
    load_numbers_of(load, "lost", FRAME_BY(SCHEMA_SITE), &numbers, &error);
    frame_fault(&error, SIM_BAD_DATA, "lost", "nothing of that name", "numbers");
    load_texts_of(load, "lost", SCHEMA_SITE, &texts, &error);
    frame_fault(&error, SIM_BAD_DATA, "lost", "nothing of that name", "texts");
    load_texts_of(load, "racks", SCHEMA_SITE, &texts, &error);
    frame_fault(&error, SIM_BAD_DATA, "racks", "numbers", "texts");
    load_numbers_of(load, SCHEMA_SITE, FRAME_BY(SCHEMA_SITE), &numbers, &error);
    frame_fault(&error, SIM_BAD_DATA, SCHEMA_SITE, "texts", "numbers");
    load_numbers_of(load, "racks", FRAME_BY(SCHEMA_REPLICATION), &numbers, &error);
    frame_fault(&error, SIM_BAD_DATA, "racks", "(replication, site)", "(replication)");
    load_numbers_of(load, "racks", FRAME_BY(SCHEMA_REPLICATION, SCHEMA_SITE, SCHEMA_TIME), &numbers, &error);
    frame_fault(&error, SIM_BAD_DATA, "racks", "(replication, site)", "(replication, site, time)");
    load_numbers_of(load, "racks", FRAME_BY(SCHEMA_SITE, SCHEMA_REPLICATION), &numbers, &error);
    frame_fault(&error, SIM_BAD_DATA, "racks", "(replication, site)", "(site, replication)");
    assert_null(numbers);
    load_days_of(load, SCHEMA_SITE, FRAME_BY(SCHEMA_SITE), true, &numbers, &error);
    frame_fault(&error, SIM_BAD_DATA, SCHEMA_SITE, "texts", "numbers");
    assert_int_equal(load_numbers(load, load_find(load, SCHEMA_SITE), row, &error), SIM_BAD_DATA);
    assert_int_equal(load_texts(load, load_find(load, "racks"), &texts, &error), SIM_BAD_DATA);
    sim_error_clear(&error);
    assert_int_equal(load_rows(load, load_find(load, "racks"), 1, 1, row, &error), SIM_OK);
    assert_true(row[0] == 4 && row[2] == 6);
    row[0] = -1;
    assert_int_equal(load_rows(load, load_find(load, "racks"), 2, 0, row, &error),
                     SIM_OK); // none is asked for
    assert_true(row[0] == -1);
    load_close(load);
    load_close(NULL);
}

/// Scales whose names fill any message are cut, not written past its end.
static void long_names_are_cut(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char name[600];
    double *numbers;
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    write_good();
    struct load *load = frame_load("a.h5");
    load_numbers_of(load, "racks", FRAME_BY(name, name), &numbers, &error);
    assert_int_equal(strlen(error.faults[0].expected), 511);
    sim_error_clear(&error);
    load_close(load);
}

// ---- files of others ---------------------------------------------------------------------------------------

static bool crashes(const char *path)
{
    (void)path;
    raise(SIGSEGV);
    return true;
}

static bool runs_out_of_time(const char *path)
{
    (void)path;
    raise(SIGXCPU);
    return true;
}

static bool fails(const char *path)
{
    (void)path;
    return false;
}

static bool reads(const char *path)
{
    (void)path;
    return true;
}

/// What ends the child that reads it ends nothing else.
static void a_child_reads_what_has_no_seal(void **state)
{
    (void)state;
    struct sim_error error = {0};
    assert_int_equal(foreign_try("f.h5", reads, &error), SIM_OK);
    assert_int_equal(foreign_try("f.h5", fails, &error), SIM_BAD_DATA);
    frame_fault(&error, SIM_BAD_DATA, NULL,
                "has no seal, and is no result of this program that HDF5 can read", NULL);
    assert_int_equal(foreign_try("f.h5", crashes, &error), SIM_BAD_DATA);
    frame_fault(&error, SIM_BAD_DATA, NULL, "has no seal, and HDF5 crashed on it (signal 11): it is damaged",
                NULL);
    assert_int_equal(foreign_try("f.h5", runs_out_of_time, &error), SIM_BAD_DATA);
    frame_fault(&error, SIM_BAD_DATA, NULL,
                "has no seal, and HDF5 did not come to its end in 60 s: it is damaged", NULL);
    assert_false(foreign_is("nowhere.h5"));
    write_good();
    assert_false(foreign_is("a.h5")); // it has a seal
    scratch_write("short.h5", "\x89HDF", 4);
    assert_false(foreign_is("short.h5"));
    assert_int_equal(truncate("a.h5", 0), 0);
    assert_false(foreign_is("a.h5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_datasets_are_read),
        cmocka_unit_test(types_and_shapes_are_those_of_results),
        cmocka_unit_test(each_dimension_has_its_scale),
        cmocka_unit_test(attributes_are_texts_or_numbers),
        cmocka_unit_test(texts_that_nobody_wrote_are_empty),
        cmocka_unit_test(what_is_asked_for_must_be_as_it_is_asked_for),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(a_child_reads_what_has_no_seal),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
