/// Traces of jobs: the Standard Workload Format, or a CSV file of arrivals. The first byte chooses.
#include <math.h>

#include "scenarios/run/jobs_file.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return;
    const char *path = fuzz_write(bytes + 1, size - 1)->first;
    struct jobs_file file;
    struct sim_error error = {0};
    enum sim_status status =
        bytes[0] % 2 ? jobs_read_csv(path, &file, &error) : jobs_read_swf(path, &file, &error);
    SIM_ASSERT((status == SIM_OK) == (error.count == 0), "status %d with %zu faults", status, error.count);
    SIM_ASSERT((status == SIM_OK) == (file.count > 0), "status %d with %zu jobs", status, file.count);
    double before_s = 0;
    for (size_t i = 0; i < file.count; i++) {
        const struct jobs_line *job = &file.jobs[i];
        SIM_ASSERT(isfinite(job->arrival_s) && job->arrival_s >= before_s, "job %zu at %g after one at %g", i,
                   job->arrival_s, before_s);
        SIM_ASSERT(job->duration_s > 0 && isfinite(job->estimate_s) && job->estimate_s >= job->duration_s,
                   "job %zu: %g s of %g", i, job->duration_s, job->estimate_s);
        SIM_ASSERT(isfinite(job->processors + job->tflops) && (job->processors > 0) != (job->tflops > 0),
                   "job %zu: %g processors, %g TFLOPS", i, job->processors, job->tflops);
        SIM_ASSERT(job->user >= -1, "job %zu of user %lld", i, (long long)job->user);
        before_s = job->arrival_s;
    }
    jobs_file_clear(&file);
    sim_error_clear(&error);
}
