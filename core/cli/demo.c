/* gatehouse demo: a complete booth in a folder, with keys, replica, configuration and printed codes. */
#include "cli/demo.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base45.h"
#include "cli/cli.h"
#include "guard/pin.h"
#include "os/file.h"
#include "os/random.h"
#include "people/document.h"
#include "people/keyed_hash.h"
#include "people/mask.h"
#include "qr/qr.h"
#include "store/replica.h"
#include "token/short_number.h"

/* More rows beside the cases of the table, so that the replica is as large as on an ordinary day. */
#define CROWD 200
#define CODE_SCALE 8
#define HOME_GATE 0

struct demo {
    const char *folder;
    tick now; /* whole seconds */
    uint8_t root_public[PUBLIC_KEY_LEN], campus_key[CAMPUS_KEY_LEN], data_key[DATA_KEY_LEN];
    struct signing_key signer, stranger; /* no key set has the stranger */
    FILE *replica, *codes;
    uint64_t version;
    struct uuid visits[8];
};

static enum gh_status put_record(struct demo *d, const struct wire_record *record)
{
    char line[WIRE_LINE_MAX + 1];
    enum gh_status status = wire_record_encode(record, line, sizeof line);
    if (status)
        return status;
    return fprintf(d->replica, "%s\n", line) > 0 ? GH_OK : GH_IO;
}

static struct uuid new_id(tick at)
{
    uint8_t random[10];
    struct os_random source = os_random_system();
    os_random_fill(&source, random, sizeof random);
    return uuid_v7(at, random);
}

static enum gh_status make_keys(struct demo *d)
{
    char path[OS_PATH_SIZE], stranger[OS_PATH_SIZE];
    struct keyset set;
    enum gh_status status = keys_make_root(d->folder);
    if (status || (status = keys_make_signing(d->folder, &d->signer)) ||
        (status = keys_make_set(d->folder, d->now, d->now - 30 * TICK_DAY, d->now + 400 * TICK_DAY, &set)))
        return status;
    if ((status = os_path_join(d->folder, "stranger", stranger)) ||
        (status = keys_make_signing(stranger, &d->stranger)))
        return status;
    randombytes_buf(d->campus_key, sizeof d->campus_key);
    randombytes_buf(d->data_key, sizeof d->data_key);
    if ((status = os_path_join(d->folder, "campus.key", path)) ||
        (status = key_file_write(path, KEY_CAMPUS, d->campus_key, sizeof d->campus_key, true)) ||
        (status = os_path_join(d->folder, "data.key", path)) ||
        (status = key_file_write(path, KEY_DATA, d->data_key, sizeof d->data_key, true)) ||
        (status = os_path_join(d->folder, "root.public", path)))
        return status;
    return key_file_read(path, KEY_ROOT_PUBLIC, d->root_public, sizeof d->root_public);
}

static enum gh_status put_keyset(struct demo *d)
{
    char path[OS_PATH_SIZE];
    struct wire_record record = {.type = WIRE_KEYSET};
    enum gh_status status = os_path_join(d->folder, KEYSET_FILE, path);
    if (!status)
        status = os_file_read(path, record.keyset.signed_set, sizeof record.keyset.signed_set, &record.keyset.len);
    return status ? status : put_record(d, &record);
}

static void set_text(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%s", text);
}

static enum gh_status put_places(struct demo *d)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < demo_gate_count; i++) {
        const struct demo_gate *g = &demo_gates[i];
        struct wire_record record = {.type = WIRE_GATE,
                                     .gate = {.gate = g->gate, .campus = g->campus, .version = ++d->version}};
        set_text(record.gate.name_zh, WIRE_NAME_MAX, g->zh);
        set_text(record.gate.name_en, WIRE_NAME_MAX, g->en);
        set_text(record.gate.campus_zh, WIRE_NAME_MAX, g->campus_zh);
        set_text(record.gate.campus_en, WIRE_NAME_MAX, g->campus_en);
        status = put_record(d, &record);
    }
    for (size_t i = 0; !status && i < demo_unit_count; i++) {
        struct wire_record record = {.type = WIRE_UNIT, .unit = {.unit = demo_units[i].unit, .version = ++d->version}};
        set_text(record.unit.name_zh, WIRE_NAME_MAX, demo_units[i].zh);
        set_text(record.unit.name_en, WIRE_NAME_MAX, demo_units[i].en);
        status = put_record(d, &record);
    }
    return status;
}

static enum gh_status put_guards(struct demo *d)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < demo_guard_count; i++) {
        const struct demo_guard *g = &demo_guards[i];
        struct wire_record record = {
            .type = WIRE_GUARD,
            .guard = {.guard = g->guard, .version = ++d->version, .active = true, .rights = g->rights}};
        set_text(record.guard.name, WIRE_NAME_MAX, g->name);
        status = pin_set(bytes_of_string(g->pin), PIN_OPS, PIN_MEM_KIB, d->data_key, (struct pin_hardware){0},
                         &record.guard);
        if (!status)
            status = put_record(d, &record);
    }
    return status;
}

static enum gh_status put_policy(struct demo *d)
{
    struct wire_record record = {.type = WIRE_POLICY, .policy = {.version = ++d->version}};
    policy_defaults(&record.policy.policy);
    record.policy.policy.live_code_required = false; /* its codes are files, to print and to hold to a camera */
    return put_record(d, &record);
}

static void id_tail(const char *number, size_t len, char *out)
{
    size_t all = strlen(number);
    memcpy(out, all > len ? number + all - len : number, (all > len ? len : all) + 1);
}

static enum gh_status seal_display(const struct demo *d, const struct demo_person *person, const char *plate,
                                   struct wire_pass *pass)
{
    struct display display = {.sex = person->sex};
    struct plate parsed;
    enum gh_status status = mask_name(bytes_of_string(person->name), display.name, sizeof display.name);
    if (status)
        return status;
    id_tail(person->id_number, 4, display.id_tail);
    if (plate && plate_parse(bytes_of_string(plate), &parsed) == PLATE_OK)
        plate_format(&parsed, display.plate);
    for (size_t i = 0; i < demo_unit_count; i++) {
        if (demo_units[i].unit == person->unit) {
            set_text(display.unit_zh, sizeof display.unit_zh, demo_units[i].zh);
            set_text(display.unit_en, sizeof display.unit_en, demo_units[i].en);
        }
    }
    set_text(display.purpose, sizeof display.purpose, person->purpose);
    set_text(display.host, sizeof display.host, person->host);
    return display_seal(&display, d->data_key, &pass->claims.pass_id, pass->version, pass->display, &pass->display_len);
}

static struct claims claims_of(const struct demo *d, const struct demo_person *person, enum demo_case shows,
                               enum pass_kind kind, enum pass_uses uses)
{
    tick minted = shows == DEMO_NEW_PASS ? d->now + TICK_SECOND : d->now - TICK_DAY;
    struct claims c = {.pass_id = new_id(minted),
                       .issued_at = tick_from_seconds(tick_to_seconds(minted)),
                       .not_before = d->now - TICK_HOUR,
                       .expires = d->now + (uses == PASS_MULTIPLE_USE ? 7 * TICK_DAY : 12 * TICK_HOUR),
                       .kind = kind,
                       .uses = uses,
                       .gates = 0x0003,
                       .home_gate = HOME_GATE,
                       .has_holder = true};
    char tail[HOLDER_TAIL_LEN + 1];
    id_tail(person->id_number, HOLDER_TAIL_LEN, tail);
    holder_check_make(d->campus_key, &c.pass_id, tail, c.format, c.holder);
    if (shows == DEMO_EXPIRED) {
        c.not_before = d->now - 20 * TICK_HOUR;
        c.expires = d->now - 2 * TICK_HOUR;
    } else if (shows == DEMO_TOO_EARLY) {
        c.not_before = d->now + 20 * TICK_HOUR;
        c.expires = d->now + 30 * TICK_HOUR;
    } else if (shows == DEMO_WRONG_GATE) {
        c.gates = 0x0004;
        c.home_gate = 2;
    }
    return c;
}

static enum gh_status put_pass(struct demo *d, const struct demo_person *person, const struct claims *claims,
                               const char *plate, enum demo_case shows, const struct uuid *visit)
{
    struct wire_record record = {.type = WIRE_PASS,
                                 .pass = {.claims = *claims,
                                          .version = ++d->version,
                                          .state = shows == DEMO_BLOCKED ? ROW_BLOCKED : ROW_VALID,
                                          .barred = shows == DEMO_BARRED,
                                          .unit = person->unit}};
    struct plate parsed;
    if (plate && plate_parse(bytes_of_string(plate), &parsed) == PLATE_OK)
        plate_hash(d->campus_key, &parsed, record.pass.plate);
    if (visit)
        record.pass.group = *visit;
    enum gh_status status = seal_display(d, person, plate, &record.pass);
    return status ? status : put_record(d, &record);
}

/* Writes what a case needs in the replica beside its pass. */
static enum gh_status put_circumstance(struct demo *d, const struct demo_pass *p, const struct claims *claims)
{
    if (p->shows == DEMO_REVOKED) {
        struct wire_record record = {
            .type = WIRE_REVOKE,
            .revoke = {.pass_id = claims->pass_id, .version = ++d->version, .at = d->now - TICK_HOUR}};
        return put_record(d, &record);
    }
    if (p->shows == DEMO_USED_ELSEWHERE) {
        tick at = d->now - 22 * TICK_MINUTE;
        struct wire_record record = {.type = WIRE_USE,
                                     .use = {.entry_id = new_id(at), .pass_id = claims->pass_id, .at = at, .gate = 1}};
        return put_record(d, &record);
    }
    return GH_OK;
}

static enum gh_status write_code(const struct demo *d, const char *label, const char *text, const char *ending)
{
    char path[OS_PATH_SIZE];
    int n = snprintf(path, sizeof path, "%s/codes/%s%s", d->folder, label, ending);
    if (n <= 0 || (size_t)n >= sizeof path)
        return GH_TOO_LONG;
    struct qr *qr = malloc(sizeof *qr);
    FILE *file = qr ? fopen(path, "wb") : NULL;
    enum gh_status status = !qr    ? GH_NO_MEMORY
                            : file ? qr_encode(bytes_of_string(text), qr)
                                   : os_status_of_errno(errno);
    if (!status)
        status = strcmp(ending, ".svg") == 0 ? qr_write_svg(qr, file) : qr_write_png(qr, CODE_SCALE, file);
    if (file && fclose(file) != 0 && !status)
        status = os_status_of_errno(errno);
    free(qr);
    return status;
}

/* Alters the signature, but neither its length nor its form. */
static void spoil_signature(char text[static TOKEN_TEXT_MAX + 1])
{
    uint8_t raw[TOKEN_BYTES_MAX];
    size_t len, prefix = strlen(TOKEN_PREFIX);
    if (!base45_decode(bytes_of_string(text + prefix), raw, sizeof raw, &len) && len > 4) {
        raw[len - 4] ^= 1;
        if (base45_encode(BYTES(raw, len), text + prefix, TOKEN_TEXT_MAX + 1 - prefix))
            text[0] = '\0';
    }
}

static enum gh_status put_code(struct demo *d, const struct demo_pass *p, const struct claims *claims)
{
    const struct signing_key *key = p->shows == DEMO_UNKNOWN_KEY ? &d->stranger : &d->signer;
    char text[TOKEN_TEXT_MAX + 1], number[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE], id[UUID_TEXT_SIZE],
        tail[HOLDER_TAIL_LEN + 1];
    enum gh_status status = token_mint(claims, key->kid, key->secret_key, text);
    if (status)
        return status;
    if (p->shows == DEMO_FORGED)
        spoil_signature(text);
    short_number_of(&claims->pass_id, number);
    short_number_format(number, shown);
    uuid_format(&claims->pass_id, id);
    id_tail(demo_people[p->person].id_number, HOLDER_TAIL_LEN, tail);
    (void)fprintf(d->codes,
                  "{\"name\": \"%s\", \"expect\": \"%s\", \"colour\": \"%s\", \"pass_id\": \"%s\", \"number\": \"%s\", "
                  "\"tail\": \"%s\", \"plate\": \"%s\", \"text\": ",
                  p->label, verdict_reason_name(p->expect), verdict_colour_name(verdict_reasons[p->expect].colour), id,
                  shown, tail, p->plate ? p->plate : "");
    cli_json_string(d->codes, text);
    if (fputs("}\n", d->codes) < 0)
        return GH_IO;
    status = write_code(d, p->label, text, ".png");
    return status ? status : write_code(d, p->label, text, ".svg");
}

static bool has_row(enum demo_case shows)
{
    return shows != DEMO_NEW_PASS && shows != DEMO_NOT_ISSUED && shows != DEMO_UNKNOWN_KEY && shows != DEMO_FORGED;
}

static enum gh_status put_cases(struct demo *d)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < demo_pass_count; i++) {
        const struct demo_pass *p = &demo_passes[i];
        const struct demo_person *person = &demo_people[p->person];
        struct claims claims = claims_of(d, person, p->shows, p->kind, p->uses);
        if (p->visit && uuid_is_nil(&d->visits[p->visit]))
            d->visits[p->visit] = new_id(d->now - TICK_DAY);
        if (has_row(p->shows))
            status = put_pass(d, person, &claims, p->plate, p->shows, p->visit ? &d->visits[p->visit] : NULL);
        if (!status)
            status = put_circumstance(d, p, &claims);
        if (!status)
            status = put_code(d, p, &claims);
    }
    return status;
}

static enum gh_status put_crowd(struct demo *d)
{
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < CROWD; i++) {
        /* The crowd leaves out the barred person. */
        const struct demo_person *person = &demo_people[(size_t)i % 10];
        struct claims claims = claims_of(d, person, DEMO_GREEN, PASS_PEDESTRIAN, PASS_SINGLE_USE);
        status = put_pass(d, person, &claims, NULL, DEMO_GREEN, NULL);
    }
    return status;
}

static enum gh_status put_end(struct demo *d)
{
    /* Position 0: no server has sent any of this. A sync begins at the server's start and keeps these rows. */
    struct wire_record record = {.type = WIRE_END, .end = {.position = 0, .server_time = d->now}};
    return put_record(d, &record);
}

static enum gh_status put_all(struct demo *d)
{
    enum gh_status status = put_keyset(d);
    if (status || (status = put_places(d)) || (status = put_guards(d)) || (status = put_policy(d)) ||
        (status = put_cases(d)) || (status = put_crowd(d)))
        return status;
    return put_end(d);
}

static FILE *open_in(const struct demo *d, const char *name)
{
    char path[OS_PATH_SIZE];
    return os_path_join(d->folder, name, path) == GH_OK ? fopen(path, "wb") : NULL;
}

static enum gh_status write_records(struct demo *d)
{
    d->replica = open_in(d, "replica.ndjson");
    d->codes = d->replica ? open_in(d, "codes.ndjson") : NULL;
    enum gh_status status = d->codes ? put_all(d) : os_status_of_errno(errno);
    if (d->replica && fclose(d->replica) != 0 && !status)
        status = os_status_of_errno(errno);
    if (d->codes && fclose(d->codes) != 0 && !status)
        status = os_status_of_errno(errno);
    return status;
}

static enum gh_status write_config(const struct demo *d)
{
    static const char text[] =
        "# A booth with made-up people. PINs of its guards: see PINS.txt.\n"
        "[booth]\ndevice = demo-south-1\ngate = 0\ncampus = 1\nmode = guard\noffice_phone = 010-6277 0000\n\n"
        "# Believe the wall clock of whatever machine this runs on.\n[clock]\nbattery = yes\n\n"
        "[store]\nreplica = replica.db\njournal = journal.db\nstate = .\n\n"
        "[keys]\nroot_file = root.public\ncampus_file = campus.key\n\n"
        "[camera]\npipeline = v4l2src device=/dev/video0\n";
    char path[OS_PATH_SIZE], pins[512] = "";
    size_t len = 0;
    for (size_t i = 0; i < demo_guard_count; i++) {
        int n = snprintf(pins + len, sizeof pins - len, "%s %s\n", demo_guards[i].name, demo_guards[i].pin);
        len += n > 0 ? (size_t)n : 0;
    }
    enum gh_status status = os_path_join(d->folder, "booth.ini", path);
    if (!status)
        status = os_file_write(path, bytes_of_string(text), 0644);
    if (!status && !(status = os_path_join(d->folder, "PINS.txt", path)))
        status = os_file_write(path, BYTES(pins, len), 0600);
    return status;
}

static enum cli_exit import_records(const struct demo *d)
{
    char replica[OS_PATH_SIZE], root[OS_PATH_SIZE], file[OS_PATH_SIZE];
    if (os_path_join(d->folder, "replica.db", replica) || os_path_join(d->folder, "root.public", root) ||
        os_path_join(d->folder, "replica.ndjson", file))
        return cli_file_failed(d->folder, GH_TOO_LONG);
    return replica_import_file(replica, root, file, false);
}

static enum gh_status make_folders(const struct demo *d)
{
    char path[OS_PATH_SIZE];
    struct stat info;
    enum gh_status status = os_path_join(d->folder, "booth.ini", path);
    if (status)
        return status;
    if (stat(path, &info) == 0)
        return GH_CONFLICT;
    status = os_path_join(d->folder, "codes", path);
    if (status)
        return status;
    return os_folder_make(path, 0755);
}

static enum cli_exit run_init(const struct cli *cli)
{
    struct demo d = {.folder = cli->operands[0], .now = tick_from_seconds(tick_to_seconds(cli_now()))};
    enum gh_status status = make_folders(&d);
    if (!status)
        status = make_keys(&d);
    if (!status)
        status = write_records(&d);
    if (!status)
        status = write_config(&d);
    sodium_memzero(d.data_key, sizeof d.data_key);
    sodium_memzero(&d.signer, sizeof d.signer);
    if (status)
        return cli_file_failed(d.folder, status);
    enum cli_exit result = import_records(&d);
    if (!result)
        (void)printf("Demo booth made in %s: %zu codes in %s/codes, guard %s signs in with PIN %s.\n", d.folder,
                     demo_pass_count, d.folder, demo_guards[0].name, demo_guards[0].pin);
    return result;
}

const struct cli_verb demo_verbs[] = {
    {"demo", "init", "FOLDER", "Make a complete demo booth: keys, replica, configuration, printed codes", 1, 1, NULL,
     run_init},
    {0},
};
