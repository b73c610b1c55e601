#include "scenarios/run/siting_cache.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Changes with whatever makes the same question give another answer.
#define CACHE_HEAD "suanli placement 2"

static void hash(struct sha256_ctx *sha, const void *bytes, size_t size)
{
    sha256_update(sha, size, bytes);
}

/// A list of structs without texts, or what of a struct has none.
static void hash_list(struct sha256_ctx *sha, const struct sim_list *list, size_t size, size_t skip)
{
    hash(sha, &list->count, sizeof(list->count));
    for (int64_t i = 0; i < list->count; i++)
        hash(sha, (const char *)list->items + (size_t)i * size + skip, size - skip);
}

static void hash_country(struct sha256_ctx *sha, const struct country *country)
{
    hash(sha, &country->point_count, sizeof(country->point_count));
    for (size_t i = 0; i < country->point_count; i++) {
        const struct circle_point *p = &country->points[i];
        const double numbers[] = {p->lat_deg, p->lon_deg, p->weight, p->county, country->point_kind[i]};
        hash(sha, numbers, sizeof(numbers));
    }
    for (size_t j = 0; j < country->site_count; j++) {
        const struct country_site *s = &country->sites[j];
        const double numbers[] = {s->lat_deg, s->lon_deg,  s->county,      s->kind,
                                  s->racks,   s->cost_cny, s->is_existing, s->is_vetoed};
        hash(sha, numbers, sizeof(numbers));
    }
}

static void hash_rules(struct sha256_ctx *sha, const struct province *province, size_t wanted)
{
    const struct siting_params *siting = &province->siting;
    const struct point_kind *kinds = province->point_kinds.items;
    const struct siting_scenario *scenarios = siting->scenarios.items;
    const double numbers[] = {(double)siting->mode,
                              (double)siting->robust,
                              (double)siting->seed,
                              (double)siting->iterations,
                              (double)siting->neighbours,
                              siting->unserved_ms,
                              siting->people_per_rack,
                              siting->us_per_cny,
                              province->network.circle_ms,
                              (double)province->network.counting,
                              (double)wanted};
    hash(sha, numbers, sizeof(numbers));
    hash_list(sha, &siting->years, sizeof(struct siting_year), 0);
    for (int64_t i = 0; i < province->point_kinds.count; i++) {
        const double kind[] = {kinds[i].radius_ms, kinds[i].penalty_ms, kinds[i].backup_ms,
                               kinds[i].backup_penalty_ms};
        hash(sha, kind, sizeof(kind));
    }
    for (int64_t i = 0; i < siting->scenarios.count; i++) {
        const double scenario[] = {(double)scenarios[i].share, scenarios[i].coast_factor,
                                   scenarios[i].hills_factor, scenarios[i].mountain_factor};
        hash(sha, scenario, sizeof(scenario));
    }
}

void siting_cache_folder(const char *output, char *path, size_t size)
{
    const char *slash = strrchr(output, '/');
    snprintf(path, size, "%.*s.suanli-cache", slash ? (int)(slash - output + 1) : 0, output);
}

void siting_key(const struct province *province, const struct country *country, size_t wanted, char *key)
{
    struct sha256_ctx sha;
    struct country_network network;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&sha);
    hash(&sha, CACHE_HEAD " " SUANLI_VERSION, sizeof(CACHE_HEAD " " SUANLI_VERSION));
    country_network_init(&network, country, province, province->end);
    size_t n = country->county_count;
    hash(&sha, network.seats_us, n * n * sizeof(double));
    hash(&sha, network.route_factor, n * sizeof(double));
    hash(&sha, &network.circle.rule, sizeof(network.circle.rule));
    hash(&sha, country->seat_lat_deg, n * sizeof(double));
    hash(&sha, country->seat_lon_deg, n * sizeof(double));
    country_network_clear(&network);
    const struct county_params *counties = province->counties.items;
    for (size_t c = 0; c < n; c++) {
        const int64_t numbers[] = {counties[c].population, counties[c].terrain};
        hash(&sha, numbers, sizeof(numbers));
    }
    hash_country(&sha, country);
    hash_rules(&sha, province, wanted);
    sha256_digest(&sha, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
}

static void path_of(const char *folder, const char *key, char *path, size_t size)
{
    snprintf(path, size, "%s/placement-%.32s.txt", folder, key);
}

/// Reads the places of an open file; false where it is not what was written.
static bool read_places(FILE *file, const char *key, size_t site_count, size_t period_count,
                        struct siting_place *places, size_t *count, size_t most)
{
    char head[128], end[8];
    int site, period;
    snprintf(head, sizeof(head), CACHE_HEAD " %s\n", key);
    char line[128];
    if (!fgets(line, sizeof(line), file) || strcmp(line, head) != 0)
        return false;
    for (*count = 0; fscanf(file, "%d %d", &site, &period) == 2; (*count)++) {
        if (*count >= most || site < 0 || (size_t)site >= site_count || period < 0 ||
            (size_t)period > period_count)
            return false;
        places[*count] = (struct siting_place){site, period};
    }
    return fscanf(file, "%7s", end) == 1 && strcmp(end, "end") == 0;
}

bool siting_cache_read(const char *folder, const char *key, size_t site_count, size_t period_count,
                       struct siting_place *places, size_t *count, size_t most)
{
    char path[4096];
    if (!folder)
        return false;
    path_of(folder, key, path, sizeof(path));
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    bool is_read = read_places(file, key, site_count, period_count, places, count, most);
    fclose(file);
    return is_read;
}

/// Makes the folder and those above it that are missing.
static void make_folder(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s", folder);
    for (char *at = path + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            mkdir(path, 0777);
            *at = '/';
        }
    mkdir(path, 0777);
}

void siting_cache_write(const char *folder, const char *key, const struct siting_place *places, size_t count)
{
    char path[4096], draft[4200];
    if (!folder)
        return;
    make_folder(folder);
    path_of(folder, key, path, sizeof(path));
    snprintf(draft, sizeof(draft), "%s.%ld", path, (long)getpid());
    FILE *file = fopen(draft, "w");
    if (!file)
        return;
    fprintf(file, CACHE_HEAD " %s\n", key);
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%d %d\n", places[i].site, places[i].period);
    bool is_written = fprintf(file, "end\n") > 0 && !ferror(file);
    if (fclose(file) != 0 || !is_written || rename(draft, path) != 0)
        unlink(draft);
}
