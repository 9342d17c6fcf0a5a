/* Composes the notice from its paragraphs. */
#include "flow/notice_text.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"

enum paragraph {
    TITLE,
    HANDLER,
    CONTACT,
    KINDS,
    PURPOSE,
    KEEPING,
    PICTURES,
    PROCESSORS,
    NO_PROCESSORS,
    RIGHTS,
    MINORS
};

static const char *const paragraphs[][2] = {
    [TITLE] = {"访客个人信息处理告知书", "Notice on the handling of visitors' personal data"},
    [HANDLER] = {"一、处理者：{university}。", "1. Who handles the data: {university}."},
    [CONTACT] = {"联系方式：{contact}。", "Contact: {contact}."},
    [KINDS] = {"二、处理的信息：姓名、性别、手机号码、证件类型和号码、车牌号，以及进出校门的时间和地点。"
               "其中证件号码属于敏感个人信息。",
               "2. Which data: name, sex, mobile number, kind and number of the ID document, plate, and the times and "
               "gates of entry. The number of the ID document is sensitive personal data."},
    [PURPOSE] =
        {"三、目的和必要性：审批入校申请，在校门核对访客身份，保障校园安全。核对证件号码才能确认来的是访客本人；"
         "该号码加密保存，完整查看会留下审计记录。不提供这些信息将无法办理入校。",
         "3. Purpose and need: to approve the visit, to check visitors at the gate, and to keep the campus safe. "
         "Only the number of the document shows that the right person comes. It is stored encrypted, and "
         "each look at it in full leaves an audit record. Without these data no visit can be approved."},
    [KEEPING] = {"四、方式和期限：加密保存在校内系统和校门设备中，入校结束 {days} "
                 "天后删除；法律、行政法规另有规定的，从其规定。",
                 "4. How and how long: stored encrypted in the university's system and on the booths at its gates, and "
                 "deleted {days} days after the visit, unless a law requires otherwise."},
    [PICTURES] = {"门卫手动放行车辆时拍摄的车辆照片保存 {pictures} 天。",
                  "A picture of a vehicle that a guard admits by hand is kept for {pictures} days."},
    [PROCESSORS] = {"五、委托处理：{processors}。除法律规定外，不向其他单位或个人提供。",
                    "5. Entrusted processors: {processors}. Nobody else receives the data, unless a law requires it."},
    [NO_PROCESSORS] = {"五、委托处理：无。除法律规定外，不向其他单位或个人提供。",
                       "5. Entrusted processors: none. Nobody else receives the data, unless a law requires it."},
    [RIGHTS] =
        {"六、您的权利：可以要求查阅、复制、更正、删除个人信息，也可以随时撤回同意。撤回后通行码作废，"
         "不影响撤回之前的处理。",
         "6. Your rights: you can ask to see, copy, correct and delete your data, and you can withdraw the consent "
         "at any time. Your pass is then revoked. What was done before the withdrawal stays lawful."},
    [MINORS] = {"七、未满 14 周岁的访客：由父母或其他监护人同意。",
                "7. Visitors under 14: a parent or another guardian consents for them."},
};

const char *notice_declaration(enum words_language language)
{
    return language == WORDS_ENGLISH
               ? "I have given every visitor this notice, and each of them consents to the handling of the personal "
                 "data, including the number of the ID document."
               : "我已将告知书内容告知全部访客，并取得其本人对处理个人信息（包括证件号码）的同意。";
}

const char *notice_guardian_declaration(enum words_language language)
{
    return language == WORDS_ENGLISH ? "For visitors under 14, a parent or another guardian has consented."
                                     : "其中未满 14 周岁的访客，我已取得其父母或其他监护人的同意。";
}

static void append(char out[static NOTICE_TEXT_SIZE], const char *text, const struct text_arg *args, size_t count,
                   const char *end)
{
    const size_t used = strlen(out);
    (void)text_format(out + used, NOTICE_TEXT_SIZE - used, text, args, count);
    const size_t now = strlen(out);
    (void)snprintf(out + now, NOTICE_TEXT_SIZE - now, "%s", end);
}

void notice_text(const struct notice_facts *facts, enum words_language language, char out[static NOTICE_TEXT_SIZE])
{
    const int english = language == WORDS_ENGLISH;
    char days[24], pictures[24];
    (void)snprintf(days, sizeof days, "%lld", (long long)facts->keep_days);
    (void)snprintf(pictures, sizeof pictures, "%lld", (long long)facts->picture_days);
    const struct text_arg args[] = {{"university", facts->university[0] ? facts->university
                                                   : english            ? "the university"
                                                                        : "学校"},
                                    {"contact", facts->contact},
                                    {"processors", facts->processors},
                                    {"days", days},
                                    {"pictures", pictures}};
    const size_t count = sizeof args / sizeof args[0];
    const char *const join = english ? " " : "";
    out[0] = '\0';
    append(out, paragraphs[TITLE][english], args, count, "\n");
    append(out, paragraphs[HANDLER][english], args, count, facts->contact[0] ? join : "\n");
    if (facts->contact[0])
        append(out, paragraphs[CONTACT][english], args, count, "\n");
    append(out, paragraphs[KINDS][english], args, count, "\n");
    append(out, paragraphs[PURPOSE][english], args, count, "\n");
    append(out, paragraphs[KEEPING][english], args, count, facts->picture_days ? join : "\n");
    if (facts->picture_days)
        append(out, paragraphs[PICTURES][english], args, count, "\n");
    append(out, paragraphs[facts->processors[0] ? PROCESSORS : NO_PROCESSORS][english], args, count, "\n");
    append(out, paragraphs[RIGHTS][english], args, count, "\n");
    append(out, paragraphs[MINORS][english], args, count, "\n");
    append(out, notice_declaration(language), args, 0, join);
    append(out, notice_guardian_declaration(language), args, 0, "");
}
