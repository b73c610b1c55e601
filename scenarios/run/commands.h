/// What each command does. Faults go to `error`; the return value is the exit status.
#pragma once

#include "scenarios/run/options.h"

enum sim_status cmd_run(const struct options *options, struct sim_error *error);
enum sim_status cmd_check(const struct options *options, struct sim_error *error);
enum sim_status cmd_cooling(const struct options *options, struct sim_error *error);
enum sim_status cmd_report(const struct options *options, struct sim_error *error);
enum sim_status cmd_schema(const struct options *options, struct sim_error *error);
enum sim_status cmd_place(const struct options *options, struct sim_error *error);
enum sim_status cmd_bench(const struct options *options, struct sim_error *error);
enum sim_status cmd_sweep(const struct options *options, struct sim_error *error);
enum sim_status cmd_reach(const struct options *options, struct sim_error *error);
enum sim_status cmd_analyse(const struct options *options, struct sim_error *error);
enum sim_status cmd_compare(const struct options *options, struct sim_error *error);
enum sim_status cmd_export(const struct options *options, struct sim_error *error);
