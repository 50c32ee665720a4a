# SPDX-License-Identifier: MIT
# What is installed, in four components: tool (imagetool and the CMake functions), verify and receive
# (sources of the device libraries appverify and otastream) and library (the host library, with
# appverify built for the host). With CPack all are one package.
include(CMakePackageConfigHelpers)

# Everything but programs, libraries, headers and manual pages; no path of it depends on the
# architecture, so that a cross-compiled project finds it.
set(package_dir "${CMAKE_INSTALL_DATADIR}/appbin")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/appbinConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/appbinConfig.cmake"
  INSTALL_DESTINATION "${package_dir}/cmake"
  PATH_VARS CMAKE_INSTALL_BINDIR
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/appbinConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)

# No component can be used without these.
foreach(component tool verify receive library)
  install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/appbinConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/appbinConfigVersion.cmake"
    DESTINATION "${package_dir}/cmake" COMPONENT ${component})
endforeach()

# A copy of the layout of the source tree: src/appverify finds its headers in include beside it. What
# its generators made is among the sources.
install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/src/appverify"
  DESTINATION "${package_dir}/src" COMPONENT verify
  PATTERN "*.py" EXCLUDE
  PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/include/appverify"
  DESTINATION "${package_dir}/include" COMPONENT verify)
install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/src/otastream"
  DESTINATION "${package_dir}/src" COMPONENT receive)
install(DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/include/otastream"
  DESTINATION "${package_dir}/include" COMPONENT receive)
install(FILES makefile/appbin.mk DESTINATION "${package_dir}" COMPONENT receive)
install(DIRECTORY makefile DESTINATION "${package_dir}" COMPONENT receive
  PATTERN "appbin.mk" EXCLUDE)
install(FILES "${CMAKE_CURRENT_LIST_DIR}/toolchain-xtensa-lx106.cmake"
  DESTINATION "${package_dir}/cmake" COMPONENT verify)

if(APPBIN_BUILD_TOOL)
  install(FILES
    "${CMAKE_CURRENT_LIST_DIR}/AppbinFirmware.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinImages.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinImagetool.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinLinkerScript.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinOptions.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinReleaseFile.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinSdkUpdates.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinTables.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/AppbinTrustAlgorithms.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/firmware.ld"
    DESTINATION "${package_dir}/cmake" COMPONENT tool)
  install(PROGRAMS "${CMAKE_CURRENT_LIST_DIR}/link_firmware.sh"
    DESTINATION "${package_dir}/cmake" COMPONENT tool)
  install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright COMPONENT tool)
  install(FILES README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT tool)
  install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT tool)
  # Neither what was built there nor a key that was made there.
  install(DIRECTORY examples DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT tool
    FILES_MATCHING
    PATTERN "build*" EXCLUDE
    PATTERN "*.[chS]" PATTERN "*.ld" PATTERN "*.sh" PATTERN "*.cmake" PATTERN "*.md"
    PATTERN "CMakeLists.txt" PATTERN "Makefile")

  # Exported apart: a project that has the verifier's sources takes only the first.
  install(TARGETS appbin EXPORT appbinTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(TARGETS appverify appverify_builtin_crypto appverify_mbedtls EXPORT appverifyTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  foreach(set IN ITEMS appbinTargets appverifyTargets)
    install(EXPORT ${set} NAMESPACE appbin:: DESTINATION "${package_dir}/cmake" COMPONENT library)
  endforeach()
  install(DIRECTORY
    "${CMAKE_CURRENT_SOURCE_DIR}/include/appbin" "${CMAKE_CURRENT_SOURCE_DIR}/include/appverify"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT library)
  install(FILES
    "${CMAKE_CURRENT_LIST_DIR}/FindLibElf.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/FindMbedTLS.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/FindNettle.cmake"
    DESTINATION "${package_dir}/cmake" COMPONENT library)
endif()

# For programs that are built without CMake. Their paths count from where the files are.
if(APPBIN_BUILD_TOOL)
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
    BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" OUTPUT_VARIABLE prefix_of_pc)
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR
    BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE libdir_of_pc)
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR
    BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE includedir_of_pc)
  foreach(name IN ITEMS appbin appverify)
    configure_file("${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in"
      "${CMAKE_CURRENT_BINARY_DIR}/${name}.pc" @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}.pc"
      DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT library)
  endforeach()
endif()

# imagetool needs the shared library too, and finds it wherever both are moved to.
if(APPBIN_BUILD_TOOL AND BUILD_SHARED_LIBS)
  install(TARGETS appbin
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT tool NAMELINK_SKIP)
  file(RELATIVE_PATH path "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_LIBDIR}")
  set_target_properties(imagetool PROPERTIES INSTALL_RPATH "$ORIGIN/${path}")
endif()

if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_CONTACT "appbin maintainers <appbin@example.org>")
  string(TOLOWER "${PROJECT_DESCRIPTION}" CPACK_PACKAGE_DESCRIPTION_SUMMARY)
  string(REPLACE esp8266 ESP8266
    CPACK_PACKAGE_DESCRIPTION_SUMMARY "${CPACK_PACKAGE_DESCRIPTION_SUMMARY}")
  set(CPACK_PACKAGE_DESCRIPTION
"imagetool makes the images of over-the-air updates for the ESP8266 from linked
ELF files, for projects on the vendor's non-OS SDK or RTOS SDK 2.x: user1.bin
and user2.bin with a CRC word that every device accepts, and one signature that
binds both. It checks, measures, repairs and verifies images, makes keys and
writes what a server publishes.

The package also has the sources of two libraries for the device, which verify
and receive an update, CMake functions and a makefile that build and sign
firmware, and the library behind imagetool, libappbin.")
  set(CPACK_APPBIN_SOURCE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_CURRENT_LIST_DIR}/package_config.cmake")
  set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/package_files.cmake")
  set(CPACK_POST_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/package_repack.cmake")
  set(CPACK_APPBIN_AR "${CMAKE_AR}")
  set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_CURRENT_SOURCE_DIR}/LICENSE")
  set(CPACK_DEBIAN_PACKAGE_SECTION devel)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_SUGGESTS
    "cmake (>= 3.24), gcc-xtensa-lx106, zlib1g-dev, libelf-dev, libmbedtls-dev, nettle-dev")
  set(CPACK_STRIP_FILES ON)
  include(CPack)
endif()
