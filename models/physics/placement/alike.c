#include "models/physics/placement/alike.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"
#include "sim/rng.h"

/// The mask of a site that is open from the first period on.
#define STANDING 1

static const char what[] = "rows and sites alike";

/// What two members of a group have in common.
struct key {
    uint64_t hash;
    int64_t values[4];
    int32_t member;
};

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    for (int i = 0; i < 4; i++)
        if (x->values[i] != y->values[i])
            return x->values[i] < y->values[i] ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static bool is_alike(const struct key *x, const struct key *y)
{
    return x->hash == y->hash && memcmp(x->values, y->values, sizeof(x->values)) == 0;
}

/// Hash of a number. Sums of them tell sets apart, in whatever order.
static uint64_t hash_of(int32_t number)
{
    return sim_hash(0, &number, sizeof(number));
}

/// Numbers the groups among keys. first, the least member, and size: [group]; size may be null.
static int64_t number(struct key *keys, int64_t count, int32_t *group, int32_t *first, int32_t *size)
{
    int64_t groups = 0;
    qsort(keys, (size_t)count, sizeof(*keys), by_key);
    for (int64_t k = 0; k < count; k++) {
        if (k == 0 || !is_alike(&keys[k], &keys[k - 1])) {
            if (size)
                size[groups] = 0;
            first[groups++] = keys[k].member;
        }
        group[keys[k].member] = (int32_t)(groups - 1);
        if (size)
            size[groups - 1]++;
    }
    return groups;
}

static void group_rows(struct placement_alike *alike, const struct placement_rows *rows, const uint16_t *mask,
                       struct key *keys)
{
    int64_t count = 0;
    for (int64_t r = 0; r < rows->row_count; r++) {
        alike->row_group[r] = PLACEMENT_NONE;
        int64_t missing = rows->need[r] - placement_alike_standing(rows, mask, r);
        if (missing <= 0)
            continue;
        keys[count] = (struct key){.values = {missing}, .member = (int32_t)r};
        for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++)
            if (mask[rows->site[e]] != STANDING)
                keys[count].hash += hash_of(rows->site[e]);
        count++;
    }
    alike->row_count = number(keys, count, alike->row_group, alike->row, NULL);
}

static void group_sites(struct placement_alike *alike, const struct placement_rows *rows,
                        const uint16_t *mask, struct key *keys)
{
    int64_t count = 0;
    uint16_t never = (uint16_t)(1u << rows->period_count);
    for (int64_t j = 0; j < rows->site_count; j++) {
        alike->site_group[j] = PLACEMENT_NONE;
        if (mask[j] == STANDING || mask[j] == never)
            continue;
        keys[count] =
            (struct key){.values = {rows->charge[j], rows->price[j], rows->problem->county[j], mask[j]},
                         .member = (int32_t)j};
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
            int32_t r = rows->column[e].row, group = alike->row_group[r];
            if (group >= 0 && alike->row[group] == r)
                keys[count].hash += hash_of(group);
        }
        count++;
    }
    alike->site_count = number(keys, count, alike->site_group, alike->site, alike->size);
}

int64_t placement_alike_standing(const struct placement_rows *rows, const uint16_t *mask, int64_t row)
{
    int64_t count = 0;
    for (size_t e = rows->start[row]; e < rows->start[row + 1]; e++)
        count += mask[rows->site[e]] == STANDING;
    return count;
}

void placement_alike_init(struct placement_alike *alike, const struct placement_rows *rows,
                          const uint16_t *mask)
{
    size_t n = (size_t)rows->row_count, m = (size_t)rows->site_count;
    struct key *keys = sim_memory_new(n > m ? n : m, sizeof(*keys), what);
    *alike = (struct placement_alike){.row_group = sim_memory_new(n, sizeof(int32_t), what),
                                      .site_group = sim_memory_new(m, sizeof(int32_t), what),
                                      .row = sim_memory_new(n, sizeof(int32_t), what),
                                      .site = sim_memory_new(m, sizeof(int32_t), what),
                                      .size = sim_memory_new(m, sizeof(int32_t), what)};
    group_rows(alike, rows, mask, keys);
    group_sites(alike, rows, mask, keys);
    for (int64_t g = 0; g < alike->row_count; g++)
        for (size_t e = rows->start[alike->row[g]]; e < rows->start[alike->row[g] + 1]; e++) {
            int32_t site = rows->site[e], group = alike->site_group[site];
            alike->entries += group >= 0 && alike->site[group] == site;
        }
    free(keys);
}

void placement_alike_clear(struct placement_alike *alike)
{
    free(alike->row_group);
    free(alike->site_group);
    free(alike->row);
    free(alike->site);
    free(alike->size);
    *alike = (struct placement_alike){0};
}
