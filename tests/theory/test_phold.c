/// The engine runs the same events as other engines do: PHOLD's reference counts and hashes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenarios/run/bench/phold.h"

/// Reference values of the benchmark as phold.h defines it (P = 0.1, L = 0.1), reached by engines of other construction too.
static void test_reference_hashes(void **unused)
{
    (void)unused;
    const uint32_t workers[] = {1, 2, 3, 8};
    for (int i = 0; i < 4; i++) {
        struct phold_result small = phold_run(&(struct phold){1024, 16, 0.1, 0.1, 100, workers[i], 0});
        print_message("%u workers: %.2f million events/s\n", workers[i],
                      (double)small.events / small.wall_s * 1e-6);
        assert_int_equal(small.events, 1635439);
        assert_int_equal(small.hash, 0x63b36ec6ef00d20b);
    }
    struct phold_result large = phold_run(&(struct phold){262144, 4, 0.1, 0.1, 4, 2, 0});
    assert_int_equal(large.events, 4095398);
    assert_int_equal(large.hash, 0x143f230fd6d0a06);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference_hashes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
