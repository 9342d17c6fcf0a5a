/* What the configuration says, in the form that the kiosk's parts take. */
#ifndef GH_KIOSK_APP_SETUP_H
#define GH_KIOSK_APP_SETUP_H

#include "app/options.h"
#include "desk/thread.h"
#include "model/model.h"
#include "os/log.h"
#include "ui/ui.h"

#define SETUP_PATH_MAX 512
#define SETUP_WHY_MAX 256

struct app_setup {
    struct desk_options desk; /* without clock and delivery */
    struct model_settings settings;
    enum os_log_level log_level;
    char config_path[SETUP_PATH_MAX];
    char pipeline[2048]; /* empty: no camera */
    struct ui_mount mount;
    char font_dir[SETUP_PATH_MAX];   /* empty: the usual places */
    char locale_dir[SETUP_PATH_MAX]; /* holds zh_CN.mo */
    char sound_dir[SETUP_PATH_MAX];
    char torch_file[SETUP_PATH_MAX]; /* empty: the device has none */
    char network_folder[SETUP_PATH_MAX];
    char printer[SETUP_PATH_MAX]; /* empty: none */
    char lane_pipeline[2048];     /* empty: no vehicle lane */
    char lane_region[64];
    int lane_rate;                    /* frames a second */
    char lane_models[SETUP_PATH_MAX]; /* empty: not installed */
    char barrier[SETUP_PATH_MAX];     /* empty: none */
    char barrier_interlock[64];
    int barrier_pulse_ms;
    char sync_socket[SETUP_PATH_MAX];
    char campus_file[SETUP_PATH_MAX]; /* the campus key that an older version kept; empty: none */
    unsigned volume;                  /* 0 to 100 */
    bool battery;                     /* keeps the wall clock */
};

/* Reads and checks the file; options of the command line win. On any error why says file, line and what is wrong, in
 * English. */
enum gh_status GH_MUST_USE app_setup_load(const struct app_options *options, struct app_setup *out,
                                          char why[static SETUP_WHY_MAX]);

/* Reads the keys alone, after an enrolment has brought new ones. The caller wipes out. Errors as above. */
enum gh_status GH_MUST_USE app_setup_keys(const struct app_options *options, struct desk_keys *out,
                                          char why[static SETUP_WHY_MAX]);

#endif
