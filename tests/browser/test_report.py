#!/usr/bin/python3
"""Pages of `suanli report` in a headless Chromium: no error, no request, every chart with as many marks as the file has
figures, in both languages, on a phone and a desk; by keyboard; without scripts; with hostile names. Screenshots are kept in
SCRATCH/screenshots.

    test_report.py PROGRAM SCRATCH
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(sys.path[0], ".."))
import chrome
from expect import check, finish

try:
    import counts
except ImportError:
    print("skipped: python3-h5py is not installed")
    sys.exit(77)
if not chrome.find():
    print("skipped: Chromium is not installed (apt install chromium)")
    sys.exit(77)

PROGRAM, SCRATCH = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
SHOTS = os.path.join(SCRATCH, "screenshots")
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=hacked=1>\"'&\u2028\u202eevil\u2066"


def suanli(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        print(done.stderr)
        sys.exit(f"suanli {' '.join(arguments)}: exit status {done.returncode}")


def page_of(file, language):
    """Makes the page; its address."""
    path = f"{SCRATCH}/{os.path.basename(file)[:-3]}-{language}.html"
    suanli("report", file, "-o", path, "--lang", language)
    return "file://" + path, path


def sound(name, page):
    """What holds for every page."""
    check(name + ": errors", page.errors == [], page.errors)
    check(name + ": requests", page.requests == [], page.requests)
    check(name + ": caught", page.value("suanli.errors.length + Number(document.body.dataset.errors)") == 0)
    wide = page.value("document.documentElement.scrollWidth")
    check(name + ": wider than the screen", wide <= page.width, wide)
    unmarked = page.value("Array.from(document.querySelectorAll('.mark')).filter(m => !m.getAttribute('aria-label')).length")
    check(name + ": marks without a text", unmarked == 0, unmarked)
    empty = page.value("Array.from(document.querySelectorAll('figure')).filter(f => !(Number(f.dataset.marks) > 0) || "
                       "f.querySelectorAll('.mark').length != Number(f.dataset.marks)).map(f => f.dataset.chart)")
    check(name + ": charts without their marks", empty == [], empty)


def charts(name, page, expected):
    drawn = page.value("suanli.drawn")
    for chart, count in expected.items():
        check(f"{name}: marks of {chart}", drawn.get(chart) == count, f"{drawn.get(chart)}, expected {count}")
    extra = [c for c in drawn if c not in expected and c != "estimates"]
    check(f"{name}: charts that the file does not ask for", extra == [], extra)


def run_pages(browser, file):
    expected = counts.run(file)
    for language in ("zh", "en"):
        address, path = page_of(file, language)
        check("size of the page", os.path.getsize(path) < 1.5e6, os.path.getsize(path))
        for width in (400, 1400):
            name = f"run-{language}-{width}"
            page = browser.open(address, width)
            sound(name, page)
            charts(name, page, expected)
            print(f"{name}: {os.path.getsize(path)} bytes, loaded and drawn in {page.seconds:.2f} s")
            page.screenshot(f"{SHOTS}/{name}.png")
            if width == 1400:
                page.pdf(f"{SHOTS}/{name}.pdf")
                by_hand(page)
            page.close()
        without_scripts(browser, address, language, file)


def by_hand(page):
    """Keyboard, tooltips, legend, tables, search."""
    first = "document.querySelector('[data-chart=waterfall] .mark')"
    page.value(first + ".focus()")
    page.press("ArrowDown")
    at = page.value("Array.from(document.querySelectorAll('[data-chart=waterfall] .mark')).indexOf(document.activeElement)")
    check("an arrow key goes to the next mark", at == 1, at)
    told = page.value("document.querySelector('.tip').hidden ? '' : document.querySelector('.tip').textContent")
    check("the focused mark tells itself", len(told) > 3, told)
    page.press("Escape")
    check("Escape closes it", page.value("document.querySelector('.tip').hidden"))
    before, after = page.value("(() => { const f = document.querySelector('[data-chart=waits]'), n = f.dataset.marks; "
                               "f.querySelector('.legend button').click(); return [n, f.dataset.marks].map(Number); })()")
    check("a legend entry hides its marks", 0 < after < before, (before, after))
    rows = page.value("(async () => { const f = document.querySelector('[data-chart=gantt]'), d = f.querySelector('details'); d.open = true; "
                      "await new Promise(r => setTimeout(r, 100)); return d.querySelectorAll('tbody tr').length == Number(f.dataset.marks); })()")
    check("the table behind a chart has its figures", rows)
    found = page.value("(() => { const b = document.querySelector('[data-chart=assumptions]'), i = b.querySelector('input'); "
                       "i.value = 'baseline_eflops'; i.dispatchEvent(new Event('input')); return b.querySelectorAll('tbody tr').length; })()")
    check("the search finds an assumption", found == 1, found)


def without_scripts(browser, address, language, file):
    page = browser.open(address, scripts=False)
    rows = page.value("document.querySelectorAll('noscript tbody tr').length")
    with counts.h5py.File(file) as data:
        check(f"rows without scripts, {language}", rows == data["target"].shape[0], rows)
    page.screenshot(f"{SHOTS}/noscript-{language}.png")
    page.close()


def others(browser, file, expected):
    """Pages of other commands' files."""
    for language, width in (("zh", 400), ("en", 1400)):
        address, path = page_of(file, language)
        name = f"{os.path.basename(file)[:-3]}-{language}-{width}"
        page = browser.open(address, width)
        sound(name, page)
        drawn = page.value("suanli.drawn")
        for chart, count in expected.items():
            check(f"{name}: marks of {chart}", drawn.get(chart) == count, drawn.get(chart))
        page.screenshot(f"{SHOTS}/{name}.png")
        page.close()


def hostile(browser):
    """Names that would like to be markup are text."""
    text = open("scenarios/tour.cfg", encoding="utf-8").read()
    escaped = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    name = "A small province with every mechanism used once"
    assert name in text
    text = text.replace(name, escaped + " " + "very long " * 40 + "x" * 300)
    text, sites = re.subn(r'(\bname = ")(?!Tour)[^"]*(")', lambda m: m.group(1) + escaped.replace("\u2028", "") + "y" * 200 + m.group(2), text)
    assert sites > 3
    scenario, file = f"{SCRATCH}/hostile.cfg", f"{SCRATCH}/hostile.h5"
    open(scenario, "w", encoding="utf-8").write(text.replace('@include "data/', f'@include "{os.getcwd()}/scenarios/data/'))
    suanli("run", scenario, "--replications", "4", "--quiet", "-o", file)
    for width in (400, 1400):
        address, path = page_of(file, "en")
        source = open(path, encoding="utf-8").read()
        check("no hostile byte in the page's source", "<img" not in source and "<script>window.hacked" not in source)
        page = browser.open(address, width)
        sound(f"hostile-{width}", page)
        check("nothing ran", page.value("typeof window.hacked") == "undefined")
        check("nothing became markup", page.value("document.querySelectorAll('img, iframe, [onerror]').length") == 0)
        title = page.value("document.querySelector('h1').textContent")
        check("the title is what was written", HOSTILE.split("\u2028")[0] in title, title[:200])
        check("a name is told as it is", page.value("Array.from(document.querySelectorAll('[data-chart=gantt] .mark'))"
                                                    ".some(m => m.getAttribute('aria-label').includes('</script><script>window.hacked=1'))"))
        page.screenshot(f"{SHOTS}/hostile-{width}.png")
        page.close()


shutil.rmtree(SHOTS, ignore_errors=True)
os.makedirs(SHOTS)
fujian, tour = f"{SCRATCH}/fujian.h5", "scenarios/tour.cfg"
suanli("run", "scenarios/fujian-2025.cfg", "--replications", "24", "--quiet", "-o", fujian)
suanli("sweep", tour, "--design", "saltelli", "--points", "8", "--replications", "2", "--vary", "ramp.half_days=200:640",
       "--vary", "crews.mep=1:6", "--quiet", "-o", f"{SCRATCH}/sobol.h5")
suanli("sweep", tour, "--points", "64", "--replications", "2", "--quiet", "-o", f"{SCRATCH}/rank.h5")
suanli("cooling", tour, "--quiet", "-o", f"{SCRATCH}/cooling.h5")
suanli("place", tour, "--iterations", "500", "--quiet", "-o", f"{SCRATCH}/place.h5")
with chrome.Chrome(SCRATCH) as browser:
    run_pages(browser, fujian)
    with counts.h5py.File(f"{SCRATCH}/cooling.h5") as data:
        options, months = data["option"].shape[0], data["month"].shape[0]
        others(browser, f"{SCRATCH}/cooling.h5", {"cooling-pue": options, "cooling-scatter": options, "cooling-curves": options,
                                                  "cooling-heat": options * months})
    with counts.h5py.File(f"{SCRATCH}/rank.h5") as data:
        others(browser, f"{SCRATCH}/rank.h5", {"sweep-targets": data["target"].shape[0], "influence": data["factor"].shape[0]})
    others(browser, f"{SCRATCH}/sobol.h5", {"influence": 2})
    with counts.h5py.File(f"{SCRATCH}/place.h5") as data:
        others(browser, f"{SCRATCH}/place.h5", {"place-map": int((data["site_period"][:] >= 0).sum())})
    # The cheapest change, where this program can search for it.
    if subprocess.run([PROGRAM, "reach", "--help"], capture_output=True, timeout=60).returncode == 0:
        suanli("reach", "tests/scenarios/reach.cfg", "--target", "racks_in_service>=360@2024-12-31", "--replications", "24",
               "--quiet", "-o", f"{SCRATCH}/reach.h5")
        with counts.h5py.File(f"{SCRATCH}/reach.h5") as data:
            others(browser, f"{SCRATCH}/reach.h5", {"reach-frontier": data["point"].shape[0]})
    hostile(browser)
finish()
