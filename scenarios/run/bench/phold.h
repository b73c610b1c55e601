/// PHOLD as the field runs it, with reference random numbers, so that engines can be compared event by event.
///
/// N processes, S start events each. At time 0 process i sends S events to itself at L + Exp(1 - L). An event at process i,
/// time t: u1; if u1 <= P, u2 and the destination floor(u2 N), else i; u3; one event there at t + L + Exp(1 - L).
/// Events at T or later are not run. Random numbers: xoroshiro128+ (24, 16, 37; Blackman, Vigna 2018) per process, seeded
/// s0 = (i + 1) 0x9E3779B97F4A7C15, s1 = (i + 7) 0xBF58476D1CE4E5B9, 8 draws thrown away, U = (r >> 11) 2^-53,
/// Exp(M) = -M log(1 - U). Result: h = h 1099511628211 + count[i] over all processes, from 0. That is seed 0, the reference;
/// another seed's SplitMix64 hash is added to i before it is multiplied.
/// Source of the benchmark: Fujimoto, "Performance of Time Warp under synthetic workloads", SCS Distributed Simulation 1990.
#pragma once

#include <stdint.h>

struct phold {
    uint32_t processes, start_events;
    double remote, lookahead_s, end_s; // P, L, T
    uint32_t workers;
    uint64_t seed; // 0: the reference
};

/// A process: its random numbers, and how many events it has had.
struct phold_process {
    uint64_t s0, s1, count;
};

static inline uint64_t phold_bits(struct phold_process *process)
{
    uint64_t s0 = process->s0, s1 = process->s1 ^ process->s0, result = process->s0 + process->s1;
    process->s0 = (s0 << 24 | s0 >> 40) ^ s1 ^ (s1 << 16);
    process->s1 = s1 << 37 | s1 >> 27;
    return result;
}

static inline double phold_uniform(struct phold_process *process)
{
    return (double)(phold_bits(process) >> 11) * 0x1p-53;
}

/// salt: of the seed, 0 for the reference.
static inline void phold_seed(struct phold_process *process, uint64_t i, uint64_t salt)
{
    i += salt;
    *process = (struct phold_process){(i + 1) * 0x9E3779B97F4A7C15u, (i + 7) * 0xBF58476D1CE4E5B9u, 0};
    for (int k = 0; k < 8; k++)
        phold_bits(process);
}

struct phold_result {
    uint64_t events, hash;
    double wall_s;
};

/// Salt of a seed (the SplitMix64 finaliser, which leaves 0 at 0).
static inline uint64_t phold_salt(uint64_t seed)
{
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBu;
    return seed ^ seed >> 31;
}

/// remote 0..1; lookahead_s 0..1 (1 excluded; 0: one worker, in one order); end_s > 0.
struct phold_result phold_run(const struct phold *phold);
