#include "models/network.h"

#include <math.h>
#include <string.h>

#include "models/physics/egress.h"
#include "sim/status.h"

const char *const terrain_names[TERRAIN_COUNT + 1] = {"coast", "hills", "mountain", NULL};

static const char *const countings[] = {"round_trip", "one_way", NULL};

static const struct sim_field link_fields[] = {
    SIM_FIELD_NAME(network_link, a, "counties", NULL, "county at one end"),
    SIM_FIELD_NAME(network_link, b, "counties", NULL, "county at the other"),
    SIM_FIELD_F64(network_link, km, "km", 0, 20000, 0, "length of its route; 0: great circle and terrain"),
    SIM_FIELD_DATE(network_link, from, "1970-01-01", "in service from this day on"),
};
static const struct sim_table link_table = SIM_TABLE(network_link, link_fields, "A fibre between two seats.");

static const char *const causes[] = {
#define CAUSE_NAME(code, name) name,
    PORT_CAUSE_LIST(CAUSE_NAME)
#undef CAUSE_NAME
        NULL,
};

static const struct sim_field upgrade_fields[] = {
    SIM_FIELD_DATE(network_upgrade, date, NULL, "planned date"),
    SIM_FIELD_F64(network_upgrade, capacity_tbps, "Tbps", 0, 1e6, SIM_REQUIRED, "capacity that it adds"),
    SIM_FIELD_F64(network_upgrade, delay_days, "day", 0, 3000, 0, "how far behind the plan it comes"),
    SIM_FIELD_CHOICE(network_upgrade, cause, causes, CAUSE_EQUIPMENT, "what makes it late"),
};
static const struct sim_table upgrade_table =
    SIM_TABLE(network_upgrade, upgrade_fields, "New capacity of an exit.");

static const struct sim_field destination_fields[] = {
    SIM_FIELD_TEXT(network_destination, id, NULL, "key of the destination"),
    SIM_FIELD_TEXT(network_destination, name, "", "where it is"),
    SIM_FIELD_FIXED(network_destination, latitude_deg, "deg", -90, 90, SIM_REQUIRED, "latitude, WGS-84"),
    SIM_FIELD_FIXED(network_destination, longitude_deg, "deg", -180, 180, SIM_REQUIRED, "longitude, WGS-84"),
    SIM_FIELD_F64(network_destination, weight, "1", 0.001, 1e6, 1,
                  "share of the traffic, over the sum of all"),
};
static const struct sim_table destination_table =
    SIM_TABLE(network_destination, destination_fields, "Where traffic goes.");

static const struct sim_field egress_fields[] = {
    SIM_FIELD_F64(egress_params, upgrade_factor, "1", 0, 10, 1, "capacity of upgrades, over what is listed"),
    SIM_FIELD_F64(egress_params, peak_tbps, "Tbps", 0, 1e6, 0,
                  "peak at the epoch of the cities whose traffic no programme's demand tells"),
    SIM_FIELD_F64(egress_params, growth_frac_per_year, "1/year", -0.9, 10, 0, "its growth"),
    SIM_FIELD_FIXED(egress_params, detour_us, "us", 0.001, 1e6, 100,
                    "detour, one way, that a step of congestion is worth"),
    SIM_FIELD_MAP(egress_params, destinations, &destination_table, 0, NETWORK_DESTINATIONS_MAX,
                  "where it goes; none: the border"),
};
static const struct sim_table egress_table =
    SIM_TABLE(egress_params, egress_fields, "Traffic that leaves the province.");

static const struct sim_field exit_fields[] = {
    SIM_FIELD_TEXT(network_exit, id, NULL, "key of the exit"),
    SIM_FIELD_TEXT(network_exit, name, "", "where it leads"),
    SIM_FIELD_NAME(network_exit, county, "counties", NULL, "county from whose seat it leaves"),
    SIM_FIELD_F64(network_exit, km, "km", 0, 20000, 0, "fibre from the seat to the border"),
    SIM_FIELD_F64(network_exit, capacity_tbps, "Tbps", 0, 1e6, 0, "capacity in service at the epoch"),
    SIM_FIELD_LIST(network_exit, upgrades, &upgrade_table, 0, 1000, "capacity to come"),
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
    SIM_FIELD_MAP(network_params, exits, &exit_table, 0, NETWORK_EXITS_MAX, "ways out of the province"),
    SIM_FIELD_GROUP(network_params, egress, &egress_table, "traffic that leaves the province"),
};
const struct sim_table network_table = SIM_TABLE(network_params, fields, "The fibre network.");

double network_route_factor(const struct network_params *network, int64_t terrain)
{
    const double factors[TERRAIN_COUNT] = {network->coast_route_factor, network->hills_route_factor,
                                           network->mountain_route_factor};
    return factors[terrain];
}

static const struct sim_field exit_row_fields[] = {
    SIM_FIELD_I64(network_exit_row, exit, "", 0, SIM_OPEN, 0, "index of the exit"),
    SIM_FIELD_F64(network_exit_row, capacity_tbps, "Tbps", 0, SIM_OPEN, 0, "capacity in service"),
    SIM_FIELD_F64(network_exit_row, peak_tbps, "Tbps", 0, SIM_OPEN, 0, "peak load"),
    SIM_FIELD_F64(network_exit_row, way_us, "us", 0, SIM_OPEN, 0, "mean way of the load, one way"),
    SIM_FIELD_ARRAY(network_exit_row, late_tbps, CAUSE_COUNT, "Tbps", 0, SIM_OPEN, 0,
                    "planned and not in service, by cause"),
};
static const struct sim_table exit_row_table =
    SIM_TABLE(network_exit_row, exit_row_fields, "An exit in a month.");
const struct sim_row_type network_exit_row_type = {"exit", &exit_row_table};

static const struct sim_field link_row_fields[] = {
    SIM_FIELD_I64(network_link_row, link, "", 0, SIM_OPEN, 0, "index of the link"),
    SIM_FIELD_F64(network_link_row, peak_tbps, "Tbps", 0, SIM_OPEN, 0, "peak load of egress"),
};
static const struct sim_table link_row_table =
    SIM_TABLE(network_link_row, link_row_fields, "What egress puts on a fibre at the end.");
const struct sim_row_type network_link_row_type = {"link", &link_row_table};

struct network_state {
    double capacity_tbps[NETWORK_EXITS_MAX]; // in service
    double told_tbps[NETWORK_CITIES_MAX];    // peak of the month under way; below 0: not told
};

/// A wake-up: an upgrade goes into service.
struct upgraded {
    uint64_t exit;
    double capacity_tbps;
};
enum { UPGRADED = 100 };
enum { TIMER_MONTH };

static const struct network_era *era_of(const struct network_wire *wire, int64_t civil_day)
{
    int64_t era = wire->era_count - 1;
    while (era > 0 && wire->eras[era].from_civil_day > civil_day)
        era--;
    return &wire->eras[era];
}

/// A source of traffic is a city and a destination.
enum { SOURCES_MAX = NETWORK_CITIES_MAX * NETWORK_DESTINATIONS_MAX };

/// Peak of the month by source.
static void list_traffic(const struct network_wire *wire, const struct network_state *state,
                         int64_t civil_day, double *traffic)
{
    const struct egress_params *egress = &wire->given->egress;
    double years = (double)(civil_day - wire->epoch_civil_day) / UNITS_DAYS_PER_YEAR;
    double untold = egress->peak_tbps * pow(1 + egress->growth_frac_per_year, years);
    for (int64_t c = 0; c < wire->city_count; c++)
        for (int64_t d = 0; d < wire->destination_count; d++)
            traffic[c * wire->destination_count + d] =
                wire->weight[d] * (state->told_tbps[c] < 0 ? untold * wire->share[c] : state->told_tbps[c]);
}

/// Shares it among the exits. flow: [city][exit], written, over all destinations.
static void share(const struct network_wire *wire, const struct network_state *state,
                  const struct network_era *era, int64_t civil_day, double *flow)
{
    double traffic[SOURCES_MAX] = {0}, way_us[SOURCES_MAX * NETWORK_EXITS_MAX] = {0},
           part[SOURCES_MAX * NETWORK_EXITS_MAX], work[2 * SOURCES_MAX + 3 * NETWORK_EXITS_MAX];
    size_t exits = (size_t)wire->given->exits.count, destinations = (size_t)wire->destination_count,
           sources = (size_t)wire->city_count * destinations;
    list_traffic(wire, state, civil_day, traffic);
    for (size_t i = 0; i < sources; i++)
        for (size_t e = 0; e < exits; e++)
            way_us[i * exits + e] =
                era->way_us[i / destinations * exits + e] + wire->onward_us[i % destinations * exits + e];
    egress_share(sources, exits, traffic, way_us, state->capacity_tbps, wire->given->egress.detour_us, work,
                 part);
    memset(flow, 0, (size_t)wire->city_count * exits * sizeof(*flow));
    for (size_t i = 0; i < sources; i++)
        for (size_t e = 0; e < exits; e++)
            flow[i / destinations * exits + e] += part[i * exits + e];
}

/// What should be in service and is not.
static void list_late(const struct network_wire *wire, const struct network_exit *exit, int64_t civil_day,
                      double *late_tbps)
{
    const struct network_upgrade *upgrades = exit->upgrades.items;
    for (int64_t i = 0; i < exit->upgrades.count; i++)
        if (upgrades[i].date <= civil_day &&
            (double)upgrades[i].date + upgrades[i].delay_days > (double)civil_day)
            late_tbps[upgrades[i].cause] += upgrades[i].capacity_tbps * wire->given->egress.upgrade_factor;
}

static void record(const struct network_wire *wire, struct network_state *state, struct sim_ctx *ctx)
{
    const struct network_exit *exits = wire->given->exits.items;
    const struct network_era *era = era_of(wire, sim_today(ctx));
    double flow[NETWORK_CITIES_MAX * NETWORK_EXITS_MAX];
    share(wire, state, era, sim_today(ctx), flow);
    for (int64_t e = 0; e < wire->given->exits.count; e++) {
        struct network_exit_row row = {.exit = e, .capacity_tbps = state->capacity_tbps[e]};
        double weighted_us = 0;
        for (int64_t c = 0; c < wire->city_count; c++) {
            int64_t i = c * wire->given->exits.count + e;
            row.peak_tbps += flow[i];
            weighted_us += flow[i] > 0 ? flow[i] * era->way_us[i] : 0;
        }
        row.way_us = row.peak_tbps > 0 ? weighted_us / row.peak_tbps : 0;
        list_late(wire, &exits[e], sim_today(ctx), row.late_tbps);
        sim_emit(ctx, &network_exit_row_type, &row);
    }
}

static void wait_for_month_end(struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    sim_timer_set(ctx, TIMER_MONTH, (sim_month_end(today + 1) - today) * SIM_DAY);
}

static void start(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct network_wire *wire = params;
    struct network_state *state = state_bytes;
    const struct network_exit *exits = wire->given->exits.items;
    for (int64_t c = 0; c < wire->city_count; c++)
        state->told_tbps[c] = -1;
    for (int64_t e = 0; e < wire->given->exits.count; e++) {
        const struct network_upgrade *upgrades = exits[e].upgrades.items;
        state->capacity_tbps[e] = exits[e].capacity_tbps;
        for (int64_t i = 0; i < exits[e].upgrades.count; i++) {
            double days = (double)(upgrades[i].date - wire->epoch_civil_day) + upgrades[i].delay_days;
            struct upgraded message = {(uint64_t)e,
                                       upgrades[i].capacity_tbps * wire->given->egress.upgrade_factor};
            sim_wake(ctx, sim_days(days > 0 ? days : 0), UPGRADED, &message, sizeof(message));
        }
    }
    record(wire, state, ctx);
    wait_for_month_end(ctx);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct network_wire *wire = params;
    struct network_state *state = state_bytes;
    struct port_traffic traffic;
    struct upgraded upgraded;
    switch (event->type) {
    case UPGRADED:
        memcpy(&upgraded, event->payload, sizeof(upgraded));
        state->capacity_tbps[upgraded.exit] += upgraded.capacity_tbps;
        break;
    case PORT_TRAFFIC:
        memcpy(&traffic, event->payload, sizeof(traffic));
        SIM_ASSERT((int64_t)traffic.city < wire->city_count, "traffic of city %llu",
                   (unsigned long long)traffic.city);
        state->told_tbps[traffic.city] = traffic.peak_tbps;
        break;
    case SIM_TIMER(TIMER_MONTH):
        record(wire, state, ctx);
        wait_for_month_end(ctx);
        break;
    }
}

/// What each fibre carries at the end.
static void finish(const void *params, void *state, struct sim_ctx *ctx)
{
    const struct network_wire *wire = params;
    const struct network_era *era = era_of(wire, sim_today(ctx));
    int64_t exits = wire->given->exits.count;
    double flow[NETWORK_CITIES_MAX * NETWORK_EXITS_MAX];
    share(wire, state, era, sim_today(ctx), flow);
    for (int64_t i = 0; i < wire->city_count * exits; i++)
        for (uint32_t k = era->way_first[i]; k < era->way_first[i + 1] && flow[i] > 0; k++) {
            struct network_link_row row = {era->way_links[k], flow[i]};
            sim_emit(ctx, &network_link_row_type, &row);
        }
}

const struct sim_kind network_kind = {.name = "network",
                                      .state_size = sizeof(struct network_state),
                                      .timer_count = 1,
                                      .lookahead = SIM_NEVER,
                                      .start = start,
                                      .handle = handle,
                                      .finish = finish};
