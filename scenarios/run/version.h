/// What was built, and with what.
#pragma once

#include <stdio.h>

/// The program's version, its licence, its libraries and how it was compiled, a line each.
void version_print(FILE *stream);
