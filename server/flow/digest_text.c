/* Writes the daily digest of exceptions. */
#include "flow/digest_text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define CAMPUS_MAX 60 /* bytes of a campus's name */
#define OTHERS_MAX 32 /* bytes of "; other: 123456" */
#define LINK_MAX 24   /* bytes before the link */

static const struct {
    const char *name, *zh, *en;
} kinds[] = {
    {"override", "强制放行", "override"},
    {"double-use", "通行码重复使用", "pass used twice"},
    {"broken", "记录链断裂", "chain broken"},
    {"gap", "记录缺失", "entries missing"},
    {"altered", "记录被改动", "entry altered"},
    {"unusable", "记录无法使用", "entry unusable"},
    {"another-journal", "门岗出现第二本记录", "second journal of a booth"},
    {"revoked-booth", "停用门岗仍上传记录", "from a revoked booth"},
    {"emergency", "紧急放行待确认", "emergency to confirm"},
    {"forged", "非本校签发的码", "code not issued here"},
    {"revoked-pass", "出示已作废的码", "revoked pass shown"},
    {"unknown-vehicle", "未预约车辆", "unknown vehicle"},
    {"silent", "门岗失联", "booth silent"},
    {"camera", "门岗摄像头失灵", "booth camera lost"},
    {"disk", "门岗磁盘已满", "booth disk full"},
    {"clock", "门岗时钟不准", "booth clock off"},
    {"temperature", "门岗温度过高", "booth too hot"},
    {"unwell", "门岗自检有故障", "booth fault"},
};

const char *digest_kind_words(const char *name, enum words_language language)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return language == WORDS_ENGLISH ? kinds[i].en : kinds[i].zh;
    return name;
}

static int64_t total_of(const struct digest_text *v, size_t from)
{
    int64_t sum = 0;
    for (size_t i = from; i < v->count; i++)
        sum += v->kinds[i].count;
    return sum;
}

/* Appends, and cuts at the end of `size`. Returns the new length. */
static size_t put(char *out, size_t at, size_t size, const char *format, ...) __attribute__((format(printf, 4, 5)));
static size_t put(char *out, size_t at, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(out + at, size - at, format, arguments);
    va_end(arguments);
    return n < 0 || (size_t)n >= size - at ? size - 1 : at + (size_t)n;
}

static size_t put_kinds(const struct digest_text *v, bool english, char *out, size_t at, size_t room)
{
    for (size_t i = 0; i < v->count; i++) {
        const char *words = digest_kind_words(v->kinds[i].name, v->language);
        if (at + strlen(words) + OTHERS_MAX > room)
            return put(out, at, DIGEST_TEXT_SIZE, english ? "; other: %lld" : "；其他 %lld", (long long)total_of(v, i));
        at = put(out, at, DIGEST_TEXT_SIZE, english ? "; %s: %lld" : "；%s %lld", words, (long long)v->kinds[i].count);
    }
    return at;
}

void digest_text_write(const struct digest_text *v, char subject[static DIGEST_SUBJECT_SIZE],
                       char text[static DIGEST_TEXT_SIZE])
{
    const bool english = v->language == WORDS_ENGLISH;
    const long long total = (long long)total_of(v, 0);
    char campus[CAMPUS_MAX + 1];
    (void)snprintf(campus, sizeof campus, "%s", v->campus);
    utf8_end_whole(campus);
    (void)put(subject, 0, DIGEST_SUBJECT_SIZE, english ? "Exceptions at %s: %lld open" : "%s：未处理的异常 %lld 项",
              campus, total);
    const size_t link = strlen(v->url) + LINK_MAX;
    const size_t room = link < DIGEST_TEXT_SIZE ? DIGEST_TEXT_SIZE - link : 0;
    size_t at = put(text, 0, DIGEST_TEXT_SIZE, english ? "%s has %lld open exceptions" : "%s有 %lld 项未处理的异常",
                    campus, total);
    if (v->unassigned > 0)
        at = put(text, at, DIGEST_TEXT_SIZE, english ? ", %lld of them not assigned" : "，其中 %lld 项无人负责",
                 (long long)v->unassigned);
    at = put_kinds(v, english, text, at, room);
    (void)put(text, at, DIGEST_TEXT_SIZE, english ? ". See: %s" : "。查看：%s", v->url);
    utf8_end_whole(text);
}
