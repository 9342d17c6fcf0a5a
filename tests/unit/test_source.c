/* Sources through real GStreamer pipelines: pictures, files, cameras that are not there, streams that die and return.
 */
#include "support/test.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "capture/source.h"

struct camera {
    struct frame_slot *slot;
    struct source *source;
};

static void nap_ms(int ms)
{
    struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&wait, NULL);
}

static struct camera camera_on(const char *pipeline)
{
    struct camera c = {.slot = frame_slot_new()};
    char message[SOURCE_MESSAGE_MAX] = "";
    assert_non_null(c.slot);
    if (source_open_gstreamer(pipeline, c.slot, &c.source, message) != GH_OK)
        fail_msg("%s", message);
    assert_int_equal(source_start(c.source), GH_OK);
    return c;
}

static void camera_off(struct camera *c)
{
    source_close(c->source);
    frame_slot_free(c->slot);
}

static struct source_status wait_for(struct camera *c, enum source_state state, int timeout_ms)
{
    struct source_status status;
    for (int waited = 0; waited <= timeout_ms; waited += 10) {
        source_status(c->source, &status);
        if (status.state == state)
            return status;
        nap_ms(10);
    }
    fail_msg("state %d (\"%s\") instead of %d", status.state, status.message, state);
    return status;
}

static void expect_size(const char *pipeline, int width, int height)
{
    struct camera c = camera_on(pipeline);
    struct frame *frame = frame_slot_take(c.slot, 0, 10000);
    if (!frame)
        fail_msg("no picture from %s", pipeline);
    assert_int_equal(frame->width, width);
    assert_int_equal(frame->height, height);
    frame_unref(frame);
    camera_off(&c);
}

static void pictures_of_every_size_arrive_even_and_within_the_limits(void **state)
{
    (void)state;
    expect_size("videotestsrc ! video/x-raw,width=1280,height=720", 1280, 720);
    expect_size("videotestsrc ! video/x-raw,format=RGB,width=641,height=359", 640, 358);
    expect_size("videotestsrc ! video/x-raw,format=YUY2,width=17,height=33", 16, 32);
    expect_size("videotestsrc ! video/x-raw,format=GRAY8,width=4096,height=64", 4096, 64);
    expect_size("videotestsrc ! video/x-raw,format=I420,width=6000,height=3000", 4096, 2048);
}

static void expect_red(const char *caps)
{
    char pipeline[256];
    snprintf(pipeline, sizeof pipeline, "videotestsrc pattern=solid-color foreground-color=0xffff0000 ! video/x-raw,%s",
             caps);
    struct camera c = camera_on(pipeline);
    struct frame *frame = frame_slot_take(c.slot, 0, 10000);
    assert_non_null(frame);
    for (int y = 0; y < frame->height; y += 9)
        for (int x = 0; x < frame->width; x += 9) {
            assert_in_range(frame->y[y * frame->stride_y + x], 50, 90); /* red in BT.601 or BT.709 */
            assert_in_range(frame->v[y / 2 * frame->stride_uv + x / 2], 220, 255);
            assert_in_range(frame->u[y / 2 * frame->stride_uv + x / 2], 60, 110);
        }
    frame_unref(frame);
    camera_off(&c);
}

static void colours_come_through_odd_strides_from_every_format(void **state)
{
    (void)state;
    expect_red("format=RGB,width=101,height=55,colorimetry=sRGB"); /* converted */
    expect_red("format=I420,width=101,height=55");
    expect_red("format=NV12,width=101,height=55");
    expect_red("format=YUY2,width=101,height=55");
    expect_red("format=Y42B,width=101,height=55");
}

static void a_live_source_counts_its_frames(void **state)
{
    (void)state;
    struct camera c = camera_on("videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1");
    struct source_status status = wait_for(&c, SOURCE_LIVE, 10000);
    assert_string_equal(status.message, "");
    struct frame *first = frame_slot_take(c.slot, 0, 10000);
    nap_ms(2300);
    source_status(c.source, &status);
    struct frame *last = frame_slot_take(c.slot, first->sequence, 10000);
    /* A busy machine has fewer than 30 pictures a second: what is told must be what came. */
    double came = (double)(last->sequence - first->sequence) * 1e9 / (double)(last->captured_ns - first->captured_ns);
    assert_true(came > 0 && came < 45);
    assert_true(status.frames_per_second > came / 3 && status.frames_per_second < came * 3);
    frame_unref(first);
    frame_unref(last);
    assert_int_equal(status.restarts, 0);
    assert_int_equal(status.width, 320);
    struct frame *a = frame_slot_take(c.slot, 0, 1000), *b = frame_slot_take(c.slot, a->sequence, 1000);
    assert_true(b->sequence > a->sequence && b->captured_ns > a->captured_ns);
    frame_unref(a);
    frame_unref(b);
    camera_off(&c);
}

static void a_size_that_changes_midway_is_followed(void **state)
{
    (void)state;
    /* The slot keeps the newest picture alone: each size lasts longer than a busy machine stands still. */
    struct camera c = camera_on("videotestsrc num-buffers=90 ! video/x-raw,width=320,height=240,framerate=30/1 ! c. "
                                "videotestsrc num-buffers=600 ! video/x-raw,width=200,height=100,framerate=30/1 ! c. "
                                "concat name=c");
    bool first = false, second = false;
    uint64_t after = 0;
    for (struct frame *f; !(first && second) && (f = frame_slot_take(c.slot, after, 30000));) {
        after = f->sequence;
        first = first || f->width == 320;
        second = second || (f->width == 200 && f->height == 100);
        frame_unref(f);
    }
    assert_true(first && second);
    camera_off(&c);
}

static void a_pipeline_that_does_not_parse_says_why(void **state)
{
    (void)state;
    const char *broken[] = {
        "", "nosuchelement", "videotestsrc ! ", "videotestsrc nosuchproperty=1", "videotestsrc ! audioconvert", "((("};
    struct frame_slot *slot = frame_slot_new();
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        struct source *source = NULL;
        char message[SOURCE_MESSAGE_MAX] = "";
        if (source_open_gstreamer(broken[i], slot, &source, message) != GH_MALFORMED)
            fail_msg("accepted: %s", broken[i]);
        assert_null(source);
        assert_true(strncmp(message, "pipeline: ", 10) == 0 && strlen(message) > 12);
    }
    frame_slot_free(slot);
}

static void a_missing_camera_is_lost_and_tried_again(void **state)
{
    (void)state;
    struct camera c = camera_on("v4l2src device=/dev/video99");
    struct source_status status = wait_for(&c, SOURCE_LOST, 5000);
    assert_non_null(strstr(status.message, "/dev/video99"));
    for (int i = 0; i < 500 && status.restarts < 2; i++) {
        nap_ms(10);
        source_status(c.source, &status);
    }
    assert_true(status.restarts >= 2);
    assert_int_equal(status.state, SOURCE_LOST);
    assert_int_equal(status.frames, 0);
    camera_off(&c);
}

static void a_source_that_was_never_started_closes(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    struct source *source = NULL;
    char message[SOURCE_MESSAGE_MAX];
    assert_int_equal(source_open_gstreamer("videotestsrc", slot, &source, message), GH_OK);
    struct source_status status;
    source_status(source, &status);
    assert_int_equal(status.state, SOURCE_STARTING);
    source_close(source);
    source_close(NULL);
    frame_slot_free(slot);
}

/* A folder of its own with one grey picture per level. */
static void write_pictures(char folder[static 64], const uint8_t *levels, int count)
{
    snprintf(folder, 64, "/tmp/gatehouse-source-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < count; i++) {
        uint8_t pixels[64 * 48];
        memset(pixels, levels[i], sizeof(pixels));
        png_image image = {.version = PNG_IMAGE_VERSION, .width = 64, .height = 48, .format = PNG_FORMAT_GRAY};
        char path[128];
        snprintf(path, sizeof(path), "%s/%03d.png", folder, i);
        assert_true(png_image_write_to_file(&image, path, 0, pixels, 0, NULL));
    }
}

static void remove_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(dir);
    rmdir(folder);
}

static void a_folder_of_pictures_plays_in_order_at_its_speed_and_ends(void **state)
{
    (void)state;
    const uint8_t levels[] = {20, 80, 140, 200};
    char folder[64], pipeline[256];
    write_pictures(folder, levels, 4);
    snprintf(pipeline, sizeof(pipeline), "multifilesrc location=%s/%%03d.png caps=image/png,framerate=5/1 ! pngdec",
             folder);
    struct camera c = camera_on(pipeline);
    uint64_t after = 0;
    int64_t first_ns = 0, last_ns = 0;
    int last_level = -1, seen = 0;
    for (struct frame *f; seen < 4 && (f = frame_slot_take(c.slot, after, 3000)); seen++) {
        after = f->sequence;
        first_ns = first_ns ? first_ns : f->captured_ns;
        last_ns = f->captured_ns;
        assert_true(f->y[0] > last_level);
        last_level = f->y[0];
        frame_unref(f);
    }
    assert_int_equal(seen, 4);
    assert_true(last_ns - first_ns > 400000000); /* 600 ms, less what a busy machine swallows */
    struct source_status status = wait_for(&c, SOURCE_ENDED, 3000);
    assert_int_equal(status.frames, 4);
    assert_int_equal(status.restarts, 0);
    camera_off(&c);
    remove_folder(folder);
}

static void a_file_that_appears_later_is_found(void **state)
{
    (void)state;
    const uint8_t level = 90;
    char folder[64], pipeline[256], away[128], there[128];
    write_pictures(folder, &level, 1);
    snprintf(there, sizeof(there), "%s/000.png", folder);
    snprintf(away, sizeof(away), "%s/hidden", folder);
    assert_int_equal(rename(there, away), 0);
    snprintf(pipeline, sizeof(pipeline), "filesrc location=%s ! pngdec ! imagefreeze is-live=true", there);
    struct camera c = camera_on(pipeline);
    wait_for(&c, SOURCE_LOST, 5000);
    assert_int_equal(rename(away, there), 0);
    wait_for(&c, SOURCE_LIVE, 10000);
    camera_off(&c);
    remove_folder(folder);
}

/* A camera on the network: raw I420 pictures of 64x48 over TCP. */
struct server {
    int listening, client;
    struct sockaddr_in address;
};

static void server_listen(struct server *s)
{
    int yes = 1;
    s->client = -1;
    s->listening = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(s->listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    s->address.sin_family = AF_INET;
    s->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&s->address, sizeof(s->address)), 0);
    assert_int_equal(listen(s->listening, 4), 0);
    socklen_t size = sizeof(s->address);
    assert_int_equal(getsockname(s->listening, (struct sockaddr *)&s->address, &size), 0);
}

static void server_send(struct server *s, int pictures)
{
    uint8_t picture[64 * 48 * 3 / 2];
    memset(picture, 128, sizeof(picture));
    if (s->client < 0)
        s->client = accept(s->listening, NULL, NULL);
    assert_true(s->client >= 0);
    for (int i = 0; i < pictures; i++) {
        send(s->client, picture, sizeof(picture), MSG_NOSIGNAL);
        nap_ms(20);
    }
}

static void server_stop(struct server *s)
{
    close(s->client);
    close(s->listening);
}

static struct camera camera_on_server(const struct server *s)
{
    char pipeline[256];
    snprintf(pipeline, sizeof(pipeline),
             "tcpclientsrc host=127.0.0.1 port=%d ! rawvideoparse width=64 height=48 format=i420 framerate=30/1",
             ntohs(s->address.sin_port));
    return camera_on(pipeline);
}

static void a_stream_that_is_cut_comes_back_by_itself(void **state)
{
    (void)state;
    struct server s = {0};
    server_listen(&s);
    struct camera c = camera_on_server(&s);
    server_send(&s, 10);
    struct source_status before = wait_for(&c, SOURCE_LIVE, 5000);
    assert_true(before.frames > 0);
    server_stop(&s);
    struct source_status lost = wait_for(&c, SOURCE_LOST, 5000);
    assert_true(strlen(lost.message) > 0);
    assert_true(lost.frames_per_second == 0);
    nap_ms(600);
    server_listen(&s);
    server_send(&s, 10);
    struct source_status back = wait_for(&c, SOURCE_LIVE, 5000);
    assert_true(back.restarts >= 1);
    assert_true(back.frames > lost.frames); /* numbers go on: a taker that waits for newer ones gets these */
    assert_string_equal(back.message, "");
    camera_off(&c);
    server_stop(&s);
}

static void a_stream_that_falls_silent_is_lost(void **state)
{
    (void)state;
    struct server s = {0};
    server_listen(&s);
    struct camera c = camera_on_server(&s);
    server_send(&s, 10);
    wait_for(&c, SOURCE_LIVE, 5000);
    struct source_status lost = wait_for(&c, SOURCE_LOST, SOURCE_SILENCE_MS + 2000);
    assert_string_equal(lost.message, "no picture came");
    camera_off(&c);
    server_stop(&s);
}

static int init(void **state)
{
    (void)state;
    char message[SOURCE_MESSAGE_MAX];
    return capture_init(message) == GH_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_of_every_size_arrive_even_and_within_the_limits),
        cmocka_unit_test(colours_come_through_odd_strides_from_every_format),
        cmocka_unit_test(a_live_source_counts_its_frames),
        cmocka_unit_test(a_size_that_changes_midway_is_followed),
        cmocka_unit_test(a_pipeline_that_does_not_parse_says_why),
        cmocka_unit_test(a_missing_camera_is_lost_and_tried_again),
        cmocka_unit_test(a_source_that_was_never_started_closes),
        cmocka_unit_test(a_folder_of_pictures_plays_in_order_at_its_speed_and_ends),
        cmocka_unit_test(a_file_that_appears_later_is_found),
        cmocka_unit_test(a_stream_that_is_cut_comes_back_by_itself),
        cmocka_unit_test(a_stream_that_falls_silent_is_lost),
    };
    return cmocka_run_group_tests(tests, init, NULL);
}
