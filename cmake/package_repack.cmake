# SPDX-License-Identifier: MIT
# Run by CPack when the package is made: its three parts have the umask of who packs, and get the same
# modes everywhere.
foreach(package IN LISTS CPACK_PACKAGE_FILES)
  if(NOT package MATCHES "[.]deb$")
    continue()
  endif()
  set(parts "${package}.parts")
  file(MAKE_DIRECTORY "${parts}")
  execute_process(COMMAND "${CPACK_APPBIN_AR}" x "${package}"
    WORKING_DIRECTORY "${parts}" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${CPACK_APPBIN_AR}" t "${package}"
    OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]+" names "${names}")
  file(REMOVE "${package}")
  execute_process(COMMAND "${CPACK_APPBIN_AR}" rcSD "${package}" ${names}
    WORKING_DIRECTORY "${parts}" COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE_RECURSE "${parts}")
endforeach()
