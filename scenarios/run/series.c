#include "scenarios/run/series.h"

#include <string.h>

const struct series_info series_list[SERIES_COUNT] = {
    [SERIES_COMPUTE_EFLOPS] = {"compute_eflops", "EFLOPS",
                               "compute in service, after the scenario's counting rule"},
    [SERIES_RACKS_IN_SERVICE] = {"racks_in_service", "standard rack", "standard racks (2.5 kW) commissioned"},
    [SERIES_HPC_PEAK_PFLOPS] = {"hpc_peak_pflops", "PFLOPS",
                                "HPC peak: centres that the scenario counts, own precision"},
    [SERIES_HPC_FP64_PFLOPS] = {"hpc_fp64_pflops", "PFLOPS", "HPC peak of FP64 classes alone"},
    [SERIES_EDGE_SITES] = {"edge_sites", "1", "edge data centres in service"},
    [SERIES_PUE_NEW_LARGE] = {"pue_new_large", "1",
                              "PUE of new large data centres: ratio of energies over the last 12 months"},
    [SERIES_PUE_ALL] = {"pue_all", "1", "PUE of all data centres: ratio of energies over the last 12 months"},
    [SERIES_OCCUPIED_FRAC] = {"occupied_frac", "1", "racks filled over racks in service"},
    [SERIES_RACKS_ORDERED] = {"racks_ordered", "standard rack", "racks ordered so far, stock included"},
    [SERIES_RACKS_PIPELINE] = {"racks_pipeline", "standard rack", "racks ordered, not yet in service"},
    [SERIES_RACKS_CANCELLED] = {"racks_cancelled", "standard rack", "racks cancelled so far"},
    [SERIES_RACKS_RETIRED] = {"racks_retired", "standard rack", "racks retired so far"},
    [SERIES_EDGE_RACKS] = {"edge_racks", "standard rack",
                           "racks of edge data centres in service; not among racks_in_service"},
    [SERIES_PUE_EDGE] = {"pue_edge", "1",
                         "PUE of edge data centres: ratio of energies over the last 12 months"},
    [SERIES_LATENCY_CITY_MS] =
        {"latency_city_ms", "ms",
         "round trip inside which a city's people (network.circle_share_frac of them) have a "
         "data centre; the worst city"},
    [SERIES_LATENCY_CITY_ONE_WAY_MS] = {"latency_city_one_way_ms", "ms", "the same, one way"},
    [SERIES_LATENCY_INTERCITY_MS] = {"latency_intercity_ms", "ms",
                                     "round trip between the seats of cities; the worst pair"},
    [SERIES_LATENCY_INTERCITY_ONE_WAY_MS] = {"latency_intercity_one_way_ms", "ms", "the same, one way"},
    [SERIES_SHARE_IN_CIRCLE] =
        {"share_within_1ms", "1",
         "people inside the circle (network.circle_ms, 1 ms) of a data centre, over all"},
    [SERIES_BANDWIDTH_TBPS] = {"bandwidth_tbps", "Tbps", "inter-provincial egress: capacity in service"},
    [SERIES_EGRESS_PEAK_TBPS] = {"egress_peak_tbps", "Tbps", "inter-provincial egress: peak of the month"},
    [SERIES_EGRESS_UTILISATION_FRAC] = {"egress_utilisation_frac", "1",
                                        "inter-provincial egress: peak over capacity"},
    [SERIES_EGRESS_MS] = {"egress_ms", "ms",
                          "round trip from cities' seats to the border by the exits that traffic takes, mean "
                          "over traffic"},
    [SERIES_BS5G_SITES] = {"bs5g_sites", "1", "5G base stations"},
    [SERIES_USERS5G_PCT] = {"users5g_pct", "%", "5G users over residents"},
    [SERIES_PON10G_PORTS_10K] = {"pon10g_ports_10k", "x 10k", "ports of 10G-PON and above, in 10,000"},
    [SERIES_GIGABIT_USERS_PCT] = {"gigabit_users_pct", "%", "gigabit lines over all fixed broadband lines"},
    [SERIES_IPV6_TRAFFIC_PCT] = {"ipv6_traffic_pct", "%", "IPv6 in the traffic of mobile networks"},
    [SERIES_IPV6_SITES_PCT] = {"ipv6_sites_pct", "%", "key websites that support IPv6"},
    [SERIES_IOT_TERMINALS_10K] = {"iot_terminals_10k", "x 10k",
                                  "terminals of the internet of things, in 10,000"},
    [SERIES_ID_NODES] = {"id_nodes", "1", "nodes of identifier resolution of the industrial internet"},
    [SERIES_BS5G_PER_10K] = {"bs5g_per_10k", "per 10k", "5G base stations per 10,000 residents"},
};

int series_find(const char *name)
{
    for (int i = 0; i < SERIES_COUNT; i++)
        if (strcmp(series_list[i].name, name) == 0)
            return i;
    return -1;
}

bool series_follows_energy(int series)
{
    return series == SERIES_PUE_NEW_LARGE || series == SERIES_PUE_ALL || series == SERIES_PUE_EDGE;
}

const char *target_series_name(const struct target_params *target)
{
    return target->series[0] ? target->series : target->id;
}
