#include "results/geojson.h"

#include <math.h>

#include "results/publish.h"

json_t *geojson_create(void)
{
    json_t *map = json_object();
    json_object_set_new(map, "type", json_string("FeatureCollection"));
    json_object_set_new(map, "features", json_array());
    return map;
}

void geojson_add_point(json_t *map, double longitude_deg, double latitude_deg, json_t *properties)
{
    json_t *feature = json_object();
    bool is_placed = isfinite(longitude_deg) && isfinite(latitude_deg);
    json_object_set_new(feature, "type", json_string("Feature"));
    json_object_set_new(
        feature, "geometry",
        is_placed ? json_pack("{s:s, s:[f, f]}", "type", "Point", "coordinates", longitude_deg, latitude_deg)
                  : json_null());
    json_object_set_new(feature, "properties", properties);
    json_array_append_new(json_object_get(map, "features"), feature);
}

enum sim_status geojson_write(json_t *map, const char *path, struct sim_error *error)
{
    struct publish file;
    enum sim_status status = publish_begin(&file, path, error);
    if (status != SIM_OK) {
        json_decref(map);
        return status;
    }
    int failed = json_dumpfd(map, file.descriptor, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
    json_decref(map);
    if (!failed)
        return publish_finish(&file, error);
    publish_drop(&file);
    return sim_error_say(error, SIM_IO, "%s: cannot be written", path);
}
