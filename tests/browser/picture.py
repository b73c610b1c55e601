#!/usr/bin/python3
"""Takes the README's picture anew: the first screen of the default scenario's page.

    tests/browser/picture.py [PROGRAM]      from the top of the tree; writes results/report/picture.png
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import chrome

PICTURE = "results/report/picture.png"
program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release/suanli")
with tempfile.TemporaryDirectory() as folder:
    run, page = f"{folder}/fujian-2025.h5", f"{folder}/fujian-2025.html"
    subprocess.run([program, "run", "scenarios/fujian-2025.cfg", "--quiet", "-o", run], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([program, "report", run, "-o", page, "--lang", "en"], check=True)
    with chrome.Chrome(folder) as browser:
        shown = browser.open("file://" + page, width=1280, height=1500)
        bottom = shown.value("document.querySelector('.first').getBoundingClientRect().bottom")
        shown.screenshot(PICTURE, clip={"x": 0, "y": 0, "width": 1280, "height": round(bottom) + 16, "scale": 1})
print(f"{PICTURE}: {os.path.getsize(PICTURE)} bytes")
