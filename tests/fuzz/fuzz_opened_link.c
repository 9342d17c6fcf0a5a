/* links: gh_http gh_auth gh_vault gh_db gh_os gh_base */
/* The cookie of links that a browser has opened: a link, a line feed, the Cookie header. No header but one with the
 * cookie that the server makes for this link and kind opens it, wherever it stands before another of its name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/opened_link.h"
#include "http/server.h"

#define INPUT_MAX 2000
#define LINK_MAX 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct route pass = {.pattern = "/p/{link}"}, walk_up = {.pattern = "/w/{link}"};

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Returns the name and value of the Set-Cookie header, up to its first attribute. */
static void cookie_of(const struct reply *reply, char *out, size_t size)
{
    must(reply->header_count == 1 && strcmp(reply->headers[0].name, "Set-Cookie") == 0);
    const char *value = reply->headers[0].value;
    const size_t len = strcspn(value, ";");
    must(len < size);
    memcpy(out, value, len);
    out[len] = '\0';
}

static void check(struct request *rq, const char *header)
{
    char own[128], both[INPUT_MAX + 256];
    struct reply reply = {0};
    rq->cookie = header;
    must(!opened_link_known(rq, &pass) && !opened_link_known(rq, &walk_up));
    opened_link_note(rq, &reply, &pass);
    cookie_of(&reply, own, sizeof own);
    (void)snprintf(both, sizeof both, "%s; %s", own, header);
    rq->cookie = both;
    must(opened_link_known(rq, &pass) && !opened_link_known(rq, &walk_up));
    rq->secure = !rq->secure; /* over TLS the name is another one */
    must(!opened_link_known(rq, &pass));
    rq->secure = !rq->secure;
    reply_end(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[VAULT_KEY_LEN] = {7};
    char text[INPUT_MAX + 1];
    struct vault vault;
    if (size > INPUT_MAX || memchr(data, '\0', size))
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    char *feed = strchr(text, '\n');
    if (!feed || feed - text > LINK_MAX)
        return 0;
    *feed = '\0';
    vault_from_keys(key, key, key, &vault);
    const struct server server = {.vault = &vault};
    for (int secure = 0; secure < 2; secure++) {
        struct request rq = {.server = &server, .parameters = {text}, .secure = secure != 0};
        check(&rq, feed + 1);
        request_end(&rq);
    }
    vault_close(&vault);
    return 0;
}
