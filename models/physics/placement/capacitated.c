#include "models/physics/placement/capacitated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/placement/assign.h"
#include "models/physics/placement/knapsack.h"
#include "models/physics/placement/multipliers.h"
#include "sim/memory.h"

/// Steps without a better value after which they are shortened, by what, and the shortest.
#define PATIENCE   15
#define SHORTER    0.7
#define STEP_LEAST 0.005
/// Steps at a node of the tree.
#define NODE_STEPS 40
/// Answers made of the bound's choices: every so many steps.
#define ANSWER_EVERY 25
/// Kicks of the budget for one of this search, which is dearer than others.
#define KICKS_SHARE 20

enum { MAY_OPEN = 1, MAY_CLOSE = 2 };

/// A bound under way. A node of the tree is its masks and forbidden entries.
struct capacity {
    struct placement_solver *solver;
    const struct placement_rows *rows;
    uint8_t *mask;                // [site]
    bool *is_forbidden;           // [column entry]
    bool *must_be_served;         // [client] leaving it unserved is forbidden
    double *u, *best, *direction; // [client]
    double *value, *gap_key;      // [site]
    bool *is_taken;               // [column entry] of the last evaluation
    int8_t *choice;               // [site] 0: open
    double lambda, lambda_low, lambda_high, bound;
    struct placement_item *items;           // [client] scratch
    struct placement_assignment assignment; // scratch
    int32_t *assigned;                      // [client] of the best answer
    double *average;                        // [site]
    double open_bound, entries_left;
    int64_t nodes;
};

// --- The bound ----------------------------------------------------------------------------------------------------

static void value_site(struct capacity *of, int64_t j)
{
    const struct placement_rows *rows = of->rows;
    int64_t count = 0, capacity = rows->problem->capacity[j];
    for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
        int32_t i = rows->column[e].row;
        double gain = of->u[i] - (double)(rows->weight[i] * rows->column[e].distance);
        of->is_taken[e] = false;
        if (gain > 0 && !of->is_forbidden[e] && rows->problem->demand[i] <= capacity)
            of->items[count++] = (struct placement_item){gain, rows->problem->demand[i],
                                                         (int32_t)(e - rows->column_start[j]), false};
    }
    double bound;
    placement_knapsack(of->items, count, capacity, &bound);
    of->value[j] = (double)rows->charge[j] - bound;
    for (int64_t k = 0; k < count; k++)
        of->is_taken[rows->column_start[j] + (size_t)of->items[k].index] = of->items[k].is_taken;
    of->entries_left -= (double)(rows->column_start[j + 1] - rows->column_start[j]) + 20.0 * (double)count;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/// Chooses sites. False: the masks do not allow the target.
static bool choose(struct capacity *of)
{
    int64_t m = of->rows->site_count, target = of->rows->problem->target[0];
    of->lambda = of->lambda_low = of->lambda_high = 0;
    if (target >= 0) {
        for (int64_t j = 0; j < m; j++)
            of->gap_key[j] = of->mask[j] == MAY_OPEN    ? -INFINITY
                             : of->mask[j] == MAY_CLOSE ? INFINITY
                                                        : of->value[j];
        qsort(of->gap_key, (size_t)m, sizeof(double), ascending);
        double low = of->gap_key[target - 1], high = target < m ? of->gap_key[target] : INFINITY;
        if (low == INFINITY || high == -INFINITY)
            return false;
        low = low == -INFINITY ? (high == INFINITY ? 0 : high) : low;
        high = high == INFINITY ? low : high;
        of->lambda_low = low, of->lambda_high = high, of->lambda = 0.5 * (low + high);
    }
    of->bound = of->lambda * (double)(target > 0 ? target : 0);
    for (int64_t j = 0; j < m; j++) {
        bool opens = of->mask[j] == MAY_OPEN || (of->mask[j] & MAY_OPEN && of->value[j] < of->lambda);
        of->choice[j] = !opens;
        of->bound += opens ? of->value[j] - of->lambda : 0;
    }
    return true;
}

static bool evaluate(struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    for (int64_t j = 0; j < rows->site_count; j++)
        if (of->mask[j] & MAY_OPEN)
            value_site(of, j);
    if (!choose(of))
        return false;
    for (int64_t i = 0; i < rows->row_count; i++)
        of->bound += of->u[i];
    return true;
}

/// How often each client is served too little by the choice (negative: too much). True: each is served once.
static bool find_gradient(const struct capacity *of, double *gradient)
{
    const struct placement_rows *rows = of->rows;
    bool is_met = true;
    for (int64_t i = 0; i < rows->row_count; i++)
        gradient[i] = 1;
    for (int64_t j = 0; j < rows->site_count; j++)
        for (size_t e = rows->column_start[j]; of->choice[j] == 0 && e < rows->column_start[j + 1]; e++)
            if (of->is_taken[e])
                gradient[rows->column[e].row] -= 1;
    for (int64_t i = 0; i < rows->row_count; i++)
        is_met = is_met && gradient[i] == 0;
    return is_met;
}

static void clip(struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    for (int64_t i = 0; i < rows->row_count; i++) {
        double most = (double)rows->weight[i] * rows->tail[i];
        // Where it must be served by one of its sites there is no limit, but for the sums' sake.
        if (of->must_be_served[i])
            most = ldexp(1, 58) / (double)rows->row_count;
        of->u[i] = of->u[i] < 0 ? 0 : of->u[i] > most ? most : of->u[i];
    }
}

/// Takes an answer of the assignment over.
static void accept(struct capacity *of)
{
    struct placement_solver *solver = of->solver;
    const struct placement_problem *problem = of->rows->problem;
    struct placement_assignment *found = &of->assignment;
    if (!found->is_complete || (solver->has_answer && found->cost >= solver->cost))
        return;
    struct placement_state state;
    placement_state_init(&state, of->rows);
    for (int64_t j = 0; j < problem->site_count; j++)
        if (found->period[j] == 0)
            placement_state_set(&state, j, 0);
    if (placement_state_is_lawful(&state)) {
        solver->has_answer = true;
        solver->cost = found->cost;
        memcpy(solver->period, found->period, (size_t)problem->site_count);
        memcpy(of->assigned, found->site, sizeof(int32_t) * (size_t)problem->client_count);
    }
    placement_state_clear(&state);
}

/// An answer with the sites of the choice; then each site gives way to a better one for its own clients while that helps.
static void try_sites(struct capacity *of, const int8_t *period)
{
    const struct placement_rows *rows = of->rows;
    int64_t m = rows->site_count;
    int8_t *trial = sim_memory_new((size_t)m, 1, "an answer");
    memcpy(trial, period, (size_t)m);
    for (int64_t cost = INT64_MAX;;) {
        placement_assignment_make(&of->assignment, trial);
        accept(of);
        if (of->assignment.cost >= cost)
            break;
        cost = of->assignment.cost;
        bool *is_used = sim_memory_new((size_t)m, sizeof(bool), "an answer");
        int64_t *of_site = sim_memory_new((size_t)m, sizeof(int64_t), "an answer"),
                *load = sim_memory_new((size_t)m, sizeof(int64_t), "an answer");
        for (int64_t j = 0; j < m; j++)
            is_used[j] = trial[j] == 0;
        for (int64_t open = 0; open < m; open++) {
            if (of->assignment.period[open] != 0 || rows->problem->is_existing[open])
                continue;
            // What the site's clients would cost at every other one.
            int64_t demand = 0, clients = 0, best = open;
            memset(of_site, 0, sizeof(int64_t) * (size_t)m);
            memset(load, 0, sizeof(int64_t) * (size_t)m);
            for (int64_t i = 0; i < rows->row_count; i++) {
                if (of->assignment.site[i] != open)
                    continue;
                demand += rows->problem->demand[i];
                clients++;
                for (size_t e = rows->start[i]; e < rows->start[i + 1]; e++) {
                    of_site[rows->site[e]] += rows->weight[i] * rows->distance[e];
                    load[rows->site[e]]++;
                }
            }
            for (int64_t j = 0; j < m; j++)
                if (!is_used[j] && !rows->problem->is_vetoed[j] && load[j] == clients &&
                    rows->problem->capacity[j] >= demand &&
                    rows->problem->county[j] == rows->problem->county[open] &&
                    of_site[j] + rows->charge[j] < of_site[best] + rows->charge[best])
                    best = j;
            trial[open] = 1;
            trial[best] = 0;
            is_used[best] = true;
        }
        free(is_used);
        free(of_site);
        free(load);
    }
    free(trial);
}

/// The answer that the relaxation itself gives, where it serves each client once.
static void take_relaxed(struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    struct placement_assignment *found = &of->assignment;
    memcpy(found->period, of->choice, (size_t)rows->site_count);
    found->cost = 0;
    found->is_complete = true;
    for (int64_t j = 0; j < rows->site_count; j++) {
        if (of->choice[j] != 0)
            continue;
        found->cost += rows->charge[j];
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++)
            if (of->is_taken[e]) {
                found->site[rows->column[e].row] = (int32_t)j;
                found->cost += rows->weight[rows->column[e].row] * rows->column[e].distance;
            }
    }
    accept(of);
}

/// Cost to beat; without an answer, more than any can cost.
static double upper_of(const struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    if (of->solver->has_answer)
        return (double)of->solver->cost;
    double most = placement_rows_most(rows) + 2;
    for (int64_t i = 0; i < rows->row_count && rows->problem->unserved >= 0; i++)
        most += (double)rows->weight[i] * rows->tail[i];
    return most;
}

static double enough(const struct capacity *of)
{
    return upper_of(of) - 1 + 1e-6;
}

static bool climb(struct capacity *of, int64_t steps, double length, bool make_answers)
{
    int64_t n = of->rows->row_count, since = 0;
    double *gradient = sim_memory_new((size_t)n, sizeof(double), "a subgradient");
    bool is_possible = evaluate(of);
    double best = of->bound;
    memcpy(of->best, of->u, sizeof(double) * (size_t)n);
    memset(of->direction, 0, sizeof(double) * (size_t)n);
    for (int64_t step = 0; is_possible && step < steps && best <= enough(of) && length > STEP_LEAST; step++) {
        if (find_gradient(of, gradient))
            take_relaxed(of);
        double norm = 0;
        for (int64_t i = 0; i < n; i++) {
            of->direction[i] = step == 0 ? gradient[i] : 0.4 * gradient[i] + 0.6 * of->direction[i];
            norm += of->direction[i] * of->direction[i];
        }
        double room = upper_of(of) - of->bound;
        if (norm < 1e-12 || room <= 0)
            break;
        for (int64_t i = 0; i < n; i++)
            of->u[i] += length * room / norm * of->direction[i];
        clip(of);
        is_possible = evaluate(of);
        of->solver->result->bound_steps++;
        for (int64_t j = 0; j < of->rows->site_count; j++)
            of->average[j] += 0.08 * ((of->choice[j] == 0) - of->average[j]);
        if (make_answers && step % ANSWER_EVERY == 0)
            try_sites(of, of->choice);
        if (of->bound > best) {
            since = of->bound > best + 1e-3 * room ? 0 : since + 1;
            best = of->bound;
            memcpy(of->best, of->u, sizeof(double) * (size_t)n);
        } else if (++since >= PATIENCE) {
            since = 0;
            length *= SHORTER;
            memcpy(of->u, of->best, sizeof(double) * (size_t)n);
            evaluate(of);
        }
        if (step % 16 == 0 && !placement_solver_go_on(of->solver, "bound"))
            break;
    }
    memcpy(of->u, of->best, sizeof(double) * (size_t)n);
    free(gradient);
    return is_possible && evaluate(of);
}

// --- The tree -----------------------------------------------------------------------------------------------------

/// Takes away what reduced costs exclude. False: a site or client has nothing left.
static bool fix(struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    double most = enough(of);
    for (int64_t j = 0; j < rows->site_count; j++) {
        if (!(of->mask[j] & MAY_OPEN))
            continue;
        double to_open = of->choice[j] == 0 ? 0 : of->value[j] - of->lambda_low,
               to_close = of->choice[j] == 0 ? of->lambda_high - of->value[j] : 0;
        if (of->rows->problem->target[0] < 0)
            to_open = of->choice[j] == 0 ? 0 : of->value[j],
            to_close = of->choice[j] == 0 ? -of->value[j] : 0;
        if ((of->mask[j] & MAY_CLOSE) && of->bound + to_open > most)
            of->mask[j] &= (uint8_t)~MAY_OPEN;
        else if ((of->mask[j] & MAY_CLOSE) && of->bound + to_close > most)
            of->mask[j] &= (uint8_t)~MAY_CLOSE;
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
            int32_t i = rows->column[e].row;
            double dearer = (double)(rows->weight[i] * rows->column[e].distance) - of->u[i];
            if (of->bound + to_open + (dearer > 0 ? dearer : 0) > most)
                of->is_forbidden[e] = true;
        }
    }
    return true;
}

/// Sites that a client may still go to.
static int64_t options_of(const struct capacity *of, int64_t client, size_t *first)
{
    const struct placement_rows *rows = of->rows;
    int64_t options = 0;
    for (size_t e = rows->start[client]; e < rows->start[client + 1]; e++) {
        int32_t j = rows->site[e];
        if (!(of->mask[j] & MAY_OPEN))
            continue;
        // The column of a site is in order of clients.
        size_t low = rows->column_start[j], high = rows->column_start[j + 1];
        while (high - low > 1) {
            size_t middle = low + (high - low) / 2;
            if (rows->column[middle].row <= client)
                low = middle;
            else
                high = middle;
        }
        if (of->is_forbidden[low])
            continue;
        if (options++ == 0)
            *first = low;
    }
    return options;
}

static void visit(struct capacity *of);

/// A child, from the state of here, which is put back.
static void visit_child(struct capacity *of, void (*change)(struct capacity *of, int64_t what, size_t entry),
                        int64_t what, size_t entry)
{
    const struct placement_rows *rows = of->rows;
    size_t n = (size_t)rows->row_count, m = (size_t)rows->site_count, entries = rows->start[n];
    char *kept = sim_memory_new(n * (sizeof(double) + 1) + m + entries, 1, "a node");
    char *masks = kept + n * sizeof(double), *forbidden = masks + m, *served = forbidden + entries;
    memcpy(kept, of->u, n * sizeof(double));
    memcpy(masks, of->mask, m);
    memcpy(forbidden, of->is_forbidden, entries);
    memcpy(served, of->must_be_served, n);
    change(of, what, entry);
    visit(of);
    memcpy(of->u, kept, n * sizeof(double));
    memcpy(of->mask, masks, m);
    memcpy(of->is_forbidden, forbidden, entries);
    memcpy(of->must_be_served, served, n);
    free(kept);
}

static void open_site(struct capacity *of, int64_t site, size_t entry)
{
    (void)entry;
    of->mask[site] = MAY_OPEN;
}

static void close_site(struct capacity *of, int64_t site, size_t entry)
{
    (void)entry;
    of->mask[site] = MAY_CLOSE;
}

/// A client goes to the site of an entry, and nowhere else.
static void bind_client(struct capacity *of, int64_t client, size_t entry)
{
    const struct placement_rows *rows = of->rows;
    for (int64_t j = 0; j < rows->site_count; j++)
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++)
            if (rows->column[e].row == client && e != entry)
                of->is_forbidden[e] = true;
    of->must_be_served[client] = true;
}

static void bar_client(struct capacity *of, int64_t client, size_t entry)
{
    (void)client;
    of->is_forbidden[entry] = true;
}

/// Everything is decided: the assignment is what it is.
static void visit_leaf(struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    struct placement_assignment *found = &of->assignment;
    memcpy(found->left, rows->problem->capacity, sizeof(int64_t) * (size_t)rows->site_count);
    found->cost = 0;
    found->is_complete = true;
    for (int64_t j = 0; j < rows->site_count; j++) {
        found->period[j] = of->mask[j] != MAY_OPEN;
        found->cost += found->period[j] == 0 ? rows->charge[j] : 0;
    }
    for (int64_t i = 0; i < rows->row_count; i++) {
        size_t entry = 0;
        int64_t options = options_of(of, i, &entry);
        found->site[i] = PLACEMENT_NONE;
        if (options == 0) {
            found->cost += rows->weight[i] * rows->tail[i];
            found->is_complete = found->is_complete && rows->problem->unserved >= 0;
            continue;
        }
        int64_t j = 0;
        while (rows->column_start[j + 1] <= entry)
            j++;
        found->site[i] = (int32_t)j;
        found->left[j] -= rows->problem->demand[i];
        found->cost += rows->weight[i] * rows->column[entry].distance;
        found->is_complete = found->is_complete && found->left[j] >= 0;
    }
    accept(of);
}

/// The undecided site whose steps were most divided; PLACEMENT_NONE: all are decided.
static int64_t pick_site(const struct capacity *of)
{
    int64_t best = PLACEMENT_NONE;
    double best_score = -1;
    for (int64_t j = 0; j < of->rows->site_count; j++) {
        double score = of->average[j] < 0.5 ? of->average[j] : 1 - of->average[j];
        if (of->mask[j] == (MAY_OPEN | MAY_CLOSE) && score > best_score)
            best_score = score, best = j;
    }
    return best;
}

/// The undecided client with most demand; PLACEMENT_NONE: all are decided.
static int64_t pick_client(const struct capacity *of, size_t *entry)
{
    int64_t best = PLACEMENT_NONE;
    for (int64_t i = 0; i < of->rows->row_count; i++) {
        size_t first = 0;
        int64_t options = options_of(of, i, &first);
        bool is_open = options > 1 || (options == 1 && !of->must_be_served[i]);
        if (is_open && (best < 0 || of->rows->problem->demand[i] > of->rows->problem->demand[best]))
            best = i, *entry = first;
    }
    return best;
}

static void visit(struct capacity *of)
{
    if (of->entries_left <= 0 || !placement_solver_go_on(of->solver, "tree")) {
        if (evaluate(of))
            of->open_bound = of->bound < of->open_bound ? of->bound : of->open_bound;
        return;
    }
    of->nodes++;
    if (!climb(of, NODE_STEPS, 0.5, false) || of->bound > enough(of))
        return;
    if (of->nodes % 4 == 0)
        try_sites(of, of->choice);
    fix(of);
    if (!evaluate(of) || of->bound > enough(of))
        return;
    for (int64_t i = 0; i < of->rows->row_count; i++) {
        size_t entry;
        if (of->must_be_served[i] && options_of(of, i, &entry) == 0)
            return;
    }
    int64_t site = pick_site(of);
    if (site >= 0) {
        bool open_first = of->average[site] >= 0.5;
        visit_child(of, open_first ? open_site : close_site, site, 0);
        visit_child(of, open_first ? close_site : open_site, site, 0);
        return;
    }
    size_t entry = 0;
    int64_t client = pick_client(of, &entry);
    if (client < 0) {
        visit_leaf(of);
        return;
    }
    visit_child(of, bind_client, client, entry);
    visit_child(of, bar_client, client, entry);
}

// --- The whole ----------------------------------------------------------------------------------------------------

static void init(struct capacity *of, struct placement_solver *solver)
{
    const struct placement_rows *rows = &solver->rows;
    size_t n = (size_t)rows->row_count, m = (size_t)rows->site_count, entries = rows->start[n];
    *of = (struct capacity){.solver = solver,
                            .rows = rows,
                            .open_bound = INFINITY,
                            .entries_left = 1e6 * (double)solver->options->tree_entries};
    double **of_client[] = {&of->u, &of->best, &of->direction},
           **of_site[] = {&of->value, &of->gap_key, &of->average};
    for (size_t k = 0; k < 3; k++) {
        *of_client[k] = sim_memory_new(n, sizeof(double), "a bound");
        *of_site[k] = sim_memory_new(m, sizeof(double), "a bound");
    }
    of->mask = sim_memory_new(m, 1, "a bound");
    of->choice = sim_memory_new(m, 1, "a bound");
    of->is_forbidden = sim_memory_new(entries, sizeof(bool), "a bound");
    of->is_taken = sim_memory_new(entries, sizeof(bool), "a bound");
    of->must_be_served = sim_memory_new(n, sizeof(bool), "a bound");
    of->items = sim_memory_new(n, sizeof(*of->items), "a bound");
    of->assigned = sim_memory_new(n, sizeof(int32_t), "an answer");
    placement_assignment_init(&of->assignment, rows);
    for (size_t j = 0; j < m; j++)
        of->mask[j] = rows->problem->is_vetoed[j]     ? MAY_CLOSE
                      : rows->problem->is_existing[j] ? MAY_OPEN
                                                      : MAY_OPEN | MAY_CLOSE;
    for (size_t i = 0; i < n; i++) {
        size_t length = rows->start[i + 1] - rows->start[i];
        int64_t open = rows->problem->target[0] > 0 ? rows->problem->target[0] : 4;
        size_t at = (size_t)((int64_t)length / open);
        of->must_be_served[i] = rows->problem->unserved < 0;
        if (length > 0)
            of->u[i] = 1.2 * (double)rows->weight[i] *
                       rows->distance[rows->start[i] + (at < length ? at : length - 1)];
    }
}

static void clear(struct capacity *of)
{
    void *arrays[] = {
        of->u,      of->best,         of->direction, of->value,          of->gap_key, of->average, of->mask,
        of->choice, of->is_forbidden, of->is_taken,  of->must_be_served, of->items,   of->assigned};
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
        free(arrays[i]);
    placement_assignment_clear(&of->assignment);
}

/// Writes the root's multipliers down and takes their bound in whole numbers.
static void keep_bound(struct capacity *of)
{
    const struct placement_rows *rows = of->rows;
    struct placement_result *result = of->solver->result;
    struct placement_bound bound;
    placement_bound_init(&bound, rows);
    memcpy(bound.u, of->u, sizeof(double) * (size_t)rows->row_count);
    bound.lambda[0] = rows->problem->target[0] >= 0 ? of->lambda : 0;
    placement_multipliers_take(&bound, of->solver->share, &result->multipliers);
    placement_bound_clear(&bound);
    struct placement_multipliers *multipliers = &result->multipliers;
    size_t n = (size_t)rows->row_count;
    placement_wide value = 0;
    int64_t scale = multipliers->scale, *gain = sim_memory_new(n, sizeof(int64_t), "a bound"),
            *size = sim_memory_new(n, sizeof(int64_t), "a bound");
    for (size_t i = 0; i < n; i++)
        value += multipliers->row[i];
    if (rows->problem->target[0] >= 0)
        value += (placement_wide)multipliers->target[0] * rows->problem->target[0];
    for (int64_t j = 0; j < rows->site_count; j++) {
        int64_t count = 0;
        for (size_t e = rows->column_start[j]; e < rows->column_start[j + 1]; e++) {
            int32_t i = rows->column[e].row;
            int64_t cost = rows->weight[i] * rows->column[e].distance;
            if (cost > multipliers->row[i] / scale || rows->problem->demand[i] > rows->problem->capacity[j])
                continue;
            gain[count] = multipliers->row[i] - cost * scale;
            size[count++] = rows->problem->demand[i];
        }
        placement_wide site = (placement_wide)rows->charge[j] * scale - multipliers->target[0] -
                              placement_knapsack_whole(gain, size, count, rows->problem->capacity[j]);
        if (!rows->problem->is_vetoed[j] && (site < 0 || rows->problem->is_existing[j]))
            value += site;
    }
    free(gain);
    free(size);
    int64_t lower = placement_wide_ceil(value, scale);
    result->multiplier_bound = lower > 0 ? lower : 0;
    of->solver->lower = result->multiplier_bound;
}

/// Kicks: some open sites of the best answer change places with others nearby.
static void kick(struct capacity *of, int64_t kicks)
{
    struct placement_solver *solver = of->solver;
    const struct placement_rows *rows = of->rows;
    struct sim_rng rng = sim_rng_named(solver->options->seed, "capacitated search", 0, 0, 0);
    int8_t *trial = sim_memory_new((size_t)rows->site_count, 1, "an answer");
    for (int64_t k = 0; k < kicks && solver->has_answer && solver->cost > solver->lower; k++) {
        if (!placement_solver_go_on(solver, "search"))
            break;
        memcpy(trial, solver->period, (size_t)rows->site_count);
        for (uint64_t swaps = 1 + sim_rng_bits(&rng) % 2; swaps > 0; swaps--) {
            uint64_t row = sim_rng_bits(&rng) % (uint64_t)rows->row_count,
                     length = rows->start[row + 1] - rows->start[row];
            if (length == 0)
                continue;
            int32_t in = rows->site[rows->start[row] + sim_rng_bits(&rng) % (length < 40 ? length : 40)];
            size_t e = rows->start[row];
            while (e < rows->start[row + 1] && trial[rows->site[e]] != 0)
                e++;
            if (e == rows->start[row + 1] || trial[in] == 0 || rows->problem->is_vetoed[in] ||
                rows->problem->is_existing[rows->site[e]])
                continue;
            trial[rows->site[e]] = 1;
            trial[in] = 0;
        }
        try_sites(of, trial);
        solver->result->kicks++;
    }
    free(trial);
}

void placement_solve_capacitated(struct placement_solver *solver)
{
    struct capacity of;
    struct placement_result *result = solver->result;
    placement_rows_build(solver->problem, PLACEMENT_NONE, &solver->rows);
    init(&of, solver);
    double before_s = placement_now_s();
    double tree_entries = of.entries_left;
    bool is_possible = climb(&of, solver->options->bound_steps, 1.0, true);
    if (is_possible && solver->has_answer && !solver->is_stopped)
        is_possible = climb(&of, solver->options->bound_steps, 0.7, true);
    if (is_possible)
        keep_bound(&of);
    result->bound_s = placement_now_s() - before_s;
    before_s = placement_now_s();
    kick(&of, solver->options->kicks / KICKS_SHARE);
    result->search_s = placement_now_s() - before_s;
    before_s = placement_now_s();
    of.entries_left = tree_entries;
    if (is_possible)
        visit(&of);
    result->tree_s = placement_now_s() - before_s;
    result->tree_nodes = of.nodes;
    if (of.open_bound == INFINITY) {
        solver->is_exhausted = true;
        if (solver->has_answer)
            solver->lower = solver->cost;
    } else {
        int64_t lower = (int64_t)ceil(of.open_bound - 1e-6 - 1e-11 * fabs(of.open_bound));
        lower = solver->has_answer && lower > solver->cost ? solver->cost : lower;
        solver->lower = lower > solver->lower ? lower : solver->lower;
    }
    for (int64_t i = 0; i < solver->problem->client_count && solver->has_answer; i++)
        result->assignment[i] = of.assigned[i];
    clear(&of);
    placement_rows_clear(&solver->rows);
}
