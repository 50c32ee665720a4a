/* SPDX-License-Identifier: MIT */
/* Memory that holds keys stays out of core dumps. */
#ifndef IMAGETOOL_CORE_DUMP_H
#define IMAGETOOL_CORE_DUMP_H

/* From here on this process and those it starts leave no core dump. Called before a secret is
 * read or made. */
void core_dump_off(void);

#endif
