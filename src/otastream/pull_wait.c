/* SPDX-License-Identifier: MIT */
#include "pull_client.h"

#define MILLISECONDS 1000u

uint32_t otastream_pull_spread(const struct otastream_pull *client, uint32_t seconds,
                               uint32_t jitter)
{
    const struct otastream_pull_config *config = client->config;
    uint32_t wait = seconds * MILLISECONDS;
    return jitter == 0 ? wait
                       : wait + config->random(config->context) % (jitter * MILLISECONDS + 1);
}

static uint32_t least(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

/* What was judged stays as it is on the server: there is no use in coming back soon. */
static int is_judgement(enum otastream_result result)
{
    return result == OTASTREAM_DONE || result == OTASTREAM_UP_TO_DATE ||
           result == OTASTREAM_UNCHANGED ||
           (result >= OTASTREAM_ERR_LOWER_VERSION && result <= OTASTREAM_ERR_TRIAL_FAILED) ||
           result >= OTASTREAM_REFUSED_UNDECIDED;
}

/* An image that came in more than one part: of two releases, or behind what a journal had. */
static int is_patchwork(const struct otastream_pull *client)
{
    return client->resumed_at > 0 && client->config->update->state == OTASTREAM_UPDATE_VERIFYING;
}

/* Erases grow with tries that fail, so these become rarer until one finds nothing to install. */
void otastream_pull_set_wait(struct otastream_pull *client)
{
    const struct otastream_pull_config *config = client->config;
    uint32_t period = config->period;
    if (is_judgement(client->result) && !is_patchwork(client)) {
        if (client->result < OTASTREAM_ERR_LOWER_VERSION) {
            client->retry = OTASTREAM_PULL_RETRY;
        }
        client->wait = otastream_pull_spread(client, period, config->jitter);
        return;
    }
    uint32_t wait = least(client->retry, period);
    uint32_t asked = client->status != 0 ? least(client->response.retry_after, period) : 0;
    client->retry = least(wait * 2, period);
    if (wait < asked) {
        wait = asked;
    }
    client->wait = otastream_pull_spread(client, wait, least(config->jitter, wait / 2));
}
