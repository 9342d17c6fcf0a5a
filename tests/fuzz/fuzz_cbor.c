/* links: gh_token gh_base */
/* Items that the strict reader takes are written back byte for byte. */
#include <stdlib.h>

#include "token/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor c = cursor_over(BYTES(data, size));
    enum cbor_major major;
    uint64_t argument;
    while (cbor_take_head(&c, &major, &argument) == GH_OK) {
        const uint8_t *end = c.at;
        uint8_t head[9];
        struct writer w = writer_over(head, sizeof head);
        cbor_put_head(&w, major, argument);
        if (w.overflow || !bytes_equal(writer_bytes(&w), BYTES(end - w.len, w.len)))
            abort();
    }
    struct bytes value;
    int64_t number;
    c = cursor_over(BYTES(data, size));
    while (cbor_take_bytes(&c, &value) == GH_OK || cbor_take_int(&c, &number) == GH_OK || cbor_take_true(&c) == GH_OK)
        ;
    return 0;
}
