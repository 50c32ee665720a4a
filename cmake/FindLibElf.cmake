# SPDX-License-Identifier: MIT
# Finds libelf of elfutils, which ships no CMake package. Defines LibElf::LibElf.
find_path(LibElf_INCLUDE_DIR NAMES libelf.h)
find_library(LibElf_LIBRARY NAMES elf)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibElf REQUIRED_VARS LibElf_LIBRARY LibElf_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "on Debian: apt install libelf-dev")

if(LibElf_FOUND AND NOT TARGET LibElf::LibElf)
  add_library(LibElf::LibElf UNKNOWN IMPORTED)
  set_target_properties(LibElf::LibElf PROPERTIES
    IMPORTED_LOCATION "${LibElf_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${LibElf_INCLUDE_DIR}")
  # A static one says nowhere what it was built with.
  if(LibElf_LIBRARY MATCHES "[.]a$")
    find_library(LibElf_ZLIB_LIBRARY NAMES z)
    find_library(LibElf_ZSTD_LIBRARY NAMES zstd)
    mark_as_advanced(LibElf_ZLIB_LIBRARY LibElf_ZSTD_LIBRARY)
    foreach(library IN ITEMS "${LibElf_ZLIB_LIBRARY}" "${LibElf_ZSTD_LIBRARY}")
      if(library)
        set_property(TARGET LibElf::LibElf APPEND PROPERTY INTERFACE_LINK_LIBRARIES "${library}")
      endif()
    endforeach()
  endif()
endif()
mark_as_advanced(LibElf_INCLUDE_DIR LibElf_LIBRARY)
