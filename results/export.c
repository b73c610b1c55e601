#include "results/export.h"

#include <stdlib.h>

#include "results/export_table.h"
#include "results/kind.h"
#include "sim/clock.h"
#include "sim/memory.h"

const char *const export_names[EXPORT_TABLE_COUNT] = {
#define EXPORT_TABLE_ENTRY(name) #name,
    EXPORT_TABLE_LIST(EXPORT_TABLE_ENTRY)
#undef EXPORT_TABLE_ENTRY
};

enum sim_status export_create(struct load *load, struct export_book **out, struct sim_error *error)
{
    size_t before = error->count;
    *out = NULL;
    if (kind_need_run(load, "export", error) != SIM_OK)
        return SIM_BAD_DATA;
    struct export_book *book = sim_memory_new(1, sizeof(*book), "an export");
    book->title = sim_memory_text(load_attribute_text(load, SCHEMA_TITLE, ""));
    const char *epoch = load_attribute_text(load, SCHEMA_EPOCH, "");
    if (!sim_date_read(epoch, &book->epoch_civil_day))
        sim_error_add(error, SIM_BAD_DATA, load_path(load), 0, SCHEMA_EPOCH, "no date", "YYYY-MM-DD");
    export_add_verdict(book, load, error); // first: the yearly table has its goals
    export_add_yearly(book, load, error);
    export_add_sites(book, load, error);
    export_add_phases(book, load, error);
    export_add_ledger(book, load, error);
    export_add_counties(book, load, error);
    export_add_texts(book, load, error);
    if (error->count == before) {
        *out = book;
        return SIM_OK;
    }
    export_destroy(book);
    return error->faults[before].status;
}

void export_destroy(struct export_book *book)
{
    if (!book)
        return;
    for (int t = 0; t < EXPORT_TABLE_COUNT; t++) {
        struct export_table *table = &book->tables[t];
        for (size_t i = 0; i < table->cell_count; i++)
            free(table->cells[i].text);
        free(table->cells);
    }
    free(book->title);
    free(book);
}
