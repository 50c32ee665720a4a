/* SPDX-License-Identifier: MIT */
/* What a release says of itself, so that no two have the same body. Nothing reads it: what counts is
   the manifest. */
    .section .rodata.release_mark, "a"
    .global release_mark
    .balign 4
release_mark:
    .asciz  RELEASE_MARK
    .balign 4
