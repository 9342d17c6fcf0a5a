/* Writes and reads the values for templates of SMS providers. */
#include "notify/message_words.h"

#include <stddef.h>
#include <string.h>

#include "json/json_read.h"

#define LINK_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"

static const struct {
    const char *name;
    size_t at, size;
} members[] = {
    {"name", offsetof(struct message_words, name), MESSAGE_WORD_SIZE},
    {"day", offsetof(struct message_words, day), MESSAGE_WORD_SIZE},
    {"gate", offsetof(struct message_words, gate), MESSAGE_WORD_SIZE},
    {"host", offsetof(struct message_words, host), MESSAGE_WORD_SIZE},
    {"periods", offsetof(struct message_words, periods), MESSAGE_PERIODS_SIZE},
    {"answers", offsetof(struct message_words, answers), MESSAGE_ANSWERS_SIZE},
    {"subject", offsetof(struct message_words, subject), MESSAGE_SUBJECT_SIZE},
    {"card", offsetof(struct message_words, card), MESSAGE_CARD_SIZE},
};
#define MEMBERS (sizeof members / sizeof members[0])

const char *message_word(const struct message_words *words, struct bytes name)
{
    for (size_t i = 0; i < MEMBERS; i++)
        if (bytes_equal(name, bytes_of_string(members[i].name)))
            return (const char *)words + members[i].at;
    return NULL;
}

enum gh_status message_words_write(const struct message_words *words, char out[static MESSAGE_WORDS_JSON_SIZE])
{
    json_t *json = json_pack("{s:s}", "language", words->english ? "en" : "zh");
    bool failed = !json;
    for (size_t i = 0; !failed && i < MEMBERS; i++) {
        const char *value = (const char *)words + members[i].at;
        failed = *value && json_object_set_new(json, members[i].name, json_string(value)) != 0;
    }
    char *text = failed ? NULL : json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (!text)
        return GH_NO_MEMORY;
    const size_t len = strlen(text);
    if (len < MESSAGE_WORDS_JSON_SIZE)
        memcpy(out, text, len + 1);
    free(text);
    return len < MESSAGE_WORDS_JSON_SIZE ? GH_OK : GH_TOO_LONG;
}

enum gh_status message_words_read(const char *text, struct message_words *out)
{
    struct message_words words = {0};
    json_t *json = NULL;
    enum gh_status status = GH_OK;
    if (*text && json_read(bytes_of_string(text), MESSAGE_WORDS_JSON_SIZE, &json, NULL))
        return GH_CORRUPT;
    const char *language = json_string_value(json_object_get(json, "language"));
    words.english = language && strcmp(language, "en") == 0;
    for (size_t i = 0; !status && i < MEMBERS; i++) {
        const char *value = json_string_value(json_object_get(json, members[i].name));
        const size_t len = value ? strlen(value) : 0;
        if (len >= members[i].size)
            status = GH_CORRUPT;
        else if (value)
            memcpy((char *)&words + members[i].at, value, len + 1);
    }
    json_decref(json);
    if (!status)
        *out = words;
    return status;
}

const char *message_link(const char *text, size_t *len)
{
    const char *http = strstr(text, "http://"), *https = strstr(text, "https://");
    const char *link = http && (!https || http < https) ? http : https;
    *len = link ? strspn(link, LINK_CHARACTERS) : 0;
    return link ? link : "";
}
