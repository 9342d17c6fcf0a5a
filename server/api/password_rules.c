/* Judges new passwords. */
#include "api/password_rules.h"

#include "accounts/password_context.h"
#include "auth/breached_passwords.h"
#include "base/catalog.h"
#include "http/server.h"

static enum gh_status judge(const struct request *rq, const struct password_words *words, const char *password,
                            const struct password_owner *owner, enum password_fault *fault)
{
    bool breached = false;
    *fault = password_judge(bytes_of_string(password), owner, words);
    if (*fault)
        return GH_OK;
    enum gh_status status = breached_contains(rq->server->breached, bytes_of_string(password), &breached);
    if (!status && breached)
        *fault = PASSWORD_BREACHED;
    return status;
}

/* The host is always among the words. */
static struct password_words *words_of(struct request *rq)
{
    struct password_words *words = request_alloc(rq, sizeof *words);
    if (rq->server->public_url)
        password_words_host(words, rq->server->public_url);
    return words;
}

enum gh_status password_rules_judge(struct request *rq, struct db *db, const char *password,
                                    const struct password_owner *owner, enum password_fault *fault)
{
    struct password_words *words = words_of(rq);
    enum gh_status status = password_context_load(db, words);
    return status ? status : judge(rq, words, password, owner, fault);
}

enum gh_status password_rules_judge_plan(struct request *rq, const struct setup_plan *plan, const char *password,
                                         const struct password_owner *owner, enum password_fault *fault)
{
    struct password_words *words = words_of(rq);
    password_context_plan(plan, words);
    return judge(rq, words, password, owner, fault);
}

const char *password_rules_message(enum password_fault fault)
{
    switch (fault) {
    case PASSWORD_TOO_SHORT:
        return N_("At least ten characters: three words are easy to keep in mind.");
    case PASSWORD_COMMON:
        return N_("This password is too common. Choose another one.");
    case PASSWORD_NAME:
        return N_("It must not contain your account, name, e-mail address or mobile number.");
    case PASSWORD_CONTEXT:
        return N_("It must not contain the name of the university, a campus or this site.");
    case PASSWORD_BREACHED:
        return N_("This password is known from a data breach. Choose another one.");
    default:
        return N_("This password is too long.");
    }
}
