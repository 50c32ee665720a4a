# SPDX-License-Identifier: MIT
# Updates over a real network on the emulated core; included by the host's tests. They skip
# themselves when the compiler, the emulator, the source of lwIP or the servers are missing.

# No sanitizer reaches the core: once is enough.
if(APPBIN_SANITIZERS)
  return()
endif()

set(APPBIN_LWIP_SOURCE_DIR "${PROJECT_SOURCE_DIR}/build/lwip" CACHE PATH
  "Source tree of lwIP 2.1 for the device; tests/network/get_lwip.sh fetches it")
set(APPBIN_SERVERS_DIR "${PROJECT_SOURCE_DIR}/build/servers" CACHE PATH
  "Servers and a browser; tests/network/get_servers.sh unpacks them")
set(network_dir "${CMAKE_CURRENT_LIST_DIR}")
set(network_build "${CMAKE_CURRENT_BINARY_DIR}/network")

add_test(NAME network_build COMMAND "${SH_PROGRAM}" "${network_dir}/build.sh" "${network_build}"
  "$<TARGET_FILE:imagetool>" "${APPBIN_LWIP_SOURCE_DIR}")
set_tests_properties(network_build PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
  FIXTURES_SETUP network)

# A part, without what waits for half a minute and more: run.sh beside this runs all of it.
function(add_network_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERVERS" "" "CASES")
  set(servers)
  if(arg_SERVERS)
    set(servers "${APPBIN_SERVERS_DIR}")
  endif()
  add_test(NAME network_${name} COMMAND Python3::Interpreter "${network_dir}/test_${name}.py"
    "${network_build}" "$<TARGET_FILE:imagetool>" ${servers} ${arg_CASES})
  set_tests_properties(network_${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    FIXTURES_REQUIRED network)
endfunction()
add_network_test(updates CASES python no_server no_release)
add_network_test(servers SERVERS CASES nginx_chunked node published haproxy)
add_network_test(line SERVERS CASES drop_2 cut)
add_network_test(posts SERVERS CASES curl_form curl_damaged browser)
