/* SPDX-License-Identifier: MIT */
/* A line that somebody types on the terminal and nobody sees. */
#ifndef IMAGETOOL_HIDDEN_LINE_H
#define IMAGETOOL_HIDDEN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * The terminal of this process, whatever its streams are; closed with fclose. NULL when it has none
 * or is in the background of it, where reading would stop it.
 */
FILE *hidden_line_open(void);

/* What became of a line. */
enum hidden_line {
    HIDDEN_LINE_READ,
    HIDDEN_LINE_ENDED, /* end of file was typed */
    HIDDEN_LINE_LONG,  /* more than there is room for */
    HIDDEN_LINE_FAILED /* see errno */
};

/* What is printed before a line: which file it is for. */
struct hidden_prompt {
    const char *before;
    const char *file;
    const char *after;
};

/*
 * Prints the prompt and reads a line without its newline, with the echo off, once no other process
 * does so on this terminal. What was typed before the prompt is thrown away: it was not meant for
 * it. The terminal is as before whenever this returns, and when a signal ends or stops the process;
 * after a stop the prompt comes again.
 * The caller wipes the bytes, capacity of them, in any case.
 */
enum hidden_line hidden_line_read(FILE *terminal, const struct hidden_prompt *prompt,
                                  uint8_t *bytes, size_t capacity, size_t *size);

#endif
