/* One job at a time, each with one result; and an end that does not wait for a slow device. */
#include "support/test.h"

#include <poll.h>
#include <semaphore.h>

#include "worker/worker.h"

struct fixture {
    struct worker worker;
    sem_t begun, go, done; /* posted by begin(); awaited by a slow job; posted by done() */
    int job;               /* the owner's, then the thread's */
    bool slow;
};

static void begin(void *context)
{
    sem_post(&((struct fixture *)context)->begun);
}

static int work(void *context, const atomic_bool *stopping)
{
    struct fixture *f = context;
    while (f->slow && sem_trywait(&f->go) != 0) {
        if (atomic_load(stopping))
            return -1;
        (void)poll(NULL, 0, 1);
    }
    return 2 * f->job;
}

static void done(void *context)
{
    sem_post(&((struct fixture *)context)->done);
}

static int open_worker(void **state)
{
    static const struct worker_ops ops = {.begin = begin, .work = work, .done = done};
    static struct fixture f;
    sem_init(&f.begun, 0, 0);
    sem_init(&f.go, 0, 0);
    sem_init(&f.done, 0, 0);
    f.slow = false;
    *state = &f;
    return worker_init(&f.worker, &ops, &f) || worker_start(&f.worker);
}

static int close_worker(void **state)
{
    struct fixture *f = *state;
    worker_interrupt(&f->worker);
    worker_join(&f->worker);
    worker_destroy(&f->worker);
    return 0;
}

static void give(struct fixture *f, int job)
{
    assert_true(worker_claim(&f->worker));
    f->job = job;
    worker_give(&f->worker);
}

static void each_job_has_one_result(void **state)
{
    struct fixture *f = *state;
    int result = 7;
    sem_wait(&f->begun);
    assert_false(worker_take(&f->worker, &result));
    assert_int_equal(result, 7);
    for (int job = 1; job <= 100; job++) {
        give(f, job);
        sem_wait(&f->done);
        assert_true(worker_take(&f->worker, &result));
        assert_int_equal(result, 2 * job);
        assert_false(worker_take(&f->worker, &result));
    }
}

static void a_job_under_way_leaves_no_room(void **state)
{
    struct fixture *f = *state;
    int result;
    f->slow = true;
    give(f, 3);
    assert_false(worker_claim(&f->worker));
    sem_post(&f->go);
    sem_wait(&f->done);
    assert_true(worker_claim(&f->worker)); /* there is room before the result is taken */
    assert_true(worker_take(&f->worker, &result));
    assert_int_equal(result, 6);
}

static void the_end_interrupts_a_job(void **state)
{
    struct fixture *f = *state;
    f->slow = true;
    give(f, 1); /* nothing lets it go on; close_worker() returns all the same */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_job_has_one_result, open_worker, close_worker),
        cmocka_unit_test_setup_teardown(a_job_under_way_leaves_no_room, open_worker, close_worker),
        cmocka_unit_test_setup_teardown(the_end_interrupts_a_job, open_worker, close_worker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
