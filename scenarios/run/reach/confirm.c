/// Verification: a point on numbers that the search has not seen, and what the search learns from that.
#include <math.h>
#include <stdlib.h>

#include "scenarios/run/reach/search.h"
#include "sim/memory.h"

/// Of two answers that miss, the cheaper one is the better, if its probability is no lower than this.
static const double P_ALIKE = 0.02;
/// After a miss the next round asks for this much more than what was missing.
static const double MORE = 0.25;
/// Parts of a verification; one that has missed too often by the end of a part ends there.
enum { PARTS = 4 };

/// What a search aims at: p and a standard error of a verification, so that a point found is more likely to hold than not.
static double aim(const struct reach_def *def)
{
    return fmin(def->p + sqrt(def->p * (1 - def->p) / (double)def->verifications), 1.0);
}

/// Worst margins of the first `count` of a verification.
static void join_first(const struct reach_def *def, const double *margins, size_t count, double *worst)
{
    for (size_t r = 0; r < count; r++) {
        worst[r] = margins[r];
        for (size_t t = 1; t < def->targets; t++)
            worst[r] = fmin(worst[r], margins[t * def->verifications + r]);
    }
}

/// Runs a verification up to where it is refuted, or to its end. Returns how many replications that took.
static size_t run_parts(struct search *search, size_t point, double *margins, double *worst)
{
    const struct reach_def *def = search->def;
    const struct reach *reach = search->reach;
    size_t count = 0, allowed = reach_misses(def->verifications, def->p);
    for (size_t part = 1; part <= PARTS && !search_is_over(search); part++) {
        size_t end = def->verifications * part / PARTS;
        if (end == count)
            continue;
        search->status =
            def->verify(def->self, reach->points[point].x, reach->check_count, count, end - count, margins);
        count = end;
        join_first(def, margins, count, worst);
        size_t misses = count - (size_t)lround(search_share(worst, count) * (double)count);
        if (misses > allowed)
            break;
    }
    return count;
}

/// Verifies a point; *above: its quantile there, at what the search aims at.
static bool verify(struct search *search, size_t point, double *above)
{
    const struct reach_def *def = search->def;
    struct reach *reach = search->reach;
    double *margins =
        sim_memory_new((def->targets + 1) * def->verifications, sizeof(double), "a verification");
    double *worst = margins + def->targets * def->verifications;
    size_t count = run_parts(search, point, margins, worst);
    if (search->status == SIM_OK) {
        struct reach_check *check = &reach->checks[reach->check_count];
        *check = (struct reach_check){.point = point, .round = reach->check_count, .count = count};
        check->target_p = sim_memory_new(def->targets, sizeof(double), "a verification");
        for (size_t t = 0; t < def->targets; t++)
            check->target_p[t] = search_share(margins + t * def->verifications, count);
        check->p = search_share(worst, count);
        check->hits = (size_t)lround(check->p * (double)count);
        *above = reach_quantile(worst, count, aim(def));
        reach->check_count++;
    }
    free(margins);
    return search->status == SIM_OK;
}

static bool holds(const struct search *search, const struct reach_check *check)
{
    return check->count - check->hits <= reach_misses(search->def->verifications, search->def->p);
}

/// Takes the latest check, of a point that holds or not, as the answer if it is the better one.
static void judge(struct search *search, bool is_confirmed)
{
    struct reach *reach = search->reach;
    size_t latest = reach->check_count - 1;
    const struct reach_check *check = &reach->checks[latest];
    const struct reach_check *best = reach->answer == SIZE_MAX ? NULL : &reach->checks[reach->answer];
    bool is_cheaper = best && reach->points[check->point].cost_cny < reach->points[best->point].cost_cny;
    bool is_alike = best && check->p >= best->p - P_ALIKE;
    bool is_surer = best && (check->point == best->point || check->p > best->p);
    if (!best || (reach->is_reached ? is_confirmed && is_cheaper
                                    : is_confirmed || is_surer || (is_cheaper && is_alike)))
        reach->answer = latest;
    reach->is_reached = reach->is_reached || is_confirmed;
}

/// What the search must be above for a point to hold on other numbers: its numbers flatter by so much, on average over the
/// checks; a miss asks for more than was missing.
static double least_after(struct search *search, size_t point, double above, bool is_good, double *flattery)
{
    double now = search_quantile(search, point, search->def->p) - above;
    *flattery += (now - *flattery) / (double)search->reach->check_count;
    return is_good ? *flattery : fmax(*flattery, now + MORE * fabs(above));
}

bool search_confirm(struct search *search, size_t point, double *least, double *flattery)
{
    struct reach *reach = search->reach;
    for (int time = 0; time < 2 && reach->check_count < REACH_CHECKS_MAX; time++) {
        double above = 0;
        search_phase(search, REACH_VERIFYING, 0);
        if (!verify(search, point, &above))
            return false;
        bool is_good = holds(search, &reach->checks[reach->check_count - 1]);
        judge(search, is_good && time == 1);
        *least = least_after(search, point, above, is_good, flattery);
        reach->points[point].is_refuted = !is_good;
        if (!is_good)
            return true;
    }
    return reach->is_reached;
}
