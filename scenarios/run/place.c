#include "scenarios/run/place.h"

#include <string.h>

#include "scenarios/run/override.h"
#include "scenarios/run/scenario_file.h"

static const struct node *step_into(const struct node *node, const struct override_step *step)
{
    int64_t index = 0;
    for (const struct node *child = node->first; child; child = child->next, index++) {
        if (step->name ? child->name && strlen(child->name) == step->length &&
                             memcmp(child->name, step->name, step->length) == 0
                       : index == step->index)
            return child;
    }
    return NULL;
}

void scenario_file_place(const struct scenario_file *scenario, const char *path, const char **file, int *line)
{
    const struct node *node = scenario->root;
    const char *rest = path;
    struct override_step step;
    *file = scenario->path;
    *line = 0;
    while (node && *rest && override_step(&rest, &step)) {
        node = step_into(node, &step);
        if (node && node->file) {
            *file = node->file;
            *line = node->line;
        }
    }
}
