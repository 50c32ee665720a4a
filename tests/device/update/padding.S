/* SPDX-License-Identifier: MIT */
/* Makes the image a large one: 300 KB of numbers in flash. */
    .section .irom0.text, "ax"
    .global padding
    .balign 4
padding:
    .set    number, 1
    .rept   76800
    .long   number
    .set    number, (number * 1664525 + 1013904223) & 0xFFFFFFFF
    .endr
