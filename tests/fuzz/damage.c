/// Damaged result files: bytes changed, cut off, added, zeroed, moved. Every reader must refuse every one of them, with status
/// 65 and a message, before HDF5 sees it. Every 50th loses its seal too: then it may be read, but as foreign, and what HDF5
/// makes of it must not end this process.
///
///     damage MUTANTS FILE...
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/load.h"
#include "results/seal.h"
#include "scenarios/run/placement_file.h"
#include "scenarios/run/snapshot_file.h"
#include "tests/fuzz/fuzz.h"

enum { FOREIGN_EVERY = 50 };

static uint64_t random_state = 0x2545f4914f6cdd1du;

static uint64_t draw(uint64_t below)
{
    random_state ^= random_state >> 12, random_state ^= random_state << 25,
        random_state ^= random_state >> 27;
    return random_state * 0x9e3779b97f4a7c15u % below;
}

/// Damages a copy of a file; returns its size. room: at least size + 64.
static size_t damage(uint8_t *bytes, size_t size)
{
    size_t at = draw(size), length = 1 + draw(64), from = draw(size);
    length = at + length <= size ? length : size - at;
    length = from + length <= size ? length : size - from;
    switch (draw(6)) {
    case 0: bytes[at] ^= (uint8_t)(1 + draw(255)); return size;
    case 1: bytes[at] ^= (uint8_t)(1u << draw(8)); return size;
    case 2: return at; // cut off
    case 3: memset(bytes + size, 0, length); return size + length;
    case 4: bytes[at] = (uint8_t)~bytes[at], memset(bytes + from, 0, length); return size;
    default: memmove(bytes + at, bytes + from, length); return size;
    }
}

/// What one reader says of the file.
static enum sim_status try(int reader, const char *path, bool *is_foreign, struct sim_error *error)
{
    struct load *load = NULL;
    struct placement_problem problem;
    struct placement_result result;
    struct snapshot_reader *snapshot = NULL;
    enum sim_status status;
    switch (reader) {
    case 0:
        status = load_open(path, &load, error);
        *is_foreign = load && load_is_foreign(load);
        load_close(load);
        return status;
    case 1:
        status = placement_file_read(path, &problem, &result, error);
        if (status == SIM_OK) {
            placement_problem_clear(&problem);
            placement_result_clear(&result);
        }
        return status;
    default:
        status = snapshot_open(path, &snapshot, error);
        snapshot_reader_close(snapshot);
        return status;
    }
}

/// Counts.
static unsigned long accepted, silent, wrong, foreign;

static void judge(enum sim_status status, bool has_seal, bool is_foreign, const struct sim_error *error)
{
    accepted += has_seal && status == SIM_OK;
    silent += status != SIM_OK && (error->count == 0 || !error->faults[0].found[0]);
    wrong += status != SIM_OK && status != SIM_BAD_DATA && status != SIM_IO;
    foreign += is_foreign;
}

int main(int argc, char **argv)
{
    unsigned long mutants = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
    for (int i = 2; i < argc; i++) {
        size_t size;
        uint8_t *bytes = fuzz_read(argv[i], &size), *mutant = malloc(size + 64);
        for (unsigned long n = 0; n < mutants; n++) {
            bool has_seal = n % FOREIGN_EVERY != 0 || size <= SEAL_SIZE, is_foreign = false;
            memcpy(mutant, bytes, size);
            size_t left = damage(mutant, size), skip = has_seal || left <= SEAL_SIZE ? 0 : SEAL_SIZE;
            if (left == size && memcmp(mutant, bytes, size) == 0)
                continue; // bytes moved onto their like
            struct sim_error error = {0};
            const char *path = fuzz_write(mutant + skip, left - skip)->first;
            judge(try((int)draw(3), path, &is_foreign, &error), has_seal, is_foreign, &error);
            sim_error_clear(&error);
        }
        free(bytes);
        free(mutant);
    }
    printf("%lu mutants of each of %d files: %lu accepted, %lu refused without a word, %lu with another "
           "status; %lu without "
           "seal read as foreign\n",
           mutants, argc - 2, accepted, silent, wrong, foreign);
    return accepted + silent + wrong > 0;
}
