/* Remarks that people write about the system: text and picture are sealed, the answers too. Everything ends with
 * retention.days after the newest step, and with the application of a pass. */
#ifndef GH_SERVER_RECORDS_FEEDBACK_H
#define GH_SERVER_RECORDS_FEEDBACK_H

#include <stdbool.h>

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"
#include "vault/vault.h"

#define FEEDBACK_CHARACTERS_MAX 2000
#define FEEDBACK_TEXT_SIZE (4 * FEEDBACK_CHARACTERS_MAX + 1) /* bytes, with NUL */
#define FEEDBACK_PAGE_MAX 200
#define FEEDBACK_AGENT_MAX 200
#define FEEDBACK_PICTURE_MAX ((size_t)1024 * 1024)
#define FEEDBACK_OF_PASS_PICTURE_MAX ((size_t)512 * 1024)
#define FEEDBACK_OF_ACCOUNT_MAX 10 /* a day */
#define FEEDBACK_OF_PASS_MAX 3     /* a day */

enum feedback_origin { FEEDBACK_PAGE = 0, FEEDBACK_PASS, FEEDBACK_KIOSK, FEEDBACK_MAIL, FEEDBACK_ORIGINS };
/* Returns the stable name: "page"; NULL outside the enum. */
const char *feedback_origin_name(int origin);
enum feedback_state { FEEDBACK_OPEN = 0, FEEDBACK_ANSWERED, FEEDBACK_CLOSED, FEEDBACK_STATES };
/* Returns the stable name: "open"; NULL outside the enum. */
const char *feedback_state_name(int state);

struct feedback_new {
    enum feedback_origin origin;
    const char *page;                        /* "" for origins without one */
    int64_t campus;                          /* 0: all */
    int64_t account;                         /* 0: none */
    const struct uuid *application, *holder; /* of a pass, or NULL */
    const char *agent, *text;
    struct bytes picture; /* a JPEG of plain_jpeg(); no data: none */
};

/* Returns whether a text is 1 to FEEDBACK_CHARACTERS_MAX characters of UTF-8, not only blanks. */
bool feedback_text_fits(struct bytes text);
/* Stores a remark and gives its id. GH_DENIED: the account, or the pass, has sent as many as a day may have. */
enum gh_status GH_MUST_USE feedback_add(struct db *db, const struct vault *vault, const struct feedback_new *f,
                                        tick now, struct uuid *id);
/* Returns the campus of an account's remarks: the only one that its roles name, else 0. */
enum gh_status GH_MUST_USE feedback_campus(struct db *db, int64_t account, int64_t *campus);

/* Seals and opens a text of a remark ("feedback.text") or an answer ("feedback.answer"). The caller frees *out of the
 * first. */
enum gh_status GH_MUST_USE feedback_seal(const struct vault *vault, const char *column, const struct uuid *id,
                                         struct bytes plain, uint8_t **out, size_t *out_len);

/* Deletes the remarks of an application's passes, in the caller's transaction. */
enum gh_status GH_MUST_USE feedback_erase(struct db *db, const struct uuid *application);
/* Deletes remarks whose newest step is older than `before`. */
enum gh_status GH_MUST_USE feedback_sweep(struct db *db, tick before);

#endif
