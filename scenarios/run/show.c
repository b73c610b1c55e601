#include "scenarios/run/show.h"

#include <stdio.h>
#include <unistd.h>

#include "results/obstacles.h"
#include "results/platform.h"
#include "results/programmes.h"
#include "results/sites.h"
#include "results/verdict.h"
#include "scenarios/run/output.h"

enum sim_status show_open(const char *path, struct load **load, struct sim_error *error)
{
    enum sim_status status = load_open(path, load, error);
    if (status == SIM_OK && load_is_foreign(*load))
        fprintf(stderr,
                "%s has no seal: another program wrote it, and nothing tells whether its values are as they "
                "were\n",
                path);
    return status;
}

enum sim_status show_verdict(struct load *load, const struct options *options, double wall_s,
                             struct sim_error *error)
{
    struct verdict *verdict;
    struct obstacles *obstacles = NULL;
    struct programmes *programmes = NULL;
    struct platform *platform = NULL;
    enum sim_status status = verdict_create(load, &verdict, error);
    if (status != SIM_OK)
        return status;
    status = obstacles_create(load, &obstacles, error);
    if (status == SIM_OK)
        status = programmes_create(load, &programmes, error);
    if (status == SIM_OK)
        status = platform_create(load, &platform, error);
    if (status != SIM_OK) {
        programmes_destroy(programmes);
        obstacles_destroy(obstacles);
        verdict_destroy(verdict);
        return status;
    }
    if (options->json) {
        json_t *json = verdict_json(verdict, wall_s);
        obstacles_json(obstacles, json);
        programmes_json(programmes, json);
        platform_json(platform, json);
        output_json(json, JSON_INDENT(1) | VERDICT_JSON_FLAGS);
        json_decref(json);
    } else {
        bool colours = options_colours(STDOUT_FILENO);
        verdict_print(verdict, stdout, colours, options->language);
        obstacles_print(obstacles, stdout, colours, options->language);
        status = sites_print(load, stdout, colours, options->language, error);
        programmes_print(programmes, stdout, colours, options->language);
        platform_print(platform, stdout, colours, options->language);
        verdict_print_estimates(verdict, stdout, colours, options->language);
    }
    platform_destroy(platform);
    programmes_destroy(programmes);
    obstacles_destroy(obstacles);
    verdict_destroy(verdict);
    return status;
}
