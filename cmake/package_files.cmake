# SPDX-License-Identifier: MIT
# Run by CPack when all is installed and before it is packed: what Debian wants of files in a package
# and no other installation does.
set(share "${CPACK_TEMPORARY_INSTALL_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share")
set(documents "${share}/doc/appbin")

if(EXISTS "${documents}")
  # The name of the day must be English, and TIMESTAMP takes the day from SOURCE_DATE_EPOCH.
  set(ENV{LC_ALL} C)
  string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
  file(WRITE "${documents}/changelog" "appbin (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
    "  * What changed is in CHANGELOG.md.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
endif()

file(GLOB pages "${share}/man/man1/*.1")
foreach(file IN LISTS pages ITEMS "${documents}/changelog")
  if(EXISTS "${file}")
    execute_process(COMMAND gzip -9n "${file}" RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "gzip: ${file}: ${status}")
    endif()
    file(CHMOD "${file}.gz" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  endif()
endforeach()

# Folders on the way to what is installed have the umask of who packs.
file(GLOB_RECURSE entries LIST_DIRECTORIES ON "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*")
foreach(entry IN LISTS entries)
  if(IS_DIRECTORY "${entry}" AND NOT IS_SYMLINK "${entry}")
    file(CHMOD "${entry}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
      GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endif()
endforeach()
