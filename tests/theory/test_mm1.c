/// The engine's queues, timers and draws against queueing theory, through the benchmark's own model.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenarios/run/bench/mm1.h"

#define CUSTOMERS 400000

static void test_closed_form(void **unused)
{
    (void)unused;
    double sum_of_squares = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct mm1_result result = mm1_run(CUSTOMERS, seed);
        double z = (result.mean_wait - mm1_mean_wait()) / mm1_wait_error(CUSTOMERS);
        print_message("seed %d: mean wait %.4f, %.2f standard errors off\n", (int)seed, result.mean_wait, z);
        assert_int_equal(result.served, CUSTOMERS);
        assert_int_equal(result.events, 3 * CUSTOMERS);
        assert_true(fabs(z) < 4);
        assert_true(fabs(result.at_once_frac - (1 - MM1_LOAD)) < 0.01);
        assert_true(fabs(result.busy_frac - MM1_LOAD) < 0.01);
        sum_of_squares += z * z;
    }
    // Eight squared standard normals: between 1 and 24 in 99.8 %; a wrong standard error would show here.
    assert_true(sum_of_squares > 1 && sum_of_squares < 24);
}

/// Number waiting = arrivals a time x wait (Little 1961), of the sample itself: whoever waits is counted while it does.
static void test_little(void **unused)
{
    (void)unused;
    struct mm1_result result = mm1_run(CUSTOMERS, 1);
    double span = result.served * result.mean_wait / result.mean_waiting;
    double busy_span = 1 / MM1_LOAD * CUSTOMERS;
    assert_true(fabs(span / busy_span - 1) < 0.01);
    struct mm1_result again = mm1_run(CUSTOMERS, 1), other = mm1_run(CUSTOMERS, 2);
    assert_true(result.mean_wait == again.mean_wait && result.mean_waiting == again.mean_waiting);
    assert_true(result.mean_wait != other.mean_wait);
}

static void test_one_customer(void **unused)
{
    (void)unused;
    struct mm1_result result = mm1_run(1, 1);
    assert_int_equal(result.served, 1);
    assert_true(result.mean_wait == 0 && result.at_once_frac == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_closed_form), cmocka_unit_test(test_little),
                                       cmocka_unit_test(test_one_customer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
