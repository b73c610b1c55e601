/// Proof that a result file holds what was put into it.
#include <stdlib.h>
#include <string.h>

#include "results/load.h"
#include "results/store_parts.h"

/// Digest of what the file holds, computed as store_write.c computed that of what was put.
static enum sim_status digest_back(struct load *load, const struct load_variable *there,
                                   const struct store_dataset *variable, struct sha256_ctx *digest,
                                   struct sim_error *error)
{
    sha256_init(digest);
    if (variable->type == STORE_TEXT) {
        const char *const *texts;
        enum sim_status status = load_texts(load, there, &texts, error);
        for (size_t i = 0; i < there->count && status == SIM_OK; i++)
            sha256_update(digest, strlen(texts[i]) + 1, (const uint8_t *)texts[i]);
        return status;
    }
    size_t rows = variable->has_replications ? variable->rows_wide : there->counts[0];
    size_t wide = there->count / there->counts[0];
    double *numbers = store_memory(rows * wide, sizeof(*numbers));
    enum sim_status status = SIM_OK;
    for (size_t first = 0; first < there->counts[0] && status == SIM_OK; first += rows) {
        size_t left = there->counts[0] - first;
        size_t part = left < rows ? left : rows;
        status = load_rows(load, there, first, part, numbers, error);
        if (status == SIM_OK)
            sha256_update(digest, part * wide * sizeof(*numbers), (const uint8_t *)numbers);
    }
    free(numbers);
    return status;
}

/// True if a variable is in the file with its shape and its values.
static bool is_back(struct load *load, struct store_dataset *variable, struct sim_error *error)
{
    const struct load_variable *there = load_find(load, variable->name);
    struct sha256_ctx back;
    if (!there || there->rank != variable->rank || there->type != variable->type ||
        there->count != variable->rows * variable->slab ||
        digest_back(load, there, variable, &back, error) != SIM_OK)
        return false;
    uint8_t want[SHA256_DIGEST_SIZE], have[SHA256_DIGEST_SIZE];
    sha256_digest(&variable->digest, sizeof(want), want);
    sha256_digest(&back, sizeof(have), have);
    return memcmp(want, have, sizeof(want)) == 0;
}

void store_prove(struct store *store)
{
    struct sim_error faults = {0};
    struct load *load = NULL;
    if (load_open(store->file.temporary, &load, &faults) != SIM_OK) {
        store->status = SIM_IO;
        snprintf(store->reason, sizeof(store->reason), "cannot be read back: %s", faults.faults[0].found);
    }
    for (size_t i = 0; i < store->count && store->status == SIM_OK; i++)
        if (!is_back(load, &store->variables[i], &faults)) {
            store->status = SIM_IO;
            snprintf(store->reason, sizeof(store->reason),
                     "variable %.64s does not read back as it was written", store->variables[i].name);
        }
    load_close(load);
    sim_error_clear(&faults);
}
