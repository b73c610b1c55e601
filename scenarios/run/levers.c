#include "scenarios/run/levers.h"

#include <stdio.h>
#include <string.h>

#include "scenarios/run/member.h"
#include "sim/clock.h"

static void tell(struct sim_error *error, const char *path, const char *found, const char *expected,
                 int64_t civil_day)
{
    char text[200], day[11];
    sim_date_write(civil_day, day);
    snprintf(text, sizeof(text), "%s %s", expected, day);
    sim_error_add(error, SIM_BAD_DATA, NULL, 0, path, found, text);
}

static void check_date(struct sim_error *error, const char *path, struct member member, int64_t civil_day)
{
    char date[11];
    if (!member.field || member.field->type != SIM_DATE || *(const int64_t *)member.value > civil_day)
        return;
    sim_date_write(*(const int64_t *)member.value, date);
    tell(error, path, date, "a date, before and after the change, later than the snapshot's", civil_day);
}

enum sim_status levers_check(const struct sim_table *table, const void *before, const void *after,
                             const char *const *overrides, size_t count, int64_t civil_day,
                             struct sim_error *error)
{
    for (size_t i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%.*s", (int)strcspn(overrides[i], "="), overrides[i]);
        struct member member = member_find(table, before, path);
        if (!member.field || !member.field->is_lever) {
            tell(error, path, "a value that has acted before, in what was built or drawn",
                 "a lever (`suanli schema` marks them), which acts from the snapshot on:", civil_day);
            continue;
        }
        check_date(error, path, member, civil_day);
        check_date(error, path, member_find(table, after, path), civil_day);
    }
    return sim_error_status(error);
}
