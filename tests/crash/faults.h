/// What the parts of libfaults.so share (faults.c tells what it does and how it is told).
#pragma once

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

enum fault_kind { FAULT_NONE, FAULT_MEMORY, FAULT_WRITE, FAULT_SYNC, FAULT_RENAME, FAULT_HDF5, FAULT_SYSTEM };

/// Counts a call of a kind, whoever makes it; true if it is the one that fails.
bool faults_fails(enum fault_kind kind, const char *name);

/// Likewise, but calls count only where the program itself makes them: caller is the return address.
bool faults_fails_for(enum fault_kind kind, const char *name, const void *caller);

/// The next function of that name: that of the library.
#define NEXT(type, parameters, name) ((type(*) parameters)(uintptr_t)dlsym(RTLD_NEXT, name))

/// A function that returns `failed` where its call is to fail, and else does what the library's does.
#define FAULTS_CALL(kind, type, name, failed, parameters, arguments)                                         \
    type name parameters                                                                                     \
    {                                                                                                        \
        if (faults_fails_for(kind, #name, __builtin_return_address(0))) {                                    \
            errno = EIO;                                                                                     \
            return failed;                                                                                   \
        }                                                                                                    \
        return NEXT(type, parameters, #name) arguments;                                                      \
    }

/// One that gives something back: that is done, and then said to have failed.
#define FAULTS_CLOSE(kind, type, name, failed, parameters, arguments)                                        \
    type name parameters                                                                                     \
    {                                                                                                        \
        type status = NEXT(type, parameters, #name) arguments;                                               \
        if (!faults_fails_for(kind, #name, __builtin_return_address(0)))                                     \
            return status;                                                                                   \
        errno = EIO;                                                                                         \
        return failed;                                                                                       \
    }
