// Result files: what is put in comes out, twice the same bytes, all or nothing, and no damage passes.
#define _GNU_SOURCE // unshare
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results/load.h"
#include "results/seal.h"
#include "results/store.h"

enum { REPLICATIONS = 37, TIMES = 48, SITES = 5, CURVE = 20000, SCENARIO_BYTES = 200000 };

static const char *const SITE_NAMES[SITES] = {"福州长乐", "安溪", "Xiamen", "", "Sanming"};

static char folder[64];

static char *in_folder(const char *name)
{
    static char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

// ---- an example file ---------------------------------------------------------------------------------------

/// Some number for each place, with a NaN here and there.
static double racks(size_t replication, size_t site, size_t time)
{
    if ((replication + site + time) % 50 == 49)
        return NAN;
    return sqrt((double)(replication * 7919 + site * 104729 + time * 31 + 1));
}

static double cause(size_t replication, size_t site)
{
    return (double)((replication * 3 + site) % 4) - 1.0;
}

static char *scenario_text(void)
{
    char *text = calloc(SCENARIO_BYTES + 1, 1);
    assert_non_null(text);
    static const char line[] = "site = \"长乐\"; racks = 50000;\n";
    for (size_t used = 0; used + strlen(line) <= SCENARIO_BYTES; used += strlen(line))
        memcpy(text + used, line, strlen(line));
    return text;
}

static void add_scales(struct store *store)
{
    double days[TIMES], *points = calloc(CURVE, sizeof(*points));
    assert_non_null(points);
    for (int i = 0; i < TIMES; i++)
        days[i] = 31 + 30 * i;
    for (int i = 0; i < CURVE; i++)
        points[i] = i;
    const char *const causes[] = {"review", "grid", "capital"};
    store_add_scale(store, &(struct store_scale){.name = "time",
                                                 .unit = STORE_DATE,
                                                 .long_name = "close of the day",
                                                 .count = TIMES,
                                                 .numbers = days});
    store_add_scale(store, &(struct store_scale){.name = "site", .count = SITES, .texts = SITE_NAMES});
    store_add_scale(store, &(struct store_scale){.name = "cause", .count = 3, .texts = causes});
    store_add_scale(store,
                    &(struct store_scale){.name = "point", .count = CURVE, .numbers = points, .whole = true});
    free(points);
}

static void put_replications(struct store *store, size_t racks_index, size_t cause_index, size_t count)
{
    for (size_t r = 0; r < count; r++) {
        double slab[SITES * TIMES], causes[SITES];
        for (size_t s = 0; s < SITES; s++) {
            causes[s] = cause(r, s);
            for (size_t t = 0; t < TIMES; t++)
                slab[s * TIMES + t] = racks(r, s, t);
        }
        store_put(store, racks_index, r, slab);
        store_put(store, cause_index, r, causes);
    }
}

/// Creates the example and puts `count` of its replications.
static enum sim_status begin(const char *path, size_t count, struct store **store, struct sim_error *error)
{
    char *scenario = scenario_text();
    const struct store_head head = {.title = "An example: 福建",
                                    .program_version = "0.1.0",
                                    .command = "suanli run example.cfg --replications 37",
                                    .scenario_text = scenario,
                                    .seed = UINT64_MAX,
                                    .replications = REPLICATIONS,
                                    .epoch = "2022-12-31"};
    enum sim_status status = store_create(path, &head, store, error);
    free(scenario);
    if (status != SIM_OK)
        return status;
    add_scales(*store);
    size_t racks_index =
        store_add_variable(*store, &(struct store_variable){.name = "site_racks",
                                                            .unit = "1",
                                                            .long_name = "standard racks in service",
                                                            .scales = {"replication", "site", "time"},
                                                            .type = STORE_F64});
    size_t cause_index =
        store_add_variable(*store, &(struct store_variable){.name = "site_cause",
                                                            .long_name = "last cause of waiting; -1: none",
                                                            .scales = {"replication", "site"},
                                                            .type = STORE_I32,
                                                            .flag_meanings = "review grid capital"});
    size_t note = store_add_variable(
        *store, &(struct store_variable){
                    .name = "site_note", .long_name = "note", .scales = {"site"}, .type = STORE_TEXT});
    size_t curve = store_add_variable(*store, &(struct store_variable){.name = "curve",
                                                                       .unit = "kW",
                                                                       .long_name = "a long curve",
                                                                       .scales = {"point"},
                                                                       .type = STORE_F64});
    double *values = calloc(CURVE, sizeof(*values));
    for (int i = 0; i < CURVE; i++)
        values[i] = sin(i * 0.001);
    store_put_fixed(*store, curve, values);
    free(values);
    store_put_texts(*store, note, (const char *const[SITES]){"one", NULL, "", "四", "five"});
    store_attribute_whole(*store, "events", INT64_C(1) << 60);
    store_attribute_number(*store, "wait_days_mean", -0.25);
    store_attribute_text(*store, "empty", "");
    put_replications(*store, racks_index, cause_index, count);
    return SIM_OK;
}

static enum sim_status write_example(const char *path, struct sim_error *error)
{
    struct store *store;
    enum sim_status status = begin(path, REPLICATIONS, &store, error);
    return status == SIM_OK ? store_close(store, error) : status;
}

static void *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    void *bytes = malloc(*size + 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void write_whole(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/// Names in a folder, "." and ".." not counted.
static size_t count_names(const char *path)
{
    size_t count = 0;
    DIR *names = opendir(path);
    assert_non_null(names);
    for (struct dirent *name; (name = readdir(names));)
        count += name->d_name[0] != '.';
    closedir(names);
    return count;
}

// ---- tests -------------------------------------------------------------------------------------------------

static void check_attributes(const struct load *load)
{
    char *scenario = scenario_text(), hex[SEAL_HEX_SIZE];
    assert_string_equal(load_attribute_text(load, "Conventions", ""), "CF-1.10");
    assert_string_equal(load_attribute_text(load, "title", ""), "An example: 福建");
    assert_string_equal(load_attribute_text(load, "scenario", ""), scenario);
    assert_string_equal(load_attribute_text(load, "empty", "other"), "");
    assert_string_equal(load_attribute_text(load, "absent", "other"), "other");
    seal_digest(scenario, strlen(scenario), hex);
    assert_string_equal(load_attribute_text(load, "scenario_sha256", ""), hex);
    const struct load_attribute *seed = load_attribute(load, "seed");
    assert_true(seed && seed->is_whole && !seed->is_negative && seed->whole == UINT64_MAX);
    const struct load_attribute *events = load_attribute(load, "events");
    assert_true(events && events->is_whole && events->whole == UINT64_C(1) << 60);
    assert_float_equal(load_attribute(load, "wait_days_mean")->number, -0.25, 0);
    free(scenario);
}

static void check_numbers(struct load *load, struct sim_error *error)
{
    const struct load_variable *variable;
    const char *const scales[] = {"replication", "site", "time", NULL};
    assert_int_equal(load_need(load, "site_racks", false, scales, &variable, error), SIM_OK);
    assert_int_equal(variable->count, REPLICATIONS * SITES * TIMES);
    assert_string_equal(variable->long_name, "standard racks in service");
    double *all = malloc(variable->count * sizeof(*all)), part[2 * SITES * TIMES];
    assert_int_equal(load_numbers(load, variable, all, error), SIM_OK);
    for (size_t r = 0, i = 0; r < REPLICATIONS; r++)
        for (size_t s = 0; s < SITES; s++)
            for (size_t t = 0; t < TIMES; t++, i++) {
                double want = racks(r, s, t);
                assert_true(all[i] == want || (isnan(all[i]) && isnan(want)));
            }
    assert_int_equal(load_rows(load, variable, 20, 2, part, error), SIM_OK);
    assert_memory_equal(part, all + 20 * SITES * TIMES, sizeof(part));
    free(all);
    const struct load_variable *causes = load_find(load, "site_cause");
    double values[REPLICATIONS * SITES];
    assert_true(causes && causes->type == STORE_I32);
    assert_string_equal(causes->flag_meanings, "review grid capital");
    assert_int_equal(load_numbers(load, causes, values, error), SIM_OK);
    for (size_t i = 0; i < REPLICATIONS * SITES; i++)
        assert_true(values[i] == cause(i / SITES, i % SITES));
    const struct load_variable *time = load_find(load, "time");
    double days[TIMES];
    assert_true(time && time->is_scale);
    assert_string_equal(time->unit, "days since 2022-12-31");
    assert_int_equal(load_numbers(load, time, days, error), SIM_OK);
    assert_true(days[0] == 31 && days[TIMES - 1] == 31 + 30 * (TIMES - 1));
}

static void test_round_trip(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct load *load;
    // Folders on the way are made.
    assert_int_equal(write_example(in_folder("new/deep/a.h5"), &error), SIM_OK);
    assert_int_equal(count_names(in_folder("new/deep")), 1);
    assert_int_equal(load_open(in_folder("new/deep/a.h5"), &load, &error), SIM_OK);
    check_attributes(load);
    check_numbers(load, &error);
    const char *const *texts;
    assert_int_equal(load_texts(load, load_find(load, "site"), &texts, &error), SIM_OK);
    for (int i = 0; i < SITES; i++)
        assert_string_equal(texts[i], SITE_NAMES[i]);
    assert_int_equal(load_texts(load, load_find(load, "site_note"), &texts, &error), SIM_OK);
    assert_string_equal(texts[1], "");
    assert_string_equal(texts[3], "四");
    assert_int_equal(load_count(load), 9);
    assert_string_equal(load_at(load, 0)->name, "replication");
    assert_int_equal(error.count, 0);
    load_close(load);
}

/// Each thing that is not as asked for is told, with status 65.
static void test_missing_pieces(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct load *load;
    const struct load_variable *variable = NULL;
    assert_int_equal(write_example(in_folder("m.h5"), &error), SIM_OK);
    assert_int_equal(load_open(in_folder("m.h5"), &load, &error), SIM_OK);
    const char *const wrong[] = {"replication", "time", NULL}, *const shorter[] = {"replication", NULL};
    const char *const *texts;
    double number;
    assert_null(load_find(load, "nothing"));
    assert_int_equal(load_need(load, "nothing", false, wrong, &variable, &error), SIM_BAD_DATA);
    assert_int_equal(load_need(load, "site_racks", false, wrong, &variable, &error), SIM_BAD_DATA);
    assert_string_equal(error.faults[1].found, "(replication, site, time)");
    assert_string_equal(error.faults[1].expected, "(replication, time)");
    assert_int_equal(load_need(load, "site_racks", false, shorter, &variable, &error), SIM_BAD_DATA);
    assert_int_equal(load_need(load, "site_racks", true, wrong, &variable, &error), SIM_BAD_DATA);
    assert_int_equal(load_texts(load, load_find(load, "site_racks"), &texts, &error), SIM_BAD_DATA);
    assert_int_equal(load_numbers(load, load_find(load, "site_note"), &number, &error), SIM_BAD_DATA);
    assert_int_equal(error.count, 6);
    assert_null(variable);
    sim_error_clear(&error);
    load_close(load);
}

static void test_same_bytes(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char first[256];
    snprintf(first, sizeof(first), "%s", in_folder("same1.h5"));
    assert_int_equal(write_example(first, &error), SIM_OK);
    sleep(1); // a time kept anywhere would differ
    // What the heap held before must not show either.
    void *noise[64];
    for (int i = 0; i < 64; i++)
        memset(noise[i] = malloc((size_t)1 << (i % 16)), 0xA5, (size_t)1 << (i % 16));
    for (int i = 0; i < 64; i++)
        free(noise[i]);
    assert_int_equal(write_example(in_folder("same2.h5"), &error), SIM_OK);
    size_t size[2];
    void *bytes[2] = {read_whole(first, &size[0]), read_whole(in_folder("same2.h5"), &size[1])};
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    free(bytes[0]);
    free(bytes[1]);
}

/// FIPS 180-4's own example, and the seal's promise that anyone can check: `tail -c +513 FILE | sha256sum`.
static void test_seal(void **state)
{
    (void)state;
    struct sim_error error = {0};
    char hex[SEAL_HEX_SIZE], text[SEAL_SIZE + 1] = "", said[SEAL_HEX_SIZE];
    unsigned long bytes;
    seal_digest("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(write_example(in_folder("seal.h5"), &error), SIM_OK);
    size_t size;
    char *file = read_whole(in_folder("seal.h5"), &size);
    memcpy(text, file, SEAL_SIZE);
    assert_int_equal(sscanf(text, "suanli result\nformat 1\nbytes %lu\nsha256 %64s\n", &bytes, said), 2);
    assert_int_equal(bytes, size - SEAL_SIZE);
    seal_digest(file + SEAL_SIZE, size - SEAL_SIZE, hex);
    assert_string_equal(said, hex);
    free(file);
}

static void assert_refused(const char *path, enum sim_status status, const char *says)
{
    struct sim_error error = {0};
    struct load *load = (struct load *)1;
    assert_int_equal(load_open(path, &load, &error), status);
    assert_null(load);
    assert_int_equal(error.count, 1);
    if (!strstr(error.faults[0].found, says))
        fail_msg("\"%s\" does not say \"%s\"", error.faults[0].found, says);
    sim_error_clear(&error);
}

/// One flipped bit anywhere, seal included, and any cut is refused with 65.
static void test_damage(void **state)
{
    (void)state;
    struct sim_error error = {0};
    assert_int_equal(write_example(in_folder("whole.h5"), &error), SIM_OK);
    size_t size;
    unsigned char *bytes = read_whole(in_folder("whole.h5"), &size);
    char *path = in_folder("damaged.h5");
    for (size_t i = 0; i < 300; i++) {
        size_t at = i < 100 ? i * 5 : SEAL_SIZE + (i - 100) * (size - SEAL_SIZE - 1) / 199;
        bytes[at] ^= (unsigned char)(1u << i % 8);
        write_whole(path, bytes, size);
        assert_refused(path, SIM_BAD_DATA, at < strlen("suanli result\n") ? "no seal" : "is damaged");
        bytes[at] ^= (unsigned char)(1u << i % 8);
    }
    for (size_t i = 0; i < 100; i++) {
        size_t cut = i * size / 100;
        write_whole(path, bytes, cut);
        assert_refused(path, SIM_BAD_DATA,
                       cut < SEAL_SIZE ? "is not a suanli result" : "bytes follow its seal");
    }
    write_whole(path, bytes, size); // the whole again: so it was the damage that was refused
    struct load *load;
    assert_int_equal(load_open(path, &load, &error), SIM_OK);
    load_close(load);
    free(bytes);
}

static void test_foreign(void **state)
{
    (void)state;
    char noise[2000] = "\211HDF\r\n\032\n";
    write_whole(in_folder("foreign.h5"), noise, sizeof(noise));
    assert_refused(in_folder("foreign.h5"), SIM_BAD_DATA, "has no seal, and is no result");
    // A result that lost its seal is read, and said to be foreign.
    struct load *load;
    struct sim_error error = {0};
    size_t size;
    assert_int_equal(write_example(in_folder("sealed.h5"), &error), SIM_OK);
    unsigned char *bytes = read_whole(in_folder("sealed.h5"), &size);
    write_whole(in_folder("unsealed.h5"), bytes + SEAL_SIZE, size - SEAL_SIZE);
    free(bytes);
    assert_int_equal(load_open(in_folder("sealed.h5"), &load, &error), SIM_OK);
    assert_false(load_is_foreign(load));
    size_t variables = load_count(load);
    load_close(load);
    assert_int_equal(load_open(in_folder("unsealed.h5"), &load, &error), SIM_OK);
    assert_true(load_is_foreign(load));
    assert_int_equal(load_count(load), variables);
    load_close(load);
    assert_refused(in_folder("."), SIM_BAD_DATA, "is not a suanli result");
    assert_refused(in_folder("absent.h5"), SIM_NO_INPUT, "No such file");
    // Well sealed, but nothing of HDF5 in it.
    int descriptor = open(in_folder("foreign.h5"), O_RDWR);
    assert_int_equal(seal_apply(descriptor), 0);
    close(descriptor);
    assert_refused(in_folder("foreign.h5"), SIM_BAD_DATA, "HDF5 cannot open it");
}

static void test_all_or_nothing(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store;
    mkdir(in_folder("nothing"), 0777);
    // Abandoned.
    assert_int_equal(begin(in_folder("nothing/a.h5"), 5, &store, &error), SIM_OK);
    assert_int_equal(count_names(in_folder("nothing")), 1);
    assert_int_not_equal(access(in_folder("nothing/a.h5"), F_OK), 0);
    store_abandon(store);
    assert_int_equal(count_names(in_folder("nothing")), 0);
    // A replication short: an older file of the name stays as it was.
    write_whole(in_folder("nothing/a.h5"), "older", 5);
    assert_int_equal(begin(in_folder("nothing/a.h5"), REPLICATIONS - 1, &store, &error), SIM_OK);
    assert_int_equal(store_close(store, &error), SIM_INTERNAL);
    assert_non_null(strstr(error.faults[0].found, "site_racks has 36 of 37 slabs"));
    sim_error_clear(&error);
    size_t size;
    char *bytes = read_whole(in_folder("nothing/a.h5"), &size);
    assert_true(size == 5 && memcmp(bytes, "older", 5) == 0);
    free(bytes);
    assert_int_equal(count_names(in_folder("nothing")), 1);
    // Two at once under one name do not meet; the last to close wins.
    struct store *other;
    assert_int_equal(begin(in_folder("nothing/a.h5"), REPLICATIONS, &store, &error), SIM_OK);
    assert_int_equal(begin(in_folder("nothing/a.h5"), REPLICATIONS, &other, &error), SIM_OK);
    assert_int_equal(store_close(store, &error), SIM_OK);
    assert_int_equal(store_close(other, &error), SIM_OK);
    assert_int_equal(count_names(in_folder("nothing")), 1);
}

static void test_cannot_create(void **state)
{
    (void)state;
    struct sim_error error = {0};
    struct store *store = (struct store *)1;
    write_whole(in_folder("file"), "x", 1);
    mkdir(in_folder("taken.h5"), 0777);
    assert_int_equal(begin(in_folder("file/a.h5"), 0, &store, &error), SIM_CANT_CREATE);
    assert_null(store);
    assert_int_equal(begin(in_folder("taken.h5"), 0, &store, &error), SIM_CANT_CREATE);
    assert_int_equal(begin("/proc/none/a.h5", 0, &store, &error), SIM_CANT_CREATE);
    assert_int_equal(error.count, 3);
    sim_error_clear(&error);
}

// ---- a full disk -------------------------------------------------------------------------------------------

/// In a child: writes the example and exits with the status, or 99 where something is left that should not be.
static void attempt_and_exit(const char *path, const char *where)
{
    struct sim_error error = {0};
    enum sim_status status = write_example(path, &error);
    size_t left = count_names(where);
    bool as_promised = status == SIM_OK ? left == 1 && error.count == 0 : left == 0 && error.count == 1;
    _exit(as_promised ? (int)status : 99);
}

static int status_of(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/// Files that may not grow beyond a size, from nothing to nearly all that is needed: 74, nothing left, no signal; with
/// room enough 0.
static void test_size_limit(void **state)
{
    (void)state;
    struct sim_error error = {0};
    assert_int_equal(write_example(in_folder("need.h5"), &error), SIM_OK);
    struct stat about;
    assert_int_equal(stat(in_folder("need.h5"), &about), 0);
    mkdir(in_folder("limit"), 0777);
    char where[256];
    snprintf(where, sizeof(where), "%s", in_folder("limit"));
    for (int i = 0; i <= 40; i++) {
        // HDF5 reserves a little more on the way than it keeps.
        rlim_t limit = (rlim_t)about.st_size * (rlim_t)(i < 40 ? i : 80) / 40;
        pid_t child = fork();
        if (child == 0) {
            signal(SIGXFSZ, SIG_IGN); // writing fails with EFBIG instead
            setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, limit});
            attempt_and_exit(in_folder("limit/a.h5"), where);
        }
        int status = status_of(child);
        if (status != (i < 40 ? SIM_IO : SIM_OK))
            fail_msg("limit %d/40: status %d", i, status);
    }
}

static void test_full_disk(void **state)
{
    (void)state;
    mkdir(in_folder("disk"), 0777);
    char where[256];
    snprintf(where, sizeof(where), "%s", in_folder("disk"));
    bool is_done = false;
    for (int kib = 4; kib < 4096 && !is_done; kib += kib < 64 ? 4 : 48) {
        pid_t child = fork();
        if (child == 0) {
            char options[32];
            snprintf(options, sizeof(options), "size=%dk", kib);
            // A mount of the child's own: it is gone with the child.
            if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
                mount("tmpfs", where, "tmpfs", 0, options) != 0)
                _exit(77);
            attempt_and_exit(in_folder("disk/a.h5"), where);
        }
        int status = status_of(child);
        if (status == 77) {
            print_message("skipped: no right to mount a small disk here\n");
            skip();
        }
        if (status != SIM_IO && status != SIM_OK)
            fail_msg("disk of %d KiB: status %d", kib, status);
        is_done = status == SIM_OK;
        assert_true(!is_done || kib > 64);
    }
    assert_true(is_done);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/suanli-store-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command);
}

/// A file whose replications are known only at its end has as many as were put, of chunks and of less; twice the same bytes.
static void test_shortened(void **state)
{
    (void)state;
    enum { MOST = 20000, WIDE = 3000 };
    static double slab[WIDE];
    const size_t counts[] = {1, 64, 700};
    for (size_t c = 0; c < 3; c++) {
        char first[256], second[256];
        snprintf(first, sizeof(first), "%s", in_folder("short-1.h5"));
        snprintf(second, sizeof(second), "%s", in_folder("short-2.h5"));
        for (int twice = 0; twice < 2; twice++) {
            struct sim_error error = {0};
            struct store *store;
            struct store_head head = {.title = "t",
                                      .program_version = "0",
                                      .command = "c",
                                      .scenario_text = "s",
                                      .replications = MOST,
                                      .is_open = true,
                                      .epoch = "2022-12-31"};
            assert_int_equal(store_create(twice ? second : first, &head, &store, &error), SIM_OK);
            double place[WIDE];
            for (int i = 0; i < WIDE; i++)
                place[i] = i;
            store_add_scale(store, &(struct store_scale){.name = "place", .count = WIDE, .numbers = place});
            size_t wide = store_add_variable(
                store, &(struct store_variable){.name = "wide", .scales = {"replication", "place"}});
            size_t single = store_add_variable(
                store,
                &(struct store_variable){.name = "single", .scales = {"replication"}, .type = STORE_I32});
            for (size_t r = 0; r < counts[c]; r++) {
                for (int i = 0; i < WIDE; i++)
                    slab[i] = (double)r;
                store_put(store, wide, r, slab);
                store_put(store, single, r, slab);
            }
            assert_int_equal(store_shorten(store, counts[c]), SIM_OK);
            assert_int_equal(store_close(store, &error), SIM_OK);
        }
        struct sim_error error = {0};
        struct load *load;
        double *numbers;
        assert_int_equal(load_open(first, &load, &error), SIM_OK);
        assert_int_equal(load_attribute(load, "replications")->whole, counts[c]);
        assert_int_equal(load_find(load, "replication")->count, counts[c]);
        assert_int_equal(load_find(load, "wide")->count, counts[c] * WIDE);
        assert_int_equal(
            load_numbers_of(load, "single", (const char *[]){"replication", NULL}, &numbers, &error), SIM_OK);
        for (size_t r = 0; r < counts[c]; r++)
            assert_true(numbers[r] == (double)r);
        free(numbers);
        load_close(load);
        FILE *one = fopen(first, "rb"), *two = fopen(second, "rb");
        for (int byte = 0; byte != EOF;) {
            byte = getc(one);
            assert_int_equal(byte, getc(two));
        }
        fclose(one);
        fclose(two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortened),      cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_missing_pieces), cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_seal),           cmocka_unit_test(test_damage),
        cmocka_unit_test(test_foreign),        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_cannot_create),  cmocka_unit_test(test_size_limit),
        cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
