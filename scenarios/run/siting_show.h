/// What an answer of the placement means for a province: who is inside the circle, by county and year; the order of the
/// roll-out; what looking ahead is worth.
#pragma once

#include <jansson.h>

#include "models/physics/regret.h"
#include "scenarios/run/scenario.h"
#include "scenarios/run/siting.h"

/// All by year of the scenario, with nominal figures. Data centres are the edge sites of the answer, and the province's
/// sites that had racks at the epoch.
struct siting_answer {
    const struct province *province;
    size_t year_count, county_count;
    double *county_share; // [year][county] of people inside the circle of an edge site; NaN without people
    double *share;        // [year] of all people
    double *city_ms;      // [year] round trip of the worst city to any data centre
    double *intercity_ms; // [year] round trip of the worst pair of cities
    struct rollout_step *steps; // the answer's sites in their order
    size_t step_count;
    struct regret regret;
    bool has_regret;
};

/// result: a feasible answer of the problem, which siting_problem made of the same scenario and country. options: budget of
/// the regret's searches; null: none is worked out. It is also none where there
/// is only one year, or where costs of years do not add up (the worst case, centers).
void siting_answer_init(struct siting_answer *answer, const struct scenario *scenario,
                        const struct country *country, const struct placement_problem *problem,
                        const struct placement_result *result, const struct placement_options *options);
void siting_answer_clear(struct siting_answer *answer);

/// Tables by year and by city and year, with the counties that are least served, and the regret; on standard output.
void siting_answer_print(const struct siting_answer *answer);

/// The same as members "years", "counties_within_1ms", "order", "regret" of an object.
void siting_answer_json(const struct siting_answer *answer, json_t *root);
