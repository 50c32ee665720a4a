# SPDX-License-Identifier: MIT
# MbedTLS::Crypto from mbedTLS's own build.
if(TARGET MbedTLS::Crypto)
  return()
endif()
if(NOT EXISTS "${APPBIN_MBEDTLS_SOURCE_DIR}/library/bignum.c")
  message(FATAL_ERROR "APPBIN_MBEDTLS_SOURCE_DIR is '${APPBIN_MBEDTLS_SOURCE_DIR}', "
    "which is no source tree of mbedTLS")
endif()
set(ENABLE_PROGRAMS OFF CACHE BOOL "" FORCE)
set(ENABLE_TESTING OFF CACHE BOOL "" FORCE)
set(GEN_FILES OFF CACHE BOOL "" FORCE)
set(MBEDTLS_FATAL_WARNINGS OFF CACHE BOOL "" FORCE)
add_subdirectory("${APPBIN_MBEDTLS_SOURCE_DIR}" mbedtls EXCLUDE_FROM_ALL)
target_compile_definitions(mbedcrypto PUBLIC "MBEDTLS_CONFIG_FILE=\"mbedtls_config.h\"")
target_include_directories(mbedcrypto PUBLIC "${CMAKE_CURRENT_LIST_DIR}")
add_library(MbedTLS::Crypto ALIAS mbedcrypto)
