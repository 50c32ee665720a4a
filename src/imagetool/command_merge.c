/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "appbin/boot_loader.h"
#include "appbin/flash_dump.h"
#include "appbin/flash_image.h"
#include "appbin/flash_map.h"
#include "appbin/image_check.h"
#include "appbin/init_data.h"
#include "arguments.h"
#include "command.h"
#include "flash_args.h"
#include "input.h"
#include "message.h"
#include "output.h"
#include "pair_strict.h"

static const struct command_option options[] = {
    {"map", 0, "N", false, "flash map (required)", NULL},
    {"boot-bin", 0, "FILE", false, "the vendor's boot loader (required)", NULL},
    {"slot1", 0, "FILE", false, "user1 (required)", NULL},
    {"slot2", 0, "FILE", false, "user2", NULL},
    {"init-data", 0, "FILE", false,
     "esp_init_data_default_v08.bin of the SDK (required,\nor --no-init-data)", NULL},
    {"no-init-data", 0, NULL, false, "leave the init data's sector erased", NULL},
    PAIR_STRICT_OPTION,
    {"output", 'o', "FILE", false, "the flash image", NULL},
    {"flash-args", 0, "FILE", false, "write what esptool takes for a first flash of the parts",
     NULL},
    {"slot-args", 0, "FILE", false, "write what esptool takes for the slots alone", NULL},
};

enum { BOOT, SLOT1, SLOT2, INIT_DATA, PARTS };
static const char *const part_options[PARTS] = {"boot-bin", "slot1", "slot2", "init-data"};

enum { FLASH_IMAGE, FLASH_ARGS, SLOT_ARGS, OUTPUTS };
static const char *const output_options[OUTPUTS] = {"output", "flash-args", "slot-args"};

/* A file as it was read, once. */
struct part {
    struct input input; /* bytes NULL: absent */
    struct appbin_image image;
};

struct job {
    const struct appbin_flash_map *map;
    struct part parts[PARTS];
    struct appbin_boot_loader loader;
    const char *outputs[OUTPUTS]; /* NULL: not asked for */
};

static enum exit_code check_slot(const struct part *part, unsigned slot,
                                 const struct appbin_flash_map *map)
{
    struct appbin_diagnostic diagnostic;
    const struct appbin_check_target target = {.slot = slot, .map = (int)map->number};
    enum appbin_error error = appbin_image_require_sound(&part->image, &target, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(part->input.path, error, &diagnostic);
}

/* *warning: what to warn of after the result is written. */
static enum exit_code check_pair(struct appbin_finding *warning, const struct arguments *arguments,
                                 const struct part *first, const struct part *second)
{
    struct appbin_findings findings = {0};
    appbin_image_check_pair(&findings, &first->image, first->input.bytes, &second->image,
                            second->input.bytes);
    if (findings.count == 0) {
        return EXIT_DONE;
    }
    if (findings.items[0].refuses) {
        message_error(second->input.path, "%s", findings.items[0].text);
        return EXIT_REFUSED;
    }
    *warning = findings.items[0];
    return pair_strict_refuse(arguments, first->input.path, second->input.path, warning->text);
}

/* Against the images, so after they were read. A doubt is told with the result. */
static enum exit_code judge_boot_loader(const struct job *job,
                                        enum appbin_boot_loader_verdict *verdict,
                                        struct appbin_diagnostic *reason)
{
    *verdict =
        appbin_boot_loader_judge(&job->loader, job->parts[SLOT1].image.boot, job->map, reason);
    if (*verdict == APPBIN_BOOT_LOADER_REFUSED) {
        message_error(job->parts[BOOT].input.path, "%s", reason->message);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static struct appbin_flash_part flash_part(const struct part *part)
{
    return (struct appbin_flash_part){part->input.bytes, part->input.size};
}

/* Flash mode and clock are in the RAM part's header; boot old: in the boot loader's alone. */
static const struct appbin_image_header *flash_settings(const struct job *job)
{
    const struct appbin_image *user1 = &job->parts[SLOT1].image;
    return user1->boot == APPBIN_BOOT_NEW ? &user1->ram : &job->loader.image.ram;
}

static enum exit_code make_image(const struct job *job, struct appbin_output *output,
                                 uint8_t **image)
{
    const struct part *parts = job->parts;
    const struct appbin_flash_parts flash = {
        .boot = flash_part(&parts[BOOT]),
        .slot = {flash_part(&parts[SLOT1]), flash_part(&parts[SLOT2])},
        .init_data = flash_part(&parts[INIT_DATA]),
        .flash_mode = flash_settings(job)->byte2,
        .flash_clock = flash_settings(job)->byte3 & 15,
    };
    struct appbin_diagnostic diagnostic;
    size_t size = 0;
    enum appbin_error error = appbin_flash_image_merge(image, &size, job->map, &flash, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(NULL, error, &diagnostic);
    }
    *output = (struct appbin_output){job->outputs[FLASH_IMAGE], *image, size};
    return EXIT_DONE;
}

static enum exit_code make_args(const struct job *job, enum flash_args_choice choice,
                                const char *path, struct appbin_output *output, char **text)
{
    const struct appbin_image_header *settings = flash_settings(job);
    const char *mode = appbin_flash_mode_str(settings->byte2);
    const struct flash_files files = {
        .map = job->map,
        .boot_loader = job->parts[BOOT].input.path,
        .slots = {job->parts[SLOT1].input.path, job->parts[SLOT2].input.path},
        .init_data = job->parts[INIT_DATA].input.path,
        .mode = strcmp(mode, "unknown") == 0 ? "keep" : mode,
        .clock = flash_args_clock(settings->byte3 & 15),
    };
    *text = flash_args_text(&files, choice);
    if (*text == NULL) {
        return EXIT_INPUT;
    }
    *output = (struct appbin_output){path, (const uint8_t *)*text, strlen(*text)};
    return EXIT_DONE;
}

/* The image is made in any case: that judges whether the parts fit. */
static enum exit_code write_outputs(const struct job *job)
{
    struct appbin_output outputs[OUTPUTS];
    uint8_t *image = NULL;
    char *texts[2] = {NULL, NULL};
    enum exit_code result = make_image(job, &outputs[0], &image);
    size_t count = job->outputs[FLASH_IMAGE] != NULL ? 1 : 0;
    for (size_t i = 0; i < 2 && result == EXIT_DONE; i++) {
        const char *path = job->outputs[i == 0 ? FLASH_ARGS : SLOT_ARGS];
        if (path != NULL) {
            result = make_args(job, i == 0 ? FLASH_ARGS_FIRST : FLASH_ARGS_SLOTS, path,
                               &outputs[count], &texts[i]);
            count++;
        }
    }
    if (result == EXIT_DONE) {
        result = output_write(outputs, count);
    }
    free(image);
    free(texts[0]);
    free(texts[1]);
    return result;
}

/* Reads and judges a file for itself. */
static enum exit_code read_part(struct job *job, size_t which, const char *path)
{
    struct part *part = &job->parts[which];
    struct appbin_diagnostic diagnostic;
    enum exit_code result = which == SLOT1 || which == SLOT2
                                ? input_read_image(&part->input, path, &part->image)
                                : input_read(&part->input, path, APPBIN_IMAGE_MAX_SIZE);
    if (result != EXIT_DONE) {
        return result;
    }
    if (part->input.size == 0) {
        message_error(path, "the file is empty");
        return EXIT_INPUT;
    }
    if ((which == SLOT1 || which == SLOT2) &&
        appbin_is_whole_flash(part->input.bytes, part->input.size)) {
        message_error(path, "a whole flash, not an image");
        return EXIT_REFUSED;
    }
    enum appbin_error error = APPBIN_OK;
    switch (which) {
    case BOOT:
        error =
            appbin_boot_loader_read(&job->loader, part->input.bytes, part->input.size, &diagnostic);
        break;
    case INIT_DATA:
        error = appbin_init_data_check(part->input.bytes, part->input.size, &diagnostic);
        break;
    default:
        return check_slot(part, which == SLOT1 ? 1 : 2, job->map);
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

static enum exit_code read_parts(const struct arguments *arguments, struct job *job)
{
    struct appbin_output outputs[OUTPUTS];
    size_t count = 0;
    for (size_t i = 0; i < OUTPUTS; i++) {
        if (job->outputs[i] != NULL) {
            outputs[count++] = (struct appbin_output){.path = job->outputs[i]};
        }
    }
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < PARTS && result == EXIT_DONE; i++) {
        const char *path = arguments_get(arguments, part_options[i]);
        if (path == NULL) {
            continue;
        }
        result = output_check_distinct(outputs, count, &path, 1);
        if (result == EXIT_DONE) {
            result = read_part(job, i, path);
        }
    }
    return result;
}

static enum exit_code check_usage(const struct arguments *arguments, struct job *job)
{
    static const char *const required[] = {"map", "boot-bin", "slot1"};
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (arguments_get(arguments, required[i]) == NULL) {
            return message_usage("--%s is missing", required[i]);
        }
    }
    bool any = false;
    for (size_t i = 0; i < OUTPUTS; i++) {
        job->outputs[i] = arguments_get(arguments, output_options[i]);
        any = any || job->outputs[i] != NULL;
    }
    if (!any) {
        return message_usage("-o is missing");
    }
    bool init_data = arguments_get(arguments, "init-data") != NULL;
    if (init_data == (arguments_get(arguments, "no-init-data") != NULL)) {
        return message_usage(
            "%s", init_data ? "--init-data and --no-init-data exclude each other"
                            : "--init-data is missing: without it the SDK resets for ever "
                              "(rf_cal[0] !=0x05); --no-init-data leaves it out");
    }
    unsigned number = 0;
    if (!arguments_get_map(arguments, &number)) {
        return EXIT_USAGE;
    }
    job->map = appbin_flash_map_find(number);
    if (job->map == NULL || !job->map->ota) {
        return message_usage("flash map %u has no OTA slots", number);
    }
    return EXIT_DONE;
}

/* What makes a flash that boots was not all checked where the code does not tell. */
static void note_origin(const struct part *part)
{
    if (part->input.bytes != NULL && part->image.irom_size > 0 &&
        part->image.origin_witness == APPBIN_WITNESS_NONE) {
        message_note(part->input.path, "not checked where irom is linked: the code does not tell");
    }
}

/* What goes with a result: after it was written. */
static void warn(const struct job *job, const struct appbin_finding *pair,
                 enum appbin_boot_loader_verdict verdict, const struct appbin_diagnostic *doubt)
{
    if (pair->text[0] != '\0') {
        pair_strict_warn(job->parts[SLOT1].input.path, job->parts[SLOT2].input.path, pair->text);
    }
    if (verdict == APPBIN_BOOT_LOADER_DOUBTFUL) {
        message_warning(job->parts[BOOT].input.path, "%s", doubt->message);
    }
    note_origin(&job->parts[SLOT1]);
    note_origin(&job->parts[SLOT2]);
}

static enum exit_code run_merge(const struct arguments *arguments)
{
    struct job job = {0};
    struct appbin_diagnostic doubt;
    struct appbin_finding warning = {.text = ""};
    enum appbin_boot_loader_verdict verdict = APPBIN_BOOT_LOADER_FITS;
    enum exit_code result = check_usage(arguments, &job);
    if (result == EXIT_DONE) {
        result = read_parts(arguments, &job);
    }
    if (result == EXIT_DONE && job.parts[SLOT2].input.bytes != NULL) {
        result = check_pair(&warning, arguments, &job.parts[SLOT1], &job.parts[SLOT2]);
    }
    if (result == EXIT_DONE) {
        result = judge_boot_loader(&job, &verdict, &doubt);
    }
    if (result == EXIT_DONE) {
        result = write_outputs(&job);
    }
    if (result == EXIT_DONE) {
        warn(&job, &warning, verdict, &doubt);
    }
    for (size_t i = 0; i < PARTS; i++) {
        input_free(&job.parts[i].input);
    }
    return result;
}

static const struct command_example examples[] = {
    {"Make one image of the whole flash",
     "imagetool merge --map 2 --boot-bin boot_v1.7.bin \\\n"
     "    --slot1 user1.bin --slot2 user2.bin \\\n"
     "    --init-data esp_init_data_default_v08.bin -o flash.bin"},
    {"Let esptool write_flash @first.args write the parts instead",
     "imagetool merge --map 2 --boot-bin boot_v1.7.bin \\\n"
     "    --slot1 user1.bin --slot2 user2.bin \\\n"
     "    --init-data esp_init_data_default_v08.bin --flash-args first.args"},
};

const struct command command_merge = {
    .name = "merge",
    .summary = "Lay boot loader, slots and init data out into one flash image for the factory",
    .synopsis = "--map N --boot-bin FILE --slot1 FILE [--slot2 FILE]\n"
                "(--init-data FILE | --no-init-data) [--strict] [-o FILE]\n"
                "[--flash-args FILE] [--slot-args FILE]",
    .details =
        "The image is as long as the flash; what no file fills is FF, the parameter and blank\n"
        "sectors included. The boot loader's header gets the map of --map, and flash mode and\n"
        "clock of user1 (boot old: its own). Parts that overlap, are damaged or are in the\n"
        "wrong slot are refused, and a boot loader that would not start them.\n"
        "Without -o only the files of arguments are written: esptool write_flash @FILE then\n"
        "flashes the parts themselves. --flash-args erases the flash first, as a new module\n"
        "needs it; --slot-args leaves all but the slots as it is, Wi-Fi settings included.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .required = "map boot-bin slot1 init-data|no-init-data output|flash-args|slot-args",
    .operands_max = 0,
    .run = run_merge,
};
