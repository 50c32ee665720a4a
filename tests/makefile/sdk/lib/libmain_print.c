/* SPDX-License-Identifier: MIT */
/* Formatted text, and the console. */
#include <stdarg.h>

#include "stand_in.h"

struct writer {
    char *to;
    unsigned int size; /* 0: no end */
    unsigned int length;
};

static struct {
    const char *wanted;
    char line[128];
    unsigned int length;
    int has_said;
} console;

static void put(struct writer *writer, char character)
{
    if (writer->size == 0 || writer->length + 1 < writer->size) {
        writer->to[writer->length] = character;
    }
    writer->length++;
}

static void put_text(struct writer *writer, const char *text, int width, char fill)
{
    for (int length = ets_strlen(text); length < width; length++) {
        put(writer, fill);
    }
    while (*text != '\0') {
        put(writer, *text++);
    }
}

static void put_number(struct writer *writer, uint32 value, uint32 base, int width, char fill,
                       int is_negative)
{
    char digits[12];
    char *at = digits + sizeof digits - 1;
    *at = '\0';
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    if (is_negative) {
        *--at = '-';
    }
    put_text(writer, at, width, fill);
}

/* One conversion, behind its %. Returns its last character. */
static const char *convert(struct writer *writer, const char *format, va_list *arguments)
{
    char fill = *format == '0' ? '0' : ' ';
    int width = 0;
    for (; *format >= '0' && *format <= '9'; format++) {
        width = 10 * width + *format - '0';
    }
    while (*format == 'l') {
        format++;
    }
    if (*format == 's') {
        put_text(writer, va_arg(*arguments, const char *), width, ' ');
    } else if (*format == 'c') {
        put(writer, (char)va_arg(*arguments, int));
    } else if (*format == 'd' || *format == 'i') {
        int value = va_arg(*arguments, int);
        put_number(writer, value < 0 ? 0u - (uint32)value : (uint32)value, 10, width, fill,
                   value < 0);
    } else if (*format == 'u') {
        put_number(writer, va_arg(*arguments, uint32), 10, width, fill, 0);
    } else if (*format == 'x' || *format == 'X' || *format == 'p') {
        put_number(writer, va_arg(*arguments, uint32), 16, width, fill, 0);
    } else {
        put(writer, *format);
    }
    return format;
}

static int print(char *to, unsigned int size, const char *format, va_list *arguments)
{
    struct writer writer = {to, size, 0};
    for (; *format != '\0'; format++) {
        if (*format == '%' && format[1] != '\0') {
            format = convert(&writer, format + 1, arguments);
        } else {
            put(&writer, *format);
        }
    }
    to[size != 0 && writer.length >= size ? size - 1 : writer.length] = '\0';
    return (int)writer.length;
}

static void watch(char character)
{
    if (character == '\n') {
        console.length = 0;
    } else if (console.length + 1 < sizeof console.line) {
        console.line[console.length++] = character;
        console.line[console.length] = '\0';
    }
    if (character == '\n' && ets_strstr(console.line, console.wanted) != NULL) {
        console.has_said = 1;
    }
}

static void write_console(const char *text)
{
    rom_console_write(text, (uint32)ets_strlen(text));
    for (; console.wanted != NULL && *text != '\0'; text++) {
        watch(*text);
    }
}

void sdk_watch_console(const char *text)
{
    console.wanted = text;
}

int sdk_console_has_said(void)
{
    return console.has_said;
}

int os_printf_plus(const char *format, ...)
{
    static char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = print(text, sizeof text, format, &arguments);
    va_end(arguments);
    write_console(text);
    return length;
}

int ets_sprintf(char *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(to, 0, format, &arguments);
    va_end(arguments);
    return length;
}

int ets_snprintf(char *to, unsigned int size, const char *format, ...)
{
    va_list arguments;
    if (size == 0) {
        return 0;
    }
    va_start(arguments, format);
    int length = print(to, size, format, &arguments);
    va_end(arguments);
    return length;
}
