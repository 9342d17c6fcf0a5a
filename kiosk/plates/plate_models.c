#include "plates/plate_models.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 1024

/* The versions of packaging/plates.sh. */
static const struct {
    const char *name;
    size_t len;
    const char *sha256;
} models[PLATE_MODELS] = {
    {"recognition.onnx", 10822323, "06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0"},
    {"detection.onnx", 4745517, "30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff"},
    {"dictionary.txt", 26249, "28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7"},
};

static bool is_the_one(const uint8_t *data, size_t len, const char *sha256)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char text[2 * sizeof hash + 1];
    crypto_hash_sha256(hash, data, len);
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    return strcmp(text, sha256) == 0;
}

enum gh_status plate_model_load(const char *folder, enum plate_model model, uint8_t **data, size_t *len,
                                char message[static PLATE_MODEL_MESSAGE_MAX])
{
    char path[PATH_SIZE];
    const char *name = models[model].name;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return GH_TOO_LONG;
    FILE *file = fopen(path, "rb");
    if (!file) {
        enum gh_status status = errno == ENOENT || errno == ENOTDIR ? GH_NOT_FOUND : GH_IO;
        snprintf(message, PLATE_MODEL_MESSAGE_MAX, "%s: %s (packaging/plates.sh install)", name, strerror(errno));
        return status;
    }
    /* Reads one byte more than expected, to notice a longer file. */
    size_t size = models[model].len, got = 0;
    uint8_t *bytes = malloc(size + 1);
    if (bytes)
        got = fread(bytes, 1, size + 1, file);
    fclose(file);
    if (!bytes)
        return GH_NO_MEMORY;
    if (got != size || !is_the_one(bytes, got, models[model].sha256)) {
        free(bytes);
        snprintf(message, PLATE_MODEL_MESSAGE_MAX,
                 "%s is damaged, or not the one that was tried (packaging/plates.sh install)", name);
        return GH_CORRUPT;
    }
    *data = bytes;
    *len = size;
    return GH_OK;
}
