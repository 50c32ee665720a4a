# SPDX-License-Identifier: MIT
# Read by CPack before it packs: the package is of the day of the sources, so that the same sources
# give the same bytes. SOURCE_DATE_EPOCH in the environment has precedence.
if("$ENV{SOURCE_DATE_EPOCH}" STREQUAL "")
  set(seconds "")
  if(EXISTS "${CPACK_APPBIN_SOURCE_DIR}/.git")
    execute_process(COMMAND git -C "${CPACK_APPBIN_SOURCE_DIR}" log -1 --format=%ct
      OUTPUT_VARIABLE seconds OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  if(NOT seconds MATCHES "^[0-9]+$")
    file(TIMESTAMP "${CPACK_APPBIN_SOURCE_DIR}/CHANGELOG.md" seconds "%s" UTC)
  endif()
  set(ENV{SOURCE_DATE_EPOCH} "${seconds}")
endif()
