#include "results/foreign.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Sanitizers map terabytes, which no limit of the address space leaves room for. gcc tells by macros, clang by features.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MAPS_TERABYTES
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MAPS_TERABYTES
#endif
#endif

static const char SIGNATURE[8] = "\x89HDF\r\n\x1a\n";

bool foreign_is(const char *path)
{
    char start[sizeof(SIGNATURE)];
    FILE *stream = fopen(path, "rb");
    bool is = stream && fread(start, 1, sizeof(start), stream) == sizeof(start) &&
              memcmp(start, SIGNATURE, sizeof(start)) == 0;
    if (stream)
        fclose(stream);
    return is;
}

/// Never returns. Standard error is closed: what HDF5 or a crash prints there is not for the user.
static _Noreturn void read_in_child(const char *path, bool (*read)(const char *path))
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
        signal(crashes[i], SIG_DFL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    setrlimit(RLIMIT_CPU, &(struct rlimit){FOREIGN_SECONDS_MAX, FOREIGN_SECONDS_MAX});
#ifndef MAPS_TERABYTES
    setrlimit(RLIMIT_AS, &(struct rlimit){FOREIGN_BYTES_MAX, FOREIGN_BYTES_MAX});
#endif
    close(STDERR_FILENO);
    _exit(read(path) ? 0 : 1);
}

enum sim_status foreign_try(const char *path, bool (*read)(const char *path), struct sim_error *error)
{
    char found[128];
    int end = 0;
    fflush(NULL); // or the child would print it again
    pid_t child = fork();
    if (child == 0)
        read_in_child(path, read);
    while (child > 0 && waitpid(child, &end, 0) < 0)
        if (errno != EINTR)
            child = -1;
    if (child < 0)
        return sim_error_say(error, SIM_IO, "%s: no process to read it in: %s", path, strerror(errno));
    if (WIFEXITED(end) && WEXITSTATUS(end) == 0)
        return SIM_OK;
    if (WIFSIGNALED(end) && WTERMSIG(end) != SIGXCPU && WTERMSIG(end) != SIGKILL)
        snprintf(found, sizeof(found), "has no seal, and HDF5 crashed on it (signal %d): it is damaged",
                 WTERMSIG(end));
    else if (WIFSIGNALED(end))
        snprintf(found, sizeof(found), "has no seal, and HDF5 did not come to its end in %d s: it is damaged",
                 FOREIGN_SECONDS_MAX);
    else
        snprintf(found, sizeof(found), "has no seal, and is no result of this program that HDF5 can read");
    sim_error_add(error, SIM_BAD_DATA, path, 0, NULL, found, NULL);
    return SIM_BAD_DATA;
}
