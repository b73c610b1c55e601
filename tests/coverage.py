#!/usr/bin/env python3
"""Counts the lines and branches in what llvm-cov exported (tests/coverage.sh): the share by folder, and what is missing.

A line counts if it holds code other than the preprocessor's. A branch is a condition of the source, once true and once false; one in a macro counts once, as
it is written, however often a file uses the macro (lists of fields would outweigh the rest). Left out is what no test can reach in a sound program: the conditions of SIM_ASSERT, whose failing is our own
fault, and the lines that hold nothing else than what follows such a failure.
"""
import collections
import json
import re
import sys

folder = sys.argv[1]
export = json.load(open(f"{folder}/coverage.json"))["data"][0]


def assertions(text):
    """The places (line, column), as pairs from and to, of what stands between the parentheses of SIM_ASSERT."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = []
    for match in re.finditer(r"\bSIM_ASSERT\(", text):
        depth, at, quoted = 1, match.end(), False
        while depth and at < len(text):
            c = text[at]
            if c == "\\" and quoted:
                at += 1
            elif c == '"':
                quoted = not quoted
            elif not quoted:
                depth += (c == "(") - (c == ")")
            at += 1
        places.append((match.start(), at))
    return [(start, end) for start, end in places], starts


def lines_of(segments):
    """Of each line that holds code: how often it ran, the most of its regions; as llvm-cov counts it."""
    by_line = collections.defaultdict(list)
    for segment in segments:
        by_line[segment[0]].append(segment)
    counts, wrapped = {}, None
    last = max(by_line) if by_line else 0
    for line in range(min(by_line, default=1), last + 1):
        here = by_line.get(line, [])
        starts = [s for s in here if s[3] and s[4] and not s[5]]
        starts_skipped = bool(here) and not here[0][3] and here[0][4]
        mapped = not starts_skipped and ((wrapped is not None and wrapped[3]) or bool(starts))
        if mapped:
            most = wrapped[2] if wrapped is not None and wrapped[3] else 0
            counts[line] = max([most] + [s[2] for s in starts])
        if here:
            wrapped = here[-1]
    return counts


sums = collections.defaultdict(lambda: [0, 0, 0, 0])
missing = open(f"{folder}/missing.txt", "w")
for file in sorted(export["files"], key=lambda f: f["filename"]):
    name = file["filename"]
    name = name[len(folder) + 1:] if name.startswith(folder + "/") else name
    name = name.lstrip("/")
    if name.startswith("tests/"):
        continue
    text = open(name).read()
    ours, starts = assertions(text)

    def is_assert(line, column):
        at = starts[line - 1] + column - 1
        return any(start <= at < end for start, end in ours)

    lines = lines_of(file["segments"])
    branches = [(b[0], b[1], b[4], b[5]) for b in file["branches"] if not is_assert(b[0], b[1])]
    written = {}  # where it stands in the macro: where it is first used, and how often it went either way
    for use in file["expansions"]:
        line, column = use["source_region"][:2]
        if not is_assert(line, column):
            for b in use["branches"]:
                first, true, false = written.get((b[0], b[1]), ((line, column), 0, 0))
                written[b[0], b[1]] = (first, true + b[4], false + b[5])
    branches += [(*first, true, false) for first, true, false in written.values()]
    source = text.split("\n")
    lines = {line: count for line, count in lines.items() if not source[line - 1].lstrip().startswith("#")}
    found = [sum(1 for count in lines.values() if count), len(lines),
             sum((b[2] > 0) + (b[3] > 0) for b in branches), 2 * len(branches)]
    for key in (name.rsplit("/", 1)[0], "in all"):
        sums[key] = [a + b for a, b in zip(sums[key], found)]
    by_line = collections.defaultdict(list)
    for line, column, true, false in sorted(branches):
        if lines.get(line, 1) and not (true and false):
            by_line[line].append(f"{column}:{'' if true else 'T'}{'' if false else 'F'}")
    print(f"== {name}: lines {found[0]}/{found[1]}, branches {found[2]}/{found[3]}", file=missing)
    for line in sorted(set(by_line) | {l for l, count in lines.items() if not count}):
        print(f"{'-----' if not lines.get(line, 1) else '     '} {line:4d} {','.join(by_line[line]):14s} {source[line - 1]}", file=missing)

for key, (lines, all_lines, branches, all_branches) in sorted(sums.items()):
    print(f"{key:28s} lines {100 * lines / max(all_lines, 1):5.1f} % of {all_lines:6d}   "
          f"branches {100 * branches / max(all_branches, 1):5.1f} % of {all_branches:6d}")
