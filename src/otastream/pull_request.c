/* SPDX-License-Identifier: MIT */
#include "pull_client.h"

#include "otastream/request_writer.h"
#include "text_writer.h"

#define ENDING_SIZE 24u /* of ".3fa94c01.user1.bin" and its NUL */

TEXT_CONSTANT(manifest, ".manifest");
TEXT_CONSTANT(dot, ".");
TEXT_CONSTANT(user1, ".user1.bin");
TEXT_CONSTANT(user2, ".user2.bin");

static void write_ending(const struct otastream_pull *client, char *ending)
{
    const struct otastream_update *update = client->config->update;
    struct text_writer writer = {ending, ENDING_SIZE - 1, OTASTREAM_DONE};
    if (update->state == OTASTREAM_UPDATE_MANIFEST) {
        otastream_text_constant(&writer, manifest.words);
    } else {
        if (!client->is_fixed) {
            char name[OTASTREAM_NAME_SIZE];
            otastream_update_name(update, name);
            otastream_text_constant(&writer, dot.words);
            otastream_text_checked(&writer, name, TEXT_WORD);
        }
        otastream_text_constant(&writer, update->policy.slot == 1 ? user1.words : user2.words);
    }
    *writer.at = '\0';
}

enum otastream_result otastream_pull_write_request(const struct otastream_pull *client,
                                                   const char *location, size_t *length)
{
    const struct otastream_pull_config *config = client->config;
    char ending[ENDING_SIZE];
    write_ending(client, ending);
    const struct otastream_request request = {
        .host = config->host,
        .port = config->port,
        .target = location != NULL ? location : config->path,
        .target_end = location != NULL ? NULL : ending,
        .user_agent = config->user_agent,
        .offset = config->update->position,
        .lines = config->lines,
        .line_count = config->line_count,
    };
    return otastream_request_write(&request, config->request, config->request_size, length);
}
