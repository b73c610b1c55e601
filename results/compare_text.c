#include "results/compare_text.h"

#include <math.h>
#include <string.h>

char compare_letter(size_t file)
{
    return (char)('A' + file);
}

void compare_figure(char text[32], double value, int digits, bool has_sign)
{
    double magnitude = fabs(value);
    const char *sign = !has_sign || isnan(value) ? "" : value < 0 ? "-" : "+";
    double shown = *sign ? magnitude : value;
    if (isnan(value))
        snprintf(text, 32, "-");
    else if (magnitude >= pow(10.0, digits) - 0.5 && magnitude < 1e15) // 999.7 is 1000, not 1e+03
        snprintf(text, 32, "%s%.0f", sign, shown);
    else
        snprintf(text, 32, "%s%.*g", sign, digits, shown);
}

void compare_interval(char text[80], double low, double high, int digits)
{
    char first[32], second[32];
    compare_figure(first, low, digits, true);
    compare_figure(second, high, digits, true);
    if (isnan(low))
        snprintf(text, 80, "-");
    else
        snprintf(text, 80, "%s..%s", first, second);
}

void compare_points(char text[80], double low, double high)
{
    snprintf(text, 80, "%+.0f..%+.0f", 100 * low, 100 * high);
}

void compare_goal(char text[COMPARE_TEXT_SIZE], const struct compare_target *target, size_t file)
{
    // "1" is how a file writes that there is no unit.
    const char *unit = strcmp(target->unit, "1") == 0 ? "" : target->unit, *gap = *unit ? " " : "";
    const char *sense = target->at_most ? "<=" : ">=";
    double first = target->sides[0].goal, second = target->sides[file].goal;
    if (first == second)
        snprintf(text, COMPARE_TEXT_SIZE, "%s %.10g%s%s", sense, first, gap, unit);
    else
        snprintf(text, COMPARE_TEXT_SIZE, "%s %.10g, %.10g%s%s", sense, first, second, gap, unit);
}

const char *compare_words(const struct compare_change *change, enum compare_word *tone)
{
    enum compare_word mean = change->mean_word, p = change->p_word;
    bool mean_tells = mean == COMPARE_BETTER || mean == COMPARE_WORSE;
    bool p_tells = p == COMPARE_BETTER || p == COMPARE_WORSE;
    *tone = mean_tells ? mean : p_tells ? p : COMPARE_CHANCE;
    if (mean_tells && p_tells && mean != p) {
        *tone = COMPARE_CHANCE; // neither
        return mean == COMPARE_BETTER ? "better, but P worse" : "worse, but P better";
    }
    if (mean_tells && p_tells)
        return mean == COMPARE_BETTER ? "better, also P" : "worse, also P";
    if (mean_tells)
        return mean == COMPARE_BETTER ? "better" : "worse";
    if (p_tells)
        return p == COMPARE_BETTER ? "P better" : "P worse";
    return mean == COMPARE_SAME ? "the same" : mean == COMPARE_UNKNOWN ? "too few values" : "within chance";
}

void compare_pairing(char text[COMPARE_TEXT_SIZE], const struct compare *compare, size_t file)
{
    const struct compare_file *a = &compare->files[0], *b = &compare->files[file];
    size_t shorter = a->replications < b->replications ? a->replications : b->replications;
    if (a->seed != b->seed)
        snprintf(text, COMPARE_TEXT_SIZE, "Other seeds, so two independent samples.");
    else if (a->is_antithetic != b->is_antithetic)
        snprintf(text, COMPARE_TEXT_SIZE,
                 "Only one is in antithetic pairs, so taken as two independent samples.");
    else
        snprintf(text, COMPARE_TEXT_SIZE,
                 "The same seed, so paired: replication by replication, %s%zu of them.",
                 a->replications == b->replications ? "" : "the first ", shorter);
}
