/* The table of problems, and the mapping of statuses and answers to them. */
#include "http/problem.h"

#include "base/catalog.h"

static const struct problem_text problems[PROBLEM_COUNT] = {
    [PROBLEM_INTERNAL] = {500, "internal", N_("Something went wrong here"),
                          N_("Nothing was changed. Try again. If the problem continues, contact an administrator.")},
    [PROBLEM_BUSY] = {503, "busy", N_("The server is busy"), N_("Nothing was changed. Try again in a moment.")},
    [PROBLEM_UNAVAILABLE] = {503, "unavailable", N_("The service is not available right now"),
                             N_("Nothing was changed. Try again in a moment.")},
    [PROBLEM_STORAGE] =
        {503, "storage", N_("Nothing can be saved right now"),
         N_("Nothing was changed. Try again later. If the problem continues, contact an administrator.")},
    [PROBLEM_UNCERTAIN] = {500, "uncertain", N_("It is not certain that this was saved"),
                           N_("Look first whether it is there. Try again only if it is not.")},
    [PROBLEM_ALREADY_DONE] = {409, "already-done", N_("This was already done"), N_("Load the page again to see it.")},
    [PROBLEM_KEY_REUSED] = {422, "key-reused", N_("The request can't be read"),
                            N_("Its Idempotency-Key came with another request. Send it with a new key.")},
    [PROBLEM_NOT_FOUND] = {404, "not-found", N_("Not found"),
                           N_("The link may be old, or it belongs to somebody else.")},
    [PROBLEM_METHOD_NOT_ALLOWED] = {405, "method-not-allowed", N_("This method is not allowed here"),
                                    N_("The header Allow lists the methods.")},
    [PROBLEM_MISDIRECTED] = {421, "misdirected", N_("This server has another address"),
                             N_("Open the address that the university has published.")},
    [PROBLEM_BAD_JSON] = {400, "bad-json", N_("The request can't be read"), N_("Its body is not JSON.")},
    [PROBLEM_BAD_REQUEST] = {400, "bad-request", N_("The request can't be read"),
                             N_("A part of the address or query is malformed.")},
    [PROBLEM_LENGTH_REQUIRED] = {411, "length-required", N_("The request can't be read"),
                                 N_("Send it with a Content-Length.")},
    [PROBLEM_INVALID] = {422, "invalid", N_("Some fields need a correction"),
                         N_("Correct what is marked, then send it again.")},
    [PROBLEM_TOO_LARGE] = {413, "too-large", N_("This is too much at once"),
                           N_("Divide it into several applications.")},
    [PROBLEM_UNSUPPORTED_MEDIA_TYPE] = {415, "unsupported-media-type", N_("The request can't be read"),
                                        N_("Send application/json.")},
    [PROBLEM_NOT_SIGNED_IN] = {401, "not-signed-in", N_("Please sign in"),
                               N_("You are not signed in, or your session has expired.")},
    [PROBLEM_BAD_CREDENTIALS] = {401, "bad-credentials", N_("Name or password is wrong"),
                                 N_("Try again, or ask an administrator for a new password.")},
    [PROBLEM_TOTP_REQUIRED] = {401, "totp-required", N_("Enter the six digits of your authenticator"),
                               N_("Each code works once and for half a minute.")},
    [PROBLEM_PASSWORD_CHANGE_REQUIRED] = {403, "password-change-required", N_("Choose your own password first"),
                                          N_("The password that you were given is only for this step.")},
    [PROBLEM_FIRST_PASSWORD_EXPIRED] = {403, "first-password-expired", N_("This first password has expired"),
                                        N_("It was valid for three days. Ask an administrator for a new one.")},
    [PROBLEM_SECOND_FACTOR_REQUIRED] = {403, "second-factor-required", N_("Set up one-time codes first"),
                                        N_("Your role needs them. Open your account page and follow the steps.")},
    [PROBLEM_CONFIRM_PASSWORD] = {403, "confirm-password", N_("Confirm that it is you"),
                                  N_("Enter your password again, then repeat this. It counts for five minutes.")},
    [PROBLEM_TOO_MANY_TRIES] = {429, "too-many-tries", N_("Too many tries"), N_("Wait a little, then try again.")},
    [PROBLEM_ASK_OFFICE] = {429, "ask-office", N_("Please contact the security office"),
                            N_("You can check and submit applications again tomorrow.")},
    [PROBLEM_RESENT_OFTEN] = {429, "resent-too-often", N_("This was sent three times today"),
                              N_("Wait until tomorrow, or pass the link on by yourself.")},
    [PROBLEM_FEEDBACK_OFTEN] = {429, "feedback-often", N_("You have sent much feedback today"),
                                N_("Wait until tomorrow, or telephone the security office if it is urgent.")},
    [PROBLEM_TOO_MANY_DRAFTS] = {409, "too-many-drafts", N_("You have too many drafts"),
                                 N_("Submit or delete some of them first.")},
    [PROBLEM_TOO_MANY_PERSONS] = {409, "too-many-persons", N_("Your open applications name too many people"),
                                  N_("Delete drafts, or wait until some applications are decided.")},
    [PROBLEM_REMINDED] = {429, "reminded", N_("You have reminded within the last hour"),
                          N_("One reminder an hour is possible. If it is urgent, telephone the unit.")},
    [PROBLEM_NOBODY_REACHED] = {409, "nobody-reached", N_("No message can reach the approvers"),
                                N_("None of them has a mobile number or an e-mail address here. Telephone the unit.")},
    [PROBLEM_CSRF] = {403, "csrf", N_("This page is out of date"), N_("Load it again, then repeat what you did.")},
    [PROBLEM_FORBIDDEN] = {403, "forbidden", N_("You may not do this"),
                           N_("Your role does not include it. An administrator can change that.")},
    [PROBLEM_STALE_VERSION] = {409, "stale-version", N_("Someone else has already changed this application"),
                               N_("The application was changed meanwhile. Look at it again, then decide.")},
    [PROBLEM_CONFLICT] = {409, "conflict", N_("That exists already"), N_("Choose another name or number.")},
    [PROBLEM_NOT_POSSIBLE] = {409, "not-possible", N_("Not possible in this state"),
                              N_("The application has moved on. Look at it again.")},
    [PROBLEM_TOO_LATE] = {409, "too-late", N_("The deadline has passed"),
                          N_("Choose a later day, or apply at the gate.")},
    [PROBLEM_OVER] = {409, "over", N_("The period has ended"), N_("Copy it into a new application with new dates.")},
    [PROBLEM_NOT_OVER] = {409, "not-over", N_("The visit has not ended yet"),
                          N_("Wait until its last period has ended.")},
    [PROBLEM_INCOMPLETE] = {422, "incomplete", N_("Something is still missing"),
                            N_("Fill in what is marked, then submit again.")},
    [PROBLEM_NOTHING_CHANGED] = {409, "nothing-changed", N_("Nothing was changed"),
                                 N_("Change something first, or approve it as it is.")},
    [PROBLEM_CHANGES_NOT_ALLOWED] = {409, "changes-not-allowed", N_("This action takes no changes"),
                                     N_("Choose the action that changes and approves.")},
    [PROBLEM_REMARK_MISSING] = {422, "remark-missing", N_("Say why"),
                                N_("A remark is needed, so that the applicant knows what to do.")},
    [PROBLEM_BARRED] = {409, "barred", N_("Somebody in it may not enter"),
                        N_("Remove the marked entrants, or call the security office.")},
    [PROBLEM_NOBODY_LEFT] = {409, "nobody-left", N_("No entrant is left"),
                             N_("Every entrant is refused. Reject the application instead.")},
    [PROBLEM_NOT_STANDING] = {409, "not-standing", N_("The visit is no longer approved"),
                              N_("It was cancelled or has ended, so that it can't be changed.")},
    [PROBLEM_BEING_AMENDED] = {409, "being-amended", N_("A change is being decided already"),
                               N_("Wait for the decision, or withdraw that change first.")},
    [PROBLEM_ROLL_CALL_ENDED] = {409, "roll-call-ended", N_("This roll call has ended"),
                                 N_("Start another one if people must be found again.")},
    [PROBLEM_QUOTA_EXCEEDED] = {409, "quota-exceeded", N_("The unit's quota of that day is used up"),
                                N_("Choose another day or fewer visitors.")},
    [PROBLEM_BAD_SIGNATURE] = {401, "bad-signature", N_("The request's signature is missing or wrong"),
                               N_("Enrol this booth again. If the problem continues, call the security office.")},
    [PROBLEM_CLOCK] = {401, "clock", N_("The clock of this booth is wrong"),
                       N_("The answer tells the right time. Set the clock, then try again.")},
    [PROBLEM_REPLAYED] = {401, "replayed", N_("This request was sent before"),
                          N_("Each request counts once. Make a new one.")},
    [PROBLEM_UNKNOWN_DEVICE] = {401, "unknown-device", N_("The server does not know this booth"),
                                N_("Enrol it with a one-time code.")},
    [PROBLEM_DEVICE_REVOKED] = {403, "revoked", N_("This booth was taken out of service"),
                                N_("It can be enrolled again with a one-time code.")},
    [PROBLEM_BAD_CODE] = {403, "bad-code", N_("This code is not valid"),
                          N_("A code works once and for ten minutes. Ask an administrator for a new one.")},
    [PROBLEM_TOKEN_INVALID] = {401, "token-invalid", N_("The portal's token is not valid"),
                               N_("Its key is unknown here, its signature is wrong, or a member is missing.")},
    [PROBLEM_TOKEN_AUDIENCE] = {401, "token-audience", N_("The portal's token is for another system"),
                                N_("Its member \"aud\" must be the address of this server.")},
    [PROBLEM_TOKEN_EXPIRED] = {401, "token-expired", N_("The portal's token is not valid at this time"),
                               N_("It has expired, has not begun, or is good for more than five minutes. Load the "
                                  "portal's page again.")},
    [PROBLEM_TOKEN_REPLAYED] = {401, "token-replayed", N_("The portal's token was used before"),
                                N_("Each token counts once. Load the portal's page again.")},
    [PROBLEM_TOKEN_PERSON] = {404, "token-person", N_("Nobody here has this number"),
                              N_("No open account has the number of the token, or two have it. An administrator can "
                                 "correct that.")},
    [PROBLEM_OTHER_SCOPE] = {409, "other-scope", N_("This booth stands at another campus now"),
                             N_("It begins with an empty replica.")},
    [PROBLEM_OTHER_HISTORY] = {409, "other-history", N_("The booth holds data of another history"),
                               N_("The server was restored or failed over since this booth synced. The booth syncs "
                                  "from the beginning.")},
    [PROBLEM_SERVER_BEHIND] = {409, "server-behind", N_("The booth knows more than this server"),
                               N_("The server was restored from an older backup. Call the security office.")},
};

const struct problem_text *problem_text(enum problem problem)
{
    return (unsigned)problem < PROBLEM_COUNT ? &problems[problem] : &problems[PROBLEM_INTERNAL];
}

enum problem problem_of_status(enum gh_status status)
{
    switch (status) {
    case GH_NOT_FOUND:
        return PROBLEM_NOT_FOUND;
    case GH_BUSY:
        return PROBLEM_BUSY;
    case GH_UNAVAILABLE:
        return PROBLEM_UNAVAILABLE;
    case GH_FULL:
    case GH_READ_ONLY:
    case GH_GONE:
        return PROBLEM_STORAGE;
    case GH_UNCERTAIN:
        return PROBLEM_UNCERTAIN;
    case GH_CONFLICT:
        return PROBLEM_CONFLICT;
    case GH_ROLLBACK:
        return PROBLEM_STALE_VERSION;
    case GH_DENIED:
        return PROBLEM_FORBIDDEN;
    case GH_TOO_LONG:
        return PROBLEM_TOO_LARGE;
    case GH_MALFORMED:
        return PROBLEM_BAD_REQUEST;
    default:
        return PROBLEM_INTERNAL;
    }
}

enum problem problem_of_answer(enum flow_answer answer)
{
    static const enum problem of_answer[FLOW_ANSWER_COUNT] = {
        [FLOW_NOT_POSSIBLE] = PROBLEM_NOT_POSSIBLE,
        [FLOW_ALLOWED] = PROBLEM_INTERNAL,
        [FLOW_NOT_YOURS] = PROBLEM_FORBIDDEN,
        [FLOW_INCOMPLETE] = PROBLEM_INCOMPLETE,
        [FLOW_TOO_LATE] = PROBLEM_TOO_LATE,
        [FLOW_NOTHING_CHANGED] = PROBLEM_NOTHING_CHANGED,
        [FLOW_CHANGES_NOT_ALLOWED] = PROBLEM_CHANGES_NOT_ALLOWED,
        [FLOW_REMARK_MISSING] = PROBLEM_REMARK_MISSING,
        [FLOW_BARRED] = PROBLEM_BARRED,
        [FLOW_NOBODY_LEFT] = PROBLEM_NOBODY_LEFT,
        [FLOW_QUOTA_EXCEEDED] = PROBLEM_QUOTA_EXCEEDED,
        [FLOW_NOT_STANDING] = PROBLEM_NOT_STANDING,
        [FLOW_BEING_AMENDED] = PROBLEM_BEING_AMENDED,
        [FLOW_OVER] = PROBLEM_OVER,
        [FLOW_NOT_OVER] = PROBLEM_NOT_OVER,
    };
    return (unsigned)answer < FLOW_ANSWER_COUNT ? of_answer[answer] : PROBLEM_INTERNAL;
}
