#!/usr/bin/python3
"""Mutation check: does a test fail when the code is wrong?

Small faults are put into the engine and the physics one at a time (a comparison turned, a sign changed, a constant moved, a
condition denied, a statement left out), the tests of that part are built and run, and the faults that no test noticed are
listed. A fault that does not compile, or that compiles to the same object code, does not count.

    run.py [--mutants N] [--seed N] [--files PATTERN...] [--list FILE]

200 take about an hour on two cores. Works on a copy of the tree in build/mutants.
"""
import argparse
import fnmatch
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COPY = os.path.join(TOP, "build", "mutants")
PARTS = [  # files, and the tests (of ctest) that must notice
    ("sim/core/*.c", r"^(sim|theory)\."),
    ("models/physics/placement/*.c", r"^models\.physics\.placement"),
    ("models/physics/*.c", r"^(models\.physics|published)\.[a-z_]*$"),
]
SECONDS_MAX = 120

# What is turned into what. Patterns need blanks around operators, as the code's format has them.
TURNS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r" && ", " || "), (r" \|\| ", " && "),
    (r"\+\+", "--"), (r"\+= ", "-= "), (r"\bfmin\(", "fmax("), (r"\bfmax\(", "fmin("), (r"\bif \(", "if (!("),
    (r"\breturn true;", "return false;"), (r"\breturn false;", "return true;"),
    (r"(?<![\w.])([1-9]\d*)(?![\w.])", r"(\1 + 1)"), (r"(?<![\w.])(\d+\.\d+)(?![\w.])", r"(\1 * 1.02)"),
]


def is_code(line):
    """Not a comment, a table of constants, an include or an assert (whose text would be changed as well as its test)."""
    text = line.strip()
    return text and not text.startswith(("//", "#", "*", "SIM_ASSERT", "SIM_FIELD", '"')) and "SIM_ASSERT" not in text


def candidates(path):
    """(line from 0, what, new line) of every fault that this file can have."""
    with open(os.path.join(TOP, path)) as stream:
        lines = stream.read().split("\n")
    for number, line in enumerate(lines):
        code = line.split("//")[0]
        if not is_code(line) or not line.startswith(" "):
            continue
        for pattern, new in TURNS:
            for match in re.finditer(pattern, code):
                if pattern.startswith(r"\bif"):
                    depth, end = 1, match.end()
                    while end < len(code) and depth:
                        depth += {"(": 1, ")": -1}.get(code[end], 0)
                        end += 1
                    if depth:
                        continue
                    changed = line[: match.start()] + "if (!(" + line[match.end() : end] + ")" + line[end:]
                else:
                    changed = line[: match.start()] + match.expand(new) + line[match.end() :]
                yield number, f"{match[0].strip()} -> {match.expand(new).strip()}", changed
        if re.fullmatch(r" +[\w\->\[\].*]+ ?[-+*/|&^]?= .*;|\s+\w+\(.*\);", code.rstrip()) and "return" not in code:
            yield number, "left out", re.match(r" *", line)[0] + ";"


def build(target_pattern, quiet=True):
    tests = subprocess.run(["ctest", "-N", "-R", target_pattern], cwd=COPY + "/build", capture_output=True, text=True).stdout
    names = [name for name in re.findall(r"Test +#\d+: (\S+)", tests) if not name.endswith((".sh", ".py"))]
    return subprocess.run(["cmake", "--build", "build", "--target", *names], cwd=COPY, capture_output=quiet, text=True).returncode


def object_digest(path):
    found = subprocess.run(["find", COPY + "/build", "-name", os.path.basename(path) + ".o", "-path", f"*{path}.o"],
                           capture_output=True, text=True).stdout.split()
    digest = hashlib.sha256()
    for name in sorted(found):
        code = subprocess.run(["objcopy", "-O", "binary", "--only-section=.text*", "--only-section=.rodata*", name, "/dev/stdout"],
                              capture_output=True).stdout
        digest.update(code)
    return digest.hexdigest()


def judge(path, tests, number, changed):
    """'killed', 'survived', or 'void': it does not compile, or is the same program."""
    with open(os.path.join(TOP, path)) as stream:
        sound = stream.read()
    file = os.path.join(COPY, path)
    before = object_digest(path)
    lines = sound.split("\n")
    lines[number] = changed
    try:
        with open(file, "w") as stream:
            stream.write("\n".join(lines))
        if build(tests) != 0 or object_digest(path) == before:
            return "void"
        try:
            done = subprocess.run(["ctest", "-R", tests, "-E", r"\.(sh|py)$", "-j2", "--stop-on-failure", "--timeout", "60"],
                                  cwd=COPY + "/build", capture_output=True, timeout=SECONDS_MAX * 3)
            return "killed" if done.returncode else "survived"
        except subprocess.TimeoutExpired:
            return "killed"
    finally:
        with open(file, "w") as stream:
            stream.write(sound)


def prepare():
    os.makedirs(COPY, exist_ok=True)
    files = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout.split()
    for name in files:
        target = os.path.join(COPY, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(os.path.join(TOP, name), target)
    subprocess.run(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS_RELEASE=-O1"],
                   cwd=COPY, check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", nargs="*", default=["*"])
    parser.add_argument("--list", default=os.path.join(TOP, "build", "survivors.txt"))
    options = parser.parse_args()
    prepare()
    files = subprocess.run(["git", "ls-files", "sim/core", "models/physics"], cwd=TOP, capture_output=True, text=True).stdout.split()
    pool = []
    for path in files:
        tests = next((tests for pattern, tests in PARTS if fnmatch.fnmatch(path, pattern)), None)
        # fnmatch's * takes slashes too: placement comes first in PARTS.
        if tests and path.endswith(".c") and any(fnmatch.fnmatch(path, pattern) for pattern in options.files):
            pool += [(path, tests, *candidate) for candidate in candidates(path)]
    random.Random(options.seed).shuffle(pool)
    print(f"{len(pool)} possible faults in {len(set(task[0] for task in pool))} files", flush=True)
    for tests in sorted(set(task[1] for task in pool)):
        if build(tests):
            sys.exit("the tests do not build")
        if subprocess.run(["ctest", "-R", tests, "-E", r"\.(sh|py)$", "-j2"], cwd=COPY + "/build", capture_output=True).returncode:
            sys.exit(f"tests fail without any fault: {tests}")
    counts = {"killed": 0, "survived": 0, "void": 0}
    with open(options.list, "w") as survivors:
        for path, tests, number, what, changed in pool:
            if counts["killed"] + counts["survived"] >= options.mutants:
                break
            fate = judge(path, tests, number, changed)
            counts[fate] += 1
            if fate != "void":
                print(f"{counts['killed'] + counts['survived']:4d} {fate:8s} {path}:{number + 1}: {what}", flush=True)
            if fate == "survived":
                survivors.write(f"{path}:{number + 1}: {what}\n    {changed.strip()}\n")
                survivors.flush()
    judged = counts["killed"] + counts["survived"]
    print(f"{counts['killed']} of {judged} faults noticed: {100 * counts['killed'] / max(judged, 1):.0f} %; survivors in {options.list}")


main()
