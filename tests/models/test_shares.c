// Shares of people and GDP by city and county: what a scenario does not tell is where the other is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/models.h"

enum { CITIES = 2, COUNTIES = 3 };

static struct city_params cities[CITIES];
static struct county_params counties[COUNTIES];
static struct province province;

/// Two counties in the first city, one in the second.
static int make(void **state)
{
    (void)state;
    for (int c = 0; c < COUNTIES; c++)
        counties[c] = (struct county_params){.city = c / 2};
    for (int i = 0; i < CITIES; i++)
        cities[i] = (struct city_params){.seat = -1};
    province = (struct province){.cities = {cities, CITIES}, .counties = {counties, COUNTIES}};
    return 0;
}

static void people_of(int64_t a, int64_t b, int64_t c)
{
    counties[0].population = a;
    counties[1].population = b;
    counties[2].population = c;
}

static void are(const double *found, double a, double b, double c)
{
    assert_float_equal(found[0], a, 1e-12);
    assert_float_equal(found[1], b, 1e-12);
    assert_float_equal(found[2], c, 1e-12);
}

static void nothing_told_is_alike_everywhere(void **state)
{
    (void)state;
    double people[COUNTIES], gdp[COUNTIES];
    province_county_shares(&province, people, gdp);
    are(people, 1.0 / 3, 1.0 / 3, 1.0 / 3);
    are(gdp, 1.0 / 3, 1.0 / 3, 1.0 / 3);
    people[2] = gdp[2] = -1;
    province_city_shares(&province, people, gdp);
    are(people, 0.5, 0.5, -1);
    are(gdp, 0.5, 0.5, -1);
}

static void people_alone_stand_for_gdp(void **state)
{
    (void)state;
    double people[COUNTIES] = {0}, gdp[COUNTIES] = {0};
    people_of(1, 3, 4);
    province_county_shares(&province, people, gdp);
    are(people, 0.125, 0.375, 0.5);
    are(gdp, 0.125, 0.375, 0.5);
    province_city_shares(&province, people, gdp);
    are(gdp, 0.5, 0.5, 0.5); // the last is as it was
}

/// A city's GDP is its counties' by their people; a county's own goes before, and a city's own before its counties'.
static void gdp_is_told_by_city_or_by_county(void **state)
{
    (void)state;
    double people[COUNTIES] = {0}, gdp[COUNTIES] = {0};
    people_of(1, 3, 4);
    cities[0].gdp_cny = 80;
    cities[1].gdp_cny = 20;
    province_county_shares(&province, people, gdp);
    are(gdp, 0.2, 0.6, 0.2);
    counties[2].gdp_cny = 60; // of 20 + 60 + 60
    province_county_shares(&province, people, gdp);
    are(gdp, 1.0 / 7, 3.0 / 7, 3.0 / 7);
    province_city_shares(&province, people, gdp);
    assert_float_equal(gdp[1], 0.2, 1e-12);
    cities[1].gdp_cny = 0;
    province_city_shares(&province, people, gdp);
    assert_float_equal(gdp[1], 60.0 / 140, 1e-12);
}

static void gdp_alone_stands_for_people(void **state)
{
    (void)state;
    double people[COUNTIES] = {0}, gdp[COUNTIES] = {0};
    counties[0].gdp_cny = 30;
    counties[2].gdp_cny = 10;
    province_county_shares(&province, people, gdp);
    are(people, 0.75, 0, 0.25);
    are(gdp, 0.75, 0, 0.25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_told_is_alike_everywhere, make),
        cmocka_unit_test_setup(people_alone_stand_for_gdp, make),
        cmocka_unit_test_setup(gdp_is_told_by_city_or_by_county, make),
        cmocka_unit_test_setup(gdp_alone_stands_for_people, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
