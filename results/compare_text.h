/// What a comparison says, in words: the same on a terminal and on a page. Private to the compare files.
#pragma once

#include "results/compare.h"

#define COMPARE_TEXT_SIZE 160

/// The name of a file: A, B, ...
char compare_letter(size_t file);

/// A figure with `digits` significant digits, without an exponent below 10^15; "-" for none.
void compare_figure(char text[32], double value, int digits, bool has_sign);

/// "-0.2..+0.1"; "-" for none.
void compare_interval(char text[80], double low, double high, int digits);

/// The same of shares, in hundredths: "-4..+23".
void compare_points(char text[80], double low, double high);

/// ">= 8 EFLOPS"; both goals where they differ.
void compare_goal(char text[COMPARE_TEXT_SIZE], const struct compare_target *target, size_t file);

/// What changed beyond chance, of the value and of P(reach), and whether for better or worse (else COMPARE_CHANCE).
const char *compare_words(const struct compare_change *change, enum compare_word *tone);

/// How the differences of a file to the first were taken.
void compare_pairing(char text[COMPARE_TEXT_SIZE], const struct compare *compare, size_t file);
