# SPDX-License-Identifier: MIT
# Writes a header with a macro for each algorithm in trust.c: how many of the keys are of it.
# cmake -DTRUST=trust.c -DHEADER=trust_algorithms.h -P AppbinTrustAlgorithms.cmake
cmake_minimum_required(VERSION 3.24)
file(STRINGS "${TRUST}" keys REGEX "{APPVERIFY_ALGORITHM_")
set(text)
foreach(name ECDSA_P256 RSA_2048_PSS RSA_3072_PSS LMS)
  set(found "${keys}")
  list(FILTER found INCLUDE REGEX "{APPVERIFY_ALGORITHM_${name}")
  list(LENGTH found count)
  if(count GREATER 0)
    string(APPEND text "#define APPBIN_OTA_${name} ${count}\n")
  endif()
endforeach()
if(NOT text)
  message(FATAL_ERROR "${TRUST}: no key found")
endif()
file(WRITE "${HEADER}" "${text}")
