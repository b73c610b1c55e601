#include "models/physics/latency.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/memory.h"

#define EARTH_RADIUS_KM 6371.0088
#define RAD_PER_DEG     (3.14159265358979323846 / 180)

double latency_great_circle_km(double lat_a_deg, double lon_a_deg, double lat_b_deg, double lon_b_deg)
{
    double lat_a = lat_a_deg * RAD_PER_DEG, lat_b = lat_b_deg * RAD_PER_DEG;
    double north = sin((lat_b - lat_a) / 2), east = sin((lon_b_deg - lon_a_deg) * RAD_PER_DEG / 2);
    double haversine = north * north + cos(lat_a) * cos(lat_b) * east * east;
    return 2 * EARTH_RADIUS_KM * asin(fmin(1, sqrt(haversine)));
}

struct latency_spot latency_spot_of(double lat_deg, double lon_deg)
{
    double lat = lat_deg * RAD_PER_DEG, lon = lon_deg * RAD_PER_DEG;
    return (struct latency_spot){cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)};
}

double latency_spot_km(const struct latency_spot *a, const struct latency_spot *b)
{
    double x = a->x - b->x, y = a->y - b->y, z = a->z - b->z;
    return 2 * EARTH_RADIUS_KM * asin(fmin(1, sqrt(x * x + y * y + z * z) / 2));
}

double latency_one_way_us(const struct latency_rule *rule, double fibre_km, double hops)
{
    return rule->us_per_km * fibre_km + rule->hop_us * hops + rule->equipment_us;
}

double latency_round_trip_us(const struct latency_rule *rule, double fibre_km, double hops)
{
    return 2 * latency_one_way_us(rule, fibre_km, hops);
}

/// Links by node: those of node i are at [first[i], first[i + 1]).
struct graph {
    uint32_t *first, *to, *link;
    double *fibre_km;
};

static struct graph graph_create(uint32_t node_count, const struct latency_link *links, size_t link_count)
{
    struct graph graph = {
        .first = sim_memory_new((size_t)node_count + 1, sizeof(uint32_t), "a network"),
        .to = sim_memory_new(2 * link_count, sizeof(uint32_t), "a network"),
        .link = sim_memory_new(2 * link_count, sizeof(uint32_t), "a network"),
        .fibre_km = sim_memory_new(2 * link_count, sizeof(double), "a network"),
    };
    uint32_t *next = sim_memory_new((size_t)node_count + 1, sizeof(*next), "a network");
    for (size_t i = 0; i < link_count; i++) {
        graph.first[links[i].a + 1]++;
        graph.first[links[i].b + 1]++;
    }
    for (uint32_t i = 0; i < node_count; i++)
        next[i + 1] = graph.first[i + 1] += graph.first[i];
    for (size_t i = 0; i < link_count; i++)
        for (int back = 0; back < 2; back++) {
            uint32_t at = next[back ? links[i].b : links[i].a]++;
            graph.to[at] = back ? links[i].a : links[i].b;
            graph.link[at] = (uint32_t)i;
            graph.fibre_km[at] = links[i].fibre_km;
        }
    free(next);
    return graph;
}

static void graph_destroy(struct graph *graph)
{
    free(graph->first);
    free(graph->to);
    free(graph->link);
    free(graph->fibre_km);
}

/// A node on its way out of the heap, with the time that it was put in for.
struct reached {
    double us;
    uint32_t node;
};

/// Nodes reached and not settled, the nearest at the top. A node that is reached again faster is put in again: what it
/// was in for before no longer counts.
struct heap {
    struct reached *items; // [links in both directions + 1]
    size_t count;
};

static void heap_push(struct heap *heap, struct reached item)
{
    size_t i = heap->count++;
    for (; i > 0 && heap->items[(i - 1) / 2].us > item.us; i = (i - 1) / 2)
        heap->items[i] = heap->items[(i - 1) / 2];
    heap->items[i] = item;
}

static struct reached heap_pop(struct heap *heap)
{
    struct reached top = heap->items[0], last = heap->items[--heap->count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= heap->count)
            break;
        child += child + 1 < heap->count && heap->items[child + 1].us < heap->items[child].us;
        if (heap->items[child].us >= last.us)
            break;
        heap->items[i] = heap->items[child];
        i = child;
    }
    heap->items[i] = last;
    return top;
}

static void search(const struct latency_rule *rule, const struct graph *graph, uint32_t node_count,
                   struct heap *heap, uint32_t from, struct latency_way *ways)
{
    for (uint32_t i = 0; i < node_count; i++)
        ways[i] = (struct latency_way){.us = INFINITY, .fibre_km = INFINITY, .link = UINT32_MAX};
    ways[from] = (struct latency_way){.link = UINT32_MAX};
    heap->count = 0;
    heap_push(heap, (struct reached){0, from});
    while (heap->count > 0) {
        struct reached at = heap_pop(heap);
        const struct latency_way *here = &ways[at.node];
        if (at.us > here->us)
            continue; // it was reached faster since
        for (uint32_t i = graph->first[at.node]; i < graph->first[at.node + 1]; i++) {
            double us = here->us + rule->us_per_km * graph->fibre_km[i] + rule->hop_us;
            struct latency_way *there = &ways[graph->to[i]];
            if (us >= there->us)
                continue;
            *there =
                (struct latency_way){us, here->fibre_km + graph->fibre_km[i], here->hops + 1, graph->link[i]};
            heap_push(heap, (struct reached){us, graph->to[i]});
        }
    }
}

void latency_ways(const struct latency_rule *rule, uint32_t node_count, const struct latency_link *links,
                  size_t link_count, uint32_t from, struct latency_way *ways)
{
    struct graph graph = graph_create(node_count, links, link_count);
    struct heap heap = {.items = sim_memory_new(2 * link_count + 1, sizeof(*heap.items), "a network")};
    search(rule, &graph, node_count, &heap, from, ways);
    free(heap.items);
    graph_destroy(&graph);
}

void latency_matrix(const struct latency_rule *rule, uint32_t node_count, const struct latency_link *links,
                    size_t link_count, double *us)
{
    struct graph graph = graph_create(node_count, links, link_count);
    struct heap heap = {.items = sim_memory_new(2 * link_count + 1, sizeof(*heap.items), "a network")};
    struct latency_way *ways = sim_memory_new(node_count, sizeof(*ways), "a network");
    for (uint32_t from = 0; from < node_count; from++) {
        search(rule, &graph, node_count, &heap, from, ways);
        for (uint32_t to = 0; to < node_count; to++)
            us[(size_t)from * node_count + to] = ways[to].us;
    }
    free(ways);
    free(heap.items);
    graph_destroy(&graph);
}

size_t latency_neighbours(uint32_t node_count, const double *lat_deg, const double *lon_deg,
                          struct latency_link *links)
{
    size_t count = 0, n = node_count;
    double *km = sim_memory_new(n * n, sizeof(*km), "a network");
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            km[i * n + j] = km[j * n + i] =
                latency_great_circle_km(lat_deg[i], lon_deg[i], lat_deg[j], lon_deg[j]);
    for (size_t a = 0; a < n; a++)
        for (size_t b = a + 1; b < n; b++) {
            double ab = km[a * n + b];
            bool is_free = true;
            for (size_t c = 0; c < n && is_free; c++)
                is_free = c == a || c == b ||
                          km[a * n + c] * km[a * n + c] + km[b * n + c] * km[b * n + c] >= ab * ab;
            if (is_free)
                links[count++] = (struct latency_link){(uint32_t)a, (uint32_t)b, ab};
        }
    free(km);
    return count;
}

static void swap(double *values, size_t i, size_t j)
{
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
}

/// Splits [low, high] into values below, at and above a pivot (Dijkstra's flag); the pivots are at [*at, *above).
static void split(double *values, double *weights, size_t low, size_t high, size_t *at, size_t *above)
{
    double a = values[low], b = values[low + (high - low) / 2], c = values[high - 1];
    double pivot = fmax(fmin(a, b), fmin(fmax(a, b), c)); // median of three
    size_t below = low, i = low, top = high;
    while (i < top) {
        if (values[i] < pivot) {
            swap(values, i, below);
            swap(weights, i++, below++);
        } else if (values[i] > pivot) {
            swap(values, i, --top);
            swap(weights, i, top);
        } else {
            i++;
        }
    }
    *at = below;
    *above = top;
}

/// Moves what has weight to the front; returns how many that are.
static size_t drop_weightless(double *values, double *weights, size_t count, double *total)
{
    size_t kept = 0;
    *total = 0;
    for (size_t i = 0; i < count; i++)
        if (weights[i] > 0) {
            *total += weights[i];
            swap(values, i, kept);
            swap(weights, i, kept++);
        }
    return kept;
}

double latency_quantile(double *values, double *weights, size_t count, double share)
{
    double total;
    size_t low = 0, high = drop_weightless(values, weights, count, &total);
    if (high == 0)
        return NAN;
    // Selection: only the side that the share falls into is split further.
    double wanted = share * total;
    for (;;) {
        size_t at, above;
        double below_weight = 0, at_weight = 0;
        split(values, weights, low, high, &at, &above);
        for (size_t i = low; i < at; i++)
            below_weight += weights[i];
        for (size_t i = at; i < above; i++)
            at_weight += weights[i];
        if (at > low && wanted <= below_weight) {
            high = at;
        } else if (above == high || wanted <= below_weight + at_weight) {
            return values[at];
        } else {
            wanted -= below_weight + at_weight;
            low = above;
        }
    }
}

double latency_worst_pair(const double *us, uint32_t node_count, const uint32_t *nodes, size_t count)
{
    double worst = NAN;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            worst = fmax(worst, us[(size_t)nodes[i] * node_count + nodes[j]]);
    return worst;
}
