#include "models/network.h"

#include <math.h>

const char *const terrain_names[TERRAIN_COUNT + 1] = {"coast", "hills", "mountain", NULL};

static const char *const countings[] = {"round_trip", "one_way", NULL};

static const struct sim_field link_fields[] = {
    SIM_FIELD_NAME(network_link, a, "counties", NULL, "county at one end"),
    SIM_FIELD_NAME(network_link, b, "counties", NULL, "county at the other"),
    SIM_FIELD_F64(network_link, km, "km", 0, 20000, 0, "length of its route; 0: great circle and terrain"),
    SIM_FIELD_DATE(network_link, from, "1970-01-01", "in service from this day on"),
};
static const struct sim_table link_table = SIM_TABLE(network_link, link_fields, "A fibre between two seats.");

static const struct sim_field exit_fields[] = {
    SIM_FIELD_TEXT(network_exit, id, NULL, "key of the exit"),
    SIM_FIELD_TEXT(network_exit, name, "", "where it leads"),
    SIM_FIELD_NAME(network_exit, county, "counties", NULL, "county from whose seat it leaves"),
    SIM_FIELD_F64(network_exit, km, "km", 0, 20000, 0, "fibre from the seat to the border"),
};
static const struct sim_table exit_table = SIM_TABLE(network_exit, exit_fields, "A way out of the province.");

static const struct sim_field fields[] = {
    SIM_FIELD_F64(network_params, us_per_km, "us/km", 3.3, 10, 4.9, "light in fibre, one way"),
    SIM_FIELD_F64(network_params, hop_us, "us", 0, 10000, 30, "switching at a node, one way"),
    SIM_FIELD_F64(network_params, access_us, "us", 0, 100000, 100,
                  "a user's line terminal and aggregation, one way"),
    SIM_FIELD_F64(network_params, coast_route_factor, "1", 1, 5, 1.3, "fibre over great circle, coast"),
    SIM_FIELD_F64(network_params, hills_route_factor, "1", 1, 5, 1.4, "likewise, hills"),
    SIM_FIELD_F64(network_params, mountain_route_factor, "1", 1, 5, 1.6, "likewise, mountains"),
    SIM_FIELD_F64(network_params, slack_factor, "1", 1, 3, 1.1, "fibre over route, where a route is given"),
    SIM_FIELD_FIXED(network_params, circle_ms, "ms", 0, 1000, 1, "latency inside which people are counted"),
    SIM_FIELD_CHOICE(network_params, counting, countings, NETWORK_ROUND_TRIP,
                     "whether that is a round trip or one way"),
    SIM_FIELD_FIXED(network_params, circle_share_frac, "1", 0, 1, 0.95,
                    "share of a city's people inside the latency that is the city's"),
    SIM_FIELD_LIST(network_params, links, &link_table, 0, 100000,
                   "fibres between seats; none: each with its neighbours"),
    SIM_FIELD_MAP(network_params, exits, &exit_table, 0, 1000, "ways out of the province"),
};
const struct sim_table network_table = SIM_TABLE(network_params, fields, "The fibre network.");

double network_route_factor(const struct network_params *network, int64_t terrain)
{
    const double factors[TERRAIN_COUNT] = {network->coast_route_factor, network->hills_route_factor,
                                           network->mountain_route_factor};
    return factors[terrain];
}
