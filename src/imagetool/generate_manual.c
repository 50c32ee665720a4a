/* SPDX-License-Identifier: MIT */
/* Writes the manual pages and the bash completion: generate_manual FOLDER COMPLETION_SCRIPT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/file.h"
#include "bash_completion.h"
#include "command.h"
#include "fish_completion.h"
#include "manual_pages.h"
#include "zsh_completion.h"

#define SCRIPT_MAX 65536u

static int fail(const char *path, const char *reason)
{
    (void)fprintf(stderr, "generate_manual: %s: %s\n", path, reason);
    return EXIT_FAILURE;
}

/* Completes a file that was printed to memory; frees it. */
static int write_text(const char *folder, const char *name, FILE *stream, char **text, size_t *size)
{
    struct appbin_diagnostic diagnostic;
    char *path = NULL;
    int result = EXIT_SUCCESS;
    bool printed = ferror(stream) == 0;
    printed = fclose(stream) == 0 && printed;
    if (!printed || asprintf(&path, "%s/%s", folder, name) < 0) {
        free(*text);
        return fail(name, "out of memory");
    }
    const struct appbin_output output = {path, (const uint8_t *)*text, *size};
    if (appbin_files_write(&output, 1, NULL, &diagnostic) != APPBIN_OK) {
        result = fail(path, diagnostic.message);
    }
    free(path);
    free(*text);
    return result;
}

/* The page of a command, or of imagetool for NULL. */
static int write_page(const char *folder, const struct command *command)
{
    char name[64] = "imagetool.1";
    char *text = NULL;
    size_t size = 0;
    FILE *page = open_memstream(&text, &size);
    if (page == NULL) {
        return fail(folder, "out of memory");
    }
    if (command != NULL) {
        (void)snprintf(name, sizeof name, "imagetool-%s.1", command->name);
        manual_pages_print_command(page, command);
    } else {
        manual_pages_print_overview(page);
    }
    return write_text(folder, name, page, &text, &size);
}

static int write_completion(const char *folder, const char *script)
{
    struct appbin_diagnostic diagnostic;
    uint8_t *bytes = NULL;
    size_t length = 0;
    char *text = NULL;
    size_t size = 0;
    if (appbin_file_read(&bytes, &length, script, SCRIPT_MAX, &diagnostic) != APPBIN_OK) {
        return fail(script, diagnostic.message);
    }
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        free(bytes);
        return fail(folder, "out of memory");
    }
    (void)fwrite(bytes, 1, length, file);
    free(bytes);
    bash_completion_print_table(file);
    return write_text(folder, "imagetool", file, &text, &size);
}

/* The completion of a shell that is made from the table alone. */
static int write_made(const char *folder, const char *name, void (*print)(FILE *script))
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        return fail(folder, "out of memory");
    }
    print(file);
    return write_text(folder, name, file, &text, &size);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fputs("usage: generate_manual FOLDER COMPLETION_SCRIPT\n", stderr);
        return EXIT_FAILURE;
    }
    /* Ignored, so that exceeding a file size limit is an error of write(), which is reported. */
    (void)signal(SIGXFSZ, SIG_IGN);
    int result = write_page(argv[1], NULL);
    for (size_t i = 0; i < command_count && result == EXIT_SUCCESS; i++) {
        result = write_page(argv[1], commands[i]);
    }
    if (result == EXIT_SUCCESS) {
        result = write_completion(argv[1], argv[2]);
    }
    if (result == EXIT_SUCCESS) {
        result = write_made(argv[1], "imagetool.fish", fish_completion_print);
    }
    return result == EXIT_SUCCESS ? write_made(argv[1], "_imagetool", zsh_completion_print)
                                  : result;
}
