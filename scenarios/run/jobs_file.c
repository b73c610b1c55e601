#include "scenarios/run/jobs_file.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/csv.h"
#include "scenarios/run/scan.h"
#include "sim/memory.h"

#define FAULTS_MOST 20
#define JOBS_MOST   10000000
#define SWF_FIELDS  18

struct reader {
    const char *path;
    struct sim_error *error;
    size_t faults, capacity;
    struct jobs_file *file;
};

static void fault(struct reader *reader, int line, const char *key, const char *found, const char *expected)
{
    if (reader->faults++ < FAULTS_MOST)
        sim_error_add(reader->error, SIM_BAD_DATA, reader->path, line, key, found, expected);
}

/// By arrival; the file's order at one instant.
static int compare(const void *left, const void *right)
{
    const struct jobs_line *a = left, *b = right;
    if (a->arrival_s != b->arrival_s)
        return a->arrival_s < b->arrival_s ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static void keep(struct reader *reader, const struct jobs_line *job)
{
    struct jobs_file *file = reader->file;
    if (file->count == JOBS_MOST) {
        fault(reader, job->line, NULL, "more than 10,000,000 jobs", "10,000,000 at most");
        return;
    }
    file->jobs = sim_memory_grow(file->jobs, &reader->capacity, file->count + 1, sizeof(*file->jobs),
                                 "a trace of jobs");
    file->jobs[file->count++] = *job;
}

/// Users are only told apart; one beyond what a number tells apart is nobody's.
static int64_t user_of(double number)
{
    return number >= 0 && number < 0x1p53 ? (int64_t)number : -1;
}

/// Ends a file's reading: all faults told, or all jobs in order.
static enum sim_status finish(struct reader *reader, char *text)
{
    free(text);
    if (reader->faults == 0 && reader->file->count == 0)
        fault(reader, 0, NULL, "no job that ran", "one at least");
    if (reader->faults > FAULTS_MOST)
        sim_error_say(reader->error, SIM_BAD_DATA, "%s: %zu more faults", reader->path,
                      reader->faults - FAULTS_MOST);
    if (reader->faults > 0) {
        jobs_file_clear(reader->file);
        return SIM_BAD_DATA;
    }
    qsort(reader->file->jobs, reader->file->count, sizeof(*reader->file->jobs), compare);
    return SIM_OK;
}

void jobs_file_clear(struct jobs_file *file)
{
    free(file->jobs);
    *file = (struct jobs_file){0};
}

// ---- SWF -----------------------------------------------------------------------------------------------------

/// Fields of a line, from 0.
enum {
    SWF_JOB,
    SWF_SUBMIT,
    SWF_WAIT,
    SWF_RUN,
    SWF_ALLOCATED,
    SWF_ASKED = 7,
    SWF_ASKED_TIME = 8,
    SWF_USER = 11
};

static const char *const swf_names[SWF_FIELDS] = {"job number",
                                                  "submit time",
                                                  "wait time",
                                                  "run time",
                                                  "allocated processors",
                                                  "average CPU time",
                                                  "used memory",
                                                  "requested processors",
                                                  "requested time",
                                                  "requested memory",
                                                  "status",
                                                  "user",
                                                  "group",
                                                  "application",
                                                  "queue",
                                                  "partition",
                                                  "preceding job",
                                                  "think time"};

/// Numbers of a line; false and told where it has others than 18 numbers.
static bool read_fields(struct reader *reader, char *at, int line, double fields[SWF_FIELDS])
{
    char found[96];
    int count = 0;
    for (char *word = strtok(at, " \t\r"); word; word = strtok(NULL, " \t\r"), count++) {
        char *end;
        double value = strtod(word, &end);
        if (count >= SWF_FIELDS)
            continue;
        if (end == word || *end || !isfinite(value)) {
            fault(reader, line, swf_names[count], word, "a number");
            return false;
        }
        fields[count] = value;
    }
    if (count == SWF_FIELDS)
        return true;
    snprintf(found, sizeof(found), "%d fields", count);
    fault(reader, line, NULL, found, "18 numbers, -1 where one is not known");
    return false;
}

static void read_job(struct reader *reader, char *at, int line)
{
    double fields[SWF_FIELDS];
    char found[48];
    if (!read_fields(reader, at, line, fields))
        return;
    for (int i = 0; i < SWF_FIELDS; i++)
        if (fields[i] < 0 && fields[i] != -1) {
            snprintf(found, sizeof(found), "%g", fields[i]);
            fault(reader, line, swf_names[i], found, "0 or more, or -1 where it is not known");
            return;
        }
    double processors = fields[SWF_ALLOCATED] > 0 ? fields[SWF_ALLOCATED] : fields[SWF_ASKED];
    if (fields[SWF_SUBMIT] < 0) {
        fault(reader, line, swf_names[SWF_SUBMIT], "-1", "when the job was submitted");
        return;
    }
    if (fields[SWF_RUN] <= 0 || processors <= 0) {
        reader->file->passed_over++;
        return;
    }
    struct jobs_line job = {.arrival_s = fields[SWF_SUBMIT],
                            .duration_s = fields[SWF_RUN],
                            .estimate_s = fmax(fields[SWF_RUN], fields[SWF_ASKED_TIME]),
                            .processors = processors,
                            .user = user_of(fields[SWF_USER]),
                            .line = line};
    keep(reader, &job);
}

static void read_comment(struct reader *reader, const char *at)
{
    double value;
    if (sscanf(at, "; MaxProcs : %lf", &value) == 1 || sscanf(at, ";MaxProcs: %lf", &value) == 1)
        reader->file->most_processors = value > 0 ? value : 0;
}

enum sim_status jobs_read_swf(const char *path, struct jobs_file *file, struct sim_error *error)
{
    struct reader reader = {.path = path, .error = error, .file = file};
    char *text;
    size_t size;
    *file = (struct jobs_file){0};
    const char *why = scan_read(path, &text, &size);
    if (why)
        return sim_error_say(error, SIM_NO_INPUT, "%s: %s", path, why);
    int line = 1;
    for (char *at = text, *next; at && at < text + size; at = next, line++) {
        next = memchr(at, '\n', (size_t)(text + size - at));
        if (next)
            *next++ = '\0';
        while (isblank((unsigned char)*at) || *at == '\r')
            at++;
        if (*at == ';')
            read_comment(&reader, at);
        else if (*at)
            read_job(&reader, at, line);
    }
    return finish(&reader, text);
}

// ---- CSV -----------------------------------------------------------------------------------------------------

enum { CSV_ARRIVAL, CSV_DURATION, CSV_PROCESSORS, CSV_TFLOPS, CSV_ESTIMATE, CSV_CITY, CSV_USER, CSV_COLUMNS };
static const char *const csv_names[CSV_COLUMNS] = {"arrival_s",  "duration_s", "processors", "tflops",
                                                   "estimate_s", "city",       "user"};

/// A cell's number, `least` at least (above it, where is_open); false and told where it is none.
static bool read_cell(struct reader *reader, const struct csv *csv, const size_t *at, int column,
                      double least, bool is_open, double *value)
{
    char *end;
    const char *cell = csv->cells[at[column]];
    errno = 0;
    *value = strtod(cell, &end);
    if (end != cell && !*end && errno == 0 && isfinite(*value) &&
        (is_open ? *value > least : *value >= least))
        return true;
    fault(reader, csv->line, csv_names[column], cell[0] ? cell : "an empty cell",
          is_open ? "a number above 0" : "a number of 0 or more");
    return false;
}

static void read_row(struct reader *reader, const struct csv *csv, const size_t *at, size_t width)
{
    struct jobs_line job = {.user = -1, .line = csv->line};
    double user = -1;
    if (csv->count != width) {
        fault(reader, csv->line, NULL, "another number of cells", "as many as in the header");
        return;
    }
    bool is_good = read_cell(reader, csv, at, CSV_ARRIVAL, 0, false, &job.arrival_s);
    is_good &= read_cell(reader, csv, at, CSV_DURATION, 0, true, &job.duration_s);
    if (at[CSV_TFLOPS] < width)
        is_good &= read_cell(reader, csv, at, CSV_TFLOPS, 0, true, &job.tflops);
    else
        is_good &= read_cell(reader, csv, at, CSV_PROCESSORS, 0, true, &job.processors);
    if (at[CSV_ESTIMATE] < width && csv->cells[at[CSV_ESTIMATE]][0])
        is_good &= read_cell(reader, csv, at, CSV_ESTIMATE, 0, true, &job.estimate_s);
    if (at[CSV_USER] < width && csv->cells[at[CSV_USER]][0])
        is_good &= read_cell(reader, csv, at, CSV_USER, 0, false, &user);
    if (at[CSV_CITY] < width)
        snprintf(job.city, sizeof(job.city), "%s", csv->cells[at[CSV_CITY]]);
    job.estimate_s = fmax(job.estimate_s, job.duration_s);
    job.user = user_of(user);
    if (is_good)
        keep(reader, &job);
}

/// Columns by name; false and told where one that is needed is missing.
static bool read_header(struct reader *reader, const struct csv *csv, size_t at[CSV_COLUMNS])
{
    size_t before = reader->faults;
    for (int column = 0; column < CSV_COLUMNS; column++) {
        at[column] = csv->count;
        for (size_t i = csv->count; i-- > 0;)
            if (strcmp(csv->cells[i], csv_names[column]) == 0)
                at[column] = i;
    }
    if (at[CSV_ARRIVAL] == csv->count)
        fault(reader, csv->line, "header", "no column arrival_s",
              "arrival_s, processors or tflops, duration_s");
    if (at[CSV_DURATION] == csv->count)
        fault(reader, csv->line, "header", "no column duration_s",
              "arrival_s, processors or tflops, duration_s");
    if (at[CSV_PROCESSORS] == csv->count && at[CSV_TFLOPS] == csv->count)
        fault(reader, csv->line, "header", "no column processors or tflops",
              "arrival_s, processors or tflops, duration_s");
    return reader->faults == before;
}

enum sim_status jobs_read_csv(const char *path, struct jobs_file *file, struct sim_error *error)
{
    struct reader reader = {.path = path, .error = error, .file = file};
    struct arena arena = {0};
    size_t at[CSV_COLUMNS], size;
    char *text;
    *file = (struct jobs_file){0};
    const char *why = scan_read(path, &text, &size);
    if (why)
        return sim_error_say(error, SIM_NO_INPUT, "%s: %s", path, why);
    struct csv csv = csv_open(text, size);
    bool has_header = csv_next(&csv, &arena);
    if (!has_header && !csv.fault)
        fault(&reader, 1, NULL, "an empty file", "a header and rows");
    size_t width = csv.count;
    if (has_header && read_header(&reader, &csv, at))
        for (;;) {
            arena_reset(&arena);
            if (!csv_next(&csv, &arena))
                break;
            read_row(&reader, &csv, at, width);
        }
    if (csv.fault)
        fault(&reader, csv.line, NULL, csv.fault, "a CSV file after RFC 4180");
    arena_clear(&arena);
    return finish(&reader, text);
}
