/// Outcome codes, and the list of faults that a user is shown.
///
/// A function that can fail through the user's doing returns a `sim_status` and gives its value through its last
/// pointer. The codes are the program's exit statuses (sysexits.h where that has one), so that nothing translates
/// between them. Our own faults are asserts (`SIM_ASSERT`), which say what and where and exit 70.
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

enum sim_status {
    SIM_OK = 0,           // done
    SIM_MISSED = 1,       // an asserted target is missed
    SIM_USAGE = 64,       // bad usage
    SIM_BAD_DATA = 65,    // bad scenario or data
    SIM_NO_INPUT = 66,    // input missing
    SIM_INTERNAL = 70,    // internal fault
    SIM_CANT_CREATE = 73, // cannot create the output
    SIM_IO = 74,          // input/output error
    SIM_INTERRUPTED = 75, // interrupted
};

/// One fault: where it is, what was found, what was expected. Strings are owned by the list.
struct sim_fault {
    enum sim_status status;
    char *file;     // path as the user wrote it; null where no file is at fault
    int line;       // from 1; 0 where the whole file is meant
    char *key;      // path of the key, such as "sites.changle.phases[0].racks"; null where none is
    char *found;    // what stood there
    char *expected; // what was expected; null where there is nothing to add
};

/// All faults found so far. Zero-initialise it; `sim_error_clear` frees it.
struct sim_error {
    struct sim_fault *faults;
    size_t count;
    size_t capacity;
};

/// Adds a fault; `found` and `expected` are copied (file, key and expected may be null).
void sim_error_add(struct sim_error *error, enum sim_status status, const char *file, int line,
                   const char *key, const char *found, const char *expected);

/// Adds a fault that has no place in a file: one printf-style sentence. Returns `status`, for `return sim_error_say(...)`.
enum sim_status sim_error_say(struct sim_error *error, enum sim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Status of the first fault, SIM_OK if there is none.
enum sim_status sim_error_status(const struct sim_error *error);

/// Prints one line per fault, in the order of file and line: `file:line: key: found X, expected Y`.
void sim_error_print(struct sim_error *error, FILE *stream);

void sim_error_clear(struct sim_error *error);

/// Says what failed and where on standard error and exits 70. For our own faults only.
_Noreturn void sim_panic(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// What is done before a panic ends the program, such as removing files that are not whole. Called once, at most.
void sim_on_panic(void (*clean_up)(void));

/// Does that, for an end that is no panic but cannot wait either.
void sim_clean_up(void);

/// An assert that stays in every build. The message is printf-style.
#define SIM_ASSERT(condition, ...)                                                                           \
    do {                                                                                                     \
        if (__builtin_expect(!(condition), 0))                                                               \
            sim_panic(__FILE__, __LINE__, __VA_ARGS__);                                                      \
    } while (0)
