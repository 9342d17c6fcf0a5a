#include "devices/entry_note.h"

#include <sodium.h>
#include <string.h>

struct opening {
    const struct entry *entry;
    char *out;
};

static bool opens(void *context, const uint8_t key[static DATA_KEY_LEN])
{
    const struct opening *o = context;
    return entry_remark_open(o->entry->note_sealed, key, &o->entry->id, o->out) == GH_OK;
}

/* The hash covers the text where the note was sealed later. */
static void restore(const char *journal, const char *note, struct entry *e)
{
    struct entry plain = *e;
    uint8_t hash[ENTRY_HASH_LEN];
    memcpy(plain.note, note, sizeof plain.note);
    memset(plain.note_sealed, 0, sizeof plain.note_sealed);
    entry_hash(&plain, journal, hash);
    if (memcmp(hash, e->hash, sizeof hash) == 0)
        *e = plain;
    sodium_memzero(plain.note, sizeof plain.note);
}

void entry_note_take(const struct booth_keys *keys, const char *journal, struct entry *e,
                     char out[static ENTRY_NOTE_MAX])
{
    struct opening opening = {e, out};
    memcpy(out, e->note, ENTRY_NOTE_MAX);
    if (entry_has_sealed_note(e) && booth_keys_try(keys, opens, &opening))
        restore(journal, out, e);
}
