# SPDX-License-Identifier: MIT
# Applications of the vendor's SDK in a stand-in of it, on the emulated core with a network; included by
# the host's tests behind those of the network. They skip themselves when the compiler, the emulator or
# the board are missing.

# No sanitizer reaches the core: once is enough.
if(APPBIN_SANITIZERS)
  return()
endif()

set(makefile_dir "${CMAKE_CURRENT_LIST_DIR}")
set(makefile_build "${CMAKE_CURRENT_BINARY_DIR}/makefile")

add_test(NAME makefile_build COMMAND "${SH_PROGRAM}" "${makefile_dir}/build.sh" "${makefile_build}"
  "$<TARGET_FILE:imagetool>")
set_tests_properties(makefile_build PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
  FIXTURES_SETUP makefile)

add_test(NAME makefile_applications COMMAND Python3::Interpreter
  "${makefile_dir}/test_applications.py" "${network_build}" "$<TARGET_FILE:imagetool>")
set_tests_properties(makefile_applications PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
  FIXTURES_REQUIRED network)

# Without the case that waits for more than a minute.
add_test(NAME makefile_nonos_sdk COMMAND Python3::Interpreter "${makefile_dir}/test_nonos_sdk.py"
  "${network_build}" "${makefile_build}" "$<TARGET_FILE:imagetool>"
  update no_server post damaged_post broken_post)
set_tests_properties(makefile_nonos_sdk PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
  FIXTURES_REQUIRED "network;makefile")

# appbin.mk: the obstacles of a makefile project, and what it built on the emulated core, of that a
# part.
add_test(NAME makefile_appbin_mk COMMAND Python3::Interpreter
  "${makefile_dir}/test_appbin_mk.py" "${network_build}" "$<TARGET_FILE:imagetool>")
add_test(NAME makefile_appbin_ota COMMAND Python3::Interpreter
  "${makefile_dir}/test_appbin_ota.py" "${network_build}" "$<TARGET_FILE:imagetool>"
  3.0 map-6 hybrid unsigned other_signer other_slots taken_store wrong_settings wrong_store)
add_test(NAME makefile_cmake_updates COMMAND Python3::Interpreter
  "${makefile_dir}/test_cmake_updates.py" "${network_build}" "$<TARGET_FILE:imagetool>")
set_tests_properties(makefile_appbin_mk makefile_appbin_ota makefile_cmake_updates PROPERTIES
  SKIP_RETURN_CODE 77 TIMEOUT 900 FIXTURES_REQUIRED network)
