/* Bodies of HTML forms: application/x-www-form-urlencoded (WHATWG URL, section 5). */
#ifndef GH_SERVER_HTTP_FORM_H
#define GH_SERVER_HTTP_FORM_H

#include "base/bytes.h"
#include "base/status.h"

/* Copies the value of the first field with this name, decoded, with a NUL. GH_NOT_FOUND: no such field. GH_MALFORMED:
 * a wrong escape, a NUL, or not UTF-8. GH_TOO_LONG: out is too small. */
enum gh_status GH_MUST_USE form_value(struct bytes body, const char *name, char *out, size_t size);

#endif
