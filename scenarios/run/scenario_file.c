#include "scenarios/run/scenario_file.h"

#include <limits.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenarios/run/override.h"
#include "scenarios/run/scan.h"

/// libconfig's words where they need more.
static const char *hint(const char *message)
{
    if (strcmp(message, "mismatched element type in array") == 0)
        return "one type of number in [...], all with a decimal point or all without, or a list (...)";
    if (strcmp(message, "duplicate setting name") == 0)
        return "each key once in a group";
    return NULL;
}

static void tell_parse(struct scenario_file *file, const config_t *config, struct sim_error *error)
{
    const char *name = config_error_file(config), *message = config_error_text(config);
    const char *place = file->path;
    if (name && strcmp(name, file->path) != 0)
        place = file->folder ? arena_print(&file->arena, "%s/%s", file->folder, name) : name;
    sim_error_add(error, SIM_BAD_DATA, place, config_error_line(config), NULL,
                  message ? message : "syntax error", hint(message ? message : ""));
}

/// Scans, then parses; faults of single numbers are kept.
static enum sim_status parse(struct scenario_file *file, struct sim_error *error)
{
    struct scan_faults faults = {0};
    scan_file(file->path, file->folder, &faults);
    bool is_sound = faults.broken.count == 0;
    config_t config;
    config_init(&config);
    if (file->folder)
        config_set_include_dir(&config, file->folder);
    if (is_sound && config_read_file(&config, file->path) != CONFIG_TRUE) {
        tell_parse(file, &config, error);
        is_sound = false;
    }
    if (is_sound)
        file->root = tree_of_config(&file->arena, &config, file->path, file->folder, &faults.numbers);
    struct sim_error *lists[] = {&faults.broken, &faults.numbers};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < lists[i]->count; j++) {
            const struct sim_fault *fault = &lists[i]->faults[j];
            sim_error_add(is_sound ? &file->faults : error, fault->status, fault->file, fault->line,
                          fault->key, fault->found, fault->expected);
        }
    enum sim_status status = is_sound              ? SIM_OK
                             : faults.broken.count ? faults.broken.faults[0].status
                                                   : SIM_BAD_DATA;
    config_destroy(&config);
    scan_faults_clear(&faults);
    return status;
}

static enum sim_status apply_overrides(struct scenario_file *file, const char *const *overrides, size_t count,
                                       struct sim_error *error)
{
    enum sim_status status = SIM_OK;
    struct sim_error faults = {0};
    for (size_t i = 0; i < count; i++)
        override_apply(&file->arena, file->root, overrides[i], &faults);
    for (size_t i = 0; i < faults.count; i++) {
        const struct sim_fault *fault = &faults.faults[i];
        bool is_usage = fault->status == SIM_USAGE;
        sim_error_add(is_usage ? error : &file->faults, fault->status, fault->file, fault->line, fault->key,
                      fault->found, fault->expected);
        if (is_usage)
            status = SIM_USAGE;
    }
    sim_error_clear(&faults);
    return status;
}

static void add_data(struct scenario_file *file, const char *name)
{
    struct data_file **end = &file->data;
    for (; *end; end = &(*end)->next)
        if (strcmp((*end)->name, name) == 0)
            return;
    struct data_file *data = *end = arena_alloc(&file->arena, sizeof(*data));
    data->name = name;
    data->path =
        name[0] == '/' || !file->folder ? name : arena_print(&file->arena, "%s/%s", file->folder, name);
    const char *fault = scan_read(data->path, &data->text, &data->size);
    data->fault = arena_copy(&file->arena, fault);
}

/// Reads every CSV file named below a node, so that all instances see the same bytes.
static void read_data(struct scenario_file *file, const struct node *node)
{
    if (node->type == NODE_TEXT && is_csv_name(node->text))
        add_data(file, node->text);
    for (const struct node *child = node->first; child; child = child->next)
        read_data(file, child);
    for (const struct pending *pending = node->pending; pending; pending = pending->next)
        read_data(file, pending->value);
}

static void write_digest(const struct data_file *data, FILE *stream)
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, data->size, (const uint8_t *)data->text);
    sha256_digest(&context, sizeof(digest), digest);
    fprintf(stream, "# %s: sha256 ", data->name);
    for (size_t i = 0; i < sizeof(digest); i++)
        fprintf(stream, "%02x", digest[i]);
    fputc('\n', stream);
}

static void write_text(struct scenario_file *file)
{
    size_t size;
    FILE *stream = open_memstream(&file->text, &size);
    SIM_ASSERT(stream, "out of memory for the text of %s", file->path);
    tree_write(file->root, stream);
    for (const struct data_file *data = file->data; data; data = data->next)
        if (data->text)
            write_digest(data, stream);
    int failed = fclose(stream);
    SIM_ASSERT(!failed, "out of memory for the text of %s", file->path);
}

/// The path, or, where there is no such file, the one of that name among those that are installed beside the program:
/// scenarios/tour.cfg is <prefix>/share/suanli/scenarios/tour.cfg of <prefix>/bin/suanli.
static const char *find_file(struct arena *arena, const char *path)
{
    char program[PATH_MAX];
    if (path[0] == '/' || access(path, F_OK) == 0)
        return arena_copy(arena, path);
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash)
        return arena_copy(arena, path);
    const char *installed =
        arena_print(arena, "%.*s/../share/suanli/%s", (int)(slash - program), program, path);
    char *whole = realpath(installed, NULL);
    const char *found = arena_copy(arena, whole ? whole : path);
    free(whole);
    return found;
}

enum sim_status scenario_file_open(const char *path, const char *const *overrides, size_t override_count,
                                   struct scenario_file **out, struct sim_error *error)
{
    *out = NULL;
    struct scenario_file *file = calloc(1, sizeof(*file));
    SIM_ASSERT(file, "out of memory for %s", path);
    file->path = find_file(&file->arena, path);
    const char *slash = strrchr(file->path, '/');
    if (slash)
        file->folder = arena_print(&file->arena, "%.*s", (int)(slash - file->path), file->path);
    enum sim_status status = parse(file, error);
    if (status == SIM_OK)
        status = apply_overrides(file, overrides, override_count, error);
    if (status != SIM_OK) {
        scenario_file_close(file);
        return status;
    }
    read_data(file, file->root);
    write_text(file);
    *out = file;
    return SIM_OK;
}

void scenario_file_close(struct scenario_file *file)
{
    if (!file)
        return;
    for (struct data_file *data = file->data; data; data = data->next)
        free(data->text);
    sim_error_clear(&file->faults);
    free(file->text);
    arena_clear(&file->arena);
    free(file);
}

const char *scenario_file_text(const struct scenario_file *file)
{
    return file->text;
}

const struct data_file *scenario_file_data(const struct scenario_file *file, const char *name)
{
    for (const struct data_file *data = file->data; data; data = data->next)
        if (strcmp(data->name, name) == 0)
            return data;
    return NULL;
}
