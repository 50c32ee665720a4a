/* SPDX-License-Identifier: MIT */
#include "output.h"

#include "message.h"

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

static enum exit_code judge(const struct appbin_output *outputs, size_t failed,
                            enum appbin_error error, const struct appbin_diagnostic *diagnostic)
{
    return error == APPBIN_OK ? EXIT_DONE
                              : message_failure(outputs[failed].path, error, diagnostic);
}

enum exit_code output_write(const struct appbin_output *outputs, size_t count)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = 0;
    enum appbin_error error = appbin_files_write(outputs, count, &failed, &diagnostic);
    return judge(outputs, failed, error, &diagnostic);
}

enum exit_code output_write_signed(const struct appbin_output *outputs, size_t count)
{
    struct appbin_diagnostic diagnostic;
    size_t failed = 0;
    enum appbin_error error = appbin_files_write_synced(outputs, count, &failed, &diagnostic);
    return judge(outputs, failed, error, &diagnostic);
}
