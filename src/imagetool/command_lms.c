/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "appbin/lms_key.h"
#include "arguments.h"
#include "command.h"
#include "common_options.h"
#include "lms_message.h"
#include "message.h"
#include "nearest_word.h"
#include "output.h"
#include "plain_text.h"
#include "report.h"
#include "standard_streams.h"

#define LEAVES_MAX (1u << 20)

static const struct command_option options[] = {
    {"count", 'n', "N", false, "split: signatures that go to the other file", NULL},
    {"output", 'o', "FILE", false, "split: the other file, which must not be there", NULL},
    {"skip", 0, "N", false, "adopt: signatures to give up, all that the lost file may have made",
     NULL},
};

#define STATUS_SIZE 160

static void status_text(char text[STATUS_SIZE], const struct appbin_lms_status *status)
{
    char leaves[STATUS_SIZE / 2] = "";
    if (status->next < status->end) {
        (void)snprintf(leaves, sizeof leaves, ", leaves %" PRIu32 " to %" PRIu32, status->next,
                       status->end - 1);
    }
    (void)snprintf(text, STATUS_SIZE,
                   "lms-h%" PRIu32 ", %" PRIu32 " of %" PRIu32 " signatures left%s%s",
                   status->height, status->end - status->next, status->end - status->first, leaves,
                   status->is_copy ? "; a copy, which is refused" : "");
}

/* Of what was done, where nobody asked for it. */
static void report_status(const char *path, const struct appbin_lms_status *status)
{
    char text[STATUS_SIZE];
    status_text(text, status);
    report_line(path, "%s", text);
}

static enum exit_code run_status(const struct arguments *arguments, const char *path)
{
    char text[STATUS_SIZE];
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic;
    (void)arguments;
    enum appbin_error error = appbin_lms_file_status(&status, path, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    status_text(text, &status);
    plain_text_print(stdout, path);
    (void)printf(": %s\n", text);
    return EXIT_DONE;
}

static enum exit_code run_split(const struct arguments *arguments, const char *path)
{
    const char *other = arguments_get(arguments, "output");
    unsigned count = 0;
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic;
    if (arguments_get(arguments, "count") == NULL || other == NULL) {
        return message_usage("split needs -n and -o");
    }
    if (!arguments_get_number(arguments, "count", LEAVES_MAX, &count)) {
        return EXIT_USAGE;
    }
    const char *failed = path;
    enum appbin_error error =
        appbin_lms_key_split(path, count, other, &status, &failed, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(failed, error, &diagnostic);
    }
    report_status(other, &status);
    message_note(other, "take this file to one place, once, and delete it here: two copies of it "
                        "would use the same leaves");
    if (appbin_lms_file_status(&status, path, &diagnostic) == APPBIN_OK) {
        report_status(path, &status);
    }
    return EXIT_DONE;
}

static enum exit_code run_adopt(const struct arguments *arguments, const char *path)
{
    unsigned skip = 0;
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic;
    if (arguments_get(arguments, "skip") == NULL) {
        return message_usage("adopt needs --skip: at least as many signatures as the lost file has "
                             "made since this one was copied from it");
    }
    if (!arguments_get_number(arguments, "skip", LEAVES_MAX, &skip)) {
        return EXIT_USAGE;
    }
    enum appbin_error error = appbin_lms_key_adopt(path, skip, &status, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    report_status(path, &status);
    return EXIT_DONE;
}

struct action {
    const char *name;
    const char *options; /* letters that the action takes, first of their names */
    enum exit_code (*run)(const struct arguments *arguments, const char *path);
};

static const struct action actions[] = {
    {"status", "", run_status},
    {"split", "co", run_split},
    {"adopt", "s", run_adopt},
};

static enum exit_code check_options(const struct arguments *arguments, const struct action *action)
{
    for (size_t i = 0; i < arguments->value_count; i++) {
        const struct command_option *option = arguments->values[i].option;
        if (!common_options_have(option) && strchr(action->options, option->name[0]) == NULL) {
            return message_usage("--%s is not for %s", option->name, action->name);
        }
    }
    return EXIT_DONE;
}

/* A key changes its file, and belongs to the place where it is. */
static enum exit_code check_files(const struct arguments *arguments)
{
    const char *key = arguments->operands[1];
    const char *other = arguments_get(arguments, "output");
    bool has_stream = strcmp(key, "-") == 0 || standard_streams_is_input(key) ||
                      (other != NULL && standard_streams_is_output(other));
    return has_stream ? message_usage("an LMS key is a file that each signature changes: give its "
                                      "name")
                      : EXIT_DONE;
}

static enum exit_code run_lms(const struct arguments *arguments)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(arguments->operands[0], actions[i].name) == 0) {
            if (arguments->operand_count < 2) {
                return message_usage("%s needs the file of the key", actions[i].name);
            }
            enum exit_code result = check_options(arguments, &actions[i]);
            if (result == EXIT_DONE) {
                result = check_files(arguments);
            }
            return result == EXIT_DONE ? actions[i].run(arguments, arguments->operands[1]) : result;
        }
    }
    struct nearest_word nearest = {.word = arguments->operands[0],
                                   .length = strlen(arguments->operands[0])};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        nearest_word_try(&nearest, actions[i].name);
    }
    return nearest.found != NULL
               ? message_usage("unknown word '%s', did you mean '%s'?", nearest.word, nearest.found)
               : message_usage("'%s' is none of status, split, adopt", nearest.word);
}

static const struct command_example examples[] = {
    {"Ask how many signatures are left", "imagetool lms status lms.pem"},
    {"Put 8 of them into a file for another machine",
     "imagetool lms split -n 8 -o reserve.pem lms.pem"},
    {"Use a backup that may be 10 signatures old", "imagetool lms adopt --skip 10 restored.pem"},
};

const struct command command_lms = {
    .name = "lms",
    .summary = "Look after the state of an LMS private key",
    .synopsis = "status KEY.pem\n"
                "split -n N -o FILE KEY.pem\n"
                "adopt --skip N KEY.pem",
    .details =
        "Each signature uses a leaf of the key for ever, and a leaf that signs two messages gives\n"
        "the key away. The file knows which are left. A copy of it does not: it is refused.\n"
        "\n"
        "status says how many signatures are left. split takes N of them out of KEY.pem, and then\n"
        "makes a file with these for another machine, or to be kept as a reserve. That file is\n"
        "bound to the place where it signs first: take it there once, and leave no copy.\n"
        "\n"
        "adopt is for a file that was moved to another disk, or restored from a backup because\n"
        "the key was lost. Only you know how many signatures were made since the copy: give them\n"
        "up with --skip, rather too many than one too few. The other file must be no more.",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = OPERAND_WORD,
    .operand_choices = "status split adopt",
    .operands_min = 1,
    .operands_max = 2,
    .run = run_lms,
};
