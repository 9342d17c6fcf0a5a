/* links: gh_image_file gh_base PkgConfig::PNG PkgConfig::JPEG PkgConfig::WEBP */
/* A picture file of any of the four kinds gives a picture within the limits, every pixel of which can be read, or an
 * error that leaves the output alone. */
#include <stdlib.h>

#include "read/image_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image = {.width = -1};
    if (image_decode(data, size, IMAGE_GREY, &image) != GH_OK) {
        if (image.pixels || image.width != -1 || image.height != 0)
            abort();
        return 0;
    }
    if (image.width < 1 || image.width > IMAGE_SIDE_MAX || image.height < 1 || image.height > IMAGE_SIDE_MAX)
        abort();
    volatile uint8_t seen = 0;
    for (size_t i = 0; i < (size_t)image.width * (size_t)image.height; i++)
        seen = seen ^ image.pixels[i];
    image_free(&image);
    return 0;
}
