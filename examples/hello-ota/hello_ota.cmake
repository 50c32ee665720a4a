# SPDX-License-Identifier: MIT
# Functions that build a release of hello-ota, so that several can live in one project.
set(HELLO_OTA_DIR "${CMAKE_CURRENT_LIST_DIR}")
set(HELLO_OTA_COMPILE_OPTIONS -Wall -Wextra)

# hello_ota_add_key(<name> <type>): a target that makes the private key <name>.pem in the build
# folder. A product's key is made once, and kept elsewhere.
function(hello_ota_add_key name type)
  set(file "${CMAKE_CURRENT_BINARY_DIR}/${name}.pem")
  add_custom_command(OUTPUT "${file}"
    COMMAND appbin::imagetool keygen --quiet --no-passphrase --type ${type} -o "${file}"
    COMMENT "Making ${name}.pem" VERBATIM)
  add_custom_target(${name} DEPENDS "${file}")
  set_target_properties(${name} PROPERTIES HELLO_OTA_KEY "${file}")
endfunction()

# Replaces targets of hello_ota_add_key in a list by their files, and adds them to targets.
macro(_hello_ota_resolve_keys list)
  set(_files)
  foreach(_key IN LISTS ${list})
    if(TARGET "${_key}")
      list(APPEND targets "${_key}")
      get_target_property(_key "${_key}" HELLO_OTA_KEY)
    endif()
    list(APPEND _files "${_key}")
  endforeach()
  set(${list} "${_files}")
endmacro()

# hello_ota_add_release(<name> VERSION <x.y.z[+build]> SECURITY_COUNTER <n>
#   KEY <private key> [TRUSTED <key>...] [VENDOR <name>] [PRODUCT <name>] [CRYPTO builtin|mbedtls]
#   [BOARD emulator|network] [COMPILE_DEFINITIONS <item>...] [SOURCES <source>...]
#   [LINK_LIBRARIES <library>...] [LINK_OPTIONS <option>...])
# VERSION and SECURITY_COUNTER are for the command that signs, and no source knows them.
# A key is a file or a target of hello_ota_add_key. TRUSTED are those that the firmware believes; by
# default KEY alone. CRYPTO is by default HELLO_CRYPTO, where that is set, else builtin; mbedtls needs
# the target MbedTLS::Crypto. BOARD is likewise HELLO_BOARD, or emulator.
function(hello_ota_add_release name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "VERSION;SECURITY_COUNTER;KEY;VENDOR;PRODUCT;CRYPTO;BOARD"
    "TRUSTED;COMPILE_DEFINITIONS;SOURCES;LINK_LIBRARIES;LINK_OPTIONS")
  set(crypto builtin)
  if(HELLO_CRYPTO)
    set(crypto "${HELLO_CRYPTO}")
  endif()
  set(board emulator)
  if(HELLO_BOARD)
    set(board "${HELLO_BOARD}")
  endif()
  foreach(option VENDOR=vendor.example PRODUCT=hello-ota "TRUSTED=${arg_KEY}" "CRYPTO=${crypto}"
      "BOARD=${board}")
    string(REGEX MATCH "^([A-Z]+)=(.*)$" _ "${option}")
    if(NOT DEFINED arg_${CMAKE_MATCH_1})
      set(arg_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endif()
  endforeach()
  set(crypto_sources crypto_port_builtin.c)
  set(crypto_library appbin::appverify_builtin_crypto)
  if(arg_CRYPTO STREQUAL "mbedtls")
    set(crypto_sources crypto_port_mbedtls.c heap.c)
    set(crypto_library appbin::appverify_mbedtls)
  elseif(NOT arg_CRYPTO STREQUAL "builtin")
    message(FATAL_ERROR "the crypto is '${arg_CRYPTO}'; it must be builtin or mbedtls")
  endif()
  set(rom_scripts "${HELLO_OTA_DIR}/rom.ld")
  if(arg_BOARD STREQUAL "network")
    list(APPEND rom_scripts "${HELLO_OTA_DIR}/rom_network.ld")
  elseif(NOT arg_BOARD STREQUAL "emulator")
    message(FATAL_ERROR "the board is '${arg_BOARD}'; it must be emulator or network")
  endif()
  set(targets)
  _hello_ota_resolve_keys(arg_KEY)
  _hello_ota_resolve_keys(arg_TRUSTED)
  set(work "${CMAKE_CURRENT_BINARY_DIR}/${name}.generated")
  file(MAKE_DIRECTORY "${work}")
  add_custom_command(OUTPUT "${work}/trust.c"
    COMMAND appbin::imagetool pubkey --quiet --format c --table 1024 --vendor "${arg_VENDOR}"
      --product "${arg_PRODUCT}" -o "${work}/trust.c" ${arg_TRUSTED}
    DEPENDS ${arg_TRUSTED} VERBATIM)

  set(sources board_emulator.c main.c port_board.c print.c receive_${arg_BOARD}.c start.S update.c
    ${crypto_sources})
  list(TRANSFORM sources PREPEND "${HELLO_OTA_DIR}/")
  appbin_add_firmware(${name}
    SOURCES ${sources} "${work}/trust.c" ${arg_SOURCES}
    INCLUDE_DIRECTORIES "${HELLO_OTA_DIR}"
    COMPILE_OPTIONS ${HELLO_OTA_COMPILE_OPTIONS}
    COMPILE_DEFINITIONS ${arg_COMPILE_DEFINITIONS}
    LINK_LIBRARIES appbin::otastream ${crypto_library} ${arg_LINK_LIBRARIES}
    LINK_OPTIONS -nostdlib -Wl,--gc-sections -Wl,--build-id=none ${rom_scripts}
      ${arg_LINK_OPTIONS}
    MAP 2
    SIGN_KEY "${arg_KEY}"
    VENDOR "${arg_VENDOR}" PRODUCT "${arg_PRODUCT}" VERSION "${arg_VERSION}"
    SECURITY_COUNTER ${arg_SECURITY_COUNTER})
  if(targets)
    add_dependencies(${name}_objects ${targets})
    add_dependencies(${name} ${targets})
  endif()
endfunction()
