# SPDX-License-Identifier: MIT
# Updates over a real network on the emulated core; included by the host's tests. They skip
# themselves when the compiler, the emulator or the source of lwIP is missing.

# No sanitizer reaches the core: once is enough.
if(APPBIN_SANITIZERS)
  return()
endif()

set(APPBIN_LWIP_SOURCE_DIR "${PROJECT_SOURCE_DIR}/build/lwip" CACHE PATH
  "Source tree of lwIP 2.1 for the device; tests/network/get_lwip.sh fetches it")
set(network_dir "${CMAKE_CURRENT_LIST_DIR}")
set(network_build "${CMAKE_CURRENT_BINARY_DIR}/network")

add_test(NAME network_build COMMAND "${SH_PROGRAM}" "${network_dir}/build.sh" "${network_build}"
  "$<TARGET_FILE:imagetool>" "${APPBIN_LWIP_SOURCE_DIR}")
set_tests_properties(network_build PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
  FIXTURES_SETUP network)
add_test(NAME network_updates COMMAND Python3::Interpreter
  "${network_dir}/test_updates.py" "${network_build}" "$<TARGET_FILE:imagetool>")
set_tests_properties(network_updates PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900
  FIXTURES_REQUIRED network)
