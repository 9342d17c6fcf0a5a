/* Reads options with getopt_long(3). */
#include "options.h"

#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "auth/address.h"
#include "http/client_address.h"
#include "usage.h"

#define DRAIN_SECONDS_MAX 60 /* with the 25 s of listener_stop() less than systemd's 90 s */

/* Returns false, and says so, where an option lacks the other one that it needs. */
static bool options_agree(const struct options *o)
{
    if (!o->certificate != !o->certificate_key)
        return usage_complain("--tls-certificate", "goes with --tls-key; give both or neither");
    if (o->demo_clock && !o->demo)
        return usage_complain("--demo-clock", "goes with --demo");
    if (o->demo && !address_is_loopback(o->address))
        return usage_complain("--demo",
                              "listens on a loopback address only (127.0.0.1), since its password is published; "
                              "for other addresses leave --demo out and use --create-administrator NAME");
    if (!o->smtp_url != !o->smtp_from)
        return usage_complain("--smtp-url", "goes with --smtp-from; give both or neither");
    if (!o->imap_url != !o->imap_user || !o->imap_url != !o->imap_password_file)
        return usage_complain("--imap-url", "goes with --imap-user and --imap-password-file; give all or none");
    if (!address_list_good(o->proxies))
        return usage_complain("--trusted-proxies", "takes addresses and networks (10.0.0.0/8), separated by blanks");
    if (o->check && *o->check && strcmp(o->check, "json") != 0)
        return usage_complain("--check", "stands alone, or as --check=json");
    if (o->sms_to && !o->check_sms)
        return usage_complain("--sms-to", "goes with --check-sms FILE");
    const struct usage_value values[] = {{"--public-url", o->public_url, USAGE_WEB_URL},
                                         {"--sms-url", o->sms_url, USAGE_WEB_URL},
                                         {"--sms-report-url", o->sms_report_url, USAGE_WEB_URL},
                                         {"--smtp-url", o->smtp_url, USAGE_MAIL_URL},
                                         {"--smtp-from", o->smtp_from, USAGE_ADDRESS},
                                         {"--imap-url", o->imap_url, USAGE_IMAP_URL},
                                         {"--database", o->database, USAGE_DATABASE},
                                         {"--demo-clock", o->demo_clock, USAGE_MILLISECONDS}};
    return usage_values_good(values, sizeof values / sizeof values[0]) &&
           usage_encrypted("--sms-url", o->sms_url, o->without_tls) &&
           usage_encrypted("--sms-report-url", o->sms_url ? o->sms_report_url : NULL, o->without_tls);
}

bool options_parse(int argc, char **argv, struct options *o)
{
    static const struct option table[] = {
        {"database", required_argument, NULL, 'd'},
        {"database-file", required_argument, NULL, 'B'},
        {"keys", required_argument, NULL, 'k'},
        {"listen", required_argument, NULL, 'l'},
        {"port", required_argument, NULL, 'p'},
        {"public-url", required_argument, NULL, 'u'},
        {"also-called", required_argument, NULL, 'G'},
        {"web", required_argument, NULL, 'w'},
        {"help-pages", required_argument, NULL, 'E'},
        {"catalogue", required_argument, NULL, 'c'},
        {"trusted-proxies", required_argument, NULL, 't'},
        {"proxy-hops", required_argument, NULL, 'H'},
        {"drain-seconds", required_argument, NULL, 'i'},
        {"tls-certificate", required_argument, NULL, 'C'},
        {"tls-key", required_argument, NULL, 'K'},
        {"sms-url", required_argument, NULL, 's'},
        {"sms-user", required_argument, NULL, 'n'},
        {"sms-password-file", required_argument, NULL, 'f'},
        {"sms-report-url", required_argument, NULL, 'r'},
        {"sms-provider", required_argument, NULL, 'S'},
        {"sms-ca-file", required_argument, NULL, 'A'},
        {"without-tls", required_argument, NULL, 'W'},
        {"check-sms", required_argument, NULL, 'x'},
        {"sms-to", required_argument, NULL, 'o'},
        {"smtp-url", required_argument, NULL, 'm'},
        {"smtp-from", required_argument, NULL, 'F'},
        {"smtp-user", required_argument, NULL, 'U'},
        {"smtp-password-file", required_argument, NULL, 'P'},
        {"smtp-ca-file", required_argument, NULL, 'q'},
        {"imap-url", required_argument, NULL, '3'},
        {"imap-user", required_argument, NULL, '4'},
        {"imap-password-file", required_argument, NULL, '5'},
        {"imap-ca-file", required_argument, NULL, '6'},
        {"imap-trust", required_argument, NULL, '1'},
        {"imap-campus", required_argument, NULL, '7'},
        {"imap-every", required_argument, NULL, '2'},
        {"directory-files", required_argument, NULL, 'z'},
        {"directory-ca-file", required_argument, NULL, 'Z'},
        {"sign-on-ca-files", required_argument, NULL, '8'},
        {"export", required_argument, NULL, 'e'},
        {"create-administrator", required_argument, NULL, 'N'},
        {"setup-link", no_argument, NULL, 'I'},
        {"unlock", required_argument, NULL, 'O'},
        {"remove-demo-accounts", no_argument, NULL, 'R'},
        {"new-lineage", no_argument, NULL, 'L'},
        {"verify-audit", no_argument, NULL, 'V'},
        {"check", optional_argument, NULL, 'X'},
        {"audit-head", required_argument, NULL, 'a'},
        {"move-to", required_argument, NULL, 'v'},
        {"audit-syslog", required_argument, NULL, 'y'},
        {"audit-syslog-ca", required_argument, NULL, 'Y'},
        {"breached-passwords", required_argument, NULL, 'b'},
        {"metrics-token", required_argument, NULL, 'M'},
        {"access-log", required_argument, NULL, 'j'},
        {"demo", no_argument, NULL, 'D'},
        {"demo-clock", required_argument, NULL, 'T'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    *o = (struct options){.database = "sqlite:gatehouse-server.db",
                          .keys = "keys",
                          .address = "127.0.0.1",
                          .proxies = "",
                          .port = 8080,
                          .proxy_hops = 1,
                          .imap_trust = "",
                          .imap_every = 60};
    const struct {
        int letter;
        const char **field;
    } texts[] = {
        {'d', &o->database},
        {'k', &o->keys},
        {'l', &o->address},
        {'u', &o->public_url},
        {'G', &o->names},
        {'w', &o->web},
        {'E', &o->help},
        {'c', &o->catalogue},
        {'t', &o->proxies},
        {'C', &o->certificate},
        {'K', &o->certificate_key},
        {'s', &o->sms_url},
        {'n', &o->sms_user},
        {'f', &o->sms_password_file},
        {'e', &o->export_path},
        {'T', &o->demo_clock},
        {'r', &o->sms_report_url},
        {'S', &o->sms_provider},
        {'A', &o->sms_ca_file},
        {'m', &o->smtp_url},
        {'F', &o->smtp_from},
        {'U', &o->smtp_user},
        {'P', &o->smtp_password_file},
        {'q', &o->smtp_ca_file},
        {'3', &o->imap_url},
        {'4', &o->imap_user},
        {'5', &o->imap_password_file},
        {'6', &o->imap_ca_file},
        {'1', &o->imap_trust},
        {'z', &o->directory_files},
        {'Z', &o->directory_ca_file},
        {'8', &o->sign_on_ca_files},
        {'x', &o->check_sms},
        {'o', &o->sms_to},
        {'N', &o->create_administrator},
        {'O', &o->unlock},
        {'B', &o->database_file},
        {'a', &o->audit_head},
        {'v', &o->move_to},
        {'y', &o->audit_syslog},
        {'Y', &o->audit_syslog_ca},
        {'W', &o->without_tls},
        {'b', &o->breached},
        {'M', &o->metrics_token},
        {'j', &o->access_log},
    };
    for (int letter; (letter = getopt_long(argc, argv, "", table, NULL)) != -1;) {
        bool known = false;
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            if (texts[i].letter == letter) {
                *texts[i].field = optarg;
                known = true;
            }
        }
        if (letter == 'D')
            o->demo = true;
        else if (letter == 'R')
            o->remove_demo = true;
        else if (letter == 'L')
            o->new_lineage = true;
        else if (letter == 'V')
            o->verify_audit = true;
        else if (letter == 'X')
            o->check = optarg ? optarg : "";
        else if (letter == 'I')
            o->setup_link = true;
        else if (letter == 'p')
            known = usage_number("--port", optarg, 0, 65535, &o->port);
        else if (letter == 'H')
            known = usage_number("--proxy-hops", optarg, 1, PROXY_HOPS_MAX, &o->proxy_hops);
        else if (letter == 'i')
            known = usage_number("--drain-seconds", optarg, 0, DRAIN_SECONDS_MAX, &o->drain_seconds);
        else if (letter == '7')
            known = usage_number("--imap-campus", optarg, 1, INT_MAX, &o->imap_campus);
        else if (letter == '2')
            known = usage_number("--imap-every", optarg, 1, 3600, &o->imap_every);
        if (!known && !strchr("DRLVIX", letter))
            return false;
    }
    return optind < argc ? usage_complain(argv[optind], "unexpected argument") : options_agree(o);
}
