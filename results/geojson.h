/// Maps as GeoJSON (RFC 7946): points with properties, WGS-84.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sim/status.h"

/// An empty collection of features; a new reference.
json_t *geojson_create(void);

/// Adds a point. properties: its reference is taken. A place that is not known (NaN) has no geometry.
void geojson_add_point(json_t *map, double longitude_deg, double latitude_deg, json_t *properties);

/// Publishes it and drops the reference. Faults: 73, 74.
enum sim_status geojson_write(json_t *map, const char *path, struct sim_error *error);
