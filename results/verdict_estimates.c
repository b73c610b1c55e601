/// Which estimated inputs a target rests on.
#include <math.h>
#include <string.h>

#include "results/stats.h"
#include "results/verdict_parts.h"
#include "sim/memory.h"

static const double RHO_LEAST = 0.15;    // weaker than this is of no use to a planner
static const double CHANCE_LEVEL = 0.05; // of naming any, where none has to do with the target

/// Rank correlation of an input and a target, over the replications where the target has a value.
static double influence(const struct verdict_columns *columns, size_t target, size_t input, size_t count,
                        struct verdict_work *work)
{
    const double *ranks = work->all_input_ranks + input * columns->replications;
    if (count < columns->replications) {
        for (size_t r = 0, i = 0; r < columns->replications; r++)
            if (!isnan(columns->value[r * columns->targets + target]))
                work->aligned[i++] = columns->input_value[r * columns->inputs + input];
        stats_ranks(work->aligned, count, work->input_ranks);
        ranks = work->input_ranks;
    }
    return stats_correlation(work->ranks, ranks, count);
}

static bool is_estimate(const struct verdict_columns *columns, size_t input)
{
    return strcmp(columns->input_mark[input], SCHEMA_ESTIMATED) == 0;
}

/// Rank correlations of a target with the estimates that tell of it.
static void correlate(const struct verdict_columns *columns, size_t target, size_t count,
                      struct verdict_work *work)
{
    double independent = columns->is_antithetic ? (double)count / 2 : (double)count;
    size_t tried = 0;
    for (size_t input = 0; input < columns->inputs; input++)
        tried += is_estimate(columns, input);
    double least = fmax(RHO_LEAST, stats_rho_by_chance(independent, tried, CHANCE_LEVEL));
    stats_ranks(work->values, count, work->ranks);
    for (size_t input = 0; input < columns->inputs; input++) {
        work->rhos[input] = 0.0;
        if (!is_estimate(columns, input))
            continue;
        double rho = influence(columns, target, input, count, work);
        if (fabs(rho) > least) // never for NaN: an input or a value that does not vary
            work->rhos[input] = rho;
    }
}

/// Inputs that follow one shock tell the same story: only the strongest of them is named, the first on a tie, with the number
/// of the others.
static bool is_strongest_of_shock(const struct verdict_columns *columns, const double *rhos, size_t input,
                                  size_t *others)
{
    const char *shock = columns->input_shock ? columns->input_shock[input] : "";
    *others = 0;
    for (size_t i = 0; i < columns->inputs && *shock; i++) {
        if (i == input || rhos[i] == 0.0 || strcmp(columns->input_shock[i], shock) != 0)
            continue;
        double stronger_by = fabs(rhos[i]) - fabs(rhos[input]);
        if (stronger_by > 0.0 || (stronger_by == 0.0 && i < input))
            return false;
        ++*others;
    }
    return true;
}

/// Puts an estimate among the strongest of its row, which stand from `first` on.
static void keep_estimate(struct verdict *verdict, size_t first, struct verdict_estimate estimate)
{
    size_t place = verdict->estimate_count;
    while (place > first && fabs(verdict->estimates[place - 1].rho) < fabs(estimate.rho))
        place--;
    if (place - first >= VERDICT_ESTIMATES_MAX)
        return;
    size_t last = verdict->estimate_count;
    if (last - first == VERDICT_ESTIMATES_MAX)
        last--;
    else
        verdict->estimate_count++;
    memmove(&verdict->estimates[place + 1], &verdict->estimates[place], (last - place) * sizeof(estimate));
    verdict->estimates[place] = estimate;
}

void verdict_judge_estimates(const struct verdict_columns *columns, size_t target, struct verdict_work *work,
                             struct verdict *verdict)
{
    size_t first = verdict->estimate_count, others;
    correlate(columns, target, verdict->rows[target].count, work);
    for (size_t input = 0; input < columns->inputs; input++) {
        if (work->rhos[input] == 0.0 || !is_strongest_of_shock(columns, work->rhos, input, &others))
            continue;
        keep_estimate(verdict, first,
                      (struct verdict_estimate){
                          .row = target,
                          .input = (char *)columns->input_path[input],
                          .source = columns->input_source ? (char *)columns->input_source[input] : "",
                          .shock = columns->input_shock ? (char *)columns->input_shock[input] : "",
                          .also = others,
                          .rho = work->rhos[input]});
    }
    for (size_t i = first; i < verdict->estimate_count; i++) {
        verdict->estimates[i].input = sim_memory_text(verdict->estimates[i].input);
        verdict->estimates[i].source = sim_memory_text(verdict->estimates[i].source);
        verdict->estimates[i].shock = sim_memory_text(verdict->estimates[i].shock);
    }
}
