/// Makes the n-th call of a kind fail, in any program that it is loaded into (LD_PRELOAD): what a full memory or a failing
/// disk does, at a moment of the test's choice.
///
///     SUANLI_FAULT=KIND:N         the N-th call fails, from 1 (and writes after it, as on a disk that stays full)
///     SUANLI_FAULT_FOLDER=PATH    of write, sync, rename: only files below it count
///     SUANLI_FAULT_COUNT=FILE     at the end, a line is written there with the number of calls of that kind, and then one
///                                 for each way through the program that led to a call: the number of the first such
///                                 call, the function's name, and a number that is the way's in every command
///     SUANLI_FAULT_DEPTH=N        ways are told apart by the N innermost functions of the program (default 2)
///
/// KIND: memory, hdf5, system (all three: calls from the program itself, not from its libraries, some of which crash by
/// themselves), write, sync, rename. The functions of hdf5 and system are listed in faults_hdf5.c and faults_system.c.
#define _GNU_SOURCE
#include "tests/crash/faults.h"

#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

enum { STACK_MAX = 64, WAYS_MAX = 1 << 14 };

static enum fault_kind kind;
static long fail_at, way_depth = 2;
static const char *folder, *count_path;
static uintptr_t program_start, program_end;
static atomic_long calls;
static bool is_ready;

/// The ways so far, found by their hash. Only kept where they are asked for; the test then has one thread.
static struct way {
    uint64_t hash;
    long first;
    const char *name;
} ways[WAYS_MAX];
static _Thread_local bool is_looking; // the unwinder allocates, too

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
    static const char *const names[] = {"", "memory", "write", "sync", "rename", "hdf5", "system"};
    const char *fault = getenv("SUANLI_FAULT"), *colon = fault ? strchr(fault, ':') : NULL;
    folder = getenv("SUANLI_FAULT_FOLDER");
    count_path = getenv("SUANLI_FAULT_COUNT");
    for (int i = FAULT_MEMORY; colon && i <= FAULT_SYSTEM; i++)
        if (strlen(names[i]) == (size_t)(colon - fault) && strncmp(fault, names[i], strlen(names[i])) == 0)
            kind = (enum fault_kind)i;
    if (getenv("SUANLI_FAULT_DEPTH"))
        way_depth = strtol(getenv("SUANLI_FAULT_DEPTH"), NULL, 10);
    fail_at = colon ? strtol(colon + 1, NULL, 10) : 0;
    dl_iterate_phdr(find_program, NULL);
}

typedef int (*main_function)(int, char **, char **);
static main_function program_main;

/// Calls count from here on: what a compiler's own runtime does before is not the program's.
static int main_counted(int argc, char **argv, char **environment)
{
    is_ready = true;
    return program_main(argc, argv, environment);
}

int __libc_start_main(main_function main, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*loader)(void), void *stack)
{
    program_main = main;
    return NEXT(int, (main_function, int, char **, void (*)(void), void (*)(void), void (*)(void), void *),
                "__libc_start_main")(main_counted, argc, argv, init, fini, loader, stack);
}

static void __attribute__((destructor)) end(void)
{
    is_ready = false;
    FILE *stream = count_path ? fopen(count_path, "w") : NULL;
    if (!stream)
        return;
    fprintf(stream, "%ld\n", atomic_load(&calls));
    for (int i = 0; i < WAYS_MAX; i++)
        if (ways[i].first > 0)
            fprintf(stream, "%ld %s %llx\n", ways[i].first, ways[i].name, (unsigned long long)ways[i].hash);
    fclose(stream);
}

static bool is_program(const void *address)
{
    return (uintptr_t)address >= program_start && (uintptr_t)address < program_end;
}

/// Notes by which way through the program its call came about.
static void note_way(long call, const char *name)
{
    void *stack[STACK_MAX];
    is_looking = true;
    int depth = backtrace(stack, STACK_MAX);
    is_looking = false;
    uint64_t hash = 14695981039346656037u;
    long ours = 0;
    for (int i = 0; i < depth && ours < way_depth; i++)
        if (is_program(stack[i]) && ++ours)
            hash = (hash ^ ((uintptr_t)stack[i] - program_start)) * 1099511628211u;
    for (uint64_t i = 0; i < WAYS_MAX; i++) {
        struct way *way = &ways[(hash + i) % WAYS_MAX];
        if (way->first > 0 && way->hash != hash)
            continue;
        if (way->first == 0)
            *way = (struct way){hash, call, name};
        return;
    }
}

bool faults_fails(enum fault_kind of, const char *name)
{
    if (!is_ready || kind != of || is_looking)
        return false;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (count_path)
        note_way(call, name);
    return of == FAULT_WRITE ? fail_at > 0 && call >= fail_at : call == fail_at;
}

bool faults_fails_for(enum fault_kind of, const char *name, const void *caller)
{
    return is_program(caller) && faults_fails(of, name);
}

static bool memory_fails(const char *name, const void *caller)
{
    if (!faults_fails_for(FAULT_MEMORY, name, caller))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return memory_fails("malloc", __builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return memory_fails("calloc", __builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return memory_fails("realloc", __builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memory_fails("aligned_alloc", __builtin_return_address(0)) ? NULL
                                                                      : __libc_memalign(alignment, size);
}

char *strdup(const char *text)
{
    return memory_fails("strdup", __builtin_return_address(0)) ? NULL
                                                               : NEXT(char *, (const char *), "strdup")(text);
}

char *strndup(const char *text, size_t size)
{
    return memory_fails("strndup", __builtin_return_address(0))
               ? NULL
               : NEXT(char *, (const char *, size_t), "strndup")(text, size);
}

FILE *open_memstream(char **text, size_t *size)
{
    return memory_fails("open_memstream", __builtin_return_address(0))
               ? NULL
               : NEXT(FILE *, (char **, size_t *), "open_memstream")(text, size);
}

/// Whether an open file lies below the folder.
static bool is_ours(int descriptor)
{
    char name[64], path[4096];
    snprintf(name, sizeof(name), "/proc/self/fd/%d", descriptor);
    ssize_t length = NEXT(ssize_t, (const char *, char *, size_t), "readlink")(name, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = '\0';
    return !folder || strncmp(path, folder, strlen(folder)) == 0;
}

static bool write_fails(int descriptor)
{
    if (kind != FAULT_WRITE || !is_ours(descriptor) || !faults_fails(FAULT_WRITE, "write"))
        return false;
    errno = ENOSPC;
    return true;
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    return write_fails(descriptor)
               ? -1
               : NEXT(ssize_t, (int, const void *, size_t), "write")(descriptor, bytes, size);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset)
{
    return write_fails(descriptor)
               ? -1
               : NEXT(ssize_t, (int, const void *, size_t, off_t), "pwrite")(descriptor, bytes, size, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off_t offset)
{
    return write_fails(descriptor) ? -1
                                   : NEXT(ssize_t, (int, const void *, size_t, off_t),
                                          "pwrite64")(descriptor, bytes, size, offset);
}

static int sync_or_fail(int descriptor, const char *name)
{
    if (kind == FAULT_SYNC && is_ours(descriptor) && faults_fails(FAULT_SYNC, name)) {
        errno = EIO;
        return -1;
    }
    return NEXT(int, (int), name)(descriptor);
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
    if (kind == FAULT_RENAME && (!folder || to[0] != '/' || strncmp(to, folder, strlen(folder)) == 0) &&
        faults_fails(FAULT_RENAME, "rename")) {
        errno = EACCES;
        return -1;
    }
    return NEXT(int, (const char *, const char *), "rename")(from, to);
}
