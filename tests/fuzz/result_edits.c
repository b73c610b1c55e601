#include "tests/fuzz/result_edits.h"

#include <dirent.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/seal.h"
#include "tests/fuzz/fuzz.h"

enum {
    SEEDS_MAX = 16,
    NAME_BYTES = 128,
    GONE = 255,
    SWAPPED = 254,
    HOSTILE_ATTRIBUTE = 253,
    HOSTILE_FILE = 252
};

struct variable {
    char name[NAME_BYTES];
    size_t count;
    haddr_t offset; // of its numbers in the file, where they lie in one piece; else HADDR_UNDEF
    size_t value_size;
};

struct seed {
    uint8_t *bytes;
    size_t size;
    struct variable *variables;
    size_t count;
};

static struct seed seeds[SEEDS_MAX];
static size_t seed_count;

static const double values[] = {NAN,    INFINITY, -INFINITY,  0,    -0.0, -1,   1,  0.5, 1e308,
                                -1e308, 1e-320,   2147483647, 1e15, 3,    -1e9, 42, 7e4, 1096};
static const char *const hostile[] = {"",
                                      "</script><b>",
                                      "\"\\\"",
                                      "\xe2\x80\xaego",
                                      "\xff\xfe",
                                      "2025-13-99",
                                      "%s%n",
                                      "a\nb",
                                      ">=",
                                      "compute_eflops",
                                      "a = { b = ( { c = 1; }, [1, 2] ); };",
                                      "a = \"",
                                      "compute_eflops@2024-12-31",
                                      "1900-01-01",
                                      "=1+1",
                                      "suanli run -D 'a=1' --antithetic -D '"};

static const char *hostile_of(size_t choice)
{
    return hostile[choice % (sizeof(hostile) / sizeof(hostile[0]))];
}

// ---- seeds -------------------------------------------------------------------------------------------------

static herr_t take_link(hid_t root, const char *name, const H5L_info_t *info, void *data)
{
    struct seed *seed = data;
    (void)info;
    seed->variables = realloc(seed->variables, (seed->count + 1) * sizeof(*seed->variables));
    struct variable *variable = &seed->variables[seed->count++];
    hid_t set = H5Dopen2(root, name, H5P_DEFAULT), space = H5Dget_space(set), type = H5Dget_type(set);
    snprintf(variable->name, sizeof(variable->name), "%s", name);
    variable->count = (size_t)H5Sget_simple_extent_npoints(space);
    variable->offset = H5Tget_class(type) == H5T_STRING ? HADDR_UNDEF : H5Dget_offset(set);
    variable->value_size = H5Tget_size(type);
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(set);
    return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_seed(const char *path)
{
    struct seed *seed = &seeds[seed_count++];
    seed->bytes = fuzz_read(path, &seed->size);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0 || H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, NULL, take_link, seed) < 0)
        abort();
    H5Fclose(file);
}

size_t result_seeds(void)
{
    struct dirent **names;
    const char *folder = getenv("SUANLI_FUZZ_RESULTS");
    if (seed_count > 0)
        return seed_count;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    int count = folder ? scandir(folder, &names, NULL, by_name) : -1;
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        if (strstr(path, ".h5") && seed_count < SEEDS_MAX)
            read_seed(path);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    if (seed_count == 0) {
        fprintf(stderr, "no result files in SUANLI_FUZZ_RESULTS\n");
        exit(1);
    }
    return seed_count;
}

const uint8_t *result_seed(size_t seed, size_t *size)
{
    *size = seeds[seed].size;
    return seeds[seed].bytes;
}

// ---- edits -------------------------------------------------------------------------------------------------

/// One edit, as the bytes say it.
struct edit {
    const struct variable *variable, *other;
    size_t place, run;
    uint8_t value;
};

static struct edit edit_of(const struct seed *seed, const uint8_t *bytes)
{
    size_t place = (size_t)(bytes[1] * 256 + bytes[2]);
    return (struct edit){.variable = &seed->variables[(size_t)(bytes[0] * 256 + bytes[4]) % seed->count],
                         .other = &seed->variables[place % seed->count],
                         .place = place,
                         .run = bytes[4],
                         .value = bytes[3]};
}

static double number_of(const struct edit *edit)
{
    return values[edit->value % (sizeof(values) / sizeof(values[0]))];
}

/// Whole numbers take what they can hold.
static int32_t whole_of(double value)
{
    return isnan(value) ? 0 : value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static bool is_poke(const struct edit *edit)
{
    return edit->value < HOSTILE_FILE && edit->variable->offset != HADDR_UNDEF;
}

/// Changes numbers where they lie, without HDF5.
static void poke(uint8_t *bytes, size_t size, const struct edit *edit)
{
    const struct variable *variable = edit->variable;
    double real = number_of(edit);
    int32_t whole = whole_of(real);
    for (size_t i = 0; i <= edit->run && i < variable->count; i++) {
        size_t at = (size_t)variable->offset + (edit->place + i) % variable->count * variable->value_size;
        if (at + variable->value_size > size)
            abort();
        if (variable->value_size == sizeof(real))
            memcpy(bytes + at, &real, sizeof(real));
        else
            memcpy(bytes + at, &whole, sizeof(whole));
    }
}

static void edit_numbers(hid_t set, const struct edit *edit)
{
    size_t count = edit->variable->count;
    double *numbers = malloc((count + 1) * sizeof(*numbers));
    if (H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0) {
        for (size_t i = 0; i <= edit->run; i++)
            numbers[(edit->place + i) % count] = number_of(edit);
        H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers);
    }
    free(numbers);
}

static void edit_texts(hid_t set, hid_t type, const struct edit *edit)
{
    size_t count = edit->variable->count;
    hid_t space = H5Dget_space(set);
    char **texts = calloc(count + 1, sizeof(*texts));
    if (H5Tis_variable_str(type) > 0 && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0) {
        char *kept = texts[edit->place % count];
        texts[edit->place % count] = (char *)hostile_of(edit->value);
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts);
        texts[edit->place % count] = kept;
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts);
    }
    free(texts);
    H5Sclose(space);
}

/// Puts a text in place of an attribute, whatever that was; or a number, where it was one.
static void edit_attribute(hid_t object, const char *name, size_t choice)
{
    hid_t old = H5Aopen(object, name, H5P_DEFAULT), fixed = H5Aget_type(old), type = H5Tcopy(fixed),
          space = H5Screate(H5S_SCALAR);
    H5T_class_t class = H5Tget_class(type);
    double number = values[choice % (sizeof(values) / sizeof(values[0]))];
    const char *text = hostile_of(choice);
    H5Tclose(fixed);
    H5Aclose(old);
    if (class == H5T_STRING && (H5Tis_variable_str(type) > 0 || H5Tset_size(type, strlen(text) + 1) < 0)) {
        H5Tclose(type);
        type = -1;
    }
    if (type >= 0 && (class == H5T_STRING || class == H5T_INTEGER || class == H5T_FLOAT) &&
        H5Adelete(object, name) >= 0) {
        hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
        if (class == H5T_STRING)
            H5Awrite(attribute, type, text);
        else
            H5Awrite(attribute, H5T_NATIVE_DOUBLE, &number);
        H5Aclose(attribute);
    }
    if (type >= 0)
        H5Tclose(type);
    H5Sclose(space);
}

static void edit_file(hid_t file, const struct edit *edit)
{
    char name[NAME_BYTES];
    hsize_t count = (hsize_t)H5Aget_num_attrs(file);
    if (count > 0 && H5Aget_name_by_idx(file, ".", H5_INDEX_NAME, H5_ITER_INC, edit->place % count, name,
                                        sizeof(name), H5P_DEFAULT) > 0)
        edit_attribute(file, name, edit->run);
}

static void swap_names(hid_t file, const char *a, const char *b)
{
    if (strcmp(a, b) == 0 || H5Lmove(file, a, file, "between", H5P_DEFAULT, H5P_DEFAULT) < 0)
        return;
    H5Lmove(file, b, file, a, H5P_DEFAULT, H5P_DEFAULT);
    H5Lmove(file, "between", file, b, H5P_DEFAULT, H5P_DEFAULT);
}

static void edit_variable(hid_t file, const struct edit *edit)
{
    static const char *const texts[] = {"units", "long_name", "flag_meanings", "CLASS"};
    hid_t set = H5Dopen2(file, edit->variable->name, H5P_DEFAULT);
    if (set < 0)
        return; // gone
    const char *attribute = texts[edit->place % (sizeof(texts) / sizeof(texts[0]))];
    hid_t type = H5Dget_type(set);
    if (edit->value == HOSTILE_ATTRIBUTE && H5Aexists(set, attribute) > 0)
        edit_attribute(set, attribute, edit->run);
    else if (edit->value != HOSTILE_ATTRIBUTE && H5Tget_class(type) == H5T_STRING)
        edit_texts(set, type, edit);
    else if (edit->value != HOSTILE_ATTRIBUTE)
        edit_numbers(set, edit);
    H5Tclose(type);
    H5Dclose(set);
}

static void edit_by_hdf5(const struct seed *seed, const char *path, const uint8_t *bytes, size_t count)
{
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    if (file < 0)
        abort();
    for (size_t i = 0; i < count; i++) {
        struct edit edit = edit_of(seed, bytes + i * EDIT_BYTES);
        if (is_poke(&edit))
            continue;
        if (edit.value == GONE) // what refers to it then refers to nothing, or to something else
            H5Ldelete(file, edit.variable->name, H5P_DEFAULT);
        else if (edit.value == SWAPPED)
            swap_names(file, edit.variable->name, edit.other->name);
        else if (edit.value == HOSTILE_FILE)
            edit_file(file, &edit);
        else
            edit_variable(file, &edit);
    }
    H5Fclose(file);
}

void result_edit(size_t index, const uint8_t *edits, size_t size, const char *name)
{
    const struct seed *seed = &seeds[index];
    size_t count = size / EDIT_BYTES < EDITS_MAX ? size / EDIT_BYTES : EDITS_MAX, left = 0;
    char path[256];
    uint8_t *bytes = malloc(seed->size);
    memcpy(bytes, seed->bytes, seed->size);
    for (size_t i = 0; i < count; i++) {
        struct edit edit = edit_of(seed, edits + i * EDIT_BYTES);
        if (is_poke(&edit))
            poke(bytes, seed->size, &edit);
        else
            left++;
    }
    fuzz_put(name, bytes, seed->size);
    free(bytes);
    fuzz_path(name, path);
    if (left > 0)
        edit_by_hdf5(seed, path, edits, count);
    fuzz_seal(name);
}
