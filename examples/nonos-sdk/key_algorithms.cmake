# SPDX-License-Identifier: MIT
# Writes a header with the algorithms of a key ring, KEY_ALGORITHM_... for each, and how much memory
# RSA needs. Ends the build when
# the firmware could not verify the signatures of a key that it trusts: it would refuse every update,
# the one that puts this right among them.
# cmake -DKEY_RING=trust.c -DHEADER=key_algorithms.h "-DALGORITHMS=A;B" -P key_algorithms.cmake
cmake_minimum_required(VERSION 3.25)
file(STRINGS "${KEY_RING}" keys REGEX "{APPVERIFY_ALGORITHM_")
if(NOT keys)
  message(FATAL_ERROR "${KEY_RING}: no key found")
endif()
set(text)
foreach(key IN LISTS keys)
  string(REGEX MATCH "ALGORITHM_([A-Z0-9_]+)" found "${key}")
  if(NOT CMAKE_MATCH_1 IN_LIST ALGORITHMS)
    file(REMOVE "${KEY_RING}") # lest the next build takes it for done
    list(JOIN ALGORITHMS ", " possible)
    message(FATAL_ERROR "OTA_SIGN_KEY is a key for ${CMAKE_MATCH_1}; "
      "the crypto of this firmware verifies ${possible} (see OTA_CRYPTO)")
  endif()
  string(APPEND text "#define KEY_${found}\n")
endforeach()
string(REGEX MATCHALL "RSA_[0-9]+" rsa "${text}")
list(SORT rsa)
list(POP_BACK rsa largest)
if(largest)
  string(APPEND text "#define KEY_RSA_MEMORY APPVERIFY_BUILTIN_${largest}_MEMORY\n")
endif()
file(WRITE "${HEADER}" "${text}")
