#include "scenarios/run/sweep_points.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "results/seal.h"
#include "scenarios/run/csv.h"
#include "scenarios/run/override.h"
#include "sim/memory.h"

/// Sizes of designs where nobody says one.
enum { POINTS = 64, GRID_LEVELS = 5, TRAJECTORIES = 16 };
/// With --until, the most of designs that want a power of 2.
enum { POINTS_MOST = 8192 };

/// Name of the design: the option's, else the scenario's.
static const char *design_wanted(const struct sweep_plan *plan)
{
    return plan->options->design ? plan->options->design : plan->province->sweep.design;
}

// ---- points of a file --------------------------------------------------------------------------------------

static char *read_whole(const char *path, size_t *size, struct sim_error *error)
{
    FILE *stream = fopen(path, "r");
    char *text = NULL, block[65536];
    size_t capacity = 0, n;
    *size = 0;
    if (stream) {
        text = sim_memory_grow(NULL, &capacity, 1, 1, "a file of points");
        while ((n = fread(block, 1, sizeof(block), stream)) > 0) {
            text = sim_memory_grow(text, &capacity, *size + n + 1, 1, "a file of points");
            memcpy(text + *size, block, n);
            *size += n;
        }
        text[*size] = '\0';
    }
    if (!stream || ferror(stream)) {
        sim_error_add(error, errno == ENOENT ? SIM_NO_INPUT : SIM_IO, path, 0, NULL, strerror(errno),
                      "a file of points");
        free(text);
        text = NULL;
    }
    if (stream)
        fclose(stream);
    return text;
}

/// Cells of all rows but the header, row by row, in `cells`; their number of rows. All have as many as the header.
static size_t read_cells(struct csv *csv, struct arena *arena, const char *path, size_t columns,
                         const char ***cells, struct sim_error *error)
{
    size_t rows = 0, capacity = 0;
    while (csv_next(csv, arena)) {
        char found[64];
        snprintf(found, sizeof(found), "%zu cells", csv->count);
        if (csv->count != columns)
            sim_error_add(error, SIM_BAD_DATA, path, csv->line, NULL, found,
                          "one for each path of the header");
        else if (rows == CSV_ROWS_MAX)
            csv->fault = "too many rows";
        if (error->count > 0 || csv->fault)
            break;
        *cells = sim_memory_grow(*cells, &capacity, (rows + 1) * columns, sizeof(**cells), "points");
        memcpy(*cells + rows * columns, csv->cells, columns * sizeof(**cells));
        rows++;
    }
    if (csv->fault)
        sim_error_add(error, SIM_BAD_DATA, path, csv->line, NULL, csv->fault, NULL);
    else if (rows == 0 && error->count == 0)
        sim_error_add(error, SIM_BAD_DATA, path, 0, NULL, "no rows",
                      "a header of paths, then one row a point");
    return rows;
}

static void take_columns(struct sweep_plan *plan, const char *const *header, size_t columns,
                         const char *const *cells, size_t rows, struct sim_error *error)
{
    const char **texts = sim_memory_new(rows, sizeof(*texts), "points");
    for (size_t c = 0; c < columns; c++) {
        for (size_t r = 0; r < rows; r++)
            texts[r] = cells[r * columns + c];
        factors_add_given(&plan->factors, header[c], texts, rows, error);
    }
    free(texts);
    if (error->count > 0)
        return;
    plan->points = rows;
    plan->values = sim_memory_new(rows * columns, sizeof(double), "points");
    for (size_t i = 0; i < rows * columns; i++)
        plan->values[i] = factor_value_of(&plan->factors.items[i % columns], cells[i]);
}

static enum sim_status read_points(struct sweep_plan *plan, const char *path, struct sim_error *error)
{
    size_t size;
    char *text = read_whole(path, &size, error);
    if (!text)
        return sim_error_status(error);
    struct arena arena = {0};
    struct csv csv = csv_open(text, size);
    const char **cells = NULL;
    if (csv_next(&csv, &arena)) {
        size_t columns = csv.count;
        const char *const *header = (const char *const *)csv.cells;
        size_t rows = read_cells(&csv, &arena, path, columns, &cells, error);
        if (error->count == 0)
            take_columns(plan, header, columns, cells, rows, error);
    } else {
        sim_error_add(error, SIM_BAD_DATA, path, csv.line, NULL, csv.fault ? csv.fault : "an empty file",
                      "a header of paths, then one row a point");
    }
    free(cells);
    arena_clear(&arena);
    free(text);
    plan->is_given = true;
    return sim_error_status(error);
}

// ---- points of a design ------------------------------------------------------------------------------------

/// The option's specifications, else those of the scenario.
static enum sim_status read_factors(struct sweep_plan *plan, struct sim_error *error)
{
    const struct options *options = plan->options;
    if (options->vary_count > 0)
        return factors_read(&plan->factors, plan->scenario, options->vary, options->vary_count, error);
    const struct sweep_vary *vary = plan->province->sweep.vary.items;
    size_t count = (size_t)plan->province->sweep.vary.count;
    char **texts = sim_memory_new(count, sizeof(*texts), "factors");
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(vary[i].path) + strlen(vary[i].range) + 2;
        texts[i] = sim_memory_new(size, 1, "factors");
        snprintf(texts[i], size, "%s%s%s", vary[i].path, vary[i].range[0] ? "=" : "", vary[i].range);
    }
    factors_read(&plan->factors, plan->scenario, (const char *const *)texts, count, error);
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
    free(texts);
    return sim_error_status(error);
}

/// Of the others: four times as many points as factors, or correlations say little.
static size_t default_size(enum design_type type, size_t factors)
{
    size_t points = POINTS;
    if (type == DESIGN_GRID || type == DESIGN_MORRIS)
        return type == DESIGN_GRID ? GRID_LEVELS : TRAJECTORIES;
    while (points < (type == DESIGN_SALTELLI ? 8 : 4) * factors)
        points *= 2;
    return points;
}

/// The first points of a grid are a corner of it, a trajectory does not sample the factors' distributions, and indices want the
/// same random numbers at all points.
static enum sim_status check_sequence(const struct sweep_plan *plan, struct sim_error *error)
{
    if (plan->options->until_count == 0 || design_is_sequence(&plan->design))
        return SIM_OK;
    return sim_error_say(
        error, SIM_USAGE,
        "--until: found the design %s, expected sobol, lattice, latin or monte-carlo, whose first points "
        "are a sample",
        design_name(plan->design.type));
}

static enum sim_status make_design(struct sweep_plan *plan, struct sim_error *error)
{
    const char *name = design_wanted(plan);
    size_t size = plan->options->points, count = plan->factors.count;
    struct design_def *design = &plan->design;
    *design = (struct design_def){.type = design_find(name), .factors = count, .seed = plan->options->seed};
    if (design->type == DESIGN_COUNT)
        return sim_error_say(
            error, SIM_USAGE,
            "design: found \"%s\", expected grid, monte-carlo, latin, sobol, lattice, morris, "
            "saltelli or a .csv file",
            name);
    if (size == 0 && (!plan->options->design || design_find(plan->province->sweep.design) == design->type))
        size = (size_t)plan->province->sweep.points;
    if (check_sequence(plan, error) != SIM_OK)
        return sim_error_status(error);
    if (plan->options->until_count > 0 && size == 0)
        size = design->type == DESIGN_SOBOL || design->type == DESIGN_LATTICE ? POINTS_MOST : UNTIL_MOST;
    design->size = size > 0 ? size : default_size(design->type, count);
    size_t *levels = sim_memory_new(count, sizeof(*levels), "points");
    for (size_t f = 0; f < count; f++)
        levels[f] =
            plan->factors.items[f].law == FACTOR_LIST ? plan->factors.items[f].choice_count : design->size;
    design->levels = levels;
    const char *fault = design_fault(design);
    if (fault)
        return sim_error_say(error, SIM_USAGE, "--points: found %zu, expected %s", design->size, fault);
    plan->points = design_count(design);
    plan->u = sim_memory_new(plan->points * count, sizeof(double), "points");
    plan->values = sim_memory_new(plan->points * count, sizeof(double), "points");
    design_points(design, plan->u);
    for (size_t i = 0; i < plan->points * count; i++)
        plan->values[i] =
            factor_value(&plan->factors, plan->scenario, i % count, plan->u + i / count * count);
    return SIM_OK;
}

enum sim_status sweep_points_make(struct sweep_plan *plan, struct sim_error *error)
{
    const char *name = design_wanted(plan);
    if (is_csv_name(name)) {
        if (plan->options->until_count > 0)
            return sim_error_say(error, SIM_USAGE,
                                 "--until: expected none with a file of points: nobody knows its order");
        if (plan->options->vary_count > 0 || plan->options->points > 0)
            return sim_error_say(error, SIM_USAGE,
                                 "--vary and --points: expected none with a file of points");
        return read_points(plan, name, error);
    }
    enum sim_status status = read_factors(plan, error);
    return status == SIM_OK ? make_design(plan, error) : status;
}

void sweep_points_command(const struct sweep_plan *plan, FILE *stream)
{
    if (plan->is_given) {
        char hex[SEAL_HEX_SIZE];
        seal_digest(plan->values, plan->points * plan->factors.count * sizeof(double), hex);
        fprintf(stream, " --design '%s' (%zu points, SHA-256 %.16s)", design_wanted(plan), plan->points, hex);
        return;
    }
    fprintf(stream, " --design %s --points %zu", design_name(plan->design.type), plan->design.size);
    for (size_t f = 0; f < plan->factors.count; f++) {
        const struct factor *factor = &plan->factors.items[f];
        bool is_own = factor->law == FACTOR_INPUT && factor->shock == SIZE_MAX;
        if (plan->options->vary_count + (size_t)plan->province->sweep.vary.count == 0)
            continue; // all uncertain values: the scenario says it
        fprintf(stream, is_own ? " --vary '%s'" : " --vary '%s=%s'", factor->path, factor->text);
    }
}
