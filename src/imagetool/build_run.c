/* SPDX-License-Identifier: MIT */
#include "build_run.h"

#include <string.h>

#include "appbin/flash_map.h"
#include "input.h"
#include "message.h"
#include "output.h"

void build_warn_of_options(const struct appbin_build_options *options)
{
    const struct appbin_flash_map *map = appbin_flash_map_find(options->map);
    if (map != NULL && map->doubtful && options->boot != APPBIN_BOOT_NONE) {
        message_warning(NULL, "flash map %u: users report that user2 does not boot there",
                        options->map);
    }
    if (options->boot == APPBIN_BOOT_NONE && options->slot != 0) {
        message_warning(NULL, "the slot has no effect with boot none");
    }
}

void build_warn(const char *elf_path, const struct appbin_build_options *options,
                const struct appbin_build_result *result)
{
    if (options->boot == APPBIN_BOOT_OLD && result->segments != 3) {
        message_warning(elf_path,
                        "%u RAM segments; stock OTA code takes a boot old image only with 3",
                        result->segments);
    }
    for (size_t i = 0; i < result->remark_count; i++) {
        const struct appbin_build_remark *remark = &result->remarks[i];
        (remark->warning ? message_warning : message_note)(elf_path, "%s", remark->text);
    }
}

enum exit_code build_image(struct appbin_build_result *result, const char *elf_path,
                           const struct appbin_elf *elf, const struct appbin_build_options *options)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_image_build(elf, options, result, &diagnostic);
    return error == APPBIN_OK
               ? EXIT_DONE
               : message_failure(error == APPBIN_ERR_OPTIONS ? NULL : elf_path, error, &diagnostic);
}

static enum exit_code build_and_write(const char *elf_path, const struct appbin_elf *elf,
                                      const struct appbin_build_options *options,
                                      struct appbin_output *outputs, size_t output_count)
{
    struct appbin_build_result result = {0};
    enum exit_code code = build_image(&result, elf_path, elf, options);
    if (code != EXIT_DONE) {
        return code;
    }
    if (options->boot == APPBIN_BOOT_NONE && result.irom != NULL && output_count == 1) {
        appbin_build_result_free(&result);
        return message_usage("--boot none needs --irom-out: the irom is a file of its own");
    }
    outputs[0].bytes = result.image;
    outputs[0].size = result.image_size;
    outputs[1].bytes = result.irom;
    outputs[1].size = result.irom_size;
    code = output_write(outputs, output_count);
    if (code == EXIT_DONE) {
        build_warn_of_options(options);
        build_warn(elf_path, options, &result);
    }
    appbin_build_result_free(&result);
    return code;
}

enum exit_code build_run(const char *elf_path, const struct appbin_build_options *options,
                         const char *image_path, const char *irom_path)
{
    struct appbin_output outputs[2] = {{.path = image_path}, {.path = irom_path}};
    size_t output_count = irom_path != NULL ? 2 : 1;
    enum exit_code result = output_check_distinct(outputs, output_count, &elf_path, 1);
    if (result != EXIT_DONE) {
        return result;
    }
    struct appbin_elf *elf = NULL;
    result = input_open_elf(&elf, elf_path);
    if (result != EXIT_DONE) {
        return result;
    }
    result = build_and_write(elf_path, elf, options, outputs, output_count);
    appbin_elf_close(elf);
    return result;
}
