/// A verdict for people, on a terminal.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/table.h"
#include "results/verdict.h"
#include "sim/memory.h"

/// A figure with `digits` significant digits, without an exponent below 10^15; "-" for none.
static void figure_cell(struct table *table, double value, int digits)
{
    char text[64];
    double magnitude = fabs(value);
    if (isnan(value))
        snprintf(text, sizeof(text), "-");
    else if (magnitude >= pow(10.0, digits) - 0.5 && magnitude < 1e15) // 9999.7 is 10000, not 1e+04
        snprintf(text, sizeof(text), "%.0f", value);
    else
        snprintf(text, sizeof(text), "%.*g", digits, value);
    table_cell(table, TABLE_PLAIN, "%s", text);
}

/// What a row that lacks nothing planned says. A figure that should be low (a latency) has no amount that could be missing.
static const char *uncaused(const struct verdict_row *row, enum strings_language language)
{
    if (row->p_reach >= 1 || row->count == 0)
        return "-";
    return strings_say(language, row->at_most ? "say.nothing_lowers" : "say.more_than_planned");
}

static void print_row(struct table *table, const struct verdict_row *row, enum strings_language language)
{
    static const enum table_style styles[] = {TABLE_GOOD, TABLE_FAIR, TABLE_POOR, TABLE_BAD};
    char goal[64];
    enum verdict_word word = verdict_word(row);
    table_cell(table, TABLE_PLAIN, "%s", row->id);
    table_cell(table, TABLE_PLAIN, "%s", row->date);
    snprintf(goal, sizeof(goal), fabs(row->goal) < 1e15 ? "%.10g" : "%g", row->goal);
    // "1" is how a file writes that there is no unit.
    const char *unit = strcmp(row->unit, "1") == 0 ? "" : row->unit;
    table_cell(table, TABLE_PLAIN, "%s %s%s%s", row->at_most ? "<=" : ">=", goal, *unit ? " " : "", unit);
    table_cell(table, styles[word], "%.0f %%", 100.0 * row->p_reach);
    table_cell(table, TABLE_FAINT, "%.0f..%.0f", 100.0 * row->p_low, 100.0 * row->p_high);
    figure_cell(table, row->p05, 4);
    figure_cell(table, row->p50, 4);
    figure_cell(table, row->p95, 4);
    figure_cell(table, row->shortfall, 3);
    table_cell(table, styles[word], "%s", verdict_word_text(word, language));
    if (row->binding)
        table_cell(table, TABLE_PLAIN, "%s (%.0f %%)", strings_name(language, "cause", row->binding),
                   100.0 * row->binding_share);
    else
        table_cell(table, TABLE_PLAIN, "%s", uncaused(row, language));
}

static void print_rows(const struct verdict *verdict, FILE *stream, bool colours,
                       enum strings_language language)
{
    static const struct {
        const char *key;
        enum table_align align;
    } columns[] = {
        {"head.target", TABLE_LEFT},   {"head.date", TABLE_LEFT},      {"head.goal", TABLE_LEFT},
        {"head.p_reach", TABLE_RIGHT}, {"head.interval", TABLE_RIGHT}, {"head.q05", TABLE_RIGHT},
        {"head.median", TABLE_RIGHT},  {"head.q95", TABLE_RIGHT},      {"head.shortfall", TABLE_RIGHT},
        {"head.verdict", TABLE_LEFT},  {"head.waits_for", TABLE_LEFT},
    };
    if (verdict->row_count == 0) {
        fprintf(stream, "%s\n", strings_say(language, "say.no_targets"));
        return;
    }
    struct table *table = table_create();
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
        table_column(table, strings_say(language, columns[i].key), columns[i].align);
    for (size_t i = 0; i < verdict->row_count; i++)
        print_row(table, &verdict->rows[i], language);
    table_print(table, stream, colours);
    table_destroy(table);
}

/// How each target is counted, once per id.
static void print_bases(const struct verdict *verdict, FILE *stream, enum strings_language language)
{
    bool is_first = true;
    for (size_t i = 0; i < verdict->row_count; i++) {
        const struct verdict_row *row = &verdict->rows[i];
        bool is_new = *row->basis != '\0';
        for (size_t k = 0; k < i && is_new; k++)
            is_new =
                strcmp(verdict->rows[k].id, row->id) != 0 || strcmp(verdict->rows[k].basis, row->basis) != 0;
        if (!is_new)
            continue;
        if (is_first)
            fprintf(stream, "\n%s\n", strings_say(language, "say.counted_as"));
        fputs("  ", stream);
        is_first = false;
        table_text(stream, row->id);
        fputs(": ", stream);
        table_text(stream, strings_choose(language, row->basis, row->basis_zh));
        fputc('\n', stream);
    }
}

/// A what-if says so: the same scenario's file otherwise looks like its base. The command has the overrides at its end,
/// those that act from a snapshot on behind "--from @<date>".
static void print_changes(const char *command, FILE *stream, enum strings_language language)
{
    const char *overrides = strstr(command, " -D "), *from = strstr(command, SCHEMA_FROM);
    if (!overrides)
        return;
    char *before =
        strndup(overrides, from && from > overrides ? (size_t)(from - overrides) : strlen(overrides));
    SIM_ASSERT(before, "out of memory for a command");
    if (!from || from > overrides) {
        fprintf(stream, "\n%s", strings_say(language, "say.with"));
        table_text(stream, before);
    }
    free(before);
    if (from) {
        const char *date = from + strlen(SCHEMA_FROM), *changes = strstr(date, " -D ");
        fputc('\n', stream);
        fprintf(stream, strings_say(language, "say.from_with"), (int)strcspn(date, " "), date);
        table_text(stream, changes ? changes : "");
    }
}

void verdict_print(const struct verdict *verdict, FILE *stream, bool colours, enum strings_language language)
{
    const char *replications = verdict->replications == 1 ? "say.replications_one" : "say.replications";
    table_text(stream, strings_choose(language, verdict->scenario, verdict->scenario_zh));
    fprintf(stream, "\n%s %" PRIu64 ", %zu %s", strings_say(language, "say.seed"), verdict->seed,
            verdict->replications, strings_say(language, replications));
    if (verdict->is_antithetic)
        fprintf(stream, " %s", strings_say(language, "say.antithetic"));
    if (verdict->has_events)
        fprintf(stream, ", %" PRId64 " %s", verdict->events, strings_say(language, "say.events"));
    if (verdict->until[0]) {
        fprintf(stream, "\n%s ",
                strings_say(language, verdict->until_met ? "say.until_met" : "say.until_unmet"));
        table_text(stream, verdict->until);
    }
    print_changes(verdict->command, stream, language);
    fputs("\n\n", stream);
    print_rows(verdict, stream, colours, language);
    print_bases(verdict, stream, language);
}

/// True where the same target names estimates at a later date.
static bool is_told_later(const struct verdict *verdict, size_t index)
{
    const struct verdict_row *row = &verdict->rows[verdict->estimates[index].row];
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        const struct verdict_row *other = &verdict->rows[verdict->estimates[i].row];
        if (strcmp(other->id, row->id) == 0 && strcmp(other->date, row->date) > 0)
            return true;
    }
    return false;
}

void verdict_print_estimates(const struct verdict *verdict, FILE *stream, bool colours,
                             enum strings_language language)
{
    if (verdict->estimate_count == 0)
        return;
    fprintf(stream, "\n%s\n", strings_say(language, "say.rests_on"));
    struct table *table = table_create();
    table_column(table, strings_say(language, "head.target"), TABLE_LEFT);
    table_column(table, strings_say(language, "head.date"), TABLE_LEFT);
    table_column(table, strings_say(language, "head.rho"), TABLE_RIGHT);
    table_column(table, strings_say(language, "head.input"), TABLE_LEFT);
    for (size_t i = 0; i < verdict->estimate_count; i++) {
        const struct verdict_estimate *estimate = &verdict->estimates[i];
        if (is_told_later(verdict, i))
            continue;
        bool again = i > 0 && verdict->estimates[i - 1].row == estimate->row;
        table_cell(table, TABLE_PLAIN, "%s", again ? "" : verdict->rows[estimate->row].id);
        table_cell(table, TABLE_PLAIN, "%s", again ? "" : verdict->rows[estimate->row].date);
        table_cell(table, TABLE_PLAIN, "%+.2f", estimate->rho);
        if (estimate->also > 0)
            table_cell(table, TABLE_PLAIN, strings_say(language, "say.and_more"), estimate->input,
                       estimate->also, estimate->shock);
        else
            table_cell(table, TABLE_PLAIN, "%s", estimate->input);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}
