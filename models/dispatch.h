/// The unified platform: where the work of the province's cities runs.
///
/// One process. At the close of each day it knows what every site can do tomorrow (fleets), what every city will ask for
/// (demand) and which jobs will arrive; it plans and plays the coming 24 hours inside itself, and tells each site how busy
/// its compute will be, hour by hour. So nothing inside a day needs a message, and the day stays everybody's lookahead.
///
///     flows   storage, edge, online, inference, batch: routed from cities to sites hour by hour (dispatch_flow.h)
///     jobs    training, HPC: gangs that queue at a centre (dispatch_jobs.h)
///
/// Storage stays in its city. Edge work runs at its city's edge sites, then at any site inside its latency. Online and
/// inference go to sites inside theirs, in the policy's order, but for the part that stays where it ran yesterday. Batch
/// may run at any hour of its day, where the policy shifts it, and waits a day or two where there is no room. Work that
/// leaves its city takes of the city's bandwidth.
///
/// Policies: `none` is the baseline without a platform: each city's work on its own city's sites alone, when it comes.
///
///     local_first     own city, then the nearest          least_latency   the nearest, whosever it is
///     cheapest        least cost of electricity            greenest        least carbon
///     coolest         least cooling: marginal PUE
///
/// The last three shift batch work to the day's best hours, by tariff, by the grid's carbon, by marginal PUE.
///
/// Energy of work is marginal: what it adds to the draw of servers that are on anyway, times the plant's marginal PUE. A
/// second dispatcher may play the baseline on the same demand and the same failures; the difference is what the platform
/// is worth.
#pragma once

#include "models/compute.h"
#include "models/physics/scheduling/schedule.h"
#include "models/physics/work_shape.h"
#include "models/ports.h"

#define DISPATCH_CITIES_MAX  32
#define DISPATCH_SITES_MAX   64
#define DISPATCH_CENTRES_MAX 64
/// Jobs at all centres that are scheduled at a time; others wait at the platform's door, in the order of their arrival.
#define DISPATCH_JOBS_MAX 1024

enum dispatch_policy {
    DISPATCH_OFF, // no dispatcher
    DISPATCH_NONE,
    DISPATCH_LOCAL_FIRST,
    DISPATCH_LEAST_LATENCY,
    DISPATCH_CHEAPEST,
    DISPATCH_GREENEST,
    DISPATCH_COOLEST,
};

/// How a class of work may be moved.
struct dispatch_work {
    double latency_ms;      // round trip from its city to where it runs, at most
    double stays_frac;      // of a flow that runs where it ran yesterday: services are not moved every day
    double gravity_frac;    // of it that its data keep in its own city
    double gbps_per_tflops; // that moves with it between cities
};

struct dispatch_works {
    struct dispatch_work of[WORK_COUNT];
};

/// A call of the virtual power plant: so much less, of batch work first, then of training, which is slowed. The baseline hears
/// no call.
struct dispatch_call {
    int64_t date;
    double hour, hours; // from, for
    double mw;
};

struct dispatch_params {
    int64_t policy;       // enum dispatch_policy
    int64_t discipline;   // enum schedule_discipline, of the centres' queues
    int64_t has_baseline; // play `none` beside it
    double most_frac;     // of a site's compute that flows may use: above it answers come late
    double gang_frac;     // of compute that flows and jobs share, for jobs
    double city_gbps;     // that a city's work may take to and from other cities
    double batch_days;    // that batch work waits before it counts as unserved
    double
        rush_factor;   // most of a day's batch work in an hour, over its mean: it is not parallel without end
    double patience_h; // queue beyond which a centre is passed over for a job
    double estimate_factor; // of a job's duration that its owner asks for
    double failures_factor; // interruptions of jobs over failures that need a part
    double checkpoint_s, restart_s;
    double slow_frac; // by which calls may slow training: cards with a power cap
    double edge_pue;  // marginal, of edge sites
    struct dispatch_works work;
    struct sim_list calls; // of struct dispatch_call
    const char *trace;     // SWF file of jobs to play in place of the generator's; "": none
    const char *arrivals;  // likewise a CSV file
    double trace_tflops;   // of a processor of the trace
    int64_t trace_work;    // enum work of its jobs: training or HPC
};

extern const struct sim_table dispatch_table;
extern const char *const dispatch_policy_names[]; // by enum dispatch_policy, then null

/// A job of a trace.
struct dispatch_arrival {
    double arrival_s; // since the epoch
    double tflops, duration_s, estimate_s;
    uint32_t city, work; // enum work
};

struct dispatch_trace {
    const struct dispatch_arrival *jobs; // by arrival
    size_t count;
};

/// A centre: a site's compute of the class that serves training, or HPC.
struct dispatch_centre {
    uint32_t site, class_index;
    uint32_t work; // enum work
};

struct dispatch_wire {
    const struct dispatch_params *given;
    int64_t policy;      // enum dispatch_policy
    int64_t is_baseline; // plays beside another: tells no site
    int64_t city_count, site_count, class_count, county_count;
    const struct compute_class *classes;
    const int64_t *site_city, *county_city;
    const double *rtt_ms;  // [city][site], round trip
    const uint32_t *order; // [city][site]: sites in the policy's order, where it is the same every day
    const float *const *marginal_pue; // [site][hour from the epoch]
    int64_t hours;                    // of that, then it begins again
    int64_t work_class[WORK_COUNT];   // class of compute that serves it; -1: nobody asks for it
    int64_t edge_class;               // of edge sites; -1: none
    double edge_tflops_per_kw, edge_rtt_ms;
    const struct work_hours *shapes; // [WORK_COUNT]
    double cny_per_kwh, carbon_kg_per_kwh;
    double tariff_hour_factor[24], carbon_hour_factor[24]; // means of 1 for carbon
    struct dispatch_centre centres[DISPATCH_CENTRES_MAX];
    int64_t centre_count;
    const sim_lp *facilities, *edge_powers; // [site], [county]; 0: none
    const struct dispatch_trace *trace;     // null: jobs come as messages
    int64_t epoch_civil_day;
    int64_t end_day; // the last day that is played begins a day before
    struct schedule_def schedule;
};

/// A month of all work, by class of work. Work is TFLOPS x days at the class's own precision.
struct dispatch_row {
    int64_t is_baseline;
    double demand[WORK_COUNT];     // that came
    double served[WORK_COUNT];     // done: of jobs, when they end
    double unserved[WORK_COUNT];   // given up
    double waiting[WORK_COUNT];    // at its end: put off, queued or not yet done
    double away[WORK_COUNT];       // of what was served, outside its own city
    double rtt_ms[WORK_COUNT];     // mean of what was served
    double wait_h[WORK_COUNT];     // mean of jobs that ended; of batch, of the work put off
    double slowdown[WORK_COUNT];   // mean bounded slowdown of jobs that ended
    double jobs[WORK_COUNT];       // that ended
    double energy_mwh[WORK_COUNT]; // marginal
    double cost_cny[WORK_COUNT];   //
    double carbon_t[WORK_COUNT];   //
    double called_mwh, shed_mwh;   // by calls of the virtual power plant
};

/// A month of a site: use of its compute by class, and its queues.
struct dispatch_site_row {
    int64_t site, is_baseline;
    double use_frac[COMPUTE_CLASS_MAX];
    double queued_jobs, running_jobs; // means over the time
};

/// A centre over the whole run, when it ends: two counts of the same, by the clock and by the jobs.
struct dispatch_centre_row {
    int64_t site, work, is_baseline;
    double capacity_tflops;                               // at the end
    double arrived, finished, waiting, running, failures; // jobs
    double waiting_job_s, running_job_s;                  // jobs x seconds, by the clock
    double wait_sum_s, stay_sum_s;                        // by the jobs' own times, those present included
    double busy_tflops_s, held_tflops_s;                  // likewise of compute
};

/// Sums of a month by class of work: dispatch_row before its means are taken.
struct dispatch_sums {
    double demand[WORK_COUNT], served[WORK_COUNT], unserved[WORK_COUNT], away[WORK_COUNT];
    double rtt[WORK_COUNT]; // x what was served
    double wait_h[WORK_COUNT], slowdown[WORK_COUNT], jobs[WORK_COUNT];
    double energy_kwh[WORK_COUNT], cost_cny[WORK_COUNT], carbon_kg[WORK_COUNT];
    double called_kwh, shed_kwh;
};

/// A site's sums of a month.
struct dispatch_site_sums {
    double use[COMPUTE_CLASS_MAX]; // x days
    double days;
};

/// Queues of the process: jobs as cities tell of them, and those that are known and wait, by their arrival.
enum { DISPATCH_QUEUE_TOLD, DISPATCH_QUEUE_DOOR, DISPATCH_QUEUE_COUNT };

struct dispatch_state {
    double tflops[DISPATCH_SITES_MAX][COMPUTE_CLASS_MAX];
    double kw[DISPATCH_SITES_MAX][COMPUTE_CLASS_MAX];
    double edge_kw[DISPATCH_CITIES_MAX];
    double mean[DISPATCH_CITIES_MAX][WORK_COUNT];            // demand of the coming day
    double put_off[DISPATCH_CITIES_MAX];                     // batch work, TFLOPS x hours
    float share[DISPATCH_CITIES_MAX][2][DISPATCH_SITES_MAX]; // where online and inference ran yesterday
    struct dispatch_sums sums;
    struct dispatch_site_sums site_sums[DISPATCH_SITES_MAX];
    double last_waiting_s[DISPATCH_CENTRES_MAX], last_running_s[DISPATCH_CENTRES_MAX]; // at the last row
    double busy_s[DISPATCH_CENTRES_MAX]; // at the day's beginning
    double wait_sum_s[DISPATCH_CENTRES_MAX], stay_sum_s[DISPATCH_CENTRES_MAX], held_s[DISPATCH_CENTRES_MAX];
    double in_system[WORK_COUNT]; // likewise, of jobs that came and have not ended
    uint64_t job_count, trace_at;
    _Alignas(8) unsigned char schedule[DISPATCH_JOBS_MAX * 288 + DISPATCH_CENTRES_MAX * 128 + 1024];
};

extern const struct sim_row_type dispatch_row_type, dispatch_site_row_type, dispatch_centre_row_type;
extern const struct sim_kind dispatch_kind; // params: struct dispatch_wire

/// Whether a policy keeps a city's work on its own sites.
static inline bool dispatch_is_local(int64_t policy)
{
    return policy == DISPATCH_NONE;
}

/// Whether a policy moves batch work to the day's best hours.
static inline bool dispatch_shifts(int64_t policy)
{
    return policy >= DISPATCH_CHEAPEST;
}
