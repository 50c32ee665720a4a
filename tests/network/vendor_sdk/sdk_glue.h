/* SPDX-License-Identifier: MIT */
/* Between the parts that see the SDK's headers and those that see the C library's, which both
 * define the integers: plain types only. */
#ifndef VENDOR_SDK_GLUE_H
#define VENDOR_SDK_GLUE_H

/* sdk_frames.c */
void frames_begin(const unsigned char address[6]);
unsigned char *frames_room(void); /* for the next frame to send */
void frames_send(unsigned length);
const unsigned char *frames_receive(unsigned *length); /* NULL: none */
void frames_release(void);

/* sdk_link.c */
void link_begin(void);
void link_poll(void);

/* sdk_services.c */
unsigned services_milliseconds(void);
void services_wait(unsigned milliseconds);
/* One task that was posted to, one timer that is due: the network goes on between two of them. */
void services_run(void);

/* sdk_flash.c */
void flash_begin(void);
int flash_save(const char *path); /* writes what the flash holds to a file of the host */

/* run_libupgrade.c */
/* check_time: when libupgrade gives up, milliseconds. */
void update_begin(unsigned port, const char *name, unsigned check_time);
int update_ended(void); /* whether libupgrade called back */
void update_report(void);

#endif
