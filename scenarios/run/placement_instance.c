#include "scenarios/run/placement_instance.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/seal.h"
#include "scenarios/run/scan.h"
#include "sim/memory.h"

/// Nodes beyond which an instance is refused: shortest paths of all pairs are kept.
#define PMED_NODES_MAX 3000
#define NODES_MAX      200000
#define CAP_COSTS_MAX  50000000
/// Radius of the Earth that the covering instances were made with [m].
#define MCLP_EARTH_M 6378100
#define DEGREE_RAD   0.017453292519943295

/// Words of a file, one after the other.
struct words {
    const char *at, *path;
    int line;
    struct sim_error *error;
    bool is_bad;
};

/// The next word, cut to `size`; empty at the end.
static void next_word(struct words *words, char *word, size_t size)
{
    while (*words->at == ' ' || *words->at == '\t' || *words->at == '\r' || *words->at == '\n')
        words->line += *words->at++ == '\n';
    size_t length = 0;
    while (*words->at && !strchr(" \t\r\n", *words->at)) {
        if (length + 1 < size)
            word[length++] = *words->at;
        words->at++;
    }
    word[length] = 0;
}

/// The next number, in low..high. key: what it is.
static double next_number(struct words *words, const char *key, double low, double high)
{
    char word[64], expected[96], *end;
    if (words->is_bad)
        return low;
    next_word(words, word, sizeof(word));
    double value = strtod(word, &end);
    if (word[0] && !*end && value >= low && value <= high)
        return value;
    snprintf(expected, sizeof(expected), "a number in %.10g..%.10g", low, high);
    sim_error_add(words->error, SIM_BAD_DATA, words->path, words->line, key,
                  word[0] ? word : "the end of the file", expected);
    words->is_bad = true;
    return low;
}

static int64_t next_whole(struct words *words, const char *key, int64_t low, int64_t high)
{
    double value = next_number(words, key, (double)low, (double)high);
    if (!words->is_bad && value != floor(value)) {
        sim_error_add(words->error, SIM_BAD_DATA, words->path, words->line, key, "a fraction",
                      "a whole number");
        words->is_bad = true;
    }
    return (int64_t)value;
}

/// Goes behind the line that begins with a word. False: there is none.
static bool skip_to(struct words *words, const char *section)
{
    for (const char *at = words->at; *at;) {
        const char *end = strchr(at, '\n');
        size_t length = strlen(section);
        while (*at == ' ')
            at++;
        words->line++;
        if (strncmp(at, section, length) == 0) {
            words->at = end ? end + 1 : at + strlen(at);
            words->line += 1;
            return true;
        }
        if (!end)
            break;
        at = end + 1;
    }
    sim_error_add(words->error, SIM_BAD_DATA, words->path, 0, section, "no such line", "one");
    words->is_bad = true;
    return false;
}

/// Value of a "KEY : value" line, -1 without one.
static int64_t header_value(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    at = at ? strchr(at, ':') : NULL;
    return at ? strtoll(at + 1, NULL, 10) : -1;
}

// --- pmed ---------------------------------------------------------------------------------------------------------

/// Shortest paths between all nodes, in place (Floyd and Warshall).
static void shorten(int32_t *length, int64_t n)
{
    for (int64_t k = 0; k < n; k++)
        for (int64_t i = 0; i < n; i++) {
            int32_t first = length[i * n + k], *row = length + i * n;
            const int32_t *second = length + k * n;
            for (int64_t j = 0; first < PLACEMENT_DISTANCE_MAX && j < n; j++)
                row[j] = first + second[j] < row[j] ? first + second[j] : row[j];
        }
}

static void read_pmed(struct words *words, struct placement_problem *problem)
{
    int64_t n = next_whole(words, "nodes", 1, PMED_NODES_MAX),
            edges = next_whole(words, "edges", 0, 100000000), p = next_whole(words, "p", 1, n);
    if (words->is_bad)
        return;
    int32_t *length = sim_memory_new((size_t)(n * n), sizeof(*length), "shortest paths");
    for (int64_t i = 0; i < n * n; i++)
        length[i] = i % (n + 1) == 0 ? 0 : PLACEMENT_DISTANCE_MAX;
    for (int64_t e = 0; e < edges && !words->is_bad; e++) {
        int64_t from = next_whole(words, "node", 1, n) - 1, to = next_whole(words, "node", 1, n) - 1;
        int32_t edge = (int32_t)next_whole(words, "length", 0, 1000000);
        if (from != to)
            length[from * n + to] = length[to * n + from] = edge;
    }
    if (!words->is_bad) {
        shorten(length, n);
        placement_problem_init(
            problem, PLACEMENT_MEDIAN, PLACEMENT_LISTS,
            &(struct placement_size){.clients = n, .sites = n, .entries = (size_t)(n * n)});
        size_t count = 0;
        for (int64_t i = 0; i < n; i++) {
            problem->weight[i] = 1;
            for (int64_t j = 0; j < n; j++)
                if (length[i * n + j] < PLACEMENT_DISTANCE_MAX) {
                    problem->list_site[count] = (int32_t)j;
                    problem->list_distance[count++] = length[i * n + j];
                }
            problem->list_start[i + 1] = count;
        }
        problem->target[0] = p;
    }
    free(length);
}

// --- tsp ----------------------------------------------------------------------------------------------------------

/// Straight lines only: degrees on a globe or a matrix would be solved as if they were that.
static void check_weights(struct words *words)
{
    const char *at = strstr(words->at, "EDGE_WEIGHT_TYPE");
    if (!at)
        return;
    at += strcspn(at, ":\n");
    at += strspn(at, ": \t");
    if (strncmp(at, "EUC_2D", 6) == 0)
        return;
    sim_error_add(words->error, SIM_BAD_DATA, words->path, 0, "EDGE_WEIGHT_TYPE", "another kind of distance",
                  "EUC_2D");
    words->is_bad = true;
}

static void read_tsp(struct words *words, struct placement_problem *problem)
{
    int64_t n = header_value(words->at, "DIMENSION"), p = 1;
    check_weights(words);
    if (n >= 0) {
        skip_to(words, "NODE_COORD_SECTION");
    } else {
        while (*words->at == '#') {
            while (*words->at && *words->at != '\n')
                words->at++;
            words->at += *words->at == '\n';
            words->line++;
        }
        n = next_whole(words, "clients", 1, NODES_MAX);
        next_whole(words, "sites", n, n);
        p = next_whole(words, "p", 1, n);
    }
    if (!words->is_bad && (n < 1 || n > NODES_MAX)) {
        sim_error_add(words->error, SIM_BAD_DATA, words->path, 0, "DIMENSION", "another number", "1..200000");
        words->is_bad = true;
    }
    if (words->is_bad)
        return;
    placement_problem_init(problem, PLACEMENT_MEDIAN, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = n, .sites = n});
    problem->target[0] = p;
    for (int64_t i = 0; i < n; i++) {
        next_number(words, "node", 0, 1e9);
        problem->weight[i] = 1;
        problem->client_x[i] = problem->site_x[i] = next_whole(words, "x", -200000000, 200000000);
        problem->client_y[i] = problem->site_y[i] = next_whole(words, "y", -200000000, 200000000);
    }
}

// --- cap ----------------------------------------------------------------------------------------------------------

/// Least power of ten in which charges and the costs of a unit of demand are whole; at most a millionth.
static double unit_of_costs(const double *cost, const double *demand, int64_t n, const double *charge,
                            int64_t m)
{
    double unit = 1;
    for (; unit < 1e6; unit *= 10) {
        bool is_whole = true;
        for (int64_t e = 0; e < n * m && is_whole; e++) {
            double each = cost[e] / demand[e / m] * unit;
            is_whole = fabs(each - round(each)) < 1e-7 * unit;
        }
        for (int64_t j = 0; j < m && is_whole; j++)
            is_whole = fabs(charge[j] * unit - round(charge[j] * unit)) < 1e-7 * unit;
        if (is_whole)
            break;
    }
    return unit;
}

/// Costs are those of a client's whole demand: its weight, times what one unit of it costs.
static void fill_cap(struct placement_problem *problem, struct words *words, const double *cost,
                     const double *demand, const double *charge)
{
    int64_t n = problem->client_count, m = problem->site_count;
    double unit = unit_of_costs(cost, demand, n, charge, m);
    problem->unit = 1 / unit;
    for (int64_t j = 0; j < m; j++)
        problem->charge[j] = llround(charge[j] * unit);
    for (int64_t i = 0; i < n; i++) {
        problem->demand[i] = problem->weight[i] = llround(demand[i]);
        problem->list_start[i + 1] = (size_t)((i + 1) * m);
        for (int64_t j = 0; j < m; j++) {
            int64_t e = i * m + j, each = llround(cost[e] / demand[i] * unit);
            if (each > PLACEMENT_DISTANCE_MAX && !words->is_bad) {
                sim_error_add(words->error, SIM_BAD_DATA, words->path, 0, "cost",
                              "a cost of a unit of demand too large", "smaller ones");
                words->is_bad = true;
            }
            problem->list_site[e] = (int32_t)j;
            problem->list_distance[e] = words->is_bad ? 0 : (int32_t)each;
        }
    }
}

static void read_cap(struct words *words, struct placement_problem *problem)
{
    int64_t m = next_whole(words, "sites", 1, NODES_MAX), n = next_whole(words, "clients", 1, NODES_MAX);
    if (words->is_bad)
        return;
    if (n * m > CAP_COSTS_MAX) {
        sim_error_add(words->error, SIM_BAD_DATA, words->path, words->line, "clients",
                      "more costs than are read", "sites x clients <= 50000000");
        words->is_bad = true;
        return;
    }
    placement_problem_init(problem, PLACEMENT_FIXED_CHARGE, PLACEMENT_LISTS,
                           &(struct placement_size){.clients = n, .sites = m, .entries = (size_t)(m * n)});
    double *cost = sim_memory_new((size_t)(n * m), sizeof(double), "costs"),
           *demand = sim_memory_new((size_t)n, sizeof(double), "costs"),
           *charge = sim_memory_new((size_t)m, sizeof(double), "costs");
    for (int64_t j = 0; j < m; j++) {
        // Some files say "capacity" in words; it matters to the capacitated mode only.
        struct words before = *words;
        char word[64];
        next_word(words, word, sizeof(word));
        if (strcmp(word, "capacity") != 0) {
            *words = before;
            problem->capacity[j] = (int64_t)next_number(words, "capacity", 0, 1e12);
        }
        charge[j] = next_number(words, "charge", 0, 1e9);
    }
    for (int64_t i = 0; i < n && !words->is_bad; i++) {
        demand[i] = (double)next_whole(words, "demand", 1, 1000000000);
        for (int64_t j = 0; j < m; j++)
            cost[i * m + j] = next_number(words, "cost", 0, 1e12);
    }
    if (!words->is_bad)
        fill_cap(problem, words, cost, demand, charge);
    free(cost);
    free(demand);
    free(charge);
}

// --- sjc ----------------------------------------------------------------------------------------------------------

static void read_sjc(struct words *words, struct placement_problem *problem)
{
    int64_t n = next_whole(words, "clients", 1, NODES_MAX), p = next_whole(words, "p", 1, n);
    if (words->is_bad)
        return;
    placement_problem_init(problem, PLACEMENT_CAPACITATED, PLACEMENT_PLANAR,
                           &(struct placement_size){.clients = n, .sites = n});
    problem->target[0] = p;
    double *x = sim_memory_new((size_t)n, sizeof(double), "coordinates"),
           *y = sim_memory_new((size_t)n, sizeof(double), "coordinates");
    double span = 1;
    for (int64_t i = 0; i < n; i++) {
        x[i] = next_number(words, "x", -1e9, 1e9);
        y[i] = next_number(words, "y", -1e9, 1e9);
        span = fmax(span, fabs(x[i] - x[0]) + fabs(y[i] - y[0]));
        problem->capacity[i] = next_whole(words, "capacity", 0, 1000000000);
        problem->demand[i] = next_whole(words, "demand", 0, 1000000000);
        problem->weight[i] = 1;
    }
    // As fine as the range allows, at most a hundred-thousandth.
    double unit = 1e5;
    while (unit > 1 && 2 * span * unit > PLACEMENT_DISTANCE_MAX)
        unit /= 10;
    problem->unit = 1 / unit;
    for (int64_t i = 0; i < n; i++) {
        problem->client_x[i] = problem->site_x[i] = llround((x[i] - x[0]) * unit);
        problem->client_y[i] = problem->site_y[i] = llround((y[i] - y[0]) * unit);
    }
    free(x);
    free(y);
}

// --- mclp ---------------------------------------------------------------------------------------------------------

/// Great-circle distance by the law of cosines, rounded to single precision before it becomes metres: that is how the
/// published covers were made, and a few pairs at the radius depend on it.
static double mclp_distance_m(double lat_a, double lon_a, double lat_b, double lon_b)
{
    double cosine = sin(lat_a) * sin(lat_b) + cos(lat_a) * cos(lat_b) * cos(lon_a - lon_b);
    return (double)((float)acos(cosine > 1 ? 1 : cosine) * (float)MCLP_EARTH_M);
}

static void fill_mclp(struct placement_problem *problem, const double *lat, const double *lon,
                      double radius_m, int64_t n)
{
    size_t capacity = 0, site_capacity = 0, count = 0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            if (fabs(lat[i] - lat[j]) * MCLP_EARTH_M > radius_m + 1)
                continue;
            double distance_m = i == j ? 0 : mclp_distance_m(lat[i], lon[i], lat[j], lon[j]);
            if (distance_m > radius_m)
                continue;
            problem->list_site =
                sim_memory_grow(problem->list_site, &site_capacity, count + 1, sizeof(int32_t), "covers");
            problem->list_distance =
                sim_memory_grow(problem->list_distance, &capacity, count + 1, sizeof(int32_t), "covers");
            problem->list_site[count] = (int32_t)j;
            problem->list_distance[count++] = (int32_t)distance_m;
        }
        problem->list_start[i + 1] = count;
    }
    problem->classes[0].radius = (int64_t)radius_m;
}

static void read_mclp(struct words *words, double radius_m, struct placement_problem *problem)
{
    int64_t n = header_value(words->at, "DIMENSION");
    if (isnan(radius_m) || n < 1 || n > NODES_MAX) {
        sim_error_say(words->error, SIM_BAD_DATA, "%s: expected %s", words->path,
                      isnan(radius_m) ? "--radius, in metres" : "a DIMENSION of 1..200000");
        words->is_bad = true;
        return;
    }
    if (!skip_to(words, "NODE_COORD_SECTION"))
        return;
    placement_problem_init(problem, PLACEMENT_COVER, PLACEMENT_LISTS,
                           &(struct placement_size){.clients = n, .sites = n});
    free(problem->list_site);
    free(problem->list_distance);
    problem->list_site = problem->list_distance = NULL;
    problem->target[0] = 1;
    double *lat = sim_memory_new((size_t)n, sizeof(double), "coordinates"),
           *lon = sim_memory_new((size_t)n, sizeof(double), "coordinates");
    for (int64_t i = 0; i < n; i++) {
        lat[i] = next_number(words, "latitude", -90, 90) * DEGREE_RAD;
        lon[i] = next_number(words, "longitude", -180, 180) * DEGREE_RAD;
    }
    if (!words->is_bad)
        skip_to(words, "DEMAND_SECTION");
    for (int64_t i = 0; i < n; i++)
        problem->weight[i] = next_whole(words, "demand", 0, 1000000000);
    if (!words->is_bad)
        fill_mclp(problem, lat, lon, radius_m, n);
    free(lat);
    free(lon);
}

// --- All ----------------------------------------------------------------------------------------------------------

static enum sim_status split_name(const char *name, struct placement_instance *instance,
                                  struct sim_error *error)
{
    static const char *const formats[] = {"pmed", "tsp", "cap", "sjc", "mclp"};
    instance->name = sim_memory_text(name);
    char *colon = strchr(instance->name, ':');
    if (colon) {
        *colon = 0;
        instance->format = instance->name;
        instance->path = colon + 1;
        for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++)
            if (strcmp(instance->format, formats[f]) == 0 && instance->path[0])
                return SIM_OK;
    }
    return sim_error_say(
        error, SIM_USAGE,
        "--instance: found \"%s\", expected pmed:FILE, tsp:FILE, cap:FILE, sjc:FILE or mclp:FILE", name);
}

enum sim_status placement_instance_read(const char *name, int64_t sites, double radius,
                                        struct placement_problem *problem,
                                        struct placement_instance *instance, struct sim_error *error)
{
    char *text = NULL;
    size_t size = 0;
    *problem = (struct placement_problem){0};
    *instance = (struct placement_instance){0};
    enum sim_status status = split_name(name, instance, error);
    if (status != SIM_OK)
        return status;
    errno = 0;
    const char *fault = scan_read(instance->path, &text, &size);
    if (fault)
        return sim_error_say(error, errno == ENOENT ? SIM_NO_INPUT : SIM_IO, "%s: %s", instance->path, fault);
    seal_digest(text, size, instance->digest);
    struct words words = {text, instance->path, 1, error, false};
    switch (instance->format[0]) {
    case 'p': read_pmed(&words, problem); break;
    case 't': read_tsp(&words, problem); break;
    case 'c': read_cap(&words, problem); break;
    case 's': read_sjc(&words, problem); break;
    default: read_mclp(&words, radius, problem); break;
    }
    free(text);
    if (words.is_bad)
        return SIM_BAD_DATA;
    if (sites >= 0)
        problem->target[0] = sites;
    return SIM_OK;
}

void placement_instance_clear(struct placement_instance *instance)
{
    free(instance->name);
    *instance = (struct placement_instance){0};
}
