#include "scenarios/run/completion.h"

#include <string.h>

/// What completes a value: words where it is a choice such as "day|month", files where it is one, else nothing.
static void print_values(enum option_key option, FILE *stream)
{
    const char *value = options_value(option);
    if (!value)
        return;
    fprintf(stream, "    --%s", options_name(option));
    if (option < OPTION_ASSERT)
        fprintf(stream, "|-%c", (char)option);
    if (strstr(value, "FILE"))
        fputs(") _filedir; return ;;\n", stream);
    else if (strstr(value, "FOLDER"))
        fputs(") _filedir -d; return ;;\n", stream);
    else if (strchr(value, '|')) {
        fputs(") COMPREPLY=($(compgen -W '", stream);
        for (const char *c = value; *c; c++)
            fputc(*c == '|' ? ' ' : *c, stream);
        fputs("' -- \"$cur\")); return ;;\n", stream);
    } else
        fputs(") return ;;\n", stream);
}

static void print_command(const struct command *command, FILE *stream)
{
    fprintf(stream, "    %s) options=\"", command->name);
    for (const enum option_key *option = command->options; *option != OPTION_NONE; option++)
        fprintf(stream, "--%s ", options_name(*option));
    fprintf(stream, "--help\"; takes_file=%s ;;\n",
            command->argument && !strstr(command->argument, "NAME") ? "yes" : "");
}

void completion_print(FILE *stream)
{
    fputs("# Completion of suanli's commands and options for bash, as printed by `suanli --completion`.\n"
          "_suanli()\n{\n"
          "    local cur prev words cword split options takes_file\n"
          "    _init_completion -s || return\n"
          "    if [ \"$cword\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '",
          stream);
    for (const struct command *command = commands; command->name; command++)
        fprintf(stream, "%s ", command->name);
    fputs("--help --version' -- \"$cur\"))\n"
          "        return\n"
          "    fi\n"
          "    case $prev in\n",
          stream);
    for (int key = OPTION_NONE + 1; key < OPTION_COUNT; key++)
        if (options_name((enum option_key)key))
            print_values((enum option_key)key, stream);
    fputs("    esac\n"
          "    case ${words[1]} in\n",
          stream);
    for (const struct command *command = commands; command->name; command++)
        print_command(command, stream);
    fputs("    esac\n"
          "    case $cur in\n"
          "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n"
          "    *) [ -z \"$takes_file\" ] || _filedir ;;\n"
          "    esac\n"
          "}\n"
          "complete -F _suanli suanli suanli-mpi\n",
          stream);
}
