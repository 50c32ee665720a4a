/* SPDX-License-Identifier: MIT */
#include "flash_args.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/* esptool splits the lines as a shell does. */
static void print_word(FILE *stream, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "/._-+=,:%";
    /* A name that begins with a dash would be an option. */
    const char *prefix = word[0] == '-' ? "./" : "";
    if (strspn(word, plain) == strlen(word)) {
        (void)fprintf(stream, "%s%s\n", prefix, word);
        return;
    }
    (void)fprintf(stream, "'%s", prefix);
    for (const char *c = word; *c != '\0'; c++) {
        if (*c == '\'') {
            (void)fputs("'\\''", stream);
        } else {
            (void)fputc(*c, stream);
        }
    }
    (void)fputs("'\n", stream);
}

static void print_file(FILE *stream, uint32_t offset, const char *name)
{
    if (name != NULL) {
        (void)fprintf(stream, "0x%06" PRIx32 " ", offset);
        print_word(stream, name);
    }
}

/* esptool names the vendor's flash maps by their sizes: maps 5 and 6 are 2MB-c1 and 4MB-c1. */
static void print_options(FILE *stream, const struct flash_files *files)
{
    uint32_t kilobytes = files->map->flash_size / 1024;
    (void)fprintf(stream, "--erase-all\n-fm %s\n-ff %s\n-fs ", files->mode, files->clock);
    if (kilobytes < 1024) {
        (void)fprintf(stream, "%" PRIu32 "KB\n", kilobytes);
    } else {
        bool named_c1 = files->map->number == 5 || files->map->number == 6;
        (void)fprintf(stream, "%" PRIu32 "MB%s\n", kilobytes / 1024, named_c1 ? "-c1" : "");
    }
}

static void print_all(FILE *stream, const struct flash_files *files, enum flash_args_choice choice)
{
    const struct appbin_flash_map *map = files->map;
    if (choice == FLASH_ARGS_FIRST) {
        print_options(stream, files);
        print_file(stream, 0, files->boot_loader);
    }
    print_file(stream, map->slot_offset[0], files->slots[0]);
    print_file(stream, map->slot_offset[1], files->slots[1]);
    if (choice == FLASH_ARGS_FIRST) {
        print_file(stream, map->flash_size - APPVERIFY_INIT_DATA_FROM_END, files->init_data);
    }
}

static bool has_line_break(const char *name)
{
    return name != NULL && strpbrk(name, "\r\n") != NULL;
}

char *flash_args_text(const struct flash_files *files, enum flash_args_choice choice)
{
    if (has_line_break(files->boot_loader) || has_line_break(files->slots[0]) ||
        has_line_break(files->slots[1]) || has_line_break(files->init_data)) {
        message_error(NULL, "a file name with a line break does not go into a file of arguments");
        return NULL;
    }
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream != NULL) {
        print_all(stream, files, choice);
        if (fclose(stream) == 0 && text != NULL) {
            return text;
        }
        free(text);
    }
    message_error(NULL, "out of memory");
    return NULL;
}

const char *flash_args_clock(unsigned divider)
{
    switch (appbin_flash_clock_mhz(divider)) {
    case 20:
        return "20m";
    case 26:
        return "26m";
    case 40:
        return "40m";
    case 80:
        return "80m";
    default:
        return "keep";
    }
}
