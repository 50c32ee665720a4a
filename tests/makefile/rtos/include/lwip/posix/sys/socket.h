/* SPDX-License-Identifier: MIT */
#include "lwip/sockets.h"
