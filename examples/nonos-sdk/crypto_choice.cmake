# SPDX-License-Identifier: MIT
# What OTA_CRYPTO names: appbin's own arithmetic; mbedTLS 2.28 from source; or the mbedTLS 2.2.1 that
# the SDK prebuilds. Sets OTA_CRYPTO_DEFINITION, OTA_CRYPTO_LIBRARY and the signature algorithms that the
# firmware can verify. mbedTLS, as MbedTLS::Crypto, brings the SDK along.
if(NOT OTA_CRYPTO MATCHES "^(builtin|mbedtls-source|mbedtls-sdk)$")
  message(FATAL_ERROR
    "OTA_CRYPTO is '${OTA_CRYPTO}'; it must be builtin, mbedtls-source or mbedtls-sdk")
endif()

if(OTA_CRYPTO STREQUAL "builtin")
  set(OTA_CRYPTO_LIBRARY appbin::appverify_builtin_crypto)
  set(OTA_ALGORITHMS ECDSA_P256 RSA_2048_PSS RSA_3072_PSS)
  return()
endif()

set(OTA_CRYPTO_DEFINITION OTA_CRYPTO_MBEDTLS)
set(OTA_CRYPTO_LIBRARY appbin::appverify_mbedtls)
if(OTA_CRYPTO STREQUAL "mbedtls-sdk")
  set(OTA_ALGORITHMS RSA_2048_PSS)
  set(OTA_UPLOAD OFF) # what is posted is judged in a callback, where the stack has no room for it
  add_library(MbedTLS::Crypto INTERFACE IMPORTED GLOBAL)
  target_include_directories(MbedTLS::Crypto SYSTEM INTERFACE
    "${ESP8266_NONOS_SDK_DIR}/third_party/include" "${ESP8266_NONOS_SDK_DIR}/include")
  target_compile_definitions(MbedTLS::Crypto INTERFACE "MBEDTLS_CONFIG_FILE=\"config_esp.h\"")
  target_link_libraries(MbedTLS::Crypto INTERFACE nonos_sdk)
  return()
endif()

set(mbedtls "${APPBIN_MBEDTLS_SOURCE_DIR}")
set(version_header "${mbedtls}/include/mbedtls/version.h")
set(version)
if(EXISTS "${version_header}")
  file(STRINGS "${version_header}" version REGEX "MBEDTLS_VERSION_STRING +\"2\\.28\\.")
endif()
if(NOT version)
  message(FATAL_ERROR
    "APPBIN_MBEDTLS_SOURCE_DIR is '${mbedtls}', which is no source tree of mbedTLS 2.28; see "
    "README.md for where to get it, and for OTA_CRYPTO=builtin, which does without")
endif()

set(OTA_ALGORITHMS ECDSA_P256 RSA_2048_PSS)
set(sources asn1parse asn1write bignum constant_time ecdsa ecp ecp_curves md platform_util rsa
  rsa_internal sha256)
list(TRANSFORM sources REPLACE "(.+)" "${mbedtls}/library/\\1.c")
add_library(mbedcrypto STATIC ${sources})
target_include_directories(mbedcrypto SYSTEM PUBLIC "${mbedtls}/include")
target_include_directories(mbedcrypto PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
target_compile_definitions(mbedcrypto PUBLIC "MBEDTLS_CONFIG_FILE=\"mbedtls_config.h\"")
target_link_libraries(mbedcrypto PUBLIC nonos_sdk)
add_library(MbedTLS::Crypto ALIAS mbedcrypto)
