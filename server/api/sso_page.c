/* Pages of single sign-on. */
#include "api/sso_page.h"

#include <inttypes.h>

#include "api/html.h"
#include "http/server.h"

#define DB_WAIT_MS 5000

enum gh_status sso_count_failure(const struct request *rq, const char *name, enum sign_in_failure reason)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = sign_in_failure_count(db, rq->now, name, rq->address, reason);
    db_pool_give(rq->server->pool, db);
    return status;
}

enum gh_status sso_count_fault(const struct request *rq, const char *provider, enum identity_fault fault,
                               const char *why)
{
    const char *code = identity_fault_text(fault)->code;
    struct db *db;
    OS_LOG(&rq->server->log, OS_LOG_NOTICE, "sign-on-refused", os_log_word("provider", provider),
           os_log_word("code", code), os_log_system_message("why", why));
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = sign_in_failure_sign_on(db, rq->now, rq->address, code);
    db_pool_give(rq->server->pool, db);
    return status;
}

/* Returns a text in both languages, the reader's first: who chose another language in the pages than the browser's can
 * read it as well. `element` is the first one's. */
static const char *both(struct request *rq, const char *element, const char *chinese, const char *english)
{
    const bool in_english = rq->language == LANGUAGE_ENGLISH;
    return request_text(rq, "<%s>%s</%s><p class=\"second\" lang=\"%s\">%s</p>", element,
                        in_english ? english : chinese, element, in_english ? "zh-CN" : "en",
                        in_english ? chinese : english);
}

/* The same within a line. */
static const char *both_inline(struct request *rq, const char *chinese, const char *english)
{
    const bool in_english = rq->language == LANGUAGE_ENGLISH;
    return request_text(rq, "%s <span lang=\"%s\">%s</span>", in_english ? english : chinese,
                        in_english ? "zh-CN" : "en", in_english ? chinese : english);
}

static const char *way_back(struct request *rq)
{
    return request_text(rq, "<p class=\"other\"><a href=\"/app/sign-in\">%s</a></p>",
                        both_inline(rq, "返回登录页", "Back to the sign-in page"));
}

static enum gh_status page(struct request *rq, struct reply *reply, int status, const char *title, const char *title_en,
                           const char *rest)
{
    const char *main = request_text(rq, "<section>%s%s</section>", both(rq, "h1", title, title_en), rest);
    reply_header(reply, "Cache-Control", "no-store");
    return html_reply(rq, reply, status, "sso", rq->language == LANGUAGE_ENGLISH ? title_en : title, main, "");
}

enum gh_status sso_page_fault(struct request *rq, struct reply *reply, const char *provider, enum identity_fault fault,
                              const char *why)
{
    const struct identity_fault_text *text = identity_fault_text(fault);
    const char *advice = request_text(rq, "%s%s<p class=\"code\">%s · %016" PRIx64 "</p>",
                                      both(rq, "p", text->advice, text->advice_en), way_back(rq), text->code, rq->id);
    enum gh_status status = sso_count_fault(rq, provider, fault, why);
    if (status)
        OS_LOG(&rq->server->log, OS_LOG_WARNING, "sign-on-not-counted", os_log_status("status", status));
    return page(rq, reply, text->status, text->title, text->title_en, advice);
}

enum gh_status sso_page_code(struct request *rq, struct reply *reply, const char *state, enum sso_code what)
{
    static const struct {
        int status;
        const char *chinese, *english;
    } words[] = {
        [SSO_CODE_ASKED] = {200, "请输入本系统验证器中的六位数字。",
                            "Enter the six digits of your authenticator for this system."},
        [SSO_CODE_WRONG] = {403, "验证码不正确。请输入新的六位数字。",
                            "This code is wrong. Enter the next six digits."},
        [SSO_CODE_WAIT] = {429, "错误次数过多，请稍后再试。", "Too many wrong tries. Try again later."},
    };
    const char *form = request_text(
        rq,
        "%s<form method=\"post\" action=\"/sso/code\"><input type=\"hidden\" name=\"state\" value=\"%s\">"
        "<label for=\"code\">%s</label><input id=\"code\" class=\"field\" name=\"code\" inputmode=\"numeric\" "
        "autocomplete=\"one-time-code\" maxlength=\"16\" required autofocus>"
        "<button type=\"submit\" class=\"button\">%s</button></form>%s",
        both(rq, "p", words[what].chinese, words[what].english), html_escape(rq, state),
        both_inline(rq, "验证码", "Code"), both_inline(rq, "登录", "Sign in"), way_back(rq));
    return page(rq, reply, words[what].status, "第二步验证", "Second step", form);
}

enum gh_status sso_page_password(struct request *rq, struct reply *reply, const struct identity_provider *provider,
                                 const char *state, enum sso_said what)
{
    static const struct {
        const char *role, *chinese, *english;
    } words[] = {
        [SSO_SAID_ASKED] = {"note", "请输入学校的账号和密码。", "Enter your name and password at the university."},
        [SSO_SAID_WRONG] = {"alert", "账号或密码不正确。", "Name or password is wrong."},
        [SSO_SAID_WAIT] = {"alert", "错误次数过多，请稍后再试。", "Too many wrong tries. Try again later."},
    };
    const char *form = request_text(
        rq,
        "<div role=\"%s\">%s</div>"
        "<form method=\"post\" action=\"/sso/%s/password\"><input type=\"hidden\" name=\"state\" value=\"%s\">"
        "<label for=\"name\">%s</label><input id=\"name\" class=\"field\" name=\"name\" autocomplete=\"username\" "
        "autocapitalize=\"none\" spellcheck=\"false\" maxlength=\"64\" required autofocus>"
        "<label for=\"password\">%s</label><input id=\"password\" class=\"field\" name=\"password\" type=\"password\" "
        "autocomplete=\"current-password\" maxlength=\"256\" required>"
        "<button type=\"submit\" class=\"button\">%s</button></form>%s",
        words[what].role, both(rq, "p", words[what].chinese, words[what].english), provider->name,
        html_escape(rq, state), both_inline(rq, "账号", "Name"), both_inline(rq, "密码", "Password"),
        both_inline(rq, "登录", "Sign in"), way_back(rq));
    return page(rq, reply, 200, html_escape(rq, provider->label),
                provider->label_en[0] ? html_escape(rq, provider->label_en) : "Sign in", form);
}
