/// The clerk of a rank: the one thread that speaks MPI. The rank's work is done by other threads, which never do.
///
///     work's threads  --(lock, condition)-->  clerk  --messages-->  clerk of rank 0, which deals and answers
///
/// So MPI needs no more than MPI_THREAD_FUNNELED, and a rank that computes for an hour still answers. A clerk sleeps between
/// looks: it costs less than a hundredth of a processor. Messages are small and go between rank 0 and the others only:
///
///     ask, done, stop, word, ended  -->  rank 0  -->  give, none, stop, word, end        both: beat
///
/// Each clerk sends a beat every five seconds. A rank that is silent for a minute (SUANLI_SILENCE_S seconds, if that is set) is
/// given up, and all end: a process that is killed or a machine that is lost must not leave the others waiting. Only time in
/// which the listener itself was awake counts, so that a job that is suspended as a whole is not torn apart.
#pragma once

#include "scenarios/run/ranks.h"

struct clerk;

/// rank, count: of MPI_COMM_WORLD, which is initialised.
struct clerk *clerk_create(uint32_t rank, uint32_t count);
void clerk_destroy(struct clerk *clerk);

/// Verbs of ranks.h, with a clerk as `self`.
extern const struct ranks_verbs clerk_verbs;

/// From the work's thread, at its end.
void clerk_end(struct clerk *clerk, int status);

/// Serves until all ranks have ended. Returns rank 0's status, on all of them. Where a rank is lost, or this one was
/// interrupted and its work does not stop in time, does not return: the job ends with 75.
int clerk_serve(struct clerk *clerk);
