/* The built pages, read into memory once. They are small, and no path from a client ever reaches the disk. */
#ifndef GH_SERVER_HTTP_WEB_FILES_H
#define GH_SERVER_HTTP_WEB_FILES_H

#include "base/bytes.h"

struct web_files;

#define WEB_FILES_MAX 1024 /* counts the compressed copies of packaging/build-web too */
#define WEB_FILE_MAX ((size_t)4 * 1024 * 1024)
#define WEB_FILES_DEPTH 3 /* "assets/chunks/a.js"; deeper folders, and those with a dot in their name, are left out */

/* Reads all files of a directory and its folders (server/web/dist, build/help). GH_NOT_FOUND: no index.html.
 * GH_TOO_LONG: more files, or longer names, than are held. */
enum gh_status GH_MUST_USE web_files_open(const char *directory, struct web_files **out);
void web_files_close(struct web_files *files); /* takes NULL */

struct web_file {
    const char *content_type; /* literal */
    struct bytes body;        /* borrowed from struct web_files */
    bool hashed;              /* the name contains a hash of the content, so it may be cached for ever */
    const char *encoding;     /* "br", "gzip", or NULL for an uncompressed body */
};
/* Finds a file by its path without a leading slash, such as "assets/index-4f2a.js". GH_NOT_FOUND. */
enum gh_status GH_MUST_USE web_files_find(const struct web_files *files, const char *path, struct web_file *out);
/* Replaces the body with a compressed copy that the client accepts, Brotli before gzip, if there is one.
 * accept_encoding: the request's header, or NULL (RFC 9110, 12.5.3). Codings with q=0 are rejected; "*" is ignored. */
void web_files_compress(const struct web_files *files, const char *path, const char *accept_encoding,
                        struct web_file *file);

#endif
