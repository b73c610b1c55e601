/// When to stop: "p(compute_eflops@2025) +- 0.01", an estimate that is to be known to a half-width.
///
///     p(ID@DATE) +- H                  probability that a target of the scenario is reached
///     p(SERIES>=VALUE@DATE) +- H       the same of anything (or <=)
///     mean(SERIES@DATE) +- H           mean of a series, in its unit
///     q05(SERIES@DATE) +- H            quantile: q and two digits or more after the point, q05 or q999
///
/// DATE is YYYY-MM-DD, or YYYY for that year's last day. All conditions of a run must hold at once. Intervals have 95 %:
///
///     p        Wilson's, from groups (stats_wilson_groups)
///     mean     Student's t over the means of groups
///     q        values at the levels q -+ 1.96 sqrt(q (1 - q) / n), n what the groups are worth at that level (R. S. Woodruff,
///              "Confidence intervals for medians and other position measures", JASA 47, 1952), rounded outwards
///
/// A group is what is independent of others: a replication, an antithetic pair, a point of a sweep with all its replications.
/// Points of a Sobol sequence, a lattice or a Latin hypercube are spread more evenly than independent ones: their intervals are
/// too wide, on the safe side.
/// Replications without a value miss, and tell nothing of means and quantiles.
///
/// Looks are at fixed numbers of groups (until_boundary), so that where it stops depends on the results alone: on no
/// number of threads, and on no order. An interval is the usual one, as if nobody had looked before, and no wider: stopping at
/// a wanted width, not at a wanted answer, favours no answer, and as the width gets smaller the interval holds what it says
/// (Y. S. Chow, H. Robbins, "On the asymptotic theory of fixed-width sequential confidence intervals for the mean", Ann. Math.
/// Stat. 36, 1965). What the looks cost short of that is in tests/scenarios/test_until.c: of P it is computed exactly, and for
/// half-widths of 0.1 to 0.02 the interval holds P in 95.0 to 95.2 % of cases, as Wilson's does at a fixed number; means and
/// quantiles of normal values are held in 94 to 96 % of a thousand cases. Widening the interval for each look, as trials do
/// that stop at a wanted answer, would take up to twice the replications for that.
#pragma once

#include "scenarios/run/options.h"
#include "scenarios/run/outcome.h"

/// Looks begin at this many groups; below, spreads say too little.
#define UNTIL_FIRST 64
/// The most replications of a run (points of a sweep) with --until where nobody says a number.
#define UNTIL_MOST 10000

enum until_kind { UNTIL_SHARE, UNTIL_MEAN, UNTIL_QUANTILE };

struct until {
    enum until_kind kind;
    int series;     // of series_list
    int64_t time;   // recording date, an index
    bool at_most;   // of a share: <=, else >=
    double goal;    // of a share, in the series' unit
    double level;   // of a quantile, 0..1
    double half;    // wanted
    char name[128]; // "p(compute_eflops@2025-12-31)"
    double *values; // [size], what each run gives: of a share 1 or 0, else the value, NaN where there is none
    size_t capacity; //
};

/// All conditions of a run. Zero-initialise it.
struct untils {
    struct until *items;
    size_t count;
    size_t group; // runs that belong together: see above
    size_t size;  // runs taken so far
};

/// What is known of a condition.
struct until_state {
    double estimate, half; // infinite while there is too little to tell
};

/// Reads all --until options of a run over these dates. All faults are told (64). group: >= 1.
enum sim_status untils_read(struct untils *untils, const struct options *options,
                            const struct province *province, const struct calendar *calendar, size_t group,
                            struct sim_error *error);
void untils_clear(struct untils *untils);

/// Takes the next run. series: [SERIES_COUNT][times].
void untils_take(struct untils *untils, const double *series, size_t times);

/// Number of groups at which to look next after `groups`: UNTIL_FIRST, then an eighth more each time, in steps of
/// UNTIL_FIRST; with doubling: twice as many, as points of a sequence in base 2 want. Never more than `most`.
size_t until_boundary(size_t groups, size_t most, bool is_doubling);

/// Whether all conditions hold at the runs taken so far, of whole groups. states: null, or [count].
bool untils_met(const struct untils *untils, struct until_state *states);

/// "p(compute_eflops@2025-12-31) = 0.112 +- 0.0098 (wanted 0.01)", all conditions; and as the command had them, " --until
/// '...'" each. From malloc.
char *untils_text(const struct untils *untils);
char *untils_command(const struct untils *untils);

/// Attributes of a result file.
struct store;
void untils_store(const struct untils *untils, struct store *store);
