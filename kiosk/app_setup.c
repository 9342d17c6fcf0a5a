#include "app_setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>
#include <sodium.h>

#include "os/file.h"

#define DEFAULT_CONFIG "/etc/gatehouse/gatehouse.conf"

struct loading {
    struct app_setup *setup;
    char *why; /* SETUP_WHY_MAX bytes */
};

/* ---- Values ---- */

typedef bool set_function(struct app_setup *s, const char *value);

static bool copy(char *out, size_t size, const char *value)
{
    size_t len = strlen(value);
    if (len >= size)
        return false;
    memcpy(out, value, len + 1);
    return true;
}

static bool whole(const char *value, long least, long most, long *out)
{
    char *end;
    long number = strtol(value, &end, 10);
    if (!*value || *end || number < least || number > most)
        return false;
    *out = number;
    return true;
}

/* The index of value among the names, which end in NULL. */
static bool choice(const char *value, const char *const *names, int *out)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], value) == 0) {
            *out = i;
            return true;
        }
    return false;
}

static bool set_device(struct app_setup *s, const char *value)
{
    return value[0] && copy(s->decider.device, sizeof s->decider.device, value);
}

static bool set_gate(struct app_setup *s, const char *value)
{
    long number;
    if (!whole(value, 0, GATE_COUNT - 1, &number))
        return false;
    s->decider.gate = (uint8_t)number;
    return true;
}

static bool set_campus(struct app_setup *s, const char *value)
{
    long number;
    if (!whole(value, 0, 255, &number))
        return false;
    s->decider.campus = (uint8_t)number;
    return true;
}

static bool set_direction(struct app_setup *s, const char *value)
{
    static const char *const names[] = {"in", "out", NULL};
    int index;
    if (!choice(value, names, &index))
        return false;
    s->decider.direction = (enum direction)index;
    return true;
}

static bool set_mode(struct app_setup *s, const char *value)
{
    static const char *const names[] = {"guard", "self-scan", "handheld", NULL};
    int index;
    if (!choice(value, names, &index))
        return false;
    s->settings.mode = (enum ui_mode)index;
    s->decider.unattended = s->settings.mode == UI_SELF_SCAN;
    return true;
}

static bool set_zone(struct app_setup *s, const char *value)
{
    long minutes;
    if (!whole(value, -12 * 60, 14 * 60, &minutes))
        return false;
    s->settings.zone_minutes = s->decider.zone_minutes = (int)minutes;
    return true;
}

static bool set_office(struct app_setup *s, const char *value)
{
    return copy(s->settings.office_phone, sizeof s->settings.office_phone, value);
}

static bool set_replica(struct app_setup *s, const char *value)
{
    return copy(s->decider.replica_path, sizeof s->decider.replica_path, value);
}

static bool set_journal(struct app_setup *s, const char *value)
{
    return copy(s->decider.journal_path, sizeof s->decider.journal_path, value);
}

static bool set_state(struct app_setup *s, const char *value)
{
    char path[DECIDER_PATH_MAX];
    return snprintf(path, sizeof path, "%s/time", value) < (int)sizeof path &&
           copy(s->decider.time_path, sizeof s->decider.time_path, path) &&
           snprintf(path, sizeof path, "%s/tries", value) < (int)sizeof path &&
           copy(s->decider.throttle_path, sizeof s->decider.throttle_path, path);
}

static bool set_idle(struct app_setup *s, const char *value)
{
    long minutes;
    if (!whole(value, 1, 24 * 60, &minutes))
        return false;
    s->decider.session_idle = minutes * TICK_MINUTE;
    return true;
}

static bool set_root(struct app_setup *s, const char *value)
{
    return hex_decode(bytes_of_string(value), s->decider.root_public, sizeof s->decider.root_public) == GH_OK;
}

/* A file of 64 hexadecimal digits, readable by the booth's user only. */
static bool set_campus_key(struct app_setup *s, const char *path)
{
    uint8_t text[2 * HOLDER_KEY_LEN + 1];
    size_t len = 0;
    bool good = os_file_read(path, text, sizeof text, &len) == GH_OK && len >= 2 * HOLDER_KEY_LEN &&
                hex_decode(BYTES(text, 2 * HOLDER_KEY_LEN), s->decider.holder_key, HOLDER_KEY_LEN) == GH_OK;
    sodium_memzero(text, sizeof text);
    if (!good)
        return false;
    memcpy(s->decider.plate_key, s->decider.holder_key, sizeof s->decider.plate_key);
    s->decider.has_holder_key = s->decider.has_plate_key = true;
    return true;
}

static bool set_pipeline(struct app_setup *s, const char *value)
{
    return copy(s->pipeline, sizeof s->pipeline, value);
}

static bool set_language(struct app_setup *s, const char *value)
{
    static const char *const names[] = {"zh", "en", NULL};
    int index;
    if (!choice(value, names, &index))
        return false;
    s->settings.language = (enum ui_language)index;
    return true;
}

static bool set_theme(struct app_setup *s, const char *value)
{
    static const char *const names[] = {"day", "night", "auto", NULL};
    int index;
    if (!choice(value, names, &index))
        return false;
    s->settings.theme_by_time = index == 2;
    s->settings.theme = index == 1 ? UI_NIGHT : UI_DAY;
    return true;
}

static bool set_fonts(struct app_setup *s, const char *value)
{
    return copy(s->font_dir, sizeof s->font_dir, value);
}

static bool set_locale(struct app_setup *s, const char *value)
{
    return copy(s->locale_dir, sizeof s->locale_dir, value);
}

static bool set_sounds(struct app_setup *s, const char *value)
{
    return copy(s->sound_dir, sizeof s->sound_dir, value);
}

static bool set_volume(struct app_setup *s, const char *value)
{
    long percent;
    if (!whole(value, 0, 100, &percent))
        return false;
    s->volume = (unsigned)percent;
    return true;
}

static bool set_log(struct app_setup *s, const char *value)
{
    return os_log_level_parse(value, &s->log_level) == GH_OK;
}

/* ---- The file ---- */

static const struct key {
    const char *section, *name;
    set_function *set;
} keys[] = {
    {"booth", "device", set_device},
    {"booth", "gate", set_gate},
    {"booth", "campus", set_campus},
    {"booth", "direction", set_direction},
    {"booth", "mode", set_mode},
    {"booth", "zone_minutes", set_zone},
    {"booth", "office_phone", set_office},
    {"booth", "sign_out_minutes", set_idle},
    {"store", "replica", set_replica},
    {"store", "journal", set_journal},
    {"store", "state", set_state},
    {"keys", "root", set_root},
    {"keys", "campus_file", set_campus_key},
    {"camera", "pipeline", set_pipeline},
    {"screen", "language", set_language},
    {"screen", "theme", set_theme},
    {"screen", "fonts", set_fonts},
    {"screen", "locale", set_locale},
    {"sound", "folder", set_sounds},
    {"sound", "volume", set_volume},
    {"log", "level", set_log},
};

static int take_key(void *ctx, const char *section, const char *name, const char *value)
{
    struct loading *loading = ctx;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].section, section) != 0 || strcmp(keys[i].name, name) != 0)
            continue;
        if (keys[i].set(loading->setup, value))
            return 1;
        snprintf(loading->why, SETUP_WHY_MAX, "[%s] %s: not usable", section, name);
        return 0;
    }
    snprintf(loading->why, SETUP_WHY_MAX, "[%s] %s: unknown key", section, name);
    return 0;
}

enum gh_status app_setup_load(const struct app_options *options, struct app_setup *out, char why[static SETUP_WHY_MAX])
{
    struct app_setup setup = {.log_level = OS_LOG_INFO, .volume = 80};
    struct loading loading = {.setup = &setup, .why = why};
    const char *path = options->config_path ? options->config_path : DEFAULT_CONFIG;
    setup.settings.zone_minutes = setup.decider.zone_minutes = 480;
    why[0] = 0;
    snprintf(setup.config_path, sizeof setup.config_path, "%s", path);
    int result = ini_parse(path, take_key, &loading);
    if (result < 0)
        snprintf(why, SETUP_WHY_MAX, "%.200s can't be read", path);
    if (result != 0)
        return GH_MALFORMED;
    if (options->has_language)
        setup.settings.language = options->language;
    if (options->has_theme) {
        setup.settings.theme = options->theme;
        setup.settings.theme_by_time = false;
    }
    *out = setup;
    return GH_OK;
}
