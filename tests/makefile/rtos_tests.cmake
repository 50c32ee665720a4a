# SPDX-License-Identifier: MIT
# A makefile project of the RTOS SDK 2.x, in a stand-in of it: compiled and linked for the core.
# Included by the host's tests. It skips itself when the compiler is missing.

# No sanitizer reaches the core: once is enough.
if(APPBIN_SANITIZERS)
  return()
endif()

add_test(NAME makefile_rtos COMMAND Python3::Interpreter
  "${CMAKE_CURRENT_LIST_DIR}/test_appbin_rtos.py" "$<TARGET_FILE:imagetool>")
set_tests_properties(makefile_rtos PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
