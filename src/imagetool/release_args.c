/* SPDX-License-Identifier: MIT */
#include "release_args.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "appbin/init_data.h"
#include "flash_args.h"
#include "message.h"

static enum exit_code check_usage(const struct arguments *arguments,
                                  const struct appbin_build_options *build)
{
    bool first = arguments_get(arguments, "flash-args") != NULL;
    bool boot_bin = arguments_get(arguments, "boot-bin") != NULL;
    bool init_data = arguments_get(arguments, "init-data") != NULL;
    bool no_init_data = arguments_get(arguments, "no-init-data") != NULL;
    if (!first) {
        return boot_bin || init_data || no_init_data
                   ? message_usage("--boot-bin and --init-data go with --flash-args")
                   : EXIT_DONE;
    }
    if (appbin_flash_map_is_own(build->layout)) {
        return message_usage("--flash-args is for the vendor's boot loader; --slot-args goes with "
                             "--layout rboot");
    }
    if (!boot_bin) {
        return message_usage("--boot-bin is missing");
    }
    return init_data != no_init_data ? EXIT_DONE
                                     : message_usage("give one of --init-data and --no-init-data");
}

/* Neither may reach into the sector behind its own. */
static enum exit_code read_sector(struct input *input, const char *path)
{
    enum exit_code result = input_read(input, path, APPBIN_IMAGE_MAX_SIZE);
    if (result == EXIT_DONE && (input->size == 0 || input->size > APPVERIFY_SECTOR_SIZE)) {
        message_error(path, "%zu bytes; one sector of flash, %u bytes, is its place", input->size,
                      APPVERIFY_SECTOR_SIZE);
        return EXIT_REFUSED;
    }
    return result;
}

static enum exit_code read_boot_loader(struct release_args *args, const char *path,
                                       enum appbin_boot boot)
{
    struct appbin_diagnostic diagnostic;
    enum exit_code result = read_sector(&args->boot_loader, path);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_boot_loader_read(&args->loader, args->boot_loader.bytes,
                                                      args->boot_loader.size, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    enum appbin_boot_loader_verdict verdict =
        appbin_boot_loader_judge(&args->loader, boot, args->map, &args->doubt);
    if (verdict == APPBIN_BOOT_LOADER_REFUSED) {
        message_error(path, "%s", args->doubt.message);
        return EXIT_REFUSED;
    }
    args->doubtful = verdict == APPBIN_BOOT_LOADER_DOUBTFUL;
    return EXIT_DONE;
}

static enum exit_code read_init_data(struct release_args *args, const char *path)
{
    struct appbin_diagnostic diagnostic;
    enum exit_code result = read_sector(&args->init_data, path);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error =
        appbin_init_data_check(args->init_data.bytes, args->init_data.size, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code release_args_read(struct release_args *args, const struct arguments *arguments,
                                 const struct appbin_build_options *build)
{
    const char *init_data = arguments_get(arguments, "init-data");
    *args = (struct release_args){.map = appbin_flash_map_choose(build->layout, (int)build->map)};
    enum exit_code result = check_usage(arguments, build);
    if (result == EXIT_DONE && arguments_get(arguments, "flash-args") != NULL) {
        result = read_boot_loader(args, arguments_get(arguments, "boot-bin"), build->boot);
    }
    return result == EXIT_DONE && init_data != NULL ? read_init_data(args, init_data) : result;
}

/* Flash mode and clock are in the RAM part's header; boot old: in the boot loader's alone. */
static struct flash_files describe(const struct release_args *args,
                                   const struct appbin_build_options *build, char *const images[2])
{
    bool own = build->boot == APPBIN_BOOT_NEW;
    const struct appbin_image_header *loader = &args->loader.image.ram;
    return (struct flash_files){
        .map = args->map,
        .boot_loader = args->boot_loader.path,
        .slots = {images[0], images[1]},
        .init_data = args->init_data.path,
        .mode = appbin_flash_mode_str(own ? build->flash_mode : loader->byte2),
        .clock = flash_args_clock(own ? build->flash_clock : loader->byte3 & 15u),
    };
}

enum exit_code release_args_add(struct release_args *args, const struct arguments *arguments,
                                const struct appbin_build_options *build, char *const images[2],
                                struct appbin_output *files, size_t *count)
{
    static const char *const options[] = {"flash-args", "slot-args"};
    static const enum flash_args_choice choices[] = {FLASH_ARGS_FIRST, FLASH_ARGS_SLOTS};
    const struct flash_files all = describe(args, build, images);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        const char *path = arguments_get(arguments, options[i]);
        if (path == NULL) {
            continue;
        }
        args->texts[i] = flash_args_text(&all, choices[i]);
        if (args->texts[i] == NULL) {
            return EXIT_INPUT;
        }
        files[(*count)++] =
            (struct appbin_output){path, (const uint8_t *)args->texts[i], strlen(args->texts[i])};
    }
    return EXIT_DONE;
}

void release_args_warn(const struct release_args *args)
{
    if (args->doubtful) {
        message_warning(args->boot_loader.path, "%s", args->doubt.message);
    }
}

void release_args_free(struct release_args *args)
{
    input_free(&args->boot_loader);
    input_free(&args->init_data);
    free(args->texts[0]);
    free(args->texts[1]);
    *args = (struct release_args){.map = NULL};
}
