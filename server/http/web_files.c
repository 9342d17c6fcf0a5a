/* The built pages in memory, with their compressed copies. */
#include "http/web_files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "os/file.h"

#define NAME_SIZE 160

struct held {
    char name[NAME_SIZE];
    uint8_t *data; /* owned */
    size_t len;
};

struct web_files {
    struct held files[WEB_FILES_MAX];
    size_t count;
};

static const struct {
    const char *ending, *content_type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
};

/* in order of preference */
static const struct {
    const char *encoding, *ending;
} codings[] = {{"br", ".br"}, {"gzip", ".gz"}};

static bool is_compressed(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof codings / sizeof codings[0]; i++)
        if (strcmp(ending, codings[i].ending) == 0)
            return true;
    return false;
}

static const char *type_of(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(ending, types[i].ending) == 0)
            return types[i].content_type;
    return NULL;
}

static enum gh_status hold(struct web_files *files, const char *directory, const char *folder, const char *name)
{
    char path[OS_PATH_SIZE], relative[NAME_SIZE];
    int n = snprintf(relative, sizeof relative, "%s%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof relative || files->count == WEB_FILES_MAX)
        return GH_TOO_LONG;
    enum gh_status status = os_path_join(directory, relative, path);
    uint8_t *data = status ? NULL : malloc(WEB_FILE_MAX);
    struct held *h = &files->files[files->count];
    if (!data)
        return status ? status : GH_NO_MEMORY;
    status = os_file_read(path, data, WEB_FILE_MAX, &h->len);
    if (status) {
        free(data);
        return status;
    }
    uint8_t *fitted = realloc(data, h->len ? h->len : 1);
    h->data = fitted ? fitted : data;
    memcpy(h->name, relative, sizeof relative);
    files->count++;
    return GH_OK;
}

static enum gh_status hold_folder(struct web_files *files, const char *directory, const char *folder, int depth);

/* Holds a file of a page, or what a folder within holds. Other things are left out. */
static enum gh_status hold_entry(struct web_files *files, const char *directory, const char *folder, const char *name,
                                 int depth)
{
    char within[NAME_SIZE];
    if (type_of(name) || is_compressed(name))
        return hold(files, directory, folder, name);
    if (strchr(name, '.') || depth == WEB_FILES_DEPTH)
        return GH_OK;
    int n = snprintf(within, sizeof within, "%s%s/", folder, name);
    if (n < 0 || (size_t)n >= sizeof within)
        return GH_TOO_LONG;
    enum gh_status status = hold_folder(files, directory, within, depth + 1);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status hold_folder(struct web_files *files, const char *directory, const char *folder, int depth)
{
    char path[OS_PATH_SIZE];
    enum gh_status status = os_path_join(directory, folder, path);
    DIR *dir = status ? NULL : opendir(path);
    const struct dirent *entry;
    if (!dir)
        return status ? status : GH_NOT_FOUND;
    while (!status && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            status = hold_entry(files, directory, folder, entry->d_name, depth);
    (void)closedir(dir);
    return status;
}

enum gh_status web_files_open(const char *directory, struct web_files **out)
{
    struct web_file index;
    struct web_files *files = calloc(1, sizeof *files);
    if (!files)
        return GH_NO_MEMORY;
    enum gh_status status = hold_folder(files, directory, "", 1);
    if (!status)
        status = web_files_find(files, "index.html", &index);
    if (status)
        web_files_close(files);
    else
        *out = files;
    return status;
}

void web_files_close(struct web_files *files)
{
    for (size_t i = 0; files && i < files->count; i++)
        free(files->files[i].data);
    free(files);
}

static const struct held *find(const struct web_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->files[i].name, name) == 0)
            return &files->files[i];
    return NULL;
}

enum gh_status web_files_find(const struct web_files *files, const char *path, struct web_file *out)
{
    const struct held *h = is_compressed(path) ? NULL : find(files, path);
    if (!h)
        return GH_NOT_FOUND;
    *out = (struct web_file){
        .content_type = type_of(h->name), .body = BYTES(h->data, h->len), .hashed = strncmp(path, "assets/", 7) == 0};
    return GH_OK;
}

/* Returns whether Accept-Encoding accepts the coding. "gzip;q=0" and "gzip; q=0.000" reject it. The whole name must
 * match. */
static bool takes(const char *accepted, const char *coding)
{
    size_t len = strlen(coding);
    for (const char *at = accepted; at; at = strchr(at, ',')) {
        at += strspn(at, ", \t");
        if (strncasecmp(at, coding, len) != 0)
            continue;
        const char *rest = at + len + strspn(at + len, " \t");
        if (*rest == '\0' || *rest == ',')
            return true;
        if (*rest != ';')
            continue;
        rest += 1 + strspn(rest + 1, " \t");
        bool refused = strncasecmp(rest, "q=0", 3) == 0 && strspn(rest + 3, ".0") == strcspn(rest + 3, ", \t");
        return !refused;
    }
    return false;
}

void web_files_compress(const struct web_files *files, const char *path, const char *accept_encoding,
                        struct web_file *file)
{
    char name[NAME_SIZE];
    for (size_t i = 0; accept_encoding && i < sizeof codings / sizeof codings[0]; i++) {
        int n = snprintf(name, sizeof name, "%s%s", path, codings[i].ending);
        const struct held *h = n > 0 && (size_t)n < sizeof name ? find(files, name) : NULL;
        if (!h || !takes(accept_encoding, codings[i].encoding))
            continue;
        file->body = BYTES(h->data, h->len);
        file->encoding = codings[i].encoding;
        return;
    }
}
