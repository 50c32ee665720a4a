/* SPDX-License-Identifier: MIT */
#include "makefile_settings.h"

#include <stdio.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "arguments.h"
#include "command.h"
#include "image_options.h"
#include "message.h"
#include "options_file.h"

#define FILES_MAX 16

/* Options that name files which a release is made of; the keys first. */
static const char *const inputs[] = {"key", "pubkey", "passphrase-file", "boot-bin", "init-data"};
#define KEYS 2
#define INPUTS (sizeof inputs / sizeof inputs[0])

/* Outputs, numbers and the kind of header that the makefile gives itself where the file does not.
 */
static const char *const own_words[] = {
    "out-dir",    "publish", "bundle",     "manifest-out",     "slot-args",
    "flash-args", "json",    "fw-version", "security-counter", "header",
};

/* A word of a shell's command in a recipe: in quotes, where '$' is make's. */
static void print_word(const char *text)
{
    (void)putchar('\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            (void)fputs("'\\''", stdout);
        } else if (*text == '$') {
            (void)fputs("$$", stdout);
        } else if (*text == '#') {
            (void)fputs("\\#", stdout);
        } else {
            (void)putchar(*text);
        }
    }
    (void)putchar('\'');
}

static void print_text(const char *variable, const char *text)
{
    (void)printf("appbin_%s := ", variable);
    print_word(text);
    (void)putchar('\n');
}

/* As a prerequisite a name must be one word, and have nothing that is make's. */
static enum exit_code check_name(const char *path)
{
    return strpbrk(path, " \t$#%:;|=\\'\"*?[]~&<>()`") == NULL
               ? EXIT_DONE
               : message_usage("a makefile cannot depend on '%s': a blank or another character "
                               "that means something to make or the shell is in it",
                               path);
}

static enum exit_code check_names(const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < INPUTS; i++) {
        const char *files[FILES_MAX];
        size_t count = arguments_get_all(arguments, inputs[i], files, FILES_MAX);
        for (size_t k = 0; k < count && k < FILES_MAX && result == EXIT_DONE; k++) {
            result = check_name(files[k]);
        }
    }
    return result;
}

static void print_files(const char *variable, const struct arguments *arguments, size_t options)
{
    (void)printf("appbin_%s :=", variable);
    for (size_t i = 0; i < options; i++) {
        const char *files[FILES_MAX];
        size_t count = arguments_get_all(arguments, inputs[i], files, FILES_MAX);
        for (size_t k = 0; k < count && k < FILES_MAX; k++) {
            (void)printf(" %s", files[k]);
        }
    }
    (void)putchar('\n');
}

/* The vendor's linker scripts, one for each link. */
static void print_scripts(const struct appbin_flash_map *map, enum appbin_boot boot)
{
    const char *name = boot == APPBIN_BOOT_OLD ? "old" : "new";
    bool once =
        appbin_flash_map_irom_origin(map, 1, boot) == appbin_flash_map_irom_origin(map, 2, boot);
    unsigned size = map->slot_offset[1] < 0x80000u ? 512 : 1024;
    (void)printf("appbin_boot := %s\nappbin_slots :=%s\n", name, once ? " 1" : " 1 2");
    if (once) {
        (void)printf("appbin_script_1 := eagle.app.v6.%s.2048.ld\n", name);
        return;
    }
    for (unsigned slot = 1; slot <= 2; slot++) {
        (void)printf("appbin_script_%u := eagle.app.v6.%s.%u.app%u.ld\n", slot, name, size, slot);
    }
}

static void print_passphrase(const struct arguments *arguments)
{
    static const char *const options[] = {"passphrase-file", "passphrase-env"};
    (void)fputs("appbin_passphrase :=", stdout);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        const char *text = arguments_get(arguments, options[i]);
        if (text != NULL) {
            (void)printf(" --%s ", options[i]);
            print_word(text);
        }
    }
    (void)putchar('\n');
}

static void print(const struct arguments *arguments, const struct appbin_build_options *build)
{
    (void)printf("appbin_map := %u\n", build->map);
    print_scripts(appbin_flash_map_find(build->map), build->boot);
    print_text("vendor", arguments_get(arguments, "vendor"));
    print_text("product", arguments_get(arguments, "product"));
    print_passphrase(arguments);
    (void)fputs("appbin_given :=", stdout);
    for (size_t i = 0; i < sizeof own_words / sizeof own_words[0]; i++) {
        if (arguments_get(arguments, own_words[i]) != NULL) {
            (void)printf(" %s", own_words[i]);
        }
    }
    (void)putchar('\n');
    print_files("keys", arguments, KEYS);
    print_files("inputs", arguments, INPUTS);
}

static enum exit_code read_settings(struct arguments *arguments, struct image_options *image,
                                    const char *path)
{
    static const char *const required[] = {"map", "vendor", "product"};
    enum exit_code result = options_file_read(arguments, path);
    for (size_t i = 0; i < sizeof required / sizeof required[0] && result == EXIT_DONE; i++) {
        if (arguments_get(arguments, required[i]) == NULL) {
            message_error(path, "--%s is missing", required[i]);
            result = EXIT_USAGE;
        }
    }
    if (result == EXIT_DONE && arguments_get(arguments, "layout") != NULL &&
        strcmp(arguments_get(arguments, "layout"), "vendor") != 0) {
        message_error(path, "the vendor's makefiles know no other layout than theirs");
        return EXIT_USAGE;
    }
    if (result == EXIT_DONE) {
        result = image_options_read(image, arguments);
    }
    if (result == EXIT_DONE && image->build.boot == APPBIN_BOOT_NONE) {
        message_error(path, "--boot none has no slots, and nothing to be signed");
        return EXIT_USAGE;
    }
    image->build.slot = 1;
    return result == EXIT_DONE ? image_options_check(&image->build) : result;
}

enum exit_code makefile_settings_print(const char *path)
{
    struct arguments arguments = {.command = &command_release};
    struct image_options image = {0};
    enum exit_code result = read_settings(&arguments, &image, path);
    if (result == EXIT_DONE) {
        result = check_names(&arguments);
    }
    if (result == EXIT_DONE) {
        print(&arguments, &image.build);
    }
    arguments_free(&arguments);
    return result;
}
