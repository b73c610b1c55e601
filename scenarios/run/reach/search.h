/// A search at work: what the steps of solve.h share. Private to this folder.
#pragma once

#include "scenarios/run/reach/kriging.h"
#include "scenarios/run/reach/solve.h"

/// Replications after which an axis that changed no digit is taken to change none.
#define SEARCH_FIRST 8

struct search {
    const struct reach_def *def;
    struct reach *reach;
    struct kriging **surrogates; // [target]
    bool *is_barred;             // [axis], not searched over
    size_t fitted;               // points that the surrogates know
    double level, least;         // what the quantile at that probability must be, at least
    double *worst;               // [replication], scratch
    double **room;               // [thread]: [target + 1][replication], scratch of the surrogate's search
    enum sim_status status;
};

// ---- points.c
size_t search_find(const struct search *search, const int *x); // SIZE_MAX: not run
/// Runs a point unless it has been; its index, SIZE_MAX where it could not be run. A point of an axis alone that begins as
/// nothing does is not run to its end.
size_t search_run(struct search *search, const int *x, enum reach_origin origin, size_t axis);
/// Quantile of a point's worst margins at a level.
double search_quantile(const struct search *search, size_t point, double level);
/// The cheapest point whose quantile is `least` or more, and was not refuted; SIZE_MAX: none is.
size_t search_cheapest(const struct search *search, double level, double least);
size_t search_surest(const struct search *search, double level);
double search_share(const double *worst, size_t count);
void search_phase(struct search *search, enum reach_phase phase, size_t count);
/// Notes an interrupt; true if there is no use in going on.
bool search_is_over(struct search *search);

// ---- screen.c
void search_screen(struct search *search);

// ---- propose.c
/// Runs the cheapest points that the surrogate believes in, until it knows none that is cheaper than what was run. The
/// answer's index; SIZE_MAX: no point is good enough.
size_t search_level(struct search *search, double level, double least, enum reach_origin origin, int infill);

/// What the surrogate makes of a point: how far its quantile is above `least`.
double search_promise(struct search *search, double level, double least, const int *x);

// ---- prune.c
/// Gives up axes of a point one after the other, the dearest first, where the point without one is good enough as well; without
/// those alone that the surrogate holds for far too much. The last point that is.
size_t search_prune(struct search *search, size_t point, double level, double least);
void search_leave_out(struct search *search);

// ---- confirm.c
/// Verifies a point, a second time where it holds the first time, and takes it as the answer if it is the better one. False
/// where all ends. *least: what the search is to be above from now on.
bool search_confirm(struct search *search, size_t point, double *least, double *flattery);
