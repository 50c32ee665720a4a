# SPDX-License-Identifier: MIT
# Signed updates by one call, for a firmware on the vendor's non-OS SDK: what appbin.mk does in a
# makefile project.
#
#   appbin_add_sdk_updates(<name> SDK <folder> RELEASE_FILE <file> [KEYS <key>...] [THRESHOLD <n>]
#     [TABLE <bytes>])
#
# Described in docs/cmake.md.
include("${CMAKE_CURRENT_LIST_DIR}/AppbinImagetool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/AppbinOptions.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/AppbinReleaseFile.cmake")

# Reads what the firmware has to know of the release, and sets map, boot, vendor, product and keys.
function(_appbin_read_trust)
  set(output_words)
  _appbin_parse_release_file("${arg_RELEASE_FILE}")
  foreach(option MAP VENDOR PRODUCT)
    if(NOT DEFINED file_${option})
      _appbin_fail("the file has no --${option}")
    endif()
  endforeach()
  if(NOT DEFINED arg_KEYS)
    set(arg_KEYS ${file_SIGN_KEY} ${file_SIGN_PUBKEY})
    if(NOT arg_KEYS)
      _appbin_fail("KEYS is missing, and the file has no --key and no --pubkey for the firmware to trust")
    endif()
  endif()
  set(boot 2)
  if(file_BOOT STREQUAL "old")
    set(boot 1)
  endif()
  set(passphrase)
  if(DEFINED file_SIGN_PASSPHRASE_FILE)
    set(passphrase --passphrase-file "${file_SIGN_PASSPHRASE_FILE}")
  elseif(DEFINED file_SIGN_PASSPHRASE_ENV)
    set(passphrase --passphrase-env "${file_SIGN_PASSPHRASE_ENV}")
  endif()
  set(passphrase "${passphrase}" PARENT_SCOPE)
  set(map "${file_MAP}" PARENT_SCOPE)
  set(boot ${boot} PARENT_SCOPE)
  set(vendor "${file_VENDOR}" PARENT_SCOPE)
  set(product "${file_PRODUCT}" PARENT_SCOPE)
  set(keys "${arg_KEYS}" PARENT_SCOPE)
endfunction()

# trust.c, and a header with the algorithms of its keys.
function(_appbin_write_trust)
  add_custom_command(OUTPUT "${work}/trust.c" "${work}/trust_algorithms.h"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${work}"
    COMMAND appbin::imagetool pubkey --format c --table "${arg_TABLE}" --threshold "${arg_THRESHOLD}"
      --vendor "${vendor}" --product "${product}" ${passphrase} -o "${work}/trust.c" ${keys}
      > /dev/null
    COMMAND "${CMAKE_COMMAND}" "-DTRUST=${work}/trust.c" "-DHEADER=${work}/trust_algorithms.h"
      -P "${root}/cmake/AppbinTrustAlgorithms.cmake"
    DEPENDS ${keys} "${arg_RELEASE_FILE}" "$<TARGET_FILE:appbin::imagetool>"
      "${root}/cmake/AppbinTrustAlgorithms.cmake"
    COMMENT "Writing what the firmware trusts" VERBATIM)
endfunction()

# What is compiled with the SDK's headers and for the flash map.
function(_appbin_add_sdk_objects)
  set(sources "${root}/makefile/appbin_ota.c" "${root}/makefile/appbin_ota_crypto.c")
  set_source_files_properties(${sources} PROPERTIES OBJECT_DEPENDS "${work}/trust_algorithms.h"
    COMPILE_OPTIONS "-include;${work}/trust_algorithms.h")
  add_library(${name}_objects OBJECT ${sources} "${root}/makefile/appbin_ota_nonos.c"
    "${root}/makefile/appbin_ota_place.c" "${root}/src/appverify/port_nonos_sdk.c"
    "${root}/src/otastream/port_espconn.c" "${work}/trust.c")
  file(WRITE "${work}/empty/user_config.h" "") # the SDK's headers include one
  target_include_directories(${name}_objects PRIVATE "${work}/empty" "${root}/makefile")
  target_include_directories(${name}_objects SYSTEM PRIVATE "${arg_SDK}/include")
  target_compile_definitions(${name}_objects PRIVATE ICACHE_FLASH USE_OPTIMIZE_PRINTF
    APPBIN_OTA_MAP=${map} APPBIN_OTA_BOOT=${boot} APPBIN_OTA_THRESHOLD=${arg_THRESHOLD})
  target_compile_options(${name}_objects PRIVATE -std=gnu99 -ffreestanding -fno-jump-tables)
  target_link_libraries(${name}_objects
    PRIVATE appbin::otastream appbin::appverify_builtin_crypto appbin::appverify)
endfunction()

# One object with what the entries need, its code in a section that goes to flash, and no other name
# of it to be seen.
function(_appbin_link_sdk_object)
  set(entries appbin_ota_start appbin_ota_confirm appbin_ota_check_now)
  list(TRANSFORM entries PREPEND "-Wl,-u," OUTPUT_VARIABLE wanted)
  list(TRANSFORM entries PREPEND "--keep-global-symbol=" OUTPUT_VARIABLE kept)
  set(renamed memset memcpy memcmp memmove strlen) # by the ROM's names, lest a libc brings its own
  list(TRANSFORM renamed REPLACE "(.+)" "--redefine-sym=\\1=ets_\\1")
  add_custom_command(OUTPUT "${work}/${name}.o"
    COMMAND "${CMAKE_C_COMPILER}" -r -nostdlib -Wl,--gc-sections ${wanted} -Wl,-u,appverify_trust
      -Wl,-e,appbin_ota_start -T "${root}/makefile/flash.ld" -o "${work}/all.o"
      "$<TARGET_OBJECTS:${name}_objects>" "$<TARGET_FILE:appbin::otastream>"
      "$<TARGET_FILE:appbin::appverify_builtin_crypto>" "$<TARGET_FILE:appbin::appverify>"
      "${arg_SDK}/lib/libgcc.a"
    COMMAND "${CMAKE_OBJCOPY}" ${kept} ${renamed} "${work}/all.o" "${work}/${name}.o"
    DEPENDS ${name}_objects "$<TARGET_OBJECTS:${name}_objects>" appbin::otastream
      appbin::appverify_builtin_crypto appbin::appverify "${root}/makefile/flash.ld"
    COMMAND_EXPAND_LISTS COMMENT "Linking ${name}.o" VERBATIM)
endfunction()

function(appbin_add_sdk_updates name)
  set(function appbin_add_sdk_updates)
  _appbin_set_keywords()
  set(flags)
  set(one_value SDK RELEASE_FILE THRESHOLD TABLE)
  set(multi_value KEYS)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "${one_value}" "${multi_value}")
  if(DEFINED arg_UNPARSED_ARGUMENTS)
    list(GET arg_UNPARSED_ARGUMENTS 0 word)
    _appbin_fail("'${word}' is no option")
  endif()
  foreach(option SDK RELEASE_FILE)
    if(NOT DEFINED arg_${option})
      _appbin_fail("${option} is missing")
    endif()
  endforeach()
  if(NOT DEFINED arg_THRESHOLD)
    set(arg_THRESHOLD 1)
  endif()
  if(NOT DEFINED arg_TABLE)
    set(arg_TABLE 1024)
  endif()
  get_filename_component(arg_SDK "${arg_SDK}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT EXISTS "${arg_SDK}/include/user_interface.h")
    _appbin_fail("SDK is '${arg_SDK}', where include/user_interface.h is missing")
  endif()
  if(NOT TARGET appbin::otastream)
    _appbin_fail("the component receive is missing")
  endif()
  _appbin_require_imagetool()
  _appbin_check_files(RELEASE_FILE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${arg_RELEASE_FILE}")
  if(DEFINED arg_KEYS)
    _appbin_check_files(KEYS)
  endif()
  get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}" DIRECTORY)
  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.appbin")
  _appbin_read_trust()
  _appbin_write_trust()
  _appbin_add_sdk_objects()
  _appbin_link_sdk_object()

  add_custom_target(${name}_object DEPENDS "${work}/${name}.o")
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_object)
  target_include_directories(${name} INTERFACE "${root}/makefile")
  target_link_libraries(${name} INTERFACE "${work}/${name}.o")
  if(NOT EXISTS "${arg_SDK}/lib/libc.a") # what its libraries want of one
    target_sources(${name} INTERFACE "${root}/makefile/libc_rest.c")
  endif()
endfunction()
