/* The table of WeCom's error codes. */
#include "wecom/failure.h"

#include <string.h>

#include "base/catalog.h"

static const struct wecom_failure failures[] = {
    {0, WECOM_FINE, "ok", N_("WeCom has accepted it.")},
    {-1, WECOM_LATER, "busy", N_("WeCom is busy. Gatehouse tries again.")},
    {40001, WECOM_SETTINGS, "secret",
     N_("WeCom does not know this secret. Copy the secret of the application again: WeCom administration, "
        "Applications, this application, Secret.")},
    {40003, WECOM_REFUSED, "user", N_("WeCom has no such member. Check the UserID of the account.")},
    {40013, WECOM_SETTINGS, "corp",
     N_("WeCom does not know this CorpID. Copy it again: WeCom administration, My enterprise.")},
    {40014, WECOM_STALE_TOKEN, "token", N_("WeCom does not accept the access token. Gatehouse fetches another one.")},
    {40029, WECOM_USED_CODE, "code", N_("This sign-in has been used or has expired. Start again from WeCom.")},
    {40031, WECOM_REFUSED, "user", N_("WeCom has no such member. Check the UserID of the account.")},
    {40056, WECOM_SETTINGS, "agent", N_("WeCom does not know this AgentId. Copy it again from the application.")},
    {41001, WECOM_STALE_TOKEN, "token", N_("WeCom does not accept the access token. Gatehouse fetches another one.")},
    {42001, WECOM_STALE_TOKEN, "token", N_("The access token has expired. Gatehouse fetches another one.")},
    {45002, WECOM_REFUSED, "too-long", N_("The message is longer than WeCom allows.")},
    {45009, WECOM_LATER, "too-often", N_("A limit of WeCom is reached. Gatehouse tries again later.")},
    {45033, WECOM_LATER, "too-often", N_("A limit of WeCom is reached. Gatehouse tries again later.")},
    {46004, WECOM_REFUSED, "user", N_("WeCom has no such member. Check the UserID of the account.")},
    {48002, WECOM_SETTINGS, "not-allowed",
     N_("The application may not use this interface. Allow it in WeCom's administration.")},
    {50001, WECOM_SETTINGS, "domain",
     N_("WeCom does not trust the address of this server. Enter it as trusted domain of the application.")},
    {60011, WECOM_SETTINGS, "not-visible",
     N_("The application may not see this member. Add the member's department to the visible range of the "
        "application.")},
    {60020, WECOM_SETTINGS, "address",
     N_("WeCom refuses this server's address. Add it to the trusted IPs of the application in WeCom's "
        "administration.")},
    {60111, WECOM_REFUSED, "user", N_("WeCom has no such member. Check the UserID of the account.")},
    {81013, WECOM_REFUSED, "no-receiver",
     N_("No recipient is a member that the application may see. Check the UserID and the visible range of the "
        "application.")},
    {93000, WECOM_SETTINGS, "robot", N_("WeCom does not know this key of a group robot. Copy its webhook again.")},
    {301002, WECOM_SETTINGS, "agent", N_("The secret belongs to another application than this AgentId.")},
};

const struct wecom_failure *wecom_failure_of(int code)
{
    static const struct wecom_failure unknown = {
        -2, WECOM_SETTINGS, "unknown",
        N_("WeCom refused it. Its error code says why: see WeCom's list of error codes.")};
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == code)
            return &failures[i];
    return &unknown;
}

bool wecom_failure_address(const char *words, char out[static WECOM_ADDRESS_SIZE])
{
    static const char mark[] = "from ip: ";
    const char *at = strstr(words, mark);
    const size_t len = at ? strspn(at + sizeof mark - 1, "0123456789abcdefABCDEF.:") : 0;
    if (len == 0 || len >= WECOM_ADDRESS_SIZE)
        return false;
    memcpy(out, at + sizeof mark - 1, len);
    out[len] = '\0';
    return true;
}
