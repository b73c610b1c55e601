/// A single-server queue, M/M/1: Poisson arrivals at one process, exponential service at another, first come first served.
///
/// Three events a customer: the next arrival is due, it reaches the server, its service ends. An arrival takes a constant
/// time to the server, which changes no gap between arrivals and gives the engine its lookahead. Each customer waits in the
/// engine's queue and is tallied; both times are drawn from streams of their own.
///
/// Closed form, load r, service mean 1 (Kleinrock, Queueing Systems I, 1975): mean wait r / (1 - r), mean number waiting
/// r^2 / (1 - r), served at once 1 - r. Standard error of the mean wait of n customers in a row, who are correlated:
/// sqrt(r (2 + 5r - 4r^2 + r^3) / n) / (1 - r)^2 (Daley, J. Austral. Math. Soc. 8, 1968; Whitt, Management Science 35(11), 1989).
#pragma once

#include <stdint.h>

#define MM1_LOAD 0.75

struct mm1_result {
    uint64_t events, served;
    double wall_s;
    double mean_wait, max_wait; // in the queue, in means of service
    double mean_waiting;        // number in the queue, over time
    double at_once_frac;        // of customers who did not wait
    double busy_frac;           // of the server's time
};

/// customers: 1 .. 10^9.
struct mm1_result mm1_run(uint64_t customers, uint64_t seed);

/// Closed forms.
double mm1_mean_wait(void);
double mm1_mean_waiting(void);
double mm1_wait_error(uint64_t customers);
