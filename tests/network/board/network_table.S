/* SPDX-License-Identifier: MIT */
/* The services of rom_network.h by address, as examples/hello-ota/rom_network.ld has them. */
#include "rom_entry.inc"

    .section .rom_table.board, "ax"
    entry   rom_network_start, network_link_start
    entry   rom_network_poll, network_link_poll
    entry   rom_network_milliseconds, network_link_milliseconds
    entry   rom_network_connect, connection_open
    entry   rom_network_listen, connection_listen
    entry   rom_network_accept, connection_accept
    entry   rom_network_state, connection_state
    entry   rom_network_send, connection_send
    entry   rom_network_received, connection_received
    entry   rom_network_take, connection_take
    entry   rom_network_close, connection_close
    entry   rom_setting, board_setting
