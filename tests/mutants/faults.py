"""The faults that a C file can have: one line changed each, in code only.

Text of messages, asserts, field tables, hints to the cache and the freeing of memory are left alone: no test of what the
program computes can notice them (leaks are the address sanitizer's).
"""
import collections
import re

# What is turned into what. Patterns need blanks around operators, as the code's format has them.
TURNS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r" && ", " || "), (r" \|\| ", " && "),
    (r"\+\+", "--"), (r"\+= ", "-= "), (r"\bfmin\(", "fmax("), (r"\bfmax\(", "fmin("), (r"\bif \(", "if (!("),
    (r"\breturn true;", "return false;"), (r"\breturn false;", "return true;"),
    (r"(?<![\w.])(?<![ep][-+])([1-9]\d*)(?![\w.])", r"(\1 + 1)"), (r"(?<![\w.])(\d+\.\d+(?:e[-+]?\d+)?)(?![\w.])", r"(\1 * 1.02)"),
]
INERT = re.compile(
    r"SIM_ASSERT|SIM_FIELD|SIM_TABLE|SIM_STATUS|_Static_assert|__builtin_prefetch|sim_error_|sim_panic|tell_fault"
    r"|\bv?s?n?f?printf\(|\bfput[sc]\(|^\s*(free|\w+_destroy)\("
)
LEFT_OUT = re.compile(r" +[\w\->\[\].*]+ ?[-+*/|&^]?= .*;|\s+\w+\(.*\);")
CONSTANT = re.compile(r"#define \w+ +[-(]*\d+\.\d+|static const double \w+ = ")  # at the left margin: physical ones
WITHOUT_VALUE = ("sim/core/trace.c", "models/physics/placement/tell.c")  # they only tell

Fault = collections.namedtuple("Fault", "path line what changed tests")  # line from 0; tests: lines of the statement


def masked(text):
    """The same text, as long, without what stands in comments and quotes."""
    def blank(match):
        quote = match[0][0] if match[0][0] in "\"'" else " "
        return quote + re.sub(r"[^\n]", " ", match[0][1:-1]) + quote
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def statements(lines):
    """(first line, line after the last) of each statement, a condition being one of its own."""
    start, depth = 0, 0
    for number, line in enumerate(lines):
        text = line.strip()
        depth = max(depth + line.count("(") + line.count("[") - line.count(")") - line.count("]"), 0)
        head = re.match(r"\s*(\} )?(if|else|for|while|switch)\b", lines[start])
        if text.startswith("#") or not text or depth == 0 and (text[-1] in ";{}:" or head):
            yield start, number + 1
            start, depth = number + 1, 0


def turned(line, code):
    """(what, new line) of every fault of a line; code is the line as masked."""
    for pattern, new in TURNS:
        for match in re.finditer(pattern, code):
            if pattern.startswith(r"\bif"):
                depth, end = 1, match.end()
                while end < len(code) and depth:
                    depth += {"(": 1, ")": -1}.get(code[end], 0)
                    end += 1
                if depth:
                    continue
                changed = f"{line[: match.start()]}if (!({line[match.end() : end]}){line[end:]}"
            else:
                changed = line[: match.start()] + match.expand(new) + line[match.end() :]
            yield f"{match[0].strip()} -> {match.expand(new).strip()}", changed
    if LEFT_OUT.fullmatch(code.rstrip()) and "return" not in code:
        yield "left out", re.match(r" *", line)[0] + "{} // " + line.strip()


def faults_of(path, text):
    """Every fault of a file, in the order of its lines."""
    if path in WITHOUT_VALUE:
        return []
    lines, codes, found = text.split("\n"), masked(text).split("\n"), []
    for start, end in statements(codes):
        if INERT.search(" ".join(codes[start:end])):
            continue
        for number in range(start, end):
            if codes[number].startswith(" ") or CONSTANT.match(codes[number]):
                found += [Fault(path, number, what, changed, (start, end)) for what, changed in turned(lines[number], codes[number])]
    return found
