#!/usr/bin/python3
"""Figures from the files of a run and a sweep, with xarray and matplotlib: a gallery to look at, and to copy from.

    gallery.py RUN.h5 SWEEP.h5 FOLDER

Each function draws one figure and needs nothing but what is in the file.
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

# Okabe and Ito's palette, which colour-blind people tell apart too.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, GREY = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#777777")
CAUSE_COLOURS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, GREY)

plt.rcParams.update({
    "figure.dpi": 110, "savefig.bbox": "tight", "font.size": 10, "axes.titlesize": 11, "axes.titlelocation": "left",
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#e6e6e6",
    "axes.axisbelow": True, "legend.frameon": False,
})


def fan(axes, data, name):
    """A series of the province: median, 5..95 % and 25..75 % of the replications, its targets and what was observed."""
    q = data[name].quantile([0.05, 0.25, 0.5, 0.75, 0.95], "replication")
    axes.fill_between(data.time, q[0], q[4], color=SKY, alpha=0.25, lw=0, label="5–95 %")
    axes.fill_between(data.time, q[1], q[3], color=SKY, alpha=0.5, lw=0, label="25–75 %")
    axes.plot(data.time, q[2], color=BLUE, lw=1.8, label="median")
    mine = (data.target_id == name).values
    if mine.any():
        axes.plot(data.target_date[mine], data.target_goal[mine], "v", color=RED, ms=7, label="target", clip_on=False)
    if "observation" in data.dims:
        seen = ((data.observation_series == name) & (data.observation_kind == "observed")).values
        if seen.any():
            axes.plot(data.observation_date[seen], data.observation_value[seen], "o", mfc="white", color="black", label="observed",
                      clip_on=False)
    axes.set_title(f"{data[name].attrs['long_name'].split(',')[0]}")
    axes.set_ylabel(data[name].attrs["units"])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.xaxis.set_major_locator(matplotlib.dates.YearLocator(month=1))
    axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%Y"))


def draw_fans(data):
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6))
    for side, name in zip(axes, ("compute_eflops", "racks_in_service")):
        fan(side, data, name)
    axes[0].legend(loc="upper left")
    figure.tight_layout()
    return figure


def draw_targets(data):
    """P(reach) of each target with its 95 % interval (Wilson)."""
    at_least = data.target_sense == ">="
    slack = 1e-9 * abs(data.target_goal)
    reached = xr.where(at_least, data.target_value >= data.target_goal - slack, data.target_value <= data.target_goal + slack)
    p, n, z = reached.mean("replication"), data.replication.size, 1.96
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    figure, axes = plt.subplots(figsize=(8, 0.36 * data.target.size + 1))
    rows = np.arange(data.target.size)
    for low, high, colour in ((0, 0.1, RED), (0.1, 0.5, ORANGE), (0.5, 0.9, SKY), (0.9, 1, GREEN)):
        axes.axvspan(low, high, color=colour, alpha=0.10, lw=0)
    axes.hlines(rows, centre - half, centre + half, color=GREY, lw=2)
    axes.plot(p, rows, "o", color="black", ms=6, clip_on=False, zorder=3)
    axes.set_yticks(rows, [name.replace("@", "  ") for name in data.target.values])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1))
    axes.set_title("Targets: share of the replications that reach them, 95 % interval", pad=16)
    for middle, word in ((0.05, "missed"), (0.3, "at risk"), (0.7, "likely"), (0.95, "reached")):
        axes.text(middle, 1.0, word, transform=axes.get_xaxis_transform(), ha="center", va="bottom", fontsize=8, color=GREY)
    axes.grid(axis="y", visible=False)
    return figure


def draw_waits(data):
    """What a planned rack of each site waited for; the longest causes each in a colour, the others together."""
    waits = data.wait_days.mean("replication")
    total = waits.sum("site").to_series().sort_values(ascending=False)
    causes = [cause for cause in total.index if total[cause] > 0]
    shown, rest = causes[:7], causes[7:]
    order = waits.sum("cause").argsort().values
    names = [data.site_name.values[i] or data.site.values[i] for i in order]
    figure, axes = plt.subplots(figsize=(9, 0.28 * len(order) + 1.2))
    left = np.zeros(len(order))
    for colour, cause in zip(CAUSE_COLOURS, shown):
        days = waits.sel(cause=cause).values[order]
        axes.barh(names, days, left=left, color=colour, label=cause, height=0.75)
        left += days
    if rest:
        axes.barh(names, waits.sel(cause=rest).sum("cause").values[order], left=left, color="#bbbbbb", label="others", height=0.75)
    axes.set_xlabel("days, mean over its planned standard racks and the replications")
    axes.set_title("What a planned rack waits for, by site")
    axes.grid(axis="y", visible=False)
    axes.legend(loc="lower right")
    return figure


def draw_pue(data):
    """PUE by site and month, in the median replication; blank before a site has energy."""
    pue = data.site_pue.median("replication")
    has_any = pue.notnull().any("month").values
    names = [name or key for name, key in zip(data.site_name.values, data.site.values)]
    figure, axes = plt.subplots(figsize=(10, 0.26 * has_any.sum() + 1.2))
    image = axes.imshow(pue.values[has_any], aspect="auto", cmap="cividis_r", vmin=1.1, vmax=1.6, interpolation="nearest")
    months = data.month.dt.strftime("%Y-%m").values
    axes.set_xticks(range(2, len(months), 6), months[2::6])
    axes.set_yticks(range(has_any.sum()), [name for name, has in zip(names, has_any) if has])
    axes.grid(False)
    axes.set_title("PUE by site and month, median of the replications")
    figure.colorbar(image, ax=axes, pad=0.02, extend="both")
    return figure


def draw_places(data):
    """Sites by their racks at the end, and placed edge sites by the year that they are placed in."""
    figure, axes = plt.subplots(figsize=(6.5, 6.5))
    if "edge_site" in data.dims:
        years = data.edge_site_year.values
        kinds = [year for year in sorted(set(years)) if year != "reserve"]
        for colour, year in zip((GREY, SKY, BLUE, GREEN, YELLOW), sorted(kinds, key=lambda y: (y != "existing", y))):
            here = years == year
            axes.plot(data.edge_site_longitude[here], data.edge_site_latitude[here], ".", color=colour, ms=5,
                      label=f"edge sites, {year[:4] if year[0].isdigit() else year}")
    racks = data.site_racks.isel(time=-1).median("replication")
    axes.scatter(data.site_longitude, data.site_latitude, s=racks / racks.max() * 500 + 5, facecolor=ORANGE, edgecolor="black",
                 alpha=0.55, label="sites, by racks at the end")
    axes.set_aspect(1 / np.cos(np.radians(float(data.site_latitude.mean()))))
    axes.set_xlabel("degrees east")
    axes.set_ylabel("degrees north")
    axes.set_title("Where compute is, and where the edge comes")
    axes.legend(loc="best", markerscale=0.8, fontsize=8)
    return figure


def draw_sweep(sweep):
    """Of a sweep: what moves the last target of compute most, and P(reach) over the two strongest of them."""
    names = [name for name in sweep.target.values if name.startswith("compute_eflops")]
    target = names[-1] if names else sweep.target.values[0]
    chosen = sweep.sel(target=target)
    value = chosen.target_value.mean("replication")
    factors = sweep.point_value
    ranks = factors.values.argsort(axis=0).argsort(axis=0)
    rho = np.nan_to_num([np.corrcoef(column, value.values.argsort().argsort())[0, 1] for column in ranks.T])
    order = abs(rho).argsort()[::-1][:10]
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), gridspec_kw={"width_ratios": (1, 1)})
    strengths = rho[order][::-1]
    left.barh(sweep.factor.values[order][::-1], strengths, color=[BLUE if r > 0 else ORANGE for r in strengths])
    left.axvline(0, color="black", lw=0.8)
    left.set_xlim(-1, 1)
    left.set_xlabel("rank correlation with the value")
    left.set_title(f"What moves {target}")
    left.grid(axis="y", visible=False)
    first, second = (factors.isel(factor=i) for i in order[:2])
    if str(chosen.target_sense.values) == ">=":
        p = (chosen.target_value >= chosen.target_goal).mean("replication")
    else:
        p = (chosen.target_value <= chosen.target_goal).mean("replication")
    dots = right.scatter(first, second, c=p, cmap="cividis", vmin=0, vmax=1, s=28, edgecolor="black", lw=0.3)
    for axis, i in ((right.set_xlabel, order[0]), (right.set_ylabel, order[1])):
        unit = str(sweep.factor_unit.values[i])
        axis(f"{sweep.factor.values[i]}{'' if unit in ('', '1') else f' ({unit})'}")
    right.set_title("Where it is reached: P of each point")
    figure.colorbar(dots, ax=right, pad=0.02)
    figure.tight_layout()
    return figure


def main():
    run_path, sweep_path, folder = sys.argv[1:4]
    with xr.open_dataset(run_path, engine="h5netcdf") as run, xr.open_dataset(sweep_path, engine="h5netcdf") as sweep:
        for draw, data in ((draw_fans, run), (draw_targets, run), (draw_waits, run), (draw_pue, run), (draw_places, run),
                           (draw_sweep, sweep)):
            figure = draw(data)
            path = f"{folder}/{draw.__name__[5:]}.png"
            figure.savefig(path)
            plt.close(figure)
            print(path)


if __name__ == "__main__":
    main()
