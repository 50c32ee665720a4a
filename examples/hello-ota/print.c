/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <string.h>

#include "appverify/run.h"
#include "board.h"

void print(const char *text)
{
    board_console_write(text, strlen(text));
}

void print_number(uint32_t number)
{
    char digits[11];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    print(digits + at);
}

void print_result(const char *text, enum appverify_result result)
{
    print(text);
    print(appverify_result_name(result));
    print("\n");
}
