/// suanli sweep: many variations of a scenario, into one file.
///
/// Units of work (sweep_plan.h) are done by the threads of all ranks in any order (sweep_work.h), each published as a file of
/// its own (sweep_parts.h), and put together by rank 0 at the end. A process that is killed loses the units that it was at,
/// and nothing else. Ranks meet after each step, and all end with the status of the worst.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "scenarios/run/commands.h"
#include "scenarios/run/interrupt.h"
#include "scenarios/run/output.h"
#include "scenarios/run/sweep_file.h"
#include "scenarios/run/sweep_start.h"
#include "scenarios/run/sweep_status.h"
#include "scenarios/run/sweep_until.h"
#include "scenarios/run/sweep_work.h"

/// A file that another machine has just written shows on a network's file system within this time, or within the seconds of
/// SUANLI_SEEN_S.
#define SEEN_WITHIN_S 60.0

/// What rank 0 tells the others: of the folder, and of each batch of units.
static const char ALL_DONE[] = "done", FOLDER_OPEN[] = "open", WORK_LEFT[] = "work left",
                  NOTHING_LEFT[] = "nothing left", ENOUGH[] = "enough";

struct sweep {
    const struct options *options;
    const struct ranks *ranks;
    struct sweep_plan plan;
    struct sweep_parts parts;
    struct sweep_work work;
    char output[4096];
    char mark[200]; // by which ranks find out whether they see one folder
    bool was_done;  // before this process began
    size_t looked;  // points of the last batch
    double started_s;
};

/// out/<name of the scenario's file>.sweep.h5
static void name_output(struct sweep *sweep)
{
    const char *path = sweep->options->argument, *slash = strrchr(path, '/'),
               *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    int length = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    if (sweep->options->output)
        snprintf(sweep->output, sizeof(sweep->output), "%s", sweep->options->output);
    else
        snprintf(sweep->output, sizeof(sweep->output), "out/%.*s.sweep.h5", length, name);
}

/// Meets the other ranks: the status that counts for all; then word->text is that rank's. Rank 0 tells the others' faults.
static enum sim_status agree(const struct sweep *sweep, enum sim_status own, struct ranks_word *word,
                             struct sim_error *error)
{
    const struct ranks *ranks = sweep->ranks;
    word->status = own;
    if (own != SIM_OK) {
        char *text = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&text, &size);
        SIM_ASSERT(stream, "out of memory for a message");
        sim_error_print(error, stream);
        fclose(stream);
        snprintf(word->text, sizeof(word->text), "%.*s", size > 0 ? (int)size - 1 : 0, text);
        free(text);
    }
    ranks_meet(ranks, word);
    if (ranks->rank == 0 && word->rank != 0 && word->status != SIM_OK && word->text[0])
        sim_error_say(error, word->status, "rank %u: %.900s", word->rank, word->text);
    return word->status;
}

/// Says how a sweep that was stopped goes on.
static enum sim_status tell_stop(struct sweep *sweep, enum sim_status status, struct sim_error *error)
{
    sweep_work_list(&sweep->work);
    const char *what = status == SIM_INTERRUPTED ? "interrupted" : "stopped";
    return sim_error_say(error, status, "%s: %zu of %zu replications are kept in %s; --resume goes on", what,
                         sweep->work.done, sweep->plan.tasks, sweep->parts.folder);
}

/// Points of the file, which an earlier process may have written.
static size_t points_of(const struct sweep *sweep, bool is_merged)
{
    return is_merged && sweep->plan.untils.count > 0 ? sweep_file_points(sweep->output) : sweep->plan.points;
}

/// Whether it stopped before the most points, and at what.
static void tell_until(const struct sweep *sweep, size_t points)
{
    const struct untils *untils = &sweep->plan.untils;
    if (untils->size == 0)
        return;
    char *text = untils_text(untils);
    fprintf(stderr, "%s after %zu of at most %zu points: %s\n",
            untils_met(untils, NULL) ? "stopped" : "not sure enough yet", points, sweep->plan.points, text);
    free(text);
}

static void put_until(const struct sweep *sweep, json_t *json)
{
    const struct untils *untils = &sweep->plan.untils;
    if (untils->size == 0)
        return;
    char *text = untils_text(untils);
    json_object_set_new(json, "until", json_string(text));
    json_object_set_new(json, "until_met", json_boolean(untils_met(untils, NULL)));
    free(text);
}

static void tell_done(const struct sweep *sweep, bool is_merged)
{
    const struct sweep_plan *plan = &sweep->plan;
    double wall_s = progress_now_s() - sweep->started_s;
    size_t points = points_of(sweep, is_merged), kept = sweep->was_done ? plan->tasks : sweep->work.done;
    if (sweep->options->json) {
        json_t *json =
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:f, s:b, s:s}", "scenario", plan->province->title, "points",
                      (json_int_t)points, "replications", (json_int_t)plan->replications, "factors",
                      (json_int_t)plan->factors.count, "kept", (json_int_t)kept, "wall_s", wall_s, "complete",
                      (int)is_merged, "file", sweep->output);
        put_until(sweep, json);
        output_json(json, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
        json_decref(json);
    }
    if (sweep->options->quiet)
        return;
    if (is_merged)
        tell_until(sweep, points);
    if (is_merged)
        fprintf(stderr,
                "%zu points x %zu replications of %zu factors: %s (%.1f s)\nsuanli analyse %s tells what "
                "matters\n",
                points, plan->replications, plan->factors.count, sweep->output, wall_s, sweep->output);
    else
        fprintf(stderr,
                "shard %u/%u is done (%.1f s): when all are, run the sweep with --resume, without --shard\n",
                sweep->options->shard, sweep->options->shards, wall_s);
}

/// What is there already, and who begins.
static void tell_start(const struct sweep *sweep)
{
    const struct ranks *ranks = sweep->ranks;
    if (ranks->warning)
        fprintf(stderr, "%s\n", ranks->warning);
    if (sweep->options->quiet)
        return;
    if (sweep->work.done > 0)
        fprintf(stderr, "%zu replications are done already\n", sweep->work.done);
    uint32_t threads =
        sweep->options->threads ? ranks->count * sweep->options->threads : ranks->all_processors;
    if (ranks->count > 1)
        fprintf(stderr, "%u ranks on %u host%s, %u threads\n", ranks->count, ranks->hosts,
                ranks->hosts > 1 ? "s" : "", threads);
    else
        fprintf(stderr, "%u thread%s\n", threads, threads > 1 ? "s" : "");
}

/// Whether all ranks read the same sweep. word: rank 0's digest.
static enum sim_status compare_plans(const struct sweep *sweep, const struct ranks_word *word,
                                     struct sim_error *error)
{
    if (strcmp(word->text, sweep->plan.digest) == 0)
        return SIM_OK;
    char host[200] = "?";
    gethostname(host, sizeof(host) - 1);
    return sim_error_say(
        error, SIM_BAD_DATA,
        "%s: another scenario, program or points on %s than on rank 0: expected the same files on "
        "all machines",
        sweep->options->argument, host);
}

/// Rank 0 opens the folder, and leaves a mark that the others must see.
static enum sim_status open_parts(struct sweep *sweep, struct ranks_word *word, struct sim_error *error)
{
    const struct options *options = sweep->options;
    bool may_go_on = options->resume || options->shards > 0;
    if (may_go_on && sweep_file_is_done(&sweep->plan, sweep->output)) {
        sweep->was_done = true;
        snprintf(word->text, sizeof(word->text), "%s", ALL_DONE);
        return SIM_OK;
    }
    enum sim_status status = sweep_parts_open(&sweep->parts, &sweep->plan, sweep->output, may_go_on, error);
    if (status != SIM_OK)
        return status;
    if (sweep->ranks->count > 1) {
        char host[100] = "?";
        gethostname(host, sizeof(host) - 1);
        snprintf(sweep->mark, sizeof(sweep->mark), SWEEP_PARTS_MARK "%s-%ld-%lld", host, (long)getpid(),
                 (long long)time(NULL));
        status = sweep_parts_mark(&sweep->parts, sweep->mark, error);
    }
    snprintf(word->text, sizeof(word->text), "%s %s", FOLDER_OPEN, sweep->mark);
    return status;
}

static double seen_within_s(void)
{
    const char *wanted = getenv("SUANLI_SEEN_S");
    return wanted && atof(wanted) > 0 ? atof(wanted) : SEEN_WITHIN_S;
}

/// The others look for the mark.
static enum sim_status follow(struct sweep *sweep, const struct ranks_word *word, struct sim_error *error)
{
    sweep->was_done = strcmp(word->text, ALL_DONE) == 0;
    if (sweep->was_done)
        return SIM_OK;
    const char *mark = strstr(word->text, SWEEP_PARTS_MARK);
    sweep_parts_name(&sweep->parts, &sweep->plan, sweep->output);
    if (mark && sweep_parts_wait(&sweep->parts, mark, seen_within_s()))
        return SIM_OK;
    char host[200] = "?";
    gethostname(host, sizeof(host) - 1);
    sim_error_add(error, SIM_CANT_CREATE, sweep->parts.folder, 0, NULL, host,
                  "a file system that all ranks share: this host does not see the folder that rank 0 made");
    return SIM_CANT_CREATE;
}

/// Rank 0 and the others open the same sweep, or all hear why not.
static enum sim_status begin(struct sweep *sweep, enum sim_status status, struct sim_error *error)
{
    struct ranks_word word = {0};
    bool is_first = sweep->ranks->rank == 0;
    snprintf(word.text, sizeof(word.text), "%s", status == SIM_OK ? sweep->plan.digest : "");
    status = agree(sweep, status, &word, error);
    if (status != SIM_OK)
        return status;
    name_output(sweep);
    sweep_work_init(&sweep->work, &sweep->plan, &sweep->parts, sweep->ranks);
    status = is_first ? open_parts(sweep, &word, error) : compare_plans(sweep, &word, error);
    status = agree(sweep, status, &word, error);
    if (status != SIM_OK)
        return status;
    if (!is_first)
        status = follow(sweep, &word, error);
    status = agree(sweep, status, &word, error);
    if (is_first && sweep->mark[0])
        sweep_parts_unmark(&sweep->parts, sweep->mark);
    return status;
}

/// On rank 0: waits until the units of other machines show here.
static void await_units(const struct sweep *sweep)
{
    for (size_t i = 0; i < sweep->work.missing_count && sweep->ranks->hosts > 1; i++)
        sweep_parts_await(&sweep->parts, sweep->work.missing[i], seen_within_s());
}

/// On rank 0: lists and offers the next units. All at once; or, where it may stop before the last point, those up to the next
/// number of points at which it looks.
static enum sim_status offer_batch(struct sweep *sweep, struct ranks_word *word, struct sim_error *error)
{
    struct sweep_plan *plan = &sweep->plan;
    bool is_first = sweep->looked == 0, may_stop = plan->untils.count > 0;
    enum sim_status status = may_stop && !is_first ? sweep_until_take(plan, &sweep->parts, error) : SIM_OK;
    if (status != SIM_OK)
        return status;
    if (sweep->looked == plan->points || (may_stop && !is_first && untils_met(&plan->untils, NULL))) {
        snprintf(word->text, sizeof(word->text), "%s", ENOUGH);
        return SIM_OK;
    }
    sweep->looked =
        may_stop ? until_boundary(sweep->looked, plan->points, design_is_sobol(&plan->design)) : plan->points;
    plan->kept = sweep->looked;
    sweep_work_list(&sweep->work);
    ranks_offer(sweep->ranks, sweep->work.missing, sweep->work.missing_count, sweep_work_hear, &sweep->work);
    snprintf(word->text, sizeof(word->text), "%s", sweep->work.missing_count > 0 ? WORK_LEFT : NOTHING_LEFT);
    if (is_first)
        tell_start(sweep);
    return SIM_OK;
}

/// Does all points, or as many as it takes until what is asked for is known well enough.
static enum sim_status do_points(struct sweep *sweep, struct sim_error *error)
{
    bool is_first = sweep->ranks->rank == 0;
    for (;;) {
        struct ranks_word word = {0};
        enum sim_status status = SIM_OK;
        if (is_first)
            status = offer_batch(sweep, &word, error);
        else
            ranks_offer(sweep->ranks, NULL, 0, NULL, NULL);
        status = agree(sweep, status, &word, error);
        if (status != SIM_OK || strcmp(word.text, ENOUGH) == 0)
            return status;
        status = sweep_work_do(&sweep->work, strcmp(word.text, WORK_LEFT) == 0, error);
        status = agree(sweep, status, &word, error);
        progress_end(&sweep->work.progress);
        if (status != SIM_OK)
            return status;
        if (is_first)
            await_units(sweep);
    }
}

/// Does what is missing; rank 0 puts the units together unless this is a shard.
static enum sim_status do_and_merge(struct sweep *sweep, struct sim_error *error)
{
    bool is_first = sweep->ranks->rank == 0;
    if (is_first)
        sweep_start_note(&sweep->parts, sweep->ranks, sweep->work.threads);
    enum sim_status status = do_points(sweep, error);
    if (status == SIM_OK && is_first && sweep->options->shards == 0)
        status = sweep_file_merge(&sweep->parts, sweep->output, error);
    return status;
}

/// On rank 0: how it went.
static enum sim_status conclude(struct sweep *sweep, enum sim_status status, const struct sim_error *own,
                                struct sim_error *error)
{
    // Another process at the same sweep, as a queue may start one, can have been faster and have cleared the parts away.
    bool is_done = (status == SIM_OK && sweep->options->shards == 0) ||
                   (status != SIM_INTERRUPTED && sweep_file_is_done(&sweep->plan, sweep->output));
    if (status != SIM_OK && !is_done) {
        sweep_take_faults(error, own);
        return tell_stop(sweep, status, error);
    }
    if (is_done)
        sweep_parts_remove(&sweep->parts);
    tell_done(sweep, is_done);
    return SIM_OK;
}

/// A sweep that was done before: what a late process left of its parts goes.
static void conclude_done(struct sweep *sweep)
{
    sweep_parts_name(&sweep->parts, &sweep->plan, sweep->output);
    sweep_parts_remove(&sweep->parts);
    tell_done(sweep, true);
}

enum sim_status cmd_sweep(const struct options *options, struct sim_error *error)
{
    struct sweep sweep = {.options = options, .ranks = options->ranks, .started_s = progress_now_s()};
    bool is_first = options->ranks->rank == 0;
    if (options->status)
        return is_first ? sweep_status(options, error) : SIM_OK;
    if (!options->argument)
        return sim_error_say(error, SIM_USAGE, "suanli sweep: expected a scenario, or --status FILE");
    interrupt_catch();
    enum sim_status status = begin(&sweep, sweep_plan_create(&sweep.plan, options, error), error);
    if (status == SIM_OK && sweep.was_done) {
        if (is_first)
            conclude_done(&sweep);
    } else if (status == SIM_OK) {
        struct sim_error own = {0};
        status = do_and_merge(&sweep, &own);
        if (is_first)
            status = conclude(&sweep, status, &own, error);
        sim_error_clear(&own);
    }
    sweep_work_clear(&sweep.work);
    sweep_plan_clear(&sweep.plan);
    return status;
}
