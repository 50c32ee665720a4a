/* SPDX-License-Identifier: MIT */
/*
 * Tells which mbedTLS the tests ran with. The headers, the library and what CMake found are of the
 * same version. usage: test_mbedtls_version VERSION_THAT_CMAKE_FOUND
 */
#include <mbedtls/version.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char library[18]; /* the size that mbedTLS asks for */
    const char *found = argc == 2 ? argv[1] : "nothing";
    mbedtls_version_get_string(library);
    (void)printf("mbedTLS: headers %s, library %s, CMake found %s\n", MBEDTLS_VERSION_STRING,
                 library, found);
    return strcmp(library, MBEDTLS_VERSION_STRING) == 0 && strcmp(library, found) == 0 ? 0 : 1;
}
