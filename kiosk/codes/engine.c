#include "codes/engine.h"

#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "codes/zxing_c.h"

struct engine {
    ZXing_ReaderOptions *options[2]; /* by threshold: local, global */
    zbar_image_scanner_t *scanner;
    zbar_image_t *image;
};

static ZXing_ReaderOptions *options_new(ZXing_Binarizer binarizer)
{
    ZXing_ReaderOptions *options = ZXing_ReaderOptions_new();
    if (!options)
        return NULL;
#ifdef GATEHOUSE_ZXING_FORMAT_LIST
    ZXing_BarcodeFormat formats[] = {ZXing_BarcodeFormat_QRCode};
    ZXing_ReaderOptions_setFormats(options, formats, 1);
#else
    ZXing_ReaderOptions_setFormats(options, ZXing_BarcodeFormat_QRCode);
#endif
    ZXing_ReaderOptions_setTryHarder(options, true);
    ZXing_ReaderOptions_setTryRotate(options, false); /* not needed: the finder search sees every orientation */
    ZXing_ReaderOptions_setTryDownscale(options, false);
    ZXing_ReaderOptions_setBinarizer(options, binarizer);
    ZXing_ReaderOptions_setReturnErrors(options, true);
    return options;
}

struct engine *engine_new(void)
{
    struct engine *engine = calloc(1, sizeof(*engine));
    if (!engine)
        return NULL;
    engine->options[0] = options_new(ZXing_Binarizer_LocalAverage);
    engine->options[1] = options_new(ZXing_Binarizer_GlobalHistogram);
    engine->scanner = zbar_image_scanner_create();
    engine->image = zbar_image_create();
    if (!engine->options[0] || !engine->options[1] || !engine->scanner || !engine->image) {
        engine_free(engine);
        return NULL;
    }
    zbar_image_scanner_set_config(engine->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(engine->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_set_format(engine->image, zbar_fourcc('Y', '8', '0', '0'));
    return engine;
}

void engine_free(struct engine *engine)
{
    if (!engine)
        return;
    for (int i = 0; i < 2; i++)
        if (engine->options[i])
            ZXing_ReaderOptions_delete(engine->options[i]);
    if (engine->image)
        zbar_image_destroy(engine->image);
    if (engine->scanner)
        zbar_image_scanner_destroy(engine->scanner);
    free(engine);
}

/* Returns the length of the well-formed UTF-8 sequence (RFC 3629, section 4) at the start of text; 0: none. */
static size_t utf8_sequence(const uint8_t *text, size_t len)
{
    uint8_t a = text[0];
    if (a < 0x80)
        return 1;
    size_t size = a >= 0xc2 && a <= 0xdf ? 2 : a >= 0xe0 && a <= 0xef ? 3 : a >= 0xf0 && a <= 0xf4 ? 4 : 0;
    if (size == 0 || size > len)
        return 0;
    uint8_t low = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80, high = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return size;
}

static bool utf8_valid(const uint8_t *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t size = utf8_sequence(text + i, len - i);
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

static bool take_text(const void *text, size_t len, struct reading *out)
{
    if (!text || len == 0 || len > READER_TEXT_MAX || !utf8_valid(text, len))
        return false;
    memcpy(out->text, text, len);
    out->len = (uint16_t)len;
    return true;
}

static bool zxing_text(const ZXing_Barcode *code, struct reading *out)
{
    int len = 0;
    uint8_t *bytes = ZXing_Barcode_bytes(code, &len);
    bool ok = len > 0 && take_text(bytes, (size_t)len, out);
    ZXing_free(bytes);
    if (ok)
        return true;
    char *text = ZXing_Barcode_text(code);
    ok = text && take_text(text, strlen(text), out);
    ZXing_free(text);
    return ok;
}

static void zxing_corners(const ZXing_Barcode *code, struct reading *out)
{
    ZXing_Position at = ZXing_Barcode_position(code);
    const ZXing_PointI corners[4] = {at.topLeft, at.topRight, at.bottomRight, at.bottomLeft};
    for (int i = 0; i < 4; i++)
        out->corners[i] = (struct point){(float)corners[i].x, (float)corners[i].y};
}

static int zxing_read(struct engine *engine, enum engine_kind kind, const struct grey *picture, struct reading *out,
                      int max, int *errors)
{
    ZXing_ImageView *view = ZXing_ImageView_new(picture->pixels, picture->width, picture->height, ZXing_ImageFormat_Lum,
                                                picture->stride, 1);
    if (!view)
        return 0;
    const ZXing_ReaderOptions *options = engine->options[kind == ENGINE_ZXING_GLOBAL];
    ZXing_Barcodes *codes = ZXing_ReadBarcodes(view, options);
    int count = 0, size = codes ? ZXing_Barcodes_size(codes) : 0;
    for (int i = 0; i < size && count < max; i++) {
        const ZXing_Barcode *code = ZXing_Barcodes_at(codes, i);
        if (!ZXing_Barcode_isValid(code) || !zxing_text(code, &out[count]))
            continue;
        zxing_corners(code, &out[count++]);
    }
    int failed = 0;
    for (int i = 0; errors && i < size && count + failed < max; i++) {
        const ZXing_Barcode *code = ZXing_Barcodes_at(codes, i);
        if (ZXing_Barcode_isValid(code))
            continue;
        out[count + failed].len = 0;
        zxing_corners(code, &out[count + failed++]);
    }
    if (errors)
        *errors = failed;
    if (codes)
        ZXing_Barcodes_delete(codes);
    ZXing_ImageView_delete(view);
    return count;
}

/* ZBar gives the corners counter-clockwise from the top left. */
static bool zbar_corners(const zbar_symbol_t *symbol, struct reading *out)
{
    static const unsigned order[4] = {0, 3, 2, 1};
    if (zbar_symbol_get_loc_size(symbol) != 4)
        return false;
    for (int i = 0; i < 4; i++) {
        out->corners[i].x = (float)zbar_symbol_get_loc_x(symbol, order[i]);
        out->corners[i].y = (float)zbar_symbol_get_loc_y(symbol, order[i]);
    }
    return true;
}

static int zbar_read(struct engine *engine, const struct grey *picture, struct reading *out, int max)
{
    if (picture->stride != picture->width)
        return 0;
    zbar_image_set_size(engine->image, (unsigned)picture->width, (unsigned)picture->height);
    zbar_image_set_data(engine->image, picture->pixels, (unsigned long)picture->width * (unsigned long)picture->height,
                        NULL);
    int count = 0;
    if (zbar_scan_image(engine->scanner, engine->image) > 0) {
        const zbar_symbol_t *symbol = zbar_image_first_symbol(engine->image);
        for (; symbol && count < max; symbol = zbar_symbol_next(symbol)) {
            if (zbar_symbol_get_type(symbol) != ZBAR_QRCODE ||
                !take_text(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol), &out[count]) ||
                !zbar_corners(symbol, &out[count]))
                continue;
            count++;
        }
    }
    zbar_image_set_symbols(engine->image, NULL);
    zbar_image_set_data(engine->image, NULL, 0, NULL);
    return count;
}

int engine_read(struct engine *engine, enum engine_kind kind, const struct grey *picture, struct reading *out, int max,
                int *errors)
{
    if (errors)
        *errors = 0;
    if (kind == ENGINE_ZBAR)
        return zbar_read(engine, picture, out, max);
    return zxing_read(engine, kind, picture, out, max, errors);
}
