#include "scenarios/run/sweep_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/publish.h"
#include "results/seal.h"
#include "sim/memory.h"

static const char PLAN[] = "plan";

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

/// A sealed file of two pieces.
static enum sim_status write_sealed(const char *path, const void *head, size_t head_size, const void *rest,
                                    size_t rest_size, struct sim_error *error)
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
        return publish_finish(&file, error);
    sim_error_add(error, SIM_IO, path, 0, NULL, strerror(fault), NULL);
    publish_drop(&file);
    return SIM_IO;
}

/// Reads a sealed file's head and rest; false if it is not there, not whole, or not of that size.
static bool read_sealed(const char *path, void *head, size_t head_size, void *rest, size_t rest_size)
{
    struct sim_error none = {0};
    struct stat about;
    bool is_good = seal_check(path, &none) == SIM_OK;
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

static enum sim_status check_plan(const struct sweep_parts *parts, const char *path, struct sim_error *error)
{
    char digest[sizeof(parts->plan->digest)];
    size_t command = strlen(parts->plan->command);
    if (access(path, F_OK) != 0) // stopped before it was written
        return write_sealed(path, parts->plan->digest, sizeof(parts->plan->digest), parts->plan->command,
                            command, error);
    if (read_sealed(path, digest, sizeof(digest), NULL, command) &&
        memcmp(digest, parts->plan->digest, sizeof(digest)) == 0)
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

enum sim_status sweep_parts_open(struct sweep_parts *parts, const struct sweep_plan *plan, const char *output,
                                 bool may_go_on, struct sim_error *error)
{
    char path[4200];
    *parts = (struct sweep_parts){.plan = plan};
    folder_of(output, parts->folder, sizeof(parts->folder));
    if (!may_go_on && sweep_parts_exist(output)) {
        sim_error_add(error, SIM_CANT_CREATE, parts->folder, 0, NULL, "a sweep that was stopped, or runs",
                      "--resume to go on with it, or the folder removed");
        return SIM_CANT_CREATE;
    }
    snprintf(path, sizeof(path), "%s/%s", parts->folder, PLAN);
    return check_plan(parts, path, error);
}

enum sim_status sweep_parts_write(const struct sweep_parts *parts, size_t unit, const double *records,
                                  struct sim_error *error)
{
    char path[4200];
    struct head head = head_of(parts, unit);
    path_of(parts, unit, path, sizeof(path));
    return write_sealed(path, &head, sizeof(head), records, head.tasks * head.width * sizeof(double), error);
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

void sweep_parts_remove(const struct sweep_parts *parts)
{
    DIR *folder = opendir(parts->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        bool is_ours =
            strncmp(entry->d_name, "unit-", 5) == 0 || strncmp(entry->d_name, PLAN, sizeof(PLAN) - 1) == 0;
        if (is_ours)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
    rmdir(parts->folder); // what is not ours keeps it
}
