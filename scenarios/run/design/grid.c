/// A full grid: both ends of each factor and levels evenly between them; the centre where there is one level.
#include "scenarios/run/design/parts.h"

void design_grid(const struct design_def *def, double *u)
{
    size_t count = design_count(def);
    for (size_t p = 0; p < count; p++) {
        size_t rest = p;
        for (size_t f = def->factors; f-- > 0;) {
            size_t levels = def->levels[f], level = rest % levels;
            u[p * def->factors + f] = levels > 1 ? (double)level / (double)(levels - 1) : 0.5;
            rest /= levels;
        }
    }
}
