// What a sweep tells of itself while it runs: its pace, and how often targets are reached.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "results/stats.h"
#include "scenarios/run/sweep_pace.h"
#include "scenarios/run/sweep_tally.h"

/// Two tasks every `step_s` seconds from `from_s` on.
static size_t add(struct sweep_stamp *stamps, size_t count, double from_s, double step_s, size_t more)
{
    for (size_t i = 0; i < more; i++)
        stamps[count++] = (struct sweep_stamp){from_s + (double)i * step_s, 2};
    return count;
}

static void test_pace(void **unused)
{
    (void)unused;
    struct sweep_stamp stamps[100];
    struct sweep_pace pace = sweep_pace_of(stamps, 0, 1000);
    assert_true(isnan(pace.per_s) && isnan(pace.idle_s) && !pace.is_still);
    pace = sweep_pace_of(stamps, add(stamps, 0, 1000, 1, 1), 1030);
    assert_true(isnan(pace.per_s) && pace.idle_s == 30 && !pace.is_still);
    // Two tasks every 4 s.
    size_t count = add(stamps, 0, 1000, 4, 20);
    pace = sweep_pace_of(stamps, count, 1080);
    assert_float_equal(pace.per_s, 0.5, 1e-12);
    assert_float_equal(pace.idle_s, 4, 1e-12);
    assert_false(pace.is_still);
    assert_true(sweep_pace_of(stamps, count, 1000 + 76 + 61).is_still);
    // Then a night, and twice as fast: only that counts, in whatever order the files are found.
    count = add(stamps, count, 50000, 2, 20);
    for (size_t i = 0; i < count / 2; i++) {
        struct sweep_stamp other = stamps[i];
        stamps[i] = stamps[count - 1 - i];
        stamps[count - 1 - i] = other;
    }
    assert_float_equal(sweep_pace_of(stamps, count, 50040).per_s, 1, 1e-12);
    // A unit takes 5 minutes: its silence is none.
    count = add(stamps, 0, 0, 300, 3);
    pace = sweep_pace_of(stamps, count, 600 + 900);
    assert_float_equal(pace.per_s, 2.0 / 300, 1e-12);
    assert_false(pace.is_still);
}

static void test_tally(void **unused)
{
    (void)unused;
    const struct sweep_target targets[] = {
        {.name = "a@2025-12-31", .id = "a", .sense = TARGET_AT_LEAST, .goal = 8},
        {.name = "b@2025-12-31", .id = "b", .sense = TARGET_AT_MOST, .goal = 1.3}};
    assert_true(sweep_target_is_reached(&targets[0], 8) && !sweep_target_is_reached(&targets[0], 7.99));
    assert_true(sweep_target_is_reached(&targets[1], 1.3) && !sweep_target_is_reached(&targets[1], 1.31));
    assert_false(sweep_target_is_reached(&targets[0], NAN) || sweep_target_is_reached(&targets[1], NAN));
    struct sweep_tally tally;
    double share, low, high, one_low, one_high;
    char note[256];
    sweep_tally_init(&tally, 40, 4, targets, 2);
    assert_false(sweep_tally_share(&tally, 0, &share, &low, &high));
    sweep_tally_note(&tally, note, sizeof(note));
    assert_string_equal(note, "");
    // Points reach a wholly or not at all, every second one; b always. Units of 3 tasks cut across points.
    for (size_t first = 0; first < 160; first += 3) {
        unsigned char reached[6];
        size_t count = 160 - first < 3 ? 160 - first : 3;
        for (size_t i = 0; i < count; i++) {
            reached[2 * i] = (first + i) / 4 % 2 == 0;
            reached[2 * i + 1] = 1;
        }
        sweep_tally_take(&tally, first, count, reached);
    }
    assert_int_equal(tally.done, 160);
    assert_true(sweep_tally_share(&tally, 0, &share, &low, &high));
    assert_float_equal(share, 0.5, 1e-12);
    // 160 runs, but 40 that say something: as wide as 20 of 40.
    stats_wilson(20, 40, &one_low, &one_high);
    assert_float_equal(low, one_low, 0.01);
    assert_float_equal(high, one_high, 0.01);
    sweep_tally_note(&tally, note, sizeof(note));
    assert_true(strncmp(note, "; a@2025-12-31 P 50 % (35..65); b@2025-12-31 P 100 % (", 54) == 0);
    sweep_tally_note(&tally, note, 40);
    assert_string_equal(note, "; a@2025-12-31 P 50 % (35..65)");
    sweep_tally_clear(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pace), cmocka_unit_test(test_tally)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
