#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/export_table.h"
#include "results/obstacles.h"
#include "results/verdict.h"
#include "sim/clock.h"

static double civil_day(const char *date)
{
    int64_t day;
    return sim_date_read(date, &day) ? (double)day : NAN;
}

static void add_rows(struct export_table *table, const struct verdict *verdict)
{
    static const struct export_column columns[] = {
        {"target", "", EXPORT_TEXT, 0},
        {"date", "", EXPORT_DATE, 0},
        {"sense", "", EXPORT_TEXT, 0},
        {"goal", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
        {"unit", "", EXPORT_TEXT, 0},
        {"p_reach", "", EXPORT_SHARE, 0},
        {"p_low", "", EXPORT_SHARE, 0},
        {"p_high", "", EXPORT_SHARE, 0},
        {"q05", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
        {"median", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
        {"q95", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
        {"shortfall", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
        {"verdict", "", EXPORT_TEXT, 0},
        {"waits_for", "", EXPORT_TEXT, 0},
        {"in_share_of_misses", "", EXPORT_SHARE, 0},
        {"counted_as", "", EXPORT_TEXT, 0},
        {"source", "", EXPORT_TEXT, 0},
    };
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t i = 0; i < verdict->row_count; i++) {
        const struct verdict_row *row = &verdict->rows[i];
        export_text(table, row->id);
        export_number(table, civil_day(row->date));
        export_text(table, row->at_most ? "<=" : ">=");
        export_number(table, row->goal);
        export_unit(table, row->unit);
        export_number(table, row->p_reach);
        export_number(table, row->p_low);
        export_number(table, row->p_high);
        export_number(table, row->p05);
        export_number(table, row->p50);
        export_number(table, row->p95);
        export_number(table, row->shortfall);
        export_text(table, verdict_word_text(verdict_word(row), STRINGS_EN));
        export_text(table, row->binding ? row->binding : "");
        export_number(table, row->binding ? row->binding_share : NAN);
        export_text(table, row->basis);
        export_text(table, row->source);
    }
}

/// target: id@date.
static void add_missing(struct export_table *table, const struct obstacles *obstacles)
{
    static const struct export_column columns[] = {
        {"target", "", EXPORT_TEXT, 0}, {"date", "", EXPORT_DATE, 0},
        {"cause", "", EXPORT_TEXT, 0},  {"missing_mean_where_missed", "", EXPORT_NUMBER, EXPORT_BY_SIZE},
        {"unit", "", EXPORT_TEXT, 0},   {"missed_in_replications", "", EXPORT_NUMBER, 0},
    };
    export_columns(table, columns, sizeof(columns) / sizeof(*columns));
    for (size_t i = 0; i < obstacles->row_count; i++) {
        const struct obstacles_row *row = &obstacles->rows[i];
        const char *at = strrchr(row->target, '@');
        char *id = strndup(row->target, at ? (size_t)(at - row->target) : strlen(row->target));
        SIM_ASSERT(id, "out of memory for an export");
        for (size_t c = 0; c < obstacles->cause_count; c++) {
            if (!(row->missing[c] > 0))
                continue;
            export_text(table, id);
            export_number(table, at ? civil_day(at + 1) : NAN);
            export_text(table, obstacles->causes[c]);
            export_number(table, row->missing[c]);
            export_unit(table, row->unit);
            export_number(table, (double)row->misses);
        }
        free(id);
    }
}

static void add_about(struct export_table *table, struct load *load, const struct verdict *verdict)
{
    static const struct export_column columns[] = {{"what", "", EXPORT_TEXT, 0},
                                                   {"value", "", EXPORT_TEXT, 0}};
    const struct {
        const char *name, *attribute;
    } texts[] = {{"title", SCHEMA_TITLE},
                 {"command", SCHEMA_COMMAND},
                 {"program version", SCHEMA_PROGRAM_VERSION},
                 {"epoch", SCHEMA_EPOCH},
                 {"SHA-256 of the scenario", SCHEMA_SCENARIO_SHA256}};
    char number[32];
    export_columns(table, columns, 2);
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        export_text(table, texts[i].name);
        export_text(table, load_attribute_text(load, texts[i].attribute, ""));
    }
    export_text(table, "seed");
    snprintf(number, sizeof(number), "%llu", (unsigned long long)verdict->seed);
    export_text(table, number);
    export_text(table, "replications");
    snprintf(number, sizeof(number), "%zu%s", verdict->replications,
             verdict->is_antithetic ? " in antithetic pairs" : "");
    export_text(table, number);
    export_text(table, "how to read it");
    export_text(table,
                "q05, median, q95: quantiles over the replications. p_reach: share of the replications that "
                "reach the "
                "target, with its 95 % interval. An empty cell: no value. Standard racks are of 2.5 kW.");
}

void export_add_verdict(struct export_book *book, struct load *load, struct sim_error *error)
{
    struct verdict *verdict = NULL;
    struct obstacles *obstacles = NULL;
    if (verdict_create(load, &verdict, error) != SIM_OK)
        return;
    if (obstacles_create(load, &obstacles, error) == SIM_OK) {
        if (verdict->row_count > 0)
            add_rows(&book->tables[EXPORT_verdict], verdict);
        if (obstacles->row_count > 0)
            add_missing(&book->tables[EXPORT_missing], obstacles);
        add_about(&book->tables[EXPORT_about], load, verdict);
    }
    obstacles_destroy(obstacles);
    verdict_destroy(verdict);
}
