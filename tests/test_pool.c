/* Tests of the threads that stay. */
#include <stdatomic.h>

#include "assert_close.h"
#include "base/pool.h"

#define ITEMS 1000
#define RUNS 200

typedef struct {
    atomic_int done[ITEMS];
} Work;

static void count(void *context, size_t item) {
    Work *work = context;
    atomic_fetch_add(&work->done[item], 1);
}

static void test_every_item_is_done_once_in_every_run(void **state) {
    (void)state;
    static Work work;
    const size_t threads[] = {1, 2, 5};
    for (size_t k = 0; k < 3; k++) {
        Pool *pool = pool_new(threads[k]);
        assert_in_range(pool_threads(pool), 1, threads[k]);
        for (int run = 1; run <= RUNS; run++) {
            size_t items = run % 2 == 0 ? ITEMS : 3;
            for (size_t i = 0; i < ITEMS; i++) {
                atomic_store(&work.done[i], 0);
            }
            pool_run(pool, count, &work, items);
            for (size_t i = 0; i < ITEMS; i++) {
                assert_int_equal(atomic_load(&work.done[i]), i < items ? 1 : 0);
            }
        }
        pool_free(pool);
    }
}

static void test_without_a_pool_the_caller_works(void **state) {
    (void)state;
    static Work work;
    pool_run(NULL, count, &work, ITEMS);
    assert_int_equal(atomic_load(&work.done[ITEMS - 1]), 1);
    assert_int_equal(pool_threads(NULL), 1);
    pool_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_item_is_done_once_in_every_run),
        cmocka_unit_test(test_without_a_pool_the_caller_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
