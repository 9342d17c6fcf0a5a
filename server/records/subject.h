/* Everything stored about one person, found by ID document, to show, export or erase; and the erasure after retention.
 * Erasing wipes sealed columns, masked forms and keyed hashes. The fact of a visit stays. */
#ifndef GH_SERVER_RECORDS_SUBJECT_H
#define GH_SERVER_RECORDS_SUBJECT_H

#include <jansson.h>

#include "flow/flow.h"
#include "people/document.h"
#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

/* Keyed hash of a person's document, with its first bytes as text. The audit trail names the person by this label. */
struct subject {
    uint8_t hash[KEYED_HASH_LEN];
    char label[AUDIT_SUBJECT_SIZE]; /* "document:0a1b2c3d4e5f6071" */
};
/* Computes the subject of a document as typed. Any result but DOCUMENT_OK: the number is invalid. */
enum document_result GH_MUST_USE subject_of_document(const struct vault *vault, enum document_kind kind,
                                                     struct bytes typed, struct subject *out);

/* Returns whether a person of an application's content, {"document_kind", "document_number"}, is the subject. */
bool subject_is_person(const struct vault *vault, const json_t *person, const struct subject *subject);

enum subject_standing {
    SUBJECT_FINISHED = 0, /* can be erased */
    SUBJECT_RUNNING,      /* the application is undecided, or the visit is not over */
    SUBJECT_MESSAGE,      /* a message to the person is waiting or being sent */
    SUBJECT_BARRED,       /* on the barred list now */
    SUBJECT_ASIDE         /* in contents kept for review (aside_content.h); can be erased */
};
struct subject_place {
    char number[APPLICATION_NUMBER_SIZE]; /* "" for the barred list and contents */
    struct uuid application;
    enum flow_state state;
    enum subject_standing standing;
    tick at; /* end of the visit, or start of the bar */
};
/* Finds the person's applications, newest first, then entries of the barred list and contents kept for review. The
 * caller frees *out; it is NULL when there are none. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE subject_find(struct db *db, const struct vault *vault, const struct subject *subject,
                                        tick now, struct subject_place **out, size_t *count);

/* Exports the person's data: {"applications": [...], "barred": [...], "aside": [...]}. *out: a new reference.
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE subject_export(struct db *db, const struct vault *vault, const struct subject *subject,
                                          json_t **out);

/* Wipes the person from every finished application, with messages, vehicles that carried nobody else and
 * guards' notes, and deletes contents kept for review that name the person. *erased:
 * number of persons wiped. subject_find() then returns what is left. Audited. */
enum gh_status GH_MUST_USE subject_erase(const struct audit_act *act, const struct vault *vault,
                                         const struct subject *subject, int64_t *erased);

/* Erases old boxes without an application (boxes_erase_lone), contents kept for review, guards' notes, roll calls, and
 * stays that have lapsed. Wipes everybody from at most
 * `limit` applications that ended more than `days` ago, each in its own transaction. Deletes drafts with dates that
 * old. *done: how many. Audits the run as one entry of the system. */
enum gh_status GH_MUST_USE retention_run(struct db *db, tick now, int64_t days, int64_t limit, int64_t *done);

#endif
