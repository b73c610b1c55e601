#!/usr/bin/python3
"""suanli compare: what differs, what it did, and how sure that is, against the same worked out here from the files.

    test_compare.py PROGRAM SCRATCH
"""
import html.parser as html_parser
import json
import math
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from expect import check, finish  # noqa: E402

PROGRAM, SCRATCH = os.path.abspath(sys.argv[1]), sys.argv[2]


def suanli(*words, status=0):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
    check(f"exit status {done.returncode}, expected {status}: {' '.join(words)}: {done.stderr}", done.returncode == status)
    return done


def run(name, *words, scenario="scenarios/tour.cfg", replications=24):
    path = f"{SCRATCH}/{name}.h5"
    suanli("run", scenario, "--replications", str(replications), "--quiet", "-o", path, *words)
    return path


def compare(*paths):
    return json.loads(suanli("compare", *paths, "--json").stdout)


def target(answer, name, date):
    return next(t for t in answer["targets"] if t["id"] == name and t["date"] == date)


base = run("base")
slow = run("slow", "-D", "ramp.half_days=900", "-D", "crews.mep=1")
other_seed = run("other_seed", "-D", "ramp.half_days=900", "-D", "crews.mep=1", "--seed", "7")
again = run("again")
short = run("short", "-D", "ramp.half_days=900", "-D", "crews.mep=1", replications=10)

# What differs in the inputs is what was changed, and nothing else.
paired = compare(base, slow)
check("paths", [i["path"] for i in paired["inputs"]] == ["ramp.half_days", "crews.mep"])
check("values", paired["inputs"][0]["values"] == ["pert(200, 300, 450) day, shock demand", "900 day"]
      and paired["inputs"][1]["values"] == ["2", "1"])
check("overrides", paired["files"][1]["changes"] == "-D 'ramp.half_days=900' -D 'crews.mep=1'")

# Pairing makes intervals narrower; other seeds are two samples.
independent = compare(base, other_seed)
end = ("compute_eflops", "2024-12-31")
narrow, wide = (target(a, *end)["changes"][0] for a in (paired, independent))
check("paired or not", narrow["paired"] and not wide["paired"])
check("counts", narrow["replications"] == 24 and wide["replications"] == 48)
check("pairing tells more", narrow["mean"]["high"] - narrow["mean"]["low"] < 0.8 * (wide["mean"]["high"] - wide["mean"]["low"]))
check("slower tenants are worse", narrow["mean"]["word"] == "worse" and narrow["mean"]["high"] < 0)
check("seed is no input", [i["path"] for i in independent["inputs"]] == ["ramp.half_days", "crews.mep"])

# A run and itself.
same = compare(base, again)
check("nothing differs", same["inputs"] == [])
for t in same["targets"]:
    change = t["changes"][0]
    check(f"{t['id']} is the same", change["mean"]["word"] == "same" and change["mean"]["difference"] == 0
          and change["p_reach"]["word"] == "same" and change["p50"] == 0)
check("said so", "alike in all that they set" in suanli("compare", base, again).stdout)

# The same value, given otherwise, is no difference: ramp.half_days loses its source, not its value.
given = run("given", "-D", "ramp.half_days=300", replications=2)
plain = open("scenarios/tour.cfg", encoding="utf-8").read()
start = plain.index("half_days")
plain = plain[:start] + "half_days = 300.0" + plain[plain.index("}", start) + 1:]
open(f"{SCRATCH}/plain.cfg", "w", encoding="utf-8").write(plain)
check("a value without its source", compare(given, run("plain", scenario=f"{SCRATCH}/plain.cfg", replications=2))["inputs"] == [])

# Of files of other lengths, what both have.
check("the first ten", target(compare(base, short), *end)["changes"][0]["replications"] == 10)
check("said so", "the first 10 of them" in suanli("compare", base, short).stdout)

# The other way round all signs turn.
back = target(compare(slow, base), *end)["changes"][0]
check("mirrored", math.isclose(back["mean"]["low"], -narrow["mean"]["high"]) and back["mean"]["word"] == "better")

# Three at a time: each with the first.
three = compare(base, slow, again)
check("three", len(three["files"]) == 3 and len(three["targets"][0]["files"]) == 3
      and len(three["targets"][0]["changes"]) == 2)
check("as by two", target(three, *end)["changes"][0] == narrow)

# Targets of other names and dates: compared where they meet, told where not.
text = open("scenarios/tour.cfg", encoding="utf-8").read().replace('id = "hpc_peak_pflops"', 'id = "hpc_fp64_pflops"', 1)
open(f"{SCRATCH}/others.cfg", "w", encoding="utf-8").write(text)
others = run("others", scenario=f"{SCRATCH}/others.cfg")
mixed = compare(base, others)
gone = next(t for t in mixed["targets"] if t["id"] == "hpc_peak_pflops")
check("one side only", gone["files"][1] is None and gone["changes"] == [None])
told = suanli("compare", base, others).stdout
check("told", "Only in A: hpc_peak_pflops" in told and "Only in B: hpc_fp64_pflops" in told)

# A page: whole, without a script, with the same figures; a hostile name is a text.
page = f"{SCRATCH}/page.html"
text = open("scenarios/tour.cfg", encoding="utf-8").read().replace(
    'title = "A small province', 'title = "</td><script>alert(1)</script> & \\"quoted\\" A small province', 1)
open(f"{SCRATCH}/hostile.cfg", "w", encoding="utf-8").write(text)
hostile = run("hostile", scenario=f"{SCRATCH}/hostile.cfg", replications=4)
check("quiet", suanli("compare", base, slow, hostile, "-o", page).stdout == "")
html = open(page, encoding="utf-8").read()
check("no script", "<script" not in html and "&#60;script&#62;alert(1)" in html and "src=" not in html and "href=" not in html)


class Tags(html_parser.HTMLParser):
    """Opened tags are closed, and cells are as many as heads."""
    def __init__(self):
        super().__init__()
        self.open, self.rows, self.bars = [], [], 0

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "line", "circle"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1
        self.bars += tag == "circle"

    def handle_startendtag(self, tag, attributes):
        self.bars += tag == "circle"

    def handle_endtag(self, tag):
        check(f"</{tag}> closes what is open", self.open and self.open.pop() == tag)


tags = Tags()
tags.feed(html)
check("all closed", tags.open == [])
answer = compare(base, slow, hostile)
rows = sum(c is not None for t in answer["targets"] for c in t["changes"])
bars = sum(c is not None and c["mean"]["word"] != "same" for t in answer["targets"] for c in t["changes"])
check("a row a target", tags.rows.count(11) == rows + 2)
check("a bar where something moved", tags.bars == bars and bars > 0)
check("figures", ">" + f"{answer['targets'][0]['files'][0]['p50']:.4g}" + "<" in html)
suanli("compare", base, slow, "-o", SCRATCH, status=73)

# Antithetic pairs, against their mates and against a run without.
pair = run("pair", "--antithetic")
pair_slow = run("pair_slow", "--antithetic", "-D", "ramp.half_days=900", "-D", "crews.mep=1")
check("pairs are paired", target(compare(pair, pair_slow), *end)["changes"][0]["paired"])
check("one of a kind is not", not target(compare(base, pair), *end)["changes"][0]["paired"])

# The same from the files, by hand.
try:
    import xarray
    a, b = (xarray.open_dataset(p, engine="h5netcdf").target_value.sel(target=f"{end[0]}@{end[1]}").values for p in (base, slow))
except ImportError:
    print("not worked out from the files: xarray or h5netcdf is not installed")
else:
    d = b - a
    half = 2.0686576104190406 * d.std(ddof=1) / math.sqrt(len(d))  # Student's t, 23 degrees of freedom
    check("mean", math.isclose(narrow["mean"]["difference"], d.mean(), rel_tol=1e-5))
    check("low", math.isclose(narrow["mean"]["low"], d.mean() - half, rel_tol=1e-5))
    check("high", math.isclose(narrow["mean"]["high"], d.mean() + half, rel_tol=1e-5))
    reach = (b >= 0.12).astype(int) - (a >= 0.12).astype(int)
    check("P", math.isclose(narrow["p_reach"]["difference"], reach.mean(), abs_tol=1e-6))

# Faults: all at once, each with its file.
sweep = f"{SCRATCH}/sweep.h5"
suanli("sweep", "scenarios/tour.cfg", "--points", "2", "--vary", "crews.mep=1:2", "--replications", "2", "--quiet", "-o", sweep)
fault = suanli("compare", f"{SCRATCH}/none.h5", sweep, base, status=66).stderr
check("both told", "none.h5" in fault and "the file of a sweep" in fault)
check("a sweep", "the file of a sweep" in suanli("compare", base, sweep, status=65).stderr)
suanli("compare", base, status=64)
suanli("compare", status=64)
suanli("report", base, slow, status=64)

finish()
