#include "scenarios/run/sweep_parts.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "results/publish.h"
#include "results/seal.h"
#include "scenarios/run/progress.h"
#include "scenarios/run/sweep_about.h"
#include "sim/memory.h"

#define PLAN_NAME "plan"

/// Units are synced this often, but for no more than so much of the time: a disk may take long, and two ranks' syncs wait for
/// each other. What a power failure takes of those between shows by its seal, and is done again.
#define SYNC_EVERY_S 0.25
#define SYNC_FRAC    0.01

/// Between two looks at a folder that a network's file system may show late.
#define WAIT_STEP_S 0.05

struct head {
    char digest[SEAL_HEX_SIZE + 7]; // of the plan, then zeros
    uint64_t unit, first, tasks, width;
};

static struct head head_of(const struct sweep_parts *parts, size_t unit)
{
    const struct sweep_plan *plan = parts->plan;
    struct head head = {.unit = unit,
                        .first = sweep_plan_first(plan, unit),
                        .tasks = sweep_plan_tasks(plan, unit),
                        .width = plan->width};
    memcpy(head.digest, plan->digest, sizeof(plan->digest));
    return head;
}

static void path_of(const struct sweep_parts *parts, size_t unit, char *path, size_t size)
{
    snprintf(path, size, "%s/unit-%08zu", parts->folder, unit);
}

/// Writes all; 0 or an errno.
static int write_all(int descriptor, const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        ssize_t n = write(descriptor, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : EIO;
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

/// When this process syncs next; infinite while it does.
static _Atomic double sync_s = 0;

/// Whether it is time to sync. Who hears that it is syncs, and says when it has.
static bool is_sync_due(void)
{
    double due_s = atomic_load(&sync_s);
    return progress_now_s() >= due_s && atomic_compare_exchange_strong(&sync_s, &due_s, (double)INFINITY);
}

static void end_sync(double began_s)
{
    double now_s = progress_now_s(), pause_s = (now_s - began_s) / SYNC_FRAC;
    atomic_store(&sync_s, now_s + (pause_s > SYNC_EVERY_S ? pause_s : SYNC_EVERY_S));
}

/// A sealed file of two pieces.
static enum sim_status write_sealed(const char *path, const void *head, size_t head_size, const void *rest,
                                    size_t rest_size, bool is_synced, struct sim_error *error)
{
    static const char room[SEAL_SIZE];
    struct publish file;
    enum sim_status status = publish_begin(&file, path, error);
    if (status != SIM_OK)
        return status;
    int fault = write_all(file.descriptor, room, sizeof(room));
    if (!fault)
        fault = write_all(file.descriptor, head, head_size);
    if (!fault)
        fault = write_all(file.descriptor, rest, rest_size);
    if (!fault)
        fault = seal_apply(file.descriptor);
    if (!fault)
        return is_synced ? publish_finish(&file, error) : publish_finish_unsynced(&file, error);
    sim_error_add(error, SIM_IO, path, 0, NULL, strerror(fault), NULL);
    publish_drop(&file);
    return SIM_IO;
}

/// Reads a sealed file's head and rest; false if it is not there, not whole, or not of that size.
static bool read_sealed(const char *path, void *head, size_t head_size, void *rest, size_t rest_size)
{
    struct sim_error none = {0};
    struct stat about;
    bool is_good = seal_check(path, NULL, &none) == SIM_OK;
    sim_error_clear(&none);
    FILE *stream = is_good ? fopen(path, "r") : NULL;
    is_good = stream && fstat(fileno(stream), &about) == 0 &&
              (size_t)about.st_size == SEAL_SIZE + head_size + rest_size &&
              fseek(stream, SEAL_SIZE, SEEK_SET) == 0 && fread(head, 1, head_size, stream) == head_size &&
              (!rest || fread(rest, 1, rest_size, stream) == rest_size);
    if (stream)
        fclose(stream);
    return is_good;
}

/// Reads a sealed file of any size behind its head; the rest, to be freed, or null.
static char *read_rest(const char *path, void *head, size_t head_size, size_t *size)
{
    struct stat about;
    if (stat(path, &about) != 0 || (size_t)about.st_size < SEAL_SIZE + head_size)
        return NULL;
    *size = (size_t)about.st_size - SEAL_SIZE - head_size;
    char *rest = sim_memory_new(*size, 1, "a plan");
    if (read_sealed(path, head, head_size, rest, *size))
        return rest;
    free(rest);
    return NULL;
}

static enum sim_status write_plan(const struct sweep_parts *parts, const char *path, struct sim_error *error)
{
    char *text = sweep_about_text(parts->plan);
    enum sim_status status =
        write_sealed(path, parts->plan->digest, sizeof(parts->plan->digest), text, strlen(text), true, error);
    free(text);
    return status;
}

static enum sim_status check_plan(const struct sweep_parts *parts, const char *path, struct sim_error *error)
{
    char digest[sizeof(parts->plan->digest)] = "";
    size_t size;
    if (access(path, F_OK) != 0) // stopped before it was written
        return write_plan(parts, path, error);
    char *text = read_rest(path, digest, sizeof(digest), &size);
    free(text);
    if (text && memcmp(digest, parts->plan->digest, sizeof(digest)) == 0)
        return SIM_OK;
    sim_error_add(error, SIM_BAD_DATA, path, 0, NULL, "the work of another sweep, scenario or program",
                  "the same scenario and options as before, another -o, or the folder removed");
    return SIM_BAD_DATA;
}

static void folder_of(const char *output, char *folder, size_t size)
{
    snprintf(folder, size, "%s.parts", output);
}

bool sweep_parts_exist(const char *output)
{
    char folder[4096];
    struct stat about;
    folder_of(output, folder, sizeof(folder));
    return stat(folder, &about) == 0;
}

void sweep_parts_name(struct sweep_parts *parts, const struct sweep_plan *plan, const char *output)
{
    *parts = (struct sweep_parts){.plan = plan};
    folder_of(output, parts->folder, sizeof(parts->folder));
}

enum sim_status sweep_parts_open(struct sweep_parts *parts, const struct sweep_plan *plan, const char *output,
                                 bool may_go_on, struct sim_error *error)
{
    char path[4200];
    sweep_parts_name(parts, plan, output);
    if (!may_go_on && sweep_parts_exist(output)) {
        sim_error_add(error, SIM_CANT_CREATE, parts->folder, 0, NULL, "a sweep that was stopped, or runs",
                      "--resume to go on with it, or the folder removed");
        return SIM_CANT_CREATE;
    }
    snprintf(path, sizeof(path), "%s/%s", parts->folder, PLAN_NAME);
    return check_plan(parts, path, error);
}

enum sim_status sweep_parts_write(const struct sweep_parts *parts, size_t unit, const double *records,
                                  struct sim_error *error)
{
    char path[4200];
    struct head head = head_of(parts, unit);
    path_of(parts, unit, path, sizeof(path));
    double began_s = progress_now_s();
    bool is_synced = is_sync_due();
    enum sim_status status = write_sealed(path, &head, sizeof(head), records,
                                          head.tasks * head.width * sizeof(double), is_synced, error);
    if (is_synced)
        end_sync(began_s);
    return status;
}

bool sweep_parts_read(const struct sweep_parts *parts, size_t unit, double *records)
{
    char path[4200];
    struct head expected = head_of(parts, unit), found;
    path_of(parts, unit, path, sizeof(path));
    return read_sealed(path, &found, sizeof(found), records,
                       expected.tasks * expected.width * sizeof(double)) &&
           memcmp(&found, &expected, sizeof(found)) == 0;
}

bool sweep_parts_look(struct sweep_parts *parts, const char *output, struct sweep_about *about)
{
    char path[4200], digest[SEAL_HEX_SIZE];
    size_t size = 0;
    *parts = (struct sweep_parts){0};
    folder_of(output, parts->folder, sizeof(parts->folder));
    snprintf(path, sizeof(path), "%s/%s", parts->folder, PLAN_NAME);
    char *text = read_rest(path, digest, sizeof(digest), &size);
    bool is_there = text && sweep_about_read(about, text, size);
    free(text);
    parts->plan = is_there ? &about->plan : NULL;
    return is_there;
}

double sweep_parts_time_s(const struct sweep_parts *parts, size_t unit)
{
    char path[4200];
    struct stat about;
    path_of(parts, unit, path, sizeof(path));
    return stat(path, &about) == 0 ? (double)about.st_mtim.tv_sec + (double)about.st_mtim.tv_nsec * 1e-9
                                   : (double)NAN;
}

/// Makes a network's file system look again: what it knows of a folder is renewed when that is opened.
static void refresh(const struct sweep_parts *parts)
{
    DIR *folder = opendir(parts->folder);
    while (folder && readdir(folder))
        ;
    if (folder)
        closedir(folder);
}

bool sweep_parts_wait(const struct sweep_parts *parts, const char *name, double most_s)
{
    char path[4500];
    snprintf(path, sizeof(path), "%s/%s", parts->folder, name);
    for (double waited_s = 0;; waited_s += WAIT_STEP_S) {
        if (access(path, F_OK) == 0)
            return true;
        if (waited_s >= most_s)
            return false;
        nanosleep(&(struct timespec){.tv_nsec = (long)(WAIT_STEP_S * 1e9)}, NULL);
        refresh(parts);
    }
}

bool sweep_parts_await(const struct sweep_parts *parts, size_t unit, double most_s)
{
    char name[32];
    snprintf(name, sizeof(name), "unit-%08zu", unit);
    return sweep_parts_wait(parts, name, most_s);
}

enum sim_status sweep_parts_mark(const struct sweep_parts *parts, const char *name, struct sim_error *error)
{
    char path[4500];
    struct publish file;
    snprintf(path, sizeof(path), "%s/%s", parts->folder, name);
    enum sim_status status = publish_begin(&file, path, error);
    return status == SIM_OK ? publish_finish(&file, error) : status;
}

void sweep_parts_unmark(const struct sweep_parts *parts, const char *name)
{
    char path[4500];
    snprintf(path, sizeof(path), "%s/%s", parts->folder, name);
    unlink(path);
}

/// Whether a file of the folder is one that sweeps leave there.
static bool is_ours(const char *name)
{
    static const char *const beginnings[] = {PLAN_NAME, "unit-", "start-", SWEEP_PARTS_MARK};
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

void sweep_parts_remove(const struct sweep_parts *parts)
{
    DIR *folder = opendir(parts->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (is_ours(entry->d_name))
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(parts->folder); // what is not ours keeps it
}
