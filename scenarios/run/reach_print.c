#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/table.h"
#include "scenarios/run/reach_answer.h"
#include "sim/memory.h"

static const double MILLION = 1e6, PER_CNY = 1e8;

static const char *unit_of(const struct reach_job *job, size_t target)
{
    return series_list[job->targets[target].series].unit;
}

static void print_question(const struct reach_job *job, FILE *stream)
{
    table_text(stream, job->province->title);
    fputc('\n', stream);
    for (size_t t = 0; t < job->target_count; t++)
        fprintf(stream, "%s %s %s %.10g%s%s at %s\n",
                t == 0 ? "wanted:" : "   and:", job->targets[t].ask.series,
                job->targets[t].ask.at_most ? "<=" : ">=", job->targets[t].ask.value,
                strcmp(unit_of(job, t), "1") == 0 ? "" : " ",
                strcmp(unit_of(job, t), "1") == 0 ? "" : unit_of(job, t), job->targets[t].ask.date);
    struct reach_share now = reach_point_share(job, &job->reach.points[0]);
    fprintf(stream, "with P >= %g; as it is, P = %.2f (%.2f..%.2f)\n\n", job->def.p, now.p, now.low,
            now.high);
}

static void print_verdict(const struct reach_job *job, FILE *stream)
{
    struct reach_share share = reach_answer_share(job);
    size_t best = (size_t)(reach_best(&job->def, &job->reach) - job->reach.points);
    double cost = job->reach.points[best].cost_cny / MILLION;
    switch (reach_verdict(job)) {
    case REACH_REACHED: fprintf(stream, "Reached for %.4g million CNY", cost); break;
    case REACH_AS_IT_STANDS: fputs("Reached as it is, without any change", stream); break;
    case REACH_UNCONFIRMED:
        fprintf(
            stream,
            "Not confirmed (the search came above it, other random numbers did not); the nearest, for %.4g "
            "million CNY",
            cost);
        break;
    case REACH_UNREACHABLE:
        fprintf(stream,
                "Not reachable inside the levers' ranges; the best that was found, for %.4g million CNY",
                cost);
        break;
    case REACH_STOPPED:
    case REACH_VERDICT_COUNT:
        fprintf(stream, "Interrupted; the best so far, for %.4g million CNY", cost);
        break;
    }
    fprintf(stream, ": P = %.3f, 95 %% interval %.3f..%.3f (%zu replications of seed %llu)\n", share.p,
            share.low, share.high, share.replications, (unsigned long long)share.seed);
    if (job->reach.is_reached && share.low < job->def.p)
        fprintf(stream, "The interval reaches below %g: more --replications make it narrower.\n", job->def.p);
    if (job->is_stopped && job->reach.is_reached)
        fputs("Interrupted: something cheaper was still being looked for.\n", stream);
    for (size_t t = 0; t < job->target_count; t++) {
        fprintf(stream, "  %s: median %.4g, as it is %.4g", job->targets[t].text, reach_median(job, best, t),
                reach_median(job, 0, t));
        if (job->target_count > 1 && job->reach.answer != SIZE_MAX)
            fprintf(stream, "; alone P = %.3f", job->reach.checks[job->reach.answer].target_p[t]);
        fputc('\n', stream);
    }
    fputc('\n', stream);
}

static const char *name_of(const struct lever_axis *item)
{
    if (item->choice && item->choice->name[0])
        return item->choice->name;
    return item->lever->name[0] ? item->lever->name : item->lever->id;
}

static void print_change(const struct reach_job *job, FILE *stream, bool colours)
{
    const struct reach_point *best = reach_best(&job->def, &job->reach);
    struct table *table = table_create();
    size_t taken = 0;
    table_column(table, "what to change", TABLE_LEFT);
    table_column(table, "taken", TABLE_RIGHT);
    table_column(table, "million CNY", TABLE_RIGHT);
    table_column(table, "P without *", TABLE_RIGHT);
    for (size_t j = 0; j < job->levers.axes.count; j++) {
        if (best->x[j] == 0)
            continue;
        const struct axis *axis = &job->levers.axis[j];
        const struct reach_point *without = reach_without(job, j);
        table_cell(table, TABLE_PLAIN, "%s", name_of(&job->levers.items[j]));
        table_cell(table, TABLE_PLAIN, "%.0f %%", 100 * axis_effort(axis, best->x[j]));
        table_cell(table, TABLE_PLAIN, "%.1f", axis_cost(axis, best->x[j]) / MILLION);
        table_cell(table, TABLE_PLAIN, without ? "%.2f" : "-", without ? without->p : 0.0);
        taken++;
    }
    if (taken > 0) {
        table_print(table, stream, colours);
        fprintf(stream, "* of %zu replications of the search, in which the whole has P = %.2f\n\n",
                job->def.replications, best->p);
    }
    table_destroy(table);
    for (size_t j = 0; j < job->levers.axes.count; j++) {
        if (best->x[j] == 0)
            continue;
        char *text = lever_text(&job->levers.items[j], &job->levers.axis[j], best->x[j]);
        fprintf(stream, "  %s: %s\n", job->levers.items[j].lever->id, text);
        free(text);
    }
    fputs(taken > 0 ? "\n" : "", stream);
}

static size_t alone_of(const struct reach_job *job, size_t axis)
{
    for (size_t i = 0; i < job->reach.count; i++)
        if (job->reach.points[i].origin == REACH_ALONE && job->reach.points[i].axis == axis)
            return i;
    return SIZE_MAX;
}

/// The axes that were left out of the search for an effect.
static void print_effect(const struct reach_job *job, enum reach_effect effect, const char *what,
                         const char *targets, FILE *stream)
{
    char key[300];
    size_t count = 0;
    for (size_t j = 0; j < job->levers.axes.count; j++) {
        if (job->reach.effects[j] != effect)
            continue;
        reach_axis_key(job, j, key, sizeof(key));
        if (count++ == 0)
            fprintf(stream, "%s %s, so not searched over: ", what, targets);
        fprintf(stream, "%s%s", count > 1 ? ", " : "", key);
    }
    fputs(count > 0 ? "\n" : "", stream);
}

/// Each axis alone at its end: probability, medians of the targets' values.
static void print_alone(const struct reach_job *job, FILE *stream, bool colours)
{
    const struct reach *reach = &job->reach;
    struct table *table = table_create();
    table_column(table, "alone, as far as it goes", TABLE_LEFT);
    table_column(table, "million CNY", TABLE_RIGHT);
    table_column(table, "cost is", TABLE_LEFT);
    table_column(table, "P", TABLE_RIGHT);
    table_column(table, "points of P for 100 million", TABLE_RIGHT);
    for (size_t t = 0; t < job->target_count; t++) {
        char header[120];
        snprintf(header, sizeof(header), "median %s", job->targets[t].ask.series);
        table_column(table, header, TABLE_RIGHT);
    }
    for (size_t row = 0; row <= job->levers.axes.count; row++) {
        size_t point = row == 0 ? 0 : alone_of(job, row - 1);
        if (point == SIZE_MAX || (row > 0 && reach->effects[row - 1] == REACH_NO_EFFECT))
            continue;
        double cost = reach->points[point].cost_cny, gain = reach->points[point].p - reach->points[0].p;
        table_cell(table, TABLE_PLAIN, "%s", row == 0 ? "(nothing)" : name_of(&job->levers.items[row - 1]));
        table_cell(table, TABLE_PLAIN, "%.1f", cost / MILLION);
        table_cell(table, TABLE_PLAIN, "%s", row == 0 ? "" : reach_cost_mark(job, row - 1));
        table_cell(table, TABLE_PLAIN, "%.2f", reach->points[point].p);
        if (cost > 0)
            table_cell(table, TABLE_PLAIN, "%+.2f", 100 * gain / cost * PER_CNY);
        else
            table_cell(table, TABLE_PLAIN, "%s", "");
        for (size_t t = 0; t < job->target_count; t++)
            table_cell(table, TABLE_PLAIN, "%.4g", reach_median(job, point, t));
    }
    table_print(table, stream, colours);
    table_destroy(table);
    const char *targets = job->target_count > 1 ? "these targets" : "this target";
    print_effect(job, REACH_NO_EFFECT, "No effect on", targets, stream);
    print_effect(job, REACH_HARDLY, "Hardly any effect, alone or beside all others, on", targets, stream);
    fputc('\n', stream);
}

static void print_frontier(const struct reach_job *job, FILE *stream, bool colours)
{
    const struct reach *reach = &job->reach;
    size_t *indices = sim_memory_new(reach->count, sizeof(*indices), "a frontier");
    size_t count = reach_frontier(&job->def, reach, indices);
    struct table *table = table_create();
    table_column(table, "million CNY", TABLE_RIGHT);
    table_column(table, "P", TABLE_RIGHT);
    table_column(table, "95 %", TABLE_RIGHT);
    table_column(table, "with", TABLE_LEFT);
    for (size_t i = 0; i < count; i++) {
        const struct reach_point *point = &reach->points[indices[i]];
        struct reach_share share = reach_point_share(job, point);
        char *text = NULL, key[300];
        size_t size = 0;
        FILE *levers = open_memstream(&text, &size);
        SIM_ASSERT(levers, "out of memory for a text");
        for (size_t j = 0; j < job->levers.axes.count; j++) {
            if (point->x[j] == 0)
                continue;
            reach_axis_key(job, j, key, sizeof(key));
            fprintf(levers, "%s%s %.0f %%", ftell(levers) > 0 ? ", " : "", key,
                    100 * axis_effort(&job->levers.axis[j], point->x[j]));
        }
        fclose(levers);
        table_cell(table, TABLE_PLAIN, "%.1f", point->cost_cny / MILLION);
        table_cell(table, TABLE_PLAIN, "%.2f", point->p);
        table_cell(table, TABLE_PLAIN, "%.2f..%.2f", share.low, share.high);
        table_cell(table, TABLE_PLAIN, "%s", text[0] ? text : "(nothing)");
        free(text);
    }
    fprintf(stream,
            "What other probabilities cost (of the points that were run, those that no other beats; %zu "
            "replications of the search, so a little hopeful):\n",
            job->def.replications);
    table_print(table, stream, colours);
    table_destroy(table);
    free(indices);
}

/// Costs that nobody has published.
static size_t count_estimates(const struct reach_job *job)
{
    size_t count = 0;
    for (size_t j = 0; j < job->levers.axes.count; j++)
        count +=
            strcmp(reach_cost_mark(job, j), "stated") != 0 && strcmp(reach_cost_mark(job, j), "derived") != 0;
    return count;
}

void reach_print(const struct reach_job *job, double wall_s, FILE *stream, bool colours)
{
    print_question(job, stream);
    print_verdict(job, stream);
    print_change(job, stream, colours);
    print_alone(job, stream, colours);
    print_frontier(job, stream, colours);
    size_t estimates = count_estimates(job);
    if (estimates > 0)
        fprintf(stream, "\n%zu of %zu costs are estimates: the order of levers is as good as they are.\n",
                estimates, job->levers.axes.count);
    fprintf(stream,
            "%zu points of %zu replications, %zu verifications of up to %zu, %.0f s. Run it yourself:\n",
            job->reach.count, job->def.replications, job->reach.check_count, job->def.verifications, wall_s);
    char *command = reach_command(job);
    fprintf(stream, "\n  %s\n", command);
    free(command);
}
