#include "scenarios/run/sweep_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/stats.h"
#include "sim/memory.h"

/// Targets in a line.
enum { NOTE_TARGETS = 3 };

void sweep_tally_init(struct sweep_tally *tally, size_t points, size_t replications,
                      const struct sweep_target *targets, size_t target_count)
{
    *tally = (struct sweep_tally){
        .points = points,
        .replications = replications,
        .target_count = target_count,
        .targets = targets,
        .runs = sim_memory_new(points, sizeof(*tally->runs), "counts of a sweep"),
        .hits = sim_memory_new(points * target_count, sizeof(*tally->hits), "counts of a sweep")};
}

void sweep_tally_clear(struct sweep_tally *tally)
{
    free(tally->runs);
    free(tally->hits);
    *tally = (struct sweep_tally){0};
}

bool sweep_target_is_reached(const struct sweep_target *target, double value)
{
    return target->sense == TARGET_AT_LEAST ? value >= target->goal : value <= target->goal;
}

void sweep_tally_take(struct sweep_tally *tally, size_t first, size_t count, const unsigned char *reached)
{
    for (size_t i = 0; i < count; i++) {
        size_t point = (first + i) / tally->replications;
        tally->runs[point]++;
        for (size_t t = 0; t < tally->target_count; t++)
            tally->hits[point * tally->target_count + t] += reached[i * tally->target_count + t];
    }
    tally->done += count;
}

bool sweep_tally_share(const struct sweep_tally *tally, size_t target, double *share, double *low,
                       double *high)
{
    double *shares = sim_memory_new(tally->points, sizeof(double), "counts of a sweep");
    size_t groups = 0;
    for (size_t p = 0; p < tally->points; p++)
        if (tally->runs[p] > 0)
            shares[groups++] = (double)tally->hits[p * tally->target_count + target] / (double)tally->runs[p];
    *share = stats_mean(shares, groups);
    stats_wilson_groups(shares, groups, low, high);
    free(shares);
    return groups > 0;
}

void sweep_tally_note(const struct sweep_tally *tally, char *text, size_t size)
{
    struct {
        double share, low, high;
    } best[NOTE_TARGETS];
    size_t which[NOTE_TARGETS], count = 0, used = 0;
    for (size_t t = 0; t < tally->target_count; t++) {
        double share, low, high;
        if (!sweep_tally_share(tally, t, &share, &low, &high))
            break;
        size_t at = count < NOTE_TARGETS ? count++ : NOTE_TARGETS;
        for (; at > 0 && best[at - 1].high - best[at - 1].low < high - low; at--)
            if (at < NOTE_TARGETS) {
                best[at] = best[at - 1];
                which[at] = which[at - 1];
            }
        if (at == NOTE_TARGETS)
            continue;
        best[at].share = share, best[at].low = low, best[at].high = high;
        which[at] = t;
    }
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char part[256];
        size_t length =
            (size_t)snprintf(part, sizeof(part), "; %s P %.0f %% (%.0f..%.0f)", tally->targets[which[i]].name,
                             100 * best[i].share, 100 * best[i].low, 100 * best[i].high);
        if (length >= sizeof(part) || used + length >= size)
            break;
        memcpy(text + used, part, length + 1);
        used += length;
    }
}
