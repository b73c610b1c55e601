#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/cover.h"
#include "sim/memory.h"

/// Neighbours that a site knows at most, and list entries that may be read to find them.
#define NEIGHBOURS_MOST 256
#define NEIGHBOUR_READS 3e8

/// A row's weight, its number, or a neighbour and what is shared.
struct weighed {
    int64_t weight;
    int32_t number;
};

static int heaviest_first(const void *left, const void *right)
{
    const struct weighed *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->number - b->number;
}

/// Rows with any weight, heaviest first, and their sites.
static void list_rows(struct placement_cover *cover)
{
    const struct placement_rows *rows = cover->rows;
    size_t n = (size_t)rows->row_count, count = 0, kept = 0;
    struct weighed *order = sim_memory_new(n, sizeof(*order), "a search for covers");
    for (size_t r = 0; r < n; r++)
        if (rows->weight[r] > 0)
            order[count++] = (struct weighed){rows->weight[r], (int32_t)r};
    qsort(order, count, sizeof(*order), heaviest_first);
    cover->row_count = (int64_t)count;
    cover->row = sim_memory_new(count, sizeof(*cover->row), "a search for covers");
    cover->number = sim_memory_new(count, sizeof(int32_t), "a search for covers");
    cover->row_start = sim_memory_new(count + 1, sizeof(size_t), "a search for covers");
    cover->row_site = sim_memory_new(rows->start[n], sizeof(int32_t), "a search for covers");
    for (size_t r = 0; r < count; r++) {
        size_t from = rows->start[order[r].number], length = rows->start[order[r].number + 1] - from;
        cover->row[r].weight = order[r].weight;
        cover->number[r] = order[r].number;
        if (length > 0)
            memcpy(cover->row_site + kept, rows->site + from, length * sizeof(int32_t));
        cover->row_start[r] = kept;
        kept += length;
    }
    cover->row_start[count] = kept;
    free(order);
}

static void list_columns(struct placement_cover *cover)
{
    size_t m = (size_t)cover->rows->site_count, count = cover->row_start[cover->row_count];
    cover->column_start = sim_memory_new(m + 1, sizeof(size_t), "a search for covers");
    cover->column = sim_memory_new(count, sizeof(int32_t), "a search for covers");
    for (size_t e = 0; e < count; e++)
        cover->column_start[cover->row_site[e] + 1]++;
    for (size_t j = 0; j < m; j++)
        cover->column_start[j + 1] += cover->column_start[j];
    size_t *next = sim_memory_new(m, sizeof(*next), "a search for covers");
    memcpy(next, cover->column_start, m * sizeof(*next));
    for (int64_t r = 0; r < cover->row_count; r++)
        for (size_t e = cover->row_start[r]; e < cover->row_start[r + 1]; e++)
            cover->column[next[cover->row_site[e]]++] = (int32_t)r;
    free(next);
}

/// Sites that share rows with one, into `found`, most shared weight first. How many. covered: [site] gets the rows of `site`
/// that each of them covers, as a mask.
static size_t share_rows(struct placement_cover *cover, int32_t site, struct weighed *found,
                         uint64_t *covered)
{
    size_t count = 0, first = cover->column_start[site];
    for (size_t e = first; e < cover->column_start[site + 1]; e++) {
        int32_t r = cover->column[e];
        uint64_t bit = e - first < PLACEMENT_COVER_BITS ? (uint64_t)1 << (e - first) : 0;
        for (size_t i = cover->row_start[r]; i < cover->row_start[r + 1]; i++) {
            int32_t other = cover->row_site[i];
            if (cover->overlap[other] == 0) {
                covered[other] = 0;
                if (other != site)
                    found[count++].number = other;
            }
            cover->overlap[other] += cover->row[r].weight;
            covered[other] |= bit;
        }
    }
    for (size_t k = 0; k < count; k++) {
        found[k].weight = cover->overlap[found[k].number];
        cover->overlap[found[k].number] = 0;
    }
    cover->overlap[site] = 0;
    qsort(found, count, sizeof(*found), heaviest_first);
    return count;
}

/// Tells neighbours their places in each other's lists.
static void find_back(struct placement_cover *cover)
{
    size_t m = (size_t)cover->rows->site_count;
    const size_t *start = cover->neighbour_start;
    struct placement_neighbour *all = cover->neighbour;
    for (size_t j = 0; j < m; j++)
        for (size_t k = start[j]; k < start[j + 1]; k++)
            for (size_t b = start[all[k].site]; (size_t)all[k].site > j && b < start[all[k].site + 1]; b++)
                if ((size_t)all[b].site == j) {
                    all[k].back = (int32_t)b, all[b].back = (int32_t)k;
                    break;
                }
}

static void find_neighbours(struct placement_cover *cover)
{
    size_t m = (size_t)cover->rows->site_count, kept = 0, capacity = 0;
    double reads = 0;
    for (int64_t r = 0; r < cover->row_count; r++) {
        double length = (double)(cover->row_start[r + 1] - cover->row_start[r]);
        reads += length * length;
    }
    if (reads > NEIGHBOUR_READS)
        return;
    struct weighed *found = sim_memory_new(m, sizeof(*found), "neighbours of sites");
    uint64_t *covered = sim_memory_new(m, sizeof(*covered), "neighbours of sites");
    cover->neighbour_start = sim_memory_new(m + 1, sizeof(size_t), "neighbours of sites");
    for (size_t j = 0; j < m; j++) {
        size_t count = share_rows(cover, (int32_t)j, found, covered);
        size_t length = cover->column_start[j + 1] - cover->column_start[j];
        uint64_t all = length < PLACEMENT_COVER_BITS ? ((uint64_t)1 << length) - 1 : UINT64_MAX;
        count = count < NEIGHBOURS_MOST ? count : NEIGHBOURS_MOST;
        cover->neighbour = sim_memory_grow(cover->neighbour, &capacity, kept + count + 1,
                                           sizeof(*cover->neighbour), "neighbours of sites");
        for (size_t k = 0; k < count; k++)
            cover->neighbour[kept++] = (struct placement_neighbour){all & ~covered[found[k].number],
                                                                    found[k].number, PLACEMENT_NONE};
        cover->neighbour_start[j + 1] = kept;
    }
    find_back(cover);
    free(found);
    free(covered);
}

void placement_cover_list(struct placement_cover *cover)
{
    list_rows(cover);
    list_columns(cover);
    find_neighbours(cover);
}
