# SPDX-License-Identifier: MIT
# Ends the build when the firmware could not verify the signatures of a key that it trusts: it would
# refuse every update, the one that puts this right among them.
# cmake -DKEY_RING=key_ring.c "-DALGORITHMS=A;B" -P check_key_ring.cmake
list(JOIN ALGORITHMS "|" pattern)
file(STRINGS "${KEY_RING}" keys REGEX "{APPVERIFY_ALGORITHM_")
if(NOT keys)
  message(FATAL_ERROR "${KEY_RING}: no key found")
endif()
foreach(key IN LISTS keys)
  if(NOT key MATCHES "{APPVERIFY_ALGORITHM_(${pattern}),")
    file(REMOVE "${KEY_RING}") # lest the next build takes it for done
    string(REGEX MATCH "ALGORITHM_([A-Z0-9_]+)" found "${key}")
    list(JOIN ALGORITHMS ", " possible)
    message(FATAL_ERROR "OTA_SIGN_KEY is a key for ${CMAKE_MATCH_1}; "
      "the mbedTLS of this firmware verifies ${possible} (see OTA_MBEDTLS)")
  endif()
endforeach()
