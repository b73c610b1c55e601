#!/bin/sh
# A small scenario with demand and a dispatcher, on standard output: the tour, with two programmes of the default scenario.
set -eu
{
    sed '/^reach = {/,/^};/d' scenarios/tour.cfg
    awk '/^    programmes = \{/ { print; skip = 1 }
         skip && /^        (mobile_5g|ai_platforms) = \{/ { keep = 1 }
         !skip || keep
         keep && /^        };/ { keep = 0 }
         skip && /^    };/ { print; skip = 0 }' scenarios/data/fujian-demand.cfg
    cat scenarios/data/fujian-dispatch.cfg
} | sed -E '/^ *\/\//d; s/source = "[^"]*"/source = "s"/'
