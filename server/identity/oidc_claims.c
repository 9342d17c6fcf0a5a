/* Judges and reads claims. */
#include "identity/oidc_claims.h"

#include <stdio.h>
#include <string.h>

#include "json/json_read.h"

#define LOGOUT_EVENT "http://schemas.openid.net/event/backchannel-logout"
#define LOGOUT_LIFE (10 * TICK_MINUTE) /* of a logout token without exp */
#define LOGOUT_EXP_MAX TICK_DAY

/* Reads a NumericDate (RFC 7519, 2) in milliseconds; whole seconds, or with a fraction. */
static bool read_time(const json_t *claims, const char *name, tick *out)
{
    const json_t *value = json_object_get(claims, name);
    const double seconds = json_number_value(value);
    if (!json_is_number(value) || seconds < 0 || seconds > 1e11)
        return false;
    *out = (tick)(seconds * 1000);
    return true;
}

/* Whether the audience is us. Among several, the authorized party must be us too. */
static bool is_for_us(const json_t *claims, const char *client)
{
    const json_t *aud = json_object_get(claims, "aud"), *one;
    const char *party = json_member_text(claims, "azp");
    bool found = json_is_string(aud) && strcmp(json_string_value(aud), client) == 0;
    size_t i;
    json_array_foreach(aud, i, one) found =
        found || (json_is_string(one) && strcmp(json_string_value(one), client) == 0);
    if (json_array_size(aud) > 1 && !*party)
        return false;
    return found && (!*party || strcmp(party, client) == 0);
}

static enum identity_fault judge_times(const json_t *claims, tick now, bool needs_exp)
{
    tick exp = 0, iat = 0, nbf = 0;
    const bool has_exp = read_time(claims, "exp", &exp);
    if (!read_time(claims, "iat", &iat) || (needs_exp && !has_exp))
        return IDENTITY_MALFORMED;
    if (has_exp && exp + IDENTITY_CLOCK_SKEW <= now)
        return IDENTITY_EXPIRED;
    if (iat > now + IDENTITY_CLOCK_SKEW || (read_time(claims, "nbf", &nbf) && nbf > now + IDENTITY_CLOCK_SKEW))
        return IDENTITY_CLOCK;
    return IDENTITY_GOOD;
}

static bool subject_fits(const char *subject)
{
    return strlen(subject) < IDENTITY_SUBJECT_SIZE;
}

enum identity_fault oidc_judge_id(const json_t *claims, const struct oidc_expected *expected)
{
    const char *subject = json_member_text(claims, "sub");
    if (strcmp(json_member_text(claims, "iss"), expected->issuer) != 0)
        return IDENTITY_WRONG_ISSUER;
    if (!is_for_us(claims, expected->client))
        return IDENTITY_WRONG_AUDIENCE;
    const enum identity_fault fault = judge_times(claims, expected->now, true);
    if (fault)
        return fault;
    if (strcmp(json_member_text(claims, "nonce"), expected->nonce) != 0)
        return IDENTITY_WRONG_NONCE;
    return *subject && subject_fits(subject) ? IDENTITY_GOOD : IDENTITY_MALFORMED;
}

/* Until when the mark of a logout token must be remembered. */
static enum identity_fault mark_of(const json_t *claims, tick now, struct identity_ended *out)
{
    tick exp = 0, iat = 0;
    const bool has_exp = read_time(claims, "exp", &exp);
    const char *mark = json_member_text(claims, "jti");
    if (!read_time(claims, "iat", &iat) || !*mark || !subject_fits(mark) || exp > now + LOGOUT_EXP_MAX)
        return IDENTITY_MALFORMED;
    if (!has_exp && iat + LOGOUT_LIFE <= now)
        return IDENTITY_EXPIRED;
    (void)snprintf(out->mark, sizeof out->mark, "%s", mark);
    out->mark_until = (has_exp ? exp : iat + LOGOUT_LIFE) + IDENTITY_CLOCK_SKEW;
    return IDENTITY_GOOD;
}

enum identity_fault oidc_judge_logout(const json_t *claims, const struct oidc_expected *expected,
                                      struct identity_ended *out)
{
    const char *subject = json_member_text(claims, "sub"), *sid = json_member_text(claims, "sid");
    if (strcmp(json_member_text(claims, "iss"), expected->issuer) != 0)
        return IDENTITY_WRONG_ISSUER;
    if (!is_for_us(claims, expected->client))
        return IDENTITY_WRONG_AUDIENCE;
    enum identity_fault fault = judge_times(claims, expected->now, false);
    if (!fault &&
        (!json_is_object(json_object_get(json_object_get(claims, "events"), LOGOUT_EVENT)) ||
         json_object_get(claims, "nonce") || (!*subject && !*sid) || !subject_fits(subject) || !subject_fits(sid)))
        fault = IDENTITY_MALFORMED;
    if (!fault)
        fault = mark_of(claims, expected->now, out);
    if (fault)
        return fault;
    (void)snprintf(out->subject, sizeof out->subject, "%s", subject);
    (void)snprintf(out->sid, sizeof out->sid, "%s", sid);
    return IDENTITY_GOOD;
}

static bool is_in(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

/* Whether the provider vouches for a claim. */
static bool is_verified(const json_t *claims, const char *name)
{
    static const char *const chosen[] = {
        "name",    "given_name", "family_name", "middle_name", "nickname", "profile", "picture",
        "website", "gender",     "birthdate",   "zoneinfo",    "locale",   "address", "preferred_username"};
    if (strcmp(name, "email") == 0)
        return json_is_true(json_object_get(claims, "email_verified"));
    if (strcmp(name, "phone_number") == 0)
        return json_is_true(json_object_get(claims, "phone_number_verified"));
    return !is_in(name, chosen, sizeof chosen / sizeof chosen[0]);
}

static void take_value(const char *name, const json_t *value, bool verified, struct identity *out)
{
    char number[32];
    if (json_is_string(value))
        identity_put(out, name, json_string_value(value), verified);
    else if (json_is_boolean(value))
        identity_put(out, name, json_is_true(value) ? "true" : "false", verified);
    else if (json_is_integer(value)) {
        (void)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        identity_put(out, name, number, verified);
    }
}

static void take_list(const char *name, const json_t *value, bool verified, struct identity *out)
{
    const json_t *one;
    size_t i;
    if (!json_is_array(value)) {
        take_value(name, value, verified, out);
        return;
    }
    json_array_foreach(value, i, one) take_value(name, one, verified, out);
}

static void take_object(const char *outer, const json_t *object, bool verified, struct identity *out)
{
    const char *inner;
    json_t *value;
    char name[2 * IDENTITY_ATTRIBUTE_SIZE];
    json_object_foreach((json_t *)object, inner, value)
    {
        const int len = snprintf(name, sizeof name, "%s.%s", outer, inner);
        if (len > 0 && len < IDENTITY_ATTRIBUTE_SIZE)
            take_list(name, value, verified, out);
    }
}

void oidc_take_claims(const json_t *claims, struct identity *out)
{
    static const char *const protocol[] = {"iss", "aud",     "exp",    "iat",       "nbf", "nonce", "jti",
                                           "azp", "at_hash", "c_hash", "auth_time", "sid", "typ",   "session_state"};
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)claims, name, value)
    {
        if (is_in(name, protocol, sizeof protocol / sizeof protocol[0]) || strlen(name) >= IDENTITY_ATTRIBUTE_SIZE)
            continue;
        if (json_is_object(value))
            take_object(name, value, is_verified(claims, name), out);
        else
            take_list(name, value, is_verified(claims, name), out);
    }
}

static bool is_word(const char *words, const char *word)
{
    const size_t len = word ? strlen(word) : 0;
    while (len > 0 && *words) {
        const size_t n = strcspn(words, " ");
        if (n == len && strncmp(words, word, len) == 0)
            return true;
        words += n + strspn(words + n, " ");
    }
    return false;
}

bool oidc_is_strong(const json_t *claims, const char *words)
{
    const json_t *amr = json_object_get(claims, "amr"), *one;
    bool strong = is_word(words, json_string_value(json_object_get(claims, "acr")));
    size_t i;
    json_array_foreach(amr, i, one) strong = strong || is_word(words, json_string_value(one));
    return strong;
}
