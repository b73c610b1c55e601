#include "sim/status.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

void sim_error_add(struct sim_error *error, enum sim_status status, const char *file, int line,
                   const char *key, const char *found, const char *expected)
{
    error->faults = sim_memory_grow(error->faults, &error->capacity, error->count + 1, sizeof(*error->faults),
                                    "messages");
    error->faults[error->count++] = (struct sim_fault){
        .status = status,
        .file = sim_memory_text(file),
        .line = line,
        .key = sim_memory_text(key),
        .found = sim_memory_text(found),
        .expected = sim_memory_text(expected),
    };
}

enum sim_status sim_error_say(struct sim_error *error, enum sim_status status, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    sim_error_add(error, status, NULL, 0, NULL, text, NULL);
    return status;
}

enum sim_status sim_error_status(const struct sim_error *error)
{
    return error->count ? error->faults[0].status : SIM_OK;
}

/// Order of file, then line; faults without a file come first.
static int compare_places(const void *left, const void *right)
{
    const struct sim_fault *a = left, *b = right;
    int files = strcmp(a->file ? a->file : "", b->file ? b->file : "");
    if (files != 0)
        return files;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return strcmp(a->key ? a->key : "", b->key ? b->key : "");
}

void sim_error_print(struct sim_error *error, FILE *stream)
{
    if (error->count > 1)
        qsort(error->faults, error->count, sizeof(*error->faults), compare_places);
    for (size_t i = 0; i < error->count; i++) {
        const struct sim_fault *fault = &error->faults[i];
        if (fault->file && fault->line > 0)
            fprintf(stream, "%s:%d: ", fault->file, fault->line);
        else if (fault->file)
            fprintf(stream, "%s: ", fault->file);
        if (fault->key)
            fprintf(stream, "%s: ", fault->key);
        fprintf(stream, fault->expected ? "found %s" : "%s", fault->found ? fault->found : "");
        if (fault->expected)
            fprintf(stream, ", expected %s", fault->expected);
        fputc('\n', stream);
    }
}

void sim_error_clear(struct sim_error *error)
{
    for (size_t i = 0; i < error->count; i++) {
        struct sim_fault *fault = &error->faults[i];
        free(fault->file);
        free(fault->key);
        free(fault->found);
        free(fault->expected);
    }
    free(error->faults);
    *error = (struct sim_error){0};
}

static _Atomic(void (*)(void)) panic_clean_up;

void sim_on_panic(void (*clean_up)(void))
{
    atomic_store(&panic_clean_up, clean_up);
}

void sim_clean_up(void)
{
    void (*clean_up)(void) = atomic_exchange(&panic_clean_up, NULL);
    if (clean_up)
        clean_up();
}

void sim_panic(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fprintf(stderr, "suanli: internal fault at %s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    sim_clean_up();
    _Exit(SIM_INTERNAL);
}
