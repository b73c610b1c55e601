#!/usr/bin/python3
"""A corpus of broken scenarios, made from every line of two sound ones: each must be refused with exit status 65 and a
message at its file, line and key, and leave nothing behind.

For every setting: its key misspelt, its value of another type, beyond its least and its most, too large for any number, cut
short; for every text that names something: a name that is not there. The scenario is taken as the program resolved it, one
setting a line, so that the line of a fault is known; keys, types and ranges come from `suanli schema`.
$1: the program, $2: a scratch folder.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

try:
    import h5py
except ImportError:
    print("skipped: no python3-h5py here")
    sys.exit(77)

suanli, scratch = os.path.abspath(sys.argv[1]), sys.argv[2]
LEAST_CASES = 500


def schema():
    """Fields by the path they have with all indices and names written as *."""
    fields = {}

    def walk(table):
        for field in table["fields"]:
            fields[re.sub(r"\[[^]]*\]", ".*", field["path"])] = field
            if "table" in field:
                walk(field["table"])

    walk(json.loads(subprocess.run([suanli, "schema", "--json"], capture_output=True, check=True).stdout))
    return fields


def resolved(scenario):
    """The scenario's text as the program has it, with its data beside it."""
    file = os.path.join(scratch, "sound.h5")
    subprocess.run([suanli, "run", scenario, "--replications", "1", "--quiet", "-o", file], check=True,
                   stdout=subprocess.DEVNULL)
    with h5py.File(file) as h5:
        text = h5.attrs["scenario"]
    text = text.decode() if isinstance(text, bytes) else text
    return [line for line in text.splitlines() if not line.startswith("#")]


def settings(lines):
    """(line from 0, key, path with names, value) of each plain setting. Lists count their elements."""
    stack, found = [], []
    for number, line in enumerate(lines):
        body = line.strip()
        if re.fullmatch(r"[\w]+ = [({]", body):
            stack.append([body.split()[0], 0 if body.endswith("(") else None])
        elif body == "{":
            stack.append([f"[{stack[-1][1]}]", None])
            stack[-2][1] += 1
        elif re.fullmatch(r"[)}][;,]?", body):
            stack.pop()
        elif match := re.fullmatch(r"(\w+) = (.*);", body):
            path = ".".join(part for part, _ in stack).replace(".[", "[")
            found.append((number, match[1], f"{path}.{match[1]}" if path else match[1], match[2]))
    return found


def find_field(fields, path):
    """The field of a path: names of maps and indices may be anything."""
    parts = re.sub(r"\[\d+\]", ".*", path).split(".")
    for pattern, field in fields.items():
        other = pattern.split(".")
        if len(other) == len(parts) and all(a in (b, "*") for a, b in zip(other, parts)):
            return field
    return None


def breakages(field, value):
    """(what, broken value) of a plain value."""
    kind = field["type"]
    if kind in ("number", "numbers", "whole number", "integer") and re.fullmatch(r"-?[\d.e+-]+", value):
        yield "a text", '"many"'
        yield "no number", "1e400"
        yield "a number that wraps", "99999999999999999999"
        if field.get("min") is not None:
            yield "below its least", repr(float(field["min"]) - 1 - abs(field["min"]))
        if field.get("max") is not None:
            yield "above its most", repr(float(field["max"]) * 2 + 1)
    elif kind == "date":
        yield "no day", '"2023-02-30"'
        yield "a number", "7"
    elif kind in ("choice", "name"):
        yield "no such name", '"nowhere_at_all"'
        yield "a number", "7"
    elif kind == "text":
        yield "a number", "7"


def cases(lines, fields):
    for number, key, path, value in settings(lines):
        field = find_field(fields, path)
        indent = re.match(r" *", lines[number])[0]
        if not field:
            continue  # part of a fact or a distribution
        parent = path[: len(path) - len(key)]
        yield f"{path}: misspelt", number, f"{indent}{key}_x = {value};", f"{parent}{key}_x"
        yield f"{path}: cut short", number, f"{indent}{key} = ;", None
        for what, broken in breakages(field, value):
            yield f"{path}: {what}", number, f"{indent}{key} = {broken};", path


def run_case(task):
    index, name, lines, number, broken, path = task
    file = f"case{index}.cfg"
    with open(os.path.join(scratch, file), "w") as stream:
        stream.write("\n".join(lines[:number] + [broken] + lines[number + 1 :]) + "\n")
    done = subprocess.run([suanli, "check", file], cwd=scratch, capture_output=True, text=True, timeout=60)
    where = f"{file}:{number + 1}: " + (re.escape(path) + r"(\[\d+\])?: found .+, expected " if path else ".*syntax error")
    told = re.search("^" + where, done.stderr, re.M)
    os.remove(os.path.join(scratch, file))
    if done.returncode == 65 and told and not done.stdout:
        return None
    return f"{name}\n    {broken.strip()}\n    exit status {done.returncode}, expected 65 and {where}\n    {done.stderr[:600]}"


def main():
    os.makedirs(scratch, exist_ok=True)
    fields, tasks = schema(), []
    for scenario in ("tests/scenarios/base.cfg", "scenarios/tour.cfg"):
        lines = resolved(scenario)
        for name, number, broken, path in cases(lines, fields):
            tasks.append((len(tasks), name, lines, number, broken, path))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = [fault for fault in pool.map(run_case, tasks) if fault]
    print(f"{len(tasks)} broken scenarios, {len(faults)} not told as they should be")
    print("\n".join(faults[:20]))
    assert len(tasks) >= LEAST_CASES, f"only {len(tasks)} cases"
    sys.exit(1 if faults else 0)


main()
