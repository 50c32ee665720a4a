/* SPDX-License-Identifier: MIT */
/* Text on the console. */
#ifndef PRINT_H
#define PRINT_H

#include <stdint.h>

#include "appverify/result.h"

void print(const char *text);
void print_number(uint32_t number);
/* The text, the result's name, a line end. */
void print_result(const char *text, enum appverify_result result);

#endif
