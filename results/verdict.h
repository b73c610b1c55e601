/// Which targets are reached, how surely, and what stands in the way: from a result file alone.
///
/// In each replication a target's value is compared with its goal. A value within 1e-9 of the goal, relative to it, reaches
/// it: sums round. A replication without a value (NaN) has not reached the target and counts so in P(reach) and among
/// the misses that look for a cause, but tells no figure, so quantiles and shortfall are over the others.
///
/// Where replications are antithetic pairs, only the pairs are independent: the interval of P(reach) comes from their spread
/// (stats_wilson_groups), and a rank correlation must be larger before it is believed.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "results/load.h"
#include "results/strings.h"
#include "sim/status.h"

/// Estimated inputs named for one target, at most.
#define VERDICT_ESTIMATES_MAX 5

/// Flags for json_dumps and its kin that print the figures of `verdict_json` as they were rounded.
#define VERDICT_JSON_FLAGS (JSON_REAL_PRECISION(15))

/// The verdict in a word, by P(reach).
enum verdict_word {
    VERDICT_REACHED, // >= 0.9
    VERDICT_LIKELY,  // >= 0.5
    VERDICT_AT_RISK, // >= 0.1
    VERDICT_MISSED,  // less
};

/// One target at one date. Texts are owned by the verdict.
struct verdict_row {
    char *id;
    char date[11]; // YYYY-MM-DD
    double goal;   // in `unit`
    char *unit;
    char *basis, *basis_zh; // the counting rule; "" if none
    char *source;           // of the goal; "" if none
    bool at_most;           // sense <=, else >=
    size_t count;           // replications with a value
    size_t reach_count;
    double p_reach, p_low, p_high; // share of all replications that reach it, and its Wilson 95 % interval
    double p05, p50, p95;          // quantiles of the value (type 7); NaN where no replication has one
    double shortfall;     // mean of the miss, zero where reached; NaN where no replication has a value
    char *binding;        // most frequent cause over the misses, the first on a tie; null if there is none
    double binding_share; // of all misses, 0..1
};

/// An estimated input on which a target rests: |rho| of 0.15 at least, and larger than chance explains. The bound is one for
/// all estimated inputs together (stats_rho_by_chance): of targets that have to do with none of them, however many they are,
/// fewer than 1 in 20 names any. Antithetic pairs can make rho's spread larger by up to sqrt(2), where the values of a pair are
/// opposite: then the number of replications that it goes by is that of pairs.
struct verdict_estimate {
    size_t row;   // of the target
    char *input;  // its path in the scenario
    char *source; // why it is an estimate; "" if none
    char *shock;  // that it follows; "" for none
    size_t also;  // further inputs that follow the same shock and are as telling: they are not named again
    double rho;   // Spearman's, of input and value, over the replications
};

struct verdict {
    char *scenario, *scenario_zh; // title; the Chinese one "" if there is none
    char *version;                // of the program that wrote the file
    char *command;                // that made it
    uint64_t seed;
    size_t replications;
    bool is_antithetic; // they are in pairs
    char *until;        // "" unless the run was to stop at some precision: what, estimate and half-width
    bool until_met;     // it did
    bool has_events;
    int64_t events; // in all replications
    struct verdict_row *rows;
    size_t row_count;
    struct verdict_estimate *estimates; // by row, then by falling |rho|
    size_t estimate_count;
};

/// Judges the targets of a file, if it has any. Fault 65: what schema.h lists for targets is missing, of another
/// shape, or without meaning. A file without inputs gives no estimates.
enum sim_status verdict_create(struct load *load, struct verdict **out, struct sim_error *error);

/// Null is allowed.
void verdict_destroy(struct verdict *verdict);

enum verdict_word verdict_word(const struct verdict_row *row);

/// Whether a value reaches the row's goal; never for NaN.
bool verdict_reaches(const struct verdict_row *row, double value);

/// "reached", "likely", "at_risk", "missed": its key in the table of strings.
const char *verdict_word_key(enum verdict_word word);

/// The word in a language.
const char *verdict_word_text(enum verdict_word word, enum strings_language language);

/// The object of `--json`; a new reference. wall_s: seconds that the run took, NaN if unknown. Statistics have 6 significant
/// digits and are always reals, a goal without fraction is an integer, NaN is null. A seed above 2^63 - 1, which no JSON
/// integer of jansson can hold, is a string. Print with VERDICT_JSON_FLAGS.
json_t *verdict_json(const struct verdict *verdict, double wall_s);

/// Prints the targets for people. colours: false on anything but a terminal that wants them.
void verdict_print(const struct verdict *verdict, FILE *stream, bool colours, enum strings_language language);

/// Prints the estimates that the targets rest on most, each target's at its last date alone: what a target rests on in one year
/// it rests on in the next. Nothing if there are none.
void verdict_print_estimates(const struct verdict *verdict, FILE *stream, bool colours,
                             enum strings_language language);
