#include "support/test.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "capture/frame_slot.h"

static int64_t now_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct frame *numbered(uint64_t sequence)
{
    struct frame *frame = frame_new(64, 48);
    assert_non_null(frame);
    frame->sequence = sequence;
    memset(frame->y, (int)(sequence & 0xff), (size_t)frame->stride_y * (size_t)frame->height);
    return frame;
}

static void planes_do_not_overlap_and_are_all_writable(void **state)
{
    (void)state;
    const int sizes[][2] = {{2, 2}, {34, 18}, {1280, 720}, {FRAME_WIDTH_MAX, FRAME_HEIGHT_MAX}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct frame *f = frame_new(sizes[i][0], sizes[i][1]);
        assert_non_null(f);
        assert_true(f->stride_y >= f->width && f->stride_uv >= f->width / 2);
        size_t y = (size_t)f->stride_y * (size_t)f->height, uv = (size_t)f->stride_uv * (size_t)(f->height / 2);
        memset(f->y, 1, y);
        memset(f->u, 2, uv);
        memset(f->v, 3, uv);
        assert_int_equal(f->y[0], 1);
        assert_int_equal(f->y[y - 1], 1);
        assert_int_equal(f->u[0], 2);
        assert_int_equal(f->u[uv - 1], 2);
        assert_int_equal(f->v[0], 3);
        frame_unref(f);
    }
}

static void impossible_sizes_give_no_frame(void **state)
{
    (void)state;
    const int sizes[][2] = {
        {0, 0}, {0, 2}, {2, 0}, {-2, 2}, {1, 2}, {2, 3}, {FRAME_WIDTH_MAX + 2, 2}, {2, FRAME_HEIGHT_MAX + 2}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        assert_null(frame_new(sizes[i][0], sizes[i][1]));
    frame_unref(NULL);
}

static void a_newer_frame_replaces_one_that_nobody_took(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    for (uint64_t i = 1; i <= 5; i++)
        frame_slot_put(slot, numbered(i));
    struct frame *taken = frame_slot_take(slot, 0, 0);
    assert_int_equal(taken->sequence, 5);
    frame_unref(taken);
    assert_null(frame_slot_take(slot, 5, 0));
    frame_slot_free(slot);
    frame_slot_free(NULL);
}

static void every_taker_gets_the_newest_frame(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    frame_slot_put(slot, numbered(1));
    struct frame *a = frame_slot_take(slot, 0, 0), *b = frame_slot_take(slot, 0, 0);
    assert_ptr_equal(a, b);
    frame_slot_free(slot);
    assert_int_equal(a->y[0], 1); /* a holder's frame outlives the slot */
    frame_unref(a);
    frame_unref(b);
}

static void waiting_ends_at_its_time(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    int64_t start = now_ms();
    assert_null(frame_slot_take(slot, 0, 80));
    int64_t waited = now_ms() - start;
    assert_in_range(waited, 79, 2000);
    frame_slot_free(slot);
}

static void an_interrupted_slot_gives_nothing_any_more(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    frame_slot_put(slot, numbered(1));
    frame_slot_interrupt(slot);
    int64_t start = now_ms();
    assert_null(frame_slot_take(slot, 0, 10000));
    assert_true(now_ms() - start < 5000);
    frame_slot_free(slot);
}

static void *interrupt_soon(void *slot)
{
    struct timespec wait = {.tv_nsec = 50000000};
    nanosleep(&wait, NULL);
    frame_slot_interrupt(slot);
    return NULL;
}

static void an_interrupt_wakes_a_taker(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, slot), 0);
    int64_t start = now_ms();
    assert_null(frame_slot_take(slot, 0, 20000));
    assert_true(now_ms() - start < 10000);
    pthread_join(thread, NULL);
    frame_slot_free(slot);
}

#define FRAMES 2000

struct taker {
    struct frame_slot *slot;
    uint64_t last;
    unsigned taken, wrong;
};

static void *take_until_the_last(void *user)
{
    struct taker *t = user;
    while (t->last < FRAMES) {
        struct frame *frame = frame_slot_take(t->slot, t->last, 10000);
        if (!frame)
            break;
        t->wrong += frame->sequence <= t->last || frame->y[100] != (frame->sequence & 0xff);
        t->last = frame->sequence;
        t->taken++;
        frame_unref(frame);
    }
    return NULL;
}

static void takers_on_threads_see_whole_frames_in_order_up_to_the_last(void **state)
{
    (void)state;
    struct frame_slot *slot = frame_slot_new();
    struct taker takers[3] = {{.slot = slot}, {.slot = slot}, {.slot = slot}};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_until_the_last, &takers[i]), 0);
    for (uint64_t i = 1; i <= FRAMES; i++)
        frame_slot_put(slot, numbered(i));
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(takers[i].last, FRAMES);
        assert_int_equal(takers[i].wrong, 0);
        assert_in_range(takers[i].taken, 1, FRAMES);
    }
    frame_slot_free(slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planes_do_not_overlap_and_are_all_writable),
        cmocka_unit_test(impossible_sizes_give_no_frame),
        cmocka_unit_test(a_newer_frame_replaces_one_that_nobody_took),
        cmocka_unit_test(every_taker_gets_the_newest_frame),
        cmocka_unit_test(waiting_ends_at_its_time),
        cmocka_unit_test(an_interrupted_slot_gives_nothing_any_more),
        cmocka_unit_test(an_interrupt_wakes_a_taker),
        cmocka_unit_test(takers_on_threads_see_whole_frames_in_order_up_to_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
