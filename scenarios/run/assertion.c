#include "scenarios/run/assertion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/clock.h"
#include "sim/memory.h"

/// Reads an assertion, with "p PROBABILITY" at its end or without; false where it is malformed.
static bool read(const char *text, struct assertion *assertion, bool *has_probability)
{
    char sense[3] = "", rest[2] = "";
    int64_t day;
    *assertion = (struct assertion){.option = "--assert", .probability = 0.5};
    int count = sscanf(text, " %63[a-z0-9_] %2[<>=] %lf @ %10[0-9-] p %lf %1s", assertion->series, sense,
                       &assertion->value, assertion->date, &assertion->probability, rest);
    bool is_sense = strcmp(sense, ">=") == 0 || strcmp(sense, "<=") == 0;
    // Without "p ..." nothing may follow the date.
    const char *at = strchr(text, '@');
    size_t tail = at ? strspn(at + 1, " ") : 0;
    bool is_bare = count == 4 && at && strlen(at + 1) == tail + strlen(assertion->date);
    *has_probability = count == 5;
    assertion->at_most = strcmp(sense, "<=") == 0;
    return (count == 5 || is_bare) && is_sense && sim_date_read(assertion->date, &day) &&
           isfinite(assertion->value) && assertion->probability >= 0 && assertion->probability <= 1;
}

enum sim_status assertion_read(const char *text, struct assertion *assertion, struct sim_error *error)
{
    bool has_probability;
    if (read(text, assertion, &has_probability))
        return SIM_OK;
    return sim_error_say(error, SIM_USAGE,
                         "--assert: found \"%s\", expected SERIES>=VALUE@YYYY-MM-DD p PROBABILITY (or <=)",
                         text);
}

enum sim_status assertion_read_target(const char *text, struct assertion *assertion, struct sim_error *error)
{
    bool has_probability;
    bool is_good = read(text, assertion, &has_probability);
    assertion->option = "--target";
    if (is_good && !has_probability)
        return SIM_OK;
    return sim_error_say(error, SIM_USAGE,
                         "--target: found \"%s\", expected SERIES>=VALUE@YYYY-MM-DD (or <=)%s", text,
                         is_good ? ", and the probability of all targets together as --p" : "");
}

enum sim_status assertion_check(const struct assertion *assertion, const struct calendar *calendar,
                                int64_t epoch, struct sim_error *error)
{
    const char *names[SERIES_COUNT];
    int64_t day;
    for (int i = 0; i < SERIES_COUNT; i++)
        names[i] = series_list[i].name;
    if (series_find(assertion->series) < 0) {
        const char *nearest = sim_nearest(assertion->series, names, SERIES_COUNT);
        return sim_error_say(error, SIM_USAGE, "%s: found the series \"%s\", expected %s%s%s",
                             assertion->option, assertion->series,
                             nearest ? "perhaps \"" : "a series of the run", nearest ? nearest : "",
                             nearest ? "\"" : "");
    }
    if (sim_date_read(assertion->date, &day) && calendar_time(calendar, (double)(day - epoch)) >= 0)
        return SIM_OK;
    char first[11], last[11];
    sim_date_write(epoch, first);
    sim_date_write(epoch + (int64_t)calendar->time_days[calendar->time_count - 1], last);
    return sim_error_say(error, SIM_USAGE, "%s: found the date %s, expected a %s in %s..%s",
                         assertion->option, assertion->date, calendar->every_day ? "day" : "month's end",
                         first, last);
}

/// Index of the assertion's date among the file's recording dates, -1 if it is none of them.
static int64_t find_date(const struct assertion *assertion, const double *days, size_t count,
                         const char *epoch)
{
    int64_t day, epoch_day;
    if (!sim_date_read(assertion->date, &day) || !sim_date_read(epoch, &epoch_day))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (days[i] == (double)(day - epoch_day))
            return (int64_t)i;
    return -1;
}

enum sim_status assertion_share(const struct assertion *assertion, struct load *load, double *share,
                                struct sim_error *error)
{
    const struct load_variable *time, *series = load_find(load, assertion->series);
    enum sim_status status =
        load_need(load, SCHEMA_TIME, false, (const char *[]){SCHEMA_TIME, NULL}, &time, error);
    if (status != SIM_OK)
        return status;
    if (!series || series->rank != 2 || strcmp(series->scales[1], SCHEMA_TIME) != 0)
        return sim_error_say(error, SIM_USAGE,
                             "--assert: found the series \"%s\", expected one of the file's",
                             assertion->series);
    double *days = sim_memory_new(time->count, sizeof(*days), "an assertion");
    double *values = sim_memory_new(series->count, sizeof(*values), "an assertion");
    status = load_numbers(load, time, days, error);
    if (status == SIM_OK)
        status = load_numbers(load, series, values, error);
    int64_t at = find_date(assertion, days, time->count, load_attribute_text(load, SCHEMA_EPOCH, ""));
    if (status == SIM_OK && at < 0)
        status = sim_error_say(error, SIM_USAGE,
                               "--assert: found the date %s, expected a recorded one (a month's end)",
                               assertion->date);
    size_t replications = series->counts[0], hits = 0;
    for (size_t r = 0; r < replications && status == SIM_OK; r++) {
        double value = values[r * series->counts[1] + (size_t)at], slack = 1e-9 * fabs(assertion->value);
        hits += assertion->at_most ? value <= assertion->value + slack : value >= assertion->value - slack;
    }
    *share = (double)hits / (double)replications;
    free(days);
    free(values);
    return status;
}
