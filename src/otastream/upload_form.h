/* SPDX-License-Identifier: MIT */
/* The body of an upload that is multipart/form-data (RFC 7578, RFC 2046 section 5.1.1). */
#ifndef OTASTREAM_SRC_UPLOAD_FORM_H
#define OTASTREAM_SRC_UPLOAD_FORM_H

#include "otastream/upload_reader.h"

void otastream_upload_form_begin(struct otastream_upload *upload);

/* Takes bytes of the body, in data those that were not taken, until there are some of the file. */
enum otastream_result otastream_upload_form_read(struct otastream_upload *upload,
                                                 struct otastream_span *data,
                                                 struct otastream_span *file);

/* After the last byte of the body: FORM, NO_FILE. */
enum otastream_result otastream_upload_form_judge(const struct otastream_upload *upload);

#endif
