# SPDX-License-Identifier: MIT
# What makes a defect of imagetool harder to use, as far as compiler and linker have it.
# tests/package/test_hardening.py reads the result.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

option(APPBIN_HARDENING "Build imagetool with the protections that the compiler has" ON)

# The sanitizers see more, and do not get along with some of these.
if(NOT APPBIN_HARDENING OR APPBIN_SANITIZERS)
  function(appbin_harden)
  endfunction()
  return()
endif()

set(APPBIN_HARDENING_COMPILE "")
set(APPBIN_HARDENING_LINK "")
set(CMAKE_REQUIRED_FLAGS -Werror) # clang only warns of an option for another processor
foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -mbranch-protection=standard)
  string(MAKE_C_IDENTIFIER "APPBIN_HAS${flag}" has)
  check_c_compiler_flag(${flag} ${has})
  if(${has})
    list(APPEND APPBIN_HARDENING_COMPILE ${flag})
  endif()
endforeach()
unset(CMAKE_REQUIRED_FLAGS)
foreach(flag IN ITEMS LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
  string(MAKE_C_IDENTIFIER "APPBIN_HAS_${flag}" has)
  check_linker_flag(C ${flag} ${has})
  if(${has})
    list(APPEND APPBIN_HARDENING_LINK ${flag})
  endif()
endforeach()
if(NOT APPBIN_STATIC) # else -static-pie, which is another thing than -static -pie
  check_pie_supported(LANGUAGES C)
endif()

# Of a level that the compiler sets by itself this one takes the place. It needs optimization.
list(APPEND APPBIN_HARDENING_COMPILE
  "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")

function(appbin_harden)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:C>:${APPBIN_HARDENING_COMPILE}>")
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "STATIC_LIBRARY" AND NOT type STREQUAL "OBJECT_LIBRARY")
      target_link_options(${target} PRIVATE ${APPBIN_HARDENING_LINK})
    endif()
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endforeach()
endfunction()
