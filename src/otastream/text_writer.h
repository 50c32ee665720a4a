/* SPDX-License-Identifier: MIT */
/* Writes header lines into a caller's buffer. */
#ifndef OTASTREAM_SRC_TEXT_WRITER_H
#define OTASTREAM_SRC_TEXT_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "otastream/stream_result.h"

/* On the chip texts lie in flash, which answers aligned 32-bit loads only. */
#if defined(__XTENSA__)
#define TEXT_IN_FLASH __attribute__((section(".irom0.text"), aligned(4)))
#else
#define TEXT_IN_FLASH
#endif

#define TEXT_WORDS(string) ((sizeof(string) + 3) / 4)
/* A constant text: written as one, read by words, ended by NUL. */
#define TEXT_CONSTANT(name, string)                                                                \
    static const union {                                                                           \
        char text[TEXT_WORDS(string) * 4];                                                         \
        uint32_t words[TEXT_WORDS(string)];                                                        \
    } name TEXT_IN_FLASH = {string}

/* After a failure, which stays in result, nothing more is written. */
struct text_writer {
    char *at;
    size_t left;
    enum otastream_result result; /* OTASTREAM_DONE so far, or the first failure */
};

void otastream_text_constant(struct text_writer *writer, const uint32_t *words);

enum text_kind {
    TEXT_WORD,   /* visible ASCII */
    TEXT_PHRASE, /* and blanks */
    TEXT_LINE,   /* a word, a colon, a phrase */
};

/* A text of the caller, which must be of its kind and have a byte at least. */
void otastream_text_checked(struct text_writer *writer, const char *text, enum text_kind kind);

void otastream_text_number(struct text_writer *writer, uint32_t number);

/* Lines of the caller, each with a name, each ended here. */
void otastream_text_lines(struct text_writer *writer, const char *const *lines, uint32_t count);

#endif
