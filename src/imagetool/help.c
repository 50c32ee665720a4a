/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "standard_streams.h"

#define COLUMN 24
#define WIDTH 80

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

void command_option_head(char *head, size_t size, const struct command_option *option)
{
    const char letter[] = {'-', option->letter, ',', ' ', '\0'};
    (void)snprintf(head, size, "%s--%s%s%s%s", option->letter != 0 ? letter : "", option->name,
                   option->argument != NULL ? " " : "",
                   option->argument != NULL ? option->argument : "", option->repeats ? "..." : "");
}

/* Its lines in the column of texts. */
static void print_row(const char *left, const char *text)
{
    bool wide = strlen(left) >= COLUMN;
    (void)printf("  %-*s", COLUMN, left);
    if (wide) {
        (void)printf("\n  %-*s", COLUMN, "");
    }
    for (;;) {
        size_t length = strcspn(text, "\n");
        (void)printf("%.*s\n", (int)length, text);
        if (text[length] == '\0') {
            break;
        }
        text += length + 1;
        (void)printf("  %-*s", COLUMN, "");
    }
}

static void print_option(const struct command_option *option)
{
    char left[64] = "    "; /* in place of a letter */
    size_t indent = option->letter != 0 ? 0 : strlen(left);
    command_option_head(left + indent, sizeof left - indent, option);
    print_row(left, option->help);
}

/* A purpose and, further in, its lines. */
static void print_examples(const struct command *command)
{
    (void)puts("\nExamples:");
    for (size_t i = 0; i < command->example_count; i++) {
        const char *line = command->examples[i].lines;
        (void)printf("  %s:\n", command->examples[i].purpose);
        while (*line != '\0') {
            size_t length = strcspn(line, "\n");
            (void)printf("    %.*s\n", (int)length, line);
            line += length + (line[length] == '\n' ? 1 : 0);
        }
    }
}

void command_print_help(const struct command *command)
{
    print_synopsis(command);
    (void)printf("\n%s.\n\n", command->summary);
    for (size_t i = 0; i < command_option_count(command); i++) {
        print_option(command_option_at(command, i));
    }
    print_row(command_file_head, command_file_help);
    if (standard_streams_help(command) != NULL) {
        print_row(command_dash_head, standard_streams_help(command));
    }
    if (command->details != NULL) {
        (void)printf("\n%s\n", command->details);
    }
    print_examples(command);
}

/* "0 done, 1 refused, ..." in lines of the terminal's width. */
static void print_exit_codes(void)
{
    char text[256] = "Exit status:";
    for (size_t i = 0; i < exit_code_text_count; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, " %d %s%s", (int)exit_code_texts[i].code,
                       exit_code_texts[i].text, i + 1 < exit_code_text_count ? "," : ".");
    }
    size_t column = 0;
    for (const char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        bool fits = column + 1 + strlen(word) <= WIDTH;
        (void)printf("%s%s", column == 0 ? "" : fits ? " " : "\n", word);
        column = (fits && column != 0 ? column + 1 : 0) + strlen(word);
    }
    (void)putchar('\n');
}

void command_print_overview(void)
{
    (void)printf("Usage: imagetool COMMAND [OPTION]... [FILE]...\n\n%s.\n\n", overview_summary);
    for (size_t i = 0; i < command_count; i++) {
        (void)printf("  %-12s %s\n", commands[i]->name, commands[i]->summary);
    }
    (void)putchar('\n');
    for (size_t i = 0; i < overview_option_count; i++) {
        print_option(&overview_options[i]);
    }
    (void)printf("\n%s\n\n", overview_streams);
    print_exit_codes();
}
