#include "http/web_files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
};

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

static enum gh_status hold_folder(struct web_files *files, const char *directory, const char *folder)
{
    char path[OS_PATH_SIZE];
    enum gh_status status = os_path_join(directory, folder, path);
    DIR *dir = status ? NULL : opendir(path);
    const struct dirent *entry;
    if (!dir)
        return status ? status : GH_NOT_FOUND;
    while (!status && (entry = readdir(dir)))
        if (entry->d_name[0] != '.' && type_of(entry->d_name))
            status = hold(files, directory, folder, entry->d_name);
    (void)closedir(dir);
    return status;
}

enum gh_status web_files_open(const char *directory, struct web_files **out)
{
    struct web_file index;
    struct web_files *files = calloc(1, sizeof *files);
    if (!files)
        return GH_NO_MEMORY;
    enum gh_status status = hold_folder(files, directory, "");
    if (!status)
        status = hold_folder(files, directory, "assets/");
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

enum gh_status web_files_find(const struct web_files *files, const char *path, struct web_file *out)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct held *h = &files->files[i];
        if (strcmp(h->name, path) == 0) {
            *out = (struct web_file){type_of(h->name), BYTES(h->data, h->len), strncmp(path, "assets/", 7) == 0};
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}
