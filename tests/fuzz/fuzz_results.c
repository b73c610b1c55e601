/// Result files whose values are not what the program writes: a sealed file, as HDF5 reads it, with anything in its numbers.
///
/// Damaged bytes never come this far (tests/results/test_damage.py): the seal stops them. What is left is a file whose writer
/// was wrong. The input is a list of edits to a seed file: byte 0 chooses the file, then five bytes an edit: variable, place
/// (two), value, how many; value 255 takes the variable away. Seeds are taken from the folder that SUANLI_FUZZ_RESULTS names.
#include <dirent.h>
#include <fcntl.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/analyse.h"
#include "results/obstacles.h"
#include "results/platform.h"
#include "results/programmes.h"
#include "results/report/report.h"
#include "results/seal.h"
#include "results/sites.h"
#include "results/verdict.h"
#include "scenarios/run/placement_file.h"
#include "scenarios/run/sweep_status.h"
#include "tests/fuzz/fuzz.h"

enum { SEEDS_MAX = 16, VARIABLES_MAX = 512, EDIT_BYTES = 5, TAKEN_AWAY = 255 };

struct seed {
    uint8_t *bytes;
    size_t size;
};

static struct seed seeds[SEEDS_MAX];
static size_t seed_count;
static FILE *nowhere;

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_seeds(void)
{
    struct dirent **names;
    const char *folder = getenv("SUANLI_FUZZ_RESULTS");
    int count = folder ? scandir(folder, &names, NULL, by_name) : -1;
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        FILE *stream = strstr(path, ".h5") && seed_count < SEEDS_MAX ? fopen(path, "rb") : NULL;
        free(names[i]);
        if (!stream)
            continue;
        struct seed *seed = &seeds[seed_count++];
        fseek(stream, 0, SEEK_END);
        seed->size = (size_t)ftell(stream);
        rewind(stream);
        seed->bytes = malloc(seed->size);
        if (fread(seed->bytes, 1, seed->size, stream) != seed->size)
            abort();
        fclose(stream);
    }
    if (count >= 0)
        free(names);
    nowhere = fopen("/dev/null", "w");
    if (seed_count == 0) {
        fprintf(stderr, "no result files in SUANLI_FUZZ_RESULTS\n");
        exit(1);
    }
}

static herr_t take_name(hid_t root, const char *name, const H5L_info_t *info, void *data)
{
    char(*names)[128] = data;
    (void)root, (void)info;
    for (int i = 0; i < VARIABLES_MAX; i++) {
        if (names[i][0])
            continue;
        snprintf(names[i], sizeof(names[i]), "%s", name);
        break;
    }
    return 0;
}

/// Puts `value` at `place` of a dataset of numbers and at `run` places behind it.
static void edit_numbers(hid_t set, size_t place, double value, size_t run)
{
    hid_t space = H5Dget_space(set);
    size_t count = (size_t)H5Sget_simple_extent_npoints(space);
    double *numbers = malloc((count + 1) * sizeof(*numbers));
    if (count > 0 && H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0) {
        for (size_t i = 0; i <= run; i++)
            numbers[(place + i) % count] = value;
        H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers);
    }
    free(numbers);
    H5Sclose(space);
}

/// Likewise a dataset of texts: hostile ones.
static void edit_texts(hid_t set, size_t place, uint8_t choice)
{
    static const char *const hostile[] = {"",         "</script><b>",  "\"\\\"", "\xe2\x80\xaego",
                                          "\xff\xfe", "2025-13-99",    "%s%n",   "a\nb",
                                          ">=",       "compute_eflops"};
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    size_t count = (size_t)H5Sget_simple_extent_npoints(space);
    char **texts = calloc(count + 1, sizeof(*texts));
    if (count > 0 && H5Tis_variable_str(type) > 0 &&
        H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0) {
        char *kept = texts[place % count];
        texts[place % count] = (char *)hostile[choice % (sizeof(hostile) / sizeof(hostile[0]))];
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts);
        texts[place % count] = kept;
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts);
    }
    free(texts);
    H5Tclose(type);
    H5Sclose(space);
}

static void edit(const char *path, const uint8_t *bytes, size_t size)
{
    static const double values[] = {NAN,    INFINITY, -INFINITY,  0,    -0.0, -1,   1,  0.5, 1e308,
                                    -1e308, 1e-320,   2147483647, 1e15, 3,    -1e9, 42, 7e4, 1096};
    static char names[VARIABLES_MAX][128];
    memset(names, 0, sizeof(names));
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, NULL, take_name, names);
    int count = 0;
    while (count < VARIABLES_MAX && names[count][0])
        count++;
    for (size_t at = 0; at + EDIT_BYTES <= size && at < (size_t)16 * EDIT_BYTES; at += EDIT_BYTES) {
        const char *name = names[(bytes[at] * 256 + bytes[at + 4]) % count];
        hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
        if (set < 0)
            continue;
        if (bytes[at + 3] == TAKEN_AWAY) {
            H5Dclose(set);
            // Not deleted: HDF5 itself leaks where a reference points at nothing.
            H5Lmove(file, name, file, "elsewhere", H5P_DEFAULT, H5P_DEFAULT);
            continue;
        }
        hid_t type = H5Dget_type(set);
        size_t place = (size_t)(bytes[at + 1] * 256 + bytes[at + 2]);
        if (H5Tget_class(type) == H5T_STRING)
            edit_texts(set, place, bytes[at + 3]);
        else
            edit_numbers(set, place, values[bytes[at + 3] % (sizeof(values) / sizeof(values[0]))],
                         bytes[at + 4]);
        H5Tclose(type);
        H5Dclose(set);
    }
    H5Fclose(file);
}

static void read_verdict(struct load *load, struct sim_error *error)
{
    struct verdict *verdict;
    struct obstacles *obstacles;
    if (verdict_create(load, &verdict, error) != SIM_OK)
        return;
    verdict_print(verdict, nowhere, false, STRINGS_ZH);
    verdict_print_estimates(verdict, nowhere, false, STRINGS_EN);
    json_t *json = verdict_json(verdict, NAN);
    if (obstacles_create(load, &obstacles, error) == SIM_OK) {
        obstacles_json(obstacles, json);
        obstacles_print(obstacles, nowhere, false, STRINGS_EN);
        obstacles_destroy(obstacles);
    }
    json_dumpf(json, nowhere, VERDICT_JSON_FLAGS);
    json_decref(json);
    sites_print(load, nowhere, false, STRINGS_ZH, error);
    verdict_destroy(verdict);
}

/// What asks for work, and where it went.
static void read_work(struct load *load, struct sim_error *error)
{
    struct programmes *programmes;
    struct platform *platform;
    json_t *json = json_object();
    if (programmes_create(load, &programmes, error) == SIM_OK) {
        programmes_print(programmes, nowhere, false, STRINGS_ZH);
        programmes_json(programmes, json);
        programmes_destroy(programmes);
    }
    if (platform_create(load, &platform, error) == SIM_OK) {
        platform_print(platform, nowhere, false, STRINGS_ZH);
        platform_json(platform, json);
        platform_destroy(platform);
    }
    json_decref(json);
}

/// A page holds nothing that ends a script early, whatever the texts of the file; or there is none, and a fault.
static void read_page(struct load *load, struct sim_error *error)
{
    size_t before = error->count;
    char *page = report_page(load, STRINGS_EN, error);
    SIM_ASSERT((page != NULL) == (error->count == before), "%zu faults and %s page", error->count - before,
               page ? "a" : "no");
    SIM_ASSERT(!page || !strstr(page, "</script><b>"), "a text of the file ends a script");
    free(page);
}

/// The finished file of a sweep, as `sweep --status` tells of it.
static void read_status(const char *path, struct sim_error *error)
{
    FILE *kept = stdout;
    stdout = nowhere;
    for (int as_json = 0; as_json < 2; as_json++)
        sweep_status(&(struct options){.status = path, .json = as_json}, error);
    stdout = kept;
}

static void read_all(const char *path)
{
    struct load *load;
    struct sim_error error = {0};
    bool is_sweep = false;
    if (load_open(path, &load, &error) == SIM_OK) {
        struct analyse *analyse;
        read_verdict(load, &error);
        read_work(load, &error);
        read_page(load, &error);
        if (analyse_create(load, &analyse, &error) == SIM_OK) {
            analyse_print(analyse, nowhere, false);
            json_decref(analyse_json(analyse));
            analyse_destroy(analyse);
        }
        is_sweep = load_attribute(load, SCHEMA_DESIGN) != NULL;
        load_close(load);
    }
    if (is_sweep)
        read_status(path, &error);
    struct placement_problem problem = {0};
    struct placement_result result = {0};
    if (placement_file_read(path, &problem, &result, &error) == SIM_OK) {
        placement_problem_clear(&problem);
        placement_result_clear(&result);
    }
    sim_error_clear(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!nowhere) {
        H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
        read_seeds();
    }
    if (size < 1)
        return 0;
    const struct seed *seed = &seeds[bytes[0] % seed_count];
    const char *path = fuzz_write(seed->bytes, seed->size)->first;
    edit(path, bytes + 1, size - 1);
    int descriptor = open(path, O_RDWR);
    if (descriptor < 0 || seal_apply(descriptor) != 0)
        abort();
    close(descriptor);
    read_all(path);
    return 0;
}
