#include "sim/core/rows.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

void rows_clear(struct rows *rows)
{
    free(rows->heads);
    free(rows->bytes);
    *rows = (struct rows){0};
}

void rows_add(struct rows *rows, sim_time time, sim_lp lp, const struct sim_row_type *type, const void *row)
{
    size_t size = type->table->size,
           room = (size + 7) & ~(size_t)7; // the next may want to lie at eight bytes
    rows->heads =
        sim_memory_grow(rows->heads, &rows->capacity, rows->count + 1, sizeof(*rows->heads), "rows");
    rows->bytes = sim_memory_grow(rows->bytes, &rows->byte_capacity, rows->size + room, 1, "rows");
    rows->heads[rows->count] = (struct row_head){
        .time = time, .lp = lp, .order = (uint32_t)rows->count, .type = type, .offset = rows->size};
    memcpy(rows->bytes + rows->size, row, size);
    rows->count++;
    rows->size += room;
}

struct merged_row {
    struct row_head head;
    const unsigned char *bytes;
};

static int compare_rows(const void *left, const void *right)
{
    const struct row_head *a = &((const struct merged_row *)left)->head;
    const struct row_head *b = &((const struct merged_row *)right)->head;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->lp != b->lp)
        return a->lp < b->lp ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

uint64_t rows_merge(struct rows *const *parts, size_t part_count, const struct sim_sink *sink)
{
    size_t total = 0;
    for (size_t p = 0; p < part_count; p++)
        total += parts[p]->count;
    if (total == 0)
        return 0;
    struct merged_row *merged = sim_memory_new(total, sizeof(*merged), "the merge of rows");
    size_t n = 0;
    for (size_t p = 0; p < part_count; p++)
        for (size_t i = 0; i < parts[p]->count; i++)
            merged[n++] =
                (struct merged_row){parts[p]->heads[i], parts[p]->bytes + parts[p]->heads[i].offset};
    qsort(merged, total, sizeof(*merged), compare_rows);
    for (size_t i = 0; i < total; i++)
        sink->take(sink->self, merged[i].head.time, merged[i].head.lp, merged[i].head.type, merged[i].bytes);
    free(merged);
    for (size_t p = 0; p < part_count; p++)
        parts[p]->count = parts[p]->size = 0;
    return total;
}
