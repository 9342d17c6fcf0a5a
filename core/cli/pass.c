/* gatehouse pass: mints, shows, verifies and draws passes. */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "os/file.h"
#include "os/random.h"
#include "qr/qr.h"
#include "token/short_number.h"
#include "token/token.h"

#define TEXT_MAX 4296

static const struct cli_option mint_options[] = {
    {"keys", "DIR", "directory of the keys (default: keys)"},
    {"kind", "KIND", "pedestrian (default), vehicle or rider"},
    {"uses", "USES", "single (default) or multiple"},
    {"gates", "LIST", "gates 0 to 15, such as 0,1,5; all by default"},
    {"home-gate", "N", "the gate that admits a single-use pass while offline (default 0)"},
    {"from", "TIME", "first valid second (default now)"},
    {"until", "TIME", "last valid second (default now+10h)"},
    {"issued", "TIME", "when it is signed (default now)"},
    {"pass-id", "UUID", "of an existing pass; a new one by default"},
    {"tail", "SIX", "last six characters of the holder's ID document"},
    {"campus-key", "FILE", "key of the holder check, with --tail"},
    {"format", "N", "format of the claims: 2, or 1 for booths that know no other"},
    {"live", NULL, "a presentation token, as the pass page shows"},
    {0},
};
static const struct cli_option show_options[] = {{"json", NULL, "one JSON object"}, {0}};
static const struct cli_option verify_options[] = {
    {"keys", "DIR", "directory with root.public and " KEYSET_FILE " (default: keys)"},
    {"json", NULL, "one JSON object"},
    {0},
};
static const struct cli_option qr_options[] = {
    {"out", "FILE", "FILE.png or FILE.svg; without it the code is drawn on the terminal"},
    {"scale", "N", "pixels a module of a PNG (default 8)"},
    {0},
};

struct word {
    const char *word;
    int value;
};
static const struct word kinds[] = {
    {"pedestrian", PASS_PEDESTRIAN}, {"vehicle", PASS_VEHICLE}, {"rider", PASS_RIDER}, {0}};
static const struct word uses[] = {{"single", PASS_SINGLE_USE}, {"multiple", PASS_MULTIPLE_USE}, {0}};

static const char *word_of(const struct word *words, int value)
{
    while (words->word && words->value != value)
        words++;
    return words->word ? words->word : "unknown";
}

static bool take_word(const struct cli *cli, const char *option, const struct word *words, int *out)
{
    const char *text = cli_value(cli, option);
    *out = words[0].value;
    for (const struct word *w = words; text && w->word; w++) {
        if (strcmp(w->word, text) == 0) {
            *out = w->value;
            return true;
        }
    }
    if (text)
        cli_complain("--%s: unknown word: %s", option, text);
    return !text;
}

static bool take_gates(const struct cli *cli, uint16_t *out)
{
    const char *text = cli_value(cli, "gates");
    *out = text ? 0 : 0xffff;
    while (text && *text) {
        char *end;
        long gate = strtol(text, &end, 10);
        if (end == text || gate < 0 || gate >= GATE_COUNT || (*end && *end != ',')) {
            cli_complain("--gates takes numbers from 0 to 15, separated by commas, not \"%s\"",
                         cli_value(cli, "gates"));
            return false;
        }
        *out |= (uint16_t)(1 << gate);
        text = *end ? end + 1 : end;
    }
    return true;
}

static enum cli_exit take_holder(const struct cli *cli, struct claims *claims)
{
    const char *typed = cli_value(cli, "tail"), *path = cli_value(cli, "campus-key");
    char tail[HOLDER_TAIL_LEN + 1];
    uint8_t key[HOLDER_KEY_LEN];
    if (!typed)
        return CLI_OK;
    if (!path || holder_tail_normalise(bytes_of_string(typed), tail)) {
        cli_complain(path ? "--tail takes six letters or digits" : "--tail needs --campus-key");
        return CLI_USAGE;
    }
    enum gh_status status = key_file_read(path, KEY_CAMPUS, key, sizeof key);
    if (status)
        return cli_file_failed(path, status);
    holder_check_make(key, &claims->pass_id, tail, claims->format, claims->holder);
    claims->has_holder = true;
    sodium_memzero(key, sizeof key);
    return CLI_OK;
}

static bool take_pass_id(const struct cli *cli, struct uuid *out)
{
    const char *text = cli_value(cli, "pass-id");
    uint8_t random[10];
    struct os_random source = os_random_system();
    os_random_fill(&source, random, sizeof random);
    *out = uuid_v7(cli_now(), random);
    if (!text || !uuid_parse(bytes_of_string(text), out))
        return true;
    cli_complain("--pass-id is not a UUID: %s", text);
    return false;
}

static bool take_claims(const struct cli *cli, struct claims *claims)
{
    tick now = tick_from_seconds(tick_to_seconds(cli_now()));
    int kind, use;
    int64_t home, format;
    if (!cli_number(cli, "format", 1, CLAIMS_FORMAT_NEWEST, CLAIMS_FORMAT_NEWEST, &format) ||
        !take_word(cli, "kind", kinds, &kind) || !take_word(cli, "uses", uses, &use) ||
        !take_gates(cli, &claims->gates) || !cli_number(cli, "home-gate", 0, GATE_COUNT - 1, 0, &home) ||
        !cli_time(cli, "from", now, &claims->not_before) ||
        !cli_time(cli, "until", now + 10 * TICK_HOUR, &claims->expires) ||
        !cli_time(cli, "issued", now, &claims->issued_at) || !take_pass_id(cli, &claims->pass_id))
        return false;
    claims->kind = (enum pass_kind)kind;
    claims->uses = (enum pass_uses)use;
    claims->home_gate = (uint8_t)home;
    claims->format = format == 1 ? CLAIMS_FIRST : CLAIMS_SECOND;
    claims->live = cli_has(cli, "live");
    return true;
}

static enum cli_exit run_mint(const struct cli *cli)
{
    const char *directory = cli_value(cli, "keys") ? cli_value(cli, "keys") : "keys";
    struct signing_key keys[KEYSET_KEYS_MAX];
    struct claims claims = {0};
    char text[TOKEN_TEXT_MAX + 1];
    size_t count = 0;
    if (!take_claims(cli, &claims))
        return CLI_USAGE;
    enum cli_exit result = take_holder(cli, &claims);
    if (result)
        return result;
    enum gh_status status = keys_read_signing(directory, keys, &count);
    if (!status && count == 0)
        status = GH_NOT_FOUND;
    if (status)
        return cli_file_failed(directory, status);
    status = token_mint(&claims, keys[0].kid, keys[0].secret_key, text);
    sodium_memzero(keys, sizeof keys);
    if (status) {
        cli_complain("these options make no valid pass: --until must come after --from, and --gates must name a gate");
        return CLI_USAGE;
    }
    (void)printf("%s\n", text);
    return CLI_OK;
}

/* Reads the operand, or standard input for "-", without its line end. */
static enum gh_status read_text(const struct cli *cli, char out[static TEXT_MAX + 1], size_t *len)
{
    const char *operand = cli->operands[0];
    if (strcmp(operand, "-") != 0) {
        *len = strlen(operand);
        if (*len > TEXT_MAX)
            return GH_TOO_LONG;
        memcpy(out, operand, *len + 1);
        return GH_OK;
    }
    *len = fread(out, 1, TEXT_MAX + 1, stdin);
    if (*len > TEXT_MAX)
        return GH_TOO_LONG;
    while (*len > 0 && (out[*len - 1] == '\n' || out[*len - 1] == '\r'))
        --*len;
    out[*len] = '\0';
    return ferror(stdin) ? GH_IO : GH_OK;
}

static void print_gates(uint16_t gates, const char *separator)
{
    const char *between = "";
    for (int gate = 0; gate < GATE_COUNT; gate++) {
        if (gates >> gate & 1) {
            (void)printf("%s%d", between, gate);
            between = separator;
        }
    }
}

static void print_claims(const struct claims *claims, bool json)
{
    char id[UUID_TEXT_SIZE], from[CLI_TIME_SIZE], until[CLI_TIME_SIZE], issued[CLI_TIME_SIZE];
    char number[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE];
    uuid_format(&claims->pass_id, id);
    short_number_of(&claims->pass_id, number);
    short_number_format(number, shown);
    cli_format_time(claims->not_before, from);
    cli_format_time(claims->expires, until);
    cli_format_time(claims->issued_at, issued);
    (void)printf(json
                     ? "\"pass_id\": \"%s\", \"number\": \"%s\", \"kind\": \"%s\", \"uses\": \"%s\", \"from\": \"%s\", "
                       "\"until\": \"%s\", \"issued\": \"%s\", \"home_gate\": %d, \"live\": %s, \"holder_check\": %s, "
                       "\"gates\": ["
                     : "pass       %s\nnumber     %s\nkind       %s\nuses       %s\nfrom       %s\nuntil      %s\n"
                       "issued     %s\nhome gate  %d\nlive       %s\nholder     %s\ngates      ",
                 id, shown, word_of(kinds, claims->kind), word_of(uses, claims->uses), from, until, issued,
                 claims->home_gate, claims->live ? "true" : "false", claims->has_holder ? "true" : "false");
    print_gates(claims->gates, json ? ", " : " ");
    (void)printf(json ? "]" : "\n");
}

static enum cli_exit run_show(const struct cli *cli)
{
    char text[TEXT_MAX + 1], kid[2 * KID_LEN + 1];
    struct token token;
    size_t len;
    bool json = cli_has(cli, "json");
    enum gh_status status = read_text(cli, text, &len);
    if (!status)
        status = token_parse(BYTES(text, len), &token);
    if (status) {
        if (json)
            (void)printf("{\"is_pass\": false, \"why\": \"%s\"}\n", gh_status_name(status));
        else
            cli_complain("not a pass (%s)", gh_status_name(status));
        return CLI_NO;
    }
    hex_encode(BYTES(token.kid, KID_LEN), kid);
    (void)printf(json ? "{\"is_pass\": true, \"verified\": false, \"kid\": \"%s\", "
                      : "The signature was NOT checked; `gatehouse pass verify` does.\nkid        %s\n",
                 kid);
    print_claims(&token.claims, json);
    (void)printf(json ? "}\n" : "");
    return CLI_OK;
}

static enum cli_exit run_verify(const struct cli *cli)
{
    static const char *const names[] = {"not-a-pass", "forged", "unknown-key", "verified"};
    const char *directory = cli_value(cli, "keys") ? cli_value(cli, "keys") : "keys";
    char text[TEXT_MAX + 1];
    struct keyset keys;
    struct claims claims;
    size_t len;
    bool json = cli_has(cli, "json");
    enum gh_status status = keys_read_set(directory, &keys);
    if (status)
        return cli_file_failed(directory, status);
    enum token_status result = TOKEN_NOT_A_PASS;
    if (!read_text(cli, text, &len))
        result = token_verify(BYTES(text, len), &keys, &claims);
    (void)printf(json ? "{\"result\": \"%s\"%s" : "%s%s", names[result],
                 result == TOKEN_VERIFIED ? (json ? ", " : "\n") : "");
    if (result == TOKEN_VERIFIED)
        print_claims(&claims, json);
    (void)printf(json ? "}\n" : result == TOKEN_VERIFIED ? "" : "\n");
    return result == TOKEN_VERIFIED ? CLI_OK : CLI_NO;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static enum cli_exit write_qr_file(const struct qr *qr, const char *path, int scale)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return cli_file_failed(path, os_status_of_errno(errno));
    enum gh_status status = ends_with(path, ".svg") ? qr_write_svg(qr, file) : qr_write_png(qr, scale, file);
    if (fclose(file) != 0 && !status)
        status = os_status_of_errno(errno);
    return status ? cli_file_failed(path, status) : CLI_OK;
}

static enum cli_exit run_qr(const struct cli *cli)
{
    const char *path = cli_value(cli, "out");
    char text[TEXT_MAX + 1];
    size_t len;
    int64_t scale;
    if (!cli_number(cli, "scale", 1, QR_SCALE_MAX, 8, &scale))
        return CLI_USAGE;
    if (path && !ends_with(path, ".png") && !ends_with(path, ".svg")) {
        cli_complain("--out must end in .png or .svg: %s", path);
        return CLI_USAGE;
    }
    struct qr *qr = malloc(sizeof *qr);
    enum gh_status status = qr ? read_text(cli, text, &len) : GH_NO_MEMORY;
    if (!status)
        status = qr_encode(BYTES(text, len), qr);
    enum cli_exit result = CLI_OK;
    if (status == GH_TOO_LONG || status == GH_MALFORMED) {
        cli_complain(status == GH_TOO_LONG ? "the text is too long for a QR code" : "there is no text");
        result = CLI_NO;
    } else if (status) {
        result = cli_file_failed("QR code", status);
    } else if (path) {
        result = write_qr_file(qr, path, (int)scale);
    } else if ((status = qr_write_terminal(qr, stdout))) {
        result = cli_file_failed("standard output", status);
    }
    free(qr);
    return result;
}

const struct cli_verb pass_verbs[] = {
    {"pass", "mint", "", "Sign a pass and print the text of its code", 0, 0, mint_options, run_mint},
    {"pass", "show", "TEXT|-", "Decode a pass without checking its signature", 1, 1, show_options, run_show},
    {"pass", "verify", "TEXT|-", "Check a pass against the signed key set (exit 1: not verified)", 1, 1, verify_options,
     run_verify},
    {"pass", "qr", "TEXT|-", "Draw the code as PNG, SVG or terminal text", 1, 1, qr_options, run_qr},
    {0},
};
