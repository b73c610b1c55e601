#include "models/physics/placement/solver.h"
void placement_solve_capacitated(struct placement_solver *solver)
{
    (void)solver;
}
