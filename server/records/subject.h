/* All that is held of one person, found by their ID document: to show, to hand out, to erase; and the erasure that time
 * brings. Erasing wipes sealed columns, masked forms and keyed hashes; that a visit took place stays. */
#ifndef GH_SERVER_RECORDS_SUBJECT_H
#define GH_SERVER_RECORDS_SUBJECT_H

#include <jansson.h>

#include "flow/flow.h"
#include "people/document.h"
#include "records/application.h"
#include "records/audit.h"
#include "vault/vault.h"

/* Keyed hash of a person's document; also its beginning in words, by which the audit trail names them. */
struct subject {
    uint8_t hash[KEYED_HASH_LEN];
    char label[AUDIT_SUBJECT_SIZE]; /* "document:0a1b2c3d4e5f6071" */
};
enum document_result GH_MUST_USE subject_of_document(const struct vault *vault, enum document_kind kind,
                                                     struct bytes typed, struct subject *out);

enum subject_standing {
    SUBJECT_FINISHED = 0, /* can be erased */
    SUBJECT_RUNNING,      /* the application is not decided, or the visit is not over */
    SUBJECT_MESSAGE,      /* a message to them is still on its way */
    SUBJECT_BARRED        /* on the barred list, while that lasts */
};
struct subject_place {
    char number[APPLICATION_NUMBER_SIZE]; /* "" for the barred list */
    struct uuid application;
    enum flow_state state;
    enum subject_standing standing;
    tick at; /* the visit's end, or since when */
};
/* Newest first; *out is the caller's to free(), NULL without any. */
enum gh_status GH_MUST_USE subject_find(struct db *db, const struct subject *subject, tick now,
                                        struct subject_place **out, size_t *count);

/* A new reference: {"applications": [...], "barred": [...]}. */
enum gh_status GH_MUST_USE subject_export(struct db *db, const struct vault *vault, const struct subject *subject,
                                          json_t **out);

/* Wipes them from every finished application, with their messages and the vehicles that nobody else came in. *erased:
 * how many times they were found and wiped. What is left is what subject_find gives afterwards. Audited. */
enum gh_status GH_MUST_USE subject_erase(const struct audit_act *act, const struct subject *subject, int64_t *erased);

/* Wipes everybody from at most limit applications that ended more than days ago, each in a transaction of its own, and
 * deletes drafts whose dates lie so far back. *done: how many. Audited as one entry of the system. */
enum gh_status GH_MUST_USE retention_run(struct db *db, tick now, int64_t days, int64_t limit, int64_t *done);

#endif
