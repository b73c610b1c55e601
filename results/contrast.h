/// Differences between two samples, each with a 95 % interval.
///
/// Paired where replication r of both was drawn from the same random numbers: what chance does to both then cancels, and the
/// interval is that of the differences, narrower the more alike the two are. It holds in any case: of samples that have nothing
/// in common it is as wide as that of two independent ones. In antithetic pairs only the pairs are independent: give their
/// means.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Second less first; NaN where there is none (too few values).
struct contrast {
    double difference, low, high;
};

/// Mean of differences, with Student's interval. differences: finite; count < 2: no interval.
struct contrast contrast_paired(const double *differences, size_t count);

/// Difference of the means of two independent samples of unequal variance.
/// Source: B. L. Welch, "The generalization of `Student's' problem when several different population variances are involved",
/// Biometrika 34, 1947.
struct contrast contrast_means(const double *first, size_t first_count, const double *second,
                               size_t second_count);

/// Difference of two shares over the same trials. differences: -1, 0 or 1 of each trial (of a pair of trials: their mean). The
/// difference is theirs; the interval is Wald's after one more trial of each discordant sort, so that no change in n trials does
/// not pass for a proof of none.
/// Source: D. G. Bonett, R. M. Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on paired
/// data", J. Educ. Behav. Stat. 37(4), 2012 (for pairs of trials: ours, the same with means).
struct contrast contrast_paired_shares(const double *differences, size_t count);

/// Difference of two independent shares from their own intervals (Wilson's).
/// Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
/// methods", Statistics in Medicine 17, 1998, method 10.
struct contrast contrast_shares(double first, double first_low, double first_high, double second,
                                double second_low, double second_high);

/// True where the interval leaves no room for no difference.
bool contrast_is_beyond_chance(const struct contrast *contrast);
