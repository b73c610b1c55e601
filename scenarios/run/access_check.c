#include "scenarios/run/access_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenarios/run/place.h"
#include "scenarios/run/series.h"

/// What a check needs to tell a fault.
struct checker {
    const struct scenario_file *file;
    const struct province *province;
    struct sim_error *error;
};

__attribute__((format(printf, 4, 5))) static void fault(const struct checker *checker, const char *path,
                                                        const char *expected, const char *found, ...)
{
    char text[256];
    const char *file;
    int line;
    va_list arguments;
    va_start(arguments, found);
    vsnprintf(text, sizeof(text), found, arguments);
    va_end(arguments);
    scenario_file_place(checker->file, path, &file, &line);
    sim_error_add(checker->error, SIM_BAD_DATA, file, line, path, text, expected);
}

/// An indicator is one of the series that the program knows.
static void check_name(const struct checker *checker, const char *path, const char *id)
{
    const char *names[SERIES_ACCESS_END - SERIES_ACCESS_FIRST];
    char expected[160];
    int series = series_find(id);
    if (series >= SERIES_ACCESS_FIRST && series < SERIES_ACCESS_END)
        return;
    for (int i = SERIES_ACCESS_FIRST; i < SERIES_ACCESS_END; i++)
        names[i - SERIES_ACCESS_FIRST] = series_list[i].name;
    const char *nearest = sim_nearest(id, names, SERIES_ACCESS_END - SERIES_ACCESS_FIRST);
    snprintf(expected, sizeof(expected), "a series of access; perhaps \"%s\"", nearest ? nearest : names[0]);
    fault(checker, path, expected, "an indicator \"%s\"", id);
}

static void check_points(const struct checker *checker, const char *path,
                         const struct access_indicator *indicator)
{
    const struct access_point *points = indicator->points.items;
    char at[360], cut_off[11], expected[80];
    for (int64_t i = 0; i < indicator->points.count; i++) {
        snprintf(at, sizeof(at), "%s.points[%d]", path, (int)i);
        if (i > 0 && points[i].date <= points[i - 1].date)
            fault(checker, at, "points by date, none of the same day", "a point not after the one before");
        snprintf(expected, sizeof(expected), "a value above 0 and below %g (most)", indicator->most);
        if (points[i].value <= 0 || (indicator->most > 0 && points[i].value >= indicator->most))
            fault(checker, at, indicator->most > 0 ? expected : "a value above 0", "the value %g",
                  points[i].value);
    }
    size_t known = access_point_count(indicator, checker->province->access.cut_off);
    for (size_t i = 0; i < known; i++) {
        snprintf(at, sizeof(at), "%s.points[%d]", path, (int)i);
        bool is_told = indicator->most > 0 && points[i].value >= indicator->most;
        if (points[i].value >= indicator->ceiling && !is_told)
            fault(checker, at, "a value below the ceiling, or a higher ceiling",
                  "%g, where the ceiling is %g", points[i].value, indicator->ceiling);
    }
    sim_date_write(checker->province->access.cut_off, cut_off);
    snprintf(at, sizeof(at), "%s.points", path);
    if (indicator->points.count > 0 && known == 0)
        fault(checker, at, "one at least: there is nothing to fit", "no point until access.cut_off (%s)",
              cut_off);
}

static void check_indicators(const struct checker *checker)
{
    const struct access_indicator *indicators = checker->province->access.indicators.items;
    for (int64_t i = 0; i < checker->province->access.indicators.count; i++) {
        const struct access_programme *programmes = indicators[i].programmes.items;
        char path[300], at[360];
        snprintf(path, sizeof(path), "access.indicators.%.200s", indicators[i].id);
        check_name(checker, path, indicators[i].id);
        check_points(checker, path, &indicators[i]);
        if (indicators[i].most > 0 && indicators[i].ceiling >= indicators[i].most)
            fault(checker, path, "a ceiling below it", "a ceiling of %g where most is %g",
                  indicators[i].ceiling, indicators[i].most);
        for (int64_t k = 0; k < indicators[i].programmes.count; k++) {
            snprintf(at, sizeof(at), "%s.programmes[%d]", path, (int)k);
            if (indicators[i].law != GROWTH_BUILD)
                fault(checker, at, "law \"build\": only crews follow one",
                      "a programme of an indicator of another law");
            if (programmes[k].to < programmes[k].from)
                fault(checker, at, "a last day not before the first", "a last day before the first");
            if (programmes[k].per_year <= 0)
                fault(checker, at, "more than nothing a year", "a programme of %g a year",
                      programmes[k].per_year);
        }
    }
}

static void check_egress(const struct checker *checker)
{
    const struct province *province = checker->province;
    const struct city_params *cities = province->cities.items;
    char path[300];
    if (!province_has_egress(province))
        return;
    if (province->cities.count > NETWORK_CITIES_MAX)
        fault(checker, "cities", "32 at most, where exits have a capacity", "%lld cities",
              (long long)province->cities.count);
    for (int64_t c = 0; c < province->cities.count; c++) {
        snprintf(path, sizeof(path), "cities.%.200s", cities[c].id);
        if (cities[c].seat < 0)
            fault(checker, path, "the county that its lines meet in (seat), where exits have a capacity",
                  "a city without a seat");
    }
}

void access_check(const struct scenario_file *file, const struct province *province, struct sim_error *error)
{
    const struct checker checker = {file, province, error};
    check_indicators(&checker);
    check_egress(&checker);
}
