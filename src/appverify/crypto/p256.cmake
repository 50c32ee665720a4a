# SPDX-License-Identifier: MIT
# ECDSA over P-256. The field operations are C, or assembly where there is some.
add_library(appverify_p256 STATIC
  crypto/p256_check.c
  crypto/p256_constants.c
  crypto/p256_division.c
  crypto/p256_field.c
  crypto/p256_number.c
  crypto/p256_point.c
  crypto/p256_scalar.c)
add_library(appbin::appverify_p256 ALIAS appverify_p256)
set_target_properties(appverify_p256 PROPERTIES C_STANDARD 99)
target_compile_options(appverify_p256 PRIVATE $<$<COMPILE_LANGUAGE:C>:-ffreestanding>)
target_include_directories(appverify_p256 PUBLIC
  "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/crypto>")
target_link_libraries(appverify_p256
  PUBLIC appverify
  PRIVATE $<BUILD_INTERFACE:$<TARGET_NAME_IF_EXISTS:appbin_build_options>>)
