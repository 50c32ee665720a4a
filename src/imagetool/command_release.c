/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "arguments.h"
#include "build_run.h"
#include "command.h"
#include "image_options.h"
#include "message.h"
#include "output.h"
#include "pair_strict.h"
#include "plain_text.h"
#include "release_args.h"
#include "release_files.h"
#include "release_images.h"
#include "release_json.h"
#include "release_options.h"
#include "release_trust.h"
#include "signing.h"

#define IMAGES 2

static const struct command_option options[] = {
    IMAGE_OPTIONS,
    RELEASE_OPTIONS,
    SIGNING_OPTIONS,
    PAIR_STRICT_OPTION,
    {"out-dir", 0, "DIR", false, "write user1.bin and user2.bin here", NULL},
    {"name", 0, "NAME", false, "write NAME.user1.bin and NAME.user2.bin there", NULL},
    RELEASE_FILE_OPTIONS,
    RELEASE_ARGS_OPTIONS,
    RELEASE_TRUST_OPTION,
    {"json", 0, "FILE", false, "also write a description of the release as JSON", NULL},
    {"dry-run", 0, NULL, false,
     "ask no signer, use up no LMS signature and write\nnothing, but say what would be written",
     NULL},
};

static const struct message_hint hints[] = {
    IMAGE_HINTS,
    RELEASE_HINTS,
    RELEASE_TRUST_HINTS,
    {APPBIN_OK, NULL},
};

/* Outputs beside those of sign. */
enum { FLASH_ARGS, SLOT_ARGS, DESCRIPTION, OWN_OUTPUTS };
static const char *const own_options[OWN_OUTPUTS] = {"flash-args", "slot-args", "json"};

struct job {
    const struct arguments *arguments;
    const char *elfs[IMAGES]; /* the same one twice, where one link serves both slots */
    struct image_options image;
    struct appbin_release_info info;
    struct release_outputs outputs;
    const char *own[OWN_OUTPUTS]; /* NULL: not asked for */
    struct release_args args;
    struct appbin_build_result built[IMAGES]; /* the bytes are those of images */
    struct appbin_memory_use use[IMAGES];
    struct release_trust trust;
    struct release_images images;
    struct signing signing;
    struct appbin_release *release;
    struct release_files files;
    char *description;
};

/* From some map on the address of flash repeats. */
static bool is_linked_once(const struct appbin_build_options *build)
{
    const struct appbin_flash_map *map = appbin_flash_map_choose(build->layout, (int)build->map);
    return map != NULL && appbin_flash_map_irom_origin(map, 1, build->boot) ==
                              appbin_flash_map_irom_origin(map, 2, build->boot);
}

static enum exit_code read_options(struct job *job)
{
    const struct arguments *arguments = job->arguments;
    struct appbin_build_options *build = &job->image.build;
    int map = -1;
    enum exit_code result = image_options_read(&job->image, arguments);
    if (result == EXIT_DONE) {
        result = release_options_read(arguments, &job->info, &map);
    }
    if (result == EXIT_DONE && map < 0) {
        result = message_usage("--map is missing");
    }
    if (result == EXIT_DONE) {
        result = signing_check(arguments);
    }
    if (result != EXIT_DONE) {
        return result;
    }
    if (build->boot == APPBIN_BOOT_NONE) {
        return message_usage("--boot none has no slots, and nothing to be signed");
    }
    build->slot = 1;
    result = image_options_check(build);
    if (result == EXIT_DONE && arguments->operand_count == 1 && !is_linked_once(build)) {
        return message_usage("give two ELFs, for slot 1 and for slot 2: each is linked at an "
                             "address of its own");
    }
    job->elfs[0] = arguments->operands[0];
    job->elfs[1] = arguments->operands[arguments->operand_count - 1];
    return result;
}

static enum exit_code plan_outputs(struct job *job)
{
    const struct arguments *arguments = job->arguments;
    const char *inputs[SIGNING_INPUTS_MAX + IMAGES + 2];
    static const char *const further[] = {"boot-bin", "init-data"};
    size_t count = signing_inputs(inputs, arguments);
    for (size_t i = 0; i < IMAGES; i++) {
        inputs[count++] = job->elfs[i];
        const char *path = arguments_get(arguments, further[i]);
        if (path != NULL) {
            inputs[count++] = path;
        }
    }
    for (size_t i = 0; i < OWN_OUTPUTS; i++) {
        job->own[i] = arguments_get(arguments, own_options[i]);
    }
    if (job->own[FLASH_ARGS] != NULL || job->own[SLOT_ARGS] != NULL) {
        if (arguments_get(arguments, "out-dir") == NULL) {
            return message_usage("--flash-args and --slot-args name the files of --out-dir");
        }
    }
    return release_outputs_plan_new(&job->outputs, arguments, job->elfs, job->own, OWN_OUTPUTS,
                                    inputs, count);
}

static enum exit_code build_slot(struct job *job, size_t index, const struct appbin_elf *elf)
{
    struct appbin_diagnostic diagnostic;
    struct appbin_build_options *build = &job->image.build;
    struct input *input = &job->images.inputs[index];
    build->slot = (unsigned)index + 1;
    enum exit_code result = build_image(&job->built[index], job->elfs[index], elf, build);
    if (result != EXIT_DONE) {
        return result;
    }
    *input =
        (struct input){job->elfs[index], job->built[index].image, job->built[index].image_size};
    job->images.count++;
    if (job->own[DESCRIPTION] == NULL) {
        return EXIT_DONE;
    }
    const struct appbin_flash_map *map = appbin_flash_map_choose(build->layout, (int)build->map);
    enum appbin_error error =
        appbin_memory_measure(&job->use[index], elf, map, build->slot, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE : message_failure(job->elfs[index], error, &diagnostic);
}

static enum exit_code build_all(struct job *job)
{
    struct appbin_elf *elf = NULL;
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < IMAGES && result == EXIT_DONE; i++) {
        if (i < job->arguments->operand_count) {
            appbin_elf_close(elf);
            elf = NULL;
            result = input_open_elf(&elf, job->elfs[i]);
            if (result == EXIT_DONE) {
                result = release_trust_read(&job->trust, job->elfs[i], elf);
            }
        }
        if (result == EXIT_DONE) {
            result = build_slot(job, i, elf);
        }
    }
    appbin_elf_close(elf);
    return result;
}

/* In front: what is published takes its names last. */
static enum exit_code add_description(struct job *job)
{
    struct release_json_image images[IMAGES];
    struct appbin_output *files = job->files.files;
    if (job->own[DESCRIPTION] == NULL) {
        return EXIT_DONE;
    }
    for (size_t i = 0; i < IMAGES; i++) {
        images[i] = (struct release_json_image){.slot = (unsigned)i + 1, .elf = job->elfs[i]};
        images[i].use = job->use[i];
        (void)appbin_release_image(job->release, i, &images[i].size);
    }
    job->description = release_json_text(job->release, images, &job->trust, &job->files);
    if (job->description == NULL) {
        return EXIT_INPUT;
    }
    memmove(files + 1, files, job->files.count++ * sizeof files[0]);
    files[0] = (struct appbin_output){job->own[DESCRIPTION], (const uint8_t *)job->description,
                                      strlen(job->description)};
    return EXIT_DONE;
}

static enum exit_code make_files(struct job *job)
{
    enum exit_code result = release_files_make(&job->files, &job->outputs, job->release, NULL);
    if (result == EXIT_DONE) {
        result = release_args_add(&job->args, job->arguments, &job->image.build, job->outputs.paths,
                                  job->files.files, &job->files.count);
    }
    if (result == EXIT_DONE) {
        result = release_files_publish(&job->files, &job->outputs);
    }
    return result == EXIT_DONE ? add_description(job) : result;
}

static void print_planned(const char *path)
{
    (void)fputs("would write ", stdout);
    plain_text_print(stdout, path);
    (void)putchar('\n');
}

/* What a signer or an LMS key makes is not there: its files have no bytes, but their names are
 * known. */
static enum exit_code print_names(const struct job *job)
{
    struct release_files files;
    enum exit_code result = release_files_list(&files, &job->outputs, job->own, OWN_OUTPUTS,
                                               appbin_release_digest(job->release));
    for (size_t i = 0; result == EXIT_DONE && i < files.count; i++) {
        print_planned(files.files[i].path);
    }
    release_files_free(&files);
    return result;
}

static enum exit_code write_files(struct job *job, bool dry)
{
    bool incomplete = dry && signing_asks(&job->signing);
    enum exit_code result = incomplete ? print_names(job) : make_files(job);
    if (result != EXIT_DONE || incomplete) {
        return result;
    }
    for (size_t i = 0; dry && i < job->files.count; i++) {
        print_planned(job->files.files[i].path);
    }
    if (!dry) {
        result = output_write_signed(job->files.files, job->files.count);
    }
    if (!dry && result == EXIT_DONE) {
        release_files_report(job->release);
    }
    return result;
}

/* ask: also those who hold keys elsewhere, and LMS keys, which are used up. */
static enum exit_code sign(struct job *job, bool ask)
{
    enum exit_code result = signing_begin(&job->signing, job->arguments);
    if (result == EXIT_DONE) {
        result = signing_allow(&job->signing, job->release, job->elfs);
    }
    if (result == EXIT_DONE) {
        result = release_trust_allow_keys(&job->trust, job->arguments, &job->signing);
    }
    return result == EXIT_DONE ? signing_make(&job->signing, job->release, ask) : result;
}

static enum exit_code make_release(struct job *job)
{
    const struct arguments *arguments = job->arguments;
    bool dry = arguments_get(arguments, "dry-run") != NULL;
    enum exit_code result =
        release_options_begin(&job->release, arguments, (int)job->image.build.map);
    if (result == EXIT_DONE) {
        result = release_images_describe(&job->images, job->release, &job->info, arguments);
    }
    if (result == EXIT_DONE) {
        result = release_files_check(&job->outputs, job->own, OWN_OUTPUTS);
    }
    if (result == EXIT_DONE) {
        result = sign(job, !dry);
    }
    return result == EXIT_DONE ? write_files(job, dry) : result;
}

static enum exit_code run_job(struct job *job)
{
    enum exit_code result = read_options(job);
    if (result == EXIT_DONE) {
        result = plan_outputs(job);
    }
    if (result == EXIT_DONE) {
        result = release_args_read(&job->args, job->arguments, &job->image.build);
    }
    if (result == EXIT_DONE) {
        result = build_all(job);
    }
    if (result == EXIT_DONE) {
        result = release_trust_allow_product(&job->trust, &job->info);
    }
    return result == EXIT_DONE ? make_release(job) : result;
}

static void warn(const struct job *job)
{
    build_warn_of_options(&job->image.build);
    for (size_t i = 0; i < job->arguments->operand_count; i++) {
        build_warn(job->elfs[i], &job->image.build, &job->built[i]);
    }
    release_trust_warn(&job->trust, job->arguments);
    release_args_warn(&job->args);
}

static enum exit_code run_release(const struct arguments *arguments)
{
    struct job job = {.arguments = arguments};
    enum exit_code result = run_job(&job);
    if (result == EXIT_DONE) {
        warn(&job);
    }
    signing_end(&job.signing);
    free(job.description);
    release_files_free(&job.files);
    release_args_free(&job.args);
    release_images_end(&job.images, result);
    appbin_release_free(job.release);
    release_outputs_free(&job.outputs);
    return result;
}

static const struct command_example examples[] = {
    {"Build and sign both images in one step",
     "mkdir -p out\n"
     "imagetool release --map 2 --key release.pem --vendor example.com \\\n"
     "    --product lamp --fw-version 1.2.3 --security-counter 1 \\\n"
     "    --out-dir out --bundle out/lamp.bundle \\\n"
     "    firmware.slot1.elf firmware.slot2.elf"},
    {"Say what would be written, with the options that every release has in a file",
     "imagetool release @lamp.release --fw-version 1.2.4 \\\n"
     "    --security-counter 1 --dry-run firmware.slot1.elf firmware.slot2.elf"},
};

const struct command command_release = {
    .name = "release",
    .summary = "Make a signed release of the linked ELFs: build and sign in one step",
    .synopsis = "--map N --key KEY.pem... --vendor NAME --product NAME\n"
                "--fw-version X.Y.Z[+BUILD] --security-counter N [--allow-counter-jump]\n"
                "[--boot new|old] [--mode qio|qout|dio|dout] [--freq 40|26|20|80]\n"
                "[--header slot|flash] [--entry SYMBOL] [--crc portable|inverted|sdk]\n"
                "[--section NAME]... [--layout rboot [--rom OFFSET --rom OFFSET]]\n"
                "[--slot-limit BYTES] [--build-id TEXT] [--tlv TYPE=HEX[,critical]]...\n"
                "[--strict] [--out-dir DIR [--name NAME]] [--publish PREFIX] [--bundle FILE]\n"
                "[--manifest-out FILE]\n"
                "[--slot-args FILE] [--flash-args FILE --boot-bin FILE\n"
                "(--init-data FILE | --no-init-data)] [--json FILE] [--foreign-ring]\n"
                "[--dry-run] SLOT1.elf [SLOT2.elf]",
    .details =
        "The files are those of imagetool build for each slot and imagetool sign for both. "
        "Nothing\n"
        "is written unless all is right, and a signer is asked last. From map 5 on one link "
        "serves\n"
        "both slots: then one ELF is enough. All options may stand in a file, @FILE.\n"
        "\n"
        "The ELFs may tell what the firmware trusts, by the symbol appverify_trust (imagetool "
        "pubkey\n"
        "--format c --vendor --product). A release that this firmware would not take is refused:\n"
        "for another vendor or product, or by too few keys of its ring. --foreign-ring permits "
        "such\n"
        "keys, for the last release before a rotation: devices that run it need the others.\n"
        "\n"
        "--slot-args and --flash-args are for esptool write_flash, as imagetool merge writes them.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .hints = hints,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .required = "map key|signer vendor product fw-version security-counter out-dir|publish|bundle",
    .operands_min = 1,
    .operands_max = 2,
    .run = run_release,
};
