/// The inverse question for all options of a study: what to build, how to run it, and what trades against what.
#pragma once

#include <stdio.h>

#include "models/physics/plant_search.h"
#include "scenarios/run/cooling.h"

/// A configuration that nothing else tried beats in PUE, WUE and cost at once.
struct cooling_trade {
    size_t option; // index in the study
    struct plant_point point;
};

struct cooling_search {
    const struct cooling *cooling;
    struct plant_point *best; // by option
    size_t *same_as; // by option: the first whose parameters differ in nothing but what is searched; itself
    bool *holds;     // by option: the target under all four loads
    struct cooling_trade *trades;
    size_t trade_count;
    size_t tried; // configurations
};

/// Searches every option.
struct cooling_search *cooling_search(const struct cooling *cooling, uint32_t threads, bool is_quiet);
void cooling_search_free(struct cooling_search *search);

void cooling_search_print(const struct cooling_search *search, FILE *stream, bool colours);

/// Adds "search" to each option of the answer, and "pareto" to the answer.
void cooling_search_json(const struct cooling_search *search, json_t *answer);
