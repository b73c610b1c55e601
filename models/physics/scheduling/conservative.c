/// Conservative backfilling: the promises made to all who wait, as a profile of processors in use over time.
///
/// Each waiting job has two steps in the profile, up at its promised start and down at its end; a running one has the step
/// down. Sums up to a step, kept by subtree, tell where enough is free, and where no longer.
#include <math.h>

#include "models/physics/scheduling/parts.h"

static struct treap_link *edge_link(void *self, uint32_t edge)
{
    return &schedule_edge_at(self, edge)->link;
}

/// By time; at one time what is given back before what is taken.
static bool edge_before(void *self, uint32_t a, uint32_t b)
{
    const struct edge *left = schedule_edge_at(self, a), *right = schedule_edge_at(self, b);
    if (left->time_s != right->time_s)
        return left->time_s < right->time_s;
    if ((left->step < 0) != (right->step < 0))
        return left->step < 0;
    return a < b;
}

static void update_edge(void *self, uint32_t node)
{
    struct edge *edge = schedule_edge_at(self, node);
    const struct edge *left = schedule_edge_at(self, edge->link.left),
                      *right = schedule_edge_at(self, edge->link.right);
    int64_t sum = (edge->link.left ? left->sum : 0) + edge->step;
    edge->most = edge->least = sum;
    if (edge->link.left) {
        edge->most = left->most > edge->most ? left->most : edge->most;
        edge->least = left->least < edge->least ? left->least : edge->least;
    }
    if (edge->link.right) {
        edge->most = sum + right->most > edge->most ? sum + right->most : edge->most;
        edge->least = sum + right->least < edge->least ? sum + right->least : edge->least;
    }
    edge->sum = sum + (edge->link.right ? right->sum : 0);
}

static const struct treap edges = {edge_link, edge_before, update_edge};

static uint32_t start_edge(uint32_t job)
{
    return 2 * job;
}

static uint32_t end_edge(uint32_t job)
{
    return 2 * job + 1;
}

static void put_edge(struct schedule *schedule, struct centre *centre, uint32_t edge, double time_s,
                     int64_t step)
{
    struct edge *at = schedule_edge_at(schedule, edge);
    at->time_s = time_s;
    at->step = step;
    centre->edges = treap_insert(&edges, schedule, centre->edges, edge);
}

/// A step of 0 is in no tree.
static void take_edge(struct schedule *schedule, struct centre *centre, uint32_t edge)
{
    struct edge *at = schedule_edge_at(schedule, edge);
    if (at->step == 0)
        return;
    centre->edges = treap_erase(&edges, schedule, centre->edges, edge);
    at->step = 0;
}

/// What is sought of the profile.
struct search {
    struct schedule *schedule;
    int64_t limit; // processors in use, at most
    bool is_over;  // the first step beyond the limit; else the first within
};

/// First step after `after` (0: of all) whose sum answers the search. sum: of all before this subtree.
static uint32_t seek(const struct search *search, uint32_t node, uint32_t after, int64_t sum,
                     int64_t *found_sum)
{
    const struct edge *edge = schedule_edge_at(search->schedule, node);
    if (node == 0 ||
        (search->is_over ? sum + edge->most <= search->limit : sum + edge->least > search->limit))
        return 0;
    int64_t here = sum + edge->step;
    if (edge->link.left)
        here += schedule_edge_at(search->schedule, edge->link.left)->sum;
    if (after && !edge_before(search->schedule, after, node))
        return seek(search, edge->link.right, after, here, found_sum);
    uint32_t found = seek(search, edge->link.left, after, sum, found_sum);
    if (found)
        return found;
    if (search->is_over ? here > search->limit : here <= search->limit) {
        *found_sum = here;
        return node;
    }
    return seek(search, edge->link.right, 0, here, found_sum);
}

/// The earliest time from now on from which the job's processors are free for as long as it says; what it was promised,
/// if there is none before. What it holds already stays in the profile: a start before due_s needs only what is between.
static double earliest_s(struct schedule *schedule, const struct centre *centre, const struct job *job)
{
    struct search search = {schedule, (int64_t)centre->capacity - job->processors, false};
    int64_t sum = centre->busy;
    uint32_t at = 0;
    double start_s = schedule->now_s;
    if (search.limit < 0)
        return job->due_s;
    for (;;) {
        if (sum > search.limit) {
            search.is_over = false;
            at = seek(&search, centre->edges, at, centre->busy, &sum);
            if (at == 0) // a centre that shrank, and all it has promised is beyond it
                return job->due_s;
            start_s = fmax(schedule_edge_at(schedule, at)->time_s, schedule->now_s);
        }
        if (start_s >= job->due_s)
            return job->due_s;
        search.is_over = true;
        at = seek(&search, centre->edges, at, centre->busy, &sum);
        if (at == 0 || schedule_edge_at(schedule, at)->time_s >= fmin(start_s + job->wall_s, job->due_s))
            return start_s;
    }
}

/// Promises a job that holds nothing a start, and puts it among those that wait.
static void promise(struct schedule *schedule, struct centre *centre, uint32_t index, double due_s)
{
    struct job *job = schedule_job_at(schedule, index);
    job->due_s = due_s;
    if (due_s < INFINITY) {
        put_edge(schedule, centre, start_edge(index), due_s, job->processors);
        put_edge(schedule, centre, end_edge(index), due_s + job->wall_s, -(int64_t)job->processors);
    }
    centre->waiting = treap_insert(&schedule_waiting, schedule, centre->waiting, index);
}

void conservative_arrive(struct schedule *schedule, struct centre *centre, uint32_t index)
{
    promise(schedule, centre, index, earliest_s(schedule, centre, schedule_job_at(schedule, index)));
}

void conservative_begin(struct schedule *schedule, struct centre *centre, uint32_t index)
{
    struct job *job = schedule_job_at(schedule, index);
    take_edge(schedule, centre, start_edge(index));
    take_edge(schedule, centre, end_edge(index));
    put_edge(schedule, centre, end_edge(index), job->due_s, -(int64_t)job->processors);
}

void conservative_move(struct schedule *schedule, struct centre *centre, uint32_t index)
{
    const struct job *job = schedule_job_at(schedule, index);
    take_edge(schedule, centre, end_edge(index));
    put_edge(schedule, centre, end_edge(index), job->due_s, -(int64_t)job->processors);
}

void conservative_end(struct schedule *schedule, struct centre *centre, uint32_t index)
{
    take_edge(schedule, centre, end_edge(index));
}

/// First job in the queue's order that is due and has its processors.
static uint32_t first_due(const struct schedule *schedule, uint32_t node, int64_t most)
{
    const struct job *job = schedule_job_at(schedule, node);
    if (node == 0 || job->least_s > schedule->now_s || (int64_t)job->processors_sum > most)
        return 0;
    uint32_t found = first_due(schedule, job->link.left, most);
    if (found)
        return found;
    if (job->due_s <= schedule->now_s && job->processors <= most)
        return node;
    return first_due(schedule, job->link.right, most);
}

/// Takes back a waiting job's promise.
static void withdraw(struct schedule *schedule, struct centre *centre, uint32_t job)
{
    take_edge(schedule, centre, start_edge(job));
    take_edge(schedule, centre, end_edge(job));
}

/// Least sum of the profile's steps before `until_s`; sum: of all before this subtree.
static int64_t least_before(struct schedule *schedule, uint32_t node, double until_s, int64_t sum)
{
    const struct edge *edge = schedule_edge_at(schedule, node);
    if (node == 0)
        return INT64_MAX;
    if (edge->time_s >= until_s)
        return least_before(schedule, edge->link.left, until_s, sum);
    const struct edge *left = schedule_edge_at(schedule, edge->link.left);
    int64_t here = sum + edge->step + (edge->link.left ? left->sum : 0), least = here;
    if (edge->link.left && sum + left->least < least)
        least = sum + left->least;
    int64_t later = least_before(schedule, edge->link.right, until_s, here);
    return later < least ? later : least;
}

/// Most processors that are free at any time before `until_s`.
static int64_t most_free(struct schedule *schedule, const struct centre *centre, double until_s)
{
    int64_t least = least_before(schedule, centre->edges, until_s, centre->busy);
    return (int64_t)centre->capacity - (centre->busy < least ? centre->busy : least);
}

/// What came free: from, until, and most processors at a time.
struct gap {
    double from_s, until_s;
    int64_t most;
};

/// The first job after `after` (0: of all) that might use a gap: one that takes no more, and was to start after its beginning.
static uint32_t next_mover(struct schedule *schedule, uint32_t node, uint32_t after, const struct gap *gap)
{
    const struct job *job = schedule_job_at(schedule, node);
    if (node == 0 || (int64_t)job->processors_sum > gap->most)
        return 0;
    if (after && !schedule_waiting.before(schedule, after, node))
        return next_mover(schedule, job->link.right, after, gap);
    uint32_t found = next_mover(schedule, job->link.left, after, gap);
    if (found)
        return found;
    if (job->processors <= gap->most && job->due_s > gap->from_s)
        return node;
    return next_mover(schedule, job->link.right, 0, gap);
}

/// Moves promises forward into what came free, one after the other in the queue's order. Who moves leaves a gap for others;
/// what they left together is in *left. Jobs behind `last` (0: none) have seen this gap, and need not be looked at while
/// none moves. Returns the last that moved, 0 where none did.
static uint32_t move_forward(struct schedule *schedule, struct centre *centre, struct gap gap, uint32_t last,
                             struct gap *left)
{
    uint32_t at = 0, moved = 0;
    *left = (struct gap){INFINITY, 0, 0};
    gap.most = most_free(schedule, centre, gap.until_s);
    while ((at = next_mover(schedule, centre->waiting, at, &gap)) != 0) {
        const struct job *job = schedule_job_at(schedule, at);
        if (last && moved == 0 && schedule_waiting.before(schedule, last, at))
            break;
        double due_s = job->due_s, earlier_s = earliest_s(schedule, centre, job);
        if (earlier_s >= due_s)
            continue;
        withdraw(schedule, centre, at);
        centre->waiting = treap_erase(&schedule_waiting, schedule, centre->waiting, at);
        promise(schedule, centre, at, earlier_s);
        moved = at;
        left->from_s = fmin(left->from_s, due_s);
        left->until_s = fmax(left->until_s, due_s + job->wall_s);
        gap.from_s = fmin(gap.from_s, due_s);
        gap.until_s = fmax(gap.until_s, due_s + job->wall_s);
        gap.most = most_free(schedule, centre, gap.until_s);
    }
    return moved;
}

/// Until none moves: then each promise begins when something ends, and no clock is needed to start it.
void conservative_forward(struct schedule *schedule, struct centre *centre, double until_s)
{
    struct gap gap = {schedule->now_s, until_s, 0}, left;
    uint32_t last = 0;
    if (until_s <= schedule->now_s)
        return;
    while (centre->waiting && (last = move_forward(schedule, centre, gap, last, &left)) != 0)
        gap = left;
}

void conservative_renew(struct schedule *schedule, struct centre *centre)
{
    for (uint32_t at = treap_first(&schedule_waiting, schedule, centre->waiting); at;
         at = treap_after(&schedule_waiting, schedule, centre->waiting, at)) {
        withdraw(schedule, centre, at);
        schedule_job_at(schedule, at)->due_s = INFINITY;
    }
    // Sums of subtrees in the tree of jobs are not those of the new times: each is put in again.
    for (uint32_t at = treap_first(&schedule_waiting, schedule, centre->waiting); at;
         at = treap_after(&schedule_waiting, schedule, centre->waiting, at)) {
        centre->waiting = treap_erase(&schedule_waiting, schedule, centre->waiting, at);
        promise(schedule, centre, at, earliest_s(schedule, centre, schedule_job_at(schedule, at)));
    }
}

void conservative_start(struct schedule *schedule, struct centre *centre)
{
    uint32_t due;
    while ((due = first_due(schedule, centre->waiting, schedule_free(centre))) != 0)
        schedule_start(schedule, due);
}
