/// Which way out traffic takes: what leaves a province, shared among its exits so that ways are short and exits not full.
///
/// Every unit from source s through exit e costs its way, way_us[s][e], and the exit's congestion, detour_us for each step of
/// slope that Fortz and Thorup price a link's load with ("Internet traffic engineering by optimizing OSPF weights", INFOCOM
/// 2000, eq. 2): 1 up to a third of capacity, 3 up to two thirds, 10 up to nine tenths, 70 up to all of it, 500 up to 1.1, 5000
/// beyond. So traffic takes its shortest way while exits are empty, accepts detours of some hundred us to spare one that is
/// two thirds full, and does nearly anything to spare one that is full; overload is possible, and dear.
///
/// The least sum of both is a flow of one commodity at convex cost: exact, by successive shortest paths (Ahuja, Magnanti and
/// Orlin, Network Flows, 1993, 9.7, 14.5). A source may be a place and a
/// destination: then its ways differ by where they lead. What it is not: ways to the exits have no limits.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define EGRESS_SLOPES 6

/// Where a slope ends, over capacity (the last: infinite), and the slopes.
extern const double egress_ends[EGRESS_SLOPES], egress_slopes[EGRESS_SLOPES];

/// Shares traffic among exits.
/// @param sources    number of places that traffic comes from
/// @param exits      number of exits
/// @param traffic    [source] >= 0, in the unit of capacity
/// @param way_us     [source][exit] one way; infinite where there is none
/// @param capacity   [exit] >= 0; an exit of none takes none
/// @param detour_us  what a step of slope is worth, > 0
/// @param work       [2 * sources + 3 * exits] scratch
/// @param flow       [source][exit], written
/// @return           traffic that found no exit at all
double egress_share(size_t sources, size_t exits, const double *traffic, const double *way_us,
                    const double *capacity, double detour_us, double *work, double *flow);

/// Price of one more unit through an exit at a load, without its way [us].
double egress_price_us(double load, double capacity, double detour_us);
