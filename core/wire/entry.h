/* One entry of a gate's journal: its fields, the bytes that its hash covers, and its line for the server.
 *
 * A line is an object like those of record.h: {"t":"entry","number":1,...}, times in milliseconds. Optional members
 * that are zero are left out. The hash covers the numbers of enums, so a new value goes to the end. */
#ifndef GH_WIRE_ENTRY_H
#define GH_WIRE_ENTRY_H

#include "base/bytes.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "verdict/verdict.h"
#include "wire/record.h"

#define ENTRY_LINE_MAX 2048 /* bytes of a line, without its newline */
#define ENTRY_HASH_LEN 32
#define ENTRY_NOTE_MAX 160    /* bytes of UTF-8 with NUL: override remark */
#define ENTRY_NOTE_SEALED 200 /* bytes of a note as entry_remark.h seals it */
#define DEVICE_ID_MAX 64
#define JOURNAL_IDENTITY_LEN 16 /* bytes of a journal's identity, and of the label under which its entries go up */

enum entry_kind {
    ENTRY_ADMIT = 1,    /* green: let in */
    ENTRY_SHOWN,        /* amber or red verdict as shown */
    ENTRY_DECIDE_ADMIT, /* the guard let in after amber (check passed or by judgement); refers to a SHOWN */
    ENTRY_REFUSE,       /* the guard refused; refers to a SHOWN */
    ENTRY_OVERRIDE,     /* let in against the verdict, with a reason; refers to a SHOWN */
    ENTRY_TAKE_BACK,    /* an admission taken back; refers to it */
    ENTRY_EXIT,         /* went out */
    ENTRY_SIGN_IN,
    ENTRY_SIGN_OUT
};

/* Why a guard overrode; stable identifiers by override_reason_name(). */
enum override_reason {
    OVERRIDE_NONE = 0,
    OVERRIDE_PHONE_CONFIRMED,
    OVERRIDE_HOST_PRESENT,
    OVERRIDE_EMERGENCY,
    OVERRIDE_DEVICE_FAULT,
    OVERRIDE_OFFICIAL_DUTY,
    OVERRIDE_OTHER,
    OVERRIDE_COUNT
};
extern const char *const override_reason_names[OVERRIDE_COUNT];
const char *override_reason_name(enum override_reason reason); /* "unknown" outside the enum */
const char *entry_kind_name(enum entry_kind kind);             /* "admit", "take-back"; "unknown" outside the enum */

struct entry {
    /* Set by journal_append: */
    uint64_t number; /* 1, 2, 3, ... without gaps */
    uint8_t previous[ENTRY_HASH_LEN], hash[ENTRY_HASH_LEN];
    /* Set by the caller: */
    struct uuid id; /* version 7 */
    tick at;        /* trusted time, or the best guess */
    bool clock_trusted;
    enum entry_kind kind;
    enum presented_as presented_as;
    enum direction direction;
    uint8_t gate;
    struct uuid pass_id, group; /* nil when unknown */
    struct uuid refers_to;      /* nil, or the entry that this one follows; for a rider the vehicle's admission */
    enum verdict_colour colour;
    enum verdict_reason reason;
    uint32_t reasons;
    uint32_t guard, second_guard; /* 0: nobody signed in */
    enum override_reason override_reason;
    bool uses_up;      /* an admission by a single-use pass */
    tick pass_expires; /* until when a use must be remembered */
    bool live;
    /* BLAKE2b of a code that is not a pass, or the keyed hash of the plate (people/keyed_hash.h) of a car that came in
     * or went out without a pass: who is inside knows it again by that. Else zero. */
    uint8_t code_digest[16];
    char note[ENTRY_NOTE_MAX];              /* in the clear: only where nothing could seal it */
    uint8_t note_sealed[ENTRY_NOTE_SEALED]; /* entry_remark.h; zero: none. An entry has one of both at most */
    uint8_t plate[ENTRY_PLATE_SEALED]; /* of a car without a pass, entry_plate.h; zero: none. The hash leaves it out,
                                        * because code_digest stands for it */
    /* In a booth's journal alone, of a note that was sealed after its entry was hashed: `hash` covers the text, and
     * this is what it would be with the sealed note. Else zero. */
    uint8_t note_check[ENTRY_HASH_LEN];
};

/* Returns whether the entry let somebody through. */
bool entry_is_admission(const struct entry *entry);

/* Returns whether the entry is about a car without a pass whose plate was read or typed. */
bool entry_is_of_plate(const struct entry *entry);
/* Returns the subject of an admission or exit (docs/sync-protocol.md#presence): the pass, else the hash of the plate,
 * else the admission itself. */
struct uuid entry_subject(const struct entry *entry);

/* Returns whether the entry has a sealed note. */
bool entry_has_sealed_note(const struct entry *entry);
/* Hashes an entry; the server computes the same. A sealed note is covered as it is. device: of the journal, at most
 * DEVICE_ID_MAX - 1 bytes. */
void entry_hash(const struct entry *entry, const char *device, uint8_t out[static ENTRY_HASH_LEN]);

/* As wire_record_decode(). Checks the values, neither hash nor chain. */
enum gh_status GH_MUST_USE entry_decode(struct bytes line, struct entry *out, char why[static WIRE_ERROR_SIZE]);
/* Writes the line without newline, NUL-terminated; ENTRY_LINE_MAX + 1 bytes always suffice. GH_MALFORMED for an entry
 * that decode would refuse, GH_TOO_LONG when size is too small. On error line is untouched. */
enum gh_status GH_MUST_USE entry_encode(const struct entry *entry, char *line, size_t size);

#endif
