/* SPDX-License-Identifier: MIT */
#include "json_output.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is not ASCII as \u: a terminal obeys some of it. */
#define FORMAT (JSON_INDENT(2) | JSON_ENSURE_ASCII)

static bool is_done;

char *json_output_dump(const json_t *value)
{
    return value != NULL ? json_dumps(value, FORMAT) : NULL;
}

void json_output_print(json_t *value)
{
    if (value != NULL) {
        is_done = true;
        (void)json_dumpf(value, stdout, FORMAT);
        (void)putchar('\n');
        json_decref(value);
    }
}

void json_output_end(void)
{
    is_done = true;
}

bool json_output_is_done(void)
{
    return is_done;
}

json_t *json_output_text(const char *text)
{
    json_t *value = json_string(text);
    char *copy = value == NULL ? strdup(text) : NULL;
    if (copy != NULL) {
        for (char *c = copy; *c != '\0'; c++) {
            *c = (char)((unsigned char)*c < 0x80 ? *c : '?');
        }
        value = json_string(copy);
        free(copy);
    }
    return value;
}

json_t *json_output_hex(uint32_t value)
{
    char text[16];
    (void)snprintf(text, sizeof text, "0x%08" PRIx32, value);
    return json_string(text);
}
