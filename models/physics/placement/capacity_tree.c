#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/capacity.h"
#include "models/physics/placement/tree.h"
#include "sim/memory.h"

/// Steps at a node of the tree, and their length at first.
#define NODE_STEPS  40
#define NODE_LENGTH 0.5
/// Answers are made at every so many nodes.
#define ANSWER_EVERY 4

double placement_capacity_upper(const struct placement_capacity *of)
{
    const struct placement_rows *rows = of->rows;
    if (of->solver->has_answer)
        return (double)of->solver->cost;
    double most = placement_rows_most(rows) + 2;
    for (int64_t at = 0; at < rows->period_count * rows->row_count && rows->problem->unserved >= 0; at++)
        most += (double)rows->weight[at] * rows->tail[at % rows->row_count];
    return most;
}

static double enough(const struct placement_capacity *of)
{
    return placement_capacity_upper(of) - 1 + 1e-6;
}

/// Forbids clients at sites by reduced costs; masks are fixed before.
static void forbid(struct placement_capacity *of)
{
    const struct placement_rows *rows = of->rows;
    const struct placement_bound *bound = &of->bound;
    int64_t periods = rows->period_count, n = rows->problem->client_count;
    double most = enough(of);
    bool has_window = periods == 1 && rows->problem->target[0] >= 0;
    for (int64_t j = 0; j < rows->site_count; j++) {
        const double *value = bound->site_value + j * (periods + 1);
        double to_open = INFINITY; // until the period at hand
        for (int64_t t = 0; t < periods; t++) {
            if (of->mask[j] >> t & 1)
                to_open = fmin(to_open, value[t] - value[bound->choice[j]]);
            if (to_open == INFINITY)
                continue;
            double more = bound->choice[j] <= t ? 0 : to_open;
            if (has_window && bound->choice[j] > t)
                more += bound->lambda[0] - bound->lambda_low[0];
            const double *u = bound->u + t * rows->row_count;
            const int64_t *weight = rows->weight + t * rows->row_count;
            for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
                int32_t i = rows->column[e].row;
                double dearer = i < n ? (double)(weight[i] * rows->column[e].distance) - u[i] : 0;
                if (i < n && bound->value + more + (dearer > 0 ? dearer : 0) > most)
                    of->packs.is_forbidden[(size_t)t * of->packs.entries + e] = true;
            }
        }
    }
}

/// Entry of a site's column that holds a client. The column is in order of clients.
static size_t entry_of(const struct placement_rows *rows, int32_t site, int64_t client)
{
    size_t low = rows->column_start[site], high = rows->column_start[site + 1];
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (rows->column[middle].row <= client)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/// A client's place in a period that it may still take.
struct place {
    int64_t period, client;
    int32_t site;
    size_t entry; // of the site's column
};

/// Sites that a client may still go to in a period; the first of them goes to `first`.
static int64_t options_of(const struct placement_capacity *of, int64_t t, int64_t client, struct place *first)
{
    const struct placement_rows *rows = of->rows;
    int64_t options = 0;
    for (size_t e = rows->start[client]; e < rows->start[client + 1]; e++) {
        int32_t j = rows->site[e];
        if (!(of->mask[j] & ((2u << t) - 1)))
            continue;
        size_t entry = entry_of(rows, j, client);
        if (!of->packs.is_forbidden[(size_t)t * of->packs.entries + entry] && options++ == 0)
            *first = (struct place){t, client, j, entry};
    }
    return options;
}

// --- Children -----------------------------------------------------------------------------------------------------

/// A client goes to the site of a place, and nowhere else in that period.
static void bind_client(struct placement_capacity *of, const struct place *place)
{
    const struct placement_rows *rows = of->rows;
    bool *is_forbidden = of->packs.is_forbidden + (size_t)place->period * of->packs.entries;
    for (size_t e = rows->start[place->client]; e < rows->start[place->client + 1]; e++)
        if (rows->site[e] != place->site)
            is_forbidden[entry_of(rows, rows->site[e], place->client)] = true;
    of->packs.must_be_served[place->period * rows->problem->client_count + place->client] = true;
}

static void bar_client(struct placement_capacity *of, const struct place *place)
{
    of->packs.is_forbidden[(size_t)place->period * of->packs.entries + place->entry] = true;
}

/// A child, from the state of here, which is put back. Either a site's mask, or a place to bind or to bar.
struct child {
    int64_t site;
    uint16_t mask;
    void (*change)(struct placement_capacity *of, const struct place *place);
    struct place place;
};

static void visit_child(struct placement_capacity *of, const struct child *child)
{
    const struct placement_rows *rows = of->rows;
    size_t periods = (size_t)rows->period_count, clients = periods * (size_t)rows->problem->client_count,
           masks = (size_t)rows->site_count * sizeof(uint16_t), entries = periods * of->packs.entries,
           numbers = of->bound.dimension * sizeof(double);
    char *kept = sim_memory_new(numbers + masks + entries + clients, 1, "a node"),
         *forbidden = kept + numbers + masks;
    memcpy(kept, of->bound.multipliers, numbers);
    memcpy(kept + numbers, of->mask, masks);
    memcpy(forbidden, of->packs.is_forbidden, entries);
    memcpy(forbidden + entries, of->packs.must_be_served, clients);
    if (child->change)
        child->change(of, &child->place);
    else
        of->mask[child->site] = child->mask;
    placement_capacity_visit(of);
    memcpy(of->bound.multipliers, kept, numbers);
    memcpy(of->mask, kept + numbers, masks);
    memcpy(of->packs.is_forbidden, forbidden, entries);
    memcpy(of->packs.must_be_served, forbidden + entries, clients);
    free(kept);
}

/// Everything is decided: the assignment is what it is.
static void visit_leaf(struct placement_capacity *of)
{
    const struct placement_rows *rows = of->rows;
    const struct placement_problem *problem = rows->problem;
    int64_t n = problem->client_count, m = rows->site_count;
    int8_t *period = sim_memory_new((size_t)m, 1, "an answer");
    int64_t *left = sim_memory_new((size_t)m, sizeof(int64_t), "an answer");
    bool fits = true;
    for (int64_t j = 0; j < m; j++)
        while (!(of->mask[j] >> period[j] & 1))
            period[j]++;
    for (int64_t t = 0; t < rows->period_count; t++) {
        memcpy(left, problem->capacity, sizeof(int64_t) * (size_t)m);
        for (int64_t i = 0; i < n; i++) {
            struct place place = {.site = PLACEMENT_NONE};
            options_of(of, t, i, &place);
            of->site[t * n + i] = place.site;
            if (place.site >= 0)
                fits = (left[place.site] -= problem->demand[i]) >= 0 && fits;
        }
    }
    if (fits)
        placement_capacity_offer(of, period);
    free(period);
    free(left);
}

/// The undecided site whose steps were most divided; PLACEMENT_NONE: all are decided.
static int64_t pick_site(const struct placement_capacity *of)
{
    int64_t best = PLACEMENT_NONE;
    double best_score = -1;
    for (int64_t j = 0; j < of->rows->site_count; j++) {
        double share = of->bound.average[j], score = share < 0.5 ? share : 1 - share;
        if ((of->mask[j] & (of->mask[j] - 1)) && score > best_score)
            best_score = score, best = j;
    }
    return best;
}

/// The undecided client with most demand, in the first period that has one. False: all are decided.
static bool pick_client(const struct placement_capacity *of, struct place *place)
{
    int64_t n = of->rows->problem->client_count, most = -1;
    for (int64_t t = 0; t < of->rows->period_count && most < 0; t++)
        for (int64_t i = 0; i < n; i++) {
            struct place first;
            int64_t options = options_of(of, t, i, &first);
            bool is_open = options > 1 || (options == 1 && !of->packs.must_be_served[t * n + i]);
            if (is_open && of->rows->problem->demand[i] > most)
                most = of->rows->problem->demand[i], *place = first;
        }
    return most >= 0;
}

/// True if each site and each client has something left.
static bool has_options(const struct placement_capacity *of)
{
    int64_t n = of->rows->problem->client_count;
    struct place first;
    for (int64_t j = 0; j < of->rows->site_count; j++)
        if (of->mask[j] == 0)
            return false;
    for (int64_t at = 0; at < n * of->rows->period_count; at++)
        if (of->packs.must_be_served[at] && options_of(of, at / n, at % n, &first) == 0)
            return false;
    return true;
}

static void branch(struct placement_capacity *of)
{
    int64_t site = pick_site(of);
    if (site >= 0) {
        uint16_t early = placement_tree_early_half(of->mask[site]),
                 late = (uint16_t)(of->mask[site] & ~early);
        bool early_first = of->bound.average[site] >= 0.5;
        visit_child(of, &(struct child){.site = site, .mask = early_first ? early : late});
        visit_child(of, &(struct child){.site = site, .mask = early_first ? late : early});
        return;
    }
    struct place place;
    if (!pick_client(of, &place)) {
        visit_leaf(of);
        return;
    }
    visit_child(of, &(struct child){.change = bind_client, .place = place});
    visit_child(of, &(struct child){.change = bar_client, .place = place});
}

void placement_capacity_visit(struct placement_capacity *of)
{
    struct placement_bound *bound = &of->bound;
    if (of->entries_left <= 0 || !placement_solver_go_on(of->solver, "tree")) {
        if (placement_bound_evaluate(bound, of->mask))
            of->open_bound = bound->value < of->open_bound ? bound->value : of->open_bound;
        return;
    }
    of->nodes++;
    int64_t entries = bound->entries;
    bool may_be = placement_bound_climb(bound, of->mask, placement_capacity_upper(of), enough(of), NODE_STEPS,
                                        NODE_LENGTH);
    of->entries_left -= (double)(bound->entries - entries);
    if (!may_be || bound->value > enough(of))
        return;
    if (of->nodes % ANSWER_EVERY == 0)
        placement_capacity_try(of, bound->choice);
    placement_bound_fix(bound, of->mask, placement_capacity_upper(of));
    forbid(of);
    if (has_options(of) && placement_bound_evaluate(bound, of->mask) && bound->value <= enough(of))
        branch(of);
}
