#define _GNU_SOURCE // memmem
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/seal.h"

enum { NAME_MAX_BYTES = 64, PARTS_MAX = 16 };

static char folder[64], path[256], *text;
static char parts[PARTS_MAX][NAME_MAX_BYTES]; // of the input before, to be taken away
static int part_count;
static struct fuzz_files files;

/// As main does: GSL's default handler aborts where a status would do.
__attribute__((constructor)) static void begin(void)
{
    gsl_set_error_handler_off();
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    if (system(command) != 0)
        fprintf(stderr, "cannot remove %s\n", folder);
}

static void enter_folder(void)
{
    snprintf(folder, sizeof(folder), "/dev/shm/suanli-fuzz.%d", (int)getpid());
    mkdir(folder, 0700);
    snprintf(path, sizeof(path), "%s/first", folder);
    files.folder = folder;
    files.first = path;
    atexit(remove_folder);
}

void fuzz_path(const char *name, char *into)
{
    if (!folder[0])
        enter_folder();
    snprintf(into, 256, "%s/%s", folder, name);
}

void fuzz_put(const char *name, const void *bytes, size_t size)
{
    char file[256];
    fuzz_path(name, file);
    int descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (descriptor < 0 || write(descriptor, bytes, size) != (ssize_t)size || close(descriptor) != 0)
        abort();
}

uint8_t *fuzz_read(const char *file, size_t *size)
{
    FILE *stream = fopen(file, "rb");
    if (!stream || fseek(stream, 0, SEEK_END) != 0) {
        perror(file);
        exit(1);
    }
    *size = (size_t)ftell(stream);
    rewind(stream);
    uint8_t *bytes = malloc(*size + 1);
    if (fread(bytes, 1, *size, stream) != *size)
        exit(1);
    fclose(stream);
    return bytes;
}

void fuzz_seal(const char *name)
{
    char file[256];
    fuzz_path(name, file);
    int descriptor = open(file, O_RDWR);
    if (descriptor < 0 || seal_apply(descriptor) != 0 || close(descriptor) != 0)
        abort();
}

static void write_part(const char *name, const char *bytes, size_t size)
{
    fuzz_put(name, bytes, size);
    memcpy(parts[part_count++], name, strlen(name) + 1);
}

static void take_overrides(char *lines)
{
    for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n"))
        if (files.override_count < sizeof(files.overrides) / sizeof(files.overrides[0]))
            files.overrides[files.override_count++] = line;
}

/// Takes one part that begins at `at`; returns where the next begins, null after the last.
static char *take_part(char *name, char *at, char *end)
{
    char *next = memmem(at, (size_t)(end - at), "\n#%% ", 5);
    size_t size = (size_t)((next ? next + 1 : end) - at);
    if (strcmp(name, "-D") == 0) {
        at[size - (size > 0 && next ? 1 : 0)] = '\0';
        take_overrides(at);
    } else {
        write_part(name, at, size);
    }
    return next ? next + 5 : NULL;
}

const struct fuzz_files *fuzz_write(const uint8_t *bytes, size_t size)
{
    if (!folder[0])
        enter_folder();
    text = realloc(text, size + 1);
    memcpy(text, bytes, size);
    text[size] = '\0';
    files.override_count = 0;
    while (part_count > 0) {
        char old[256];
        fuzz_path(parts[--part_count], old);
        unlink(old);
    }
    char name[NAME_MAX_BYTES] = "first", *at = text, *end = text + size;
    for (int part = 0; part < PARTS_MAX; part++) {
        at = take_part(name, at, end);
        char *line = at ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (!line || line == at || line - at >= NAME_MAX_BYTES || memchr(at, '/', (size_t)(line - at)) ||
            memchr(at, '\0', (size_t)(line - at)) || at[0] == '.')
            break;
        memcpy(name, at, (size_t)(line - at));
        name[line - at] = '\0';
        at = line + 1;
    }
    return &files;
}
