/// Checkpoints of long jobs: how often, what they cost, and what a failure leaves.
///
///     | restart | work of one interval | save | work | save | ... | work |
///
/// A job saves its state after each interval of work but the last. A failure takes it back to the last state saved; the
/// next attempt begins with a restart.
#pragma once

/// How a job saves itself.
struct checkpoint {
    double interval_s; // of work between two saves; infinite: none
    double save_s;     // what one save takes
    double restart_s;  // before the work goes on after a failure
};

/// Interval of the least expected time, where failures are exponential with mean mtbf_s.
/// @param save_s  what one save takes  [s]  >= 0
/// @param mtbf_s  of the whole gang    [s]  > 0; infinite: no failures
/// @return        interval of work     [s]  > 0; infinite without failures
/// Source: Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", Future Generation Computer
/// Systems 22, 2006, equation 37: exact to 0.2 % of the time for save_s < mtbf_s / 2.
double checkpoint_daly_s(double save_s, double mtbf_s);

/// Time that an attempt of `work_s` takes where nothing fails; resumed: it begins with a restart.
double checkpoint_wall_s(const struct checkpoint *checkpoint, double work_s, int resumed);

/// Work that is saved of an attempt that fails after `elapsed_s`.
double checkpoint_saved_s(const struct checkpoint *checkpoint, double work_s, double elapsed_s, int resumed);

/// Expected time of `work_s` where failures are exponential and may come while saving and restarting.
/// Source: Daly (2006), equation 20, but for the last interval's save, which is not made here.
double checkpoint_expected_s(const struct checkpoint *checkpoint, double work_s, double mtbf_s);
