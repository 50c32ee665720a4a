# SPDX-License-Identifier: MIT
# Writes a header with a macro for each algorithm of the keys in trust.c.
# cmake -DTRUST=trust.c -DHEADER=trust_algorithms.h -P AppbinTrustAlgorithms.cmake
cmake_minimum_required(VERSION 3.24)
file(STRINGS "${TRUST}" keys REGEX "{APPVERIFY_ALGORITHM_")
set(text)
foreach(key IN LISTS keys)
  string(REGEX MATCH "ALGORITHM_([A-Z0-9_]+)" found "${key}")
  string(APPEND text "#define APPBIN_OTA_${CMAKE_MATCH_1}\n")
endforeach()
if(NOT text)
  message(FATAL_ERROR "${TRUST}: no key found")
endif()
file(WRITE "${HEADER}" "${text}")
