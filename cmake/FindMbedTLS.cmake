# SPDX-License-Identifier: MIT
# Finds mbedTLS 2.28 or 3.x and refuses others; its Debian package has no CMake package.
# Defines MbedTLS::Crypto and MbedTLS_VERSION.
find_path(MbedTLS_INCLUDE_DIR NAMES mbedtls/version.h)
find_library(MbedTLS_CRYPTO_LIBRARY NAMES mbedcrypto)

# 3.x moved the version to build_info.h.
foreach(header version.h build_info.h)
  set(path "${MbedTLS_INCLUDE_DIR}/mbedtls/${header}")
  if(NOT MbedTLS_VERSION AND EXISTS "${path}")
    file(STRINGS "${path}" line REGEX "^#define[ \t]+MBEDTLS_VERSION_STRING[ \t]+\"")
    string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" MbedTLS_VERSION "${line}")
  endif()
endforeach()
unset(path)
unset(line)

set(MbedTLS_VERSION_SUPPORTED TRUE)
set(reason "on Debian: apt install libmbedtls-dev")
if(NOT MbedTLS_INCLUDE_DIR)
  # There is nothing that has a version.
elseif(NOT MbedTLS_VERSION)
  set(MbedTLS_VERSION_SUPPORTED FALSE)
  set(reason "mbedTLS in ${MbedTLS_INCLUDE_DIR} has no version")
elseif(MbedTLS_VERSION VERSION_LESS 2.28)
  set(MbedTLS_VERSION_SUPPORTED FALSE)
  set(reason "mbedTLS ${MbedTLS_VERSION} in ${MbedTLS_INCLUDE_DIR} is too old, 2.28 or 3.x is wanted")
elseif(MbedTLS_VERSION VERSION_GREATER_EQUAL 4)
  set(MbedTLS_VERSION_SUPPORTED FALSE)
  string(CONCAT reason "mbedTLS ${MbedTLS_VERSION} in ${MbedTLS_INCLUDE_DIR} is too new: "
    "4.x keeps its ECDSA, RSA and numbers to itself, 2.28 or 3.x is wanted")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MbedTLS
  REQUIRED_VARS MbedTLS_CRYPTO_LIBRARY MbedTLS_INCLUDE_DIR MbedTLS_VERSION_SUPPORTED
  VERSION_VAR MbedTLS_VERSION
  REASON_FAILURE_MESSAGE "${reason}")
unset(reason)

if(MbedTLS_FOUND AND NOT TARGET MbedTLS::Crypto)
  add_library(MbedTLS::Crypto UNKNOWN IMPORTED)
  set_target_properties(MbedTLS::Crypto PROPERTIES
    IMPORTED_LOCATION "${MbedTLS_CRYPTO_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MbedTLS_INCLUDE_DIR}")
endif()
mark_as_advanced(MbedTLS_INCLUDE_DIR MbedTLS_CRYPTO_LIBRARY)
