/// Makes the n-th call of a kind fail, in any program that it is loaded into (LD_PRELOAD): what a full memory or a failing
/// disk does, at a moment of the test's choice.
///
///     SUANLI_FAULT=KIND:N         the N-th call fails, from 1 (and writes after it, as on a disk that stays full)
///     SUANLI_FAULT_FOLDER=PATH    of write, sync, rename: only files below it count
///     SUANLI_FAULT_COUNT=FILE     at the end, the number of calls of that kind is written there
///
/// KIND: memory (calls from the program itself, not from its libraries: libconfig and HDF5 crash by themselves), write, sync,
/// rename.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

enum kind { NOTHING, MEMORY, WRITE, SYNC, RENAME };

static enum kind kind;
static long fail_at;
static const char *folder;
static uintptr_t program_start, program_end;
static atomic_long calls;
static bool is_ready;

/// The first object of the list is the program.
static int find_program(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size, (void)data;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && part->p_flags & PF_X) {
            program_start = info->dlpi_addr + part->p_vaddr;
            program_end = program_start + part->p_memsz;
        }
    }
    return 1;
}

static void __attribute__((constructor)) begin(void)
{
    static const char *const names[] = {"", "memory", "write", "sync", "rename"};
    const char *fault = getenv("SUANLI_FAULT"), *colon = fault ? strchr(fault, ':') : NULL;
    folder = getenv("SUANLI_FAULT_FOLDER");
    for (int i = MEMORY; colon && i <= RENAME; i++)
        if (strncmp(fault, names[i], (size_t)(colon - fault)) == 0)
            kind = (enum kind)i;
    fail_at = colon ? strtol(colon + 1, NULL, 10) : 0;
    dl_iterate_phdr(find_program, NULL);
    is_ready = true;
}

static void __attribute__((destructor)) end(void)
{
    const char *path = getenv("SUANLI_FAULT_COUNT");
    FILE *stream = path ? fopen(path, "w") : NULL;
    if (stream) {
        fprintf(stream, "%ld\n", atomic_load(&calls));
        fclose(stream);
    }
}

static bool fails(enum kind of)
{
    if (!is_ready || kind != of)
        return false;
    long call = atomic_fetch_add(&calls, 1) + 1;
    return of == WRITE ? fail_at > 0 && call >= fail_at : call == fail_at;
}

/// Whether an open file lies below the folder.
static bool is_ours(int descriptor)
{
    char name[64], path[4096];
    snprintf(name, sizeof(name), "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(name, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = '\0';
    return !folder || strncmp(path, folder, strlen(folder)) == 0;
}

static bool memory_fails(const void *caller)
{
    uintptr_t at = (uintptr_t)caller;
    if (at < program_start || at >= program_end || !fails(MEMORY))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}

/// The next function of that name: the C library's.
#define NEXT(type, name) ((type)(uintptr_t)dlsym(RTLD_NEXT, name))

typedef ssize_t (*write_function)(int, const void *, size_t);
typedef ssize_t (*pwrite_function)(int, const void *, size_t, off_t);
typedef int (*sync_function)(int);
typedef int (*rename_function)(const char *, const char *);

static bool write_fails(int descriptor)
{
    if (kind != WRITE || !is_ours(descriptor) || !fails(WRITE))
        return false;
    errno = ENOSPC;
    return true;
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    return write_fails(descriptor) ? -1 : NEXT(write_function, "write")(descriptor, bytes, size);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset)
{
    return write_fails(descriptor) ? -1 : NEXT(pwrite_function, "pwrite")(descriptor, bytes, size, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off_t offset)
{
    return write_fails(descriptor) ? -1 : NEXT(pwrite_function, "pwrite64")(descriptor, bytes, size, offset);
}

static int sync_or_fail(int descriptor, const char *name)
{
    if (kind == SYNC && is_ours(descriptor) && fails(SYNC)) {
        errno = EIO;
        return -1;
    }
    return NEXT(sync_function, name)(descriptor);
}

int fsync(int descriptor)
{
    return sync_or_fail(descriptor, "fsync");
}

int fdatasync(int descriptor)
{
    return sync_or_fail(descriptor, "fdatasync");
}

int rename(const char *from, const char *to)
{
    if (kind == RENAME && (!folder || to[0] != '/' || strncmp(to, folder, strlen(folder)) == 0) &&
        fails(RENAME)) {
        errno = EACCES;
        return -1;
    }
    return NEXT(rename_function, "rename")(from, to);
}
