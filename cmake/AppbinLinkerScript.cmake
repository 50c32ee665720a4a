# Linker scripts of a slot: the generated default, and what a given one includes.

# What the linker needs of a flash map: offset of slot 2 and length of the irom region. The address
# at which flash is seen repeats every 1 MiB, so that from map 5 on both slots are linked alike.
function(_appbin_flash_map map slot2_offset irom_length)
  if(map EQUAL 0)
    set(values 0x41000 0x2B000)
  elseif(map LESS 5)
    set(values 0x81000 0x6B000)
  else()
    set(values 0x101000 0xE0000)
  endif()
  list(GET values 0 offset)
  list(GET values 1 length)
  set(${slot2_offset} ${offset} PARENT_SCOPE)
  set(${irom_length} ${length} PARENT_SCOPE)
endfunction()

# Address of irom: 0x40200000 + slot offset mod 1 MiB, behind the header (boot new) or behind the RAM
# part (boot old).
function(_appbin_irom_origin map slot boot result)
  _appbin_flash_map(${map} offset length)
  if(slot EQUAL 1)
    set(offset 0x1000)
  endif()
  set(head 0x10)
  if(boot STREQUAL "old")
    set(head 0x10000)
  endif()
  math(EXPR origin "0x40200000 + ${offset} % 0x100000 + ${head}" OUTPUT_FORMAT HEXADECIMAL)
  set(${result} ${origin} PARENT_SCOPE)
endfunction()

# Writes the default linker script of a slot to path.
function(_appbin_write_linker_script path map slot boot)
  _appbin_irom_origin(${map} ${slot} "${boot}" origin)
  _appbin_flash_map(${map} offset length)
  set(slot_symbol "slot_number = ABSOLUTE(${slot});\n\n")
  if(map GREATER_EQUAL 5)
    set(slot_symbol "") # one link serves both slots
  endif()
  file(CONFIGURE OUTPUT "${path}" @ONLY CONTENT "MEMORY
{
  irom0_0_seg : ORIGIN = @origin@, LENGTH = @length@
}

@slot_symbol@INCLUDE \"@CMAKE_CURRENT_FUNCTION_LIST_DIR@/firmware.ld\"
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
