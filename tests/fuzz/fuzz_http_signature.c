/* links: gh_wire gh_base */
/* Signature-Input, Signature and Content-Digest as they come from the network: the first byte chooses. What parses is
 * within its field, and a signature base over it has a line for each component. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "wire/http_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_input(struct bytes field)
{
    struct http_signature_input in;
    struct http_component known[HTTP_COMPONENTS_MAX];
    uint8_t buffer[HTTP_BASE_MAX];
    struct writer base = writer_over(buffer, sizeof buffer);
    if (http_signature_input_parse(field, HTTP_LABEL, &in))
        return;
    if (in.component_count > HTTP_COMPONENTS_MAX || in.params.data < field.data ||
        in.params.data + in.params.len > field.data + field.len)
        abort();
    for (size_t i = 0; i < in.component_count; i++)
        known[i] = (struct http_component){in.components[i], bytes_of_string("value")};
    if (http_signature_base(&in, known, in.component_count, &base) == GH_OK) {
        size_t lines = 0;
        for (size_t i = 0; i < base.len; i++)
            lines += buffer[i] == '\n';
        if (lines != in.component_count)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t signature[HTTP_SIGNATURE_LEN];
    if (sodium_init() < 0 || size == 0)
        return 0;
    struct bytes field = BYTES(data + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        fuzz_input(field);
        break;
    case 1:
        (void)!http_signature_parse(field, HTTP_LABEL, signature);
        break;
    default:
        (void)!http_digest_check(field, bytes_of_string("{\"hello\": \"world\"}"));
        break;
    }
    return 0;
}
