#include "scenarios/run/ground.h"

#include "scenarios/run/jobs_trace.h"

enum sim_status ground_make(struct ground *ground, const struct scenario *scenario, const char *cache_folder,
                            uint64_t seed, struct sim_error *error)
{
    const struct province *province = scenario_province(scenario, 0);
    *ground = (struct ground){0};
    enum sim_status status = jobs_trace_open(scenario, &ground->trace, error);
    if (status == SIM_OK)
        status = siting_open(&ground->siting, scenario, cache_folder, error);
    if (status != SIM_OK) {
        jobs_trace_close(ground->trace);
        return status;
    }
    latency_places_init(&ground->places, &ground->siting, province);
    ground->world = world_create(province, &ground->siting.plan, seed);
    world_set_trace(ground->world, ground->trace);
    return SIM_OK;
}

void ground_clear(struct ground *ground)
{
    if (!ground->world)
        return;
    world_destroy(ground->world);
    jobs_trace_close(ground->trace);
    latency_places_clear(&ground->places);
    siting_close(&ground->siting);
    *ground = (struct ground){0};
}
