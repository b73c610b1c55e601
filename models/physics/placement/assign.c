#include "models/physics/placement/assign.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/// Clients up to which the most urgent one is sought anew each time, and clients change places.
#define CAREFUL_CLIENTS 2000

void placement_assignment_init(struct placement_assignment *of, const struct placement_rows *rows)
{
    *of = (struct placement_assignment){.rows = rows};
    of->is_open = sim_memory_new((size_t)rows->site_count, sizeof(bool), "an assignment");
    of->site = sim_memory_new((size_t)rows->problem->client_count, sizeof(int32_t), "an assignment");
    of->left = sim_memory_new((size_t)rows->site_count, sizeof(int64_t), "an assignment");
}

void placement_assignment_clear(struct placement_assignment *of)
{
    free(of->is_open);
    free(of->site);
    free(of->left);
    *of = (struct placement_assignment){0};
}

/// Cost of a client at an entry of its row; at the row's end: unserved.
static int64_t cost_at(const struct placement_assignment *of, int64_t client, size_t entry)
{
    const struct placement_rows *rows = of->rows;
    return of->weight[client] *
           (entry < rows->start[client + 1] ? rows->distance[entry] : rows->tail[client]);
}

/// The first entry from `from` on whose site is open and has room; the row's end if none.
static size_t next_fit(const struct placement_assignment *of, int64_t client, size_t from)
{
    const struct placement_rows *rows = of->rows;
    int64_t demand = rows->problem->demand[client];
    while (from < rows->start[client + 1] &&
           (!of->is_open[rows->site[from]] || of->left[rows->site[from]] < demand))
        from++;
    return from;
}

/// The client that loses most if it does not get its best site now.
static int64_t most_urgent(const struct placement_assignment *of, const bool *is_done)
{
    const struct placement_rows *rows = of->rows;
    int64_t best = PLACEMENT_NONE, best_regret = -1;
    for (int64_t i = 0; i < rows->problem->client_count; i++) {
        if (is_done[i])
            continue;
        size_t first = next_fit(of, i, rows->start[i]),
               second = first < rows->start[i + 1] ? next_fit(of, i, first + 1) : first;
        int64_t regret = cost_at(of, i, second) - cost_at(of, i, first);
        if (regret > best_regret ||
            (regret == best_regret && rows->problem->demand[i] > rows->problem->demand[best]))
            best_regret = regret, best = i;
    }
    return best;
}

static void place(struct placement_assignment *of, int64_t client, int32_t site)
{
    if (of->site[client] >= 0)
        of->left[of->site[client]] += of->rows->problem->demand[client];
    of->site[client] = site;
    if (site >= 0)
        of->left[site] -= of->rows->problem->demand[client];
}

/// Cost of a client at a site, or unserved.
static int64_t cost_of(const struct placement_assignment *of, int64_t client, int32_t site)
{
    const struct placement_rows *rows = of->rows;
    size_t e = rows->start[client];
    while (site >= 0 && e < rows->start[client + 1] && rows->site[e] != site)
        e++;
    return cost_at(of, client, site >= 0 ? e : rows->start[client + 1]);
}

/// Moves a client to a nearer site with room, or changes places with a client there. True if it did.
static bool improve_client(struct placement_assignment *of, int64_t client)
{
    const struct placement_rows *rows = of->rows;
    int32_t here = of->site[client];
    int64_t now = cost_of(of, client, here), demand = rows->problem->demand[client];
    for (size_t e = rows->start[client]; e < rows->start[client + 1]; e++) {
        int32_t there = rows->site[e];
        int64_t won = now - cost_at(of, client, e);
        if (won <= 0)
            return false;
        if (!of->is_open[there])
            continue;
        if (of->left[there] >= demand) {
            place(of, client, there);
            return true;
        }
        for (int64_t other = 0;
             rows->problem->client_count <= CAREFUL_CLIENTS && other < rows->problem->client_count; other++) {
            int64_t others = rows->problem->demand[other];
            if (of->site[other] != there || of->left[there] + others < demand ||
                (here >= 0 && of->left[here] + demand < others))
                continue;
            size_t spot = rows->start[other];
            while (here >= 0 && spot < rows->start[other + 1] && rows->site[spot] != here)
                spot++;
            if (here < 0 || spot == rows->start[other + 1])
                continue;
            if (cost_at(of, other, spot) - cost_of(of, other, there) < won) {
                place(of, client, PLACEMENT_NONE);
                place(of, other, here);
                place(of, client, there);
                return true;
            }
        }
    }
    return false;
}

static void price(struct placement_assignment *of)
{
    const struct placement_rows *rows = of->rows;
    of->cost = 0;
    of->is_complete = true;
    for (int64_t i = 0; i < rows->problem->client_count; i++) {
        of->cost += cost_of(of, i, of->site[i]);
        of->is_complete = of->is_complete && (of->site[i] >= 0 || rows->problem->unserved >= 0);
    }
}

void placement_assignment_make(struct placement_assignment *of, const int8_t *period, int64_t t)
{
    const struct placement_rows *rows = of->rows;
    int64_t n = rows->problem->client_count;
    bool *is_done = sim_memory_new((size_t)n, sizeof(bool), "an assignment");
    of->weight = rows->weight + t * rows->row_count;
    for (int64_t j = 0; j < rows->site_count; j++)
        of->is_open[j] = period[j] <= t;
    memcpy(of->left, rows->problem->capacity, sizeof(int64_t) * (size_t)rows->site_count);
    for (int64_t i = 0; i < n; i++)
        of->site[i] = PLACEMENT_NONE;
    for (int64_t done = 0; done < n; done++) {
        int64_t client = n <= CAREFUL_CLIENTS ? most_urgent(of, is_done) : done;
        size_t at = next_fit(of, client, rows->start[client]);
        is_done[client] = true;
        if (at < rows->start[client + 1] &&
            cost_at(of, client, at) <= cost_at(of, client, rows->start[client + 1]))
            place(of, client, rows->site[at]);
    }
    free(is_done);
    for (bool go_on = true; go_on;) {
        go_on = false;
        for (int64_t i = 0; i < n; i++)
            go_on = improve_client(of, i) || go_on;
    }
    price(of);
}
