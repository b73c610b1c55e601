/// Jobs that were, or that someone made up: a trace in the Standard Workload Format, or a CSV file of arrivals.
///
/// Standard Workload Format (SWF, version 2.2; Chapin et al., "Benchmarks and standards for the evaluation of parallel job
/// schedulers", JSSPP 1999; the Parallel Workloads Archive): a line a job, 18 numbers, -1 where one is not known; lines that
/// begin with ';' are comments, "; MaxProcs: 128" among them a header field. Processors are those allocated, else those asked
/// for. Jobs without a run time or processors never ran (cancelled): they are counted, not kept.
///
/// CSV: columns arrival_s, processors or tflops, duration_s; if there are, estimate_s, city, user. Other columns are passed
/// over. Times are seconds since the trace's beginning.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

struct jobs_line {
    double arrival_s, duration_s, estimate_s; // estimate_s: at least duration_s
    double processors;                        // 0: tflops are given
    double tflops;                            // 0: processors are given
    int64_t user;                             // -1: not known
    char city[48];                            // "": not told
    int line;
};

struct jobs_file {
    struct jobs_line *jobs; // by arrival, then line
    size_t count;
    size_t passed_over;     // jobs that never ran
    double most_processors; // header field MaxProcs; 0: not told
};

/// @param path  told in faults as it is
/// @return SIM_OK; SIM_NO_INPUT: there is no such file; SIM_BAD_DATA: with all its faults (twenty at most). Clear it if SIM_OK
enum sim_status jobs_read_swf(const char *path, struct jobs_file *file, struct sim_error *error);
enum sim_status jobs_read_csv(const char *path, struct jobs_file *file, struct sim_error *error);
void jobs_file_clear(struct jobs_file *file);
