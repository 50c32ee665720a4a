# SPDX-License-Identifier: MIT
# Functions that make the OTA images of a firmware a build step.
#
#   appbin_add_ota_images(<name> USER1 <target> [USER2 <target>] MAP <n> [<options>])
#   appbin_add_firmware(<name> SOURCES <source>... MAP <n> [LINK_LIBRARIES <item>...]
#     [COMPILE_DEFINITIONS <item>...] [COMPILE_OPTIONS <item>...] [INCLUDE_DIRECTORIES <folder>...]
#     [LINK_OPTIONS <item>...] [LINKER_SCRIPTS <slot 1> [<slot 2>]] [<options>])
#
# Both are described in docs/cmake.md.
include("${CMAKE_CURRENT_LIST_DIR}/AppbinImagetool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/AppbinLinkerScript.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/AppbinOptions.cmake")

# Appends "--word value" for every option that was given. Usage: result OPTION word...
function(_appbin_append_arguments result)
  while(ARGN)
    list(POP_FRONT ARGN option word)
    if(option IN_LIST multi_value)
      set(values "${arg_${option}}")
    elseif(DEFINED arg_${option})
      string(REPLACE ";" "\\;" values "${arg_${option}}") # a shell command has them
    else()
      continue()
    endif()
    foreach(value IN LISTS values)
      string(REPLACE ";" "\\;" value "${value}")
      list(APPEND ${result} "--${word}" "${value}")
    endforeach()
  endwhile()
  set(${result} "${${result}}" PARENT_SCOPE)
endfunction()

# The files that a signer's command names, itself among them.
function(_appbin_signer_files result)
  separate_arguments(words UNIX_COMMAND "${arg_SIGNER}")
  set(files)
  foreach(word IN LISTS words)
    get_filename_component(path "${word}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    if(EXISTS "${path}" AND NOT IS_DIRECTORY "${path}")
      list(APPEND files "${path}")
    endif()
  endforeach()
  set(${result} "${files}" PARENT_SCOPE)
endfunction()

# Builds the image of one slot.
function(_appbin_build_image slot elf image)
  set(arguments build --map ${arg_MAP} --slot ${slot})
  _appbin_append_arguments(arguments LAYOUT layout ROMS rom BOOT boot MODE mode FREQ freq
    HEADER header ENTRY entry CRC crc SECTIONS section)
  list(APPEND arguments -o "${image}" "$<TARGET_FILE:${elf}>")
  get_filename_component(folder "${image}" DIRECTORY)
  add_custom_command(OUTPUT "${image}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
    COMMAND appbin::imagetool ${arguments}
    DEPENDS ${elf} "$<TARGET_FILE:${elf}>" "$<TARGET_FILE:appbin::imagetool>"
    COMMENT "Building ${name}.user${slot}.bin" VERBATIM)
endfunction()

# Signs both images. RSA salts come from the message, so that the same inputs give the same bytes.
function(_appbin_sign_images)
  set(arguments sign)
  _appbin_append_arguments(arguments SIGN_KEY key SIGN_PASSPHRASE_FILE passphrase-file
    SIGN_PASSPHRASE_ENV passphrase-env SIGNER signer SIGN_PUBKEY pubkey VENDOR vendor
    PRODUCT product VERSION fw-version SECURITY_COUNTER security-counter BUILD_ID build-id TLV tlv
    MAP map LAYOUT layout ROMS rom)
  if(arg_STRICT)
    list(APPEND arguments --strict)
  endif()
  if(arg_ALLOW_COUNTER_JUMP)
    list(APPEND arguments --allow-counter-jump)
  endif()
  _appbin_signer_files(signer_files)
  set(folders "${output_dir}")
  foreach(file IN ITEMS "${manifest}" "${bundle}" "${publish}")
    if(NOT file STREQUAL "")
      get_filename_component(folder "${file}" DIRECTORY)
      list(APPEND folders "${folder}")
    endif()
  endforeach()
  if(NOT bundle STREQUAL "")
    list(APPEND arguments --bundle "${bundle}")
  endif()
  if(NOT publish STREQUAL "")
    list(APPEND arguments --publish "${publish}")
  endif()
  list(APPEND arguments --pss-salt-from-message --manifest-out "${manifest}"
    --out-dir "${output_dir}" "${unsigned_1}" "${unsigned_2}")
  add_custom_command(OUTPUT ${outputs}
    COMMAND "${CMAKE_COMMAND}" -E make_directory ${folders}
    COMMAND appbin::imagetool ${arguments}
    DEPENDS "${unsigned_1}" "${unsigned_2}" ${arg_SIGN_KEY} ${arg_SIGN_PASSPHRASE_FILE}
      ${arg_SIGN_PUBKEY} ${signer_files} "$<TARGET_FILE:appbin::imagetool>"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" # a signer's path is relative to it, as a key's
    COMMENT "Signing ${name}.user1.bin and ${name}.user2.bin" VERBATIM)
endfunction()

# Where everything goes. Multi-configuration generators need a folder for each configuration.
macro(_appbin_set_paths)
  get_property(_appbin_multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  set(work_dir "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.appbin")
  set(output_dir "${CMAKE_CURRENT_BINARY_DIR}")
  if(_appbin_multi)
    string(APPEND work_dir "/$<CONFIG>")
    string(APPEND output_dir "/$<CONFIG>")
  endif()
  if(DEFINED arg_OUTPUT_DIR)
    set(output_dir "${arg_OUTPUT_DIR}")
    cmake_path(ABSOLUTE_PATH output_dir BASE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}" NORMALIZE)
  endif()
  set(user1 "${output_dir}/${name}.user1.bin")
  set(user2 "${output_dir}/${name}.user2.bin")
  set(manifest "${output_dir}/${name}.manifest")
  set(bundle "")
  set(publish "") # what the names on a server begin with
  foreach(_appbin_word manifest bundle publish)
    string(TOUPPER "${_appbin_word}" _appbin_option)
    if(DEFINED arg_${_appbin_option})
      set(${_appbin_word} "${arg_${_appbin_option}}")
      cmake_path(ABSOLUTE_PATH ${_appbin_word} BASE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}" NORMALIZE)
    endif()
  endforeach()
endmacro()

# Prints the use of memory, of both slots where they are linked apart.
function(_appbin_add_size elf1 elf2)
  set(size appbin::imagetool size --map ${arg_MAP})
  set(slot1 --slot 1)
  set(slot2 --slot 2)
  if(arg_LAYOUT STREQUAL "rboot")
    set(size appbin::imagetool size) # the map does not know where irom is linked
    set(slot1)
    set(slot2)
  endif()
  set(second)
  if(NOT elf1 STREQUAL elf2)
    set(second COMMAND "${CMAKE_COMMAND}" -E echo "slot 2:"
      COMMAND ${size} ${slot2} "$<TARGET_FILE:${elf2}>")
  endif()
  add_custom_target(${name}_size
    COMMAND "${CMAKE_COMMAND}" -E echo "slot 1:"
    COMMAND ${size} ${slot1} "$<TARGET_FILE:${elf1}>"
    ${second}
    DEPENDS ${elf1} ${elf2}
    COMMENT "Use of memory" VERBATIM)
endfunction()

# The build steps and targets, once all options are known to be good.
function(_appbin_add_images elf1 elf2)
  _appbin_require_imagetool()
  _appbin_set_paths()
  set(unsigned_1 "${user1}")
  set(unsigned_2 "${user2}")
  set(outputs "${user1}" "${user2}")
  if(signed)
    set(unsigned_1 "${work_dir}/${name}.user1.bin")
    set(unsigned_2 "${work_dir}/${name}.user2.bin")
    list(APPEND outputs "${manifest}" ${bundle})
    if(NOT publish STREQUAL "") # the names that hold that of the release are not known yet
      list(APPEND outputs "${publish}.user1.bin" "${publish}.user2.bin" "${publish}.manifest")
    endif()
  endif()
  _appbin_check_outputs(${outputs})
  _appbin_build_image(1 ${elf1} "${unsigned_1}")
  _appbin_build_image(2 ${elf2} "${unsigned_2}")
  if(signed)
    _appbin_sign_images()
  endif()
  add_custom_target(${name} ALL DEPENDS ${outputs})
  set_target_properties(${name} PROPERTIES APPBIN_USER1 "${user1}" APPBIN_USER2 "${user2}")
  if(signed)
    set_target_properties(${name} PROPERTIES APPBIN_MANIFEST "${manifest}"
      APPBIN_BUNDLE "${bundle}" APPBIN_PUBLISH "${publish}")
  endif()
  _appbin_add_size(${elf1} ${elf2})
endfunction()

function(_appbin_check_elf_target option)
  if(NOT TARGET "${arg_${option}}")
    _appbin_fail("${option}: there is no target '${arg_${option}}', an executable defined above")
  endif()
  get_target_property(type "${arg_${option}}" TYPE)
  if(NOT type STREQUAL "EXECUTABLE")
    _appbin_fail("${option}: target '${arg_${option}}' is no executable")
  endif()
endfunction()

function(appbin_add_ota_images name)
  set(function appbin_add_ota_images)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/AppbinTables.cmake")
  _appbin_set_keywords()
  list(APPEND one_value USER1 USER2)
  cmake_parse_arguments(PARSE_ARGV 1 arg "${flags}" "${one_value}" "${multi_value}")
  _appbin_check_options(${ARGN})
  if(NOT DEFINED arg_USER1)
    _appbin_fail("USER1 is missing")
  endif()
  if(arg_LAYOUT STREQUAL "rboot") # where the ROMs are tells whether one link serves both
    if(NOT DEFINED arg_USER2)
      set(arg_USER2 "${arg_USER1}")
    endif()
  elseif(arg_MAP IN_LIST _appbin_maps_linked_once AND NOT DEFINED arg_USER2)
    set(arg_USER2 "${arg_USER1}")
  elseif(NOT DEFINED arg_USER2)
    _appbin_fail("USER2 is missing: flash map ${arg_MAP} links each slot for itself")
  elseif(NOT arg_MAP IN_LIST _appbin_maps_linked_once AND arg_USER1 STREQUAL arg_USER2)
    _appbin_fail("USER2 is the target of USER1: flash map ${arg_MAP} links each slot for itself")
  endif()
  _appbin_check_elf_target(USER1)
  _appbin_check_elf_target(USER2)
  _appbin_add_images("${arg_USER1}" "${arg_USER2}")
endfunction()

# CMake leaves out a source of a language that is not enabled, without a word. One that only a
# subfolder enabled does not count: CMAKE_<LANG>_COMPILER_LOADED knows the folder.
function(_appbin_check_language language suffixes text)
  if(arg_SOURCES MATCHES "\\.(${suffixes})(;|$)" AND NOT CMAKE_${language}_COMPILER_LOADED)
    _appbin_fail("SOURCES has ${text}: the project needs the language ${language}")
  endif()
endfunction()

# Sets language to the one that links: C, or CXX in a project without C.
macro(_appbin_choose_language)
  _appbin_check_language(C "c" "C")
  _appbin_check_language(CXX "cpp|cxx|cc|C" "C++")
  _appbin_check_language(ASM "[Ss]" "assembly")
  if(CMAKE_C_COMPILER_LOADED)
    set(language C)
  elseif(CMAKE_CXX_COMPILER_LOADED)
    set(language CXX)
  else()
    _appbin_fail("the project needs the language C or CXX")
  endif()
endmacro()

# Without a toolchain file the host's compiler would fail on its own, far from the cause.
function(_appbin_check_compiler)
  execute_process(COMMAND "${CMAKE_${language}_COMPILER}" -dumpmachine
    OUTPUT_VARIABLE machine ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT machine MATCHES "xtensa")
    _appbin_fail(
      "the ${language} compiler is for ${machine}; configure with --toolchain and one for the LX106")
  endif()
endfunction()

# The sources' folder must not show in the bytes, where the compiler can help it.
function(_appbin_add_prefix_map target)
  include(CheckCompilerFlag)
  check_compiler_flag(${language} -ffile-prefix-map=a=b APPBIN_HAS_FILE_PREFIX_MAP)
  if(APPBIN_HAS_FILE_PREFIX_MAP)
    target_compile_options(${target} PRIVATE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=."
      "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build")
  endif()
endfunction()

# Links the objects for a slot. The script's folder is searched for what it includes.
function(_appbin_link target file script)
  _appbin_check_outputs("${CMAKE_CURRENT_BINARY_DIR}/${file}.elf")
  add_executable(${target} "${script}") # as a source, so that a rule which makes it is found
  set_target_properties(${target} PROPERTIES OUTPUT_NAME "${file}" SUFFIX .elf
    LINKER_LANGUAGE ${language})
  get_filename_component(folder "${script}" DIRECTORY)
  target_link_options(${target} PRIVATE "-T${script}" "-L${folder}" ${arg_LINK_OPTIONS})
  # Sources that a library brings along are compiled once, with the objects.
  target_link_libraries(${target} PRIVATE ${name}_objects "$<LINK_ONLY:${arg_LINK_LIBRARIES}>")
  _appbin_included_scripts(inputs "${script}")
  foreach(option IN LISTS arg_LINK_OPTIONS)
    if(IS_ABSOLUTE "${option}" AND EXISTS "${option}")
      list(APPEND inputs "${option}")
    endif()
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${inputs}")
  list(PREPEND inputs "${script}")
  list(REMOVE_DUPLICATES inputs)
  set_target_properties(${target} PROPERTIES LINK_DEPENDS "${inputs}")
endfunction()

# Sets scripts to one script for each link: those given, or the default ones.
function(_appbin_choose_linker_scripts links)
  if(DEFINED arg_LINKER_SCRIPTS)
    list(LENGTH arg_LINKER_SCRIPTS count)
    if(NOT count EQUAL links)
      _appbin_fail("LINKER_SCRIPTS has ${count}; flash map ${arg_MAP} needs ${links}")
    endif()
    _appbin_check_files(LINKER_SCRIPTS)
    set(scripts "${arg_LINKER_SCRIPTS}" PARENT_SCOPE)
    return()
  endif()
  foreach(slot RANGE 1 ${links})
    set(script "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.appbin/slot${slot}.ld")
    _appbin_write_linker_script("${script}" ${arg_MAP} ${slot} "${arg_BOOT}")
    list(APPEND scripts "${script}")
  endforeach()
  set(scripts "${scripts}" PARENT_SCOPE)
endfunction()

function(appbin_add_firmware name)
  set(function appbin_add_firmware)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/AppbinTables.cmake")
  _appbin_set_keywords()
  set(lists LINK_LIBRARIES COMPILE_DEFINITIONS COMPILE_OPTIONS INCLUDE_DIRECTORIES LINK_OPTIONS)
  list(APPEND optional_lists ${lists})
  list(APPEND multi_value SOURCES LINKER_SCRIPTS ${lists})
  cmake_parse_arguments(PARSE_ARGV 1 arg "${flags}" "${one_value}" "${multi_value}")
  _appbin_check_options(${ARGN})
  if(NOT DEFINED arg_SOURCES)
    _appbin_fail("SOURCES is missing")
  endif()
  _appbin_choose_language()
  _appbin_check_compiler()
  set(links 2)
  if(arg_LAYOUT STREQUAL "rboot")
    list(LENGTH arg_LINKER_SCRIPTS links)
    if(NOT links EQUAL 1 AND NOT links EQUAL 2)
      _appbin_fail("LINKER_SCRIPTS has ${links}; LAYOUT rboot needs one for each ROM, or one for both")
    endif()
  elseif(arg_MAP IN_LIST _appbin_maps_linked_once)
    set(links 1)
  endif()
  _appbin_choose_linker_scripts(${links})

  add_library(${name}_objects OBJECT ${arg_SOURCES})
  target_compile_definitions(${name}_objects PRIVATE ${arg_COMPILE_DEFINITIONS})
  target_compile_options(${name}_objects PRIVATE ${arg_COMPILE_OPTIONS})
  target_include_directories(${name}_objects PRIVATE ${arg_INCLUDE_DIRECTORIES})
  target_link_libraries(${name}_objects PRIVATE ${arg_LINK_LIBRARIES})
  _appbin_add_prefix_map(${name}_objects)

  if(links EQUAL 1)
    _appbin_link(${name}_elf "${name}" "${scripts}")
    _appbin_add_images(${name}_elf ${name}_elf)
  else()
    list(GET scripts 0 script1)
    list(GET scripts 1 script2)
    _appbin_link(${name}_user1 "${name}.user1" "${script1}")
    _appbin_link(${name}_user2 "${name}.user2" "${script2}")
    _appbin_add_images(${name}_user1 ${name}_user2)
  endif()
endfunction()
