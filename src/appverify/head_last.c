/* SPDX-License-Identifier: MIT */
#include "appverify/head_last.h"

#define HEAD_SIZE 4u
#define ERASED 0xFFFFFFFFu

/* 0, which no image begins with, when it cannot be read. */
static uint32_t head_in_flash(const struct appverify_head_last *overlay)
{
    uint32_t word = 0;
    return overlay->flash->read(overlay->flash->context, overlay->policy->slot_offset,
                                (uint8_t *)&word, sizeof word) == APPVERIFY_OK
               ? word
               : 0;
}

static enum appverify_result read_slot(void *context, uint32_t offset, uint8_t *buffer,
                                       size_t length)
{
    const struct appverify_head_last *overlay = context;
    uint32_t at = overlay->policy->slot_offset - offset; /* of the head in the buffer */
    uint32_t *head = at < length ? (uint32_t *)(void *)(buffer + at) : NULL;
    enum appverify_result result =
        overlay->flash->read(overlay->flash->context, offset, buffer, length);
    if (head != NULL) {
        *head &= overlay->head;
    }
    return result;
}

static enum appverify_result write_slot(void *context, uint32_t offset, const uint8_t *buffer,
                                        size_t length)
{
    struct appverify_head_last *overlay = context;
    uint32_t at = overlay->policy->slot_offset - offset;
    if (at < length) {
        if (at != 0) {
            return APPVERIFY_ERR_WRITE;
        }
        overlay->head &= *(const uint32_t *)(const void *)buffer; /* as a write into flash does */
        if (length <= HEAD_SIZE) {
            return APPVERIFY_OK;
        }
        offset += HEAD_SIZE;
        buffer += HEAD_SIZE;
        length -= HEAD_SIZE;
    }
    return overlay->flash->write(overlay->flash->context, offset, buffer, length);
}

static enum appverify_result erase_slot(void *context, uint32_t offset)
{
    struct appverify_head_last *overlay = context;
    if (offset == overlay->policy->slot_offset) {
        overlay->head = ERASED;
    } else if (head_in_flash(overlay) != ERASED) {
        return APPVERIFY_ERR_WRITE;
    }
    return overlay->flash->erase(overlay->flash->context, offset);
}

static void write_word(const struct appverify_head_last *overlay, uint32_t word)
{
    (void)overlay->flash->write(overlay->flash->context, overlay->policy->slot_offset,
                                (const uint8_t *)&word, HEAD_SIZE);
}

/*
 * The byte that boot loaders look for comes when the others are there, so that a write which is
 * cut leaves a whole head or none. What the flash has then counts, not what a write said of itself.
 */
static enum appverify_result write_head(void *context)
{
    struct appverify_head_last *overlay = context;
    uint32_t rest = overlay->head;
    *(uint8_t *)&rest = 0xFF;
    if (overlay->head != ERASED) {
        if (head_in_flash(overlay) == ERASED) {
            write_word(overlay, rest);
        }
        write_word(overlay, overlay->head);
        if (head_in_flash(overlay) != overlay->head) {
            return APPVERIFY_ERR_WRITE;
        }
        overlay->head = ERASED;
    }
    return APPVERIFY_OK;
}

void appverify_head_last_init(struct appverify_head_last *overlay,
                              const struct appverify_storage *flash,
                              const struct appverify_policy *policy)
{
    overlay->storage.read = read_slot;
    overlay->storage.context = overlay;
    overlay->storage.crc32 = flash->crc32;
    overlay->storage.write = write_slot;
    overlay->storage.erase = erase_slot;
    overlay->storage.make_bootable = write_head;
    overlay->flash = flash;
    overlay->policy = policy;
    overlay->head = ERASED;
}
