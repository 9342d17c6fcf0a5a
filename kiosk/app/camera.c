#include "app/camera.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "capture/frame_slot.h"
#include "capture/source.h"
#include "codes/lookout.h"
#include "codes/sighting.h"
#include "os/clock.h"

enum { WAIT_MS = 200, TIMES = 128, IN_VIEW = 16 }; /* codes that one frame may show */

_Static_assert(READER_TEXT_MAX <= DESK_CODE_MAX, "the desk looks at the whole of every code that is read");

struct app_camera {
    struct desk_thread *desk; /* borrowed */
    struct frame_slot *slot;  /* owned */
    struct source *source;    /* owned */
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    atomic_int use;        /* enum camera_use */
    atomic_bool afresh;    /* another field: a code in view counts as new */
    atomic_llong moved_ms; /* when the picture last changed, by os_mono_ms() */

    pthread_mutex_t lock; /* guards what follows */
    uint64_t frames_read, stage_hits[MODEL_STAGES_MAX];
    float times_ms[TIMES];          /* the newest, by turns */
    char text[APP_CAMERA_TEXT_MAX]; /* for a field; "" for none */

    /* The thread alone: */
    struct lookout *lookout; /* owned */
    struct sighting sighting;
    struct reading found[IN_VIEW];
};

/* ---- The reading thread ---- */

static void note(struct app_camera *camera, int64_t took_ms, int count)
{
    pthread_mutex_lock(&camera->lock);
    camera->times_ms[camera->frames_read++ % TIMES] = (float)took_ms;
    for (int i = 0; i < count; i++) {
        int stage = camera->found[i].stage;
        if (stage >= 1 && stage <= MODEL_STAGES_MAX)
            camera->stage_hits[stage - 1]++;
    }
    pthread_mutex_unlock(&camera->lock);
}

static void keep_text(struct app_camera *camera, struct bytes text)
{
    if (text.len == 0 || text.len >= sizeof camera->text || memchr(text.data, 0, text.len))
        return; /* too long for a field: a pass, an address */
    pthread_mutex_lock(&camera->lock);
    memset(camera->text, 0, sizeof camera->text);
    memcpy(camera->text, text.data, text.len);
    pthread_mutex_unlock(&camera->lock);
}

static void report(struct app_camera *camera, const struct frame *frame, int count)
{
    int use = atomic_load(&camera->use);
    if (atomic_exchange(&camera->afresh, false))
        sighting_forget(&camera->sighting);
    for (int i = 0; use != CAMERA_OFF && i < count; i++) {
        struct bytes text = BYTES(camera->found[i].text, camera->found[i].len);
        if (!sighting_see(&camera->sighting, text, os_mono_ms()))
            continue;
        if (use == CAMERA_TO_FIELD)
            keep_text(camera, text);
        else if (desk_thread_scan(camera->desk, text, frame->captured_ns))
            sighting_forget(&camera->sighting); /* the queue is full: the next frame shows it again */
    }
}

/* Vouches for a text that only the signature can tell from others. */
static bool is_signed(void *context, const uint8_t *text, int len)
{
    struct app_camera *camera = context;
    return desk_thread_vouches(camera->desk, BYTES(text, (size_t)len));
}

static void *read_frames(void *argument)
{
    struct app_camera *camera = argument;
    uint64_t last = 0;
    int use = CAMERA_OFF;
    while (!atomic_load(&camera->stopping)) {
        struct frame *frame = frame_slot_take(camera->slot, last, WAIT_MS);
        if (!frame)
            continue;
        last = frame->sequence;
        struct grey picture = {
            .pixels = frame->y, .width = frame->width, .height = frame->height, .stride = frame->stride_y};
        int64_t begin = os_mono_ms();
        if (use != atomic_load(&camera->use))
            lookout_afresh(camera->lookout);
        use = atomic_load(&camera->use);
        int count = lookout_read(camera->lookout, &picture, begin, camera->found, IN_VIEW);
        atomic_store(&camera->moved_ms, lookout_moved_ms(camera->lookout));
        note(camera, os_mono_ms() - begin, count);
        report(camera, frame, count);
        frame_unref(frame);
    }
    return NULL;
}

/* ---- Life ---- */

enum gh_status app_camera_open(const char *pipeline, struct desk_thread *desk, struct app_camera **out,
                               char why[static 160])
{
    enum gh_status status = capture_init(why);
    if (status)
        return status;
    struct app_camera *camera = calloc(1, sizeof *camera);
    if (!camera)
        return GH_NO_MEMORY;
    if (pthread_mutex_init(&camera->lock, NULL) != 0) {
        free(camera);
        return GH_NO_MEMORY;
    }
    camera->desk = desk;
    sighting_init(&camera->sighting, SIGHTING_REPEAT_MS);
    camera->slot = frame_slot_new();
    camera->lookout = lookout_new();
    status = camera->slot && camera->lookout ? GH_OK : GH_NO_MEMORY;
    if (!status)
        lookout_judge(camera->lookout, is_signed, camera);
    if (!status)
        status = source_open_gstreamer(pipeline, camera->slot, &camera->source, why);
    if (!status)
        status = source_start(camera->source);
    if (!status && pthread_create(&camera->thread, NULL, read_frames, camera) != 0)
        status = GH_NO_MEMORY;
    if (status) {
        app_camera_close(camera);
        return status;
    }
    camera->started = true;
    *out = camera;
    return GH_OK;
}

void app_camera_close(struct app_camera *camera)
{
    if (!camera)
        return;
    atomic_store(&camera->stopping, true);
    if (camera->slot)
        frame_slot_interrupt(camera->slot);
    if (camera->started)
        pthread_join(camera->thread, NULL);
    source_close(camera->source);
    lookout_free(camera->lookout);
    frame_slot_free(camera->slot);
    pthread_mutex_destroy(&camera->lock);
    free(camera);
}

/* ---- What the screen asks ---- */

struct frame *app_camera_picture(struct app_camera *camera, uint64_t after)
{
    return frame_slot_take(camera->slot, after, 0);
}

int64_t app_camera_moved_ms(struct app_camera *camera)
{
    return atomic_load(&camera->moved_ms);
}

void app_camera_use(struct app_camera *camera, enum camera_use use)
{
    if (atomic_exchange(&camera->use, (int)use) != (int)use && use == CAMERA_TO_FIELD)
        atomic_store(&camera->afresh, true);
}

bool app_camera_take_text(struct app_camera *camera, char out[static APP_CAMERA_TEXT_MAX])
{
    pthread_mutex_lock(&camera->lock);
    memcpy(out, camera->text, sizeof camera->text);
    sodium_memzero(camera->text, sizeof camera->text);
    pthread_mutex_unlock(&camera->lock);
    return out[0] != '\0';
}

void app_camera_status(struct app_camera *camera, struct source_status *out)
{
    source_status(camera->source, out);
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void fill_reader(struct app_camera *camera, struct model_diagnostics *out)
{
    float times[TIMES];
    pthread_mutex_lock(&camera->lock);
    size_t count = camera->frames_read < TIMES ? (size_t)camera->frames_read : TIMES;
    memcpy(times, camera->times_ms, sizeof times);
    memcpy(out->stage_hits, camera->stage_hits, sizeof out->stage_hits);
    out->frames_read = camera->frames_read;
    pthread_mutex_unlock(&camera->lock);
    if (!count)
        return;
    qsort(times, count, sizeof *times, by_value);
    out->read_ms_median = times[count / 2];
    out->read_ms_p95 = times[count * 95 / 100];
}

void app_camera_diagnostics(struct app_camera *camera, struct model_diagnostics *out)
{
    out->stage_count = reader_stage_count() + 1;
    for (int i = 0; i < out->stage_count && i < MODEL_STAGES_MAX; i++) {
        const char *name = i < reader_stage_count() ? reader_stage_name(i + 1) : "several frames";
        size_t len = strlen(name), most = sizeof out->stage_name[i] - 1;
        memcpy(out->stage_name[i], name, len < most ? len : most);
    }
    fill_reader(camera, out);
}
