/* The list of what is kept about people. A new table with personal data belongs here. */
#include "records/privacy.h"

#include "base/catalog.h"

static const struct privacy_kind kinds[] = {
    {"visitors", N_("Visitors: name, mobile number, ID document, sex, plate, and what the kind of pass asks for"),
     N_("Approval of the visit, and comparing the document at the gate"), N_("after the end of the visit"),
     SETTING_RETENTION_DAYS},
    {"consents", N_("Consents: who consented to which notice, when and how; the name of a guardian"),
     N_("Proof that the data may be handled"), N_("after the end of the visit"), SETTING_RETENTION_DAYS},
    {"messages", N_("Messages to visitors and hosts"), N_("Bringing the pass, and telling the host of an arrival"),
     N_("after the end of the visit"), SETTING_RETENTION_DAYS},
    {"entries", N_("Entries at the gates, with guards' notes"), N_("Who is on campus, and campus security"),
     N_("after the end of the visit"), SETTING_RETENTION_DAYS},
    {"roll-calls", N_("Roll calls of evacuations: who was inside, and who was found"),
     N_("Finding everybody in an emergency"), N_("after the roll call began"), SETTING_RETENTION_DAYS},
    {"refused", N_("Walk-up applications that were refused, and what could not be read"),
     N_("Review by the security office"), N_("after it arrived"), SETTING_RETENTION_DAYS},
    {"mails", N_("Filings by mail: sender, text and list of visitors; of a mail that was taken over, the sender alone"),
     N_("Filing the visit, and answering the sender"), N_("after it arrived"), SETTING_RETENTION_DAYS},
    {"pictures", N_("Pictures of vehicles that were overridden or not expected"), N_("Evidence of an override"),
     N_("after the picture was taken"), SETTING_GATE_CAR_PICTURE_DAYS},
    {"exceptions", N_("Exceptions and the office's remarks on them"), N_("Review by the security office"),
     N_("after it was last seen"), SETTING_RETENTION_DAYS},
    {"feedback", N_("Feedback about the system, with pictures and answers"),
     N_("Answering it, and mending what is wrong"), N_("after it was sent or last dealt with"), SETTING_RETENTION_DAYS},
    {"booths", N_("Passes and entries on the booths"), N_("Checking passes without a network"),
     N_("after the server has the entry"), SETTING_GATE_KEEP},
    {"invitations", N_("Invitations that nobody has filled in"), N_("Letting visitors enter their own data"),
     N_("after the invitation was made"), SETTING_INVITATION_DAYS},
    {"barred", N_("The barred list: label, reason, hash of the document or plate"), N_("Campus security"),
     N_("Until the bar ends or is lifted"), SETTING_COUNT},
    {"accounts",
     N_("Accounts: name, e-mail address, mobile number, UserID in WeCom, staff number, saved filters, sessions with "
        "address and "
        "browser"),
     N_("Signing in, and being reached"), N_("While the account exists; sessions for 12 hours at most"), SETTING_COUNT},
    {"audit", N_("Audit trail: who did what, when, from which address"), N_("Proof of access to personal data"),
     N_("after the entry"), SETTING_AUDIT_DAYS},
};

const struct privacy_kind *privacy_kinds(size_t *count)
{
    *count = sizeof kinds / sizeof kinds[0];
    return kinds;
}
