#!/usr/bin/env python3
"""What is asked wrongly, command by command: the exit status and the message, and that nothing is written.

    tests/scenarios/test_usage.py PROGRAM SCRATCH
"""
import os
import shutil
import subprocess
import sys

suanli, scratch = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
root = os.getcwd()
TOUR, SMALL, FUJIAN = "scenarios/tour.cfg", "tests/scenarios/base.cfg", "scenarios/fujian-2025.cfg"
shutil.rmtree(scratch, ignore_errors=True)
os.makedirs(scratch)
passed = failed = 0


def at(name):
    return os.path.join(scratch, name)


def write(name, text):
    with open(at(name), "w" if isinstance(text, str) else "wb") as stream:
        stream.write(text)
    return at(name)


def run(*arguments, **more):
    return subprocess.run([suanli, *arguments], cwd=root, capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **more})


def expect(status, text, *arguments, **more):
    """Its exit status, and a text that it says, on standard error, or on standard output where it is 0 or 1."""
    global passed, failed
    before = set(os.listdir(scratch))
    done = run(*arguments, **more)
    said = done.stderr.decode(errors="replace") + (done.stdout.decode(errors="replace") if status <= 1 else "")
    left = {name for name in set(os.listdir(scratch)) - before if name.endswith(".h5")} if status > 1 else set()
    if done.returncode == status and text in said and not left:
        passed += 1
        return
    failed += 1
    print(f"{' '.join(arguments)}: exit status {done.returncode}, expected {status} and \"{text}\"; left {left}\n    {said[:300]}")


# The command line itself.
for command in ("run", "check", "cooling", "place", "report", "compare", "export", "sweep", "reach", "analyse", "schema", "bench"):
    expect(64, "--nonsense", command, "--nonsense")
    expect(0, "Usage: ", command, "--help")
for shard in ("3/2", "0/2", "1", "-1/2", "1/2x"):
    expect(64, "expected I/N with I in 1..N", "sweep", SMALL, "--shard", shard)
expect(64, "one argument only", "check", TOUR, SMALL)
expect(64, "no argument", "schema", TOUR)
expect(64, "found nothing, expected the name of a file", "run", TOUR, "-o", "")
expect(64, "found nothing, expected a name", "place", "--instance", "")
expect(64, "more than", "check", TOUR, *[word for i in range(2000) for word in ("-D", f"a{i}=1")])
for name, value in (("replications", "1x"), ("replications", "-1"), ("replications", "1000001"), ("replications", "99999999999999999999"),
                    ("replications", ""), ("threads", "0"), ("seed", "-3"), ("seed", "x")):
    expect(64, f"--{name}", "run", TOUR, f"--{name}", value)
expect(64, "expected a date", "run", TOUR, "--snapshot-at", "2024-02-30")
expect(64, "expected day or month", "run", TOUR, "--every", "week")
expect(64, "expected zh or en", "run", TOUR, "--lang", "fr")
expect(64, "--p", "reach", TOUR, "--p", "1.5")
expect(64, "--p", "reach", TOUR, "--p", "nan")
expect(64, "--lookahead", "bench", "phold", "--lookahead", "1")
expect(64, "--remote", "bench", "phold", "--remote", "half")

# run: what does not go together, and questions without an answer.
expect(64, "--until: expected none with --snapshot-at", "run", SMALL, "--snapshot-at", "2023-06-30", "--until", "mean(racks_in_service@2023)+-9", "-o", at("n.h5"))
expect(64, "--antithetic: expected none with --snapshot-at", "run", SMALL, "--antithetic", "--snapshot-at", "2023-06-30", "-r", "2", "-o", at("n.h5"))
expect(64, "an even number with --antithetic", "run", SMALL, "--antithetic", "-r", "3", "-o", at("n.h5"))
expect(64, "expected p(TARGET@DATE)", "run", SMALL, "--until", "nonsense", "-o", at("n.h5"))
for text in ("racks_in_service", "racks_in_service=>1@2023-12-31", "racks_in_service>=1@2023-13-31", "racks_in_service>=1@2023-12-31 p 2",
             "racks_in_service>=inf@2023-12-31", "racks_in_service>=1@2023-12-31 q 1", "racks_in_service>=1@2023-12-31x"):
    expect(64, "--assert", "run", SMALL, "--assert", text, "-r", "1", "-o", at("n.h5"))
expect(64, "perhaps \"racks_in_service\"", "run", SMALL, "--assert", "racks_in_servise>=1@2023-12-31", "-r", "1", "-o", at("n.h5"))
expect(64, "a series of the run", "run", SMALL, "--assert", "zzzzzzzzzzzzzz>=1@2023-12-31", "-r", "1", "-o", at("n.h5"))
expect(64, "month's end", "run", SMALL, "--assert", "racks_in_service>=1@2023-12-30", "-r", "1", "-o", at("n.h5"))
expect(64, "day", "run", SMALL, "--every", "day", "--assert", "racks_in_service>=1@2031-12-30", "-r", "1", "-o", at("n.h5"))
expect(0, "racks_in_service", "run", SMALL, "--assert", "racks_in_service<=1e9@2023-12-31", "-r", "2", "-q", "-o", at("daily.h5"), "--every", "day")
expect(0, "2 replications side by side", "run", SMALL, "-r", "2", "--threads", "2", "-o", at("side.h5"))
expect(0, "threads inside each replication", "run", SMALL, "-r", "1", "--threads", "2", "-o", at("inside.h5"))
expect(0, "trace: ", "run", SMALL, "-r", "1", "--threads", "1", "-o", at("inside"), "--trace", "site", "--snapshot-at", "2023-06-30")

# Overrides: paths and values.
for path in ("", "=1", "a..b=1", "a.=1", "[x]=1", "a[1=1", "a[99999999999999999999]=1", "a]=1", "a\x01=1", "1a=1", "a+b=1", ".=1"):
    expect(65 if path == "1a=1" or path == "a+b=1" else 64, "", "check", SMALL, "-D", path)
for value, text in (("0x10", ""), ("0x", ""), ("0xffffffffffffffffffff", ""), ("5L", ""), ("5LL", ""), ("1e400", "1.7976931348623157e+308"), ("true", ""), ("FALSE", ""),
                    ("", ""), ("\"a\" \"b\" 3", ""), ("[1,", ""), ("{a=1;}", ""), ("(1,2)", ""), ("9" * 80, ""), ("{ a = 99999999999999999999; }", ""), ("\"x", "")):
    expect(65, text, "check", SMALL, "-D", f"crews.mep.deep={value}")
expect(0, "no fault", "check", TOUR, "-D", "crews.mep=0x10")
expect(0, "no fault", "check", TOUR, "-D", " crews.mep= 5L".strip())
expect(65, "an index of 0..", "check", TOUR, "-D", "sites.harbour.phases[99].racks=1")
expect(65, "a list or array", "check", TOUR, "-D", "crews[0]=1")
expect(65, "a group", "check", TOUR, "-D", "title.mep=1")

# sweep: designs, factors, files of points.
def sweep(status, text, *arguments):
    expect(status, text, "sweep", SMALL, "-q", "-r", "1", "-o", at("never.h5"), *arguments)


RAMP = ["--vary", "ramp.half_days=200:640"]
expect(64, "expected a scenario, or --status FILE", "sweep")
sweep(64, "design: found \"fancy\"", *RAMP, "--design", "fancy")
sweep(64, "--points: found", *RAMP, "--design", "sobol", "--points", "7")
sweep(64, "--points: found", *RAMP, "--design", "saltelli", "--points", "7")
sweep(64, "--until: found the design grid", *RAMP, "--design", "grid", "--until", "mean(racks_in_service@2023)+-9")
sweep(64, "--until: expected none with --shard", *RAMP, "--shard", "1/2", "--until", "mean(racks_in_service@2023)+-9")
sweep(64, "an even number with --antithetic", *RAMP, "--antithetic")
sweep(64, "2,147,483,648 runs at most", *RAMP, "--design", "monte-carlo", "--points", "10000000", "-r", "1000")
for vary, text in (("ramp.half_days=640:200", "a low end below the high end"), ("ramp.half_days=a:b", "two numbers, LOW:HIGH"), ("sites.north.phases[0].racks=1.5:2.5", "whole numbers"),
                   ("epoch=2022-01-01:2023-01-01", ""), ("title=1:2", ""), ("ramp=1:2", ""), ("ramp.nothing=1:2", ""), ("[0]=1:2", ""), ("sites.nowhere.racks=1:2", ""),
                   ("ramp.half_days=1e9:2e9", ""), ("ramp.half_days=1e9,2", ""), ("ramp.half_days=", ""), ("ramp.half_days", ""), ("=1:2", ""),
                   ("ramp.half_days=1:inf", "two numbers"), ("ramp..half_days=1:2", ""), ("ramp.half_days[0]=1:2", "")):
    sweep(65, text, "--vary", vary, "--points", "4")
sweep(65, "each", *RAMP, *RAMP)
sweep(66, "No such file", "--design", at("nowhere.csv"))
points = write("points.csv", "ramp.half_days,crews.mep\n300,4\n400,5\n")
sweep(64, "--vary and --points: expected none", *RAMP, "--design", points)
sweep(64, "--vary and --points: expected none", "--points", "4", "--design", points)
sweep(64, "--until: expected none with a file of points", "--until", "mean(racks_in_service@2023)+-9", "--design", points)
for text, wanted in (("", "an empty file"), ("ramp.half_days\n", "no rows"), ("ramp.half_days,crews.mep\n1\n", "1 cells"), ("ramp.half_days\n\"3\n", ""),
                     ("ramp.half_days,ramp.half_days\n1,2\n", "each path once"), ("ramp.half_days\nx\ny\n", ""), ("ramp.nothing\n1\n", ""), ("a\"b\n1\n", "")):
    sweep(65, wanted, "--design", write("bad.csv", text))
sweep(74, "", "--design", (os.makedirs(at("folder.csv")), at("folder.csv"))[1])
expect(0, "", "sweep", SMALL, "-q", "-r", "1", "-o", at("given.h5"), "--design", points, "--json")
expect(0, "", "sweep", SMALL, "-q", "-r", "1", "-o", at("grid.h5"), *RAMP, "--vary", "crews.mep=4,5,6", "--design", "grid", "--points", "2")
expect(0, "2 points x 1 replications", "sweep", SMALL, "-r", "1", "-o", at("given2.h5"), "--design", points)
for design in ("monte-carlo", "latin", "morris", "saltelli"):
    expect(0, "", "sweep", SMALL, "-q", "-r", "1", "-o", at(f"{design}.h5"), *RAMP, "--vary", "crews.mep=4:6", "--design", design, "--points", "4", "--independent")
    expect(0, "", "analyse", at(f"{design}.h5"))
expect(64, "another file than the sweep's", "analyse", at("latin.h5"), "-o", at("latin.h5"))
expect(66, "neither the file of a sweep nor its parts", "sweep", "--status", at("nowhere.h5"))
expect(0, "", "sweep", "--status", at("latin.h5"))
expect(0, "\"points\"", "sweep", "--status", at("latin.h5"), "--json")
run("sweep", SMALL, "-q", "-r", "1", "-o", at("part.h5"), *RAMP, "--points", "8", "--shard", "1/4")
expect(0, "", "sweep", "--status", at("part.h5"))
expect(0, "\"units_missing\"", "sweep", "--status", at("part.h5"), "--json")
expect(0, "shard 2/4 is done", "sweep", SMALL, "-r", "1", "-o", at("part.h5"), *RAMP, "--points", "8", "--shard", "2/4")
expect(65, "the work of another sweep", "sweep", SMALL, "-r", "2", "-q", "-o", at("part.h5"), *RAMP, "--points", "8", "--resume")

expect(65, "the file of a run", "sweep", "--status", at("side.h5"))
expect(0, "", "sweep", SMALL, "-r", "1", "-o", at("given.h5"), "--design", points, "--resume")
expect(0, "stopped after", "sweep", SMALL, "-r", "2", "--threads", "1", "-o", at("until.h5"), *RAMP, "--points", "64", "--until", "mean(racks_in_service@2023)+-1e6", "--json")
expect(0, "not sure enough yet", "sweep", TOUR, "-r", "1", "--threads", "1", "-o", at("until2.h5"), *RAMP, "--points", "8", "--until", "mean(racks_in_service@2023)+-1e-9")
done = subprocess.run([suanli, "sweep", os.path.join(root, SMALL), "-r", "1", "-q", *RAMP, "--points", "2"], cwd=scratch, capture_output=True, timeout=60)
if done.returncode == 0 and os.path.exists(at("out/base.sweep.h5")):
    passed += 1
else:
    failed += 1
    print(f"a sweep's file without -o: {done.returncode}: {done.stderr.decode()}: {os.listdir(scratch)}")

# Files of results that are of another kind.
expect(64, "found 1 file to compare", "compare", at("side.h5"))
expect(65, "", "compare", at("side.h5"), at("latin.h5"))
expect(65, "", "analyse", at("side.h5"))
expect(64, "", "export", at("side.h5"))
expect(65, "", "export", at("latin.h5"), "--xlsx", at("never.xlsx"))
expect(0, "", "compare", at("side.h5"), at("inside.h5"), "--json")
expect(73, "", "export", at("side.h5"), "--csv", at("side.h5"))
expect(73, "a folder", "report", at("side.h5"), "-o", scratch)

# place and cooling.
sweep(64, "4 points a factor at least", *RAMP, "--vary", "crews.mep=4:6", "--design", "lattice", "--points", "4")
line = write("line.txt", "5 4 2\n1 2 9\n2 3 1\n3 4 1\n4 5 1\n")
expect(64, "expected SCENARIO, --instance", "place")
expect(64, "found a scenario or an instance beside it", "place", TOUR, "--check", at("side.h5"))
expect(64, "found a scenario or -D beside it", "place", TOUR, "--instance", f"pmed:{line}")
expect(64, "", "place", "--instance", f"pmedx:{line}")
expect(64, "", "place", "--instance", "pmed")
expect(66, "", "place", "--instance", f"pmed:{at('nowhere')}")
expect(64, "", "place", "--instance", f"pmed:{line}", "--mode", "best")
expect(65, "", "place", "--check", at("side.h5"))
expect(0, "", "place", "--instance", f"pmed:{line}", "--p", "2", "--time-limit", "5", "-o", at("place.h5"))
expect(0, "holds", "place", "--check", at("place.h5"))
expect(0, "\"cost\"", "place", "--check", at("place.h5"), "--json")
other = write("other.txt", "4 3 2\n1 2 9\n2 3 1\n3 4 1\n")
expect(65, "an answer with other numbers", "place", "--instance", f"pmed:{other}", "--start", at("place.h5"))
expect(66, "", "place", "--instance", f"pmed:{other}", "--start", at("nowhere.h5"))
expect(0, "", "place", TOUR, "--iterations", "5", "--mode", "cover", "-D", "crews.mep=5", "--quiet")
for name, text in (("tsp", "NAME : x\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : GEO\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n3 2 2\nEOF\n"),
                   ("tsp", "NAME : x\nDIMENSION : 0\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n"),
                   ("tsp", "NAME : x\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n"),
                   ("tsp", "NAME : x\n"),
                   ("cap", "2 2\n5 1\n5 1\n1\n1 2\n"), ("cap", "100000 100000\n"), ("cap", "x"), ("cap", "2 2\n5 1\n5 1\n1 1e12 2\n1 1 1e300\n"),
                   ("sjc", "2 1\n"), ("sjc", ""), ("mclp", "1 2\n"), ("mclp", "x"), ("mclp", "# words\n3 2 1\n"), ("pmed", "3 1 1\n1 2 1.5\n"), ("pmed", "")):
    expect(65, "", "place", "--instance", f"{name}:{write('instance.txt', text)}", "--p", "1", "--radius", "1")
for arguments, wanted in ((["--json"], "\"sites\""), (["--geojson", at("map.json")], "proven"), (["--mode", "center"], ""), (["--mode", "set-cover"], ""), (["--mode", "median", "-D", "siting.robust=\"worst\""], ""),
                          (["--p", "12"], ""), (["--time-limit", "3", "--json"], "\"sites\""), (["--start", at("place.h5")], None)):
    expect(65 if wanted is None else 0, wanted or "", "place", TOUR, "--iterations", "5", *arguments)
expect(64, "", "place", "--instance", f"pmed:{line}", "--geojson", at("map2.json"))
for name, text, wanted in (("cap", "2 2\n5 1.5\n5 1\n2\n1.5 2\n1\n2 1\n", "proven"), ("cap", "2 1\ncapacity 1\ncapacity 2.25\n3\n1 2\n", "proven"), ("sjc", "3 1\n0 0 10 1\n1 1 10 1\n2 0 10 1\n", "proven"),
                           ("sjc", "2 1\n0 0 0 1\n1 1 0 1\n", "no choice of sites"), ("tsp", "# by hand\n# more\n3 3 1\n1 0 0\n2 3 4\n3 0 8\n", "proven"),
                           ("tsp", "NAME : x\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n  NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 0 8\nEOF\n", "proven")):
    expect(0, wanted, "place", "--instance", f"{name}:{write('instance.txt', text)}", "-o", at("instance.h5"))
    if wanted == "proven":
        expect(0, "holds", "place", "--check", at("instance.h5"))
mclp = "mclp:" + write("two.mclp", "DIMENSION : 2\nNODE_COORD_SECTION\n26 119\n26.001 119\nDEMAND_SECTION\n5\n6\n")
expect(0, "proven least", "place", "--instance", mclp, "--radius", "1000", "--p", "1")
expect(65, "--radius, in metres", "place", "--instance", mclp, "--p", "1")
for text in ("DIMENSION : 0\n", "DIMENSION : 2\n", "DIMENSION : 1\nNODE_COORD_SECTION\n26 119\n", "DIMENSION : 1\nNODE_COORD_SECTION\n99 119\nDEMAND_SECTION\n5\n", "DIMENSION : 1\nNODE_COORD_SECTION\n26 119\nDEMAND_SECTION\n-5\n"):
    expect(65, "", "place", "--instance", f"mclp:{write('bad.mclp', text)}", "--radius", "1000")
expect(64, "expected both or neither", "cooling", TOUR, "--hour", "5")
expect(64, "", "cooling", TOUR, "--explain")
expect(0, "Pareto set", "cooling", TOUR, "--option", "dx", "--size", "-q", "--threads", "1", "-o", at("size.h5"))
expect(0, "\"pareto\"", "cooling", TOUR, "--option", "dx", "--size", "-q", "--json")
expect(64, "", "cooling", TOUR, "--option", "magic")
expect(64, "", "cooling", TOUR, "--option", "dx", "--explain", "--hour", "0")
expect(64, "", "cooling", TOUR, "--option", "dx", "--explain", "--hour", "13-01T00")
expect(64, "", "cooling", TOUR, "--option", "dx", "--assert", "dx.pue.year")
expect(64, "", "cooling", TOUR, "--option", "dx", "--assert", "dx.nothing.year<=1")
expect(1, "assertion missed", "cooling", TOUR, "--option", "dx", "-q", "--assert", "dx.pue.year<=1")
expect(0, "", "cooling", TOUR, "--option", "dx", "-q", "--assert", "dx.pue.year<=9")
expect(66, "", "cooling", TOUR, "--option", "dx", "--load", at("nowhere.csv"))
expect(66, "", "cooling", TOUR, "--option", "dx", "--weather", at("nowhere.epw"))
HEAD = "time,power_kw\n"
for text, wanted in (("", "an empty file"), ("x\n1\n", "a column time"), ("time\n1\n", "a column power_kw"), (",,\n", "header"), ("a,b,c\n1,2,3\n", "header"), (HEAD, "no rows"),
                     (HEAD + "2024-03-01 00:00,1\n", "one row"), (HEAD + "2024-03-01\n", "too few cells"), (HEAD + "noon,1\n", "a time as"),
                     (HEAD + "2024-03-01x00:00,1\n", "a time as"), (HEAD + "2024-13-01 00:00,1\n", "a time as"), (HEAD + "2024-03-01 xx:yy,1\n", "a time as"),
                     (HEAD + "2024-03-01 00:00:xx,1\n", "a time as"), (HEAD + "2024-03-01 25:00,1\n", "a time as"), (HEAD + "2024-03-01 00:61,1\n", "a time as"),
                     (HEAD + "2024-03-01 00:00:70,1\n", "a time as"), (HEAD + "2024-03-01 -1:00,1\n", "a time as"),
                     (HEAD + "2024-03-01T00:00:00Z,many\n", "a number"), (HEAD + "2024-03-01 00:00,1e9\n", "of the design IT load"), (HEAD + "2024-03-01 00:00,-1\n", "of the design IT load"),
                     ("time_s,utilisation_frac\nx,1\n", "a number"), ("time_s,utilisation_frac\n0,1.5\n", "a utilisation of 0..1"),
                     ("time_s,utilisation_frac\n0,0.5\n0,0.5\n", "after that of the line before"), ("time_h,load_frac\n0,0.5\n9,0.5\n", "a gap of"),
                     ("time_min,load_frac\n0,0.5\n1,0.5\n", "a trace without a whole hour"), ("time_h,load_frac\n0,0\n1,0\n2,0\n", "no load in all"),
                     ("time_h,load_frac\n" + "x,1\n" * 40, "more faults"), ("time_h,load_frac\n\"0,1\n", ""), ("time_h,load_frac\n1e400,1\n", "a number")):
    expect(65, wanted, "cooling", TOUR, "--option", "dx", "--load", write("load.csv", text))

# reach and bench.
expect(64, "found no --target", "reach", FUJIAN)
expect(64, "as --p", "reach", FUJIAN, "--target", "compute_eflops>=8@2025-12-31 p 0.5")
expect(64, "expected SERIES>=VALUE", "reach", FUJIAN, "--target", "compute_eflops")
expect(64, "--lever: found", "reach", FUJIAN, "--target", "compute_eflops>=8@2025-12-31", "--lever", "nothing")
expect(64, "the scenario has no levers", "reach", SMALL, "--target", "racks_in_service>=8@2023-12-31")
expect(64, "expected phold, mm1, province or scale", "bench", "fast")
expect(64, "suanli bench mm1: found --lps, expected one of --customers", "bench", "mm1", "--lps", "4")
expect(64, "events at once", "bench", "phold", "--lps", "1000000000", "--events", "1000000")
expect(0, "M/M/1", "bench", "mm1", "--customers", "2000")
expect(0, "\"events\"", "bench", "phold", "--lps", "64", "--end", "3", "--threads", "2", "--json")
expect(0, "", "bench", "scale", "--lps", "20000", "--end", "0.5", "--threads", "1")
expect(0, "", "bench", "province", "--scenario", SMALL, "-r", "1", "--threads", "2")
expect(66, "", "bench", "province", "--scenario", at("nowhere.cfg"))

# Jobs of a file, in the default scenario's first month.
def jobs(status, text, rows, key="arrivals"):
    month = ["-r", "1", "-q", "--threads", "1", "-D", "end=2023-01-31", "-D", "targets=()", "-o", at("jobs.h5" if status == 0 else "never.h5")]
    expect(status, text, "run", FUJIAN, *month, "-D", f"dispatch.{key}=\"{write('jobs.' + ('swf' if key == 'trace' else 'csv'), rows)}\"")


jobs(0, "", "arrival_s,duration_s,processors,estimate_s,city,user\n0,3600,4,7200,fuzhou,3\n60,100,5,100,xiamen,\n90,100,1,100,,2\n")
jobs(65, "the key of a city", "arrival_s,duration_s,tflops,city\n0,3600,4,nowhere\n")
jobs(65, "an empty file", "")
jobs(65, "", "arrival_s\n0\n")
jobs(65, "more faults", "arrival_s,duration_s,tflops\n" + "x,-1,0\n" * 40)
jobs(65, "another number of cells", "arrival_s,duration_s,tflops\n1,2\n")
jobs(65, "", "arrival_s,duration_s,tflops\n\"1,2,3\n")
jobs(65, "", "arrival_s,duration_s,tflops\n,1e999,5x\n")
jobs(0, "", "; MaxProcs: 64\n;MaxProcs: 128\n1 0 -1 3600 4 -1 -1 4 7200 -1 1 3 1 1 1 1 -1 -1\r\n2 10 -1 0 0 -1 -1 4 7200 -1 1 3 1 1 1 1 -1 -1\n", "trace")
jobs(65, "", "1 0 x\n", "trace")
jobs(65, "", "1 0 1e999 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18\n", "trace")

# Standard output that cannot be written is no success, whatever was asked for.
for arguments in (["--version"], ["--help"], ["--completion"], ["schema"], ["schema", "--json"], ["check", TOUR], ["report", at("side.h5")], ["report", at("side.h5"), "--json"],
                  ["analyse", at("latin.h5")], ["compare", at("side.h5"), at("inside.h5")], ["bench", "mm1", "--customers", "1000", "--json"], ["sweep", "--status", at("latin.h5")]):
    with open("/dev/full", "w") as full:
        done = subprocess.run([suanli, *arguments], cwd=root, stdout=full, stderr=subprocess.PIPE, timeout=60)
    if done.returncode == 74 and b"standard output cannot be written" in done.stderr:
        passed += 1
    else:
        failed += 1
        print(f"{arguments} onto a full disk: {done.returncode}: {done.stderr.decode()}")

# Colours are for terminals that want them.
import pty  # noqa: E402


def on_terminal(*arguments, **more):
    main, other = pty.openpty()
    process = subprocess.Popen([suanli, *arguments], cwd=root, stdout=other, stderr=other, stdin=subprocess.DEVNULL,
                               env={**{k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}, **more})
    os.close(other)
    said = b""
    while True:
        try:
            block = os.read(main, 65536)
        except OSError:
            break
        if not block:
            break
        said += block
    os.close(main)
    return process.wait(), said


for more, wanted in (({"TERM": "xterm"}, True), ({}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "xterm", "NO_COLOR": ""}, True)):
    status, said = on_terminal("report", at("side.h5"), **more)
    if status == 0 and (b"\x1b[" in said) == wanted:
        passed += 1
    else:
        failed += 1
        print(f"colours with {more}: {status}, {b'x1b[' in said}, expected {wanted}")
status, said = on_terminal("run", TOUR, "-r", "60", "--threads", "1", "-o", at("live.h5"), TERM="xterm")
if status == 0 and b"replications, " in said and b"\r\x1b[K" in said:
    passed += 1
else:
    failed += 1
    print(f"a live line: {status}: {said[:200]}")

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
