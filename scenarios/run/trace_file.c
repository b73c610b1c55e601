#include "scenarios/run/trace_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/ports.h"
#include "results/publish.h"
#include "sim/memory.h"

#define HEAD "replication,date,day,process,kind,event,sender,payload\n"

struct trace_file {
    struct publish publish;
    FILE *stream;
};

void trace_text_begin(struct trace_text *trace)
{
    trace_text_clear(trace);
    trace->stream = open_memstream(&trace->text, &trace->size);
    SIM_ASSERT(trace->stream, "out of memory for a trace");
}

void trace_text_end(struct trace_text *trace)
{
    if (trace->stream)
        fclose(trace->stream);
    trace->stream = NULL;
}

void trace_text_clear(struct trace_text *trace)
{
    trace_text_end(trace);
    free(trace->text);
    *trace = (struct trace_text){0};
}

/// A word of a payload. Numbers of models are real ones of everyday size, or small whole ones.
static void print_word(FILE *stream, const unsigned char *bytes)
{
    double real;
    int64_t whole;
    memcpy(&real, bytes, sizeof(real));
    memcpy(&whole, bytes, sizeof(whole));
    if (whole == 0 || (isfinite(real) && fabs(real) > 1e-9 && fabs(real) < 1e18))
        fprintf(stream, "%.9g", real);
    else
        fprintf(stream, "%lld", (long long)whole);
}

static void print_event(FILE *stream, uint32_t type)
{
    if (type >= SIM_TIMER(0))
        fprintf(stream, "timer %u", type - SIM_TIMER(0));
    else if (port_name(type))
        fputs(port_name(type), stream);
    else
        fprintf(stream, "%u", type);
}

void trace_text_add(struct trace_text *trace, const struct sim_engine *engine, uint32_t replication,
                    int64_t epoch_civil_day, sim_time time, sim_lp lp, const struct sim_trace_row *row)
{
    char date[11], process[256], sender[256];
    double day = sim_in_days(time);
    sim_date_write(epoch_civil_day + (int64_t)ceil(day), date);
    sim_name(engine, lp, process, sizeof(process));
    sim_name(engine, (sim_lp)row->sender, sender, sizeof(sender));
    fprintf(trace->stream, "%u,%s,%.9f,%s,%s,", replication, date, day, process, sim_kind_name(engine, lp));
    print_event(trace->stream, (uint32_t)row->type);
    fprintf(trace->stream, ",%s,", sender);
    for (int64_t at = 0; at < row->size; at += 8) {
        if (at > 0)
            fputc(' ', trace->stream);
        print_word(trace->stream, row->payload + at);
    }
    fputc('\n', trace->stream);
}

enum sim_status trace_file_create(const char *path, struct trace_file **out, struct sim_error *error)
{
    struct trace_file *file = sim_memory_new(1, sizeof(*file), "a trace");
    *out = NULL;
    enum sim_status status = publish_begin(&file->publish, path, error);
    if (status != SIM_OK) {
        free(file);
        return status;
    }
    file->stream = fdopen(dup(file->publish.descriptor), "w");
    SIM_ASSERT(file->stream, "out of memory for a trace");
    fputs(HEAD, file->stream);
    *out = file;
    return SIM_OK;
}

void trace_file_add(struct trace_file *file, const struct trace_text *trace)
{
    fwrite(trace->text, 1, trace->size, file->stream); // whether it could is asked at the end
}

enum sim_status trace_file_close(struct trace_file *file, struct sim_error *error)
{
    bool has_failed = ferror(file->stream) != 0;
    has_failed |= fclose(file->stream) != 0;
    enum sim_status status = SIM_IO;
    if (has_failed) {
        sim_error_add(error, SIM_IO, file->publish.path, 0, NULL, "a trace that cannot be written", NULL);
        publish_drop(&file->publish);
    } else {
        status = publish_finish(&file->publish, error);
    }
    free(file);
    return status;
}

void trace_file_abandon(struct trace_file *file)
{
    if (!file)
        return;
    fclose(file->stream);
    publish_drop(&file->publish);
    free(file);
}
