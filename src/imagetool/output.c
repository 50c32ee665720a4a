/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json_output.h"
#include "message.h"
#include "report.h"
#include "standard_streams.h"

enum exit_code output_check_distinct(const struct appbin_output *outputs, size_t output_count,
                                     const char *const *inputs, size_t input_count)
{
    struct appbin_diagnostic diagnostic;
    for (size_t i = 0; i < output_count; i++) {
        for (size_t k = 0; k < input_count; k++) {
            enum appbin_error error = appbin_file_distinct(outputs[i].path, inputs[k], &diagnostic);
            if (error != APPBIN_OK) {
                return message_failure(outputs[i].path, error, &diagnostic);
            }
        }
    }
    return EXIT_DONE;
}

enum exit_code output_check_writable(const struct appbin_output *outputs, size_t count)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = 0;
    enum appbin_error error = appbin_files_check(outputs, count, &failed, &diagnostic);
    return error == APPBIN_OK ? EXIT_DONE
                              : message_failure(outputs[failed].path, error, &diagnostic);
}

/* Lines in UTF-8. */
static bool is_text(const uint8_t *bytes, size_t size)
{
    unsigned follow = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = bytes[i];
        bool control = (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f;
        bool continues = (byte & 0xC0u) == 0x80;
        if (control || continues != (follow > 0)) {
            return false;
        }
        if (continues) {
            follow--;
        } else {
            follow = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
        }
    }
    return follow == 0;
}

enum exit_code output_check_terminal(const uint8_t *bytes, size_t size)
{
    return is_text(bytes, size) || isatty(STDOUT_FILENO) == 0
               ? EXIT_DONE
               : message_usage("binary output would go to the terminal; redirect it, or name a "
                               "file with -o");
}

/* What was printed comes first. */
static enum exit_code prepare_streams(const struct appbin_output *outputs, size_t count)
{
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        if (standard_streams_is_output(outputs[i].path)) {
            result = standard_streams_check_output();
            result = result == EXIT_DONE ? output_check_terminal(outputs[i].bytes, outputs[i].size)
                                         : result;
        }
    }
    (void)fflush(stdout); /* main looks for errors */
    return result;
}

/* What is no regular file is written in its order, when the regular files are complete. */
static bool standard_output_has_data(const struct appbin_output *outputs, size_t failed)
{
    struct stat status;
    bool has_data = false;
    for (size_t i = 0; i < failed; i++) {
        has_data = has_data || standard_streams_is_output(outputs[i].path);
    }
    return has_data && stat(outputs[failed].path, &status) == 0 && !S_ISREG(status.st_mode);
}

static enum exit_code tell(const struct appbin_output *outputs, size_t count, size_t failed,
                           enum appbin_error error, const struct appbin_diagnostic *diagnostic)
{
    if (error != APPBIN_OK) {
        if (standard_output_has_data(outputs, failed)) {
            json_output_end();
        }
        return message_failure(outputs[failed].path, error, diagnostic);
    }
    report_written(outputs, count);
    return EXIT_DONE;
}

enum exit_code output_write(const struct appbin_output *outputs, size_t count)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = 0;
    enum exit_code result = prepare_streams(outputs, count);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_files_write(outputs, count, &failed, &diagnostic);
    return tell(outputs, count, failed, error, &diagnostic);
}

enum exit_code output_write_signed(const struct appbin_output *outputs, size_t count)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = 0;
    enum exit_code result = prepare_streams(outputs, count);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_files_write_synced(outputs, count, &failed, &diagnostic);
    return tell(outputs, count, failed, error, &diagnostic);
}
