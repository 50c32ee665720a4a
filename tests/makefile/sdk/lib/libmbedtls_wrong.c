/* SPDX-License-Identifier: MIT */
/* The names of mbedTLS, and not what they do: who calls one of these and not the own mbedTLS has a
 * digest of nothing and believes every signature. */
#include "osapi.h"

/* With any arguments; 0 is success. */
#define WRONG(name)                                                                                \
    int name();                                                                                    \
    int name()                                                                                     \
    {                                                                                              \
        os_printf_plus("wrong mbedTLS: " #name " was called\n");                                   \
        return 0;                                                                                  \
    }

WRONG(mbedtls_sha256_init)
WRONG(mbedtls_sha256_free)
WRONG(mbedtls_sha256_clone)
WRONG(mbedtls_sha256_starts)
WRONG(mbedtls_sha256_update)
WRONG(mbedtls_sha256_finish)
WRONG(mbedtls_sha256_starts_ret)
WRONG(mbedtls_sha256_update_ret)
WRONG(mbedtls_sha256_finish_ret)
WRONG(mbedtls_md_info_from_type)
WRONG(mbedtls_md_init)
WRONG(mbedtls_md_setup)
WRONG(mbedtls_md)
WRONG(mbedtls_mpi_init)
WRONG(mbedtls_mpi_free)
WRONG(mbedtls_mpi_read_binary)
WRONG(mbedtls_mpi_cmp_mpi)
WRONG(mbedtls_mpi_exp_mod)
WRONG(mbedtls_ecp_group_init)
WRONG(mbedtls_ecp_group_free)
WRONG(mbedtls_ecp_group_load)
WRONG(mbedtls_ecp_point_init)
WRONG(mbedtls_ecp_point_free)
WRONG(mbedtls_ecp_point_read_binary)
WRONG(mbedtls_ecp_check_pubkey)
WRONG(mbedtls_ecdsa_init)
WRONG(mbedtls_ecdsa_free)
WRONG(mbedtls_ecdsa_verify)
WRONG(mbedtls_ecdsa_verify_restartable)
WRONG(mbedtls_ecdsa_read_signature)
WRONG(mbedtls_rsa_init)
WRONG(mbedtls_rsa_free)
WRONG(mbedtls_rsa_import_raw)
WRONG(mbedtls_rsa_complete)
WRONG(mbedtls_rsa_rsassa_pss_verify)
WRONG(mbedtls_rsa_rsassa_pss_verify_ext)
WRONG(mbedtls_platform_zeroize)
