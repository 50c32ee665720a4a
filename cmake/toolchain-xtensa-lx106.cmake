# SPDX-License-Identifier: MIT
# The ESP8266's LX106 core with Debian's gcc-xtensa-lx106 and picolibc-xtensa-lx106-elf:
#   cmake -B build-lx106 --toolchain cmake/toolchain-xtensa-lx106.cmake
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR xtensa)

set(APPBIN_CROSS_COMPILE "xtensa-lx106-elf-" CACHE STRING "Prefix of the cross compiler's name")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES APPBIN_CROSS_COMPILE)
set(CMAKE_C_COMPILER "${APPBIN_CROSS_COMPILE}gcc")
set(CMAKE_CXX_COMPILER "${APPBIN_CROSS_COMPILE}g++")
set(CMAKE_ASM_COMPILER "${CMAKE_C_COMPILER}")

# No program links without a linker script and a start file.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(CMAKE_C_FLAGS_INIT
  "-Os -mlongcalls -mtext-section-literals -ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
set(CMAKE_ASM_FLAGS_INIT "-mlongcalls -mtext-section-literals")

# Flash is what is short, whatever the build type: CMake's own default would be -O3.
foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_FLAGS_RELEASE "-DNDEBUG" CACHE STRING "Flags of the compiler for Release")
  set(CMAKE_${language}_FLAGS_RELWITHDEBINFO "-g -DNDEBUG" CACHE STRING "Flags for RelWithDebInfo")
endforeach()

# Debian's spec file for picolibc is not found by its name (--specs=picolibc.specs), so the folders
# are named here. The release variant is the library as a firmware would link it.
find_path(PICOLIBC_INCLUDE_DIR picolibc.h
  HINTS /usr/lib/xtensa-lx106-elf/include
  NO_DEFAULT_PATH)
find_path(PICOLIBC_LIBRARY_DIR libc.a
  HINTS /usr/lib/xtensa-lx106-elf/lib/release /usr/lib/xtensa-lx106-elf/lib
  NO_DEFAULT_PATH)
mark_as_advanced(PICOLIBC_INCLUDE_DIR PICOLIBC_LIBRARY_DIR)
if(PICOLIBC_INCLUDE_DIR)
  set(CMAKE_C_STANDARD_INCLUDE_DIRECTORIES "${PICOLIBC_INCLUDE_DIR}")
  set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES "${PICOLIBC_INCLUDE_DIR}")
endif()
if(PICOLIBC_LIBRARY_DIR)
  string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -L\"${PICOLIBC_LIBRARY_DIR}\"")
endif()

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
