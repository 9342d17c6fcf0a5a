/* The texts of faults. */
#include "identity/fault.h"

#define AGAIN "请返回登录页重新登录。", "Go back to the sign-in page and sign in again."
#define TELL                                                                                                           \
    "请返回登录页，用本系统的密码登录，或联系管理员并告知下方代码。",                                                  \
        "Go back and sign in with a password of this system, or give an administrator the code below."

static const struct identity_fault_text texts[IDENTITY_FAULTS] = {
    [IDENTITY_GOOD] = {"good", 200, "", "", "", ""},
    [IDENTITY_DENIED] = {"denied", 403, "登录服务没有同意登录", "The provider did not sign you in", AGAIN},
    [IDENTITY_NOT_VISIBLE] =
        {"not-visible", 403, "这个应用没有对您开放", "This application is not open to you",
         "请联系管理员，把您加入应用的可见范围，并告知下方代码。",
         "Ask an administrator to add you to the application's visible range, with the code below."},
    [IDENTITY_UNKNOWN] = {"unknown-provider", 404, "没有这种登录方式", "There is no such way to sign in", AGAIN},
    [IDENTITY_NOT_REACHED] = {"not-reached", 502, "登录服务暂时无法连接", "The provider can't be reached",
                              "请稍后再试，或返回登录页用本系统的密码登录。",
                              "Try again later, or go back and sign in with a password of this system."},
    [IDENTITY_CERTIFICATE] = {"certificate", 502, "登录服务的证书不受信任", "The provider's certificate is not trusted",
                              TELL},
    [IDENTITY_SETUP] = {"setup", 502, "登录方式的设置有误", "This way to sign in is not set up correctly", TELL},
    [IDENTITY_CLIENT_REFUSED] = {"client-refused", 502, "登录服务不认可本系统",
                                 "The provider does not accept this system", TELL},
    [IDENTITY_OTHER_BROWSER] = {"other-browser", 400, "登录不是在这个浏览器中开始的",
                                "This sign-in did not begin in this browser",
                                "请在同一浏览器中重新登录，并允许使用 Cookie。",
                                "Sign in again in one browser, and let it keep cookies."},
    [IDENTITY_STATE] = {"state", 400, "这次登录已失效或已用过", "This sign-in has expired or was used", AGAIN},
    [IDENTITY_USED] = {"code-used", 400, "登录凭据已失效或已用过", "The code or ticket has expired or was used", AGAIN},
    [IDENTITY_WRONG_ISSUER] = {"wrong-issuer", 403, "应答来自另一个认证服务", "The answer came from another issuer",
                               TELL},
    [IDENTITY_WRONG_AUDIENCE] = {"wrong-audience", 403, "应答不是发给本系统的",
                                 "The answer was meant for another system", TELL},
    [IDENTITY_WRONG_NONCE] = {"wrong-nonce", 403, "应答不属于这次登录", "The answer belongs to another sign-in", AGAIN},
    [IDENTITY_SIGNATURE] = {"signature", 403, "应答的签名无法核实", "The signature of the answer can't be verified",
                            TELL},
    [IDENTITY_EXPIRED] = {"expired", 403, "应答已过期", "The answer has expired",
                          "请重新登录。如果仍然如此，请管理员检查两台服务器的时钟。",
                          "Sign in again. If it happens again, an administrator should check both servers' clocks."},
    [IDENTITY_CLOCK] = {"clock", 403, "两台服务器的时钟不一致", "The servers' clocks differ", TELL},
    [IDENTITY_MALFORMED] = {"malformed", 502, "应答的格式不正确", "The provider's answer has a wrong form", TELL},
    [IDENTITY_TWO_ACCOUNTS] =
        {"two-accounts", 409, "有两个账号使用同一个编号", "Two accounts have the same number",
         "没有登录任何账号。请管理员在账号列表中改正，并告知下方代码。",
         "Nobody was signed in. Ask an administrator to correct the accounts, with the code below."},
    [IDENTITY_NO_ACCOUNT] = {"no-account", 403, "这里没有您的账号", "You have no account here",
                             "请联系管理员开通账号，并告知下方代码。",
                             "Ask an administrator for an account, with the code below."},
    [IDENTITY_CLOSED] = {"account-closed", 403, "您的账号已停用", "Your account is closed", "如需恢复，请联系管理员。",
                         "If you need it again, ask an administrator."},
    [IDENTITY_PRIVILEGED] =
        {"privileged", 403, "此账号须由管理员关联", "An administrator has to link this account",
         "此账号有管理或审批权限。请用密码登录，或请管理员为它关联登录服务。",
         "It administers or decides. Sign in with its password, or ask an administrator to link it."},
    [IDENTITY_FULL] = {"busy", 503, "正在登录的人太多", "Too many people are signing in", "请一分钟后再试。",
                       "Try again in a minute."},
    [IDENTITY_INTERNAL] = {"internal", 500, "服务器暂时无法登录", "The server could not sign you in", TELL},
};

const struct identity_fault_text *identity_fault_text(enum identity_fault fault)
{
    return &texts[(unsigned)fault < IDENTITY_FAULTS ? fault : IDENTITY_INTERNAL];
}
