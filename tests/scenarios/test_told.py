#!/usr/bin/env python3
"""Values that make no sense, one by one, and what is said of them: the tour with one override, or a scenario with one line changed.

    tests/scenarios/test_told.py PROGRAM SCRATCH
"""
import os
import shutil
import subprocess
import sys

suanli, scratch = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
TOUR = "scenarios/tour.cfg"
shutil.rmtree(scratch, ignore_errors=True)
os.makedirs(scratch)
passed = failed = 0


def expect(status, text, *arguments):
    global passed, failed
    done = subprocess.run([suanli, *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    said = (done.stderr + done.stdout).decode(errors="replace")
    if done.returncode == status and text in said:
        passed += 1
        return
    failed += 1
    print(f"{arguments[2:]}: exit status {done.returncode}, expected {status} and \"{text}\"\n    {said[:300]}")


def told(text, *overrides, status=65):
    expect(status, text, "check", TOUR, *[word for override in overrides for word in (b"-D", override if isinstance(override, bytes) else override.encode())])


def file(text, body, status=65):
    """A scenario of its own."""
    path = os.path.join(scratch, "own.cfg")
    with open(path, "wb") as stream:
        stream.write(body if isinstance(body, bytes) else body.encode())
    expect(status, text, "check", path)


# Marks and sources.
told("perhaps \"estimated\"", "crews.mep={value=5; source=\"a\"; mark=\"estimatd\"}")
told("found", "crews.mep={value=5; source=\"a\"; mark=\"zzzzzzzz\"}")
told("found", "crews.mep={value=5; source=\"a\"; mark=3}")
told("found", "crews.mep={value=5; source=3; mark=\"stated\"}")
told("found", "crews.mep={value=\"x\"; source=\"a\"; mark=\"stated\"}")
told("", "crews.mep={value=5; source=\"a\"; mark=\"stated\"}", status=0)
told("", "crews.mep={value=-5; source=\"a\"; mark=\"stated\"}")
told("", "crews={mep=3; source=\"a\"; mark=\"stated\"; civil=1.0; install=2.0; edge=6.0}", status=0)
told("", "crews={mep=3; source=\"\"; mark=\"stated\"}")
told("", "crews={mep=3; source=4}")
told("", "crews={mep=3; mark=4}")

# Distributions.
for text in ("{pert=[1,2]}", "{pert=[1,2,3,4]}", "{pert=3}", "{pert=[1,\"x\",3]}", "{pert=[3,2,1]}", "{pert=[1,2,3]; normal=[1,2]}", "{pert=[1,2,3]; value=4}", "{value=4; extra=1}",
             "{uniform=[2,1]}", "{normal=[1,-1]}", "{lognormal=[-1,1]}", "{triangular=[1,5,3]}", "{empirical=[]}", "{empirical=\"nowhere.csv\"}", "{empirical=\"tour.cfg\"}", "{empirical=3}",
             "{pert=[1,2,3]; shock=\"demand\"}", "{pert=[1,2,3]; load=0.5}", "{pert=[1,2,3]; shock=\"demand\"; load=2}", "{pert=[1,2,3]; shock=\"nobody\"; load=0.5}",
             "{pert=[1,2,3]; shock=3; load=0.5}", "{pert=[1,2,3]; shock=\"demand\"; load=\"x\"}", "{}", "{pert={a=1}}", "{point=[1,2]}", "{pert=[1,2,1e999]}", "[1,2]", "(1,2)", "\"x\"", "true",
             "{value=4; column=\"a\"}", "{pert=[1,2,3]; column=\"a\"}", "{discrete=[1,0.5,2,0.6]}", "{histogram=[1,2]}", "{weibull=[1]}", "1e300", "-1", "nan", "{pert=[-3,2,9]}"):
    told("found", f"crews.mep={text}")
told("", "crews.mep={pert=[1,2,3]; source=\"a\"; mark=\"estimated\"; shock=\"demand\"; load=0.5}", status=0)
told("numbers)", "crews.mep={empirical=[" + ",".join(["1"] * 100 + ["-1"]) + "]; source=\"a\"; mark=\"estimated\"}")

# Arrays.
for text in ("[1,2]", "3", "{value=[1,2]}", "{value=3}", "{a=1}", "{}", "[" + ",".join(["\"x\""] * 12) + "]", "[" + ",".join(["1e999"] * 12) + "]", "[" + ",".join(["900"] * 12) + "]", "\"x\"", "([1],[2])",
             "{value=[" + ",".join(["900"] * 12) + "]; source=\"a\"; mark=\"stated\"}", "{value=[1]; bogus=3}"):
    told("found", f"climates.coast.mean_degc={text}")
told("", "climates.coast.mean_degc={value=[" + ",".join(["20.5"] * 12) + "]; source=\"a\"; mark=\"stated\"}", status=0)

# Groups, maps, lists, names, dates, choices, texts.
for path in ("crews", "cities", "cities.port", "sites.harbour.phases", "sites.harbour.phases[0]", "targets", "targets[0]", "edge", "supply.servers.regimes", "epoch", "ramp"):
    for text in ("3", "\"x\"", "[1,2]", "(1,2)", "{zzz=1}", "true"):
        told("found", f"{path}={text}")
for text in ("\"nowhere\"", "3", "\"\"", "{a=1}", "\"servrs\"", "\"a\\\"b\\\\c\"", "\"" + "é" * 200 + "\"", "\"x" + "é" * 200 + "\"", "\"" + "x" * 300 + "\"", "[\"a\"]", "true", "1.5", "0x20", "99999999999"):
    told("found", f"classes.general.market={text}")
for text in ("2023-02-30", "3", "\"\"", "tomorrow", "{a=1}", "99999-01-01"):
    told("found", f"sites.harbour.phases[0].start={text}")
for text in ("zz", "3", "\"\"", "{a=1}", "pflop"):
    told("found", f"classes.intelligent.market_unit={text}")
for text in ("3", "\"yes\"", "{a=1}", "[true]"):
    told("found", f"sites.harbour.phases[0].is_hpc={text}")
for text in ("1.5", "1e30", "\"x\"", "{a=1}", "-1", "true", "9223372036854775807", "9223372036854775808"):
    told("found", f"siting.iterations={text}")
told("found", "title={a=1}")
told("found", "crews=3")
told("found", "cities=3")
told("found", "cities.port=(1,2)")
told("found", "targets=3")
told("found", "targets[0]=3")
told("found", "targets=[1,2]")
told("found", "nothing=1")
told("perhaps", "crevs={mep=1;}")

# Texts are UTF-8, without what moves a terminal's cursor.
for text in (b"\xc1\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\x80", b"\xc3", b"\xe2\x82", b"\xc3(", b"\xff", b"a\x1bb", b"a\x7fb", b"a\xc2\x85b"):
    told("found", b"title=\"" + text + b"\"")
told("no fault", "title=\"é € 😀 \xc2\xa0\"".encode(), status=0)

# Values as libconfig writes them.
for text in ("\"x", "\"a\" \"b\"", "[1, \"a\"]", "(1, {a=1;}, [1])", "{a=1", "{a=1;}}", "{a=1; a=2;}", "[1,2", "(1,", "\"a\\x41\\n\\t\\\"\"", "{a=0x1G;}", "{a=1e;}", "{a=.;}", "{a=-;}", "{a=5LL;}", "{a=0x;}", "{a=1.5L;}",
             "{a=99999999999999999999;}", "{a=0xfffffffffffffffff;}", "{a=1e999;}", "{a = @include \"x\"\n}", "{\n@include \"x\"\n}", "{a=1; /* open", "{a=1; // all\n}", "{a=1; # all\n}", "{a=tru;}", "{1a=1;}", "{a-b*=1;}",
             "{a:1,b:2}", "{a=\"\\\n\";}", "{a=\"new\nline\";}", "{" * 300 + "}" * 300, "(" * 300 + ")" * 300):
    told("", f"crews.mep={text}")
for body, text in (("a = 1;\n}", ""), ("a = \"open\n", ""), ("/* open", ""), ("a = /* in */ 1;\n", ""), ("a = 1 /* * / */;", ""), ("@include \"nowhere.cfg\"\n", ""), ("@include nowhere\n", ""), ("  @include\t\"own.cfg\"\n", ""),
                   ("@includes\n", ""), ("@include \"open\n", ""), ("@include \"a\\\"b\\\\.cfg\"\n", ""), ("@include \"\"\n", ""), ("@include \"" + "x" * 5000 + ".cfg\"\n", ""), ("# comment at the end", ""), ("// comment at the end", ""),
                   ("name = 0x;\n", ""), ("name = 0x1;\n", ""), ("name = 5L;\n", ""), ("name = 1e400;\n", ""), ("name = 99999999999999999999999;\n", ""), ("", ""), ("\0", ""), ("name = \"a\" \"b\" /* */ \"c\";\n", ""), ("name = (1, 2;\n", ""),
                   ("name = [1, (2)];\n", ""), ("name\n= \"x\"\n;\n", ""), ("a = { b = { c = 1; }; };\n", ""), ("a = 1;\n" * 2, ""), (b"\xef\xbb\xbfname = 1;\n", ""), (b"name = \"\xff\";\n", ""), ("name = \"\\", ""), ("name = \"\\q\";", ""), ("\\", ""), ("name = 1 2;", "")):
    file(text, body)
expect(66, "", "check", scratch)
expect(66, "", "check", os.path.join(scratch, "nowhere.cfg"))

# Scenarios whose values do not fit each other.
told("36,600 days", "end=2150-01-31")
told("", "sites.harbour.phases[0].racks=900000000")
told("sum", "classes.intelligent.baseline_share_frac=0.7", "classes.supercomputing.baseline_share_frac=0.7")
told("the last day of a month", "targets[0].date=2023-06-15")
told("", "targets[0].date=2022-12-31")
told("", "targets[0].date=2031-12-31")
told("", "targets[0].id=zzzzzz")
told("the nearest is", "targets[0].id=compute_eflop")
told("an occupancy that sites can reach", "ramp.extend_at_frac=0.95", "ramp.plateau_frac=0.5")
told("the unit of all that is ordered in its market", "classes.supercomputing.market_unit=pflops")
told("found", "end=2022-12-31")
told("found", "epoch=2024-12-31")
told("tflops_per_kw above 0", "classes.supercomputing.baseline_share_frac=0", "classes.supercomputing.tflops_per_kw=0", "sites.dale.phases[0].compute=supercomputing")
told("found", "sites.dale.stock[0].racks=0", "sites.dale.city=nowhere")
told("100 bytes at most", "sites." + "x" * 120 + "={name=\"x\"; city=\"port\"; climate=\"coast\"; stock_plant=\"old\"; new_plant=\"new\"; stock=( {compute=\"general\"; racks=5; rack_kw=2.5;} )}")

# Levers of `reach`: what they move, and what it costs.
STOCK = "sites.one.stock[0].racks"


def lever(text, body, *overrides, status=65):
    words = [f"reach.levers.own={{{body}}}", *overrides]
    expect(status, text, "check", "tests/scenarios/reach.cfg", *[word for override in words for word in ("-D", override)])


def moves(text, path, change, to, *overrides, status=65):
    lever(text, f'name="own"; full_cny=1.0; moves=( {{path="{path}"; change="{change}"; to={to};}} );', *overrides, status=status)


moves("no fault", STOCK, "add", "5.0", status=0)
moves("a value's path", "epoch", "add", "5.0")
moves("a value's path", "reach.mark", "add", "5.0")
moves("words are for choices", "sites.one", "add", "5.0")
moves("a value's path", "sites.*.phases[*].nothing", "add", "5.0")
moves("that leads to something", "shocks.*", "add", "5.0")
moves("a value's path", "crews.nothing", "add", "5.0")
moves("a value's path", "crews.mep.deep", "add", "5.0")
moves("found", "sites.one.phases[*.racks", "add", "5.0")
moves("words are for choices", "sites.one.new_plant", "add", "5.0")
moves("a path of", "climates.coast.mean_degc", "add", "5.0")
moves("a path of", "sites.one.phases", "add", "5.0")
moves("of days, for a date", "sites.one.phases[0].start", "set", "5.0")
moves("a factor of 0 or more", "crews.mep", "times", "-1.0")
moves("would take an uncertain value's spread away", STOCK, "set", "60.0")
moves("no fault", "sites.one.phases[*].racks", "times", "2.0", status=0)
moves("no fault", "sites.one.phases[0].start", "add", "-10.0", status=0)
for distribution, add, times in (("triangular=[50,60,70]", 0, 0), ("pert=[50,60,70]", 0, 0), ("normal=[60,5]", 0, 0), ("lognormal=[60,0.1]", 65, 0), ("gamma=[9,5]", 65, 0), ("discrete=[50,0.5,60,0.5]", 0, 0), ("empirical=[50,60,70]", 65, 65)):
    uncertain = f'{STOCK}={{{distribution}; mark="estimated"; source="made up";}}'
    known = subprocess.run([suanli, "check", "tests/scenarios/reach.cfg", "-D", uncertain], capture_output=True).returncode
    moves("", STOCK, "add", "5.0", uncertain, status=add if known == 0 else 65)
    moves("", STOCK, "times", "2.0", uncertain, status=times if known == 0 else 65)
lever("neither moves nor choices", 'name="own";')
lever("moves and choices", 'moves=( {path="crews.mep"; to=5.0;} ); choices=( {path="crews.mep"; value="5"; cost_cny=1.0;} );')
lever("the cost_cny of each choice", 'full_cny=1.0; choices=( {path="sites.*.new_plant"; value="better"; cost_cny=1.0;} );')
lever("found", 'choices=( {path="sites.nowhere.new_plant"; value="better"; cost_cny=1.0;} );')
lever("no fault", 'choices=( {path="sites.one.phases[0].start"; value="2023-02-01"; cost_cny=1.0;}, {path="crews.mep"; value="5"; cost_cny=2.0;} );', status=0)
GOAL = ["--target", "racks_in_service>=460@2024-12-31", "-r", "2"]
expect(64, "perhaps \"cheap\"", "reach", "tests/scenarios/reach.cfg", *GOAL, "--lever", "cheep")
expect(64, "a key of reach.levers", "reach", "tests/scenarios/reach.cfg", *GOAL, "--lever", "zzzzzzzzzzzzz")
for bad in ('choices=( {path="sites.*.new_plant"; value="nowhere"; cost_cny=1.0;} );', 'choices=( {path="sites.one.phases[0].start"; value="2023-02-30"; cost_cny=1.0;} );',
            'full_cny=1.0; moves=( {path="sites.one.phases[0].start"; change="add"; to=-40.0;} );'):
    expect(65, "", "reach", "tests/scenarios/reach.cfg", *GOAL, "-q", "-o", os.path.join(scratch, "never.h5"), "-D", f"reach.levers={{own={{{bad}}};}}")

# Tables: the counties as a file.
COUNTIES = "id,name,city,population,latitude_deg,longitude_deg,area_km2,terrain\nquay,Quay,port,900000,26.08,119.31,200,coast\nglen,Glen,dale,100000,26.95,118.45,2200,mountain\nridge,Ridge,dale,100000,26.9,118.4,2200,mountain\n"
with open(TOUR) as stream:
    tour = stream.read()
start = tour.index("counties = {")
by_table = tour[:start] + "counties = \"own.csv\";\n" + tour[tour.index("\n};\n", start) + 4:]


def table(text, rows, status=65):
    with open(os.path.join(scratch, "own.csv"), "w") as stream:
        stream.write(rows)
    file(text, by_table, status)


table("no fault", COUNTIES, 0)
for old, new in (("id,name", "id,id"), ("id,name", "id,nothing"), ("id,name", "name,name"), ("id,", "key,"), ("quay,Quay", ",Quay"), ("quay,Quay", "glen,Quay"), ("900000", "many"), ("900000", "-5"), ("900000", ""), ("900000", "9.5"), ("coast\n", "moon\n"),
                 (",200,coast", ",200"), (",200,coast", ",200,coast,more"), ("Quay", "\"open"), ("port,900000", "nowhere,900000"), (",terrain", ""), (",terrain", ",terrain.x"), (",terrain", ",terrain[0]"), ("id,", "id.a,"), (",city", ",citi"), ("Quay", "Qu\"ay")):
    table("", COUNTIES.replace(old, new, 1))
table("", "")
table("", "id\n")
os.remove(os.path.join(scratch, "own.csv"))
file("own.csv", by_table)

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
