/* SPDX-License-Identifier: MIT */
#include "otastream/redirect.h"

#include "decimal.h"
#include "text_writer.h"

TEXT_CONSTANT(scheme, "http://");

#define LOWER_CASE 0x20u
#define PORT_DEFAULT 80u

/* Scheme and host have no case, and what is compared here has neither "@" nor "`". */
static const char *skip_text(const char *location, const char *text)
{
    while (*text != '\0') {
        if ((((uint32_t)(uint8_t)*text++ ^ (uint8_t)*location++) & ~LOWER_CASE) != 0) {
            return NULL;
        }
    }
    return location;
}

static const char *skip_port(const char *location, uint16_t port)
{
    uint32_t found = 0;
    if (*location != ':') {
        return port == PORT_DEFAULT ? location : NULL;
    }
    for (location++; *location >= '0' && *location <= '9'; location++) {
        found = found * 10 + (uint32_t)(*location - '0');
        if (found > UINT16_MAX) {
            return NULL;
        }
    }
    return found == port ? location : NULL;
}

static const char *skip_origin(const char *location, const char *host, uint16_t port)
{
    char http[sizeof scheme.text];
    struct text_writer writer = {http, sizeof http - 1, OTASTREAM_DONE};
    otastream_text_constant(&writer, scheme.words);
    *writer.at = '\0';
    location = skip_text(location, http);
    if (location != NULL) {
        location = skip_text(location, host);
    }
    return location != NULL ? skip_port(location, port) : NULL;
}

/* A path that begins with "//" names a host. A fragment is none of the server's. */
static const char *find_target(const struct otastream_redirects *redirects, const char *host,
                               uint16_t port)
{
    const char *target = redirects->buffer;
    if (*target != '/') {
        target = skip_origin(target, host, port);
    }
    if (target == NULL || *target != '/' || target[1] == '/') {
        return NULL;
    }
    for (char *at = redirects->buffer; *at != '\0'; at++) {
        if (*at == '#') {
            *at = '\0';
            break;
        }
    }
    return target;
}

void otastream_redirects_init(struct otastream_redirects *redirects, char *buffer, uint16_t size,
                              uint16_t most)
{
    redirects->target = find_target;
    redirects->buffer = buffer;
    redirects->size = size;
    redirects->most = most;
    redirects->followed = 0;
}
