# SPDX-License-Identifier: MIT
# The build steps behind linked ELFs: images, signatures, use of memory. Here and below the caller has
# checked all options, arg_..., and set name and signed.

# Appends "--word value" for every option of the call. Usage: result OPTION word...
function(_appbin_append_arguments result)
  while(ARGN)
    list(POP_FRONT ARGN option word)
    if(option IN_LIST from_file)
      continue()
    elseif(option IN_LIST flags)
      if(arg_${option})
        list(APPEND ${result} "--${word}")
      endif()
      continue()
    elseif(option IN_LIST multi_value)
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

# The files that the commands of signers name, themselves among them.
function(_appbin_signer_files result)
  set(words)
  foreach(command IN LISTS arg_SIGNER)
    separate_arguments(some UNIX_COMMAND "${command}")
    list(APPEND words ${some})
  endforeach()
  set(files)
  foreach(word IN LISTS words)
    get_filename_component(path "${word}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    if(EXISTS "${path}" AND NOT IS_DIRECTORY "${path}")
      list(APPEND files "${path}")
    endif()
  endforeach()
  set(${result} "${files}" PARENT_SCOPE)
endfunction()

# Builds the unsigned image of one slot.
function(_appbin_build_image slot elf image)
  set(arguments build --slot ${slot})
  _appbin_append_arguments(arguments ${image_words})
  list(APPEND arguments -o "${image}" "$<TARGET_FILE:${elf}>")
  get_filename_component(folder "${image}" DIRECTORY)
  add_custom_command(OUTPUT "${image}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
    COMMAND appbin::imagetool ${arguments} > /dev/null # warnings and notes are on standard error
    DEPENDS ${elf} "$<TARGET_FILE:${elf}>" "$<TARGET_FILE:appbin::imagetool>"
    COMMENT "Building ${name}.user${slot}.bin" VERBATIM)
endfunction()

# Makes everything of a signed release in one step. RSA salts come from the message, so that the same
# inputs give the same bytes.
function(_appbin_make_release elf1 elf2)
  set(elfs ${elf1} ${elf2})
  list(REMOVE_DUPLICATES elfs)
  set(elf_files "${elfs}")
  list(TRANSFORM elf_files REPLACE "(.+)" "$<TARGET_FILE:\\1>")
  set(arguments release)
  if(DEFINED arg_RELEASE_FILE)
    list(APPEND arguments "@${arg_RELEASE_FILE}")
  endif()
  _appbin_append_arguments(arguments ${image_words} ${release_words})
  if(NOT "SALT" IN_LIST from_file)
    list(APPEND arguments --pss-salt-from-message)
  endif()
  if(NOT "NAME" IN_LIST from_file)
    list(APPEND arguments --name "${name}")
  endif()
  if(NOT "OUTPUT_DIR" IN_LIST from_file)
    list(APPEND arguments --out-dir "${output_dir}")
  endif()
  set(folders "${output_dir}")
  set(files MANIFEST manifest-out "${manifest}" BUNDLE bundle "${bundle}" PUBLISH publish "${publish}"
    SLOT_ARGS slot-args "${slot_args}" FLASH_ARGS flash-args "${flash_args}" JSON json "${json}")
  while(files)
    list(POP_FRONT files option word file)
    if(NOT file STREQUAL "")
      get_filename_component(folder "${file}" DIRECTORY)
      list(APPEND folders "${folder}")
      if(NOT option IN_LIST from_file)
        list(APPEND arguments --${word} "${file}")
      endif()
    endif()
  endwhile()
  list(REMOVE_DUPLICATES folders)
  _appbin_signer_files(signer_files)
  add_custom_command(OUTPUT ${outputs}
    COMMAND "${CMAKE_COMMAND}" -E make_directory ${folders}
    COMMAND appbin::imagetool ${arguments} ${elf_files} > /dev/null
    DEPENDS ${elfs} ${elf_files} ${arg_RELEASE_FILE} ${arg_SIGN_KEY} ${arg_SIGN_PASSPHRASE_FILE} ${arg_SIGN_PUBKEY}
      ${arg_BOOT_BIN} ${arg_INIT_DATA} ${signer_files} "$<TARGET_FILE:appbin::imagetool>"
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" # a signer's path is relative to it, as a key's
    COMMENT "Making the release of ${name}" VERBATIM)
endfunction()

# Where everything goes. Multi-configuration generators need a folder for each configuration.
macro(_appbin_set_paths)
  get_property(_appbin_multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  set(output_dir "${CMAKE_CURRENT_BINARY_DIR}")
  if(_appbin_multi)
    string(APPEND output_dir "/$<CONFIG>")
  endif()
  if(DEFINED arg_OUTPUT_DIR)
    set(output_dir "${arg_OUTPUT_DIR}")
    cmake_path(ABSOLUTE_PATH output_dir BASE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}" NORMALIZE)
  endif()
  set(base "${name}")
  if(DEFINED arg_NAME)
    set(base "${arg_NAME}")
  endif()
  set(user1 "${output_dir}/${base}.user1.bin")
  set(user2 "${output_dir}/${base}.user2.bin")
  set(manifest "${output_dir}/${base}.manifest")
  set(slot_args "${output_dir}/${base}.slots.args")
  set(flash_args "")
  if(DEFINED arg_BOOT_BIN)
    set(flash_args "${output_dir}/${base}.first.args")
  endif()
  set(bundle "")
  set(publish "") # what the names on a server begin with
  set(json "")
  foreach(_appbin_word manifest bundle publish slot_args flash_args json)
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

# The release has written them; this says what they are for.
function(_appbin_add_flash_args)
  set(first)
  if(NOT flash_args STREQUAL "")
    set(first COMMAND "${CMAKE_COMMAND}" -E echo "new module: esptool write_flash \"@${flash_args}\"")
  endif()
  add_custom_target(${name}_flash_args
    COMMAND "${CMAKE_COMMAND}" -E echo "both slots: esptool write_flash \"@${slot_args}\""
    ${first}
    COMMENT "Arguments of esptool" VERBATIM)
  add_dependencies(${name}_flash_args ${name})
endfunction()

# The build steps and targets, once all options are known to be good.
function(_appbin_add_images elf1 elf2)
  _appbin_require_imagetool()
  _appbin_set_paths()
  set(outputs "${user1}" "${user2}")
  if(signed)
    list(APPEND outputs "${manifest}" ${bundle} "${slot_args}" ${flash_args} ${json})
    if(NOT publish STREQUAL "") # the names that hold that of the release are not known yet
      list(APPEND outputs "${publish}.user1.bin" "${publish}.user2.bin" "${publish}.manifest")
    endif()
  endif()
  _appbin_check_outputs(${outputs})
  if(signed)
    _appbin_make_release(${elf1} ${elf2})
  else()
    _appbin_build_image(1 ${elf1} "${user1}")
    _appbin_build_image(2 ${elf2} "${user2}")
  endif()
  add_custom_target(${name} ALL DEPENDS ${outputs})
  set_target_properties(${name} PROPERTIES APPBIN_USER1 "${user1}" APPBIN_USER2 "${user2}")
  if(signed)
    set_target_properties(${name} PROPERTIES APPBIN_MANIFEST "${manifest}"
      APPBIN_BUNDLE "${bundle}" APPBIN_PUBLISH "${publish}" APPBIN_SLOT_ARGS "${slot_args}"
      APPBIN_FLASH_ARGS "${flash_args}")
    _appbin_add_flash_args()
  endif()
  _appbin_add_size(${elf1} ${elf2})
endfunction()
