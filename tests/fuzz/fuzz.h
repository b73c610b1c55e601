/// What all fuzz targets share.
///
/// A target is one function, fuzz_one, that reads any bytes and must neither crash, hang nor leave an assert unmet. Built with clang's -fsanitize=fuzzer (preset `fuzz`) libFuzzer drives it, or AFL++ through the same flag of
/// afl-clang-fast; else replay.c does, over the seeds and a fixed number of their mutants, as one of the tests.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Seconds of the processor that an input may take: one of the program as people run it, which under sanitizers takes at least
/// twice as long (run.sh). Of the processor, so that a busy machine makes no fault.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_SECONDS_MAX 2.0
#endif
#endif
#ifndef FUZZ_SECONDS_MAX
#define FUZZ_SECONDS_MAX 1.0
#endif

void fuzz_one(const uint8_t *bytes, size_t size);

/// What fuzzers call: fuzz_one, and the time that it takes.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/// An input as files in a folder of this process, in memory. It may hold several: a line "#%% NAME" begins another, NAME
/// without a slash; the part named -D holds overrides, one a line.
struct fuzz_files {
    const char *folder;
    const char *first; // path of the first part
    const char *overrides[8];
    size_t override_count;
};

/// Writes the parts, and takes those of the input before away; valid until the next call.
const struct fuzz_files *fuzz_write(const uint8_t *bytes, size_t size);

/// Path of a file in the folder. path: of 256 bytes.
void fuzz_path(const char *name, char *path);

/// Writes a file into the folder.
void fuzz_put(const char *name, const void *bytes, size_t size);

/// Reads a file whole, and ends the program where it cannot; to be freed.
uint8_t *fuzz_read(const char *path, size_t *size);

/// Seals a file in the folder, of which the first 512 bytes are for the seal: what is behind it is then as its writer left it.
void fuzz_seal(const char *name);
