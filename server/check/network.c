/* Checks of the machines that the server calls, and of the address by which people call it. They send no message. */
#include <string.h>

#include "base/plain_call.h"
#include "check/groups.h"
#include "client/probe.h"

#define CERTIFICATE_SOON (21 * TICK_DAY)

static void set_host(struct check_finding *out, const char *url)
{
    const struct bytes host = url_host(url);
    check_value(out, "%.*s", (int)host.len, (const char *)host.data);
}

/* What became of a probe of `value`. */
static void say_probe(const struct probe *p, struct check_finding *out)
{
    check_other(out, "%s", p->error);
    switch (p->outcome) {
    case PROBE_REACHED:
        break;
    case PROBE_NO_NAME:
        check_say(out, CHECK_FAULT, N_("The name {value} has no address."),
                  N_("Check the name, and the name server of this machine."));
        break;
    case PROBE_NO_CONNECTION:
        check_say(out, CHECK_FAULT, N_("{value} takes no connection."),
                  N_("Check that it runs, its port, and the firewall on the way."));
        break;
    case PROBE_TIMED_OUT:
        check_say(out, CHECK_FAULT, N_("{value} did not answer within 8 seconds."),
                  N_("Check the network and the firewall on the way."));
        break;
    case PROBE_NO_TLS:
        check_say(out, CHECK_FAULT, N_("{value} speaks no TLS that this server accepts."),
                  N_("Check the port and the beginning of the address (smtp, smtps, http, https)."));
        break;
    case PROBE_CERTIFICATE:
        check_say(out, CHECK_FAULT, N_("The certificate of {value} is not trusted: issuer, name or date."),
                  N_("Renew it, or name its certificate authority in the options of the server."));
        break;
    case PROBE_SIGN_IN:
        check_say(out, CHECK_FAULT, N_("{value} refuses the user or the password."),
                  N_("Correct them in the options of the server."));
        break;
    case PROBE_OTHER:
    default:
        check_say(out, CHECK_FAULT, N_("{value} does not work: {other}."),
                  N_("Check its address in the options of the server, and its log."));
        break;
    }
}

void check_mail(const struct check_case *c, struct check_finding *out)
{
    struct probe probe;
    if (!c->target->mail) {
        check_say(out, CHECK_WARNING, N_("No mail server is configured: hosts and approvers get no mail."),
                  N_("Start the server with --smtp-url and --smtp-from."));
        return;
    }
    set_host(out, c->target->mail->url);
    probe_mail(c->target->mail, &probe);
    if (probe.outcome)
        say_probe(&probe, out);
    else
        check_say(out, CHECK_OK, N_("{value} answers, and takes our sign-in where it needs one."), NULL);
}

void check_sms(const struct check_case *c, struct check_finding *out)
{
    struct probe probe;
    if (!c->target->sms_url) {
        check_say(out, CHECK_WARNING, N_("No SMS gateway is configured: visitors get no pass by SMS."),
                  N_("Start the server with --sms-url or --sms-provider."));
        return;
    }
    set_host(out, c->target->sms_url);
    probe_web(c->target->sms_url, c->target->sms_ca_file, &probe);
    if (probe.outcome)
        say_probe(&probe, out);
    else
        check_say(out, CHECK_OK, N_("{value} can be reached. Whether it takes messages shows --check-sms."), NULL);
}

static void say_end(const struct check_case *c, const struct probe *probe, struct check_finding *out)
{
    char day[CHECK_DAY_SIZE];
    check_day(probe->ends_at, day);
    check_other(out, "%s", day);
    if (probe->ends_at == 0)
        check_say(out, CHECK_WARNING, N_("When the certificate of {value} ends can't be read."),
                  N_("Look at the certificate in a browser."));
    else if (probe->ends_at <= c->now)
        check_say(out, CHECK_FAULT, N_("The certificate of {value} ended on {other}."),
                  N_("Renew it now: browsers and booths refuse the server."));
    else if (probe->ends_at < c->now + CERTIFICATE_SOON)
        check_say(out, CHECK_WARNING, N_("The certificate of {value} ends on {other}."),
                  N_("Renew it, and check why it was not renewed by itself."));
    else
        check_say(out, CHECK_OK, N_("The certificate of {value} is valid until {other}."), NULL);
}

void check_certificate(const struct check_case *c, struct check_finding *out)
{
    const char *url = c->target->public_url;
    struct probe probe;
    if (!url) {
        check_say(out, CHECK_WARNING, N_("No public address is configured: links in messages lead to this machine."),
                  N_("Start the server with --public-url https://…"));
        return;
    }
    set_host(out, url);
    if (strncmp(url, "https://", 8) != 0) {
        if (plain_call_allowed(url_host(url), ""))
            check_say(out, CHECK_SKIPPED, N_("The public address is on this machine and needs no certificate."), NULL);
        else
            check_say(out, CHECK_FAULT, N_("The public address is not encrypted."),
                      N_("Put a proxy with TLS in front, and start the server with --public-url https://…"));
        return;
    }
    probe_web(url, c->target->public_ca_file, &probe);
    if (probe.outcome == PROBE_CERTIFICATE && (probe.ends_at == 0 || probe.ends_at > c->now))
        say_probe(&probe, out);
    else if (probe.outcome && probe.outcome != PROBE_CERTIFICATE)
        check_say(out, CHECK_WARNING, N_("This machine does not reach {value}, so that its certificate is unknown."),
                  N_("Check the proxy in front of the server, and whether this machine may call the public address."));
    else
        say_end(c, &probe, out);
}
