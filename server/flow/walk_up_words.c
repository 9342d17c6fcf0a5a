/* The table of words for refused walk-up applications. */
#include "flow/walk_up_words.h"

/* One row for each reason, and one for a closed day behind them. */
static const struct walk_up_words table[WALK_UP_REASON_COUNT + 1][2] = {
    [WALK_UP_BY_PEOPLE] = {[WORDS_CHINESE] = {"", "如有疑问，请询问门卫或接待人"},
                           [WORDS_ENGLISH] = {"", "Please ask the guard, or the person you want to visit"}},
    [WALK_UP_UNREADABLE] = {[WORDS_CHINESE] = {"系统无法读取申请内容", "请在门岗重新申请"},
                            [WORDS_ENGLISH] = {"The server could not read it", "Please apply again at the gate"}},
    [WALK_UP_INCOMPLETE] = {[WORDS_CHINESE] = {"内容有缺漏或错误", "请在门岗重新申请，或请门卫协助填写"},
                            [WORDS_ENGLISH] = {"Something is missing or wrong",
                                               "Please apply again, or ask the guard for help"}},
    [WALK_UP_BARRED] = {[WORDS_CHINESE] = {"须由保卫处当面处理", "请询问门卫"},
                        [WORDS_ENGLISH] = {"The security office decides in person", "Please ask the guard"}},
    [WALK_UP_QUOTA] = {[WORDS_CHINESE] = {"被访单位今天的访客已满", "请与接待人另约时间"},
                       [WORDS_ENGLISH] = {"The unit takes no more visitors today", "Ask your host for another day"}},
    [WALK_UP_OVER] = {[WORDS_CHINESE] = {"申请送达时已过期", "仍需入校的，请在门岗重新申请"},
                      [WORDS_ENGLISH] = {"It arrived after it had expired",
                                         "Apply again at the gate if you still want to enter"}},
    [WALK_UP_REASON_COUNT] = {[WORDS_CHINESE] = {"校区今天不接待访客", "请与接待人另约时间"},
                              [WORDS_ENGLISH] = {"The campus takes no visitors today",
                                                 "Ask your host for another day"}},
};

struct walk_up_words walk_up_words_of(enum walk_up_reason reason, bool closed, enum words_language language)
{
    return table[closed ? WALK_UP_REASON_COUNT : reason][language];
}

struct walk_up_words walk_up_words_lapsed(enum words_language language)
{
    static const struct walk_up_words lapsed[2] = {
        [WORDS_CHINESE] = {"有效期内未获审批", "仍需入校的，请在门岗重新申请"},
        [WORDS_ENGLISH] = {"Nobody decided in time", "Apply again at the gate if you still want to enter"}};
    return lapsed[language];
}
