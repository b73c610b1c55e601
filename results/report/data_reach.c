/// The page of a search for the cheapest change that reaches targets: its points, their frontier, the verified answer.
#include <math.h>
#include <stdlib.h>

#include "results/report/columns.h"
#include "results/report/data.h"
#include "results/to_json.h"

static void put_levers(json_t *reach, struct load *load, struct sim_error *error)
{
    json_t *levers = json_object();
    column_put_texts(levers, "path", load, SCHEMA_FACTOR, SCHEMA_FACTOR, error);
    column_put_texts(levers, "range", load, SCHEMA_FACTOR_RANGE, SCHEMA_FACTOR, error);
    column_put_texts(levers, "mark", load, "lever_cost_mark", SCHEMA_FACTOR, error);
    column_put_texts(levers, "source", load, "lever_cost_source", SCHEMA_FACTOR, error);
    column_put_numbers(levers, "fixed", load, "lever_fixed_cny", SCHEMA_FACTOR, error);
    column_put_numbers(levers, "full", load, "lever_full_cny", SCHEMA_FACTOR, error);
    json_object_set_new(reach, "levers", levers);
}

/// Points with how far each takes its levers: [point][lever].
static void put_points(json_t *reach, struct load *load, struct sim_error *error)
{
    const char *const scales[] = {SCHEMA_POINT, SCHEMA_FACTOR, NULL};
    json_t *points = json_object(), *efforts = json_array();
    double *values = NULL;
    column_put_numbers(points, "cost", load, "point_cost_cny", SCHEMA_POINT, error);
    column_put_numbers(points, "p", load, "point_p", SCHEMA_POINT, error);
    column_put_numbers(points, "front", load, "point_is_on_frontier", SCHEMA_POINT, error);
    if (column_is(load, SCHEMA_POINT_VALUE, false, scales) &&
        load_numbers_of(load, SCHEMA_POINT_VALUE, scales, &values, error) == SIM_OK) {
        const struct load_variable *variable = load_find(load, SCHEMA_POINT_VALUE);
        for (size_t p = 0; p < variable->counts[0]; p++)
            json_array_append_new(efforts,
                                  column_figures(values + p * variable->counts[1], variable->counts[1], 1));
        free(values);
    }
    json_object_set_new(points, "effort", efforts);
    json_object_set_new(reach, "points", points);
}

/// The point that is the answer, and what another run with other random numbers said of it; null where there is none.
static void put_answer(json_t *reach, struct load *load, struct sim_error *error)
{
    const struct load_attribute *answer = load_attribute(load, "answer_check");
    json_t *points = column_numbers(load, "check_point", "check", error);
    json_t *shares = column_numbers(load, "check_p", "check", error);
    if (answer && answer->is_whole && !answer->is_negative && points && shares &&
        answer->whole < json_array_size(points)) {
        json_t *object = json_object();
        json_object_set(object, "point", json_array_get(points, (size_t)answer->whole));
        json_object_set(object, "p", json_array_get(shares, (size_t)answer->whole));
        json_object_set_new(reach, "answer", object);
    }
    json_decref(points);
    json_decref(shares);
}

void data_reach(json_t *data, struct load *load, struct sim_error *error)
{
    json_t *reach = json_object();
    const struct load_attribute *wanted = load_attribute(load, "p");
    to_json_put(reach, "wanted", wanted ? column_figure(wanted->number) : json_null());
    to_json_put(reach, "command", to_json_text(load_attribute_text(load, "answer_command", "")));
    column_put_texts(reach, "id", load, SCHEMA_TARGET_ID, SCHEMA_TARGET, error);
    column_put_texts(reach, "name", load, SCHEMA_TARGET, SCHEMA_TARGET, error);
    column_put_texts(reach, "sense", load, SCHEMA_TARGET_SENSE, SCHEMA_TARGET, error);
    column_put_texts(reach, "unit", load, SCHEMA_TARGET_UNIT, SCHEMA_TARGET, error);
    column_put_numbers(reach, "goal", load, SCHEMA_TARGET_GOAL, SCHEMA_TARGET, error);
    put_levers(reach, load, error);
    put_points(reach, load, error);
    put_answer(reach, load, error);
    json_object_set_new(data, "reach", reach);
}
