/// What all fuzz targets share.
///
/// A target is one function, LLVMFuzzerTestOneInput, that reads any bytes and must neither crash, hang nor leave an assert
/// unmet. Built with clang's -fsanitize=fuzzer (preset `fuzz`) libFuzzer drives it, or AFL++ through the same flag of
/// afl-clang-fast; else replay.c does, over the seeds and a fixed number of their mutants, as one of the tests.
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/// An input as files in a folder of this process, in memory. It may hold several: a line "#%% NAME" begins another, NAME
/// without a slash; the part named -D holds overrides, one a line.
struct fuzz_files {
    const char *first; // path of the first part
    const char *overrides[8];
    size_t override_count;
};

/// Writes the parts; valid until the next call.
const struct fuzz_files *fuzz_write(const uint8_t *bytes, size_t size);
