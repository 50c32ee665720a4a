/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "appbin/bundle.h"
#include "appbin/flash_dump.h"
#include "appverify/image_format.h"
#include "appverify/manifest.h"
#include "message.h"
#include "plain_text.h"

static bool output_has_data;

/* Past the buffer of the stream, which main takes for a result. */
static void print(const char *text, size_t size)
{
    (void)fflush(stdout);
    ssize_t written = write(output_has_data ? STDERR_FILENO : STDOUT_FILENO, text, size);
    (void)written;
}

void report_line(const char *file, const char *format, ...)
{
    char *text = NULL;
    char *line = NULL;
    size_t size = 0;
    va_list arguments;
    FILE *stream = message_is_quiet() ? NULL : open_memstream(&line, &size);
    if (stream == NULL) {
        return;
    }
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (file != NULL) {
        plain_text_print(stream, file);
        (void)fputs(": ", stream);
    }
    plain_text_print(stream, length >= 0 ? text : "out of memory");
    (void)fputc('\n', stream);
    if (fclose(stream) == 0 && line != NULL) {
        print(line, size);
    }
    free(length >= 0 ? text : NULL);
    free(line);
}

static bool is_standard_output(const char *path)
{
    struct stat file;
    struct stat output;
    return stat(path, &file) == 0 && fstat(STDOUT_FILENO, &output) == 0 &&
           file.st_dev == output.st_dev && file.st_ino == output.st_ino;
}

bool report_is_beside_data(void)
{
    return output_has_data;
}

static const char *kind_of(const struct appbin_output *output)
{
    struct appverify_manifest manifest;
    if (appbin_is_bundle(output->bytes, output->size)) {
        return "bundle, ";
    }
    if (appverify_manifest_parse(&manifest, output->bytes, (uint32_t)output->size) ==
        APPVERIFY_OK) {
        return "manifest, ";
    }
    if (appbin_is_whole_flash(output->bytes, output->size)) {
        return "whole flash, ";
    }
    bool image = output->size > 0 && (output->bytes[0] == APPVERIFY_IMAGE_MAGIC_RAM ||
                                      output->bytes[0] == APPVERIFY_IMAGE_MAGIC_IROM);
    return image ? "image, " : "";
}

void report_written(const struct appbin_output *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        output_has_data = output_has_data || is_standard_output(outputs[i].path);
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_standard_output(outputs[i].path)) {
            report_line(NULL, "wrote %s: %s%zu bytes", outputs[i].path, kind_of(&outputs[i]),
                        outputs[i].size);
        }
    }
}
