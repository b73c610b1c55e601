#define _GNU_SOURCE // renameat2

#include "results/publish_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/memory.h"

static char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = sim_memory_new(size, 1, "a path");
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/// The path without slashes at its end, of which a sister's name is made.
static char *trimmed(const char *path)
{
    char *copy = sim_memory_text(path);
    for (size_t length = strlen(copy); length > 1 && copy[length - 1] == '/';)
        copy[--length] = '\0';
    return copy;
}

static bool is_known(const struct publish_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->name_count; i++)
        if (strcmp(folder->names[i], name) == 0)
            return true;
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/// A file in what stands at the path that is not ours, malloc'd; null if there is none.
static char *stranger_in(const struct publish_folder *folder)
{
    char *stranger = NULL;
    DIR *stream = opendir(folder->path);
    for (struct dirent *entry; stream && !stranger && (entry = readdir(stream));)
        if (!is_known(folder, entry->d_name))
            stranger = sim_memory_text(entry->d_name);
    if (stream)
        closedir(stream);
    return stranger;
}

/// Removes a folder and the files in it that are ours.
static void remove_folder(const struct publish_folder *folder, const char *path)
{
    for (size_t i = 0; i < folder->name_count; i++) {
        char *file = join(path, folder->names[i]);
        unlink(file);
        free(file);
    }
    rmdir(path);
}

static int sync_path(const char *path, int flags)
{
    int descriptor = open(path, flags | O_CLOEXEC), fault = 0;
    if (descriptor < 0)
        return errno;
    if (fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
        fault = errno;
    close(descriptor);
    return fault;
}

/// Syncs the files that are there, then the folder.
static int sync_all(const struct publish_folder *folder)
{
    int fault = 0;
    for (size_t i = 0; i < folder->name_count && !fault; i++) {
        char *file = join(folder->temporary, folder->names[i]);
        fault = sync_path(file, O_RDONLY);
        fault = fault == ENOENT ? 0 : fault;
        free(file);
    }
    return fault ? fault : sync_path(folder->temporary, O_RDONLY | O_DIRECTORY);
}

static void clear(struct publish_folder *folder)
{
    free(folder->path);
    free(folder->temporary);
    *folder = (struct publish_folder){0};
}

static enum sim_status refuse(struct publish_folder *folder, const char *found, const char *expected,
                              struct sim_error *error)
{
    sim_error_add(error, SIM_CANT_CREATE, folder->path, 0, NULL, found, expected);
    clear(folder);
    return SIM_CANT_CREATE;
}

enum sim_status publish_folder_begin(struct publish_folder *folder, const char *path,
                                     const char *const *names, size_t count, struct sim_error *error)
{
    struct stat about;
    char found[320];
    char *real = realpath(path, NULL); // of a link, what it leads to: so that it stays a link
    *folder =
        (struct publish_folder){.path = real ? real : trimmed(path), .names = names, .name_count = count};
    if (real && (stat(real, &about) != 0 || !S_ISDIR(about.st_mode)))
        return refuse(folder, "no folder", "the name of a folder, or of none", error);
    char *stranger = stranger_in(folder);
    if (stranger) {
        snprintf(found, sizeof(found), "a folder with \"%.200s\" in it", stranger);
        free(stranger);
        return refuse(folder, found, "a folder that only an export has filled, or none", error);
    }
    size_t size = strlen(folder->path) + 32;
    folder->temporary = sim_memory_new(size, 1, "a path");
    snprintf(folder->temporary, size, "%s.tmp-%ld", folder->path, (long)getpid());
    for (char *slash = strchr(folder->temporary + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder->temporary, 0777); // errors show below
        *slash = '/';
    }
    remove_folder(folder, folder->temporary); // of a killed process that had our number
    return mkdir(folder->temporary, 0777) == 0 ? SIM_OK : refuse(folder, strerror(errno), NULL, error);
}

char *publish_folder_file(const struct publish_folder *folder, const char *name)
{
    return join(folder->temporary, name);
}

/// Puts the new folder in its place; what stood there has the temporary name afterwards.
static int exchange(const struct publish_folder *folder)
{
    if (renameat2(AT_FDCWD, folder->temporary, AT_FDCWD, folder->path, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno == EEXIST &&
        renameat2(AT_FDCWD, folder->temporary, AT_FDCWD, folder->path, RENAME_EXCHANGE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    // A file system that cannot do either: the old one goes first.
    remove_folder(folder, folder->path);
    return rename(folder->temporary, folder->path) == 0 ? 0 : errno;
}

enum sim_status publish_folder_finish(struct publish_folder *folder, struct sim_error *error)
{
    enum sim_status status = SIM_OK;
    int fault = sync_all(folder);
    if (!fault)
        fault = exchange(folder);
    remove_folder(folder, folder->temporary); // the old one now, or the new one after a fault
    if (!fault) {
        char *path = sim_memory_text(folder->path);
        fault = sync_path(dirname(path), O_RDONLY | O_DIRECTORY);
        free(path);
    }
    if (fault) {
        sim_error_add(error, SIM_IO, folder->path, 0, NULL, strerror(fault), NULL);
        status = SIM_IO;
    }
    clear(folder);
    return status;
}

void publish_folder_drop(struct publish_folder *folder)
{
    remove_folder(folder, folder->temporary);
    clear(folder);
}
