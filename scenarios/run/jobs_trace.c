#include "scenarios/run/jobs_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/run/jobs_file.h"
#include "sim/memory.h"

/// The city that a job tells, or has by its user or its place in the file; -1: none of that name.
static int64_t city_of(const struct province *province, const struct jobs_line *job, size_t index)
{
    const struct city_params *cities = province->cities.items;
    if (!job->city[0])
        return (job->user >= 0 ? job->user : (int64_t)index) % province->cities.count;
    for (int64_t i = 0; i < province->cities.count; i++)
        if (strcmp(cities[i].id, job->city) == 0)
            return i;
    return -1;
}

static enum sim_status convert(const struct province *province, const char *path,
                               const struct jobs_file *file, struct dispatch_trace **out,
                               struct sim_error *error)
{
    const struct dispatch_params *given = &province->dispatch;
    struct dispatch_trace *trace = sim_memory_new(1, sizeof(*trace), "a trace of jobs");
    struct dispatch_arrival *jobs = sim_memory_new(file->count, sizeof(*jobs), "a trace of jobs");
    *trace = (struct dispatch_trace){jobs, file->count};
    for (size_t i = 0; i < file->count; i++) {
        const struct jobs_line *job = &file->jobs[i];
        int64_t city = city_of(province, job, i);
        if (city < 0)
            sim_error_add(error, SIM_BAD_DATA, path, job->line, "city", job->city,
                          "the key of a city of the scenario");
        jobs[i] = (struct dispatch_arrival){
            .arrival_s = job->arrival_s,
            .tflops = job->tflops > 0 ? job->tflops : job->processors * given->trace_tflops,
            .duration_s = job->duration_s,
            .estimate_s = job->estimate_s,
            .city = (uint32_t)(city < 0 ? 0 : city),
            .work = given->trace_work == 0 ? WORK_TRAINING : WORK_HPC,
        };
    }
    *out = trace;
    return sim_error_status(error);
}

enum sim_status jobs_trace_open(const struct scenario *scenario, struct dispatch_trace **out,
                                struct sim_error *error)
{
    const struct province *province = scenario_province(scenario, 0);
    const struct dispatch_params *given = &province->dispatch;
    bool is_swf = given->trace[0] != '\0';
    struct jobs_file file;
    char path[4200];
    *out = NULL;
    if (!province_has_dispatch(province) || (!is_swf && !given->arrivals[0]))
        return SIM_OK;
    scenario_path(scenario, is_swf ? given->trace : given->arrivals, path, sizeof(path));
    enum sim_status status = is_swf ? jobs_read_swf(path, &file, error) : jobs_read_csv(path, &file, error);
    if (status != SIM_OK)
        return status;
    status = convert(province, path, &file, out, error);
    jobs_file_clear(&file);
    if (status != SIM_OK) {
        jobs_trace_close(*out);
        *out = NULL;
    }
    return status;
}

void jobs_trace_close(struct dispatch_trace *trace)
{
    if (!trace)
        return;
    free((void *)(uintptr_t)trace->jobs);
    free(trace);
}
