/* Sends the audit trail to a syslog collector, in order, from a position in the database: nothing is lost while the
 * collector is away, and nothing waits in memory. After a connection broke the last entries are sent again; their
 * sequence tells. Of several server processes one sends at a time. */
#ifndef GH_SERVER_NOTIFY_AUDIT_SHIP_H
#define GH_SERVER_NOTIFY_AUDIT_SHIP_H

#include "client/syslog_client.h"
#include "db/db.h"
#include "os/log.h"

struct audit_ship_options {
    struct db_pool *pool; /* borrowed */
    struct syslog_target target;
    struct os_log log;
};

struct audit_ship;
/* Starts the thread. It logs when the collector is lost, and when it is reached again. */
enum gh_status GH_MUST_USE audit_ship_start(const struct audit_ship_options *options, struct audit_ship **out);
/* Sends what is left if the collector is reached, and ends. Takes NULL. */
void audit_ship_stop(struct audit_ship *ship);

#endif
