#include "results/utf8.h"

#include <string.h>

#include "sim/memory.h"

size_t utf8_decode(const char *text, uint32_t *point)
{
    const unsigned char *b = (const unsigned char *)text;
    size_t length = b[0] < 0x80 ? 1 : b[0] >> 5 == 0x6 ? 2 : b[0] >> 4 == 0xE ? 3 : b[0] >> 3 == 0x1E ? 4 : 0;
    if (length <= 1) {
        *point = b[0];
        return length;
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value = b[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (b[i] >> 6 != 0x2)
            return 0;
        value = value << 6 | (b[i] & 0x3Fu);
    }
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return length;
}

char *utf8_clean(const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    char *clean = sim_memory_new(3 * strlen(text) + 1, 1, "a text");
    size_t used = 0;
    for (uint32_t point; *text;) {
        size_t length = utf8_decode(text, &point);
        if (length > 0 && point != 0xFFFE && point != 0xFFFF) {
            memcpy(clean + used, text, length);
            used += length;
        } else {
            memcpy(clean + used, replacement, 3);
            used += 3;
        }
        text += length ? length : 1;
    }
    return clean;
}

char *utf8_cut(const char *text, size_t most)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t count = 0, end = 0;
    for (const char *at = text; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if ((byte & 0xC0) == 0x80)
            continue;
        if (count < most)
            end = (size_t)(at - text); // where the last that fits begins
        count += byte >> 3 == 0x1E ? 2 : 1;
    }
    if (count <= most)
        return sim_memory_text(text);
    char *cut = sim_memory_new(end + sizeof(ellipsis), 1, "a text");
    memcpy(cut, text, end);
    memcpy(cut + end, ellipsis, sizeof(ellipsis));
    return cut;
}
