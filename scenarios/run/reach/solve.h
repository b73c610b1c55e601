/// The inverse question: which point, at least cost, has its targets reached together with probability p?
///
/// A replication at a point leaves a margin for each target: by how much it is reached, relative, negative where it is
/// missed. Replication r draws the same random numbers at all points of the search (common random numbers). The probability
/// is a step function of the point; what the search looks at instead is the quantile of the worst target's margin that must
/// not be negative for the probability to be p, which is smooth and has a slope everywhere.
///
///     screening     nothing, each axis alone at its end, all of them together, all but one of them. An axis that changes no
///                   digit of the first few replications alone, and next to nothing beside all others, has no effect; one
///                   that moves margins by next to nothing in both places has hardly any. Neither is searched over
///     search        a surrogate (kriging.h) of all replications; the cheapest point where its quantile is not negative
///                   (cheapest.h) is run, joins the data, and so on until nothing cheaper is left; where the surrogate was
///                   too hopeful, it must promise more
///     pruning       each axis of it, the dearest first, is given up where the point without it will do as well; those that
///                   the surrogate holds for indispensable are not tried
///     verification  the point found is run on other random numbers, more of them, until they have missed too often or all
///                   are done. The search chose it for its own numbers, so it looks better there than it is. By how much
///                   its quantile is worse is what the search must be above in the next round; likewise less, where it was
///                   better; the first round guesses a standard error of the search's own P. What is aimed at is p and a
///                   standard error of the verification more; what holds has p. A point that holds must hold once more: the
///                   first time it was chosen for holding. Each verification has numbers of its own, and one that misses
///                   refutes the point for good
///     left out      each axis of the answer taken back, the others left
///     frontier      of the points that were run, and one for each of a few other probabilities. What of all these is cheaper
///                   than the answer and reaches p by the search's numbers is verified as well
///
/// Why this: a point costs seconds, so a few dozen of them must do, which rules out evolutionary and pattern searches on the
/// model itself; gradients do not exist where racks and dates are whole; a sample average approximation on common random
/// numbers turns the chance constraint into a deterministic one; and replications that share their points can be modelled
/// one by one for the price of one. Sample average approximation of chance constraints: B. Pagnoncelli, S. Ahmed, A. Shapiro,
/// "Sample average approximation method for chance constrained programming", J. Optim. Theory Appl. 142, 2009.
/// What it is not: a proof of optimality.
#pragma once

#include "scenarios/run/reach/axis.h"
#include "sim/status.h"

enum reach_origin {
    REACH_AS_IT_IS,
    REACH_ALONE, // of `axis`
    REACH_ALL,
    REACH_SEARCH,
    REACH_FRONTIER,
    REACH_LEFT_OUT, // of `axis`
    REACH_ORIGIN_COUNT,
};

/// Verifications, at most.
#define REACH_CHECKS_MAX 10

/// What is being done, for who waits.
enum reach_phase {
    REACH_SCREENING,
    REACH_SEARCHING,
    REACH_PRUNING,
    REACH_VERIFYING,
    REACH_LEAVING_OUT,
    REACH_TRACING,
    REACH_PHASE_COUNT,
};

/// What an axis does to the margins of all targets.
enum reach_effect {
    REACH_ACTS,
    REACH_HARDLY,    // less than a hundredth of what all do together, alone and beside all others
    REACH_NO_EFFECT, // none alone, in any digit; and hardly any beside all others
};

struct reach_def {
    struct axes axes;
    size_t targets, replications; // of the search
    size_t verifications;         // replications of a verification
    double p;                     // 0 < p <= 1
    size_t points_max;            // at least axes + 8
    /// Runs replications [first, first + count) of a point into their places; margins: [target][replication], finite.
    /// A status that is not SIM_OK ends all.
    enum sim_status (*run)(void *self, const int *x, size_t first, size_t count, double *margins);
    /// The same on the numbers of a round of verification; margins: [target][verification].
    enum sim_status (*verify)(void *self, const int *x, size_t round, size_t first, size_t count,
                              double *margins);
    /// Whether to stop at once, as an interrupt asks; asked often, by several threads. Null: never.
    bool (*is_stopped)(void *self);
    void *self;
    size_t threads; // of the surrogate's search, >= 1; the answer does not depend on them
};

struct reach_point {
    int *x;
    double cost_cny, p;
    double *margins; // [target][replication]
    enum reach_origin origin;
    size_t axis;
    bool is_inert;   // of ALONE: as nothing in the first replications, taken to be so in all
    bool is_refuted; // by a verification
};

/// A point on numbers that the search has not seen.
struct reach_check {
    size_t point, round;
    size_t hits,
        count; // of all targets together, among so many verifications: fewer than all where they refute it
    double p;
    double *target_p; // [target], alone
};

struct reach {
    struct reach_point *points;
    size_t count, capacity;
    struct reach_check checks[REACH_CHECKS_MAX];
    size_t check_count;
    size_t
        answer; // index of a check: the cheapest that holds, else the one of the greatest p; SIZE_MAX: none was made
    bool is_reached;   // it holds: p or more, twice, on numbers of their own; the second is the check
    bool is_reachable; // p or more somewhere in the search
    enum reach_effect *effects; // [axis]
    enum reach_phase phase;
    size_t phase_done, phase_count; // steps of a phase whose number is known, else 0
};

/// Zero-initialises and fills `reach`; to be cleared whatever is returned.
enum sim_status reach_solve(const struct reach_def *def, struct reach *reach);
void reach_clear(struct reach *reach);

/// The point of the answer; null: none. Before any check: the cheapest that is good enough in the search, else the one of the
/// greatest probability.
const struct reach_point *reach_best(const struct reach_def *def, const struct reach *reach);

/// The point of the search at x, null if it was not run.
const struct reach_point *reach_find(const struct reach_def *def, const struct reach *reach, const int *x);

/// Indices of the points of the search that no other beats in both cost and probability, cheapest first, without those that a
/// verification refuted. Their number.
size_t reach_frontier(const struct reach_def *def, const struct reach *reach, size_t *indices);

/// Worst target's margin of each replication. margins: [target][count]
void reach_join(const double *margins, size_t targets, size_t count, double *worst);

/// How many of so many replications may miss.
size_t reach_misses(size_t count, double p);

/// The margin that is not negative if and only if a share p of them is not. worst: [count], put into another order.
double reach_quantile(double *worst, size_t count, double p);
