#include <stdio.h>
#include <string.h>

#include "command.h"

#define COLUMN 24

static void print_synopsis(const struct command *command)
{
    char lead[64];
    int indent = snprintf(lead, sizeof lead, "imagetool %s ", command->name);
    const char *line = command->synopsis;
    (void)printf("Usage: %s", lead);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        (void)printf("%.*s\n", (int)length, line);
        line += length;
        if (*line == '\n') {
            line++;
            (void)printf("       %*s", indent, "");
        }
    }
}

static void print_option(const struct command_option *option)
{
    char left[64];
    (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s%s", option->letter != 0 ? "-" : "  ",
                   option->letter != 0 ? option->letter : ' ', option->letter != 0 ? ", " : " ",
                   option->name, option->argument != NULL ? " " : "",
                   option->argument != NULL ? option->argument : "", option->repeats ? "..." : "");
    bool wide = strlen(left) >= COLUMN;
    (void)printf("  %-*s", COLUMN, left);
    if (wide) {
        (void)printf("\n  %-*s", COLUMN, "");
    }
    const char *line = option->help;
    for (;;) {
        size_t length = strcspn(line, "\n");
        (void)printf("%.*s\n", (int)length, line);
        if (line[length] == '\0') {
            break;
        }
        line += length + 1;
        (void)printf("  %-*s", COLUMN, "");
    }
}

void command_print_help(const struct command *command)
{
    static const struct command_option help = {"help", 'h', NULL, false, "print this help"};
    print_synopsis(command);
    (void)printf("\n%s.\n\n", command->summary);
    for (size_t i = 0; i < command->option_count; i++) {
        print_option(&command->options[i]);
    }
    print_option(&help);
    if (command->details != NULL) {
        (void)printf("\n%s\n", command->details);
    }
}

void command_print_overview(void)
{
    (void)printf("Usage: imagetool COMMAND [OPTION]... [FILE]...\n\n"
                 "Build, check and repair ESP8266 firmware images.\n\n");
    for (size_t i = 0; i < command_count; i++) {
        (void)printf("  %-12s %s\n", commands[i]->name, commands[i]->summary);
    }
    (void)printf("\n  --version    print the version\n"
                 "  --help       print this help; imagetool COMMAND --help explains a command\n\n"
                 "Exit status: 0 done, 1 refused, 2 wrong usage, 3 input unreadable or malformed\n"
                 "or output not writable.\n");
}
