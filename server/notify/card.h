/* To-do cards in WeCom: which application and version a card shows to whom, and the code that updates it once. */
#ifndef GH_SERVER_NOTIFY_CARD_H
#define GH_SERVER_NOTIFY_CARD_H

#include "db/db.h"
#include "vault/vault.h"

#define CARD_CODE_SIZE 256
#define CARD_KEY_PASS "pass"      /* of the button, in callbacks */
#define CARD_CLOSED "card-closed" /* purpose of the message that replaces a card's buttons */

struct card {
    struct uuid id, application, message;
    int64_t version, account;
    bool closed;
    bool english; /* the account's language */
};

/* Stores a new card that `message` will show, under `id`. In the caller's transaction. */
enum gh_status GH_MUST_USE card_put(struct db *db, const struct card *card, tick now);
/* Loads a card. GH_NOT_FOUND: no such card. */
enum gh_status GH_MUST_USE card_load(struct db *db, const struct uuid *id, struct card *out);

#define CARDS_MAX 64
/* Lists the open cards of an application that show an older version than `version`. */
enum gh_status GH_MUST_USE card_list_older(struct db *db, const struct uuid *application, int64_t version,
                                           struct card out[static CARDS_MAX], size_t *count);
/* Closes a card: `text` replaces its buttons, or its message is skipped where it has not been sent. In the caller's
 * transaction. A closed card stays as it is. */
enum gh_status GH_MUST_USE card_close(struct db *db, const struct vault *vault, const struct card *card,
                                      const char *text, tick now);

/* Closes a card and shows `text` on it, also where it was closed before: somebody has pressed it again. */
enum gh_status GH_MUST_USE card_say(struct db *db, const struct vault *vault, const struct card *card, const char *text,
                                    tick now);

/* Counts a callback by its content. *first: whether it is new. WeCom repeats a callback when an answer is late. */
enum gh_status GH_MUST_USE card_event_once(struct db *db, const struct vault *vault, struct bytes content, tick now,
                                           bool *first);

/* Stores the response_code of a card, sealed. */
enum gh_status GH_MUST_USE card_keep_code(struct db *db, const struct vault *vault, const struct uuid *id,
                                          const char *code, tick now);
/* Takes the code, which is good for one update. The caller wipes *out. GH_NOT_FOUND: none that is younger than `since`.
 */
enum gh_status GH_MUST_USE card_take_code(struct db *db, const struct vault *vault, const struct uuid *id, tick since,
                                          char out[static CARD_CODE_SIZE]);

#endif
