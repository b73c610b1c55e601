#include "scenarios/run/snapshot_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "results/publish.h"
#include "results/seal.h"
#include "sim/memory.h"

#define MAGIC "suanli snapshot 1"

/// zlib's quickest: states are mostly zeros and repeats.
#define LEVEL 1

/// What stands behind the seal. Texts follow: the scenario's, then the overrides', each with its closing zero.
struct head {
    char magic[24];
    char version[24]; // of the program
    int64_t civil_day;
    uint64_t seed;
    uint64_t replications;
    uint64_t every_day;
    uint64_t override_count;
    uint64_t text_bytes;
};

/// Before each of a part's two blocks.
struct block_head {
    uint64_t bytes, packed_bytes;
};

struct snapshot_writer {
    struct publish publish;
    bool has_failed;
};

struct snapshot_reader {
    struct snapshot_about about;
    int descriptor;
    off_t *parts; // where each begins
    char *texts;
    const char **overrides;
};

void snapshot_part_clear(struct snapshot_part *part)
{
    sim_bytes_clear(&part->engine);
    sim_bytes_clear(&part->rows);
}

static void write_all(struct snapshot_writer *writer, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0 && !writer->has_failed) {
        ssize_t n = write(writer->publish.descriptor, at, size);
        writer->has_failed = n <= 0;
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
}

static void write_about(struct snapshot_writer *writer, const struct snapshot_about *about)
{
    static const char seal[SEAL_SIZE];
    struct head head = {.magic = MAGIC,
                        .civil_day = about->civil_day,
                        .seed = about->seed,
                        .replications = about->replications,
                        .every_day = about->every_day,
                        .override_count = about->override_count,
                        .text_bytes = strlen(about->scenario_text) + 1};
    snprintf(head.version, sizeof(head.version), "%s", SUANLI_VERSION);
    for (size_t i = 0; i < about->override_count; i++)
        head.text_bytes += strlen(about->overrides[i]) + 1;
    write_all(writer, seal, sizeof(seal));
    write_all(writer, &head, sizeof(head));
    write_all(writer, about->scenario_text, strlen(about->scenario_text) + 1);
    for (size_t i = 0; i < about->override_count; i++)
        write_all(writer, about->overrides[i], strlen(about->overrides[i]) + 1);
}

enum sim_status snapshot_create(const char *path, const struct snapshot_about *about,
                                struct snapshot_writer **out, struct sim_error *error)
{
    struct snapshot_writer *writer = sim_memory_new(1, sizeof(*writer), "a snapshot");
    *out = NULL;
    enum sim_status status = publish_begin(&writer->publish, path, error);
    if (status != SIM_OK) {
        free(writer);
        return status;
    }
    write_about(writer, about);
    *out = writer;
    return SIM_OK;
}

static void add_block(struct snapshot_writer *writer, const struct sim_bytes *bytes)
{
    uLong packed_bytes = compressBound(bytes->size);
    unsigned char *packed = sim_memory_new(packed_bytes, 1, "a snapshot");
    int fault = compress2(packed, &packed_bytes, bytes->bytes ? bytes->bytes : packed, bytes->size, LEVEL);
    SIM_ASSERT(fault == Z_OK, "zlib refuses %zu bytes: %d", bytes->size, fault);
    struct block_head head = {bytes->size, packed_bytes};
    write_all(writer, &head, sizeof(head));
    write_all(writer, packed, packed_bytes);
    free(packed);
}

void snapshot_add(struct snapshot_writer *writer, const struct snapshot_part *part)
{
    add_block(writer, &part->engine);
    add_block(writer, &part->rows);
}

enum sim_status snapshot_close(struct snapshot_writer *writer, struct sim_error *error)
{
    enum sim_status status = SIM_OK;
    if (writer->has_failed || seal_apply(writer->publish.descriptor) != 0) {
        sim_error_add(error, SIM_IO, writer->publish.path, 0, NULL, "a snapshot that cannot be written",
                      NULL);
        publish_drop(&writer->publish);
        status = SIM_IO;
    } else {
        status = publish_finish(&writer->publish, error);
    }
    free(writer);
    return status;
}

void snapshot_abandon(struct snapshot_writer *writer)
{
    if (!writer)
        return;
    publish_drop(&writer->publish);
    free(writer);
}

static bool read_at(int descriptor, void *bytes, size_t size, off_t at)
{
    char *to = bytes;
    while (size > 0) {
        ssize_t n = pread(descriptor, to, size, at);
        if (n <= 0)
            return false;
        to += n;
        at += n;
        size -= (size_t)n;
    }
    return true;
}

/// The texts behind the head: as many as it says, and no more.
static bool read_texts(struct snapshot_reader *reader, const struct head *head, off_t *at, off_t size)
{
    if (head->text_bytes == 0 || head->text_bytes > (uint64_t)(size - *at) ||
        head->override_count >= head->text_bytes)
        return false;
    reader->texts = sim_memory_new(head->text_bytes + 1, 1, "a snapshot");
    reader->overrides = sim_memory_new(head->override_count, sizeof(char *), "a snapshot");
    if (!read_at(reader->descriptor, reader->texts, head->text_bytes, *at))
        return false;
    *at += (off_t)head->text_bytes;
    const char *text = reader->texts, *end = reader->texts + head->text_bytes;
    for (size_t i = 0; i < head->override_count; i++) {
        text += strlen(text) + 1;
        if (text >= end)
            return false;
        reader->overrides[i] = text;
    }
    return text + strlen(text) + 1 == end;
}

/// Finds where each replication begins.
static bool find_parts(struct snapshot_reader *reader, uint64_t replications, off_t at, off_t size)
{
    if (replications == 0 || replications > (uint64_t)size / (2 * sizeof(struct block_head)))
        return false;
    reader->parts = sim_memory_new(replications, sizeof(*reader->parts), "a snapshot");
    for (uint64_t r = 0; r < replications; r++) {
        reader->parts[r] = at;
        for (int i = 0; i < 2; i++) {
            struct block_head block;
            if (!read_at(reader->descriptor, &block, sizeof(block), at) ||
                block.packed_bytes > (uint64_t)(size - at) - sizeof(block))
                return false;
            at += (off_t)(sizeof(block) + block.packed_bytes);
        }
    }
    return at == size;
}

static bool read_about(struct snapshot_reader *reader)
{
    struct head head;
    struct stat about;
    off_t at = SEAL_SIZE + (off_t)sizeof(head);
    if (fstat(reader->descriptor, &about) != 0 ||
        !read_at(reader->descriptor, &head, sizeof(head), SEAL_SIZE) ||
        memcmp(head.magic, MAGIC, sizeof(MAGIC)) != 0 || head.replications > UINT32_MAX ||
        !read_texts(reader, &head, &at, about.st_size) ||
        !find_parts(reader, head.replications, at, about.st_size))
        return false;
    reader->about = (struct snapshot_about){.scenario_text = reader->texts,
                                            .overrides = reader->overrides,
                                            .override_count = head.override_count,
                                            .civil_day = head.civil_day,
                                            .seed = head.seed,
                                            .replications = (uint32_t)head.replications,
                                            .every_day = head.every_day != 0};
    return true;
}

enum sim_status snapshot_open(const char *path, struct snapshot_reader **out, struct sim_error *error)
{
    *out = NULL;
    enum sim_status status = seal_check(path, NULL, error);
    if (status != SIM_OK)
        return status;
    struct snapshot_reader *reader = sim_memory_new(1, sizeof(*reader), "a snapshot");
    reader->descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (reader->descriptor < 0 || !read_about(reader)) {
        sim_error_add(error, SIM_BAD_DATA, path, 0, NULL, "a file of another kind or version",
                      "a snapshot of suanli " SUANLI_VERSION);
        snapshot_reader_close(reader);
        return SIM_BAD_DATA;
    }
    *out = reader;
    return SIM_OK;
}

void snapshot_reader_close(struct snapshot_reader *reader)
{
    if (!reader)
        return;
    if (reader->descriptor >= 0)
        close(reader->descriptor);
    free(reader->parts);
    free(reader->texts);
    free(reader->overrides);
    free(reader);
}

const struct snapshot_about *snapshot_about(const struct snapshot_reader *reader)
{
    return &reader->about;
}

static bool read_block(const struct snapshot_reader *reader, off_t *at, struct sim_bytes *bytes)
{
    struct block_head head;
    // No block of zlib's holds more than a thousandth of what it unpacks to.
    if (!read_at(reader->descriptor, &head, sizeof(head), *at) || head.bytes / 1100 > head.packed_bytes)
        return false;
    unsigned char *packed = sim_memory_new(head.packed_bytes, 1, "a snapshot");
    bytes->bytes = sim_memory_grow(bytes->bytes, &bytes->capacity, head.bytes + 1, 1, "a snapshot");
    uLong unpacked = head.bytes;
    bool is_good = read_at(reader->descriptor, packed, head.packed_bytes, *at + (off_t)sizeof(head)) &&
                   uncompress(bytes->bytes, &unpacked, packed, head.packed_bytes) == Z_OK &&
                   unpacked == head.bytes;
    bytes->size = head.bytes;
    *at += (off_t)(sizeof(head) + head.packed_bytes);
    free(packed);
    return is_good;
}

bool snapshot_read(const struct snapshot_reader *reader, uint32_t replication, struct snapshot_part *part)
{
    if (replication >= reader->about.replications)
        return false;
    off_t at = reader->parts[replication];
    return read_block(reader, &at, &part->engine) && read_block(reader, &at, &part->rows);
}
