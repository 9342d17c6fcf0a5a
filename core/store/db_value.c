#include "store/db_value.h"

#include <string.h>

struct db_value db_value_text(const char *string)
{
    return string ? DB_TEXT_BYTES(bytes_of_string(string)) : DB_NULL;
}

struct db_value db_value_blob_or_null(struct bytes blob)
{
    for (size_t i = 0; i < blob.len; i++)
        if (blob.data[i])
            return DB_BLOB(blob.data, blob.len);
    return DB_NULL;
}

enum gh_status db_value_copy_text(struct bytes text, char *out, size_t size)
{
    if (text.len >= size)
        return GH_CORRUPT;
    if (text.len > 0)
        memcpy(out, text.data, text.len);
    out[text.len] = '\0';
    return GH_OK;
}

enum gh_status db_value_copy_blob(struct bytes blob, bool is_null, uint8_t *out, size_t len)
{
    if (is_null) {
        memset(out, 0, len);
        return GH_OK;
    }
    if (blob.len != len)
        return GH_CORRUPT;
    memcpy(out, blob.data, len);
    return GH_OK;
}
