# settings.h: what the cache variables say, as the C sources want it.

# Wi-Fi names are up to 32 bytes, passwords up to 64.
string(LENGTH "${OTA_WIFI_SSID}" ssid_size)
string(LENGTH "${OTA_WIFI_PASSWORD}" password_size)
if(ssid_size GREATER 32 OR password_size GREATER 64)
  message(FATAL_ERROR "OTA_WIFI_SSID or OTA_WIFI_PASSWORD is too long")
endif()

foreach(text WIFI_SSID WIFI_PASSWORD HOST PATH)
  string(REGEX REPLACE "([\\\"])" "\\\\\\1" ${text} "${OTA_${text}}")
endforeach()

# Vendor and class identifier are version 5 UUIDs (docs/manifest-format.md), here as words whose
# first byte is the lowest.
string(UUID vendor_id NAMESPACE 6ba7b810-9dad-11d1-80b4-00c04fd430c8 NAME "${OTA_VENDOR}" TYPE SHA1)
string(UUID class_id NAMESPACE ${vendor_id} NAME "${OTA_PRODUCT}" TYPE SHA1)
foreach(id vendor_id class_id)
  string(REPLACE "-" "" digits "${${id}}")
  string(REGEX REPLACE "(..)(..)(..)(..)" "0x\\4\\3\\2\\1u, " ${id} "${digits}")
endforeach()

string(REGEX REPLACE "[.+]" "u, " version "${OTA_VERSION}u")
file(CONFIGURE OUTPUT settings.h @ONLY CONTENT "#define OTA_WIFI_SSID \"@WIFI_SSID@\"
#define OTA_WIFI_PASSWORD \"@WIFI_PASSWORD@\"
#define OTA_HOST \"@HOST@\"
#define OTA_PORT @OTA_PORT@
#define OTA_PATH \"@PATH@\"
#define FIRMWARE_VENDOR_ID @vendor_id@
#define FIRMWARE_CLASS_ID @class_id@
#define FIRMWARE_VERSION @version@
")
