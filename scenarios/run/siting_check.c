#include "scenarios/run/siting_check.h"

#include <math.h>

#include "scenarios/run/place.h"

/// Counties that a network of seats is worked out for: all pairs are.
#define COUNTIES_MAX 3000
/// Pairs of points and sites that the placement's lists may hold, at eight bytes and as much again in the solver.
#define ENTRIES_MAX 2e8

/// What a check needs to tell a fault.
struct checker {
    const struct scenario_file *file;
    const struct province *province;
    struct sim_error *error;
};

static void fault(const struct checker *checker, const char *path, const char *found, const char *expected)
{
    const char *file;
    int line;
    scenario_file_place(checker->file, path, &file, &line);
    sim_error_add(checker->error, SIM_BAD_DATA, file, line, path, found, expected);
}

static void check_years(const struct checker *checker)
{
    const struct siting_year *years = checker->province->siting.years.items;
    int64_t count = checker->province->siting.years.count;
    char path[64], found[64];
    if (count == 0)
        fault(checker, "siting.years", "nothing", "at least one year, where there are edge sites");
    for (int64_t i = 1; i < count; i++) {
        snprintf(path, sizeof(path), "siting.years[%d]", (int)i);
        if (years[i].date <= years[i - 1].date)
            fault(checker, path, "a date not after that of the year before", "years in their order");
        if (years[i].sites < years[i - 1].sites) {
            snprintf(found, sizeof(found), "%lld sites, fewer than the year before",
                     (long long)years[i].sites);
            fault(checker, path, found, "sites that stay once they are open");
        }
    }
}

static void check_kinds(const struct checker *checker)
{
    const struct province *province = checker->province;
    const struct site_kind *kinds = province->site_kinds.items;
    double shares = 0;
    if (province->point_kinds.count == 0)
        fault(checker, "point_kinds", "nothing", "at least people, where there are edge sites");
    if (province->site_kinds.count == 0)
        fault(checker, "site_kinds", "nothing", "at least one kind, where there are edge sites");
    for (int64_t i = 0; i < province->site_kinds.count; i++)
        shares += kinds[i].share_frac;
    if (province->site_kinds.count > 0 && province->candidates.count == 0 && shares <= 0)
        fault(checker, "site_kinds", "no kind with a share", "share_frac above 0 for synthetic sites");
}

/// Lists of points and sites fit into memory.
static void check_size(const struct checker *checker)
{
    const struct province *province = checker->province;
    const struct siting_params *siting = &province->siting;
    double points = (double)(province->demand_points.count > 0 ? province->demand_points.count
                                                               : siting->settlement.points),
           sites = (double)(province->candidates.count > 0 ? province->candidates.count
                                                           : siting->settlement.sites);
    char found[96];
    double entries = points * fmin(sites, (double)siting->neighbours);
    if (entries <= ENTRIES_MAX)
        return;
    snprintf(found, sizeof(found), "%.0f points with %.0f sites each", points, entries / points);
    fault(checker, "siting.neighbours", found, "200 million pairs of points and sites at most");
}

/// Existing sites are open in the first year.
static void check_existing(const struct checker *checker)
{
    const struct province *province = checker->province;
    const struct candidate_site *sites = province->candidates.items;
    const struct siting_year *years = province->siting.years.items;
    double existing = province->candidates.count == 0 ? floor(province->edge.stock_sites) : 0;
    char path[64], found[96];
    for (int64_t i = 0; i < province->candidates.count; i++) {
        existing += sites[i].is_existing != 0;
        snprintf(path, sizeof(path), "candidates[%d]", (int)i);
        if (sites[i].is_existing && sites[i].is_vetoed)
            fault(checker, path, "an existing site that is vetoed", "one or the other");
    }
    if (province->siting.years.count > 0 && existing > (double)years[0].sites) {
        snprintf(found, sizeof(found), "%lld sites, %.0f existing ones", (long long)years[0].sites, existing);
        fault(checker, "siting.years[0].sites", found, "at least as many as exist");
    }
}

void siting_check(const struct scenario_file *file, const struct province *province, struct sim_error *error)
{
    const struct checker checker = {file, province, error};
    const struct county_params *counties = province->counties.items;
    int64_t people = 0;
    for (int64_t i = 0; i < province->counties.count; i++)
        people += counties[i].population;
    if (province->counties.count > COUNTIES_MAX)
        fault(&checker, "counties", "more than 3,000 counties", "3,000 at most");
    if (province->edge.steps.count == 0 && province->edge.stock_sites <= 0)
        return;
    if (people == 0) {
        fault(&checker, "edge", "edge sites and no counties with people",
              "counties with people for them to stand in");
        return;
    }
    check_years(&checker);
    check_kinds(&checker);
    check_existing(&checker);
    check_size(&checker);
}
