/* Units and people from CSV files and from a REST interface. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/plain_call.h"
#include "directory/csv.h"
#include "directory/source.h"
#include "os/file.h"
#include "json/json_read.h"

#define PATH_SIZE 1024
#define REST_SECONDS 60
#define HEADER_SIZE (DIRECTORY_SECRET_SIZE + 32)

static void wipe(char *text, size_t size)
{
    if (text)
        sodium_memzero(text, size);
    free(text);
}

static enum gh_status read_file(const char *folder, const char *name, bool people, struct directory_snapshot *out,
                                struct directory_fault *fault)
{
    char path[PATH_SIZE];
    size_t len = 0;
    char *text = malloc(DIRECTORY_CSV_MAX + 1);
    const int written = snprintf(path, sizeof path, "%s/%s", folder, name);
    enum gh_status status = !text ? GH_NO_MEMORY
                            : (size_t)written >= sizeof path
                                ? GH_NOT_FOUND
                                : os_file_read(path, (uint8_t *)text, DIRECTORY_CSV_MAX, &len);
    if (status == GH_TOO_LONG)
        status = directory_fail(fault, DIRECTORY_TOO_MUCH, name);
    else if (status)
        status = directory_fail(fault, status == GH_NO_MEMORY ? DIRECTORY_INTERNAL : DIRECTORY_FILE, name);
    else
        status = directory_csv_take(BYTES(text, len), people, out, fault);
    wipe(text, len);
    return status;
}

enum gh_status directory_read_csv(const struct directory_place *place, const struct directory_settings *settings,
                                  struct directory_snapshot *out, struct directory_fault *fault)
{
    if (!place->files)
        return directory_fail(fault, DIRECTORY_FILE, "--directory-files");
    enum gh_status status = read_file(place->files, settings->text[DIRECTORY_UNITS_FILE], false, out, fault);
    return status ? status : read_file(place->files, settings->text[DIRECTORY_PEOPLE_FILE], true, out, fault);
}

/* ---- REST ---- */

static enum gh_status judge(const struct http_answer *answer, enum http_outcome outcome, struct directory_fault *fault)
{
    char detail[DIRECTORY_DETAIL_SIZE];
    if (outcome != HTTP_ANSWERED)
        return directory_fail(fault,
                              strstr(answer->error, "certificate") || strstr(answer->error, "SSL")
                                  ? DIRECTORY_CERTIFICATE
                                  : DIRECTORY_CONNECT,
                              answer->error);
    (void)snprintf(detail, sizeof detail, "HTTP %d", answer->status);
    if (answer->status == 401 || answer->status == 403)
        return directory_fail(fault, DIRECTORY_SIGN_IN, detail);
    if (answer->status != 200)
        return directory_fail(fault, DIRECTORY_REFUSED, detail);
    return answer->cut ? directory_fail(fault, DIRECTORY_TOO_MUCH, "bytes") : GH_OK;
}

static enum gh_status take_json(struct bytes text, struct directory_snapshot *out, struct directory_fault *fault)
{
    struct json_fault wrong;
    char detail[JSON_FAULT_SIZE];
    json_t *json = NULL;
    if (json_read(text, JSON_BYTES_MAX, &json, &wrong)) {
        json_fault_text(&wrong, detail);
        return directory_fail(fault, DIRECTORY_JSON, detail);
    }
    enum gh_status status = directory_json_take(json, out, fault);
    json_decref(json);
    return status;
}

enum gh_status directory_read_rest(const struct directory_place *place, const struct directory_settings *settings,
                                   struct directory_snapshot *out, struct directory_fault *fault)
{
    const char *url = settings->text[DIRECTORY_URL];
    struct http_curl curl = {.ca_file = place->ca_file};
    const struct http_client client = http_client_curl(&curl);
    char authorization[HEADER_SIZE] = "";
    struct http_answer *answer = calloc(1, sizeof *answer);
    char *room = malloc(JSON_BYTES_MAX + 1);
    struct http_call call = {.method = "GET",
                             .url = url,
                             .headers = {"Accept: application/json"},
                             .timeout_ms = REST_SECONDS * 1000,
                             .room = room,
                             .room_size = JSON_BYTES_MAX + 1};
    enum gh_status status = answer && room ? GH_OK : directory_fail(fault, DIRECTORY_INTERNAL, "");
    const bool plain = strncmp(url, "http://", 7) == 0;
    if (!status && !plain && strncmp(url, "https://", 8) != 0)
        status = directory_fail(fault, DIRECTORY_ADDRESS, "");
    if (!status && plain && !plain_call_allowed(url_host(url), place->without_tls))
        status = directory_fail(fault, DIRECTORY_PLAIN, "");
    if (settings->secret[0]) {
        (void)snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", settings->secret);
        call.headers[1] = authorization;
    }
    if (!status && answer)
        status = judge(answer, client.send(client.context, &call, answer), fault);
    if (!status && answer)
        status = take_json(BYTES(room, answer->len), out, fault);
    wipe(room, room ? JSON_BYTES_MAX + 1 : 0);
    free(answer);
    sodium_memzero(authorization, sizeof authorization);
    return status;
}
