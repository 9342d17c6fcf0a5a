/* Requests that wait for a change: each goes on exactly once, no matter who adds it, moves the sequence, or ends the
 * server.
 */
#include "support/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/waiting.h"
#include "records/change.h"

#define THREADS 4
#define EACH 200
#define FAR INT64_C(60000000000)

struct fixture {
    char folder[64];
    struct server server;
    struct waiting *waiting;
    struct request {
        struct waiter waiter;
        atomic_int resumed;
    } requests[THREADS][EACH];
};

static void resume(void *connection)
{
    struct request *request = connection;
    atomic_fetch_add(&request->resumed, 1);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    char url[128], error[256] = "";
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-waiting-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    if (db_pool_open(url, 3, &f->server.pool, error, sizeof error))
        fail_msg("%s", error);
    f->server.clock = os_clock_system(false);
    *state = f;
    return waiting_start(&f->server, resume, &f->waiting) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    waiting_free(f->waiting);
    db_pool_close(f->server.pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    int result = system(command);
    free(f);
    return result;
}

static int64_t now_ns(const struct fixture *f)
{
    return os_clock_read(&f->server.clock).boot_ns;
}

static int64_t move(struct fixture *f)
{
    struct db *db;
    int64_t position = 0;
    assert_int_equal(db_pool_take(f->server.pool, DB_WRITE, 5000, &db), GH_OK);
    assert_int_equal(change_reserve(db, 1, &position), GH_OK);
    db_pool_give(f->server.pool, db);
    return position;
}

static void add(struct fixture *f, struct request *request, int64_t position, int64_t deadline_ns)
{
    request->waiter = (struct waiter){.position = position, .deadline_ns = deadline_ns, .connection = request};
    waiting_add(f->waiting, &request->waiter);
}

static bool goes_on(struct request *request, int within_ms)
{
    for (int i = 0; i < within_ms / 5 && atomic_load(&request->resumed) == 0; i++)
        (void)usleep(5000);
    return atomic_load(&request->resumed) == 1;
}

static void goes_on_when_the_sequence_has_moved(void **state)
{
    struct fixture *f = *state;
    struct request *late = &f->requests[0][0], *due = &f->requests[0][1];
    int64_t position = move(f);
    add(f, due, position, now_ns(f) + FAR);
    assert_false(goes_on(due, 3 * WAITING_POLL_MS));
    position = move(f);
    assert_true(goes_on(due, 5000));
    add(f, late, position, now_ns(f) + FAR);
    assert_false(goes_on(late, 2 * WAITING_POLL_MS));
    assert_int_equal(waiting_count(f->waiting), 1);
    waiting_stop(f->waiting);
    assert_int_equal(atomic_load(&late->resumed), 1);
}

static void goes_on_when_the_sequence_has_gone_back(void **state)
{
    struct fixture *f = *state;
    int64_t position = move(f);
    add(f, &f->requests[0][0], position + 100, now_ns(f) + FAR);
    assert_true(goes_on(&f->requests[0][0], 5000));
    waiting_stop(f->waiting);
}

static void goes_on_when_its_time_is_up(void **state)
{
    struct fixture *f = *state;
    int64_t position = move(f);
    add(f, &f->requests[0][0], position, now_ns(f) + 300000000);
    assert_true(goes_on(&f->requests[0][0], 5000));
    waiting_stop(f->waiting);
}

static void comes_too_late_and_is_not_kept(void **state)
{
    struct fixture *f = *state;
    waiting_stop(f->waiting);
    add(f, &f->requests[0][0], 0, now_ns(f) + FAR);
    assert_int_equal(atomic_load(&f->requests[0][0].resumed), 1);
}

struct crowd {
    struct fixture *f;
    int row;
    int64_t position;
};

static void *come(void *context)
{
    const struct crowd *crowd = context;
    for (int i = 0; i < EACH; i++) {
        add(crowd->f, &crowd->f->requests[crowd->row][i], crowd->position, now_ns(crowd->f) + (i % 3 ? FAR : 1000000));
        if (i % 20 == 0)
            (void)usleep(10000);
    }
    return NULL;
}

/* Some time out, some see a change, some are there when the server ends: nobody is forgotten, nobody is called twice.
 */
static void a_crowd_goes_on_once_each(void **state)
{
    struct fixture *f = *state;
    struct crowd crowds[THREADS];
    pthread_t threads[THREADS];
    int64_t position = move(f);
    for (int t = 0; t < THREADS; t++) {
        crowds[t] = (struct crowd){f, t, position + (t % 2)};
        assert_int_equal(pthread_create(&threads[t], NULL, come, &crowds[t]), 0);
    }
    (void)move(f);
    (void)usleep(2 * WAITING_POLL_MS * 1000);
    waiting_stop(f->waiting);
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_join(threads[t], NULL), 0);
    for (int t = 0; t < THREADS; t++)
        for (int i = 0; i < EACH; i++)
            assert_int_equal(atomic_load(&f->requests[t][i].resumed), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(goes_on_when_the_sequence_has_moved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_when_the_sequence_has_gone_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_when_its_time_is_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(comes_too_late_and_is_not_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_crowd_goes_on_once_each, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
