/// What people take up and crews build to reach them: sites, ports, users, shares, terminals, nodes, one process an indicator.
///
/// An indicator follows a law of physics/growth whose figures are not known: they have beliefs, stated with a source, and are
/// fitted to what was published up to a cut-off (physics/growth_fit), once, before any replication. A replication draws one
/// path: through the published points as near as their rounding says, and on from the last one. Month by month the value is
/// recorded and told to whoever works with what people have taken up.
///
/// Crews build no faster than their pace. Where operators have announced a year's programme by the cut-off, that is the pace
/// of its months after the last point, times what such programmes are overshot by. What it is not: indicators do not wait for
/// each other, and no price acts on them.
#pragma once

#include "models/physics/growth_fit.h"
#include "models/ports.h"

/// What kind of figure a point is.
enum access_kind {
    ACCESS_OBSERVED, // published as measured
    ACCESS_PROXY,    // derived from something else, such as the nation's growth
    ACCESS_ESTIMATE,
    ACCESS_KIND_COUNT,
};

extern const char *const access_kind_names[ACCESS_KIND_COUNT + 1];

/// A published value.
struct access_point {
    int64_t date;
    double value;
    double error_frac; // sigma over the value: its rounding; of a proxy how far it may be off
    int64_t kind;      // enum access_kind
};

/// What operators announced to build.
struct access_programme {
    int64_t announced;       // known from this day on
    int64_t from, to;        // first and last day
    double per_year;         // indicator a year
    double overshoot_factor; // what is built, over what was announced
};

struct access_indicator {
    const char *id; // series that it is
    const char *name;
    int64_t law; // enum growth_law
    double most; // no value reaches it; 0: there is none
    double ceiling,
        ceiling_sigma; // medians, and sigmas of their logarithms (ceiling below `most`: of its logit)
    double rate_per_year, rate_sigma;   //
    double start_per_year, start_sigma; // bass
    double pace_per_year, pace_sigma;   // build: indicator a year
    double wander;                      // on the logarithm (with `most`: logit), per square root of a year
    int64_t never_falls;                // what is built stays
    int64_t is_whole;                   // counted in whole ones
    struct sim_list points, programmes; //
};

struct access_params {
    int64_t cut_off;            // points and programmes known by then are used
    double residents;           // for figures by head
    struct sim_list indicators; // a MAP
};

extern const struct sim_table access_table;
extern const struct sim_kind access_kind; // params: struct access_wire
extern const struct sim_row_type access_row_type, access_curve_row_type;

/// Points of an indicator until the cut-off.
size_t access_point_count(const struct access_indicator *indicator, int64_t cut_off);

/// Fits an indicator to them. There must be one at least.
void access_fit(const struct access_params *given, const struct access_indicator *indicator, int64_t epoch,
                struct growth_fit *fit);

struct access_wire {
    const struct access_params *given;
    const struct access_indicator *indicator;
    int64_t index; // of the indicator
    int64_t epoch_civil_day;
    const struct growth_fit *fit;
    const sim_lp *receivers; // of PORT_ADOPTION
    uint64_t receiver_count;
};

/// An indicator at a month's end.
struct access_row {
    int64_t indicator; // index
    double value;
    int64_t cause; // enum cause: what holds it where it is
};

/// An indicator's law as a replication drew it.
struct access_curve_row {
    int64_t indicator; // index
    double ceiling, rate_per_year;
    double start_per_year; // NaN where the law has none
    double pace_per_year;  // likewise
};
