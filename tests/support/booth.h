/* A booth in a temporary folder: real stores, real keys, a clock that stands still until it is moved, and the desk
 * (the desk without its thread) whose events are kept. */
#ifndef GH_TESTS_SUPPORT_BOOTH_H
#define GH_TESTS_SUPPORT_BOOTH_H

#include "desk/commands.h"

#define BOOTH_GATE 2
#define BOOTH_OTHER_GATE 5
#define BOOTH_PIN "271828"
#define BOOTH_TAIL "04117X"

enum { BOOTH_GUARD = 7, BOOTH_SECOND = 8, BOOTH_NOVICE = 9 }; /* all rights, all rights, admit only */

struct booth {
    char dir[160], replica_path[256], journal_path[256];
    uint8_t root_public[PUBLIC_KEY_LEN], root_secret[SECRET_KEY_LEN];
    uint8_t kid[KID_LEN], sign_secret[SECRET_KEY_LEN];
    uint8_t data_key[DATA_KEY_LEN], campus_key[CAMPUS_KEY_LEN];
    struct os_reading reading;
    uint64_t position, version;
    struct policy policy;
    struct desk *desk;
    /* Events since the last command: */
    unsigned shown_count, done_count, failed_count, signed_count;
    struct shown shown;
    struct booth_status status;
    struct log_page log;
    struct unit_page units;
    struct near_page near;
    struct walk_up_receipt receipt;
    struct walk_up_page walk_ups;
    struct roll_page roll_call;
    enum sign_in_result signed_result;
    uint32_t badge; /* of the last badge scanned */
    unsigned signed_wait;
    enum gh_status failed;
};

/* Makes a fresh booth: keys, gates, three guards, default policy, synced now. signed_in: signs in a guard with all
 * rights. */
void booth_open(struct booth *b, bool signed_in);
/* Makes only the stores, keys and records, in an existing folder, for programs that run the real kiosk on them. */
void booth_fill(struct booth *b, const char *dir, struct os_reading reading);
/* Options of a desk on these stores; events go to the booth. */
void booth_options(struct booth *b, struct desk_options *out);
void booth_close(struct booth *b);  /* and removes the folder */
void booth_remove(struct booth *b); /* the folder alone, after booth_fill */
/* The desk again, as after a restart. */
void booth_restart(struct booth *b);

tick booth_now(const struct booth *b);
void booth_pass_time(struct booth *b, tick by);
/* The server's stream: records, then an end with that server time. */
void booth_sync(struct booth *b, struct wire_record *records, size_t count, tick server_time);
/* The server's sealing key comes with its key set; here it is put where the stream would leave it. */
void booth_set_sealing(struct booth *b, const uint8_t public_key[static SEALING_KEY_LEN]);
void booth_set_policy(struct booth *b, const struct policy *policy);

/* A pass for a person, once, valid for some hours around now, minted an hour ago, with the holder check of BOOTH_TAIL;
 * change what matters, then mint or put it into the replica. */
struct wire_pass booth_pass(struct booth *b);
void booth_put(struct booth *b, struct wire_pass pass, const char *name);
/* Returns the pass of a vehicle. plate: in its normal form. */
void booth_put_vehicle(struct booth *b, const char *plate);
/* A vehicle's visit: its pass, and those of its riders, which become riders of it. */
void booth_put_visit(struct booth *b, const char *plate, struct wire_pass *riders, size_t count);
/* The code's text. */
const char *booth_code(struct booth *b, const struct claims *claims, char text[static TOKEN_TEXT_MAX + 1]);

void booth_scan(struct booth *b, const char *text);
void booth_scan_pass(struct booth *b, const struct wire_pass *pass);
void booth_do(struct booth *b, struct desk_command command);
void booth_sign_in(struct booth *b, uint32_t guard, const char *pin);
void booth_type(struct booth *b, enum command_kind kind, const char *text);
/* Reads the newest entries, newest first. Returns how many. */
size_t booth_entries(struct booth *b, struct entry *out, size_t max);
/* The newest entry; there must be one. */
struct entry booth_newest(struct booth *b);
/* Asserts that one verdict was shown, for that reason and in its colour, and that the newest entry agrees. */
void booth_expect(struct booth *b, enum verdict_reason reason);

/* A test with a fresh booth in *state, a guard with all rights signed in. */
#define BOOTH_TEST(test) cmocka_unit_test_setup_teardown(test, booth_setup, booth_teardown)
int booth_setup(void **state);
int booth_teardown(void **state);

#endif
