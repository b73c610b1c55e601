/// Runs a target over seeds and a fixed number of their mutants, without a fuzzer: the harness itself stays tested, and under
/// any sanitizer. Mutants are those of xorshift64* with a fixed seed; the same each time.
///
///     replay MUTANTS SEED-FILE...
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t draw(void)
{
    random_state ^= random_state >> 12, random_state ^= random_state << 25,
        random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

static size_t read_file(const char *path, uint8_t **bytes)
{
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        perror(path);
        exit(1);
    }
    fseek(stream, 0, SEEK_END);
    size_t size = (size_t)ftell(stream);
    rewind(stream);
    *bytes = malloc(size + 64); // room for what mutants insert
    size = fread(*bytes, 1, size, stream);
    fclose(stream);
    return size;
}

/// One to four small changes: a byte, a character that means something, a stretch copied or cut. Returns the size.
static size_t mutate(uint8_t *bytes, size_t size)
{
    static const char telling[] = "=;{}()[]\"@:,.-+#\n0123456789eE";
    for (uint64_t changes = 1 + draw() % 4; changes > 0 && size > 16; changes--) {
        size_t at = draw() % size, length = 1 + draw() % 8;
        switch (draw() % 4) {
        case 0: bytes[at] = (uint8_t)draw(); break;
        case 1: bytes[at] = (uint8_t)telling[draw() % (sizeof(telling) - 1)]; break;
        case 2:
            length = length < size - at ? length : size - at;
            memmove(bytes + at, bytes + at + length, size - at - length);
            size -= length;
            break;
        default:
            length = at + length <= size ? length : size - at;
            memmove(bytes + at, bytes + draw() % (size - length), length);
        }
    }
    return size;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "replay MUTANTS SEED-FILE...\n");
        return 64;
    }
    unsigned long mutants = strtoul(argv[1], NULL, 10), runs = 0;
    for (int i = 2; i < argc; i++) {
        uint8_t *seed, *mutant;
        size_t size = read_file(argv[i], &seed);
        mutant = malloc(size + 64);
        LLVMFuzzerTestOneInput(seed, size);
        for (unsigned long n = 0; n < mutants; n++, runs++) {
            memcpy(mutant, seed, size);
            LLVMFuzzerTestOneInput(mutant, mutate(mutant, size));
        }
        free(mutant);
        free(seed);
    }
    printf("%d seeds, %lu mutants\n", argc - 2, runs);
    return 0;
}
