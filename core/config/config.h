/* The booth's configuration file: INI, every key in one table that parser, checker and sample share.
 *
 * Relative paths start at the file's own folder. Indented lines continue a value. An error names the line, what was
 * found and what is expected. Unknown keys are errors, and the error suggests the nearest known key. */
#ifndef GH_CONFIG_CONFIG_H
#define GH_CONFIG_CONFIG_H

#include "base/bytes.h"

#define CONFIG_DEFAULT_PATH "/etc/gatehouse/booth.ini"
#define CONFIG_KIOSK_FOLDER "/var/lib/gatehouse/kiosk" /* its user alone writes here, as the daemon does there */
#define CONFIG_SYNC_FOLDER "/var/lib/gatehouse/sync"
#define CONFIG_FILE_MAX 65536 /* bytes */
#define CONFIG_PATH_MAX 512
#define CONFIG_TEXT_MAX 64
#define CONFIG_PIPELINE_MAX 2048
#define CONFIG_MESSAGE_MAX 256
#define CONFIG_MATRIX_NUMBERS 6

enum config_mode { CONFIG_GUARD, CONFIG_SELF_SCAN, CONFIG_HANDHELD, CONFIG_WALK_UP };
enum config_direction { CONFIG_IN, CONFIG_OUT };
enum config_language { CONFIG_CHINESE, CONFIG_ENGLISH };
enum config_battery { CONFIG_BATTERY_AUTO, CONFIG_BATTERY_YES, CONFIG_BATTERY_NO };
enum config_theme { CONFIG_DAY, CONFIG_NIGHT, CONFIG_AUTO };

struct booth_config {
    char device[CONFIG_TEXT_MAX];
    int gate, campus, mode, direction; /* enums above */
    int zone_minutes, sign_out_minutes;
    int battery; /* enum config_battery */
    char office_phone[CONFIG_TEXT_MAX];
    char replica[CONFIG_PATH_MAX], journal[CONFIG_PATH_MAX];
    char network[CONFIG_PATH_MAX];
    char state[CONFIG_PATH_MAX], sync_state[CONFIG_PATH_MAX]; /* small files of the kiosk, of the sync daemon */
    char root_file[CONFIG_PATH_MAX], campus_file[CONFIG_PATH_MAX], hardware_file[CONFIG_PATH_MAX];
    char server[CONFIG_PATH_MAX], socket[CONFIG_PATH_MAX], ca_file[CONFIG_PATH_MAX], proxy[CONFIG_PATH_MAX];
    char certificate[CONFIG_PATH_MAX], certificate_key[CONFIG_PATH_MAX];
    char stick[CONFIG_PATH_MAX]; /* patterns of folders, between colons */
    int plain_http;              /* 1: http:// to another machine is allowed */
    int wait_seconds, ping_seconds;
    char pipeline[CONFIG_PIPELINE_MAX], torch_file[CONFIG_PATH_MAX];
    char lane_pipeline[CONFIG_PIPELINE_MAX], lane_region[CONFIG_TEXT_MAX], lane_models[CONFIG_PATH_MAX];
    int lane_rate;
    char barrier[CONFIG_PATH_MAX], barrier_interlock[CONFIG_TEXT_MAX];
    int barrier_pulse_ms;
    char printer[CONFIG_PATH_MAX];
    int language, theme;
    int turn;                           /* index of 0, 90, 180, 270 degrees */
    float touch[CONFIG_MATRIX_NUMBERS]; /* calibration: a b c d e f */
    char fonts[CONFIG_PATH_MAX], locale[CONFIG_PATH_MAX], sounds[CONFIG_PATH_MAX];
    int volume;
    int log_level; /* 0 error, 1 warning, 2 notice, 3 info, 4 debug */
};

enum config_type { CONFIG_TEXT, CONFIG_PATH, CONFIG_NUMBER, CONFIG_WORD, CONFIG_MATRIX };

struct config_key {
    const char *section, *name;
    enum config_type type;
    size_t offset, size;  /* of the field in struct booth_config */
    const char *standard; /* the default, as written in the file */
    int min, max;         /* CONFIG_NUMBER */
    const char *words;    /* CONFIG_WORD: "in out"; the n-th word is value n */
    bool required;
    const char *about; /* one or two lines for the sample */
};

/* The whole table, in the order of the sample. */
const struct config_key *config_keys(size_t *count);

struct config_fault {
    unsigned line; /* 0: the file as a whole */
    char message[CONFIG_MESSAGE_MAX];
};

/* Parses the text of a file. folder: where relative paths start, without a slash at its end. GH_MALFORMED: *fault is
 * the first fault in the file. GH_TOO_LONG: over CONFIG_FILE_MAX. Writes out only on GH_OK. */
enum gh_status GH_MUST_USE config_parse(struct bytes text, const char *folder, struct booth_config *out,
                                        struct config_fault *fault);

/* Reads and parses a file. Other statuses as os_file_read(), with *fault in words. */
enum gh_status GH_MUST_USE config_load(const char *path, struct booth_config *out, struct config_fault *fault);

/* Writes the sample through put: every key with its description, commented out where it has a default. */
void config_sample(void (*put)(void *context, const char *text), void *context);

#endif
