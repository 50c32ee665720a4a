/* SPDX-License-Identifier: MIT */
#include "push_answer.h"

#include "otastream/answer_writer.h"
#include "text_writer.h"

#define LINE_SIZE 64u /* of the text, or of Allow */

TEXT_CONSTANT(allow, "Allow: GET, POST, PUT");
TEXT_CONSTANT(installed, "The update is installed.");
TEXT_CONSTANT(ready, "The update is ready.");
TEXT_CONSTANT(not_needed, "There is nothing to do: ");
TEXT_CONSTANT(refused, "The update is refused: ");
TEXT_CONSTANT(blank, " ");

static uint32_t status_of(const struct otastream_push_config *config, enum otastream_result result)
{
    switch (result) {
    case OTASTREAM_DONE:
        return config->update->state == OTASTREAM_UPDATE_READY ? 202 : 200;
    case OTASTREAM_UP_TO_DATE:
    case OTASTREAM_UNCHANGED:
        return 200;
    case OTASTREAM_ERR_PATH:
        return 404;
    case OTASTREAM_PAGE:
    case OTASTREAM_ERR_METHOD:
        return 405;
    case OTASTREAM_ERR_LENGTH_MISSING:
        return 411;
    case OTASTREAM_ERR_TOO_LONG:
        return 413;
    case OTASTREAM_ERR_TARGET:
        return 414;
    case OTASTREAM_ERR_EXPECT:
        return 417;
    case OTASTREAM_ERR_STATE:
        return 503;
    default:
        return result < OTASTREAM_ERR_RUNNING_SLOT ? 400 : 422;
    }
}

static const uint32_t *words_of(const struct otastream_push_config *config,
                                enum otastream_result result)
{
    switch (result) {
    case OTASTREAM_DONE:
        return config->update->state == OTASTREAM_UPDATE_READY ? ready.words : installed.words;
    case OTASTREAM_UP_TO_DATE:
    case OTASTREAM_UNCHANGED:
        return not_needed.words;
    default:
        return refused.words;
    }
}

static void write_line(char *line, const struct otastream_push_config *config,
                       enum otastream_result result)
{
    struct text_writer writer = {line, LINE_SIZE - 1, OTASTREAM_DONE};
    otastream_text_constant(&writer, words_of(config, result));
    if (result != OTASTREAM_DONE) {
        otastream_text_number(&writer, result);
        if (config->name != NULL) {
            otastream_text_constant(&writer, blank.words);
            otastream_text_checked(&writer, config->name(result), TEXT_PHRASE);
        }
    }
    *writer.at = '\0';
}

static size_t write_answer(const struct otastream_push_config *config,
                           const struct otastream_answer *answer)
{
    size_t length = 0;
    return otastream_answer_write(answer, config->answer, config->answer_size, &length) ==
                   OTASTREAM_DONE
               ? length
               : 0;
}

size_t otastream_push_write_answer(const struct otastream_push_config *config,
                                   enum otastream_result result)
{
    char text[LINE_SIZE];
    char line[LINE_SIZE];
    const char *lines[] = {line};
    struct text_writer writer = {line, LINE_SIZE - 1, OTASTREAM_DONE};
    struct otastream_answer answer = {status_of(config, result), text, lines, 0};
    write_line(text, config, result);
    otastream_text_constant(&writer, allow.words);
    *writer.at = '\0';
    answer.line_count = answer.status == 405;
    return write_answer(config, &answer);
}

size_t otastream_push_write_continue(const struct otastream_push_config *config)
{
    const struct otastream_answer answer = {100, NULL, NULL, 0};
    return write_answer(config, &answer);
}
