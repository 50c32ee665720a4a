/* SPDX-License-Identifier: MIT */
#include "options_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/file.h"
#include "message.h"
#include "option_kind.h"
#include "standard_streams.h"

#define OPTIONS_FILE_MAX 0x10000u
#define BLANKS " \t"

/* A line of the file. */
struct line {
    const char *path;
    size_t number;
    const char *text; /* without its end and the blanks before it */
    size_t length;
};

static enum exit_code fail(const struct line *line, const char *what, const char *text,
                           size_t length)
{
    char *place = NULL;
    if (asprintf(&place, "%s:%zu", standard_streams_text(line->path), line->number) < 0) {
        place = NULL;
    }
    message_error(place != NULL ? place : line->path, "%s '%.*s'", what, (int)length, text);
    free(place);
    return EXIT_USAGE;
}

static const struct command_option *find_option(const struct command *command, const char *name,
                                                size_t length)
{
    for (size_t i = 0; i < command_option_count(command); i++) {
        const struct command_option *option = command_option_at(command, i);
        bool is_long = length > 2 && name[1] == '-' && strlen(option->name) == length - 2 &&
                       memcmp(option->name, name + 2, length - 2) == 0;
        bool is_short = length == 2 && option->letter != 0 && option->letter == name[1];
        if ((is_long || is_short) && option != common_help_option) {
            return option;
        }
    }
    return NULL;
}

/* Length of the folder part of a path, its last slash included; standard input has none. */
static int folder_length(const char *path)
{
    const char *slash = standard_streams_is_input(path) ? NULL : strrchr(path, '/');
    return slash != NULL ? (int)(slash - path) + 1 : 0;
}

static enum exit_code add(struct arguments *arguments, const struct line *line,
                          const struct command_option *option, const char *text)
{
    struct argument_value value = {.option = option};
    size_t length = line->length - (size_t)(text - line->text);
    bool relative = option_is_path(option) && text[0] != '/' && !(length == 1 && text[0] == '-');
    if (asprintf(&value.place, "%s:%zu", standard_streams_text(line->path), line->number) < 0) {
        value.place = NULL;
    } else if (asprintf(&value.owned, "%.*s%.*s", relative ? folder_length(line->path) : 0,
                        line->path, (int)length, text) < 0) {
        value.owned = NULL;
    }
    if (value.owned == NULL) {
        free(value.place);
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    value.value = value.owned;
    return arguments_add(arguments, &value);
}

/* "--name", "--name value" or "--name=value" */
static enum exit_code read_option(struct arguments *arguments, const struct line *line)
{
    const char *end = line->text + line->length;
    const char *text = line->text;
    while (text < end && strchr(BLANKS "=", *text) == NULL) {
        text++;
    }
    size_t length = (size_t)(text - line->text);
    const struct command_option *option = find_option(arguments->command, line->text, length);
    if (option == NULL) {
        return fail(line, "unknown option", line->text, length);
    }
    bool assigned = text < end && *text == '=';
    if (assigned) {
        text++;
    }
    while (!assigned && text < end && strchr(BLANKS, *text) != NULL) {
        text++;
    }
    if (option->argument == NULL && (assigned || text < end)) {
        return fail(line, "no value goes with", line->text, length);
    }
    if (option->argument != NULL && text == end) {
        return fail(line, "there is no value of", line->text, length);
    }
    return add(arguments, line, option, text);
}

static enum exit_code read_line(struct arguments *arguments, struct line *line)
{
    while (line->length > 0 && strchr(BLANKS, *line->text) != NULL) {
        line->text++;
        line->length--;
    }
    if (line->length == 0 || line->text[0] == '#') {
        return EXIT_DONE;
    }
    for (size_t i = 0; i < line->length; i++) {
        unsigned char byte = (unsigned char)line->text[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
            return fail(line, "a control character is in", line->text, line->length);
        }
    }
    if (line->text[0] == '@') {
        return fail(line, "one file of options does not read another:", line->text, line->length);
    }
    return line->text[0] == '-' ? read_option(arguments, line)
                                : fail(line, "not an option:", line->text, line->length);
}

/* Behind the mark that some editors put before UTF-8. */
static const char *skip_mark(const char *text)
{
    static const char mark[] = "\xEF\xBB\xBF";
    return strncmp(text, mark, sizeof mark - 1) == 0 ? text + sizeof mark - 1 : text;
}

static enum exit_code read_lines(struct arguments *arguments, const char *path, const char *text)
{
    struct line line = {.path = path};
    enum exit_code result = EXIT_DONE;
    text = skip_mark(text);
    while (*text != '\0' && result == EXIT_DONE) {
        const char *end = text + strcspn(text, "\n");
        line.number++;
        line.text = text;
        line.length = (size_t)(end - text);
        if (line.length > 0 && text[line.length - 1] == '\r') {
            line.length--;
        }
        text = *end == '\n' ? end + 1 : end;
        result = read_line(arguments, &line);
    }
    return result;
}

enum exit_code options_file_read(struct arguments *arguments, const char *path)
{
    struct appbin_diagnostic diagnostic;
    uint8_t *bytes = NULL;
    size_t size = 0;
    if (path[0] == '\0') {
        return message_usage("@ needs the name of a file of options");
    }
    enum appbin_error error = appbin_file_read(&bytes, &size, path, OPTIONS_FILE_MAX, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    char *text = malloc(size + 1);
    enum exit_code result = EXIT_INPUT;
    if (text == NULL) {
        message_error(NULL, "out of memory");
    } else if (memchr(bytes, '\0', size) != NULL) {
        message_error(path, "a NUL byte is in this file of options: text in UTF-16?");
    } else {
        memcpy(text, bytes, size);
        text[size] = '\0';
        result = read_lines(arguments, path, text);
    }
    free(text);
    free(bytes);
    return result;
}
