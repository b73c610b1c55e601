#include "results/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/schema.h"

static const char MAGIC[] = "suanli result\n";

enum { READ_BYTES = 1 << 17 };

/// What a seal says.
struct seal {
    unsigned format;
    uint64_t bytes;
    char hex[SEAL_HEX_SIZE];
};

static void finish(struct sha256_ctx *context, char hex[SEAL_HEX_SIZE])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(context, sizeof(digest), digest);
    base16_encode_update(hex, sizeof(digest), digest);
    hex[SEAL_HEX_SIZE - 1] = '\0';
}

void seal_digest(const void *bytes, size_t size, char hex[SEAL_HEX_SIZE])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, size, bytes);
    finish(&context, hex);
}

/// Reads at `offset` until `size` bytes are there or the file ends; bytes read, or -1 with errno.
static ssize_t read_at(int descriptor, void *bytes, size_t size, off_t offset)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = pread(descriptor, (char *)bytes + done, size - done, offset + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static int write_at_start(int descriptor, const char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = pwrite(descriptor, bytes + done, size - done, (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : EIO;
        done += (size_t)n;
    }
    return 0;
}

/// Hashes everything behind the seal. Returns 0 or an errno.
static int hash_rest(int descriptor, struct seal *seal)
{
    uint8_t *bytes = malloc(READ_BYTES);
    SIM_ASSERT(bytes, "out of memory for a read buffer");
    struct sha256_ctx context;
    sha256_init(&context);
    seal->bytes = 0;
    ssize_t n;
    while ((n = read_at(descriptor, bytes, READ_BYTES, (off_t)(SEAL_SIZE + seal->bytes))) > 0) {
        sha256_update(&context, (size_t)n, bytes);
        seal->bytes += (uint64_t)n;
    }
    int fault = n < 0 ? errno : 0;
    finish(&context, seal->hex);
    free(bytes);
    return fault;
}

static void render(const struct seal *seal, char block[SEAL_SIZE])
{
    memset(block, 0, SEAL_SIZE);
    snprintf(block, SEAL_SIZE, "%sformat %u\nbytes %" PRIu64 "\nsha256 %s\n", MAGIC, seal->format,
             seal->bytes, seal->hex);
}

/// False where the block is no seal. It must be, byte for byte, what `render` makes of what it says: so every byte of
/// the seal is checked too.
static bool parse(const char block[SEAL_SIZE], struct seal *seal)
{
    char text[SEAL_SIZE + 1], again[SEAL_SIZE];
    memcpy(text, block, SEAL_SIZE);
    text[SEAL_SIZE] = '\0';
    if (strncmp(text, MAGIC, strlen(MAGIC)) != 0 ||
        sscanf(text + strlen(MAGIC), "format %u\nbytes %" SCNu64 "\nsha256 %64[0-9a-f]\n", &seal->format,
               &seal->bytes, seal->hex) != 3)
        return false;
    render(seal, again);
    return memcmp(block, again, SEAL_SIZE) == 0;
}

int seal_apply(int descriptor)
{
    struct seal seal = {.format = SCHEMA_FORMAT};
    int fault = hash_rest(descriptor, &seal);
    if (fault)
        return fault;
    char block[SEAL_SIZE];
    render(&seal, block);
    return write_at_start(descriptor, block, sizeof(block));
}

static enum sim_status say(struct sim_error *error, enum sim_status status, const char *path,
                           const char *found)
{
    sim_error_add(error, status, path, 0, NULL, found, NULL);
    return status;
}

/// Compares what follows the seal with what the seal says.
static enum sim_status check_rest(int descriptor, const struct seal *seal, const char *path,
                                  struct sim_error *error)
{
    char text[256];
    struct seal rest = {0};
    if (seal->format > SCHEMA_FORMAT) {
        snprintf(text, sizeof(text), "is of result format %u; this program reads up to %d", seal->format,
                 SCHEMA_FORMAT);
        return say(error, SIM_BAD_DATA, path, text);
    }
    int fault = hash_rest(descriptor, &rest);
    if (fault)
        return say(error, SIM_IO, path, strerror(fault));
    if (rest.bytes != seal->bytes) {
        snprintf(text, sizeof(text),
                 "is damaged: %" PRIu64 " bytes follow its seal, which was set on %" PRIu64, rest.bytes,
                 seal->bytes);
        return say(error, SIM_BAD_DATA, path, text);
    }
    if (strcmp(rest.hex, seal->hex) != 0) {
        snprintf(text, sizeof(text), "is damaged: its SHA-256 is %.16s..., its seal says %.16s...", rest.hex,
                 seal->hex);
        return say(error, SIM_BAD_DATA, path, text);
    }
    return SIM_OK;
}

enum sim_status seal_check(const char *path, char hex[SEAL_HEX_SIZE], struct sim_error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;
        return say(error, missing ? SIM_NO_INPUT : SIM_IO, path, strerror(errno));
    }
    enum sim_status status;
    struct stat about;
    char block[SEAL_SIZE];
    struct seal seal;
    ssize_t n = 0;
    if (fstat(descriptor, &about) != 0)
        status = say(error, SIM_IO, path, strerror(errno));
    else if (!S_ISREG(about.st_mode))
        status = say(error, SIM_BAD_DATA, path, "is not a suanli result: not a file");
    else if ((n = read_at(descriptor, block, SEAL_SIZE, 0)) < 0)
        status = say(error, SIM_IO, path, strerror(errno));
    else if (n < SEAL_SIZE || memcmp(block, MAGIC, strlen(MAGIC)) != 0)
        status = say(error, SIM_BAD_DATA, path, "is not a suanli result: no seal at its start");
    else if (!parse(block, &seal))
        status = say(error, SIM_BAD_DATA, path, "is damaged: its seal is not well formed");
    else
        status = check_rest(descriptor, &seal, path, error);
    if (hex && status == SIM_OK)
        memcpy(hex, seal.hex, SEAL_HEX_SIZE);
    close(descriptor);
    return status;
}
