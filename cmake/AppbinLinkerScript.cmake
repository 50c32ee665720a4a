# SPDX-License-Identifier: MIT
# Linker scripts of a slot: the generated default, and what a given one includes.

# Writes the default linker script of a slot to path. The tables are loaded by the public functions,
# arg_ENTRY is the entry or undefined. What the boot loader jumps to must be in iram: flash is not
# mapped yet.
function(_appbin_write_linker_script path map slot boot)
  if(boot STREQUAL "")
    set(boot new)
  endif()
  set(origin ${_appbin_irom_origin_${boot}_${map}_${slot}})
  set(length ${_appbin_irom_limit_${map}})
  set(slot_symbol "slot_number = ABSOLUTE(${slot});\n\n")
  if(map IN_LIST _appbin_maps_linked_once)
    set(slot_symbol "") # one link serves both slots
  endif()
  set(entry call_user_start1)
  set(other_name "PROVIDE(call_user_start1 = DEFINED(call_user_start) ? call_user_start : 0);\n")
  if(DEFINED arg_ENTRY)
    set(entry "${arg_ENTRY}")
    set(other_name "")
  endif()
  set(is_defined "DEFINED(${entry})")
  if(entry MATCHES "^[0-9]")
    set(is_defined 1)
  endif()
  file(CONFIGURE OUTPUT "${path}" @ONLY CONTENT "MEMORY
{
  irom0_0_seg : ORIGIN = @origin@, LENGTH = @length@
}

@slot_symbol@INCLUDE \"@CMAKE_CURRENT_FUNCTION_LIST_DIR@/firmware.ld\"

@other_name@ASSERT(@is_defined@ ? @entry@ >= _text_start && @entry@ < _text_end : 0,
  \"the entry, @entry@, is not defined in iram: place it in a section named .iram.text\")
")
endfunction()

# A linker script and all that it includes, as far as they are there, beside it.
function(_appbin_included_scripts result script)
  set(found)
  set(todo)
  if(EXISTS "${script}") # a rule of the build may make it
    set(todo "${script}")
  endif()
  get_filename_component(folder "${script}" DIRECTORY)
  while(todo)
    list(POP_FRONT todo current)
    list(APPEND found "${current}")
    file(STRINGS "${current}" lines REGEX "INCLUDE")
    foreach(line IN LISTS lines)
      if(line MATCHES "INCLUDE[ \t]+(\"([^\"]+)|[^\"; \t]+)")
        set(included "${CMAKE_MATCH_2}")
        if(NOT included)
          set(included "${CMAKE_MATCH_1}")
        endif()
        get_filename_component(path "${included}" ABSOLUTE BASE_DIR "${folder}")
        if(EXISTS "${path}" AND NOT path IN_LIST found)
          list(APPEND todo "${path}")
        endif()
      endif()
    endforeach()
  endwhile()
  set(${result} "${found}" PARENT_SCOPE)
endfunction()
