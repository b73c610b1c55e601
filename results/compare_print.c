#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "results/compare_text.h"
#include "results/table.h"

/// Places that a value of the inputs may take before it is cut.
#define VALUE_WIDTH_MAX 48

/// Differences that are printed: scenarios of two provinces differ in all.
#define DIFFERENCES_MAX 60

static void figure_cell(struct table *table, double value, int digits, bool has_sign)
{
    char text[32];
    compare_figure(text, value, digits, has_sign);
    table_cell(table, TABLE_PLAIN, "%s", text);
}

static void print_files(const struct compare *compare, FILE *stream, bool colours)
{
    struct table *table = table_create();
    table_column(table, "", TABLE_LEFT);
    table_column(table, "file", TABLE_LEFT);
    table_column(table, "seed", TABLE_RIGHT);
    table_column(table, "replications", TABLE_RIGHT);
    table_column(table, "scenario", TABLE_LEFT);
    for (size_t f = 0; f < compare->file_count; f++) {
        const struct compare_file *file = &compare->files[f];
        table_cell(table, TABLE_PLAIN, "%c", compare_letter(f));
        table_cell(table, TABLE_PLAIN, "%s", file->path);
        table_cell(table, TABLE_PLAIN, "%" PRIu64, file->seed);
        table_cell(table, TABLE_PLAIN, "%zu%s", file->replications, file->is_antithetic ? " in pairs" : "");
        table_cell(table, TABLE_PLAIN, "%s%s%s", file->title, file->changes[0] ? ", with " : "",
                   file->changes);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}

/// Cut where it is long, at the end of a character.
static void value_cell(struct table *table, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (!text) {
        table_cell(table, TABLE_FAINT, "-");
    } else if (length <= VALUE_WIDTH_MAX) {
        table_cell(table, TABLE_PLAIN, "%s", text);
    } else {
        length = VALUE_WIDTH_MAX - 3;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
        table_cell(table, TABLE_PLAIN, "%.*s...", (int)length, text);
    }
}

static void print_inputs(const struct compare *compare, FILE *stream, bool colours)
{
    if (compare->difference_count == 0) {
        fputs("\nThe scenarios are alike in all that they set.\n", stream);
        return;
    }
    struct table *table = table_create();
    table_column(table, "what differs", TABLE_LEFT);
    for (size_t f = 0; f < compare->file_count; f++)
        table_column(table, (char[]){compare_letter(f), '\0'}, TABLE_LEFT);
    for (size_t i = 0; i < compare->difference_count && i < DIFFERENCES_MAX; i++) {
        table_cell(table, TABLE_PLAIN, "%s", compare->differences[i].path);
        for (size_t f = 0; f < compare->file_count; f++)
            value_cell(table, compare->differences[i].values[f]);
    }
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
    if (compare->difference_count > DIFFERENCES_MAX)
        fprintf(stream, "and %zu more: --json or -o tells all\n",
                compare->difference_count - DIFFERENCES_MAX);
}

static enum table_style style_of(enum compare_word word)
{
    return word == COMPARE_BETTER ? TABLE_GOOD : word == COMPARE_WORSE ? TABLE_BAD : TABLE_FAINT;
}

static void print_target(struct table *table, const struct compare_target *target, size_t file)
{
    char goal[COMPARE_TEXT_SIZE], interval[80];
    enum compare_word tone;
    const struct compare_side *first = &target->sides[0], *second = &target->sides[file];
    const struct compare_change *change = &target->changes[file];
    compare_goal(goal, target, file);
    table_cell(table, TABLE_PLAIN, "%s", target->id);
    table_cell(table, TABLE_PLAIN, "%s", target->date);
    table_cell(table, TABLE_PLAIN, "%s", goal);
    table_cell(table, TABLE_PLAIN, "%.0f %%", 100 * first->p_reach);
    table_cell(table, TABLE_PLAIN, "%.0f %%", 100 * second->p_reach);
    table_cell(table, style_of(change->p_word), "%+.0f", 100 * change->p.difference);
    compare_points(interval, change->p.low, change->p.high);
    table_cell(table, TABLE_FAINT, "%s", interval);
    figure_cell(table, first->p50, 4, false);
    figure_cell(table, second->p50, 4, false);
    figure_cell(table, change->mean.difference, 3, true);
    compare_interval(interval, change->mean.low, change->mean.high, 3);
    table_cell(table, TABLE_FAINT, "%s", interval);
    const char *words = compare_words(change, &tone);
    table_cell(table, style_of(tone), "%s", words);
}

static bool is_same(const struct compare_target *target, size_t file)
{
    return target->changes[file].is_there && target->changes[file].mean_word == COMPARE_SAME;
}

/// Targets on which nothing acts would hide the others in the table: their ids, each once.
static void print_same(const struct compare *compare, size_t file, FILE *stream)
{
    size_t told = compare->target_count;
    for (size_t t = 0; t < compare->target_count; t++) {
        const struct compare_target *target = &compare->targets[t];
        if (!is_same(target, file) ||
            (told < compare->target_count && strcmp(compare->targets[told].id, target->id) == 0))
            continue;
        fputs(told < compare->target_count ? ", " : "The same in each replication: ", stream);
        table_text(stream, target->id);
        told = t;
    }
    if (told < compare->target_count)
        fputc('\n', stream);
}

/// How the differences of a file to the first were taken, and what the two do not share.
static void print_notes(const struct compare *compare, size_t file, FILE *stream)
{
    char text[COMPARE_TEXT_SIZE];
    compare_pairing(text, compare, file);
    fprintf(stream, "%s\n", text);
    for (size_t t = 0; t < compare->target_count; t++) {
        const struct compare_target *target = &compare->targets[t];
        bool in_first = target->sides[0].is_there, in_second = target->sides[file].is_there;
        if (in_first == in_second)
            continue;
        fprintf(stream, "Only in %c: ", compare_letter(in_first ? 0 : file));
        table_text(stream, target->id);
        fprintf(stream, " at %s\n", target->date);
    }
}

static void print_changes(const struct compare *compare, size_t file, FILE *stream, bool colours)
{
    char in[16], points[16], mean[16], is[16];
    struct table *table = table_create();
    size_t count = 0, shared = 0;
    snprintf(in, sizeof(in), "in %c", compare_letter(file));
    snprintf(points, sizeof(points), "%c - A", compare_letter(file));
    snprintf(mean, sizeof(mean), "mean %c - A", compare_letter(file));
    snprintf(is, sizeof(is), "%c is", compare_letter(file));
    table_column(table, "target", TABLE_LEFT);
    table_column(table, "date", TABLE_LEFT);
    table_column(table, "goal", TABLE_LEFT);
    table_column(table, "P in A", TABLE_RIGHT);
    table_column(table, in, TABLE_RIGHT);
    table_column(table, points, TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    table_column(table, "median in A", TABLE_RIGHT);
    table_column(table, in, TABLE_RIGHT);
    table_column(table, mean, TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    table_column(table, is, TABLE_LEFT);
    for (size_t t = 0; t < compare->target_count; t++)
        if (compare->targets[t].changes[file].is_there) {
            if (!is_same(&compare->targets[t], file)) {
                print_target(table, &compare->targets[t], file);
                count++;
            }
            shared++;
        }
    fputc('\n', stream);
    if (count > 0)
        table_print(table, stream, colours);
    if (shared == 0)
        fprintf(stream, "A and %c have no target in common.\n", compare_letter(file));
    table_destroy(table);
    print_same(compare, file, stream);
    print_notes(compare, file, stream);
}

void compare_print(const struct compare *compare, FILE *stream, bool colours)
{
    print_files(compare, stream, colours);
    print_inputs(compare, stream, colours);
    for (size_t f = 1; f < compare->file_count; f++)
        print_changes(compare, f, stream, colours);
}
