#include "results/report/escape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/status.h"

/// Bytes of the UTF-8 character at `text`, 0 where it is none (overlong, surrogate, beyond U+10FFFF, cut off).
static size_t character(const unsigned char *text)
{
    unsigned least = text[0] == 0xE0 ? 0xA0 : text[0] == 0xF0 ? 0x90 : 0x80;
    unsigned most = text[0] == 0xED ? 0x9F : text[0] == 0xF4 ? 0x8F : 0xBF;
    size_t size = text[0] < 0x80                       ? 1
                  : text[0] >= 0xC2 && text[0] <= 0xDF ? 2
                  : text[0] >= 0xE0 && text[0] <= 0xEF ? 3
                  : text[0] >= 0xF0 && text[0] <= 0xF4 ? 4
                                                       : 0;
    for (size_t i = 1; i < size; i++, least = 0x80, most = 0xBF)
        if (text[i] < least || text[i] > most) // a closing zero too
            return 0;
    return size;
}

void escape_html(FILE *stream, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        size_t size = character(at);
        bool is_control = *at < 0x20 && *at != '\t' && *at != '\n';
        if (size == 0 || is_control || *at == 0x7F)
            fputc('?', stream);
        else if (strchr("&<>\"'", *at))
            fprintf(stream, "&#%d;", *at);
        else
            fwrite(at, 1, size, stream);
        at += size ? size : 1;
    }
}

void escape_json(FILE *stream, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9));
    SIM_ASSERT(text, "JSON that cannot be written");
    // Outside of strings JSON has none of these, and inside of them this is how it may write them.
    for (const char *at = text; *at; at++)
        if (*at == '<' || *at == '>' || *at == '&')
            fprintf(stream, "\\u%04x", (unsigned)*at);
        else
            fputc(*at, stream);
    free(text);
}
