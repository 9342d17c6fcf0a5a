/* ID documents that a visitor may show, and the check that each number allows.
 *
 * Resident ID card (GB 11643-1999); passport (ICAO Doc 9303-4: nine characters at most in the machine-readable zone,
 * some states print more); mainland travel permit for Hong Kong and Macao residents (回乡证: H or M and eight digits,
 * ten on older cards, which count their issues in the last two); residence permit for Hong Kong, Macao and Taiwan
 * residents (since 2018: a GB 11643 number of region 810000, 820000 or 830000); travel permit for Taiwan residents
 * (台胞证: eight digits; older ones count their issues in two more, some with a letter in brackets); foreigner's
 * permanent residence card (since 2023: eighteen digits beginning with 9, check character as GB 11643; before: three
 * letters and twelve digits). */
#ifndef GH_PEOPLE_DOCUMENT_H
#define GH_PEOPLE_DOCUMENT_H

#include "people/resident_id.h"

#define DOCUMENT_NUMBER_MAX 20 /* characters of a normalised number */
#define DOCUMENT_FORM_SIZE 48  /* "hk-macao-residence:" and number, with NUL */

enum document_kind {
    DOCUMENT_RESIDENT_ID = 0,
    DOCUMENT_PASSPORT,
    DOCUMENT_HK_MACAO_PERMIT,
    DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE,
    DOCUMENT_TAIWAN_PERMIT,
    DOCUMENT_PERMANENT_RESIDENCE,
    DOCUMENT_KIND_COUNT
};

enum document_result {
    DOCUMENT_OK = 0,
    DOCUMENT_LENGTH,
    DOCUMENT_CHARACTER,
    DOCUMENT_REGION,
    DOCUMENT_DATE,
    DOCUMENT_CHECK,     /* the check character does not fit: a typing error */
    DOCUMENT_FORM,      /* not a number of this kind of document */
    DOCUMENT_SHORTENED, /* 1.10105E+17: a spreadsheet has dropped digits */
    DOCUMENT_RESULT_COUNT
};

struct document {
    enum document_kind kind;
    char number[DOCUMENT_NUMBER_MAX + 1]; /* normal form: upper case, nothing but letters and digits */
    char sex;                             /* 'M', 'F', or 0 where the number does not tell */
    struct civil_date birth;              /* zero where the number does not tell */
    bool region_unknown;                  /* of a resident's number: worth a second look, no reason to refuse */
};

/* Checks and normalises a typed number. Drops blanks, hyphens, brackets and a count of issues; accepts lower case and
 * full-width characters. A passport number has no check digit and its state is unknown: five to fifteen letters and
 * digits, at least three digits. today: no birth date is after it. Writes out only for DOCUMENT_OK. */
enum document_result GH_MUST_USE document_check(enum document_kind kind, struct bytes typed, struct civil_date today,
                                                struct document *out);

/* Writes "resident-id:11010519491231002X", the input of keyed hashes (people/keyed_hash.h). */
void document_form(const struct document *document, char out[static DOCUMENT_FORM_SIZE]);

/* Writes the last six characters, for the holder check (token/holder.h). Shorter numbers get zeros in front. */
void document_tail(const struct document *document, char out[static 7]);

/* Return stable identifiers: "resident-id", "passport", "hk-macao-permit", "hk-macao-taiwan-residence",
 * "taiwan-permit", "permanent-residence"; "ok", "length" and so on. */
const char *document_kind_name(enum document_kind kind);
const char *document_result_name(enum document_result result);
/* Finds a kind by its identifier. GH_NOT_FOUND: no such kind. */
enum gh_status GH_MUST_USE document_kind_from_name(struct bytes name, enum document_kind *out);

#define CHILD_YEARS 14 /* PIPL, article 31: for younger ones a parent or guardian consents */
/* Returns whether a person with this birth date is younger on a day. Unknown dates (zero) are not. */
bool document_of_child(struct civil_date birth, struct civil_date today);

#endif
