/// Names inside a result file, for those who write it and those who read it.
///
/// results/ knows no model: series, causes and inputs come in as data. What stands here is only what the verdict needs
/// to find, and the conventions that every file keeps (CF 1.10 on netCDF-4).
#pragma once

/// Version of the file's layout; a reader refuses a later one.
#define SCHEMA_FORMAT 1

/// What a variable holds.
enum store_type {
    STORE_F64,  // real numbers; NaN is "no value"
    STORE_I32,  // whole numbers, such as an index into a scale
    STORE_TEXT, // UTF-8 text
};

/// Bytes of a chunk, about: small enough that one replication or one column is read without waste, large enough that the
/// index of chunks stays small beside the data.
#define SCHEMA_CHUNK_BYTES 65536

/// Scales that a variable can have.
#define SCHEMA_RANK_MAX 4

// Attributes of the file.
#define SCHEMA_TITLE           "title"           // text: the scenario's title
#define SCHEMA_TITLE_ZH        "title_zh"        // text: the same in Chinese, if the scenario has it
#define SCHEMA_PROGRAM_VERSION "program_version" // text
#define SCHEMA_COMMAND         "command"         // text: normalised, without threads, ranks, resume, output
#define SCHEMA_SCENARIO        "scenario"        // text: the resolved scenario
#define SCHEMA_SCENARIO_SHA256 "scenario_sha256" // text: of the above
#define SCHEMA_SEED            "seed"            // whole number
#define SCHEMA_REPLICATIONS    "replications"    // whole number
#define SCHEMA_EPOCH           "epoch"           // text: YYYY-MM-DD, whose close is day 0
#define SCHEMA_EVENTS          "events"          // whole number: handled by the engine in all replications
#define SCHEMA_ANTITHETIC      "antithetic" // whole number: 1 where replications 2i and 2i + 1 are antithetic
#define SCHEMA_UNTIL           "until" // text: what was to be reached before the run or sweep stopped, if anything
#define SCHEMA_UNTIL_MET       "until_met"     // whole number: 1 where it was
#define SCHEMA_UNTIL_REACHED   "until_reached" // text: the same with estimates and half-widths
#define SCHEMA_UNTIL_HALF                                                                                    \
    "until_half_width" // number: of the first, until_half_width_2 of the second, and so on

// Scales.
#define SCHEMA_REPLICATION "replication"
#define SCHEMA_POINT       "point" // of a sweep
#define SCHEMA_TIME        "time"
#define SCHEMA_MONTH       "month"
#define SCHEMA_SITE        "site"
#define SCHEMA_COUNTY      "county"
#define SCHEMA_EXIT        "exit"      // of the province's network
#define SCHEMA_LINK        "link"      // likewise, fibres
#define SCHEMA_INDICATOR   "indicator" // of access
#define SCHEMA_CITY        "city"
#define SCHEMA_OUTLINE     "outline" // points of the province's outline
#define SCHEMA_CLASS       "class"
#define SCHEMA_CAUSE       "cause"
#define SCHEMA_TARGET      "target"
#define SCHEMA_QUANTILE    "quantile"
#define SCHEMA_INPUT       "input" // texts: the path of each uncertain input in the scenario

// Over target.
#define SCHEMA_TARGET_ID     "target_id"     // text, such as compute_eflops
#define SCHEMA_TARGET_DATE   "target_date"   // days since the epoch
#define SCHEMA_TARGET_GOAL   "target_goal"   // number, in target_unit
#define SCHEMA_TARGET_SENSE  "target_sense"  // text: >= or <=
#define SCHEMA_TARGET_UNIT   "target_unit"   // text
#define SCHEMA_TARGET_BASIS  "target_basis"  // text: the counting rule
#define SCHEMA_TARGET_SOURCE "target_source" // text
#define SCHEMA_TARGET_BASIS_ZH                                                                               \
    "target_basis_zh" // text: the counting rule in Chinese; "" where nobody wrote it
// Over replication and target.
#define SCHEMA_TARGET_VALUE "target_value" // number; NaN: no value in that replication
#define SCHEMA_TARGET_CAUSE "target_cause" // index into cause; -1: none
// Over replication, target and cause.
#define SCHEMA_TARGET_MISSING "target_missing" // planned and missing, by what bound it last, in target_unit
// Over replication and cause.
#define SCHEMA_PLANNED_WAIT "planned_wait_days" // days that a planned rack waited, by cause

// Of a sweep: attributes, the scale of what varies (texts: paths), and over point and factor.
#define SCHEMA_DESIGN       "design"       // text: name of the design, or "given"
#define SCHEMA_DESIGN_SIZE  "design_size"  // whole number: points, trajectories or base points
#define SCHEMA_SWEEP_SHA256 "sweep_sha256" // text: of all that determines the results
#define SCHEMA_FACTOR       "factor"
#define SCHEMA_FACTOR_UNIT  "factor_unit"  // text, over factor
#define SCHEMA_FACTOR_LAW   "factor_law"   // text: range, list, distribution or shock
#define SCHEMA_FACTOR_RANGE "factor_range" // text: the range, list or distribution
#define SCHEMA_POINT_VALUE  "point_value"  // number, in factor_unit
#define SCHEMA_POINT_U      "point_u"      // number, 0..1; not where points were given

// Over input.
#define SCHEMA_INPUT_UNIT   "input_unit"   // text
#define SCHEMA_INPUT_SOURCE "input_source" // text
#define SCHEMA_INPUT_MARK   "input_mark"   // text: stated, derived or estimated
#define SCHEMA_INPUT_SHOCK  "input_shock"  // text: the common shock that it follows, "" for none
// Over replication and input.
#define SCHEMA_INPUT_VALUE "input_value" // number

// Of programmes: scales, texts over them, and over replication, programme and month or work.
#define SCHEMA_WORK                  "work"                  // classes of work
#define SCHEMA_WORK_PRECISION        "work_precision"        // text, such as FP16
#define SCHEMA_PROGRAMME             "programme"             // ids
#define SCHEMA_PROGRAMME_NAME        "programme_name"        // text
#define SCHEMA_PROGRAMME_NAME_ZH     "programme_name_zh"     // text
#define SCHEMA_PROGRAMME_ITEM        "programme_item"        // text: its number in the plan
#define SCHEMA_PROGRAMME_DEMAND      "programme_demand"      // number, EFLOPS counted, at the month's end
#define SCHEMA_PROGRAMME_WORK_DEMAND "programme_work_demand" // number, PFLOPS, mean over the last 12 months

// Of a dispatcher: an attribute; numbers over replication, work and month, those of the baseline with a prefix; what the
// platform is worth, over replication and gain.
#define SCHEMA_DISPATCH_POLICY "dispatch_policy"
#define SCHEMA_BASELINE        "baseline_"
#define SCHEMA_WORK_DEMAND     "work_demand"     // PFLOPS day
#define SCHEMA_WORK_SERVED     "work_served"     // likewise
#define SCHEMA_WORK_UNSERVED   "work_unserved"   // likewise
#define SCHEMA_WORK_WAITING    "work_waiting"    // likewise, at the month's end
#define SCHEMA_WORK_AWAY       "work_away"       // PFLOPS day
#define SCHEMA_WORK_RTT        "work_rtt_ms"     // mean of what was served
#define SCHEMA_WORK_WAIT       "work_wait_h"     // mean
#define SCHEMA_WORK_SLOWDOWN   "work_slowdown"   // mean
#define SCHEMA_WORK_JOBS       "work_jobs"       // that ended
#define SCHEMA_WORK_ENERGY     "work_energy_mwh" //
#define SCHEMA_WORK_COST       "work_cost_cny"   //
#define SCHEMA_WORK_CARBON     "work_carbon_t"   //
#define SCHEMA_GAIN            "gain"            // scale
#define SCHEMA_GAIN_UNIT       "gain_unit"       // text
#define SCHEMA_PLATFORM_GAIN   "platform_gain"   // number

/// The mark of an input without a published figure.
#define SCHEMA_ESTIMATED "estimated"

/// In the attribute `command`, before the date of the snapshot from which the overrides behind it act.
#define SCHEMA_FROM " --from @"
