#include "results/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Names tried before giving up; more than one is taken only where a killed process of our number left its file.
enum { NAMES_MAX = 100 };

/// Files under way, to be removed where the program ends in a panic; a few at a time.
enum { UNDER_WAY_MAX = 16 };
static _Atomic(const char *) under_way[UNDER_WAY_MAX];

static void remove_all(void)
{
    for (int i = 0; i < UNDER_WAY_MAX; i++) {
        const char *temporary = atomic_load(&under_way[i]);
        if (temporary)
            unlink(temporary);
    }
}

/// Puts `to` in the place of `from` in the list.
static void note(const char *from, const char *to)
{
    for (int i = 0; i < UNDER_WAY_MAX; i++) {
        const char *expected = from;
        if (atomic_compare_exchange_strong(&under_way[i], &expected, to))
            return;
    }
}

static char *copy(const char *text)
{
    char *twin = strdup(text);
    SIM_ASSERT(twin, "out of memory for a path");
    return twin;
}

static enum sim_status say(struct sim_error *error, enum sim_status status, const char *path, int fault)
{
    sim_error_add(error, status, path, 0, NULL, strerror(fault), NULL);
    return status;
}

/// Makes the folders above a path. Errors show when the file is created.
static void make_folders(const char *path)
{
    char *folder = copy(path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0777);
        *slash = '/';
    }
    free(folder);
}

static void clear(struct publish *file)
{
    note(file->temporary, NULL);
    free(file->path);
    free(file->temporary);
    *file = (struct publish){.descriptor = -1};
}

/// Makes a rename last. File systems that cannot sync a folder say EINVAL; there is nothing better to do on them.
static int sync_folder(const char *path)
{
    char *text = copy(path);
    int fault = 0;
    int folder = open(dirname(text), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || fsync(folder) != 0)
        fault = errno == EINVAL || errno == ENOTSUP || errno == EACCES ? 0 : errno;
    if (folder >= 0)
        close(folder);
    free(text);
    return fault;
}

/// What a rename may replace: a regular file, or nothing. A link is followed, so that it stays a link. Returns the path to
/// write to, null if there is something else (then a fault).
static char *replaceable(const char *path, struct sim_error *error)
{
    struct stat about;
    char *target = copy(path);
    if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode)) {
        free(target);
        target = realpath(path, NULL);
    }
    if (target && (stat(target, &about) != 0 || S_ISREG(about.st_mode)))
        return target;
    sim_error_add(error, SIM_CANT_CREATE, path, 0, NULL,
                  !target                  ? "a link that leads nowhere"
                  : S_ISDIR(about.st_mode) ? "a folder"
                                           : "a device, pipe or socket",
                  "the name of a regular file, or of none");
    free(target);
    return NULL;
}

enum sim_status publish_begin(struct publish *file, const char *path, struct sim_error *error)
{
    *file = (struct publish){.descriptor = -1};
    char *target = replaceable(path, error);
    if (!target)
        return SIM_CANT_CREATE;
    path = target;
    make_folders(path);
    size_t size = strlen(path) + 64;
    file->path = target;
    file->temporary = malloc(size);
    SIM_ASSERT(file->temporary, "out of memory for a path");
    for (int name = 0; name < NAMES_MAX && file->descriptor < 0; name++) {
        if (name == 0)
            snprintf(file->temporary, size, "%s.tmp-%ld", path, (long)getpid());
        else
            snprintf(file->temporary, size, "%s.tmp-%ld-%d", path, (long)getpid(), name);
        file->descriptor = open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->descriptor < 0 && errno != EEXIST)
            break;
    }
    if (file->descriptor >= 0) {
        note(NULL, file->temporary);
        sim_on_panic(remove_all);
        return SIM_OK;
    }
    say(error, SIM_CANT_CREATE, path, errno); // `path` is the file's, and goes with it
    clear(file);
    return SIM_CANT_CREATE;
}

static enum sim_status finish(struct publish *file, bool is_synced, struct sim_error *error)
{
    int fault = !is_synced || fsync(file->descriptor) == 0 ? 0 : errno;
    if (close(file->descriptor) != 0 && !fault)
        fault = errno;
    if (!fault && rename(file->temporary, file->path) != 0)
        fault = errno;
    enum sim_status status = SIM_OK;
    if (fault) {
        unlink(file->temporary);
        status = say(error, SIM_IO, file->path, fault);
    } else if (is_synced && (fault = sync_folder(file->path)) != 0) {
        status = sim_error_say(error, SIM_IO, "%s: is written, but its folder could not be synced: %s",
                               file->path, strerror(fault));
    }
    clear(file);
    return status;
}

enum sim_status publish_finish(struct publish *file, struct sim_error *error)
{
    return finish(file, true, error);
}

enum sim_status publish_finish_unsynced(struct publish *file, struct sim_error *error)
{
    return finish(file, false, error);
}

void publish_drop(struct publish *file)
{
    if (file->descriptor >= 0) {
        close(file->descriptor);
        unlink(file->temporary);
    }
    clear(file);
}
