/* Who this booth is: its key, and what the server gave for a one-time code, in one file of the state folder.
 *
 * A booth makes its own key, and only the public half leaves it. It keeps the root key of its first enrolment and
 * refuses a server with another root, whatever code that takes. */
#ifndef GH_SYNC_ENROLMENT_H
#define GH_SYNC_ENROLMENT_H

#include "config/config.h"
#include "os/hardware.h"
#include "sync/agent.h"
#include "wire/sync_link.h"

#define ENROLMENT_FILE "enrolled.json"
#define ENROLMENT_ANSWER_MAX 16384

struct enrolment {
    bool done, revoked, wiped;
    char server[SYNC_SERVER_MAX], name[WIRE_NAME_MAX];
    struct uuid device;
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
    bool has_next; /* next_key is to replace it; the server may have it already */
    uint8_t next_key[SECRET_KEY_LEN];
    int campus, gate;
    bool has_root; /* root_public is the key that the server's key sets are checked against */
    uint8_t root_public[PUBLIC_KEY_LEN];
};

/* Reads the enrolment of the state folder. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE enrolment_load(const char *state_folder, struct enrolment *out);
enum gh_status GH_MUST_USE enrolment_save(const char *state_folder, const struct enrolment *enrolment);
/* Keeps another secret key on disk, beside the booth's own or, once confirmed, in its place. On error the enrolment and
 * its file stay as they were. */
enum gh_status GH_MUST_USE enrolment_keep_key(const char *state_folder, struct enrolment *enrolment,
                                              const uint8_t secret_key[static SECRET_KEY_LEN], bool confirmed);
void enrolment_wipe(struct enrolment *enrolment);
/* Reads the root key of the configuration into the enrolment. GH_NOT_FOUND: it has none yet. */
enum gh_status GH_MUST_USE enrolment_read_root(struct enrolment *enrolment, const struct booth_config *config);
/* Writes the fingerprint of the booth's key and its root key as the server shows it (wire/fingerprint.h); "" without a
 * root key. */
void enrolment_fingerprint(const struct enrolment *enrolment, char out[static SYNC_FINGERPRINT_MAX]);

/* An enrolment under way. */
struct enrolling {
    struct enrolment made;
    char root[SYNC_ROOT_MAX];     /* fingerprint of the root key that is expected; "": none is */
    struct http_signed signature; /* of the request */
    char body[1024], digest[HTTP_DIGEST_TEXT];
    uint8_t nonce[HTTP_NONCE_LEN];
    char answer[ENROLMENT_ANSWER_MAX];
    size_t answer_len;
};
/* Makes a key and the signed request for the command's code. A root that the command names must be the server's.
 * binding: as hardware_file holds it, or empty. */
enum gh_status GH_MUST_USE enrolling_begin(struct enrolling *e, const char *server, const char *host,
                                           const struct sync_command *command, const struct booth_config *config,
                                           struct bytes binding, tick now, struct agent_request *request);
/* Checks the answer, and stores root key and enrolment. *word: "done", "bad-code", "other-root",
 * "key-not-stored", or a problem's name; a literal. An answer that no key under its root key has signed is "forged". */
enum gh_status GH_MUST_USE enrolling_end(struct enrolling *e, const struct agent_outcome *outcome,
                                         const struct booth_config *config, const char **word);

/* Reads hardware_file, after filling it with 32 random bytes where it does not exist. Empty without such a setting. */
enum gh_status GH_MUST_USE enrolment_binding(const struct booth_config *config, uint8_t out[static HARDWARE_MAX],
                                             size_t *len);

#endif
