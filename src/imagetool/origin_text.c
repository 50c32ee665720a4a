/* SPDX-License-Identifier: MIT */
#include "origin_text.h"

void origin_text_print(FILE *out, const struct appbin_image *image)
{
    switch (image->origin_witness) {
    case APPBIN_WITNESS_FUNCTIONS:
        (void)fprintf(out, "irom is linked for it (%u addresses of functions)", image->origin_hits);
        break;
    case APPBIN_WITNESS_ADDRESSES:
        (void)fprintf(out, "irom is linked for it by %u of %u addresses, too few functions tell",
                      image->origin_votes, image->origin_total);
        break;
    default:
        (void)fputs(image->irom_size == 0 ? "no irom"
                                          : "not checked where irom is linked: the "
                                            "code does not tell",
                    out);
    }
}
