/* The short values that an SMS provider puts into the variables of an approved template. They lie beside the text of a
 * message, sealed, as JSON: {"language":"zh","day":"11月29日","gate":"南门"}. */
#ifndef GH_SERVER_NOTIFY_MESSAGE_WORDS_H
#define GH_SERVER_NOTIFY_MESSAGE_WORDS_H

#include "base/bytes.h"

#define MESSAGE_WORD_SIZE 64
#define MESSAGE_PERIODS_SIZE 120
#define MESSAGE_SUBJECT_SIZE 160
#define MESSAGE_ANSWERS_SIZE 160
#define MESSAGE_CARD_SIZE 37
#define MESSAGE_WORDS_JSON_SIZE 512

/* "" where a message has no such value. */
struct message_words {
    bool english; /* the message is in English; otherwise in Chinese */
    char name[MESSAGE_WORD_SIZE], day[MESSAGE_WORD_SIZE], gate[MESSAGE_WORD_SIZE], host[MESSAGE_WORD_SIZE];
    char periods[MESSAGE_PERIODS_SIZE];
    char answers[MESSAGE_ANSWERS_SIZE]; /* the Message-ID that an e-mail answers, with its brackets */
    char subject[MESSAGE_SUBJECT_SIZE]; /* of an e-mail; messages to visitors have none */
    char card[MESSAGE_CARD_SIZE];       /* UUID of the to-do card that a WeCom message shows (notify/card.h) */
};

/* Returns the word with this name, or NULL. */
const char *message_word(const struct message_words *words, struct bytes name);

/* Returns the first link in a text, borrowed; *len gets its length, 0 for none. */
const char *message_link(const char *text, size_t *len);

/* Write and read the JSON. Reading "" gives no words. GH_TOO_LONG: the JSON does not fit. GH_CORRUPT: not what
 * message_words_write() made. */
enum gh_status GH_MUST_USE message_words_write(const struct message_words *words,
                                               char out[static MESSAGE_WORDS_JSON_SIZE]);
enum gh_status GH_MUST_USE message_words_read(const char *json, struct message_words *out);

#endif
