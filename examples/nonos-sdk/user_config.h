/* SPDX-License-Identifier: MIT */
/* Constants of the firmware; the SDK's headers include a file of this name. */
#ifndef USER_CONFIG_H
#define USER_CONFIG_H

#include "appverify/image_format.h"

#define OTA_PERIOD_SECONDS 3600u /* between two checks for an update */
#define OTA_TRIAL_BOOTS 3u       /* that a new firmware has to check for an update */
#define OTA_TRIAL_SECONDS 300u   /* that each of them may take */
#define OTA_RESTART_SECONDS 5u   /* that the SDK has to reset after a switch */

/*
 * Flash map 2, 1 MB. The vendor's layout leaves 0x7B000 to 0x80FFF between the slots free; the
 * store of appverify has two sectors of it.
 */
#define OTA_MAP 2
#define OTA_FLASH_SIZE 0x100000u
#define SLOT_1_OFFSET APPVERIFY_SLOT_1_OFFSET
#define SLOT_2_OFFSET APPVERIFY_SLOT_2_OFFSET(OTA_MAP)
#define SLOT_LIMIT APPVERIFY_SLOT_LIMIT(OTA_MAP)
#define STORE_OFFSET 0x7C000u
#define RF_CAL_OFFSET (OTA_FLASH_SIZE - APPVERIFY_RF_CALIBRATION_FROM_END)
#define PHY_DATA_OFFSET (OTA_FLASH_SIZE - APPVERIFY_INIT_DATA_FROM_END)
#define PARAMETER_OFFSET (OTA_FLASH_SIZE - APPVERIFY_PARAMETERS_FROM_END)

#endif
