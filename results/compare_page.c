#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "results/compare_text.h"
#include "results/publish.h"
#include "results/report/escape.h"

/// The bar of an interval: its half width, that of a hundred points, and its height.
enum { BAR_HALF = 60, BAR_HEIGHT = 16 };

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<title>Runs side by side</title>\n<style>\n"
    "body{font:14px/1.5 system-ui,\"Noto Sans CJK SC\",sans-serif;margin:2rem auto;max-width:88rem;padding:0 "
    "1rem;color:#1b1f24;background:#fff}\n"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse}th,td{padding:.3rem .55rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #dde2e8;overflow-wrap:break-word;max-width:32rem}th{background:#f3f5f8}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums}.n,.w,.better,.worse,.chance{white-space:nowrap}."
    "f{color:#667}\n"
    ".better{color:#00664a;font-weight:600}.worse{color:#a83a00;font-weight:600}\n"
    "svg .better{stroke:#009e73;fill:#009e73}svg .worse{stroke:#d55e00;fill:#d55e00}svg "
    ".chance{stroke:#889;fill:#889}\n"
    "@media print{body{margin:0;max-width:none;font-size:9pt}}\n</style>\n</head>\n<body>\n<h1>Runs side by "
    "side</h1>\n";

static void write_cell(FILE *stream, const char *class, const char *text)
{
    fprintf(stream, "<td%s%s%s><bdi>", *class ? " class=\"" : "", class, *class ? "\"" : "");
    escape_html(stream, text);
    fputs("</bdi></td>", stream);
}

static void write_files(const struct compare *compare, FILE *stream)
{
    fputs("<div class=\"scroll\"><table>\n<tr><th></th><th>File</th><th>Scenario</th><th>Changed on the "
          "command "
          "line</th><th class=\"n\">Seed</th><th class=\"n\">Replications</th></tr>\n",
          stream);
    for (size_t f = 0; f < compare->file_count; f++) {
        const struct compare_file *file = &compare->files[f];
        fprintf(stream, "<tr><th>%c</th>", compare_letter(f));
        write_cell(stream, "", file->path);
        write_cell(stream, "", file->title);
        write_cell(stream, "", file->changes);
        fprintf(stream, "<td class=\"n\">%" PRIu64 "</td><td class=\"n\">%zu%s</td></tr>\n", file->seed,
                file->replications, file->is_antithetic ? " in pairs" : "");
    }
    fputs("</table></div>\n", stream);
}

static void write_inputs(const struct compare *compare, FILE *stream)
{
    fputs("<h2>What they differ in</h2>\n", stream);
    if (compare->difference_count == 0) {
        fputs("<p>The scenarios are alike in all that they set.</p>\n", stream);
        return;
    }
    fputs("<div class=\"scroll\"><table>\n<tr><th>Setting</th>", stream);
    for (size_t f = 0; f < compare->file_count; f++)
        fprintf(stream, "<th>%c</th>", compare_letter(f));
    fputs("</tr>\n", stream);
    for (size_t i = 0; i < compare->difference_count; i++) {
        fputs("<tr>", stream);
        write_cell(stream, "", compare->differences[i].path);
        for (size_t f = 0; f < compare->file_count; f++)
            write_cell(stream, "",
                       compare->differences[i].values[f] ? compare->differences[i].values[f] : "-");
        fputs("</tr>\n", stream);
    }
    fputs("</table></div>\n", stream);
}

/// The difference of P and its interval, on an axis from -100 to 100 points.
static void write_bar(FILE *stream, const struct compare_change *change, const char *tone)
{
    const struct contrast *p = &change->p;
    int middle = BAR_HEIGHT / 2;
    fprintf(stream,
            "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%+.0f points, from %+.0f to %+.0f\">"
            "<line x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%d\" stroke=\"#99a\"/>",
            2 * BAR_HALF, BAR_HEIGHT, 100 * p->difference, 100 * p->low, 100 * p->high, BAR_HALF, BAR_HALF,
            BAR_HEIGHT);
    fprintf(stream,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke-width=\"3\"/>"
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"4\"/></svg>",
            tone, BAR_HALF * (1 + p->low), middle, BAR_HALF * (1 + p->high), middle, tone,
            BAR_HALF * (1 + p->difference), middle);
}

static const char *class_of(enum compare_word word)
{
    return word == COMPARE_BETTER ? "better" : word == COMPARE_WORSE ? "worse" : "chance";
}

static void write_target(FILE *stream, const struct compare_target *target, size_t file)
{
    char text[COMPARE_TEXT_SIZE], interval[80], figure[32];
    enum compare_word tone;
    const struct compare_side *first = &target->sides[0], *second = &target->sides[file];
    const struct compare_change *change = &target->changes[file];
    bool is_same = change->mean_word == COMPARE_SAME;
    fputs("<tr>", stream);
    write_cell(stream, "", target->id);
    fprintf(stream, "<td class=\"w\">%s</td>", target->date);
    compare_goal(text, target, file);
    write_cell(stream, "w", text);
    const char *words = compare_words(change, &tone);
    fprintf(stream, "<td class=\"%s\">%s</td>", class_of(tone), words);
    fprintf(stream, "<td class=\"n\">%.0f %%</td><td class=\"n\">%.0f %%</td>", 100 * first->p_reach,
            100 * second->p_reach);
    compare_points(interval, change->p.low, change->p.high);
    fprintf(stream, "<td class=\"n\">%+.0f <span class=\"f\">%s</span></td><td>", 100 * change->p.difference,
            is_same ? "" : interval);
    if (!is_same)
        write_bar(stream, change, class_of(change->p_word));
    fputs("</td>", stream);
    compare_figure(figure, first->p50, 4, false);
    fprintf(stream, "<td class=\"n\">%s</td>", figure);
    compare_figure(figure, second->p50, 4, false);
    fprintf(stream, "<td class=\"n\">%s</td>", figure);
    compare_figure(figure, change->mean.difference, 3, true);
    compare_interval(interval, change->mean.low, change->mean.high, 3);
    fprintf(stream, "<td class=\"n\">%s <span class=\"f\">%s</span></td>", figure, is_same ? "" : interval);
    fputs("</tr>\n", stream);
}

static void write_changes(const struct compare *compare, size_t file, FILE *stream)
{
    char text[COMPARE_TEXT_SIZE], b = compare_letter(file);
    compare_pairing(text, compare, file);
    fprintf(
        stream,
        "<h2>What that did: %c beside A</h2>\n<p>%s Intervals are 95 %%.</p>\n"
        "<div class=\"scroll\"><table>\n<tr><th>Target</th><th>Date</th><th>Goal</th><th>%c is</th><th "
        "class=\"n\">P in "
        "A</th>"
        "<th class=\"n\">P in %c</th><th class=\"n\">%c &minus; A, points</th><th>in a picture</th>"
        "<th class=\"n\">Median in A</th><th class=\"n\">Median in %c</th><th class=\"n\">Mean %c &minus; "
        "A</th></tr>\n",
        b, text, b, b, b, b, b);
    for (size_t t = 0; t < compare->target_count; t++)
        if (compare->targets[t].changes[file].is_there)
            write_target(stream, &compare->targets[t], file);
    fputs("</table></div>\n", stream);
    for (size_t t = 0; t < compare->target_count; t++) {
        const struct compare_target *target = &compare->targets[t];
        if (target->sides[0].is_there == target->sides[file].is_there)
            continue;
        fprintf(stream, "<p>Only in %c: <bdi>", target->sides[0].is_there ? 'A' : b);
        escape_html(stream, target->id);
        fprintf(stream, "</bdi> at %s</p>\n", target->date);
    }
}

enum sim_status compare_write(const struct compare *compare, const char *path, struct sim_error *error)
{
    struct publish file;
    enum sim_status status = publish_begin(&file, path, error);
    if (status != SIM_OK)
        return status;
    int descriptor = dup(file.descriptor), fault = 0;
    FILE *stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (!stream) {
        fault = errno;
        if (descriptor >= 0)
            close(descriptor);
    } else {
        fputs(head, stream);
        write_files(compare, stream);
        write_inputs(compare, stream);
        for (size_t f = 1; f < compare->file_count; f++)
            write_changes(compare, f, stream);
        fputs("</body>\n</html>\n", stream);
        fault = fflush(stream) != 0 || ferror(stream) ? errno : 0;
        if (fclose(stream) != 0 && !fault)
            fault = errno;
    }
    if (!fault)
        return publish_finish(&file, error);
    publish_drop(&file);
    return sim_error_say(error, SIM_IO, "%s: cannot be written: %s", path, strerror(fault));
}
