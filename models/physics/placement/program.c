#include "models/physics/placement/program.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

static const char what[] = "a linear program";

/// Column of a group's sites by the end of a period.
static int open_column(const struct placement_program *of, int64_t t, int64_t group)
{
    return (int)(t * of->alike.site_count + group) + 1;
}

static int add_row(struct placement_program *of, int length, int type, double low, double high)
{
    int row = glp_add_rows(of->program, 1);
    glp_set_row_bnds(of->program, row, type, low, high);
    glp_set_mat_row(of->program, row, length, of->index, of->value);
    return row;
}

static void add_open_columns(struct placement_program *of)
{
    const struct placement_alike *alike = &of->alike;
    int64_t periods = of->rows->period_count;
    if (alike->site_count > 0)
        glp_add_cols(of->program, (int)(periods * alike->site_count));
    for (int64_t t = 0; t < periods; t++)
        for (int64_t g = 0; g < alike->site_count; g++) {
            int column = open_column(of, t, g), until = (2 << t) - 1, mask = of->mask[alike->site[g]];
            double high = mask & until ? alike->size[g] : 0, low = mask & ~until ? 0 : high;
            glp_set_col_bnds(of->program, column, low < high ? GLP_DB : GLP_FX, low, high);
            if (t == periods - 1)
                glp_set_obj_coef(of->program, column, (double)of->rows->charge[alike->site[g]]);
        }
}

void placement_program_weigh(const struct placement_program *of, int64_t t, double *weight)
{
    memset(weight, 0, sizeof(double) * (size_t)of->alike.row_count);
    for (int64_t r = 0; r < of->rows->row_count; r++)
        if (of->alike.row_group[r] >= 0)
            weight[of->alike.row_group[r]] += (double)of->rows->weight[t * of->rows->row_count + r];
}

/// Rows of the groups in a period, each with what it lacks.
static void add_covers(struct placement_program *of, int64_t t)
{
    const struct placement_rows *rows = of->rows;
    const struct placement_alike *alike = &of->alike;
    double *weight = sim_memory_new((size_t)alike->row_count + 1, sizeof(*weight), what);
    placement_program_weigh(of, t, weight);
    of->first_row[t] = glp_get_num_rows(of->program) + 1;
    for (int64_t k = 0; k < alike->row_count; k++) {
        int64_t r = alike->row[k];
        double need = (double)(rows->need[r] - placement_alike_standing(rows, of->mask, r));
        int length = 0;
        for (size_t e = rows->start[r]; e < rows->start[r + 1]; e++) {
            int32_t group = alike->site_group[rows->site[e]];
            if (group >= 0 && alike->site[group] == rows->site[e])
                of->index[++length] = open_column(of, t, group);
        }
        int lacks = of->index[++length] = glp_add_cols(of->program, 1);
        glp_set_col_bnds(of->program, lacks, GLP_DB, 0, need);
        glp_set_obj_coef(of->program, lacks, weight[k] * rows->tail[r]);
        add_row(of, length, weight[k] > 0 ? GLP_LO : GLP_FR, need, 0);
    }
    free(weight);
}

/// What is open stays open.
static void add_nesting(struct placement_program *of, int64_t t)
{
    const double signs[] = {1, -1};
    for (int64_t g = 0; t > 0 && g < of->alike.site_count; g++) {
        for (int i = 0; i < 2; i++)
            of->index[i + 1] = open_column(of, t - i, g), of->value[i + 1] = signs[i];
        add_row(of, 2, GLP_LO, 0, 0);
    }
    of->value[1] = of->value[2] = 1;
}

/// Groups of a county, or all (PLACEMENT_NONE), as one row's entries in a period. Returns how many.
static int gather(struct placement_program *of, int64_t t, int64_t county)
{
    int length = 0;
    for (int64_t g = 0; g < of->alike.site_count; g++)
        if (county < 0 || of->rows->problem->county[of->alike.site[g]] == county)
            of->index[++length] = open_column(of, t, g);
    return length;
}

static void add_counties(struct placement_program *of, int64_t t)
{
    const struct placement_problem *problem = of->rows->problem;
    of->first_county[t] = glp_get_num_rows(of->program) + 1;
    for (int64_t c = 0; c < problem->county_count; c++) {
        int64_t at = t * problem->county_count + c;
        double low = (double)(problem->floor[at] - of->standing[c]),
               high = (double)(problem->limit[at] - of->standing[c]);
        bool has_low = low > 0, has_high = problem->limit[at] >= 0;
        int type = !has_high ? has_low ? GLP_LO : GLP_FR : !has_low ? GLP_UP : low < high ? GLP_DB : GLP_FX;
        add_row(of, gather(of, t, c), type, low, high);
    }
}

static void add_target(struct placement_program *of, int64_t t)
{
    const struct placement_problem *problem = of->rows->problem;
    double target = (double)(problem->target[t] - of->standing[problem->county_count]);
    if (problem->target[t] >= 0)
        of->target[t] = add_row(of, gather(of, t, PLACEMENT_NONE), GLP_FX, target, target);
}

static void add_budget(struct placement_program *of, int64_t t)
{
    int64_t budget = of->rows->problem->budget[t], groups = of->alike.site_count;
    if (budget < 0)
        return;
    int length = 0;
    for (int64_t s = t; s >= 0 && s >= t - 1; s--)
        for (int64_t g = 0; g < groups; g++) {
            of->index[++length] = open_column(of, s, g);
            of->value[length] = (s == t ? 1 : -1) * (double)of->rows->price[of->alike.site[g]];
        }
    of->budget[t] = add_row(of, length, GLP_UP, 0, (double)budget);
    for (int i = 1; i <= length; i++)
        of->value[i] = 1;
}

void placement_program_build(struct placement_program *of)
{
    const struct placement_rows *rows = of->rows;
    size_t periods = (size_t)rows->period_count, counties = (size_t)rows->problem->county_count,
           longest =
               2 * (size_t)of->alike.site_count + 3; // a budget's row; or a pair, where there is no site
    of->first_row = sim_memory_new(periods, sizeof(int), what);
    of->first_county = sim_memory_new(periods, sizeof(int), what);
    of->target = sim_memory_new(periods, sizeof(int), what);
    of->budget = sim_memory_new(periods, sizeof(int), what);
    of->standing = sim_memory_new(counties + 1, sizeof(int64_t), what);
    of->index = sim_memory_new(longest, sizeof(int), what);
    of->value = sim_memory_new(longest, sizeof(double), what);
    for (size_t i = 0; i < longest; i++)
        of->value[i] = 1;
    for (int64_t j = 0; j < rows->site_count; j++)
        if (of->mask[j] == 1) {
            of->standing[counties]++;
            if (rows->problem->county[j] >= 0)
                of->standing[rows->problem->county[j]]++;
        }
    glp_term_out(GLP_OFF);
    of->program = glp_create_prob();
    add_open_columns(of);
    for (int64_t t = 0; t < rows->period_count; t++) {
        add_covers(of, t);
        add_nesting(of, t);
        add_counties(of, t);
        add_target(of, t);
        add_budget(of, t);
    }
}

void placement_program_choice(const struct placement_program *of, int8_t *choice)
{
    const struct placement_alike *alike = &of->alike;
    int64_t never = of->rows->period_count;
    int32_t *before = sim_memory_new((size_t)alike->site_count + 1, sizeof(*before), what);
    for (int64_t j = 0; j < of->rows->site_count; j++) {
        int32_t group = alike->site_group[j];
        int64_t t = group < 0 && of->mask[j] != 1 ? never : 0;
        // The sites of a group open one after the other.
        while (group >= 0 && t < never &&
               glp_get_col_prim(of->program, open_column(of, t, group)) < before[group] + 0.5)
            t++;
        choice[j] = (int8_t)t;
        if (group >= 0)
            before[group]++;
    }
    free(before);
}

void placement_program_init(struct placement_program *of, const struct placement_rows *rows,
                            const uint16_t *mask)
{
    *of = (struct placement_program){.rows = rows, .mask = mask};
    placement_alike_init(&of->alike, rows, mask);
}

void placement_program_clear(struct placement_program *of)
{
    placement_alike_clear(&of->alike);
    if (of->program)
        glp_delete_prob(of->program);
    glp_free_env();
    free(of->first_row);
    free(of->first_county);
    free(of->target);
    free(of->budget);
    free(of->standing);
    free(of->index);
    free(of->value);
    *of = (struct placement_program){0};
}
