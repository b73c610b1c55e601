#include <math.h>
#include <stdlib.h>

#include "results/export_table.h"
#include "sim/memory.h"

/// What a county has at the end of the last month: medians over the replications.
static const struct export_column columns[] = {
    {"county", "", EXPORT_TEXT, 0},
    {"name", "", EXPORT_TEXT, 0},
    {"name_zh", "", EXPORT_TEXT, 0},
    {"latitude", "degrees north", EXPORT_NUMBER, 4},
    {"longitude", "degrees east", EXPORT_NUMBER, 4},
    {"population", "", EXPORT_NUMBER, 0},
    {"edge_sites", "", EXPORT_NUMBER, 1},
    {"edge_racks", "standard rack", EXPORT_NUMBER, 0},
    {"share_within_1ms", "", EXPORT_SHARE, 0},
};

enum { TEXTS = 3, FIXED = 3, MONTHLY = 3 };

struct source {
    const char *const *texts[TEXTS];
    double *fixed[FIXED];     // [county]
    double *monthly[MONTHLY]; // replication x county x month
    size_t replications, counties, months;
};

static void add_rows(struct export_table *table, const struct source *source)
{
    double *space = sim_memory_new(source->replications, sizeof(*space), "an export");
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t county = 0; county < source->counties; county++) {
        size_t last = county * source->months + source->months - 1;
        for (int i = 0; i < TEXTS; i++)
            export_text(table, source->texts[i] ? source->texts[i][county] : "");
        for (int i = 0; i < FIXED; i++)
            export_number(table, source->fixed[i] ? source->fixed[i][county] : NAN);
        for (int i = 0; i < MONTHLY; i++)
            export_number(table, source->monthly[i] && source->months > 0
                                     ? export_quantile(source->monthly[i] + last, source->replications,
                                                       source->counties * source->months, 0.5, space)
                                     : NAN);
    }
    free(space);
}

void export_add_counties(struct export_book *book, struct load *load, struct sim_error *error)
{
    static const char *const texts[TEXTS] = {SCHEMA_COUNTY, "county_name", "county_name_zh"};
    static const char *const fixed[FIXED] = {"county_latitude", "county_longitude", "county_population"};
    static const char *const monthly[MONTHLY] = {"edge_county_sites", "edge_county_racks",
                                                 "edge_county_share_within_1ms"};
    struct source source = {0};
    size_t before = error->count;
    const struct load_variable *county = load_find(load, SCHEMA_COUNTY),
                               *month = load_find(load, SCHEMA_MONTH);
    if (!county)
        return;
    for (int i = 0; i < TEXTS; i++)
        if (load_find(load, texts[i]))
            load_texts_of(load, texts[i], SCHEMA_COUNTY, &source.texts[i], error);
    for (int i = 0; i < FIXED; i++)
        if (load_find(load, fixed[i]))
            load_numbers_of(load, fixed[i], (const char *[]){SCHEMA_COUNTY, NULL}, &source.fixed[i], error);
    for (int i = 0; i < MONTHLY; i++)
        if (load_find(load, monthly[i]))
            load_numbers_of(load, monthly[i],
                            (const char *[]){SCHEMA_REPLICATION, SCHEMA_COUNTY, SCHEMA_MONTH, NULL},
                            &source.monthly[i], error);
    source.replications = load_find(load, SCHEMA_REPLICATION)->count;
    source.counties = county->count;
    source.months = month ? month->count : 0;
    if (error->count == before)
        add_rows(&book->tables[EXPORT_counties], &source);
    for (int i = 0; i < FIXED; i++)
        free(source.fixed[i]);
    for (int i = 0; i < MONTHLY; i++)
        free(source.monthly[i]);
}
