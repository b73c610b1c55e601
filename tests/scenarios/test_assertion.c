/// The share of replications in which an assertion holds, from a file made by hand; and files that cannot tell.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenarios/run/assertion.h"
#include "tests/results/frame.h"
#include "tests/scratch.h"

/// Racks by replication at the ends of two days: 1 and 10, 2 and 20, 3 and 30, 4 and 40.
static struct load *racks(const char *scale)
{
    static const double values[] = {1, 10, 2, 20, 3, 30, 4, 40};
    struct store *store = frame_begin("racks.h5", 4);
    frame_days(store, SCHEMA_TIME, 2, 31);
    frame_days(store, "other", 2, 31);
    frame_numbers(store, "racks_in_service", FRAME_BY(SCHEMA_REPLICATION, scale), values);
    frame_numbers(store, "flat", FRAME_BY(SCHEMA_REPLICATION), values);
    return frame_open(store, "racks.h5");
}

static double share_of(struct load *load, const char *text)
{
    struct sim_error error = {0};
    struct assertion assertion;
    double share = -1;
    assert_int_equal(assertion_read(text, &assertion, &error), SIM_OK);
    assert_int_equal(assertion_share(&assertion, load, &share, &error), SIM_OK);
    return share;
}

static void share_is_that_of_replications(void **state)
{
    (void)state;
    struct load *load = racks(SCHEMA_TIME);
    assert_true(share_of(load, "racks_in_service>=30@2023-03-03") == 0.5);
    assert_true(share_of(load, "racks_in_service<=10@2023-03-03") == 0.25);
    assert_true(share_of(load, "racks_in_service<=4@2023-01-31") == 1);
    assert_true(share_of(load, "racks_in_service>=5@2023-01-31 p 0.5") == 0);
    load_close(load);
}

static void refused(struct load *load, const char *text, const char *said)
{
    struct sim_error error = {0};
    struct assertion assertion;
    double share;
    assert_int_equal(assertion_read(text, &assertion, &error), SIM_OK);
    assert_int_not_equal(assertion_share(&assertion, load, &share, &error), SIM_OK);
    assert_int_equal(error.count, 1);
    frame_has(error.faults[0].found, said);
    sim_error_clear(&error);
}

static void what_the_file_cannot_tell_is_said(void **state)
{
    (void)state;
    struct load *load = racks(SCHEMA_TIME);
    refused(load, "racks>=1@2023-01-31", "found the series \"racks\"");
    refused(load, "flat>=1@2023-01-31", "found the series \"flat\"");
    refused(load, "racks_in_service>=1@2023-01-30", "found the date 2023-01-30");
    load_close(load);
    load = racks("other");
    refused(load, "racks_in_service>=1@2023-01-31", "found the series");
    load_close(load);
    struct store *store = frame_begin("none.h5", 1);
    load = frame_open(store, "none.h5");
    refused(load, "racks_in_service>=1@2023-01-31", "nothing of that name");
    load_close(load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(share_is_that_of_replications),
        cmocka_unit_test(what_the_file_cannot_tell_is_said),
    };
    return cmocka_run_group_tests_name("assertion", tests, scratch_enter, scratch_leave);
}
