/* links: gh_http gh_auth gh_vault gh_db gh_os gh_base PkgConfig::SODIUM */
/* A form's field is refused, or is UTF-8 that fits. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[64];
    size_t count = 0;
    if (form_value(BYTES(data, size), "text", text, sizeof text) != GH_OK)
        return 0;
    const size_t len = strnlen(text, sizeof text);
    if (len == sizeof text || utf8_count(BYTES((const uint8_t *)text, len), &count) != GH_OK)
        abort();
    return 0;
}
