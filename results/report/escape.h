/// Texts that nobody vouches for, into a page.
#pragma once

#include <jansson.h>
#include <stdio.h>

/// Writes a text between tags or into a quoted attribute: & < > " ' become references, control characters but the blank ones,
/// and what is no UTF-8, "?".
void escape_html(FILE *stream, const char *text);

/// Writes JSON for a script element: ASCII only, so that no line separator or direction mark stands in the page's source, and
/// without <, > and &, so that nothing in it can end the element or begin a comment. The JSON says the same.
void escape_json(FILE *stream, const json_t *json);
