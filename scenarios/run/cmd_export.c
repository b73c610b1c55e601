/// suanli export: a run's results as a workbook, CSV files or a map, from the file alone.
#include "results/export.h"
#include "scenarios/run/commands.h"
#include "scenarios/run/show.h"

static enum sim_status write_all(const struct export_book *book, const struct options *options,
                                 struct sim_error *error)
{
    enum sim_status status = SIM_OK;
    if (options->xlsx)
        status = export_xlsx(book, options->xlsx, error);
    if (options->csv && status == SIM_OK)
        status = export_csv(book, options->csv, error);
    if (options->geojson && status == SIM_OK)
        status = export_geojson(book, options->geojson, error);
    return status;
}

enum sim_status cmd_export(const struct options *options, struct sim_error *error)
{
    struct load *load;
    struct export_book *book = NULL;
    if (!options->xlsx && !options->csv && !options->geojson)
        return sim_error_say(error, SIM_USAGE, "found nothing to write, expected --xlsx, --csv or --geojson");
    enum sim_status status = show_open(options->argument, &load, error);
    if (status != SIM_OK)
        return status;
    status = export_create(load, &book, error);
    if (status == SIM_OK)
        status = write_all(book, options, error);
    export_destroy(book);
    load_close(load);
    return status;
}
