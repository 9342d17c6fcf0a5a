/* Who this booth is: its key, and what the server gave for a one-time code. Kept in one file of the state folder.
 *
 * A booth makes its own key; only the public half leaves it. The root key that came with the first enrolment stays: a
 * server with another root is refused, whatever code it takes. */
#ifndef GH_SYNC_ENROLMENT_H
#define GH_SYNC_ENROLMENT_H

#include "config/config.h"
#include "sync/agent.h"
#include "wire/sync_link.h"

#define ENROLMENT_FILE "enrolled.json"
#define ENROLMENT_ANSWER_MAX 16384

struct enrolment {
    bool done, revoked, wiped;
    char server[SYNC_SERVER_MAX], name[WIRE_NAME_MAX];
    struct uuid device;
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
    int campus, gate;
};

/* What is in the state folder; GH_NOT_FOUND when nothing is. */
enum gh_status GH_MUST_USE enrolment_load(const char *state_folder, struct enrolment *out);
enum gh_status GH_MUST_USE enrolment_save(const char *state_folder, const struct enrolment *enrolment);
void enrolment_wipe(struct enrolment *enrolment);
/* As the server shows it. */
void enrolment_fingerprint(const struct enrolment *enrolment, char out[static SYNC_FINGERPRINT_MAX]);

/* One try under way. */
struct enrolling {
    struct enrolment made;
    struct http_signed signature; /* of the request */
    char body[1024], digest[HTTP_DIGEST_TEXT];
    char answer[ENROLMENT_ANSWER_MAX];
    size_t answer_len;
};
/* Makes a key and the signed request for a code. binding: as hardware_file holds it, or empty. */
enum gh_status GH_MUST_USE enrolling_begin(struct enrolling *e, const char *server, const char *host, const char *code,
                                           const struct booth_config *config, struct bytes binding, tick now,
                                           struct agent_request *request);
/* The answer: checks it, stores root and campus key where the configuration says, and the enrolment in the state
 * folder. *word: "done", "bad-code", "other-root", "key-not-stored", or a problem's name; a literal. */
enum gh_status GH_MUST_USE enrolling_end(struct enrolling *e, const struct agent_outcome *outcome,
                                         const struct booth_config *config, const char **word);

/* What hardware_file holds; makes 32 random bytes where there is none yet. Empty without such a setting. */
enum gh_status GH_MUST_USE enrolment_binding(const struct booth_config *config, uint8_t *out, size_t cap, size_t *len);

#endif
