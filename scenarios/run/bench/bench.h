/// Benchmarks of `suanli bench`: each measures, prints a table for people or one JSON object, and judges nothing.
#pragma once

#include <jansson.h>

#include "results/table.h"
#include "scenarios/run/options.h"

enum sim_status bench_phold(const struct options *options, struct sim_error *error);
enum sim_status bench_mm1(const struct options *options, struct sim_error *error);
enum sim_status bench_province(const struct options *options, struct sim_error *error);
enum sim_status bench_scale(const struct options *options, struct sim_error *error);

/// Threads that were asked for, or as many as there are processors.
uint32_t bench_threads(const struct options *options);

/// Seed that was asked for, or the benchmark's own.
uint64_t bench_seed(const struct options *options, uint64_t own);

/// Most memory that this process has had at once, and what it has now, MB (10^6 bytes).
double bench_peak_mb(void);
double bench_now_mb(void);

/// Runs `measure` in a process of its own, so that neither memory nor caches of one measurement show in the next.
/// in: what it reads; out: `size` bytes that it fills, copied back.
enum sim_status bench_apart(void (*measure)(const void *in, void *out), const void *in, void *out,
                            size_t size, struct sim_error *error);

/// Prints JSON or the tables, whichever was asked for, and gives all back.
void bench_print(const struct options *options, json_t *json, struct table **tables, size_t count);
