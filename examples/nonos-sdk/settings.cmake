# SPDX-License-Identifier: MIT
# user_config.h, a file that the SDK's headers include: what the cache variables say, as the C sources
# want it.

# Wi-Fi names are up to 32 bytes, passwords up to 64.
string(LENGTH "${OTA_WIFI_SSID}" ssid_size)
string(LENGTH "${OTA_WIFI_PASSWORD}" password_size)
if(ssid_size GREATER 32)
  message(FATAL_ERROR "OTA_WIFI_SSID has ${ssid_size} bytes; 32 are possible")
elseif(password_size GREATER 64)
  message(FATAL_ERROR "OTA_WIFI_PASSWORD has ${password_size} bytes; 64 are possible")
endif()

# Both stand in the request as they are.
if(NOT OTA_HOST MATCHES "^[A-Za-z0-9.-]+$")
  message(FATAL_ERROR "OTA_HOST is '${OTA_HOST}'; it must be a name or an IPv4 address alone")
elseif(NOT OTA_PATH MATCHES "^/[!-~]*$")
  message(FATAL_ERROR "OTA_PATH is '${OTA_PATH}'; it must begin with / and have no blanks")
endif()
string(LENGTH "${OTA_HOST}${OTA_PATH}" request_size)
if(request_size GREATER 300) # of the 512 in main.c
  message(FATAL_ERROR "OTA_HOST and OTA_PATH are too long for a request: together 300 bytes")
elseif(NOT OTA_PORT MATCHES "^[1-9][0-9]?[0-9]?[0-9]?[0-9]?$" OR OTA_PORT GREATER 65535)
  message(FATAL_ERROR "OTA_PORT is '${OTA_PORT}'; it must be a number from 1 to 65535")
endif()

foreach(text WIFI_SSID WIFI_PASSWORD HOST PATH)
  string(REGEX REPLACE "([\\\"])" "\\\\\\1" ${text} "${OTA_${text}}")
endforeach()

set(upload 0)
if(OTA_UPLOAD)
  set(upload 1)
endif()
file(CONFIGURE OUTPUT user_config.h @ONLY CONTENT "#define OTA_WIFI_SSID \"@WIFI_SSID@\"
#define OTA_WIFI_PASSWORD \"@WIFI_PASSWORD@\"
#define OTA_HOST \"@HOST@\"
#define OTA_PORT @OTA_PORT@
#define OTA_PATH \"@PATH@\"
#define OTA_UPLOAD @upload@
")
