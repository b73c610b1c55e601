/// Statistics of replications.
///
/// Sums run in index order with compensation (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen", ZAMM 54, 1974, algorithm IV), so an answer depends on nothing but the numbers and their order.
#pragma once

#include <stddef.h>

/// Arithmetic mean. values: finite; count: 0 gives NaN.
double stats_mean(const double *values, size_t count);

/// The same over count values `stride` apart, of which those that are NaN do not count; all of them: NaN.
double stats_mean_present(const double *values, size_t count, size_t stride);

/// Sorts ascending, in place. values: no NaN.
void stats_sort(double *values, size_t count);

/// Sample quantile, type 7: linear between order statistics at (count - 1) p.
/// sorted: ascending, no NaN; count: 0 gives NaN; p_frac: 0..1.
/// Source: Hyndman & Fan, "Sample quantiles in statistical packages", American Statistician 50(4), 1996, definition 7
/// (the default of R and NumPy).
double stats_quantile(const double *sorted, size_t count, double p_frac);

/// 95 % score interval of a proportion, without continuity correction.
/// hits: 0..count; count: 0 gives 0..1. low, high: 0..1, and exactly 0 (1) where nothing (everything) hits.
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
void stats_wilson(size_t hits, size_t count, double *low, double *high);

/// The same of a proportion whose size is no whole number. p_frac: 0..1; size: > 0.
void stats_wilson_at(double p_frac, double size, double *low, double *high);

/// The same from groups of which only the groups are independent: the two replications of an antithetic pair, the replications
/// of one point. shares: [group], of each that hits. The interval is that of as many independent trials as would leave the
/// proportion as unsure as the spread of the groups does, of whom two more are assumed, one that hits wholly and one not at all:
/// a spread of nought says little. Of groups of one it is the interval above.
/// Source: effective sample size: L. Kish, "Survey Sampling", 1965, chapter 8; in Wilson's interval: E. Korn, B. Graubard,
/// "Confidence intervals for proportions with small expected number of positive counts estimated from survey data", Survey
/// Methodology 24(2), 1998 (there in Clopper and Pearson's). The two more are ours.
void stats_wilson_groups(const double *shares, size_t groups, double *low, double *high);

/// Independent trials that groups are worth, as above. groups: >= 1.
double stats_effective_size(const double *shares, size_t groups);

/// Quantile of Student's t at 0.975. freedom: > 0.
double stats_t_95(double freedom);

/// Ranks from 1, ties at their mean rank. values: no NaN.
void stats_ranks(const double *values, size_t count, double *ranks);

/// Product-moment correlation; NaN where a side does not vary or count < 2.
double stats_correlation(const double *x, const double *y, size_t count);

/// Rank correlation with ties at their mean rank, -1..1; NaN where a side does not vary or count < 2. x, y: no NaN.
/// Source: C. Spearman, "The proof and measurement of association between two things", Am. J. Psychol. 15, 1904;
/// for ties, the product-moment correlation of mean ranks (Kendall & Gibbons, "Rank Correlation Methods", 5th ed.).
double stats_spearman(const double *x, const double *y, size_t count);

/// |rho| that none of `tries` unrelated variables passes, but with a probability of `level` at most (Bonferroni; they may
/// depend on each other): z / sqrt(count), where tries x 2 (1 - Phi(z)) = level. Above 1 where `count` observations prove
/// nothing. count: independent ones; 0: infinite. tries: 0 counts as 1. The standard deviation of an unrelated rho is
/// 1 / sqrt(count - 1) and its tails are lighter than the normal's: from 8 observations on, the most that the probability is
/// above `level` is a fifth, and with many tries it is far below (test_stats.c counts it).
double stats_rho_by_chance(double count, size_t tries, double level);
