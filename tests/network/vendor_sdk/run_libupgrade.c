/* SPDX-License-Identifier: MIT */
/* An update by the SDK's libupgrade, asked for as the SDK's own example does. */
#include "c_types.h"
#include "ip_addr.h"
#include "os_type.h"
#include "osapi.h"
#include "user_interface.h"

/* They need the ones above. */
#include "espconn.h"
#include "upgrade.h"

#include "sdk_glue.h"

static struct espconn connection;
static struct upgrade_server_info server = {.ip = {10, 0, 2, 2}};
static uint8 request[512];
static int ended;

static void call_back(void *argument)
{
    (void)argument;
    ended = 1;
}

void update_begin(unsigned port, const char *name, unsigned check_time)
{
    server.port = (uint16)port;
    server.check_times = check_time;
    server.check_cb = call_back;
    server.url = request;
    server.pespconn = &connection;
    os_sprintf((char *)request,
               "GET /%s HTTP/1.0\r\nHost: 10.0.2.2:%u\r\nConnection: keep-alive\r\n"
               "Cache-Control: no-cache\r\nAccept: */*\r\n\r\n",
               name, port);
    os_printf("bench: system_upgrade_start %d\n", system_upgrade_start(&server));
}

int update_ended(void)
{
    return ended;
}

void update_report(void)
{
    os_printf("bench: called back %d, upgrade_flag %d, system flag %d\n", ended,
              server.upgrade_flag, system_upgrade_flag_check());
}
