/* A GStreamer pipeline as a source. A watcher thread builds it, notices when it dies, and builds it again. Frames
 * arrive on GStreamer's thread; no main loop is needed. */
#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/source_ops.h"
#include "capture/source_sample.h"
#include "os/clock.h"
#include "os/cond.h"

/* Converts only what sample_to_frame() does not take, and scales only pictures over the limits. */
#define PIPELINE_END                                                                                                   \
    " ! videoconvert ! videoscale ! "                                                                                  \
    "video/x-raw,format={I420,NV12,YUY2,Y42B},width=(int)[2,4096],height=(int)[2,4096],"                               \
    "pixel-aspect-ratio=(fraction)1/1 ! appsink name=gatehouse_sink max-buffers=1 drop=true"
#define SINK_NAME "gatehouse_sink"
#define POLL_MS 50

struct pipeline_source {
    struct source base;
    char *launch;            /* owned: the whole pipeline */
    struct frame_slot *slot; /* borrowed */
    pthread_t watcher;       /* valid when started */
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t wake; /* interrupted was set, or inside became 0 */
    /* Guarded by lock: */
    bool interrupted;
    struct source_status status;
    int64_t second_ns; /* start of the second that frames_per_second counts */
    unsigned second_frames;
    bool delivered; /* a frame came since the pipeline was built */
    int inside;     /* threads of GStreamer in our callback */
};

enum outcome { OUTCOME_LOST, OUTCOME_ENDED, OUTCOME_INTERRUPTED };

enum gh_status capture_init(char message[static SOURCE_MESSAGE_MAX])
{
    GError *error = NULL;
    gst_segtrap_set_enabled(FALSE);
    if (gst_init_check(NULL, NULL, &error))
        return GH_OK;
    snprintf(message, SOURCE_MESSAGE_MAX, "GStreamer: %s", error ? error->message : "does not start");
    g_clear_error(&error);
    return GH_IO;
}

/* Numbers a frame and counts it. */
static void count_frame(struct pipeline_source *s, struct frame *frame)
{
    pthread_mutex_lock(&s->lock);
    struct source_status *status = &s->status;
    frame->sequence = ++status->frames;
    status->last_frame_ns = frame->captured_ns;
    status->width = frame->width;
    status->height = frame->height;
    if (!s->delivered) {
        s->delivered = true;
        status->state = SOURCE_LIVE;
        status->message[0] = 0;
        s->second_ns = frame->captured_ns;
        s->second_frames = 0;
    } else if (++s->second_frames > 0 && frame->captured_ns - s->second_ns >= OS_SECOND_NS) {
        status->frames_per_second =
            s->second_frames * (double)OS_SECOND_NS / (double)(frame->captured_ns - s->second_ns);
        s->second_ns = frame->captured_ns;
        s->second_frames = 0;
    }
    pthread_mutex_unlock(&s->lock);
}

/* Counts GStreamer's threads in our code: GStreamer ends them without telling us. */
static void be_inside(struct pipeline_source *s, int change)
{
    pthread_mutex_lock(&s->lock);
    s->inside += change;
    if (s->inside == 0)
        pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

static void take_sample(struct pipeline_source *s, GstAppSink *sink)
{
    int64_t arrived = os_mono_ns();
    GstSample *sample = gst_app_sink_pull_sample(sink);
    if (!sample)
        return; /* flushing; the watcher sees that on the bus */
    struct frame *frame = sample_to_frame(sample);
    gst_sample_unref(sample);
    if (frame) {
        frame->captured_ns = arrived;
        count_frame(s, frame);
        frame_slot_put(s->slot, frame);
    }
}

static GstFlowReturn on_sample(GstAppSink *sink, gpointer user)
{
    struct pipeline_source *s = user;
    be_inside(s, 1);
    take_sample(s, sink);
    be_inside(s, -1);
    return GST_FLOW_OK;
}

static bool is_interrupted(struct pipeline_source *s)
{
    pthread_mutex_lock(&s->lock);
    bool interrupted = s->interrupted;
    pthread_mutex_unlock(&s->lock);
    return interrupted;
}

static bool has_delivered(struct pipeline_source *s)
{
    pthread_mutex_lock(&s->lock);
    bool delivered = s->delivered;
    pthread_mutex_unlock(&s->lock);
    return delivered;
}

static bool is_silent(struct pipeline_source *s, int64_t built_ns)
{
    pthread_mutex_lock(&s->lock);
    int64_t limit_ms = s->delivered ? SOURCE_SILENCE_MS : SOURCE_FIRST_SILENCE_MS;
    int64_t since = s->delivered ? s->status.last_frame_ns : built_ns;
    pthread_mutex_unlock(&s->lock);
    return os_mono_ns() - since > limit_ms * OS_MILLISECOND_NS;
}

static void set_state(struct pipeline_source *s, enum source_state state, const char *message)
{
    pthread_mutex_lock(&s->lock);
    s->status.state = state;
    s->status.frames_per_second = 0;
    snprintf(s->status.message, sizeof(s->status.message), "%s", message);
    pthread_mutex_unlock(&s->lock);
}

static void describe_error(GstMessage *message, char *out)
{
    GError *error = NULL;
    gst_message_parse_error(message, &error, NULL);
    snprintf(out, SOURCE_MESSAGE_MAX, "%s: %s", GST_MESSAGE_SRC_NAME(message), error ? error->message : "failed");
    g_clear_error(&error);
}

/* True for a network stream: its end means that the other side has left, not the end of a file. */
static bool from_network(GstElement *pipeline)
{
    bool network = false;
    GValue item = G_VALUE_INIT;
    GstIterator *sources = gst_bin_iterate_sources(GST_BIN(pipeline));
    while (gst_iterator_next(sources, &item) == GST_ITERATOR_OK) {
        const gchar *kind = gst_element_get_metadata(g_value_get_object(&item), GST_ELEMENT_METADATA_KLASS);
        network = network || (kind && strstr(kind, "Network"));
        g_value_reset(&item);
    }
    g_value_unset(&item);
    gst_iterator_free(sources);
    return network;
}

/* Watches a playing pipeline until it ends; says why in message. */
static enum outcome watch(struct pipeline_source *s, GstElement *pipeline, bool live, char *message)
{
    GstBus *bus = gst_element_get_bus(pipeline);
    enum outcome outcome = OUTCOME_LOST;
    int64_t built_ns = os_mono_ns();
    for (;;) {
        GstMessage *news = gst_bus_timed_pop_filtered(bus, POLL_MS * (GstClockTime)OS_MILLISECOND_NS,
                                                      GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
        if (is_interrupted(s)) {
            outcome = OUTCOME_INTERRUPTED;
        } else if (news && GST_MESSAGE_TYPE(news) == GST_MESSAGE_ERROR) {
            describe_error(news, message);
        } else if (news && has_delivered(s) && !live && !from_network(pipeline)) {
            snprintf(message, SOURCE_MESSAGE_MAX, "the end of the file");
            outcome = OUTCOME_ENDED;
        } else if (news) {
            snprintf(message, SOURCE_MESSAGE_MAX, "the stream ended");
        } else if (is_silent(s, built_ns)) {
            snprintf(message, SOURCE_MESSAGE_MAX, "no picture came");
        } else {
            continue;
        }
        if (news)
            gst_message_unref(news);
        break;
    }
    gst_object_unref(bus);
    return outcome;
}

static GstElement *build(struct pipeline_source *s, char *message)
{
    GError *error = NULL;
    GstElement *pipeline = gst_parse_launch_full(s->launch, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
    if (!pipeline)
        snprintf(message, SOURCE_MESSAGE_MAX, "pipeline: %s", error ? error->message : "does not parse");
    g_clear_error(&error);
    return pipeline;
}

/* Starts the pipeline; false when it refuses, and the reason is on its bus. */
static bool play(struct pipeline_source *s, GstElement *pipeline, bool *live)
{
    GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), SINK_NAME);
    GstAppSinkCallbacks callbacks = {.new_sample = on_sample};
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, s, NULL);
    GstStateChangeReturn paused = gst_element_set_state(pipeline, GST_STATE_PAUSED);
    /* A live source gives nothing while paused. Waiting for its time stamps would only add delay. A file without that
     * wait would be over in a moment. */
    *live = paused == GST_STATE_CHANGE_NO_PREROLL;
    g_object_set(sink, "sync", (gboolean) !*live, NULL);
    gst_object_unref(sink);
    return paused != GST_STATE_CHANGE_FAILURE &&
           gst_element_set_state(pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
}

static enum outcome run_once(struct pipeline_source *s, char *message)
{
    pthread_mutex_lock(&s->lock);
    s->delivered = false;
    pthread_mutex_unlock(&s->lock);
    GstElement *pipeline = build(s, message);
    if (!pipeline)
        return OUTCOME_LOST;
    bool live = false;
    play(s, pipeline, &live); /* a refusal is an error on the bus */
    enum outcome outcome = watch(s, pipeline, live, message);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
    return outcome;
}

static void wait_interrupted(struct pipeline_source *s, int64_t wait_ms)
{
    const int64_t end_ns = os_mono_ns() + wait_ms * OS_MILLISECOND_NS;
    pthread_mutex_lock(&s->lock);
    while (!s->interrupted && os_cond_wait_until(&s->wake, &s->lock, end_ns))
        ;
    pthread_mutex_unlock(&s->lock);
}

static void *run_watcher(void *user)
{
    struct pipeline_source *s = user;
    int wait_ms = SOURCE_RETRY_MIN_MS;
    char message[SOURCE_MESSAGE_MAX];
    enum outcome outcome;
    while ((outcome = run_once(s, message)) == OUTCOME_LOST) {
        set_state(s, SOURCE_LOST, message);
        if (has_delivered(s))
            wait_ms = SOURCE_RETRY_MIN_MS;
        wait_interrupted(s, wait_ms);
        if (is_interrupted(s))
            return NULL;
        wait_ms = wait_ms * 2 < SOURCE_RETRY_MAX_MS ? wait_ms * 2 : SOURCE_RETRY_MAX_MS;
        pthread_mutex_lock(&s->lock);
        s->status.restarts++;
        pthread_mutex_unlock(&s->lock);
    }
    if (outcome == OUTCOME_ENDED)
        set_state(s, SOURCE_ENDED, message);
    return NULL;
}

static enum gh_status start(struct source *source)
{
    struct pipeline_source *s = (struct pipeline_source *)source;
    if (pthread_create(&s->watcher, NULL, run_watcher, s) != 0)
        return GH_NO_MEMORY;
    s->started = true;
    return GH_OK;
}

static void status(struct source *source, struct source_status *out)
{
    struct pipeline_source *s = (struct pipeline_source *)source;
    pthread_mutex_lock(&s->lock);
    *out = s->status;
    pthread_mutex_unlock(&s->lock);
}

static void close_source(struct source *source)
{
    struct pipeline_source *s = (struct pipeline_source *)source;
    pthread_mutex_lock(&s->lock);
    s->interrupted = true;
    pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
    if (s->started)
        pthread_join(s->watcher, NULL);
    pthread_mutex_lock(&s->lock);
    while (s->inside > 0)
        pthread_cond_wait(&s->wake, &s->lock);
    pthread_mutex_unlock(&s->lock);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    free(s->launch);
    free(s);
}

static struct pipeline_source *pipeline_source_new(const char *pipeline, struct frame_slot *slot)
{
    static const struct source_ops ops = {start, status, close_source};
    struct pipeline_source *s = calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    s->base.ops = &ops;
    s->slot = slot;
    size_t size = strlen(pipeline) + sizeof(PIPELINE_END);
    s->launch = malloc(size);
    if (!s->launch)
        goto free_source;
    snprintf(s->launch, size, "%s%s", pipeline, PIPELINE_END);
    if (pthread_mutex_init(&s->lock, NULL) != 0)
        goto free_launch;
    if (os_cond_init(&s->wake))
        goto destroy_lock;
    return s;
destroy_lock:
    pthread_mutex_destroy(&s->lock);
free_launch:
    free(s->launch);
free_source:
    free(s);
    return NULL;
}

enum gh_status source_open_gstreamer(const char *pipeline, struct frame_slot *slot, struct source **out,
                                     char message[static SOURCE_MESSAGE_MAX])
{
    struct pipeline_source *s = pipeline_source_new(pipeline, slot);
    if (!s) {
        snprintf(message, SOURCE_MESSAGE_MAX, "no memory");
        return GH_NO_MEMORY;
    }
    GstElement *trial = build(s, message);
    if (!trial) {
        close_source(&s->base);
        return GH_MALFORMED;
    }
    gst_object_unref(trial);
    *out = &s->base;
    return GH_OK;
}
