/* The built pages, read into memory once: small, and never a path from outside on the disk. */
#ifndef GH_SERVER_HTTP_WEB_FILES_H
#define GH_SERVER_HTTP_WEB_FILES_H

#include "base/bytes.h"

struct web_files;

#define WEB_FILES_MAX 1024 /* with the compressed copies that packaging/build-web makes */
#define WEB_FILE_MAX ((size_t)4 * 1024 * 1024)

/* directory: server/web/dist. GH_NOT_FOUND without an index.html in it. */
enum gh_status GH_MUST_USE web_files_open(const char *directory, struct web_files **out);
void web_files_close(struct web_files *files); /* takes NULL */

struct web_file {
    const char *content_type; /* literal */
    struct bytes body;        /* borrowed from the files */
    bool hashed;              /* its name holds a hash of its content: may be cached for ever */
    const char *encoding;     /* "br", "gzip", or NULL for a body as it is */
};
/* path: without a slash in front, such as "assets/index-4f2a.js". GH_NOT_FOUND. */
enum gh_status GH_MUST_USE web_files_find(const struct web_files *files, const char *path, struct web_file *out);
/* Exchanges the body for a compressed copy that the client takes, Brotli before gzip, where there is one.
 * accept_encoding: the request's header, or NULL (RFC 9110, 12.5.3; a coding with q=0 is not taken, "*" is ignored). */
void web_files_compress(const struct web_files *files, const char *path, const char *accept_encoding,
                        struct web_file *file);

#endif
