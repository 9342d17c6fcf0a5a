/* links: gh_config gh_os gh_base */
/* Any bytes as a configuration give an error in words, or a configuration whose texts are terminated. */
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct booth_config config;
    struct config_fault fault = {0};
    enum gh_status status = config_parse(BYTES(data, size), "/folder", &config, &fault);
    if (status && !fault.message[0] && status != GH_NO_MEMORY)
        abort();
    if (!status && (strnlen(config.device, sizeof config.device) == sizeof config.device || config.gate < 0 ||
                    config.gate > 15 || strnlen(config.pipeline, sizeof config.pipeline) == sizeof config.pipeline))
        abort();
    return 0;
}
