#include "config/config.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "os/file.h"

#define KEYS_MAX 64
#define MATRIX_DIGITS_MAX 7 /* as many as a float holds */
#define NAME_MAX_DISTANCE 3 /* a suggestion that differs by more does not help */

struct parsing {
    struct cursor rest;
    const char *folder;
    struct booth_config config;
    struct config_fault fault; /* the first one; line 0: none */
    unsigned line;
    bool indented;              /* the line continues the value of the line before */
    unsigned seen_at[KEYS_MAX]; /* the last line with that key */
};

static void complain(struct parsing *p, const char *format, const char *a, const char *b, const char *c)
{
    if (p->fault.line)
        return;
    p->fault.line = p->line;
    (void)snprintf(p->fault.message, sizeof p->fault.message, format, a, b, c);
}

/* inih reads lines as from fgets. Counting them here gives errors their line. */
static char *next_line(char *out, int size, void *context)
{
    struct parsing *p = context;
    int n = 0;
    if (p->rest.left == 0)
        return NULL;
    p->line++;
    while (p->rest.left > 0 && n < size - 1) {
        char c = (char)*p->rest.at;
        p->rest.at++;
        p->rest.left--;
        out[n++] = c;
        if (c == '\n')
            break;
    }
    if (n == size - 1 && out[n - 1] != '\n' && p->rest.left > 0) {
        complain(p, "the line is too long%s%s%s; continue it in the next line, indented", "", "", "");
        p->rest.left = 0;
    }
    out[n] = '\0';
    p->indented = out[0] == ' ' || out[0] == '\t';
    return out;
}

/* Levenshtein's distance between two short names. */
static int distance(const char *a, const char *b)
{
    int row[32];
    int m = (int)strlen(b);
    if (m >= 32 || strlen(a) >= 32)
        return 99;
    for (int j = 0; j <= m; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int above = row[j], best = diagonal + (a[i - 1] != b[j - 1]);
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[m];
}

static void unknown_key(struct parsing *p, const char *section, const char *name)
{
    size_t count;
    const struct config_key *keys = config_keys(&count), *nearest = NULL;
    int least = NAME_MAX_DISTANCE + 1;
    for (size_t i = 0; i < count; i++) {
        int d = distance(name, keys[i].name) + (strcmp(section, keys[i].section) != 0);
        if (d < least) {
            least = d;
            nearest = &keys[i];
        }
    }
    char key[128], hint[96] = "";
    (void)snprintf(key, sizeof key, "[%.40s] %.60s", section, name);
    if (nearest)
        (void)snprintf(hint, sizeof hint, "; did you mean [%s] %s?", nearest->section, nearest->name);
    complain(p, "%s: there is no such key%s%s", key, hint, "");
}

static bool is_clean_text(const char *value)
{
    struct cursor c = cursor_over(bytes_of_string(value));
    uint32_t cp;
    while (c.left > 0) {
        if (utf8_take(&c, &cp) || cp < 0x20 || cp == 0x7f)
            return false;
    }
    return true;
}

static bool set_number(const struct config_key *key, const char *value, int *out)
{
    char *end;
    long number = strtol(value, &end, 10);
    if (!*value || *end || number < key->min || number > key->max)
        return false;
    *out = (int)number;
    return true;
}

static bool set_word(const struct config_key *key, const char *value, int *out)
{
    size_t len = strlen(value);
    int index = 0;
    for (const char *word = key->words; word && len > 0; index++) {
        const char *blank = strchr(word, ' ');
        size_t word_len = blank ? (size_t)(blank - word) : strlen(word);
        if (word_len == len && memcmp(word, value, len) == 0) {
            *out = index;
            return true;
        }
        word = blank ? blank + 1 : NULL;
    }
    return false;
}

/* Takes a decimal such as -0.98 from the beginning of the text, whatever the locale. Returns what comes after it, or
 * NULL. */
static const char *take_decimal(const char *text, float *out)
{
    bool negative = *text == '-';
    text += negative;
    float value = 0, unit = 1;
    unsigned digits = 0;
    for (bool after_point = false; (*text >= '0' && *text <= '9') || (*text == '.' && !after_point); text++) {
        if (*text == '.') {
            after_point = true;
            continue;
        }
        value = value * 10 + (float)(*text - '0');
        unit = after_point ? unit * 10 : unit;
        digits++;
    }
    *out = (negative ? -value : value) / unit;
    return digits > 0 && digits <= MATRIX_DIGITS_MAX ? text : NULL;
}

static bool set_matrix(const char *value, float *out)
{
    float numbers[CONFIG_MATRIX_NUMBERS];
    for (size_t i = 0; i < CONFIG_MATRIX_NUMBERS; i++) {
        value = take_decimal(value + strspn(value, " "), &numbers[i]);
        if (!value || (*value != ' ' && *value != '\0'))
            return false;
    }
    if (*value)
        return false;
    memcpy(out, numbers, sizeof numbers);
    return true;
}

/* A blank joins the value and its continuation in an indented line. */
static bool set_text(const struct config_key *key, const char *folder, const char *value, bool goes_on, char *out)
{
    const char *before = goes_on ? out : key->type == CONFIG_PATH && *value && *value != '/' ? folder : "";
    const char *joint = goes_on ? " " : *before ? "/" : "";
    char whole[CONFIG_PIPELINE_MAX];
    int n = snprintf(whole, sizeof whole, "%s%s%s", before, joint, value);
    if (n < 0 || (size_t)n >= key->size || (size_t)n >= sizeof whole || !is_clean_text(value))
        return false;
    memcpy(out, whole, (size_t)n + 1);
    return true;
}

static bool set_value(struct parsing *p, const struct config_key *key, const char *value, bool goes_on)
{
    char *field = (char *)&p->config + key->offset;
    switch (key->type) {
    case CONFIG_NUMBER:
        return !goes_on && set_number(key, value, (int *)(void *)field);
    case CONFIG_WORD:
        return !goes_on && set_word(key, value, (int *)(void *)field);
    case CONFIG_MATRIX:
        return !goes_on && set_matrix(value, (float *)(void *)field);
    case CONFIG_TEXT:
    case CONFIG_PATH:
        return (!key->required || *value) && set_text(key, p->folder, value, goes_on, field);
    }
    return false;
}

static void bad_value(struct parsing *p, const struct config_key *key, const char *value)
{
    char expected[160] = "text that fits";
    char where[64];
    (void)snprintf(where, sizeof where, "[%s] %s", key->section, key->name);
    if (key->type == CONFIG_NUMBER)
        (void)snprintf(expected, sizeof expected, "a whole number from %d to %d", key->min, key->max);
    else if (key->type == CONFIG_WORD)
        (void)snprintf(expected, sizeof expected, "one of: %s", key->words);
    else if (key->type == CONFIG_MATRIX)
        (void)snprintf(expected, sizeof expected, "six numbers such as %s", key->standard);
    else if (key->required)
        (void)snprintf(expected, sizeof expected, "some text");
    char found[64];
    (void)snprintf(found, sizeof found, "%.48s", is_clean_text(value) ? value : "bytes that are no text");
    complain(p, "%s: expected %s, found \"%s\"", where, expected, found);
}

static int take_key(void *context, const char *section, const char *name, const char *value)
{
    struct parsing *p = context;
    size_t count;
    const struct config_key *keys = config_keys(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].section, section) != 0 || strcmp(keys[i].name, name) != 0)
            continue;
        bool goes_on = p->seen_at[i] != 0 && p->indented;
        if (p->seen_at[i] && !goes_on)
            complain(p, "[%s] %s stands twice%s", section, name, "");
        else if (!set_value(p, &keys[i], value, goes_on))
            bad_value(p, &keys[i], value);
        p->seen_at[i] = p->line;
        return p->fault.line == 0;
    }
    unknown_key(p, section, name);
    return 0;
}

static bool set_defaults(struct parsing *p)
{
    size_t count;
    const struct config_key *keys = config_keys(&count);
    for (size_t i = 0; i < count; i++) {
        if (keys[i].standard && !set_value(p, &keys[i], keys[i].standard, false))
            return false; /* an error in the table itself; tests parse an empty file */
    }
    return count <= KEYS_MAX;
}

static void find_missing(struct parsing *p)
{
    size_t count;
    const struct config_key *keys = config_keys(&count);
    for (size_t i = 0; i < count && !p->fault.message[0]; i++) {
        if (keys[i].required && !p->seen_at[i])
            (void)snprintf(p->fault.message, sizeof p->fault.message, "[%s] %s is missing: %s", keys[i].section,
                           keys[i].name, keys[i].about);
    }
}

/* One user runs kiosk and daemon where somebody gave them one folder. */
static void settle_sync_state(struct booth_config *c)
{
    bool standard = strcmp(c->state, CONFIG_KIOSK_FOLDER) == 0;
    if (!c->sync_state[0])
        (void)snprintf(c->sync_state, sizeof c->sync_state, "%s", standard ? CONFIG_SYNC_FOLDER : c->state);
}

enum gh_status config_parse(struct bytes text, const char *folder, struct booth_config *out, struct config_fault *fault)
{
    if (text.len > CONFIG_FILE_MAX) {
        *fault = (struct config_fault){0, "the file is larger than 64 KB"};
        return GH_TOO_LONG;
    }
    struct parsing *p = calloc(1, sizeof *p);
    if (!p)
        return GH_NO_MEMORY;
    p->rest = cursor_over(text);
    p->folder = folder;
    bool sound = set_defaults(p);
    int bad_line = ini_parse_stream(next_line, p, take_key, p);
    if (bad_line > 0 && (p->fault.line == 0 || (unsigned)bad_line < p->fault.line)) {
        p->fault.line = (unsigned)bad_line;
        (void)snprintf(p->fault.message, sizeof p->fault.message,
                       "neither [section] nor name = value, nor a comment with #");
    }
    if (sound && bad_line == 0 && p->fault.line == 0)
        find_missing(p);
    settle_sync_state(&p->config);
    enum gh_status status = bad_line < 0 ? GH_NO_MEMORY : p->fault.message[0] || !sound ? GH_MALFORMED : GH_OK;
    if (status)
        *fault = p->fault;
    else
        *out = p->config;
    free(p);
    return status;
}

static void folder_of(const char *path, char out[static CONFIG_PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (!slash || len >= CONFIG_PATH_MAX) {
        (void)snprintf(out, CONFIG_PATH_MAX, "%s", ".");
        return;
    }
    memcpy(out, path, len);
    out[len] = '\0';
}

enum gh_status config_load(const char *path, struct booth_config *out, struct config_fault *fault)
{
    char folder[CONFIG_PATH_MAX];
    uint8_t *text = malloc(CONFIG_FILE_MAX);
    size_t len = 0;
    enum gh_status status = text ? os_file_read(path, text, CONFIG_FILE_MAX, &len) : GH_NO_MEMORY;
    if (status) {
        fault->line = 0;
        if (status == GH_NOT_FOUND)
            (void)snprintf(fault->message, sizeof fault->message, "the file was not found");
        else
            (void)snprintf(fault->message, sizeof fault->message, "the file can't be read (%s)",
                           gh_status_name(status));
    } else {
        folder_of(path, folder);
        status = config_parse(BYTES(text, len), folder, out, fault);
    }
    free(text);
    return status;
}

void config_sample(void (*put)(void *context, const char *text), void *context)
{
    size_t count;
    const struct config_key *keys = config_keys(&count);
    char line[512];
    for (size_t i = 0; i < count; i++) {
        const struct config_key *key = &keys[i];
        if (i == 0 || strcmp(keys[i - 1].section, key->section) != 0) {
            (void)snprintf(line, sizeof line, "%s[%s]\n", i ? "\n" : "", key->section);
            put(context, line);
        }
        (void)snprintf(line, sizeof line, "# %s\n", key->about);
        put(context, line);
        if (key->type == CONFIG_WORD) {
            (void)snprintf(line, sizeof line, "# One of: %s\n", key->words);
            put(context, line);
        }
        (void)snprintf(line, sizeof line, "%s%s = %s\n", key->required ? "" : "#", key->name,
                       key->standard                ? key->standard
                       : key->type == CONFIG_NUMBER ? "0"
                                                    : "booth-1");
        put(context, line);
    }
}
