/// How far something has come that people take up or crews build, by laws in which the speed depends on the level alone:
///
///     logistic     dy/dt = rate y (1 - y / ceiling)                           those who have it are copied
///     bass         dy/dt = (start + rate y / ceiling) (ceiling - y)           likewise, and some begin by themselves
///     saturating   dy/dt = rate (ceiling - y)                                 a share on its way to its ceiling
///     build        dy/dt = min(pace, rate y (1 - y / ceiling)), until ceiling    no faster than the crews that build it
///
/// Bass (1969, Management Science 15(5)) holds logistic (start = 0) and saturating (rate = 0). Time is in years. All have
/// closed forms from one level to the next, so that a pace may change on the way. What it is not: a law knows no price, no
/// season and no rival.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum growth_law { GROWTH_LOGISTIC, GROWTH_BASS, GROWTH_SATURATING, GROWTH_BUILD, GROWTH_LAW_COUNT };

extern const char *const growth_law_names[GROWTH_LAW_COUNT + 1];

/// A law with its figures.
struct growth_curve {
    int64_t law;           // enum growth_law
    double ceiling;        // in the unit of the level, > 0
    double rate_per_year;  // > 0
    double start_per_year; // bass: those who begin by themselves, of those who have not; >= 0
    double pace_per_year;  // build: level a year that crews can add, > 0; infinite: no limit
};

/// Level after some time. A level above the ceiling falls towards it, but by `build`, which takes nothing down.
/// @param level  now                     [unit of the level]  > 0
/// @param years  from now                [year]               >= 0
/// Exact but for rounding: 1e-12 of the level.
double growth_step(const struct growth_curve *curve, double level, double years);

/// Speed at a level, [level a year].
double growth_speed(const struct growth_curve *curve, double level);

/// True if crews' pace holds the speed down at a level.
bool growth_is_paced(const struct growth_curve *curve, double level);
