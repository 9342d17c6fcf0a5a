/* The options of gatehouse-server. */
#ifndef GH_SERVER_OPTIONS_H
#define GH_SERVER_OPTIONS_H

#include <stdbool.h>

/* NULL and 0: not given. All texts are borrowed from argv. */
struct options {
    const char *database, *database_file, *keys, *address, *public_url, *names, *web, *help, *catalogue, *proxies,
        *certificate, *certificate_key;
    const char *sms_url, *sms_user, *sms_password_file, *sms_report_url, *sms_provider, *sms_ca_file, *smtp_url,
        *smtp_from, *smtp_user, *smtp_password_file, *smtp_ca_file, *imap_url, *imap_user, *imap_password_file,
        *imap_ca_file, *imap_trust, *directory_files, *directory_ca_file, *sign_on_ca_files, *export_path, *demo_clock,
        *check_sms, *sms_to, *create_administrator, *unlock, *breached, *audit_head, *audit_syslog, *audit_syslog_ca,
        *without_tls, *metrics_token, *access_log, *move_to;
    const char *check; /* "" or "json" */
    int port, proxy_hops, drain_seconds, imap_campus, imap_every;
    bool demo, remove_demo, new_lineage, setup_link, verify_audit;
};

/* Reads the options. Returns false, and says why on stderr, where one is unknown, has a wrong value, or lacks another
 * that it needs. */
bool options_parse(int argc, char **argv, struct options *o);

#endif
