#include "scenarios/run/sweep_start.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "results/publish.h"
#include "sim/memory.h"

/// YYYY-MM-DDTHH:MM:SSZ
static void write_time(time_t now, char text[32])
{
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/// What a queue says of this process; null where there is none.
static json_t *job(void)
{
    const char *array = getenv("SLURM_ARRAY_JOB_ID"), *task = getenv("SLURM_ARRAY_TASK_ID"),
               *id = getenv("SLURM_JOB_ID");
    if (array && task)
        return json_pack("s+++", "Slurm ", array, "_", task);
    return id ? json_pack("s+", "Slurm ", id) : NULL;
}

void sweep_start_note(const struct sweep_parts *parts, const struct ranks *ranks, uint32_t threads)
{
    const struct options *options = parts->plan->options;
    char path[4400], time_text[32], host[256] = "?", shard[32] = "";
    time_t now = time(NULL);
    write_time(now, time_text);
    gethostname(host, sizeof(host) - 1);
    if (options->shards > 0)
        snprintf(shard, sizeof(shard), "%u/%u", options->shard, options->shards);
    snprintf(path, sizeof(path), "%s/start-%s-%ld-%lld", parts->folder, host, (long)getpid(), (long long)now);
    json_t *json = json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:b}", "time", time_text, "host", host, "pid",
                             (int)getpid(), "ranks", (int)ranks->count, "hosts", (int)ranks->hosts, "threads",
                             (int)threads, "resume", (int)options->resume);
    if (shard[0])
        json_object_set_new(json, "shard", json_string(shard));
    json_t *queue = job();
    if (queue)
        json_object_set_new(json, "job", queue);
    char *text = json_dumps(json, JSON_COMPACT);
    struct sim_error none = {0};
    struct publish file;
    if (publish_begin(&file, path, &none) == SIM_OK) {
        size_t size = strlen(text);
        if (write(file.descriptor, text, size) == (ssize_t)size)
            publish_finish_unsynced(&file, &none);
        else
            publish_drop(&file);
    }
    sim_error_clear(&none);
    free(text);
    json_decref(json);
}

static int compare(const void *left, const void *right)
{
    json_t *const *a = left, *const *b = right;
    const char *x = json_string_value(json_object_get(*a, "time")),
               *y = json_string_value(json_object_get(*b, "time"));
    return strcmp(x ? x : "", y ? y : "");
}

json_t *sweep_start_list(const char *folder)
{
    json_t *list = json_array(), **all = NULL;
    size_t count = 0, capacity = 0;
    DIR *stream = opendir(folder);
    for (struct dirent *entry; stream && (entry = readdir(stream));) {
        char path[8192];
        if (strncmp(entry->d_name, "start-", 6) != 0 || strstr(entry->d_name, ".tmp-"))
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
        if (!json)
            continue;
        all = sim_memory_grow(all, &capacity, count + 1, sizeof(*all), "the starts of a sweep");
        all[count++] = json;
    }
    if (stream)
        closedir(stream);
    if (count > 1)
        qsort(all, count, sizeof(*all), compare);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, all[i]);
    free(all);
    return list;
}
