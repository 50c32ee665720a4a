/* SPDX-License-Identifier: MIT */
/* Reads a whole flash and judges it. */
#include <string.h>

#include "appbin/flash_dump.h"
#include "fuzz_target.h"

static void require_inside(const struct appbin_flash_dump *dump, size_t size)
{
    REQUIRE(dump->size == size && dump->map != NULL && dump->map->ota);
    uint32_t at = 0;
    for (size_t i = 0; i < dump->area_count; i++) {
        REQUIRE(dump->areas[i].offset == at && dump->used[i] <= dump->areas[i].size);
        at += dump->areas[i].size;
    }
    REQUIRE(at == dump->map->flash_size);
    for (size_t i = 0; i < 2; i++) {
        const struct appbin_flash_slot *slot = &dump->slots[i];
        REQUIRE(!slot->sound || slot->content == APPBIN_FLASH_VALID);
        if (slot->content == APPBIN_FLASH_OTHER ||
            (slot->content == APPBIN_FLASH_VALID && !slot->sound)) {
            REQUIRE(slot->reason.message[0] != '\0');
            require_printable(slot->reason.message);
        }
        REQUIRE(i >= dump->store_count || dump->store[i].offset < size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct appbin_flash_dump dump;
    struct appbin_diagnostic diagnostic = {""};
    if (appbin_flash_dump_read(&dump, bytes, size, &diagnostic) != APPBIN_OK) {
        REQUIRE(diagnostic.message[0] != '\0');
        require_printable(diagnostic.message);
        return 0;
    }
    require_inside(&dump, size);
    struct appbin_findings findings = {0};
    appbin_flash_dump_check(&findings, &dump, -1);
    for (size_t i = 0; i < findings.count; i++) {
        REQUIRE(findings.items[i].text[0] != '\0');
        require_printable(findings.items[i].text);
        REQUIRE(strcmp(appbin_finding_str(findings.items[i].code), "unknown") != 0);
    }
    return 0;
}
