#include "models/physics/epw.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/psychrometrics.h"
#include "sim/clock.h"
#include "sim/memory.h"

#define HOURS_PER_DAY  24
#define LINE_BYTES_MAX 8192
#define COLUMNS        10
#define FAULTS_MAX     20
#define JUMP_K         3.0
#define FILE_BYTES_MAX (256u << 20)

/// Calendars of typical years, without and with a leap day.
#define COMMON_YEAR 2001
#define LEAP_YEAR   2000

/// A reader at a line.
struct reader {
    const char *path, *next;
    int line;
    char text[LINE_BYTES_MAX];
    struct sim_error *error;
    size_t faults;
    size_t records_per_hour;
    bool has_leap_day;
    struct raw *raws;
    size_t count, capacity;
};

/// An hour as the file has it; NAN where something is missing.
struct raw {
    int year, month, day, hour;
    double dry_degc, vapour_pa, pressure_pa;
    int line;
};

static void fault(struct reader *reader, const char *key, const char *found, const char *expected)
{
    if (reader->faults++ < FAULTS_MAX)
        sim_error_add(reader->error, SIM_BAD_DATA, reader->path, reader->line, key, found, expected);
}

/// Next line without its end; false at the end of the text.
static bool next_line(struct reader *reader)
{
    if (!*reader->next)
        return false;
    size_t length = strcspn(reader->next, "\r\n"),
           kept = length < LINE_BYTES_MAX - 1 ? length : LINE_BYTES_MAX - 1;
    memcpy(reader->text, reader->next, kept);
    reader->text[kept] = '\0';
    reader->next += length;
    reader->next += *reader->next == '\r';
    reader->next += *reader->next == '\n';
    reader->line++;
    return true;
}

/// Splits the line at commas, in place; missing fields are empty.
static size_t split(char *line, char *fields[], size_t most)
{
    size_t count = 0;
    for (char *at = line; at && count < most; count++) {
        fields[count] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return count;
}

/// A whole field as a number; NAN where it is none.
static double number(const char *field)
{
    char *end;
    double value = strtod(field, &end);
    end += strspn(end, " \t");
    return end != field && *end == '\0' ? value : NAN;
}

/// A value inside of its range, else NAN: the format's codes for "missing" lie outside.
static double within(double value, double low, double high)
{
    return value >= low && value <= high ? value : NAN;
}

/// A number of an hour, inside of its range; nothing written and codes for "missing" are gaps, letters a fault.
static double hourly(struct reader *reader, const char *name, const char *field, double low, double high)
{
    double value = number(field);
    if (isnan(value) && field[strspn(field, " \t")] != '\0') {
        char found[40];
        snprintf(found, sizeof(found), "\"%.30s\"", field);
        fault(reader, name, found, "a number, or the format's code for a missing one");
    }
    return within(value, low, high);
}

static void read_location(struct reader *reader, struct epw *epw)
{
    char *f[10], found[160];
    snprintf(found, sizeof(found), "\"%.100s\"", reader->text);
    size_t count = split(reader->text, f, 10);
    if (count < 10 || strcmp(f[0], "LOCATION") != 0) {
        fault(reader, "LOCATION", found,
              "LOCATION,city,region,country,source,station,latitude,longitude,zone,altitude");
        return;
    }
    snprintf(epw->place, sizeof(epw->place), "%.40s, %.30s, %.30s", f[1], f[2], f[3]);
    epw->latitude_deg = within(number(f[6]), -90, 90);
    epw->longitude_deg = within(number(f[7]), -180, 180);
    epw->utc_offset_h = within(number(f[8]), -12, 14);
    epw->altitude_m = within(number(f[9]), -500, 6000);
    if (isnan(epw->altitude_m))
        fault(reader, "LOCATION", f[9], "an altitude of -500..6000 m");
}

/// "DATA PERIODS,number,records per hour,...".
static void read_periods(struct reader *reader)
{
    char *f[3], found[160];
    snprintf(found, sizeof(found), "\"%.100s\"", reader->text);
    size_t count = split(reader->text, f, 3);
    double records = count == 3 && strcmp(f[0], "DATA PERIODS") == 0 ? number(f[2]) : NAN;
    if (!(records >= 1 && records <= 60 && records == floor(records))) {
        fault(reader, "DATA PERIODS", found, "DATA PERIODS,number,records in an hour (1..60),...");
        records = 1;
    }
    reader->records_per_hour = (size_t)records;
}

static bool is_date(const struct raw *r)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return r->month >= 1 && r->month <= 12 && r->day >= 1 && r->day <= days[r->month - 1] && r->hour >= 1 &&
           r->hour <= HOURS_PER_DAY;
}

/// Whether `now` is the hour after `before`, in a year with or without a leap day.
static bool follows(const struct raw *before, const struct raw *now)
{
    if (before->hour < HOURS_PER_DAY)
        return now->month == before->month && now->day == before->day && now->hour == before->hour + 1;
    if (now->hour != 1)
        return false;
    if (now->month == before->month)
        return now->day == before->day + 1;
    static const int shortest[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return now->day == 1 && now->month == before->month % 12 + 1 &&
           before->day >= shortest[before->month - 1];
}

/// One record. Returns false where it is no record at all.
static bool read_record(struct reader *reader, struct raw *raw)
{
    char *f[COLUMNS], found[160];
    snprintf(found, sizeof(found), "\"%.60s\"", reader->text);
    size_t count = split(reader->text, f, COLUMNS);
    if (count < COLUMNS) {
        fault(reader, NULL, found,
              "an hour: year, month, day, hour, minute, flags, dry bulb, dew point, humidity, pressure");
        return false;
    }
    *raw = (struct raw){(int)strtol(f[0], NULL, 10),
                        (int)strtol(f[1], NULL, 10),
                        (int)strtol(f[2], NULL, 10),
                        (int)strtol(f[3], NULL, 10),
                        NAN,
                        NAN,
                        NAN,
                        reader->line};
    if (!is_date(raw)) {
        fault(reader, NULL, found, "a month 1..12, a day of it and an hour 1..24");
        return false;
    }
    raw->dry_degc = hourly(reader, "dry bulb", f[6], -60, 60);
    double dew_degc = hourly(reader, "dew point", f[7], -60, 60);
    double rh_percent = hourly(reader, "humidity", f[8], 0, 110);
    raw->pressure_pa = hourly(reader, "pressure", f[9], 50e3, 110e3);
    if (!isnan(raw->dry_degc) && !isnan(rh_percent))
        raw->vapour_pa = fmin(rh_percent / 100, 1) * psychrometrics_saturation_pa(raw->dry_degc);
    else if (!isnan(dew_degc))
        raw->vapour_pa = psychrometrics_saturation_pa(dew_degc);
    return true;
}

static bool is_same_hour(const struct raw *a, const struct raw *b)
{
    return a->month == b->month && a->day == b->day && a->hour == b->hour;
}

/// Means of an hour's records are kept as they come: the n-th weighs 1/n.
static void merge(struct raw *into, const struct raw *more, size_t n)
{
    double weight = 1.0 / (double)n;
    into->dry_degc += weight * (more->dry_degc - into->dry_degc);
    into->vapour_pa += weight * (more->vapour_pa - into->vapour_pa);
    into->pressure_pa += weight * (more->pressure_pa - into->pressure_pa);
}

static void tell_sequence(struct reader *reader, const struct raw *before, const struct raw *now)
{
    char found[80], expected[80];
    snprintf(found, sizeof(found), "hour %d of %d-%02d", now->hour, now->month, now->day);
    snprintf(expected, sizeof(expected), "the hour after hour %d of %d-%02d", before->hour, before->month,
             before->day);
    fault(reader, NULL, found, expected);
}

/// An hour has as many records as the heading says, the last one too.
static void end_hour(struct reader *reader, size_t records)
{
    if (records < reader->records_per_hour)
        fault(reader, NULL, "an hour with too few records", "as many as DATA PERIODS says");
}

static void read_hours(struct reader *reader)
{
    size_t records = 0; // of the latest hour
    while (next_line(reader)) {
        struct raw raw;
        if (reader->text[strspn(reader->text, " \t")] == '\0' || !read_record(reader, &raw))
            continue;
        struct raw *last = reader->count > 0 ? &reader->raws[reader->count - 1] : NULL;
        if (last && is_same_hour(last, &raw) && records < reader->records_per_hour) {
            merge(last, &raw, ++records);
            continue;
        }
        if (last && !follows(last, &raw))
            tell_sequence(reader, last, &raw);
        if (last)
            end_hour(reader, records);
        reader->raws = sim_memory_grow(reader->raws, &reader->capacity, reader->count + 1,
                                       sizeof(*reader->raws), "weather");
        reader->raws[reader->count++] = raw;
        records = 1;
        reader->has_leap_day |= raw.month == 2 && raw.day == 29;
    }
    if (reader->count > 0)
        end_hour(reader, records);
}

/// A member of an hour.
static double *member(struct raw *raw, int which)
{
    return which == 0 ? &raw->dry_degc : which == 1 ? &raw->vapour_pa : &raw->pressure_pa;
}

/// Fills gaps of one member between its neighbours; those at the ends with the nearest value.
static void fill(struct reader *reader, int which, bool *is_filled)
{
    static const char *const names[] = {"dry bulb", "humidity", "pressure"};
    for (size_t i = 0; i < reader->count;) {
        if (!isnan(*member(&reader->raws[i], which))) {
            i++;
            continue;
        }
        size_t end = i;
        while (end < reader->count && isnan(*member(&reader->raws[end], which)))
            end++;
        if (end - i > EPW_GAP_HOURS_MAX) {
            char found[80];
            snprintf(found, sizeof(found), "no %s for %zu hours", names[which], end - i);
            reader->line = reader->raws[i].line;
            fault(reader, names[which], found, "gaps of 6 hours at most");
        }
        double before = i > 0 ? *member(&reader->raws[i - 1], which) : NAN;
        double after = end < reader->count ? *member(&reader->raws[end], which) : NAN;
        before = isnan(before) ? after : before;
        after = isnan(after) ? before : after;
        for (size_t k = i; k < end; k++) {
            double share = (double)(k - i + 1) / (double)(end - i + 1);
            *member(&reader->raws[k], which) = before + share * (after - before);
            is_filled[k] = true;
        }
        i = end;
    }
}

/// Pressure is left to the altitude where most of it is missing; else gaps of it are gaps like others.
static void fill_all(struct reader *reader, struct epw *epw)
{
    size_t missing = 0;
    for (size_t i = 0; i < reader->count; i++)
        missing += isnan(reader->raws[i].pressure_pa);
    for (size_t i = 0; i < reader->count && 2 * missing > reader->count; i++)
        reader->raws[i].pressure_pa = psychrometrics_pressure_pa(epw->altitude_m);
    bool *is_filled = sim_memory_new(reader->count, sizeof(*is_filled), "weather");
    for (int which = 0; which < 3; which++)
        fill(reader, which, is_filled);
    for (size_t i = 0; i < reader->count; i++)
        epw->filled_hours += is_filled[i];
    free(is_filled);
}

/// The calendar that the hours are of.
static int64_t first_day(const struct reader *reader)
{
    const struct raw *first = &reader->raws[0], *last = &reader->raws[reader->count - 1];
    // One real year or several in sequence: each record has the year of the one before, or the next at a new year.
    bool is_real = first->year >= 1900 && first->year <= 2200;
    for (size_t i = 1; i < reader->count && is_real; i++)
        is_real = reader->raws[i].year == reader->raws[i - 1].year ||
                  (reader->raws[i].year == reader->raws[i - 1].year + 1 && reader->raws[i].month == 1 &&
                   reader->raws[i - 1].month == 12);
    struct sim_date date = {first->year, first->month, first->day};
    int64_t day = sim_civil_day(date), length = (int64_t)(reader->count / HOURS_PER_DAY);
    struct sim_date end = sim_date_of(day + length - 1);
    // A leap year whose leap day the file leaves out is as good as a typical one.
    if (is_real && end.year == last->year && end.month == last->month && end.day == last->day)
        return day;
    date.year = reader->has_leap_day ? LEAP_YEAR : COMMON_YEAR;
    return sim_civil_day(date);
}

static void convert(struct reader *reader, struct epw *epw)
{
    epw->hours = reader->count;
    epw->weather = sim_memory_new(reader->count, sizeof(*epw->weather), "weather");
    for (size_t i = 0; i < reader->count; i++) {
        const struct raw *raw = &reader->raws[i];
        double vapour_pa = fmin(raw->vapour_pa, psychrometrics_saturation_pa(raw->dry_degc));
        double humidity = psychrometrics_humidity(vapour_pa, raw->pressure_pa), wet_degc;
        if (psychrometrics_wet_bulbs(1, &raw->dry_degc, &humidity, &raw->pressure_pa, &wet_degc) > 0) {
            reader->line = raw->line;
            fault(reader, NULL, "air that cannot be", "a dry bulb, humidity and pressure that go together");
            continue;
        }
        epw->weather[i] = (struct weather_hour){raw->dry_degc, wet_degc, humidity};
        epw->pressure_pa += raw->pressure_pa / (double)reader->count;
        epw->jump_hours += i > 0 && fabs(raw->dry_degc - reader->raws[i - 1].dry_degc) > JUMP_K;
    }
    epw->first_civil_day = first_day(reader);
}

enum sim_status epw_parse(const char *text, const char *path, struct epw **out, struct sim_error *error)
{
    *out = NULL;
    static const char mark[] = "\xEF\xBB\xBF";
    struct epw *epw = sim_memory_new(1, sizeof(*epw), "weather");
    struct reader *reader = sim_memory_new(1, sizeof(*reader), "weather");
    *reader = (struct reader){.path = path, .error = error, .records_per_hour = 1};
    reader->next = strncmp(text, mark, 3) == 0 ? text + 3 : text;
    bool has_periods = false;
    if (next_line(reader))
        read_location(reader, epw);
    while (!has_periods && next_line(reader)) {
        has_periods = strncmp(reader->text, "DATA PERIODS", 12) == 0;
        if (has_periods)
            read_periods(reader);
    }
    if (reader->faults == 0 && !has_periods)
        fault(reader, "DATA PERIODS", "no such line", "the heading of an EPW file, eight lines");
    if (reader->faults == 0)
        read_hours(reader);
    if (reader->faults == 0 &&
        (reader->count < HOURS_PER_DAY || reader->count % HOURS_PER_DAY != 0 || reader->raws[0].hour != 1)) {
        char found[40];
        snprintf(found, sizeof(found), "%zu hours", reader->count);
        fault(reader, NULL, found, "whole days, from hour 1 to hour 24");
    }
    if (reader->faults == 0)
        fill_all(reader, epw);
    if (reader->faults == 0)
        convert(reader, epw);
    bool is_good = reader->faults == 0;
    free(reader->raws);
    free(reader);
    if (!is_good) {
        epw_close(epw);
        return SIM_BAD_DATA;
    }
    *out = epw;
    return SIM_OK;
}

/// The file as a text; null, with a fault, where that fails.
static char *read_file(const char *path, struct sim_error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        sim_error_say(error, SIM_NO_INPUT, "%s: %s", path, strerror(errno));
        return NULL;
    }
    char *text = NULL;
    size_t size = 0, capacity = 0, got;
    do {
        text = sim_memory_grow(text, &capacity, size + 65537, 1, "a weather file");
        got = fread(text + size, 1, 65536, file);
        size += got;
    } while (got > 0 && size < FILE_BYTES_MAX);
    text[size] = '\0';
    int fault_number = ferror(file) ? errno : 0; // of a folder, say
    fclose(file);
    if (fault_number)
        sim_error_say(error, SIM_NO_INPUT, "%s: %s", path, strerror(fault_number));
    else if (memchr(text, '\0', size))
        sim_error_add(error, SIM_BAD_DATA, path, 0, NULL, "no text", "an EPW file");
    else
        return text;
    free(text);
    return NULL;
}

enum sim_status epw_open(const char *path, struct epw **out, struct sim_error *error)
{
    *out = NULL;
    char *text = read_file(path, error);
    if (!text)
        return sim_error_status(error);
    enum sim_status status = epw_parse(text, path, out, error);
    free(text);
    return status;
}

void epw_close(struct epw *epw)
{
    if (epw)
        free(epw->weather);
    free(epw);
}
