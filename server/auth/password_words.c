/* Collects context words, and looks for them in passwords. */
#include "auth/password_words.h"

#include <sodium.h>
#include <string.h>

#include "auth/password.h"

/* These say nothing of one university. */
static const char *const generic[] = {
    "university", "college", "school", "institute", "technology", "science", "sciences",    "campus",
    "north",      "south",   "east",   "west",      "main",       "central", "northern",    "southern",
    "eastern",    "western", "gate",   "visit",     "normal",     "medical", "polytechnic", "city",
};
static const char *const endings[] = {"大学", "学院", "学校", "校区", "主校区"};

/* Letters and digits in lower case. Other letters than ASCII's stay. */
struct squeezed {
    uint8_t text[PASSWORD_MAX];
    size_t len;
};

static bool is_kept(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static void squeeze(struct bytes text, size_t cap, struct squeezed *out)
{
    out->len = 0;
    for (size_t i = 0; i < text.len && out->len < cap; i++)
        if (is_kept(text.data[i]))
            out->text[out->len++] =
                text.data[i] >= 'A' && text.data[i] <= 'Z' ? (uint8_t)(text.data[i] + 32) : text.data[i];
}

static bool is_generic(const struct squeezed *word)
{
    for (size_t i = 0; i < sizeof generic / sizeof generic[0]; i++)
        if (bytes_equal(BYTES(word->text, word->len), bytes_of_string(generic[i])))
            return true;
    return false;
}

static void add(struct password_words *words, struct bytes text)
{
    struct squeezed word;
    squeeze(text, PASSWORD_WORD_SIZE - 1, &word);
    if (word.len < PASSWORD_WORD_MIN || words->count == PASSWORD_WORDS_MAX || is_generic(&word))
        return;
    char *item = words->items[words->count++];
    memcpy(item, word.text, word.len);
    item[word.len] = '\0';
}

/* Adds each run of kept characters, and the first letters of all of them. */
static void add_parts(struct password_words *words, const char *text, size_t len)
{
    uint8_t initials[PASSWORD_WORD_SIZE];
    size_t count = 0;
    for (size_t at = 0, end; at < len; at = end + 1) {
        for (end = at; end < len && is_kept((uint8_t)text[end]);)
            end++;
        if (end > at && count < sizeof initials && (uint8_t)text[at] < 0x80)
            initials[count++] = (uint8_t)text[at];
        add(words, BYTES(text + at, end - at));
    }
    add(words, BYTES(initials, count));
}

static void add_stem(struct password_words *words, const char *name)
{
    const size_t len = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const size_t end = strlen(endings[i]);
        if (len > end && memcmp(name + len - end, endings[i], end) == 0)
            add(words, BYTES(name, len - end));
    }
}

void password_words_name(struct password_words *words, const char *name)
{
    add(words, bytes_of_string(name));
    add_parts(words, name, strlen(name));
    add_stem(words, name);
}

void password_words_host(struct password_words *words, const char *url)
{
    const char *begin = strstr(url, "://");
    begin = begin ? begin + 3 : url;
    const size_t len = strcspn(begin, ":/?#");
    add(words, BYTES(begin, len));
    for (size_t at = 0; at < len;) {
        const size_t label = strcspn(begin + at, ".:/?#");
        add(words, BYTES(begin + at, label));
        at += label + 1;
    }
}

static bool contains(const struct squeezed *whole, const char *word)
{
    const size_t len = strlen(word);
    for (size_t at = 0; at + len <= whole->len; at++)
        if (memcmp(whole->text + at, word, len) == 0)
            return true;
    return false;
}

bool password_words_met(const struct password_words *words, struct bytes password)
{
    struct squeezed squeezed;
    bool met = false;
    squeeze(password, sizeof squeezed.text, &squeezed);
    for (size_t i = 0; i < words->count && !met; i++)
        met = contains(&squeezed, words->items[i]);
    sodium_memzero(&squeezed, sizeof squeezed);
    return met;
}
