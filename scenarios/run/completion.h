/// Completion for bash, from the tables of commands and options.
#pragma once

#include <stdio.h>

#include "scenarios/run/options.h"

/// A script that bash reads: sourced, or installed as share/bash-completion/completions/suanli.
void completion_print(FILE *stream);
