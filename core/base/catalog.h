/* Translations: a GNU .mo file read in place (GNU gettext manual, "The Format of GNU MO Files"), and named
 * placeholders.
 *
 * A screen shows both languages at once, so there is no process-wide locale. Source texts are English; a catalogue maps
 * them to one other language. */
#ifndef GH_BASE_CATALOG_H
#define GH_BASE_CATALOG_H

#include "base/bytes.h"

/* Marks a source text for xgettext at the place where it is stored and not yet looked up. */
#define N_(text) (text)

#define CATALOG_FILE_MAX ((size_t)4 * 1024 * 1024)

/* Borrows the file's bytes, which must outlive it. A zeroed catalogue is empty: every text stays English. */
struct catalog {
    struct bytes file;
    uint32_t count, originals, translations; /* entries; file offsets of the two tables */
    bool swapped;                            /* the file has the other byte order */
    bool one_form;                           /* nplurals=1, as in Chinese; otherwise the two forms of English */
};

/* Opens a file and checks every entry, so that look-ups need not: tables and texts lie inside the file, texts end in
 * NUL and are sorted.
 * GH_TOO_LONG over CATALOG_FILE_MAX; GH_UNSUPPORTED for a major revision other than 0; GH_MALFORMED otherwise. */
enum gh_status GH_MUST_USE catalog_open(struct bytes file, struct catalog *out);

/* Returns the translation of text, or text itself when there is none. Never NULL; lives as long as the file. */
const char *catalog_find(const struct catalog *catalog, const char *text);
/* Returns NULL when there is no translation: for tests of completeness. */
const char *catalog_find_or_null(const struct catalog *catalog, const char *text);
/* Returns the form for n of a text with a plural. Without a translation: singular for 1, else plural. */
const char *catalog_find_plural(const struct catalog *catalog, const char *singular, const char *plural, uint64_t n);

/* The value of one placeholder, {name} in the text. A translation can reorder placeholders; unknown ones stay as they
 * are. No printf format ever comes from a catalogue. */
struct text_arg {
    const char *name, *value;
};

/* Writes the text with its placeholders filled in and ends it with a NUL, never inside a UTF-8 character. Returns false
 * when the text was cut to size. */
bool text_format(char *out, size_t size, const char *text, const struct text_arg *args, size_t count);

#endif
