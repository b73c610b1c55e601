/// Calls of the system and of small libraries that the program makes, each of which can be made to fail (faults.c): what a
/// failing disk, a process without descriptors, or a library without memory does.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/crash/faults.h"

#define CALL(type, name, failed, parameters, arguments)                                                      \
    FAULTS_CALL(FAULT_SYSTEM, type, name, failed, parameters, arguments)
#define CLOSE(type, name, failed, parameters, arguments)                                                     \
    FAULTS_CLOSE(FAULT_SYSTEM, type, name, failed, parameters, arguments)

// Files by descriptor and by name.
int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
    va_end(rest);
    if (!faults_fails_for(FAULT_SYSTEM, "open", __builtin_return_address(0)))
        return NEXT(int, (const char *, int, ...), "open")(path, flags, mode);
    errno = EIO;
    return -1;
}
CLOSE(int, close, -1, (int descriptor), (descriptor))
CALL(ssize_t, pread, -1, (int descriptor, void *to, size_t size, off_t at), (descriptor, to, size, at))
CALL(ssize_t, read, -1, (int descriptor, void *to, size_t size), (descriptor, to, size))
CALL(off_t, lseek, -1, (int descriptor, off_t at, int from), (descriptor, at, from))
CALL(int, ftruncate, -1, (int descriptor, off_t size), (descriptor, size))
CALL(int, fstat, -1, (int descriptor, struct stat *about), (descriptor, about))
CALL(int, stat, -1, (const char *path, struct stat *about), (path, about))
CALL(int, lstat, -1, (const char *path, struct stat *about), (path, about))
CALL(int, access, -1, (const char *path, int mode), (path, mode))
CALL(int, mkdir, -1, (const char *path, mode_t mode), (path, mode))
CALL(int, rmdir, -1, (const char *path), (path))
CALL(int, renameat2, -1, (int from, const char *a, int to, const char *b, unsigned flags),
     (from, a, to, b, flags))
CALL(int, dup, -1, (int descriptor), (descriptor))
CALL(int, pipe, -1, (int ends[2]), (ends))
CALL(int, memfd_create, -1, (const char *name, unsigned flags), (name, flags))
CALL(char *, realpath, NULL, (const char *path, char *to), (path, to))
CALL(ssize_t, readlink, -1, (const char *path, char *to, size_t size), (path, to, size))
CALL(DIR *, opendir, NULL, (const char *path), (path))
CALL(void *, mmap, MAP_FAILED, (void *at, size_t size, int protection, int flags, int descriptor, off_t from),
     (at, size, protection, flags, descriptor, from))

// Processes.
CALL(pid_t, fork, -1, (void), ())
CLOSE(pid_t, waitpid, -1, (pid_t child, int *end, int options), (child, end, options))

// Streams. One that could not be read says so when it is asked.
static FILE *broken;
static int breaks(const char *name, FILE *stream, const void *caller)
{
    if (!faults_fails_for(FAULT_SYSTEM, name, caller))
        return 0;
    broken = stream;
    errno = EIO;
    return 1;
}
size_t fread(void *to, size_t size, size_t count, FILE *stream)
{
    return breaks("fread", stream, __builtin_return_address(0))
               ? 0
               : NEXT(size_t, (void *, size_t, size_t, FILE *), "fread")(to, size, count, stream);
}
char *fgets(char *to, int size, FILE *stream)
{
    return breaks("fgets", stream, __builtin_return_address(0))
               ? NULL
               : NEXT(char *, (char *, int, FILE *), "fgets")(to, size, stream);
}
/// Streams into memory do not fail here: they are of the kind memory.
size_t fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
    return fileno(stream) >= 0 && breaks("fwrite", stream, __builtin_return_address(0))
               ? 0
               : NEXT(size_t, (const void *, size_t, size_t, FILE *), "fwrite")(from, size, count, stream);
}
int ferror(FILE *stream)
{
    return stream == broken || NEXT(int, (FILE *), "ferror")(stream);
}
CALL(FILE *, fopen, NULL, (const char *path, const char *mode), (path, mode))
CALL(FILE *, fdopen, NULL, (int descriptor, const char *mode), (descriptor, mode))
CALL(int, fseek, -1, (FILE * stream, long at, int from), (stream, at, from))
CALL(long, ftell, -1, (FILE * stream), (stream))
CALL(int, fflush, EOF, (FILE * stream), (stream))
CLOSE(int, fclose, EOF, (FILE * stream), (stream))

// Libraries that say when they have no memory, by their numbers (zlib's is -4, libxlsxwriter's 1, GSL's 8).
CALL(int, compress2, -4,
     (void *to, unsigned long *size, const void *from, unsigned long from_size, int level),
     (to, size, from, from_size, level))
CALL(int, uncompress, -4, (void *to, unsigned long *size, const void *from, unsigned long from_size),
     (to, size, from, from_size))
CALL(void *, workbook_new, NULL, (const char *path), (path))
CALL(void *, workbook_add_worksheet, NULL, (void *workbook, const char *name), (workbook, name))
CALL(void *, workbook_add_format, NULL, (void *workbook), (workbook))
CLOSE(int, workbook_close, 1, (void *workbook), (workbook))
int json_dumpf(const void *json, FILE *stream, size_t flags)
{
    return breaks("json_dumpf", stream, __builtin_return_address(0))
               ? -1
               : NEXT(int, (const void *, FILE *, size_t), "json_dumpf")(json, stream, flags);
}
CALL(int, json_dumpfd, -1, (const void *json, int descriptor, size_t flags), (json, descriptor, flags))
CALL(void *, json_loadb, NULL, (const char *from, size_t size, size_t flags, void *error),
     (from, size, flags, error))
CALL(void *, json_load_file, NULL, (const char *path, size_t flags, void *error), (path, flags, error))
CALL(void *, gsl_qrng_alloc, NULL, (const void *type, unsigned dimension), (type, dimension))
CALL(void *, gsl_matrix_alloc, NULL, (size_t rows, size_t columns), (rows, columns))
CALL(void *, gsl_vector_alloc, NULL, (size_t count), (count))
CALL(void *, gsl_vector_calloc, NULL, (size_t count), (count))
CALL(void *, gsl_multifit_nlinear_alloc, NULL, (const void *type, const void *parameters, size_t n, size_t p),
     (type, parameters, n, p))
CALL(void *, gsl_odeiv2_driver_alloc_y_new, NULL,
     (const void *system, const void *type, double step, double absolute, double relative),
     (system, type, step, absolute, relative))
