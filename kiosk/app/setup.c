#include "app/setup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "config/config.h"
#include "os/hardware.h"
#include "os/installed.h"
#include "os/key_file.h"

/* ---- Keys ---- */

/* A missing key stays zero: a new booth, or one that was taken out of service, starts without keys. It says so, shows
 * nothing green, and can be enrolled. */
static bool read_key(const char *path, const char *word, uint8_t *out, size_t len, bool *there,
                     char why[static SETUP_WHY_MAX])
{
    enum gh_status status = key_file_read(path, word, out, len);
    *there = status == GH_OK;
    if (!status || status == GH_NOT_FOUND)
        return true;
    snprintf(why, SETUP_WHY_MAX, "%.180s: not usable as %s (%s)", path, word, gh_status_name(status));
    return false;
}

/* Without the secret the guards' PINs are right and names stay closed. */
static bool read_hardware(const char *path, struct desk_keys *out, char why[static SETUP_WHY_MAX])
{
    enum gh_status status = hardware_read(path, out->hardware, &out->hardware_len);
    if (!status || status == GH_NOT_FOUND)
        return true;
    snprintf(why, SETUP_WHY_MAX, "%.180s: not usable: it must have %d to %d bytes (%s)", path, HARDWARE_MIN,
             HARDWARE_MAX, gh_status_name(status));
    return false;
}

static bool read_keys(const struct booth_config *c, struct desk_keys *out, char why[static SETUP_WHY_MAX])
{
    bool there;
    if (!read_key(c->root_file, KEY_ROOT_PUBLIC, out->root_public, sizeof out->root_public, &there, why))
        return false;
    if (!read_hardware(c->hardware_file, out, why))
        return false;
    return !c->campus_file[0] ||
           read_key(c->campus_file, KEY_CAMPUS, out->campus_key, sizeof out->campus_key, &out->has_campus_key, why);
}

static bool take_keys(const struct booth_config *c, struct desk_options *o, char why[static SETUP_WHY_MAX])
{
    struct desk_keys keys = {0};
    bool good = read_keys(c, &keys, why);
    memcpy(o->root_public, keys.root_public, sizeof o->root_public);
    memcpy(o->campus_key, keys.campus_key, sizeof o->campus_key);
    memcpy(o->hardware, keys.hardware, sizeof o->hardware);
    o->has_campus_key = keys.has_campus_key;
    o->hardware_len = keys.hardware_len;
    sodium_memzero(&keys, sizeof keys);
    return good;
}

static enum gh_status load_config(const struct app_options *options, struct booth_config *out,
                                  char why[static SETUP_WHY_MAX])
{
    struct config_fault fault;
    const char *path = options->config_path ? options->config_path : CONFIG_DEFAULT_PATH;
    enum gh_status status = config_load(path, out, &fault);
    if (status && fault.line)
        snprintf(why, SETUP_WHY_MAX, "%.120s:%u: %.120s", path, fault.line, fault.message);
    else if (status)
        snprintf(why, SETUP_WHY_MAX, "%.120s: %.120s", path, fault.message);
    return status;
}

enum gh_status app_setup_keys(const struct app_options *options, struct desk_keys *out, char why[static SETUP_WHY_MAX])
{
    struct booth_config config;
    struct desk_keys keys = {0};
    enum gh_status status = load_config(options, &config, why);
    if (!status && !read_keys(&config, &keys, why))
        status = GH_MALFORMED;
    if (!status)
        *out = keys;
    sodium_memzero(&keys, sizeof keys);
    return status;
}

/* ---- The rest ---- */

static bool take_paths(const struct booth_config *c, struct desk_options *o)
{
    memcpy(o->replica_path, c->replica, sizeof o->replica_path);
    memcpy(o->journal_path, c->journal, sizeof o->journal_path);
    return snprintf(o->time_path, sizeof o->time_path, "%s/time", c->state) < (int)sizeof o->time_path &&
           snprintf(o->throttle_path, sizeof o->throttle_path, "%s/tries", c->state) < (int)sizeof o->throttle_path;
}

static void take_booth(const struct booth_config *c, struct desk_options *o)
{
    memcpy(o->device, c->device, sizeof o->device);
    o->gate = (uint8_t)c->gate;
    o->campus = (uint8_t)c->campus;
    o->direction = c->direction == CONFIG_OUT ? DIRECTION_OUT : DIRECTION_IN;
    o->unattended = c->mode == CONFIG_SELF_SCAN;
    o->zone_minutes = c->zone_minutes;
    o->session_idle = c->sign_out_minutes * TICK_MINUTE;
}

static void take_screen(const struct booth_config *c, const struct app_options *options, struct model_settings *s)
{
    static const enum model_mode modes[] = {[CONFIG_GUARD] = MODE_GUARD,
                                            [CONFIG_SELF_SCAN] = MODE_SELF_SCAN,
                                            [CONFIG_HANDHELD] = MODE_HANDHELD,
                                            [CONFIG_WALK_UP] = MODE_WALK_UP};
    s->mode = modes[c->mode];
    s->zone_minutes = c->zone_minutes;
    s->language = options->has_language ? options->language : c->language == CONFIG_ENGLISH ? UI_ENGLISH : UI_CHINESE;
    s->theme = options->has_theme ? options->theme : c->theme == CONFIG_NIGHT ? UI_NIGHT : UI_DAY;
    s->theme_by_time = !options->has_theme && c->theme == CONFIG_AUTO;
    s->torch = c->torch_file[0] != 0;
    s->printer = c->printer[0] != 0;
    s->sets_network = access(c->network, W_OK) == 0;
    s->self_scan_help = true;
    snprintf(s->office_phone, sizeof s->office_phone, "%.*s", MODEL_OFFICE_PHONE_MAX - 1, c->office_phone);
}

static void take_mount(const struct booth_config *c, struct ui_mount *out)
{
    *out = (struct ui_mount){.turn = c->turn * 90, .calibrated = true};
    _Static_assert(sizeof out->touch == sizeof c->touch, "both are six numbers");
    memcpy(out->touch, c->touch, sizeof out->touch);
}

static void take_folders(const struct booth_config *c, struct app_setup *s)
{
    memcpy(s->campus_file, c->campus_file, sizeof s->campus_file);
    memcpy(s->sync_socket, c->socket, sizeof s->sync_socket);
    memcpy(s->pipeline, c->pipeline, sizeof s->pipeline);
    memcpy(s->network_folder, c->network, sizeof s->network_folder);
    memcpy(s->torch_file, c->torch_file, sizeof s->torch_file);
    memcpy(s->printer, c->printer, sizeof s->printer);
    memcpy(s->lane_pipeline, c->lane_pipeline, sizeof s->lane_pipeline);
    memcpy(s->lane_region, c->lane_region, sizeof s->lane_region);
    s->lane_rate = c->lane_rate;
    memcpy(s->lane_models, c->lane_models, sizeof s->lane_models);
    if (!s->lane_models[0])
        os_find_installed("plates", s->lane_models, sizeof s->lane_models);
    memcpy(s->barrier, c->barrier, sizeof s->barrier);
    memcpy(s->barrier_interlock, c->barrier_interlock, sizeof s->barrier_interlock);
    s->barrier_pulse_ms = c->barrier_pulse_ms;
    memcpy(s->font_dir, c->fonts, sizeof s->font_dir);
    memcpy(s->locale_dir, c->locale, sizeof s->locale_dir);
    memcpy(s->sound_dir, c->sounds, sizeof s->sound_dir);
    if (!s->locale_dir[0])
        os_find_installed("locale", s->locale_dir, sizeof s->locale_dir);
    if (!s->sound_dir[0])
        os_find_installed("sounds", s->sound_dir, sizeof s->sound_dir);
    s->volume = (unsigned)c->volume;
}

enum gh_status app_setup_load(const struct app_options *options, struct app_setup *out, char why[static SETUP_WHY_MAX])
{
    static const enum os_log_level levels[] = {OS_LOG_ERROR, OS_LOG_WARNING, OS_LOG_NOTICE, OS_LOG_INFO, OS_LOG_DEBUG};
    const char *path = options->config_path ? options->config_path : CONFIG_DEFAULT_PATH;
    struct booth_config config;
    struct app_setup setup = {.log_level = OS_LOG_INFO};
    enum gh_status status = load_config(options, &config, why);
    if (status)
        return status;
    if (!take_keys(&config, &setup.desk, why))
        return GH_MALFORMED;
    if (!take_paths(&config, &setup.desk)) {
        snprintf(why, SETUP_WHY_MAX, "%.180s: the path of the state folder is too long", path);
        return GH_TOO_LONG;
    }
    take_booth(&config, &setup.desk);
    take_screen(&config, options, &setup.settings);
    take_mount(&config, &setup.mount);
    take_folders(&config, &setup);
    snprintf(setup.config_path, sizeof setup.config_path, "%.*s", SETUP_PATH_MAX - 1, path);
    setup.log_level = levels[config.log_level];
    setup.battery = config.battery == CONFIG_BATTERY_AUTO ? os_battery_clock() : config.battery == CONFIG_BATTERY_YES;
    *out = setup;
    return GH_OK;
}
