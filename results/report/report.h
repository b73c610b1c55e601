/// A page of a result file: one HTML file with styles, scripts and data in it, made from the file alone.
///
///     page.c        the template, filled: noscript table, styles, D3, our scripts, the data block
///     escape.c      texts into HTML, JSON into a script element
///     data.c        the data block; data_*.c its parts, each there only where the file has what it needs
///     page.html, page.css, *.js   embedded by CMake (assets.h)
///
/// The page makes no request and needs none: its policy forbids them. Texts of a file are set as text, never as markup.
#pragma once

#include "results/load.h"
#include "results/strings.h"
#include "sim/status.h"

/// Writes the page of a file of run, sweep, reach, cooling or place. Faults: 65 the file is of another shape, or of none of these;
/// 73, 74 the page cannot be created or written; then there is none, and an older one stands.
enum sim_status report_write(struct load *load, enum strings_language language, const char *path,
                             struct sim_error *error);

/// The page as a text, to be freed; null after a fault.
char *report_page(struct load *load, enum strings_language language, struct sim_error *error);
