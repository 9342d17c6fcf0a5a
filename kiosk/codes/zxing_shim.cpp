/* ZXing's C interface over the C++ interface of 1.4, which is what Debian 12 has. No exception passes this border. */
#define ZX_USE_UTF8 1
#include <ReadBarcode.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "codes/zxing_c.h"

struct ZXing_ImageView {
    ZXing::ImageView view;
};
struct ZXing_ReaderOptions {
    ZXing::DecodeHints hints;
};
struct ZXing_Barcode {
    ZXing::Result result;
};
struct ZXing_Barcodes {
    std::vector<ZXing_Barcode> all;
};

namespace
{

template <typename Make> auto guarded(Make make) noexcept -> decltype(make())
{
    try {
        return make();
    } catch (...) {
        return nullptr;
    }
}

void *copy(const void *data, size_t len, bool terminate)
{
    auto *out = static_cast<char *>(std::malloc(len + (terminate ? 1 : 0) + (len == 0)));
    if (!out)
        return nullptr;
    if (len)
        std::memcpy(out, data, len);
    if (terminate)
        out[len] = 0;
    return out;
}

ZXing_PointI point(const ZXing::PointI &p)
{
    return {p.x, p.y};
}

} // namespace

extern "C" {

ZXing_ImageView *ZXing_ImageView_new(const uint8_t *data, int width, int height, ZXing_ImageFormat, int rowStride,
                                     int pixStride)
{
    return guarded([&] {
        return new ZXing_ImageView{{data, width, height, ZXing::ImageFormat::Lum, rowStride, pixStride}};
    });
}

void ZXing_ImageView_delete(ZXing_ImageView *iv)
{
    delete iv;
}

ZXing_ReaderOptions *ZXing_ReaderOptions_new(void)
{
    return guarded([] { return new ZXing_ReaderOptions{}; });
}

void ZXing_ReaderOptions_delete(ZXing_ReaderOptions *opts)
{
    delete opts;
}

void ZXing_ReaderOptions_setTryHarder(ZXing_ReaderOptions *opts, bool tryHarder)
{
    opts->hints.setTryHarder(tryHarder);
}

void ZXing_ReaderOptions_setTryRotate(ZXing_ReaderOptions *opts, bool tryRotate)
{
    opts->hints.setTryRotate(tryRotate);
}

void ZXing_ReaderOptions_setTryDownscale(ZXing_ReaderOptions *opts, bool tryDownscale)
{
    opts->hints.setTryDownscale(tryDownscale);
}

void ZXing_ReaderOptions_setIsPure(ZXing_ReaderOptions *opts, bool isPure)
{
    opts->hints.setIsPure(isPure);
}

void ZXing_ReaderOptions_setReturnErrors(ZXing_ReaderOptions *opts, bool returnErrors)
{
    opts->hints.setReturnErrors(returnErrors);
}

void ZXing_ReaderOptions_setFormats(ZXing_ReaderOptions *opts, ZXing_BarcodeFormats)
{
    opts->hints.setFormats(ZXing::BarcodeFormat::QRCode);
}

void ZXing_ReaderOptions_setBinarizer(ZXing_ReaderOptions *opts, ZXing_Binarizer binarizer)
{
    opts->hints.setBinarizer(binarizer == ZXing_Binarizer_GlobalHistogram ? ZXing::Binarizer::GlobalHistogram
                                                                          : ZXing::Binarizer::LocalAverage);
}

void ZXing_ReaderOptions_setMaxNumberOfSymbols(ZXing_ReaderOptions *opts, int n)
{
    opts->hints.setMaxNumberOfSymbols(static_cast<uint8_t>(n));
}

ZXing_Barcodes *ZXing_ReadBarcodes(const ZXing_ImageView *iv, const ZXing_ReaderOptions *opts)
{
    return guarded([&]() -> ZXing_Barcodes * {
        auto results = ZXing::ReadBarcodes(iv->view, opts->hints);
        auto *out = new ZXing_Barcodes{};
        try {
            out->all.reserve(results.size());
            for (auto &result : results)
                out->all.push_back({std::move(result)});
        } catch (...) {
            delete out;
            throw;
        }
        return out;
    });
}

void ZXing_Barcodes_delete(ZXing_Barcodes *barcodes)
{
    delete barcodes;
}

int ZXing_Barcodes_size(const ZXing_Barcodes *barcodes)
{
    return barcodes ? static_cast<int>(barcodes->all.size()) : 0;
}

const ZXing_Barcode *ZXing_Barcodes_at(const ZXing_Barcodes *barcodes, int i)
{
    return &barcodes->all[static_cast<size_t>(i)];
}

bool ZXing_Barcode_isValid(const ZXing_Barcode *barcode)
{
    return barcode->result.isValid();
}

uint8_t *ZXing_Barcode_bytes(const ZXing_Barcode *barcode, int *len)
{
    const auto &bytes = barcode->result.bytes();
    *len = static_cast<int>(bytes.size());
    return static_cast<uint8_t *>(copy(bytes.data(), bytes.size(), false));
}

char *ZXing_Barcode_text(const ZXing_Barcode *barcode)
{
    return guarded([&] {
        std::string text = barcode->result.text();
        return static_cast<char *>(copy(text.data(), text.size(), true));
    });
}

ZXing_Position ZXing_Barcode_position(const ZXing_Barcode *barcode)
{
    const auto &p = barcode->result.position();
    return {point(p.topLeft()), point(p.topRight()), point(p.bottomRight()), point(p.bottomLeft())};
}

void ZXing_free(void *ptr)
{
    std::free(ptr);
}

} // extern "C"
