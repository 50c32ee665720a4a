/* Constants of the firmware; the SDK's headers include a file of this name. */
#ifndef USER_CONFIG_H
#define USER_CONFIG_H

#define OTA_PERIOD_SECONDS 3600u /* between two checks for an update */
#define OTA_TRIAL_BOOTS 3u       /* that a new firmware has to check for an update */
#define OTA_TRIAL_SECONDS 300u   /* that each of them may take */
#define OTA_RESTART_SECONDS 5u   /* that the SDK has to reset after a switch */

/*
 * Flash map 2, 1 MB. The vendor's layout leaves 0x7B000 to 0x80FFF between the slots free; the
 * store of appverify has two sectors of it.
 */
#define OTA_MAP 2
#define SLOT_1_OFFSET 0x1000u
#define SLOT_2_OFFSET 0x81000u
#define SLOT_LIMIT 0x7A000u
#define STORE_OFFSET 0x7C000u
#define RF_CAL_OFFSET 0xFB000u
#define PHY_DATA_OFFSET 0xFC000u
#define PARAMETER_OFFSET 0xFD000u

#endif
