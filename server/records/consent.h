/* Who consented to the handling of a person's data: one record for each person of an application.
 *
 * Mostly the applicant declares that the person consents and has been given the notice. At the gate the person, or a
 * guardian, consents at the booth. Records are erased with the person (records/subject.h). */
#ifndef GH_SERVER_RECORDS_CONSENT_H
#define GH_SERVER_RECORDS_CONSENT_H

#include <jansson.h>

#include "people/resident_id.h"
#include "records/application.h"
#include "records/notice.h"
#include "vault/vault.h"

enum consent_by {
    CONSENT_APPLICANT = 0, /* the applicant declares that the person consents */
    CONSENT_SELF,
    CONSENT_GUARDIAN,
    CONSENT_COMPANION,    /* the person who applied at the booth declares that this one consents */
    CONSENT_NOT_RECORDED, /* a booth of an earlier version sent the application */
    CONSENT_BY_COUNT
};

/* A consent, or its declaration, for everybody of an application. All pointers are borrowed. */
struct consent_given {
    enum consent_by by;
    const struct notice *notice; /* the text that was shown, or that the interface names; NULL for NOT_RECORDED */
    const char *channel;         /* "web", "api", "kiosk", "invitation" */
    bool ticked;                 /* an explicit tick or touch; otherwise the act of submitting is the declaration */
    int64_t account;             /* of the applicant, for CONSENT_APPLICANT */
    const char *guardian;        /* a name, or "" */
    const json_t *minors;        /* indexes of persons who are said to be under 14, or NULL */
};

/* Records the consent for each person who has no such record for this version yet, in the caller's transaction. Forgets
 * records of persons that the application no longer has. With CONSENT_SELF the first person consents, and declares the
 * consent of the others. For those under 14 it is a guardian: the first person of the application who is not, else
 * given->guardian. */
enum gh_status GH_MUST_USE consent_record(struct db *db, const struct vault *vault, const struct application *a,
                                          const struct consent_given *given, tick now);
/* Returns whether the person is under 14 by the document. */
bool consent_needs_guardian(const struct application *a, size_t person, tick now);
/* Records the consent that one person gives, or given->guardian where the person is under 14, in the caller's
 * transaction. given->by does not matter. */
enum gh_status GH_MUST_USE consent_record_own(struct db *db, const struct vault *vault, const struct application *a,
                                              size_t person, const struct consent_given *given, tick now);
/* Copies the records of an amendment to the persons that it added to *merged, in the caller's transaction. */
enum gh_status GH_MUST_USE consent_take_over(struct db *db, const struct uuid *amendment,
                                             const struct application *merged, tick now);

/* The consent that a person's own page shows. */
struct consent_shown {
    enum consent_by by;
    bool minor;
    tick at, withdrawn_at; /* withdrawn_at 0: not */
    int64_t notice;
    enum words_language language;
    char text[NOTICE_TEXT_SIZE];
};
/* Loads the newest consent for a person: the own one or a guardian's before what others declared. GH_NOT_FOUND: none is
 * recorded. */
enum gh_status GH_MUST_USE consent_load(struct db *db, const struct uuid *person, struct consent_shown *out);

/* Selects what is exported of one person, $1: at, by_whom, channel, purpose, notice, language, text, ticked, minor,
 * withdrawn_at, id, guardian_sealed. */
extern const char consent_export_query[];

#endif
