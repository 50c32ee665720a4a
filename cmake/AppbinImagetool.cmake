# SPDX-License-Identifier: MIT
# appbin::imagetool, a program of the host also where the project is cross-compiled: from
# APPBIN_IMAGETOOL, from an installed appbin of the same version, or built here for the host.
# The including file has set the global properties APPBIN_VERSION, and APPBIN_SOURCE_DIR where there
# are sources to build from or APPBIN_BIN_DIR where there is an installed program.

set(APPBIN_IMAGETOOL "" CACHE FILEPATH "imagetool of the host; when empty it is looked for or built")

# Sets result to the version that a program prints, or to "".
function(_appbin_imagetool_version program result)
  set(text "")
  if(EXISTS "${program}" AND NOT IS_DIRECTORY "${program}")
    execute_process(COMMAND "${program}" --version
      OUTPUT_VARIABLE text ERROR_QUIET RESULT_VARIABLE status)
  endif()
  if(text MATCHES "^imagetool ([0-9.]+)\n$")
    set(${result} "${CMAKE_MATCH_1}" PARENT_SCOPE)
  else()
    set(${result} "" PARENT_SCOPE)
  endif()
endfunction()

function(_appbin_import_imagetool program)
  add_executable(appbin::imagetool IMPORTED GLOBAL)
  set_target_properties(appbin::imagetool PROPERTIES IMPORTED_LOCATION "${program}")
endfunction()

# Builds imagetool for the host. The compiler, its flags and the toolchain file of this project are
# meant for the target and stay out.
function(_appbin_build_imagetool)
  include(ExternalProject)
  get_property(source GLOBAL PROPERTY APPBIN_SOURCE_DIR)
  set(build "${CMAKE_BINARY_DIR}/appbin-host")
  string(REPLACE " Multi-Config" "" generator "${CMAKE_GENERATOR}")
  set(build_command "${CMAKE_COMMAND}" --build "${build}" --target imagetool)
  if(generator STREQUAL "Unix Makefiles")
    set(build_command "$(MAKE)" -C "${build}" imagetool) # shares the job server
  endif()
  set(host_environment "${CMAKE_COMMAND}" -E env --unset=CC --unset=CFLAGS --unset=CPPFLAGS
    --unset=LDFLAGS --unset=CMAKE_TOOLCHAIN_FILE --unset=CMAKE_GENERATOR)
  ExternalProject_Add(appbin_host_imagetool
    SOURCE_DIR "${source}"
    BINARY_DIR "${build}"
    STAMP_DIR "${build}-stamp"
    TMP_DIR "${build}-stamp"
    DOWNLOAD_COMMAND ""
    CONFIGURE_COMMAND ${host_environment} "${CMAKE_COMMAND}" -S "${source}" -B "${build}"
      -G "${generator}" -DCMAKE_BUILD_TYPE=Release -DAPPBIN_BUILD_TESTS=OFF
    BUILD_COMMAND ${host_environment} ${build_command}
    INSTALL_COMMAND ""
    BUILD_BYPRODUCTS "${build}/src/imagetool/imagetool"
    EXCLUDE_FROM_ALL ON
    USES_TERMINAL_CONFIGURE ON)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    "${source}/src/*" "${source}/include/*")
  ExternalProject_Add_StepDependencies(appbin_host_imagetool build ${sources})
  _appbin_import_imagetool("${build}/src/imagetool/imagetool")
  add_dependencies(appbin::imagetool appbin_host_imagetool)
endfunction()

# Defines appbin::imagetool unless it is there.
function(_appbin_require_imagetool)
  if(TARGET appbin::imagetool)
    return()
  endif()
  get_property(wanted GLOBAL PROPERTY APPBIN_VERSION)
  if(APPBIN_IMAGETOOL)
    _appbin_imagetool_version("${APPBIN_IMAGETOOL}" version)
    if(NOT version)
      message(FATAL_ERROR
        "APPBIN_IMAGETOOL is '${APPBIN_IMAGETOOL}', which is no imagetool that runs here")
    elseif(NOT version VERSION_EQUAL wanted)
      message(WARNING "APPBIN_IMAGETOOL is version ${version}, this is appbin ${wanted}")
    endif()
    _appbin_import_imagetool("${APPBIN_IMAGETOOL}")
    return()
  endif()
  get_property(source GLOBAL PROPERTY APPBIN_SOURCE_DIR)
  get_property(folder GLOBAL PROPERTY APPBIN_BIN_DIR)
  find_program(installed imagetool NO_CACHE HINTS "${folder}")
  _appbin_imagetool_version("${installed}" version)
  if(version AND version VERSION_EQUAL wanted)
    message(STATUS "appbin: imagetool ${version} is ${installed}")
    _appbin_import_imagetool("${installed}")
  elseif(source)
    message(STATUS "appbin: imagetool is built for the host")
    _appbin_build_imagetool()
  else()
    message(FATAL_ERROR "no imagetool ${wanted} here; set APPBIN_IMAGETOOL")
  endif()
endfunction()
