#include "scenarios/run/load_csv.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/csv.h"
#include "scenarios/run/scan.h"
#include "sim/clock.h"
#include "sim/memory.h"
#include "sim/units.h"

#define FAULTS_MOST      20
#define SECONDS_PER_DAY  86400.0
#define SECONDS_PER_HOUR 3600.0
/// A trace may pass the design load a little (meters, design margins); more is another hall's.
#define LOAD_MOST 1.2

/// What a column is called, and what a number in it is worth.
struct column {
    const char *name;
    double factor;
    bool is_power, is_utilisation;
};

static const struct column times[] = {
    {"time", 0, false, false}, // dates
    {"time_s", 1, false, false},
    {"time_min", 60, false, false},
    {"time_h", SECONDS_PER_HOUR, false, false},
};
static const struct column values[] = {
    {"power_kw", 1, true, false},           {"power_w", 1e-3, true, false},
    {"power_mw", 1e3, true, false},         {"load_frac", 1, false, false},
    {"utilisation_frac", 1, false, true},   {"utilization_frac", 1, false, true},
    {"utilisation_pct", 0.01, false, true}, {"utilization_pct", 0.01, false, true},
};

struct reader {
    const struct load_csv_def *def;
    struct sim_error *error;
    size_t faults;
    const struct column *time, *value;
    size_t time_at, value_at; // columns of the file
    struct load_sample *samples;
    size_t count, capacity;
    int last_line;
};

static void fault(struct reader *reader, int line, const char *key, const char *found, const char *expected)
{
    if (reader->faults++ < FAULTS_MOST)
        sim_error_add(reader->error, SIM_BAD_DATA, reader->def->path, line, key, found, expected);
}

/// The file's first column with one of these names. Null: none.
static const struct column *find_column(const struct csv *csv, const struct column *columns, size_t count,
                                        size_t *at)
{
    for (*at = 0; *at < csv->count; ++*at)
        for (size_t i = 0; i < count; i++)
            if (strcmp(csv->cells[*at], columns[i].name) == 0)
                return &columns[i];
    return NULL;
}

static bool read_number(const char *text, double *value)
{
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    return end != text && !*end && errno == 0 && isfinite(*value);
}

/// "YYYY-MM-DD HH:MM[:SS]", a T between allowed, a zone behind passed over.
static bool read_stamp(const char *text, double *seconds)
{
    char day[11];
    int64_t civil_day;
    int hour, minute, used = 0;
    double second = 0;
    if (strlen(text) < 16 || (text[10] != ' ' && text[10] != 'T'))
        return false;
    memcpy(day, text, 10);
    day[10] = '\0';
    if (!sim_date_read(day, &civil_day) || sscanf(text + 11, "%2d:%2d%n", &hour, &minute, &used) != 2)
        return false;
    const char *rest = text + 11 + used;
    if (*rest == ':' && sscanf(rest + 1, "%lf", &second) != 1)
        return false;
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || !(second >= 0 && second < 61))
        return false;
    *seconds = (double)civil_day * SECONDS_PER_DAY + hour * SECONDS_PER_HOUR + minute * 60.0 + second;
    return true;
}

static bool read_header(struct reader *reader, const struct csv *csv)
{
    char found[160];
    snprintf(found, sizeof(found), "%.60s%s%.60s%s", csv->count > 0 ? csv->cells[0] : "nothing",
             csv->count > 1 ? ", " : "", csv->count > 1 ? csv->cells[1] : "", csv->count > 2 ? ", ..." : "");
    reader->time = find_column(csv, times, sizeof(times) / sizeof(times[0]), &reader->time_at);
    reader->value = find_column(csv, values, sizeof(values) / sizeof(values[0]), &reader->value_at);
    if (!reader->time)
        fault(reader, csv->line, "header", found, "a column time, time_s, time_min or time_h");
    if (!reader->value)
        fault(reader, csv->line, "header", found,
              "a column power_kw, power_w, power_mw, load_frac, utilisation_frac or utilisation_pct");
    return reader->time && reader->value;
}

/// Load over design of a number in the value's column.
static double load_of(const struct reader *reader, double number)
{
    const struct load_csv_def *def = reader->def;
    double value = number * reader->value->factor;
    if (reader->value->is_power)
        return value / def->it_kw;
    return reader->value->is_utilisation ? def->idle_frac + (1.0 - def->idle_frac) * value : value;
}

static void read_row(struct reader *reader, const struct csv *csv)
{
    double time_s = 0, number;
    char found[160];
    if (csv->count <= reader->time_at || csv->count <= reader->value_at) {
        fault(reader, csv->line, NULL, "too few cells", "a time and a value");
        return;
    }
    const char *time = csv->cells[reader->time_at], *value = csv->cells[reader->value_at];
    bool is_time = reader->time->factor > 0 ? read_number(time, &time_s) : read_stamp(time, &time_s);
    time_s *= reader->time->factor > 0 ? reader->time->factor : 1.0;
    if (!is_time) {
        fault(reader, csv->line, reader->time->name, time,
              reader->time->factor > 0 ? "a number" : "a time as 2024-03-01 00:05");
        return;
    }
    if (!read_number(value, &number)) {
        fault(reader, csv->line, reader->value->name, value, "a number");
        return;
    }
    double load = load_of(reader, number), most = reader->value->is_utilisation ? 1.0 : LOAD_MOST;
    if (!(load >= 0 && load <= most)) {
        snprintf(found, sizeof(found), "%s, %.3g of the design IT load of %g kW", value, load,
                 reader->def->it_kw);
        fault(reader, csv->line, reader->value->name, found,
              reader->value->is_utilisation ? "a utilisation of 0..1 (0..100 %)"
                                            : "0 to 1.2 of the design IT load (cooling.it_kw)");
        return;
    }
    if (reader->count > 0) {
        double gap_s = time_s - reader->samples[reader->count - 1].time_s;
        if (gap_s <= 0) {
            fault(reader, csv->line, reader->time->name, time, "a time after that of the line before");
            return;
        }
        if (gap_s > LOAD_CSV_GAP_MOST_H * SECONDS_PER_HOUR) {
            snprintf(found, sizeof(found), "a gap of %.4g h before %s", gap_s / SECONDS_PER_HOUR, time);
            fault(reader, csv->line, reader->time->name, found, "6 h at most between samples");
        }
    }
    reader->samples = sim_memory_grow(reader->samples, &reader->capacity, reader->count + 1,
                                      sizeof(*reader->samples), "a load trace");
    reader->samples[reader->count++] = (struct load_sample){time_s, load};
    reader->last_line = csv->line;
}

static void read_rows(struct reader *reader, const char *text, size_t size)
{
    struct arena arena = {0};
    struct csv csv = csv_open(text, size);
    bool has_header = csv_next(&csv, &arena) && read_header(reader, &csv);
    while (has_header && !csv.fault) {
        arena_reset(&arena);
        if (!csv_next(&csv, &arena))
            break;
        if (reader->count == CSV_ROWS_MAX) {
            fault(reader, csv.line, NULL, "more than 1,000,000 rows", "1,000,000 at most");
            break;
        }
        read_row(reader, &csv);
    }
    if (csv.fault)
        fault(reader, csv.line, NULL, csv.fault, NULL);
    else if (!has_header && reader->faults == 0)
        fault(reader, 1, NULL, "an empty file", "a header and rows");
    arena_clear(&arena);
}

enum sim_status load_csv_read(const struct load_csv_def *def, int *first, double **means, size_t *count,
                              struct sim_error *error)
{
    char *text;
    size_t size;
    *means = NULL;
    *count = 0;
    const char *why = scan_read(def->path, &text, &size);
    if (why)
        return sim_error_say(error, SIM_NO_INPUT, "%s: %s", def->path, why);
    struct reader reader = {.def = def, .error = error};
    read_rows(&reader, text, size);
    if (reader.faults == 0 && reader.count < 2)
        fault(&reader, 0, NULL, reader.count == 1 ? "one row" : "no rows", "two samples at least");
    if (reader.faults == 0) {
        *count = load_profile_hourly(reader.samples, reader.count, first, means);
        if (*count == 0)
            fault(&reader, reader.last_line, NULL, "a trace without a whole hour", "an hour at least");
        else if (!(load_profile_mean(*means, *count) > 0))
            fault(&reader, 0, reader.value->name, "no load in all of the trace", "some");
    }
    if (reader.faults > FAULTS_MOST)
        sim_error_say(error, SIM_BAD_DATA, "%s: %zu more faults", def->path, reader.faults - FAULTS_MOST);
    if (reader.faults > 0) {
        free(*means);
        *means = NULL;
    }
    free(reader.samples);
    free(text);
    return reader.faults ? SIM_BAD_DATA : SIM_OK;
}
