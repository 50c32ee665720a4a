/* SPDX-License-Identifier: MIT */
#include "lwip/netdb.h"
