#include "read_mailbox.h"

#include <sodium.h>
#include <string.h>

#include "os/file.h"
#include "usage.h"

bool read_mailbox_start(const struct options *o, const struct server *server, struct read_mailbox *out)
{
    size_t len = 0;
    if (!o->imap_url)
        return true;
    if (os_file_read(o->imap_password_file, (uint8_t *)out->password, sizeof out->password - 1, &len))
        return usage_complain(o->imap_password_file, "can't be read");
    out->password[len] = '\0';
    out->password[strcspn(out->password, "\r\n")] = '\0';
    out->imap = (struct imap_server){.url = o->imap_url,
                                     .user = o->imap_user,
                                     .password = out->password,
                                     .without_tls = o->without_tls,
                                     .ca_file = o->imap_ca_file};
    const struct mailbox_options m = {.pool = server->pool,
                                      .vault = server->vault,
                                      .server = &out->imap,
                                      .campus = o->imap_campus,
                                      .trusted = o->imap_trust,
                                      .own = o->smtp_from ? o->smtp_from : "",
                                      .every_seconds = o->imap_every,
                                      .meters = server->meters,
                                      .clock = server->clock,
                                      .log = server->log};
    return mailbox_start(&m, &out->mailbox) ? usage_complain("mailbox", "its thread did not start") : true;
}

void read_mailbox_stop(struct read_mailbox *reading)
{
    mailbox_stop(reading->mailbox);
    sodium_memzero(reading, sizeof *reading);
}
