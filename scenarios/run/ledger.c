#include "scenarios/run/ledger.h"

#include <stdlib.h>

#include "sim/memory.h"

void ledger_add(struct ledger *ledger, const struct stage_row *row)
{
    ledger->rows =
        sim_memory_grow(ledger->rows, &ledger->capacity, ledger->count + 1, sizeof(*ledger->rows), "stages");
    ledger->rows[ledger->count++] = *row;
    ledger->is_sorted = false;
}

void ledger_clear(struct ledger *ledger)
{
    free(ledger->rows);
    *ledger = (struct ledger){0};
}

/// A wait that is over counts as what bound a unit only if it took so long: three days of storm do not explain a year.
#define MATERIAL_DAYS 14.0

static bool is_edge(const struct stage_row *row)
{
    return row->edge_sites > 0;
}

/// Units of one phase side by side, in order of begin; ends break ties so that the order is total.
static int compare(const void *left, const void *right)
{
    const struct stage_row *a = left, *b = right;
    const double keys[][2] = {{is_edge(a), is_edge(b)},
                              {(double)a->site, (double)b->site},
                              {(double)a->phase, (double)b->phase},
                              {a->begin_day, b->begin_day},
                              {(double)a->hall, (double)b->hall},
                              {a->end_day, b->end_day},
                              {(double)a->is_wait, (double)b->is_wait}};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static void sort(struct ledger *ledger)
{
    if (!ledger->is_sorted && ledger->count > 1)
        qsort(ledger->rows, ledger->count, sizeof(*ledger->rows), compare);
    ledger->is_sorted = true;
}

static double weight_of(const struct stage_row *row, enum ledger_weight weight)
{
    switch (weight) {
    case LEDGER_RACKS: return row->racks;
    case LEDGER_EFLOPS: return row->compute_eflops;
    case LEDGER_HPC_PFLOPS: return row->hpc_pflops;
    case LEDGER_FP64_PFLOPS: return row->fp64_pflops;
    case LEDGER_EDGE_SITES: return row->edge_sites;
    }
    return 0;
}

/// What held the unit of row `now` last, before or at it: its own rows and those of its phase before release.
static int64_t bound_last_by(const struct ledger *ledger, size_t now)
{
    const struct stage_row *row = &ledger->rows[now];
    if (row->is_wait)
        return row->cause;
    for (size_t i = now; i-- > 0;) {
        const struct stage_row *before = &ledger->rows[i];
        if (is_edge(before) != is_edge(row) || before->site != row->site || before->phase != row->phase)
            break;
        bool is_material = before->is_wait && before->end_day - before->begin_day >= MATERIAL_DAYS;
        if (is_material && (before->hall == row->hall || before->hall == -1))
            return before->cause;
    }
    return row->cause;
}

void ledger_missing(struct ledger *ledger, double day, enum ledger_weight weight, const double *vintage,
                    double *missing)
{
    sort(ledger);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct stage_row *row = &ledger->rows[i];
        bool is_compute =
            weight == LEDGER_EFLOPS || weight == LEDGER_HPC_PFLOPS || weight == LEDGER_FP64_PFLOPS;
        double amount = weight_of(row, weight) * (is_compute && vintage ? vintage[row->compute] : 1);
        // A stage holds the day of its end only where it is still open there: at the end of the run.
        if (amount > 0 && row->begin_day < day && row->end_day >= day)
            missing[bound_last_by(ledger, i)] += amount;
    }
}

void ledger_days(const struct ledger *ledger, const double *planned_racks, double *wait_days,
                 double *work_days)
{
    for (size_t i = 0; i < ledger->count; i++) {
        const struct stage_row *row = &ledger->rows[i];
        if (is_edge(row) || planned_racks[row->site] <= 0)
            continue;
        double *days = (row->is_wait ? wait_days : work_days) + row->site * CAUSE_COUNT + row->cause;
        *days += (row->end_day - row->begin_day) * row->racks / planned_racks[row->site];
    }
}

void ledger_edge_days(const struct ledger *ledger, double planned_sites, double *wait_days)
{
    for (size_t i = 0; i < ledger->count; i++) {
        const struct stage_row *row = &ledger->rows[i];
        if (is_edge(row) && row->is_wait && planned_sites > 0)
            wait_days[row->cause] += (row->end_day - row->begin_day) / planned_sites;
    }
}
