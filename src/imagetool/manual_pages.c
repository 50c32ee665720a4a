/* SPDX-License-Identifier: MIT */
#include "manual_pages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "roff_text.h"
#include "standard_streams.h"

static const char description[] =
    "imagetool makes the firmware images of ESP8266 over-the-air updates: from the linked ELF to\n"
    "user1.bin and user2.bin, with a CRC word that every device accepts and one signature that\n"
    "binds both. It is for projects on the vendor's non-OS SDK or RTOS SDK 2.x, where it takes "
    "the\n"
    "place of gen_appbin.py.";

static const char failures[] =
    "A command that fails says why in one line on standard error and leaves its outputs as they\n"
    "were.\n"
    "What was written is reported on standard output, or on standard error when data go there;\n"
    "--quiet leaves out these reports, notes, and what is said of files that are good.";

static const struct {
    const char *name;
    const char *text;
} environment[] = {
    {"NO_COLOR",
     "When it is set and not empty, nothing is coloured unless --color=always is given."},
    {"TERM", "A terminal that is called dumb gets no colours, and is not shown how far a work is."},
};

/* The README has them too, where a test runs them. */
static const struct command_example examples[] = {
    {"Build the image for slot 1",
     "imagetool build --map 2 --slot 1 -o user1.bin firmware.slot1.elf"},
    {"Ask whether a device would take both images", "imagetool check --map 2 user1.bin user2.bin"},
    {"Make a key and sign both images with it",
     "imagetool keygen --no-passphrase -o release.pem\n"
     "mkdir -p signed\n"
     "imagetool sign --key release.pem --vendor example.com --product lamp \\\n"
     "    --fw-version 1.2.3 --security-counter 1 --out-dir signed \\\n"
     "    --manifest-out signed/lamp.manifest user1.bin user2.bin"},
};

/* No date: a build must not depend on the day, and the version says more. */
static void print_title(FILE *page, const char *command, const char *summary)
{
    (void)fputs(".TH imagetool", page);
    if (command != NULL) {
        (void)fputs("\\-", page);
        roff_text_print(page, command);
    }
    (void)fprintf(page, " 1 \"\" \"imagetool %s\" \"User Commands\"\n.SH NAME\nimagetool",
                  IMAGETOOL_VERSION);
    if (command != NULL) {
        (void)fputs("\\-", page);
        roff_text_print(page, command);
    }
    (void)fputs(" \\- ", page);
    roff_text_print(page, summary);
    (void)fputc('\n', page);
}

static void print_synopsis(FILE *page, const char *command, const char *arguments)
{
    (void)fputs(".SH SYNOPSIS\n.SY \"imagetool", page);
    if (command != NULL) {
        (void)fputc(' ', page);
        roff_text_print(page, command);
    }
    (void)fputs("\"\n", page);
    roff_text_print_synopsis(page, arguments);
    (void)fputs("\n.YS\n.nh\n.ad l\n", page); /* .YS has reset both; a search wants whole words */
}

static void print_row(FILE *page, const char *head, const char *text)
{
    (void)fputs(".TP\n", page);
    roff_text_print_usage(page, head);
    (void)fputc('\n', page);
    roff_text_print(page, text);
    (void)fputc('\n', page);
}

static void print_option(FILE *page, const struct command_option *option)
{
    char head[64];
    command_option_head(head, sizeof head, option);
    print_row(page, head, option->help);
}

static void print_exit_status(FILE *page)
{
    (void)fputs(".SH EXIT STATUS\n", page);
    for (size_t i = 0; i < exit_code_text_count; i++) {
        const struct exit_code_text *text = &exit_code_texts[i];
        (void)fprintf(page, ".TP\n\\fB%d\\fR\n", (int)text->code);
        roff_text_print(page, text->text);
        if (text->more != NULL) {
            (void)fputs(": ", page);
            roff_text_print(page, text->more);
        }
        (void)fputc('\n', page);
    }
}

static void print_examples(FILE *page, const struct command_example *list, size_t count)
{
    (void)fputs(".SH EXAMPLES\n", page);
    for (size_t i = 0; i < count; i++) {
        (void)fputs(i == 0 ? "" : ".PP\n", page);
        roff_text_print(page, list[i].purpose);
        (void)fputs(":\n.PP\n.EX\n", page);
        roff_text_print(page, list[i].lines);
        (void)fputs("\n.EE\n.nh\n", page); /* .EE has reset it */
    }
}

void manual_pages_print_overview(FILE *page)
{
    print_title(page, NULL, overview_summary);
    print_synopsis(page, NULL, "COMMAND [OPTION]... [FILE]...");
    (void)fputs(".SH DESCRIPTION\n", page);
    roff_text_print(page, description);
    (void)fputs("\n.PP\n", page);
    roff_text_print(page, failures);
    (void)fputc('\n', page);
    roff_text_print(page, overview_streams);
    (void)fputs("\n.SH COMMANDS\n", page);
    for (size_t i = 0; i < command_count; i++) {
        (void)fputs(".TP\n\\fBimagetool\\-", page);
        roff_text_print(page, commands[i]->name);
        (void)fputs("\\fR(1)\n", page);
        roff_text_print(page, commands[i]->summary);
        (void)fputs(".\n", page);
    }
    (void)fputs(".SH OPTIONS\n", page);
    for (size_t i = 0; i < overview_option_count; i++) {
        print_option(page, &overview_options[i]);
    }
    print_exit_status(page);
    (void)fputs(".SH ENVIRONMENT\n", page);
    for (size_t i = 0; i < sizeof environment / sizeof environment[0]; i++) {
        (void)fprintf(page, ".TP\n\\fB%s\\fR\n", environment[i].name);
        roff_text_print(page, environment[i].text);
        (void)fputc('\n', page);
    }
    print_examples(page, examples, sizeof examples / sizeof examples[0]);
    (void)fputs(".SH SEE ALSO\n\\fBopenssl\\fR(1)\n", page);
}

/* Rows "NAME  text"; a row that starts with a space goes on with the one before. */
static void print_table(FILE *page, char *rows)
{
    char *next = NULL;
    for (char *row = strtok_r(rows, "\n", &next); row != NULL; row = strtok_r(NULL, "\n", &next)) {
        char *gap = strstr(row, "  ");
        if (gap != NULL && gap != row) {
            *gap++ = '\0';
            (void)fputs(".TP\n", page);
            roff_text_print_usage(page, row);
            (void)fputc('\n', page);
        }
        gap = gap != NULL ? gap : row;
        roff_text_print(page, gap + strspn(gap, " "));
        (void)fputc('\n', page);
    }
}

/* A page that is not complete must not be written: no way back. */
static char *copy(const char *text, size_t length)
{
    char *made = strndup(text, length);
    if (made == NULL) {
        (void)fputs("generate_manual: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return made;
}

/* Paragraphs have an empty line between them. */
static void print_details(FILE *page, const char *details)
{
    while (*details != '\0') {
        const char *end = strstr(details, "\n\n");
        char *paragraph = copy(details, end != NULL ? (size_t)(end - details) : strlen(details));
        if (strstr(paragraph, "  ") != NULL) {
            print_table(page, paragraph);
        } else {
            (void)fputs(".PP\n", page);
            roff_text_print(page, paragraph);
            (void)fputc('\n', page);
        }
        free(paragraph);
        details = end != NULL ? end + 2 : "";
    }
}

/* Tells whether a text refers to a command: "imagetool NAME". */
static bool mentions(const char *text, const char *name)
{
    char wanted[64];
    int length = snprintf(wanted, sizeof wanted, "imagetool %s", name);
    const char *found = text != NULL ? strstr(text, wanted) : NULL;
    return found != NULL && isalnum((unsigned char)found[length]) == 0 && found[length] != '-';
}

static bool refers_to(const struct command *command, const char *name)
{
    bool found = mentions(command->details, name);
    for (size_t i = 0; i < command->option_count && !found; i++) {
        found = mentions(command->options[i].help, name);
    }
    return found;
}

static void print_see_also(FILE *page, const struct command *command)
{
    (void)fputs(".SH SEE ALSO\n\\fBimagetool\\fR(1)", page);
    for (size_t i = 0; i < command_count; i++) {
        const struct command *other = commands[i];
        if (other != command &&
            (refers_to(command, other->name) || refers_to(other, command->name))) {
            (void)fputs(",\n\\fBimagetool\\-", page);
            roff_text_print(page, other->name);
            (void)fputs("\\fR(1)", page);
        }
    }
    (void)fputc('\n', page);
}

void manual_pages_print_command(FILE *page, const struct command *command)
{
    print_title(page, command->name, command->summary);
    print_synopsis(page, command->name, command->synopsis);
    (void)fputs(".SH DESCRIPTION\n", page);
    roff_text_print(page, command->summary);
    (void)fputs(".\n", page);
    if (command->details != NULL) {
        print_details(page, command->details);
    }
    (void)fputs(".SH OPTIONS\n", page);
    for (size_t i = 0; i < command_option_count(command); i++) {
        print_option(page, command_option_at(command, i));
    }
    print_row(page, command_file_head, command_file_help);
    if (standard_streams_help(command) != NULL) {
        print_row(page, command_dash_head, standard_streams_help(command));
    }
    print_exit_status(page);
    print_examples(page, command->examples, command->example_count);
    print_see_also(page, command);
}
