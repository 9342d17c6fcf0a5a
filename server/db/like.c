/* Builds LIKE patterns from typed text. */
#include "db/like.h"

#include <string.h>

#include "base/utf8.h"

struct db_value db_like_containing(struct db_like *room, const char *text)
{
    char cut[DB_LIKE_TEXT_MAX + 1];
    size_t len = strnlen(text, DB_LIKE_TEXT_MAX), used = 1;
    memcpy(cut, text, len);
    cut[len] = '\0';
    utf8_end_whole(cut);
    room->text[0] = '%';
    for (const char *at = cut; *at; at++) {
        if (strchr("%_\\", *at))
            room->text[used++] = '\\';
        room->text[used++] = *at;
    }
    room->text[used++] = '%';
    room->text[used] = '\0';
    return DB_TEXT(room->text);
}
