/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Bytes of the character at `text`, 1 to 4, and its code point; 0 where there is none. text: ends with a zero.
size_t utf8_decode(const char *text, uint32_t *point);

/// A copy in which what is no character, or one that XML forbids beside the controls (U+FFFE, U+FFFF), is U+FFFD.
char *utf8_clean(const char *text);

/// A copy of at most `most` UTF-16 units, as spreadsheets count; a longer text ends in "…". text: clean. most: >= 1.
char *utf8_cut(const char *text, size_t most);
