#!/usr/bin/python3
"""suanli export: the workbook, the CSV files and the map say what the file says, whatever its names look like.

    test_export.py PROGRAM SCRATCH

The workbook is read here part by part (it is a zip of XML), and by LibreOffice where that is installed.
"""
import csv
import datetime
import json
import math
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from expect import check, finish  # noqa: E402

PROGRAM, SCRATCH = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# By site: what a spreadsheet, a browser or a shell would take for something else.
HOSTILE = {
    "harbour": "=cmd|' /C calc'!A0",
    "dale": 'He said "1,2", twice, </script><b>left</b> & \u202eright\u202c _x0041_',
    "port_rooms": "very long " + "长" * 40000,
}


def suanli(*words, status=0):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
    check(f"exit status {done.returncode}, expected {status}: {words[:4]}: {done.stderr}", done.returncode == status)
    return done


def read_sheets(path):
    """{sheet: [row: [cell]]}: texts, numbers, None where there is nothing; and {sheet: its XML}."""
    book = zipfile.ZipFile(path)
    shared = []
    for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")):
        shared.append("".join(text.text or "" for text in item.iter(f"{MAIN}t")))
    names = [sheet.get("name") for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).find(f"{MAIN}sheets")]
    sheets, trees = {}, {}
    for number, name in enumerate(names, 1):
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
        width = 0
        rows = []
        for row in tree.iter(f"{MAIN}row"):
            cells = {}
            for cell in row:
                letters = re.match("[A-Z]+", cell.get("r")).group()
                column = 0
                for letter in letters:
                    column = 26 * column + ord(letter) - 64
                value = cell.find(f"{MAIN}v")
                if value is not None:
                    cells[column - 1] = shared[int(value.text)] if cell.get("t") == "s" else float(value.text)
            width = max(width, *cells, 0) if cells else width
            rows.append(cells)
        sheets[name] = [[cells.get(c) for c in range(width + 1)] for cells in rows]
        trees[name] = tree
    return sheets, trees


def read_csv(folder):
    tables = {}
    for name in sorted(os.listdir(folder)):
        with open(f"{folder}/{name}", encoding="utf-8", newline="") as stream:
            tables[name[:-4]] = list(csv.reader(stream, strict=True))
    return tables


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def make_hostile():
    text = open("scenarios/tour.cfg", encoding="utf-8").read()
    text = text.replace('"data/', f'"{os.getcwd()}/scenarios/data/')
    names = {"Harbour park": "harbour", "Dale park": "dale", "Port, all other rooms": "port_rooms"}
    for old, site in names.items():
        assert f'name = "{old}"' in text, old
        text = text.replace(f'name = "{old}"', f'name = "{escape(HOSTILE[site])}"', 1)
    path = f"{SCRATCH}/hostile.cfg"
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    return path


def is_close(a, b):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=0) or a == b


# ---- the workbook and the CSV files say the same, and what the verdict says
run = f"{SCRATCH}/run.h5"
suanli("run", make_hostile(), "--replications", "12", "--quiet", "-o", run)
shutil.rmtree(f"{SCRATCH}/tables", ignore_errors=True)
suanli("export", run, "--xlsx", f"{SCRATCH}/x.xlsx", "--csv", f"{SCRATCH}/tables", "--geojson", f"{SCRATCH}/map.geojson")
sheets, trees = read_sheets(f"{SCRATCH}/x.xlsx")
tables = read_csv(f"{SCRATCH}/tables")
check("the same tables", set(sheets) == set(tables) and {"verdict", "yearly", "sites", "ledger", "assumptions"} <= set(sheets))
compared = 0
for name, table in tables.items():
    sheet = sheets[name]
    check(f"{name}: rows", len(sheet) == len(table))
    for left, right in zip(sheet[1:], table[1:]):
        for a, b in zip(left + [None] * len(right), right):
            if isinstance(a, float):
                if re.fullmatch(r"\d{4}-\d\d-\d\d", b):
                    b = (datetime.date.fromisoformat(b) - datetime.date(1899, 12, 30)).days
                is_same = is_close(a, float(b))
            else:
                is_same = (a or "") == b or (b.startswith("'") and b[1:] == a) or (a.endswith("…") and len(a) == 32767)
            compared += 1
            if not is_same:
                check(f"{name}: {a!r} is {b!r}", False)
check("cells were compared", compared > 500)

verdict = json.loads(suanli("report", run, "--json").stdout)
column = {cell: i for i, cell in enumerate(tables["verdict"][0])}
for row, target in zip(tables["verdict"][1:], verdict["targets"], strict=True):
    check("id and date", (row[column["target"]], row[column["date"]]) == (target["id"], target["date"]))
    for ours, theirs in (("p_reach", "p_reach"), ("q05", "p05"), ("median", "p50"), ("shortfall", "shortfall")):
        check(f"{target['id']} {ours}", math.isclose(float(row[column[ours]]), target[theirs], rel_tol=1e-5, abs_tol=1e-9))

# ---- a sheet that an office can use
for name, tree in trees.items():
    pane = tree.find(f".//{MAIN}pane")
    check(f"{name}: header stays", pane is not None and pane.get("state") == "frozen" and pane.get("ySplit") == "1")
    widths = [float(c.get("width")) for c in tree.iter(f"{MAIN}col")]
    check(f"{name}: widths", widths and all(8 <= width <= 62 for width in widths))
    check(f"{name}: no formula", tree.find(f".//{MAIN}f") is None)
check("units in headers", "racks_at_end [standard rack]" in tables["sites"][0] and "racks_at_end\n(standard rack)" in sheets["sites"][0])

# ---- hostile names stay texts
by_site = {row[0]: row[1] for row in sheets["sites"][1:]}
check("a formula is a text", by_site["harbour"] == HOSTILE["harbour"])
check("quotes, markup, direction", by_site["dale"] == HOSTILE["dale"])
check("what is too long is cut", len(by_site["port_rooms"]) == 32767 and by_site["port_rooms"].endswith("…"))
in_csv = {row[0]: row[1] for row in tables["sites"][1:]}
check("CSV guards a formula", in_csv["harbour"] == "'" + HOSTILE["harbour"])
check("CSV keeps the rest", in_csv["dale"] == HOSTILE["dale"] and in_csv["port_rooms"] == HOSTILE["port_rooms"])
with open(f"{SCRATCH}/tables/sites.csv", "rb") as stream:
    check("lines end as RFC 4180 has it", stream.readline().endswith(b"\r\n"))

# ---- the map
geo = json.load(open(f"{SCRATCH}/map.geojson", encoding="utf-8"))
sites = [f for f in geo["features"] if f["properties"]["layer"] == "site"]
check("each site is a point", [f["properties"]["site"] for f in sites] == [row[0] for row in tables["sites"][1:]])
check("names", all(f["properties"]["name"] == HOSTILE.get(f["properties"]["site"], f["properties"]["name"]) for f in sites))
place = {row[0]: (float(row[tables["sites"][0].index("longitude [degrees east]")]),
                  float(row[tables["sites"][0].index("latitude [degrees north]")])) for row in tables["sites"][1:]}
check("in its place", all(tuple(f["geometry"]["coordinates"]) == place[f["properties"]["site"]] for f in sites))
check("edge sites", sum(f["properties"]["layer"] == "edge_site" for f in geo["features"]) == len(tables["edge_sites"]) - 1)
check("counties", sum(f["properties"]["layer"] == "county" for f in geo["features"]) == len(tables["counties"]) - 1)
check("units", geo["units"]["energy_last_year"] == "MWh")

# ---- the figures are the file's
try:
    import xarray
    data = xarray.open_dataset(run, engine="h5netcdf")
except ImportError:
    print("not worked out from the file: xarray or h5netcdf is not installed")
else:
    header = tables["sites"][0]
    for row in tables["sites"][1:]:
        site = data.sel(site=row[0])
        year = site.isel(month=slice(-12, None))
        expected = {
            "racks_at_end [standard rack]": site.site_racks.isel(time=-1).median(),
            "eflops_at_end [EFLOPS]": site.site_eflops.isel(time=-1).median(),
            "energy_last_year [MWh]": year.site_energy_mwh.sum("month").median(),
            "cost_last_year [CNY]": year.site_cost_cny.sum("month").median(),
            "pue_last_year": (year.site_energy_mwh.sum("month") / year.site_it_energy_mwh.sum("month")).median(),
        }
        for name, value in expected.items():
            check(f"{row[0]} {name}", math.isclose(float(row[header.index(name)]), float(value), rel_tol=1e-9))
    header = tables["yearly"][0]
    for row in tables["yearly"][1:]:
        if row[header.index("class")] or not row[header.index("median")]:
            continue
        values = data[row[0]].sel(time=row[header.index("date")]).values.ravel()
        check(f"{row[0]} at {row[2]}", math.isclose(float(row[header.index("q95")]), float(xarray.DataArray(values).quantile(0.95)), rel_tol=1e-9, abs_tol=1e-12))
    waits = data.wait_days.mean("replication")
    for row in tables["ledger"][1:]:
        if row[0]:
            check(f"{row[0]} {row[2]}", math.isclose(float(row[3]), float(waits.sel(site=row[0], cause=row[2])), rel_tol=1e-9))
    check("assumptions", [row[0] for row in tables["assumptions"][1:]] == list(data.assumption.values))

# ---- the same bytes each time; folders
time.sleep(1.1)  # a clock would show
suanli("export", run, "--xlsx", f"{SCRATCH}/y.xlsx", "--csv", f"{SCRATCH}/tables")
check("the same bytes", open(f"{SCRATCH}/x.xlsx", "rb").read() == open(f"{SCRATCH}/y.xlsx", "rb").read())
check("a folder of ours is replaced", read_csv(f"{SCRATCH}/tables") == tables)
os.makedirs(f"{SCRATCH}/mine", exist_ok=True)
open(f"{SCRATCH}/mine/letter.txt", "w").close()
check("a stranger's is not", "letter.txt" in suanli("export", run, "--csv", f"{SCRATCH}/mine", status=73).stderr
      and os.listdir(f"{SCRATCH}/mine") == ["letter.txt"])
suanli("export", run, "--csv", f"{SCRATCH}/x.xlsx", status=73)
suanli("export", run, "--xlsx", f"{SCRATCH}/mine", status=73)
check("nothing half-written", not [name for name in os.listdir(SCRATCH) if ".tmp-" in name])
suanli("export", run, status=64)
suanli("export", f"{SCRATCH}/none.h5", "--csv", f"{SCRATCH}/none", status=66)
sweep = f"{SCRATCH}/sweep.h5"
suanli("sweep", "scenarios/tour.cfg", "--points", "2", "--vary", "crews.mep=1:2", "--replications", "2", "--quiet", "-o", sweep)
check("a sweep", "the file of a sweep" in suanli("export", sweep, "--csv", f"{SCRATCH}/none", status=65).stderr)

# ---- a disk that is full: told, and nothing is left behind
full = f"{SCRATCH}/full"
os.makedirs(full, exist_ok=True)
if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
    print("no full disk was tried: file systems cannot be mounted here")
else:
    for what in (f"export {run} --xlsx {full}/x.xlsx", f"export {run} --csv {full}/tables", f"export {run} --geojson {full}/m.geojson",
                 f"compare {run} {run} -o {full}/c.html"):
        script = f"mount -t tmpfs -o size=4k none {full} && {PROGRAM} {what}; echo $?; ls -A {full}"
        done = subprocess.run(["unshare", "-rm", "bash", "-c", script], capture_output=True, text=True, timeout=60)
        check(f"{what}: {done.stdout!r} {done.stderr!r}", done.stdout in ("74\n", "73\n") and done.stderr.count("\n") == 1)

# ---- LibreOffice reads the workbook
office = shutil.which("soffice") or shutil.which("libreoffice")
if not office:
    print("not opened in LibreOffice: it is not installed")
else:
    out = f"{SCRATCH}/office"
    shutil.rmtree(out, ignore_errors=True)
    # Each sheet a file of its own, texts quoted, figures as they are and not as they are shown.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"
    subprocess.run([office, "--headless", f"-env:UserInstallation=file://{SCRATCH}/profile", "--convert-to", form, "--outdir",
                    out, f"{SCRATCH}/x.xlsx"], check=True, capture_output=True, timeout=180)
    opened = 0
    for name, table in tables.items():
        with open(f"{out}/x-{name}.csv", encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        check(f"LibreOffice: rows of {name}", len(rows) == len(table))
        for left, right in zip(rows[1:], table[1:]):
            for a, b in zip(left, right):
                try:
                    shown = float(a[:-1]) / 100 if a.endswith("%") else float(a)
                    is_same = math.isclose(shown, float(b), rel_tol=1e-9)
                except ValueError:
                    is_same = a == b or (b.startswith("'") and b[1:] == a) or len(b) > 32767 or a.replace("\r", "") == b
                opened += 1
                if not is_same:
                    check(f"LibreOffice, {name}: {a!r} is {b!r}", False)
    check("LibreOffice: cells were compared", opened > 500)

finish()
