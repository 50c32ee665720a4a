# SPDX-License-Identifier: MIT
# Registers the tests that run on the emulated LX106; included by the host's tests. They skip
# themselves when the compiler, the emulator or the source of mbedTLS is missing.

# No sanitizer reaches the core: once is enough.
if(APPBIN_SANITIZERS)
  return()
endif()

set(APPBIN_MBEDTLS_SOURCE_DIR "${PROJECT_SOURCE_DIR}/build/mbedtls" CACHE PATH
  "Source tree of mbedTLS 2.28 for the device; tests/device/get_mbedtls.sh fetches it")

set(device_dir "${CMAKE_CURRENT_LIST_DIR}")
set(device_build "${CMAKE_CURRENT_BINARY_DIR}/device")
file(MAKE_DIRECTORY "${device_build}")
find_program(SH_PROGRAM sh REQUIRED)

# The arguments behind the name are a command line for sh, run in the build folder.
function(add_device_test name)
  add_test(NAME device_${name} COMMAND "${SH_PROGRAM}" ${ARGN} WORKING_DIRECTORY "${device_build}")
  set_tests_properties(device_${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)
endfunction()

add_device_test(build "${device_dir}/build.sh" "${device_build}" "${APPBIN_MBEDTLS_SOURCE_DIR}")
add_device_test(appverify "${device_dir}/run.sh" run_tests.elf)
add_device_test(otastream "${device_dir}/run.sh" run_stream_tests.elf)
add_device_test(measure "${device_dir}/run.sh" measure.elf)
add_device_test(measure_stream "${device_dir}/run.sh" measure_stream.elf)
add_device_test(port_memory "${device_dir}/run.sh" port_memory.elf)
add_device_test(port_misuse "${device_dir}/run.sh" port_misuse.elf)
add_device_test(port_misuse_builtin "${device_dir}/run.sh" port_misuse_builtin.elf)
add_device_test(fault "${device_dir}/tests/test_fault.sh" fault.elf)
set_tests_properties(device_build PROPERTIES FIXTURES_SETUP device)
set_tests_properties(device_appverify device_measure device_port_memory device_port_misuse
  device_port_misuse_builtin
  device_fault PROPERTIES FIXTURES_REQUIRED device)
set_tests_properties(device_appverify device_otastream device_measure device_measure_stream
  device_port_memory device_port_misuse device_fault PROPERTIES FIXTURES_REQUIRED device)

foreach(variant "" _in_c)
  add_test(NAME device_rsa_vectors${variant} COMMAND Python3::Interpreter
    "${device_dir}/tests/test_rsa_vectors.py" "${device_build}" rsa_vectors${variant}.elf)
  set_tests_properties(device_rsa_vectors${variant} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    FIXTURES_REQUIRED device RESOURCE_LOCK rsa_vectors) # a file that both write
endforeach()

# --update writes their budgets.
foreach(name arithmetic stream)
  add_test(NAME device_${name}_cost COMMAND Python3::Interpreter
    "${device_dir}/cost/${name}_cost.py" "${device_build}")
  set_tests_properties(device_${name}_cost PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120
    FIXTURES_REQUIRED device)
endforeach()
# The project's own arithmetic: with all of its assembly, with less of it, and with none.
foreach(variant "" _small _in_c)
  add_device_test(p256_arithmetic${variant} "${device_dir}/tests/p256_arithmetic.sh"
    "$<TARGET_FILE:p256_arithmetic>" p256_arithmetic${variant}.elf)
  set_tests_properties(device_p256_arithmetic${variant} PROPERTIES FIXTURES_REQUIRED device)
endforeach()
foreach(variant "" _small)
  add_device_test(p256_cases${variant} "${device_dir}/run.sh" p256_cases${variant}.elf
    ../crypto/p256_cases.bin rotate)
  set_tests_properties(device_p256_cases${variant} PROPERTIES FIXTURES_REQUIRED "device;p256_cases")
endforeach()
foreach(variant "" _in_c)
  add_device_test(lms_cases${variant} "${device_dir}/run.sh" lms_cases${variant}.elf
    ../crypto/lms_cases.bin)
  set_tests_properties(device_lms_cases${variant} PROPERTIES FIXTURES_REQUIRED "device;lms_cases")
endforeach()

# All of the campaign: it takes less time than to build it.
add_test(NAME device_glitch COMMAND Python3::Interpreter
  "${device_dir}/../glitch/campaign.py" "${device_build}/glitch.elf")
set_tests_properties(device_glitch PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
  FIXTURES_REQUIRED device)
# The rule of the chip that the emulator does not know: aligned 32-bit loads from flash only.
add_test(NAME device_flash_trap COMMAND Python3::Interpreter
  "${device_dir}/flash_trap/test_flash_trap.py" "${device_build}" "${device_build}/flash_trap"
  "${APPBIN_MBEDTLS_SOURCE_DIR}")
add_test(NAME device_flash_trap_rsa_vectors COMMAND Python3::Interpreter
  "${device_dir}/tests/test_rsa_vectors.py" "${device_build}" rsa_vectors_flash_trap.elf)
add_device_test(flash_trap_p256_cases "${device_dir}/run.sh" p256_cases_flash_trap.elf
  ../crypto/p256_cases.bin rotate)
add_device_test(flash_trap_lms_cases "${device_dir}/run.sh" lms_cases_flash_trap.elf
  ../crypto/lms_cases.bin)
set_tests_properties(device_flash_trap_lms_cases PROPERTIES FIXTURES_REQUIRED "device;lms_cases")
set_tests_properties(device_flash_trap device_flash_trap_rsa_vectors PROPERTIES
  SKIP_RETURN_CODE 77 TIMEOUT 300 FIXTURES_REQUIRED device)
set_tests_properties(device_flash_trap_p256_cases PROPERTIES
  FIXTURES_REQUIRED "device;p256_cases")
# Both write rsa_vectors.bin.
set_tests_properties(device_rsa_vectors device_flash_trap_rsa_vectors PROPERTIES
  RESOURCE_LOCK rsa_vectors)

# With the built-in crypto port a run takes 2 million instructions: what decides, and a part of what
# calculates. The rest by hand: README.md of the tests.
set(glitch_decides "(appverify_)?((p256_|rsa_|pss_|lms_)?(begin|step|compare)|step_compare|count_key|check_digest|check_signature|pick_key|recheck|decide|compare_x|finite_evidence|wanted_evidence|padding_evidence|hash_finish|signature_step|divide_by_s|p256_add)")
foreach(algorithm p256 rsa lms)
  add_test(NAME device_glitch_${algorithm} COMMAND Python3::Interpreter
    "${device_dir}/../glitch/campaign.py" --every 50 --functions "${glitch_decides}"
    "${device_build}/glitch_${algorithm}.elf")
  set_tests_properties(device_glitch_${algorithm} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    FIXTURES_REQUIRED device)
endforeach()

# Has a build folder of its own: the key ring is compiled in.
add_device_test(verify_images "${device_dir}/tests/verify_images.sh" "$<TARGET_FILE:imagetool>"
  "${device_build}/verify_images" "${APPBIN_MBEDTLS_SOURCE_DIR}")

# As have its configurations of crypto. cost.py --update writes the budget and the page.
add_test(NAME device_cost COMMAND Python3::Interpreter "${device_dir}/cost/cost.py"
  "${device_build}/cost" "${APPBIN_MBEDTLS_SOURCE_DIR}")
set_tests_properties(device_cost PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900)

# Whole updates of examples/hello-ota, which have a build folder of their own.
set(device_update_build "${device_build}/update")
add_device_test(update_build "${device_dir}/update/build.sh" "${device_update_build}"
  "$<TARGET_FILE:imagetool>" "${APPBIN_MBEDTLS_SOURCE_DIR}")
set_tests_properties(device_update_build PROPERTIES FIXTURES_SETUP device_update)
foreach(test versions refusals power_cut mbedtls)
  add_test(NAME device_update_${test} COMMAND Python3::Interpreter
    "${device_dir}/update/test_${test}.py" "${device_update_build}" "$<TARGET_FILE:imagetool>")
  set_tests_properties(device_update_${test} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900
    FIXTURES_REQUIRED device_update)
endforeach()
