/// Normals that several tests draw weather from.
///
/// Fuzhou (WMO 588470): mean dry bulb and daily range 1999-2023 from ASHRAE Handbook Fundamentals 2025,
/// chapter 14 (the .stat file of climate.onebuilding.org); relative humidity 1971-2000, China Meteorological
/// Administration.
#pragma once

#include "models/physics/weather.h"

static const struct climate_params fuzhou = {
    .id = "fuzhou",
    .name = "Fuzhou",
    .altitude_m = 14.0,
    .mean_degc = {12.0, 12.7, 15.3, 19.5, 23.5, 27.1, 30.1, 29.7, 27.5, 23.4, 19.1, 14.0},
    .range_k = {6.0, 6.9, 7.8, 8.0, 7.3, 6.8, 7.8, 7.3, 6.6, 6.3, 6.1, 6.3},
    .rh_frac = {0.74, 0.78, 0.80, 0.80, 0.81, 0.82, 0.77, 0.77, 0.76, 0.71, 0.70, 0.70},
};

/// Civil day number of 2001-01-01, the first day of a 400-year cycle.
#define TEST_FIRST_DAY 11323
