#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results/kind.h"
#include "results/publish.h"
#include "results/report/assets.h"
#include "results/report/data.h"
#include "results/report/escape.h"
#include "results/report/report.h"
#include "results/verdict.h"

/// What fills the template.
struct page {
    const struct load *load;
    const struct verdict *verdict; // of a run, else null
    const json_t *data, *strings;
    enum strings_language language;
};

static const struct asset *asset_find(const char *name)
{
    for (const struct asset *asset = assets; asset->name; asset++)
        if (strcmp(asset->name, name) == 0)
            return asset;
    sim_panic(__FILE__, __LINE__, "%s is not embedded", name);
}

static bool is_script(const struct asset *asset)
{
    size_t length = strlen(asset->name);
    return length > 3 && strcmp(asset->name + length - 3, ".js") == 0;
}

static const char *title_of(const struct page *page)
{
    return strings_choose(page->language, load_attribute_text(page->load, SCHEMA_TITLE, "suanli"),
                          load_attribute_text(page->load, SCHEMA_TITLE_ZH, ""));
}

static void write_cell(FILE *stream, const char *text)
{
    fputs("<td><bdi>", stream);
    escape_html(stream, text);
    fputs("</bdi></td>", stream);
}

static void write_row(FILE *stream, const struct verdict_row *row, enum strings_language language)
{
    char text[64];
    fputs("<tr>", stream);
    write_cell(stream, strings_name(language, "series", row->id));
    write_cell(stream, row->date);
    snprintf(text, sizeof(text), "%s %.10g %s", row->at_most ? "\u2264" : "\u2265", row->goal,
             strings_name(language, "unit", row->unit));
    write_cell(stream, text);
    snprintf(text, sizeof(text), "%.0f %%", 100 * row->p_reach);
    write_cell(stream, text);
    snprintf(text, sizeof(text), fabs(row->p50) >= 1000 ? "%.0f" : "%.4g", row->p50);
    write_cell(stream, isnan(row->p50) ? "" : text);
    write_cell(stream, verdict_word_text(verdict_word(row), language));
    write_cell(stream, row->binding ? strings_name(language, "why", row->binding) : "");
    fputs("</tr>\n", stream);
}

/// What is left where scripts do not run: the verdict.
static void write_noscript(FILE *stream, const struct page *page)
{
    static const char *const heads[] = {"head.target", "head.date",    "head.goal",     "head.p_reach",
                                        "head.median", "head.verdict", "head.waits_for"};
    fputs("<h1><bdi>", stream);
    escape_html(stream, title_of(page));
    fputs("</bdi></h1><p>", stream);
    escape_html(stream, strings_say(page->language, "page.noscript"));
    fputs("</p>\n", stream);
    if (!page->verdict)
        return;
    fputs("<table><thead><tr>", stream);
    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
        fputs("<th>", stream);
        escape_html(stream, strings_say(page->language, heads[i]));
        fputs("</th>", stream);
    }
    fputs("</tr></thead><tbody>\n", stream);
    for (size_t i = 0; i < page->verdict->row_count; i++)
        write_row(stream, &page->verdict->rows[i], page->language);
    fputs("</tbody></table>\n", stream);
}

static void write_scripts(FILE *stream)
{
    for (const struct asset *asset = assets; asset->name; asset++)
        if (is_script(asset)) {
            fputs("<script>", stream);
            fwrite(asset->text, 1, asset->size, stream);
            fputs("</script>\n", stream);
        }
}

/// What stands for {{name}}.
static void write_part(FILE *stream, const struct page *page, const char *name, size_t length)
{
    const struct asset *style = asset_find("page.css");
#define IS(text) (length == strlen(text) && memcmp(name, text, length) == 0)
    if (IS("lang"))
        fputs(page->language == STRINGS_ZH ? "zh-Hans" : "en", stream);
    else if (IS("title"))
        escape_html(stream, title_of(page));
    else if (IS("version"))
        escape_html(stream, load_attribute_text(page->load, SCHEMA_PROGRAM_VERSION, ""));
    else if (IS("style"))
        fwrite(style->text, 1, style->size, stream);
    else if (IS("noscript"))
        write_noscript(stream, page);
    else if (IS("data"))
        escape_json(stream, page->data);
    else if (IS("strings"))
        escape_json(stream, page->strings);
    else if (IS("scripts"))
        write_scripts(stream);
    else
        SIM_ASSERT(false, "the template names what nothing fills: %.*s", (int)length, name);
#undef IS
}

static void write_page(FILE *stream, const struct page *page)
{
    const char *at = asset_find("page.html")->text, *open;
    for (; (open = strstr(at, "{{")) != NULL; at = strstr(open, "}}") + 2) {
        fwrite(at, 1, (size_t)(open - at), stream);
        write_part(stream, page, open + 2, (size_t)(strstr(open, "}}") - open - 2));
    }
    fputs(at, stream);
}

char *report_page(struct load *load, enum strings_language language, struct sim_error *error)
{
    struct verdict *verdict = NULL;
    char *text = NULL;
    size_t size = 0;
    if (kind_of(load) == KIND_RUN && verdict_create(load, &verdict, error) != SIM_OK)
        return NULL;
    json_t *data = data_create(load, verdict, language, error);
    if (data) {
        json_t *strings = strings_json(language);
        FILE *stream = open_memstream(&text, &size);
        SIM_ASSERT(stream, "out of memory for a page");
        struct page page = {load, verdict, data, strings, language};
        write_page(stream, &page);
        SIM_ASSERT(fclose(stream) == 0, "out of memory for a page");
        json_decref(strings);
    }
    json_decref(data);
    verdict_destroy(verdict);
    return text;
}

static bool write_all(int descriptor, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t written = write(descriptor, text, left);
        if (written < 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return true;
}

enum sim_status report_write(struct load *load, enum strings_language language, const char *path,
                             struct sim_error *error)
{
    struct publish file;
    char *page = report_page(load, language, error);
    if (!page)
        return sim_error_status(error);
    enum sim_status status = publish_begin(&file, path, error);
    if (status == SIM_OK && !write_all(file.descriptor, page)) {
        publish_drop(&file);
        status = sim_error_say(error, SIM_IO, "%s: cannot be written", path);
    } else if (status == SIM_OK) {
        status = publish_finish(&file, error);
    }
    free(page);
    return status;
}
