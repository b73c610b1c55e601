#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "results/compare.h"
#include "results/table.h"

/// Places that a value of the inputs may take before it is cut.
#define VALUE_WIDTH_MAX 48

static char letter(size_t file)
{
    return (char)('A' + file);
}

/// A figure with `digits` significant digits, without an exponent below 10^15; "-" for none. sign: '+' or nothing.
static void figure(char text[32], double value, int digits, bool has_sign)
{
    double magnitude = fabs(value);
    const char *sign = !has_sign || isnan(value) ? "" : value < 0 ? "-" : "+";
    double shown = *sign ? magnitude : value;
    if (isnan(value))
        snprintf(text, 32, "-");
    else if (magnitude >= pow(10.0, digits) && magnitude < 1e15)
        snprintf(text, 32, "%s%.0f", sign, shown);
    else
        snprintf(text, 32, "%s%.*g", sign, digits, shown);
}

static void figure_cell(struct table *table, double value, int digits, bool has_sign)
{
    char text[32];
    figure(text, value, digits, has_sign);
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
        table_cell(table, TABLE_PLAIN, "%c", letter(f));
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
    char header[8];
    struct table *table = table_create();
    table_column(table, "what differs", TABLE_LEFT);
    for (size_t f = 0; f < compare->file_count; f++) {
        snprintf(header, sizeof(header), "%c", letter(f));
        table_column(table, header, TABLE_LEFT);
    }
    for (size_t i = 0; i < compare->difference_count; i++) {
        table_cell(table, TABLE_PLAIN, "%s", compare->differences[i].path);
        for (size_t f = 0; f < compare->file_count; f++)
            value_cell(table, compare->differences[i].values[f]);
    }
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
}

static enum table_style style_of(enum compare_word word)
{
    return word == COMPARE_BETTER ? TABLE_GOOD : word == COMPARE_WORSE ? TABLE_BAD : TABLE_FAINT;
}

/// What changed beyond chance, of the value and of P(reach).
static void word_cell(struct table *table, const struct compare_change *change)
{
    static const char *const texts[] = {
        [COMPARE_SAME] = "the same", [COMPARE_CHANCE] = "within chance",   [COMPARE_BETTER] = "better",
        [COMPARE_WORSE] = "worse",   [COMPARE_UNKNOWN] = "too few values",
    };
    enum compare_word mean = change->mean_word, p = change->p_word;
    bool p_tells = p == COMPARE_BETTER || p == COMPARE_WORSE;
    if (!p_tells)
        table_cell(table, style_of(mean), "%s", texts[mean]);
    else if (p == mean)
        table_cell(table, style_of(mean), "%s, also P", texts[mean]);
    else if (mean == COMPARE_CHANCE || mean == COMPARE_SAME || mean == COMPARE_UNKNOWN)
        table_cell(table, style_of(p), "P %s", texts[p]);
    else
        table_cell(table, TABLE_POOR, "%s, but P %s", texts[mean], texts[p]);
}

static void interval_cell(struct table *table, double low, double high, int digits)
{
    char first[32], second[32];
    if (isnan(low)) {
        table_cell(table, TABLE_FAINT, "-");
        return;
    }
    figure(first, low, digits, true);
    figure(second, high, digits, true);
    table_cell(table, TABLE_FAINT, "%s..%s", first, second);
}

static void goal_cell(struct table *table, const struct compare_target *target, size_t file)
{
    const char *unit = strcmp(target->unit, "1") == 0 ? "" : target->unit;
    double first = target->sides[0].goal, second = target->sides[file].goal;
    if (first == second)
        table_cell(table, TABLE_PLAIN, "%s %.10g%s%s", target->at_most ? "<=" : ">=", first, *unit ? " " : "",
                   unit);
    else
        table_cell(table, TABLE_PLAIN, "%s %.10g, %.10g%s%s", target->at_most ? "<=" : ">=", first, second,
                   *unit ? " " : "", unit);
}

static void print_target(struct table *table, const struct compare_target *target, size_t file)
{
    const struct compare_side *first = &target->sides[0], *second = &target->sides[file];
    const struct compare_change *change = &target->changes[file];
    table_cell(table, TABLE_PLAIN, "%s", target->id);
    table_cell(table, TABLE_PLAIN, "%s", target->date);
    goal_cell(table, target, file);
    table_cell(table, TABLE_PLAIN, "%.0f %%", 100 * first->p_reach);
    table_cell(table, TABLE_PLAIN, "%.0f %%", 100 * second->p_reach);
    bool is_same = change->mean_word == COMPARE_SAME; // in each replication: nothing to be unsure of
    table_cell(table, style_of(change->p_word), "%+.0f", 100 * change->p.difference);
    if (is_same)
        table_cell(table, TABLE_FAINT, "-");
    else
        table_cell(table, TABLE_FAINT, "%+.0f..%+.0f", 100 * change->p.low, 100 * change->p.high);
    figure_cell(table, first->p50, 4, false);
    figure_cell(table, second->p50, 4, false);
    figure_cell(table, change->mean.difference, 3, true);
    interval_cell(table, is_same ? NAN : change->mean.low, change->mean.high, 3);
    word_cell(table, change);
}

/// How the differences of a file to the first were taken, and what the two do not share.
static void print_pairing(const struct compare *compare, size_t file, FILE *stream)
{
    const struct compare_file *a = &compare->files[0], *b = &compare->files[file];
    size_t shorter = a->replications < b->replications ? a->replications : b->replications;
    if (a->seed != b->seed)
        fprintf(stream, "Other seeds, so two independent samples.\n");
    else if (a->is_antithetic != b->is_antithetic)
        fprintf(stream, "Only one is in antithetic pairs, so taken as two independent samples.\n");
    else
        fprintf(stream, "The same seed, so paired: replication by replication, %s%zu of them.\n",
                a->replications == b->replications ? "" : "the first ", shorter);
    for (size_t t = 0; t < compare->target_count; t++) {
        const struct compare_target *target = &compare->targets[t];
        bool in_first = target->sides[0].is_there, in_second = target->sides[file].is_there;
        if (in_first == in_second)
            continue;
        fprintf(stream, "Only in %c: ", letter(in_first ? 0 : file));
        table_text(stream, target->id);
        fprintf(stream, " at %s\n", target->date);
    }
}

static void print_changes(const struct compare *compare, size_t file, FILE *stream, bool colours)
{
    const char b = letter(file);
    char headers[5][16];
    struct table *table = table_create();
    size_t count = 0;
    snprintf(headers[0], sizeof(headers[0]), "P in A");
    snprintf(headers[1], sizeof(headers[1]), "in %c", b);
    snprintf(headers[2], sizeof(headers[2]), "%c - A", b);
    snprintf(headers[3], sizeof(headers[3]), "mean %c - A", b);
    snprintf(headers[4], sizeof(headers[4]), "%c is", b);
    table_column(table, "target", TABLE_LEFT);
    table_column(table, "date", TABLE_LEFT);
    table_column(table, "goal", TABLE_LEFT);
    table_column(table, headers[0], TABLE_RIGHT);
    table_column(table, headers[1], TABLE_RIGHT);
    table_column(table, headers[2], TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    table_column(table, "median in A", TABLE_RIGHT);
    table_column(table, headers[1], TABLE_RIGHT);
    table_column(table, headers[3], TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    table_column(table, headers[4], TABLE_LEFT);
    for (size_t t = 0; t < compare->target_count; t++)
        if (compare->targets[t].changes[file].is_there) {
            print_target(table, &compare->targets[t], file);
            count++;
        }
    fputc('\n', stream);
    if (count > 0)
        table_print(table, stream, colours);
    else
        fprintf(stream, "A and %c have no target in common.\n", b);
    table_destroy(table);
    print_pairing(compare, file, stream);
}

void compare_print(const struct compare *compare, FILE *stream, bool colours)
{
    print_files(compare, stream, colours);
    print_inputs(compare, stream, colours);
    for (size_t f = 1; f < compare->file_count; f++)
        print_changes(compare, f, stream, colours);
}
