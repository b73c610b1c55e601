#!/usr/bin/python3
"""The README's commands and its Python example, run as they stand.

    test_readme.py PROGRAM SCRATCH
"""
import os
import re
import shlex
import subprocess
import sys

PROGRAM, SCRATCH = os.path.abspath(sys.argv[1]), sys.argv[2]
ROOT = os.getcwd()
text = open("README.md", encoding="utf-8").read()
passed = failed = 0


def check(name, done):
    global passed, failed
    if done.returncode == 0:
        passed += 1
    else:
        failed += 1
        print(f"{name}: exit status {done.returncode}\n{done.stderr}")


# A scratch copy of the tree as a user sees it: scenarios to read, out/ to write.
os.makedirs(SCRATCH, exist_ok=True)
for link in ("scenarios",):
    if not os.path.exists(f"{SCRATCH}/{link}"):
        os.symlink(f"{ROOT}/{link}", f"{SCRATCH}/{link}")

for line in re.search(r"```sh\n(.*?)```", text, re.S).group(1).splitlines():
    words = shlex.split(line)
    assert words[0] == "build/release/suanli", line
    check(line, subprocess.run([PROGRAM, *words[1:]], cwd=SCRATCH, capture_output=True, text=True))

try:
    import h5netcdf, pandas, xarray  # noqa: F401
except ImportError:
    print("the Python example is skipped: xarray or h5netcdf is not installed")
else:
    # The blocks follow each other in one session.
    example = "".join(re.findall(r"```python\n(.*?)```", text, re.S))
    check("Python example", subprocess.run([sys.executable, "-c", example], cwd=SCRATCH, capture_output=True, text=True))

# Every file and folder that the README names is there.
for name in re.findall(r"`((?:sim|models|results|scenarios|tests)/[\w./-]*)`|\]\(([\w./-]+)\)", text):
    path = name[0] or name[1]
    if os.path.exists(path):
        passed += 1
    else:
        failed += 1
        print(f"the README names {path}, which is not there")

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
