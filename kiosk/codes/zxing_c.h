/* ZXing-C++ as C sees it: its own C interface where the installed version has one (2.2 and newer), else the same names
 * over the C++ interface of 1.4 (zxing_shim.cpp). Only what the reader calls. */
#ifndef GH_KIOSK_CODES_ZXING_C_H
#define GH_KIOSK_CODES_ZXING_C_H

#ifdef GATEHOUSE_ZXING_C

#include <ZXing/ZXingC.h>

#else

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ZXing_Barcode ZXing_Barcode;
typedef struct ZXing_Barcodes ZXing_Barcodes;
typedef struct ZXing_ImageView ZXing_ImageView;
typedef struct ZXing_ReaderOptions ZXing_ReaderOptions;

typedef enum { ZXing_ImageFormat_Lum = 0x01000000 } ZXing_ImageFormat;
typedef enum { ZXing_BarcodeFormat_QRCode = 1 << 13 } ZXing_BarcodeFormat;
typedef ZXing_BarcodeFormat ZXing_BarcodeFormats;
typedef enum { ZXing_Binarizer_LocalAverage, ZXing_Binarizer_GlobalHistogram } ZXing_Binarizer;

typedef struct ZXing_PointI {
    int x, y;
} ZXing_PointI;

typedef struct ZXing_Position {
    ZXing_PointI topLeft, topRight, bottomRight, bottomLeft;
} ZXing_Position;

/* Borrows data for its lifetime. Every _new and ZXing_ReadBarcodes return NULL without memory. */
ZXing_ImageView *ZXing_ImageView_new(const uint8_t *data, int width, int height, ZXing_ImageFormat format,
                                     int rowStride, int pixStride);
void ZXing_ImageView_delete(ZXing_ImageView *iv);

ZXing_ReaderOptions *ZXing_ReaderOptions_new(void);
void ZXing_ReaderOptions_delete(ZXing_ReaderOptions *opts);
void ZXing_ReaderOptions_setTryHarder(ZXing_ReaderOptions *opts, bool tryHarder);
void ZXing_ReaderOptions_setTryRotate(ZXing_ReaderOptions *opts, bool tryRotate);
void ZXing_ReaderOptions_setTryDownscale(ZXing_ReaderOptions *opts, bool tryDownscale);
void ZXing_ReaderOptions_setIsPure(ZXing_ReaderOptions *opts, bool isPure);
void ZXing_ReaderOptions_setReturnErrors(ZXing_ReaderOptions *opts, bool returnErrors);
void ZXing_ReaderOptions_setFormats(ZXing_ReaderOptions *opts, ZXing_BarcodeFormats formats);
void ZXing_ReaderOptions_setBinarizer(ZXing_ReaderOptions *opts, ZXing_Binarizer binarizer);
void ZXing_ReaderOptions_setMaxNumberOfSymbols(ZXing_ReaderOptions *opts, int n);

ZXing_Barcodes *ZXing_ReadBarcodes(const ZXing_ImageView *iv, const ZXing_ReaderOptions *opts);
void ZXing_Barcodes_delete(ZXing_Barcodes *barcodes);
int ZXing_Barcodes_size(const ZXing_Barcodes *barcodes);
const ZXing_Barcode *ZXing_Barcodes_at(const ZXing_Barcodes *barcodes, int i); /* borrowed */

bool ZXing_Barcode_isValid(const ZXing_Barcode *barcode);
uint8_t *ZXing_Barcode_bytes(const ZXing_Barcode *barcode, int *len); /* ZXing_free() it */
char *ZXing_Barcode_text(const ZXing_Barcode *barcode);               /* UTF-8; ZXing_free() it */
ZXing_Position ZXing_Barcode_position(const ZXing_Barcode *barcode);
void ZXing_free(void *ptr);

#ifdef __cplusplus
}
#endif

#endif
#endif
