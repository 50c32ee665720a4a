# SPDX-License-Identifier: MIT
# The vendor's SDK as a target: nonos_sdk.

# Its libraries, libgcc with them: all that the linker is given besides our own code. In the SDK
# only TLS, which is not used, needs its mbedTLS.
set(sdk_libraries gcc hal phy pp net80211 lwip wpa crypto main driver)
if(OTA_CRYPTO STREQUAL "mbedtls-sdk")
  list(APPEND sdk_libraries mbedtls)
endif()
foreach(library IN LISTS sdk_libraries)
  if(NOT EXISTS "${ESP8266_NONOS_SDK_DIR}/lib/lib${library}.a")
    message(FATAL_ERROR
      "ESP8266_NONOS_SDK_DIR is '${ESP8266_NONOS_SDK_DIR}', where lib/lib${library}.a is missing")
  endif()
endforeach()

# With ICACHE_FLASH and USE_OPTIMIZE_PRINTF the texts of os_printf stay in flash.
add_library(nonos_sdk INTERFACE)
target_include_directories(nonos_sdk SYSTEM INTERFACE "${ESP8266_NONOS_SDK_DIR}/include")
target_compile_definitions(nonos_sdk INTERFACE ICACHE_FLASH USE_OPTIMIZE_PRINTF)
list(TRANSFORM sdk_libraries PREPEND "-l" OUTPUT_VARIABLE sdk_link_items)
target_link_options(nonos_sdk INTERFACE -nostdlib -static
  "-L${ESP8266_NONOS_SDK_DIR}/lib" "-L${ESP8266_NONOS_SDK_DIR}/ld"
  LINKER:--gc-sections LINKER:--no-check-sections)
target_link_libraries(nonos_sdk INTERFACE
  -Wl,--start-group ${sdk_link_items} -Wl,--end-group)

# The vendor's linker scripts put a library's code in flash when they name it, and all other code in
# IRAM, which is full. The copy that is linked with puts everything that is not the SDK's in flash.
# An older ld applies EXCLUDE_FILE to the one section pattern after it, so each has its own.
list(TRANSFORM sdk_libraries REPLACE "(.+)" "*lib\\1.a:" OUTPUT_VARIABLE sdk_files)
list(JOIN sdk_files " " sdk_files)
foreach(section .literal .text .literal.* .text.*)
  string(APPEND own_code "    *(EXCLUDE_FILE(${sdk_files}) ${section})\n")
endforeach()

foreach(slot 1 2)
  set(source "${ESP8266_NONOS_SDK_DIR}/ld/eagle.app.v6.new.1024.app${slot}.ld")
  set(NONOS_SDK_LINKER_SCRIPT_${slot} "${CMAKE_CURRENT_BINARY_DIR}/slot${slot}.ld")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  file(READ "${source}" script)
  string(REPLACE "    _irom0_text_end = ABSOLUTE(.);" "${own_code}    _irom0_text_end = ABSOLUTE(.);"
    changed "${script}")
  if(changed STREQUAL script)
    message(FATAL_ERROR "${source}: no end of the flash section found; is this SDK 3.0.x?")
  endif()
  file(CONFIGURE OUTPUT "${NONOS_SDK_LINKER_SCRIPT_${slot}}" CONTENT "${changed}" @ONLY)
endforeach()
