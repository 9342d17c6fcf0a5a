#include "peers.h"

#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "codes/zxing_c.h"

struct peers {
    ZXing_ReaderOptions *options;
    zbar_image_scanner_t *scanner;
};

struct peers *peers_new(void)
{
    struct peers *peers = calloc(1, sizeof(*peers));
    if (!peers)
        return NULL;
    peers->options = ZXing_ReaderOptions_new();
    peers->scanner = zbar_image_scanner_create();
    if (!peers->options || !peers->scanner) {
        peers_free(peers);
        return NULL;
    }
#ifdef GATEHOUSE_ZXING_FORMAT_LIST
    ZXing_BarcodeFormat formats[] = {ZXing_BarcodeFormat_QRCode};
    ZXing_ReaderOptions_setFormats(peers->options, formats, 1);
#else
    ZXing_ReaderOptions_setFormats(peers->options, ZXing_BarcodeFormat_QRCode);
#endif
    zbar_image_scanner_set_config(peers->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(peers->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    return peers;
}

void peers_free(struct peers *peers)
{
    if (!peers)
        return;
    if (peers->options)
        ZXing_ReaderOptions_delete(peers->options);
    if (peers->scanner)
        zbar_image_scanner_destroy(peers->scanner);
    free(peers);
}

static int take(const void *text, size_t len, struct reading *out)
{
    if (!text || len == 0 || len > READER_TEXT_MAX)
        return 0;
    memcpy(out->text, text, len);
    out->len = (uint16_t)len;
    return 1;
}

int peers_zxing(struct peers *peers, const struct grey *picture, struct reading *out)
{
    ZXing_ImageView *view = ZXing_ImageView_new(picture->pixels, picture->width, picture->height, ZXing_ImageFormat_Lum,
                                                picture->stride, 1);
    ZXing_Barcodes *codes = view ? ZXing_ReadBarcodes(view, peers->options) : NULL;
    int found = 0;
    for (int i = 0; codes && !found && i < ZXing_Barcodes_size(codes); i++) {
        int len = 0;
        uint8_t *bytes = ZXing_Barcode_bytes(ZXing_Barcodes_at(codes, i), &len);
        found = take(bytes, len > 0 ? (size_t)len : 0, out);
        ZXing_free(bytes);
    }
    if (codes)
        ZXing_Barcodes_delete(codes);
    if (view)
        ZXing_ImageView_delete(view);
    return found;
}

int peers_zbar(struct peers *peers, const struct grey *picture, struct reading *out)
{
    zbar_image_t *image = zbar_image_create();
    if (!image)
        return 0;
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)picture->width, (unsigned)picture->height);
    zbar_image_set_data(image, picture->pixels, (unsigned long)picture->width * (unsigned long)picture->height, NULL);
    int found = 0;
    if (zbar_scan_image(peers->scanner, image) > 0) {
        const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
        found = symbol ? take(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol), out) : 0;
    }
    zbar_image_destroy(image);
    return found;
}
