# SPDX-License-Identifier: MIT
# ECDSA over P-256. The field operations are C, or assembly on the LX106.
add_library(appverify_p256 STATIC
  crypto/p256_check.c
  crypto/p256_constants.c
  crypto/p256_division.c
  crypto/p256_field.c
  crypto/p256_number.c
  crypto/p256_point.c
  crypto/p256_prime.c
  crypto/p256_scalar.c)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "xtensa")
  enable_language(ASM)
  target_sources(appverify_p256 PRIVATE crypto/p256_field_lx106.S crypto/p256_field_small_lx106.S)
endif()
add_library(appbin::appverify_p256 ALIAS appverify_p256)
set_target_properties(appverify_p256 PROPERTIES C_STANDARD 99)
target_compile_options(appverify_p256 PRIVATE $<$<COMPILE_LANGUAGE:C>:-ffreestanding>)
option(APPVERIFY_P256_SMALL "Build P-256 for the LX106 with less code, for half the speed" OFF)
set(APPVERIFY_P256_BASE_TEETH 5 CACHE STRING
  "Size of the table of P-256's base point: 3, 4, 5 or 6 for 256, 512, 1024 or 2048 bytes")
option(APPVERIFY_P256_BARE_KEYS "Verify with P-256 keys that have no table" ON)
target_compile_definitions(appverify_p256
  PUBLIC APPVERIFY_P256_BARE_KEYS=$<BOOL:${APPVERIFY_P256_BARE_KEYS}>
  PRIVATE P256_BASE_TEETH=${APPVERIFY_P256_BASE_TEETH}
    $<$<BOOL:${APPVERIFY_P256_SMALL}>:P256_FIELD_SMALL>)
target_include_directories(appverify_p256 PUBLIC
  "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/crypto>")
target_link_libraries(appverify_p256
  PUBLIC appverify
  PRIVATE $<BUILD_INTERFACE:$<TARGET_NAME_IF_EXISTS:appbin_build_options>>)
