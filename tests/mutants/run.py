#!/usr/bin/python3
"""Mutation check: does a test fail when the code is wrong?

Small faults are put into the engine and the physics (.c files of sim/core and models/physics, placement and scheduling
among them) one at a time: a comparison turned, a sign changed, a constant moved, a condition denied, a statement left
out. The quick tests that reach the fault's line are run, cheapest first, until one fails. Faults that none noticed are
listed. One that does not compile (warnings are errors), or compiles to the same object code, does not count, nor does
one that equivalent.txt names, which changes nothing that could be noticed, with the reason.

    run.py [--mutants N] [--seed N] [--files PATTERN...] [--jobs N] [--seconds S] [--again]

The faults are a sample: every file has its share by the number of its possible faults, chosen by the seed. Works on a
copy of the tree in build/mutants, where verdicts are kept: an interrupted run goes on, and one of the same sources and
seed prints the same again; --again judges survivors anew, after tests were added. 200 take 10 to
15 minutes of one core, the first time of a tree some 5 more to build it and to find which tests reach what. Tests that
compare with reference data want SUANLI_REFERENCE.
"""
import argparse
import bisect
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import random
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time

import faults

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOME = os.path.join(TOP, "build", "mutants")
TREE, BUILD, COVER = (os.path.join(HOME, name) for name in ("tree", "build", "cover"))
VERDICTS = os.path.join(HOME, "verdicts.jsonl")
PARTS = [("engine", "sim/core/*"), ("placement", "models/physics/placement/*"),
         ("scheduling", "models/physics/scheduling/*"), ("physics", "models/physics/*")]
WAIT = 20  # times the seconds of the processor that a test has: others may want it, too
COUNTED_S = 120  # that a quick test may take where its lines are counted
# Writes beyond a block's end stop the test, as they do under the address sanitizer, and what nobody has written is no zero.
HEAP_CHECKS = {"LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_CHECK_": "3", "MALLOC_PERTURB_": "165"}
MEMORY_BYTES = 8 << 30  # of a test: one that grows without end is killed before the machine suffers


def part_of(path):
    return next(part for part, pattern in PARTS if fnmatch.fnmatch(path, pattern))


def call(command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def read(path):
    with open(path) as stream:
        return stream.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write(text)


def digest(*names):
    whole = hashlib.sha256()
    for name in names:
        with open(name, "rb") as stream:
            whole.update(stream.read())
    return whole.hexdigest()[:16]


class Build:
    """The sound program: each floor a shared library, so that a fault costs one file and one link, and no test is built again."""

    def __init__(self):
        self.names = call(["git", "ls-files", "-co", "--exclude-standard"], cwd=TOP, check=True).stdout.splitlines()
        for name in self.names:
            source, target = os.path.join(TOP, name), os.path.join(TREE, name)
            if os.path.isfile(source) and not (os.path.isfile(target) and digest(source) == digest(target)):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy2(source, target)
        tags = "-Wl,--enable-new-dtags"  # LD_LIBRARY_PATH goes before the path that is built in
        done = call(["cmake", "-S", TREE, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_C_FLAGS=-O1",
                     "-DBUILD_SHARED_LIBS=ON", "-DCMAKE_LINK_DEPENDS_NO_SHARED=ON", f"-DCMAKE_EXE_LINKER_FLAGS={tags}",
                     f"-DCMAKE_SHARED_LINKER_FLAGS={tags}"])
        if done.returncode == 0:
            found = call(["ctest", "-N"], cwd=BUILD).stdout
            self.tests = [name for name in re.findall(r"Test +#\d+: (\S+)", found)
                          if not name.endswith((".sh", ".py")) and not name.startswith("fuzz.")]
            done = call(["ninja", "-C", BUILD, *self.tests])
        if done.returncode:
            sys.exit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\nthe tests do not build")
        commands = json.loads(read(os.path.join(BUILD, "compile_commands.json")))
        self.commands = {os.path.relpath(one["file"], TREE): shlex.split(one["command"]) for one in commands}
        self.links = {name: call(["ninja", "-C", BUILD, "-t", "commands", name], check=True).stdout.splitlines()[-1]
                      for name in ("libsim.so", "libphysics.so")}
        self.objects = {}  # of the sound files, as a mutant's is compiled
        self.lock = threading.Lock()

    def test_program(self, test):
        return os.path.join(BUILD, "tests", test)

    def library_of(self, path):
        return "libsim.so" if path.startswith("sim/") else "libphysics.so"

    def compile(self, path, source, target, *more):
        command = list(self.commands[path])
        place = command.index("-o")
        original = command[place + 1]
        command[place + 1] = target
        command[-1] = source
        os.makedirs(os.path.dirname(target), exist_ok=True)
        root = source[: -len(path)]
        return original, call([*command, f"-ffile-prefix-map={root}=", *more], cwd=BUILD).returncode == 0

    def link(self, library, folder, replaced, *more):
        """Links the library into the folder, with other objects in place of some: {sound: other}."""
        command = self.links[library].replace(f"-o {library} ", f"{' '.join(more)} -o {folder}/{library} ")
        command = re.sub(r"\S+\.c\.o", lambda match: replaced.get(match[0], match[0]), command)
        os.makedirs(folder, exist_ok=True)
        return subprocess.run(command, shell=True, cwd=BUILD, capture_output=True).returncode == 0

    def sound_object(self, path, folder):
        with self.lock:
            if path not in self.objects:
                _, done = self.compile(path, f"{TREE}/{path}", f"{folder}/sound.o")
                self.objects[path] = digest(f"{folder}/sound.o") if done else sys.exit(f"{path} does not compile")
            return self.objects[path]


def limits(cpu_s):
    def limit():
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s) + 1, int(cpu_s) + 1))
    return limit


def run_test(program, libraries, folder, cpu_s):
    """None if it passes, else how it fails. Time is that of the processor, as the machine may be busy; waits may be longer."""
    os.makedirs(folder, exist_ok=True)
    process = subprocess.Popen([program], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limits(cpu_s),
                               env={**os.environ, **HEAP_CHECKS, "LD_LIBRARY_PATH": libraries, "LC_ALL": "C.UTF-8"})
    try:
        code = process.wait(WAIT * cpu_s)
        how = None if code == 0 else "failed" if code > 0 else f"signal {-code}"
    except subprocess.TimeoutExpired:
        how = "hung"
    try:
        os.killpg(process.pid, signal.SIGKILL)  # and its children
    except ProcessLookupError:
        pass
    process.wait()
    return "hung" if how in (f"signal {signal.SIGXCPU}", f"signal {signal.SIGKILL}") else how


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Reach:
    """Which tests reach which lines, and what each costs; measured again where a test or a file that it
    reaches has changed."""

    def __init__(self, build, texts, seconds_max):
        known_file = os.path.join(HOME, "reach.json")
        known = json.loads(read(known_file)) if os.path.isfile(known_file) else {}
        state = {path: hashlib.sha256(text.encode()).hexdigest()[:16] for path, text in texts.items()}
        common = digest(*sorted(f"{TREE}/{name}" for name in build.names if name.endswith(".h")),
                        *(f"{BUILD}/{name}" for name in sorted(os.listdir(BUILD)) if name.endswith(".so") and name not in build.links))
        self.of_test, is_covered = {}, False
        for test in build.tests:
            key, entry = f"{common} {digest(build.test_program(test))}", known.get(test)
            is_known = entry and entry["key"] == key and all(state.get(path) == was for path, was in entry["files"].items())
            if not is_known or seconds_max > entry["within"] < entry["seconds"]:
                if not is_covered:
                    self.instrument(build, list(texts))
                    is_covered = True
                begin = cpu_seconds()
                how = run_test(build.test_program(test), BUILD, f"{HOME}/run/reach", seconds_max + 1)
                seconds = cpu_seconds() - begin
                is_slow = how == "hung" or seconds >= seconds_max
                how, lines = (None, {}) if is_slow else self.lines_of(build.test_program(test)) if not how else (how, {})
                if how:
                    sys.exit(f"{test} {how} without any fault")
                entry = known[test] = {"key": key, "seconds": 1e9 if is_slow else seconds, "within": seconds_max, "lines": lines,
                                       "files": {path: state[path] for path in lines if path in state}}
                write(known_file, json.dumps(known))
            self.of_test[test] = entry
        self.tests = sorted((test for test in build.tests if self.of_test[test]["seconds"] < seconds_max),
                            key=lambda test: self.of_test[test]["seconds"])

    def instrument(self, build, paths):
        shutil.rmtree(COVER, ignore_errors=True)
        replaced = {"libsim.so": {}, "libphysics.so": {}}
        for path in paths:
            original, done = build.compile(path, f"{TREE}/{path}", f"{COVER}/{path}.o", "--coverage")
            if done:
                replaced[build.library_of(path)][original] = f"{COVER}/{path}.o"
        for library, objects in replaced.items():
            if not build.link(library, COVER, objects, "--coverage"):
                sys.exit(f"{library} does not link with coverage")

    def lines_of(self, program):
        """How the program ends, and {file: lines that it runs}."""
        def counts():
            return [os.path.join(root, name) for root, _, names in os.walk(COVER) for name in names if name.endswith(".gcda")]
        for name in counts():
            os.remove(name)
        how, found, written = run_test(program, COVER, f"{HOME}/run/reach", COUNTED_S), {}, counts()
        for one in call(["gcov", "--json-format", "--stdout", *written], cwd=COVER).stdout.splitlines() if written else []:
            for file in json.loads(one)["files"]:
                path = os.path.relpath(os.path.join(TREE, file["file"]), TREE)
                lines = sorted({line["line_number"] for line in file["lines"] if line["count"] > 0})
                if path.endswith(".c") and lines:
                    found[path] = lines
        return how, found

    def tests_of(self, fault):
        """Tests that run a line of the fault's statement, cheapest first; if none does, those that run anything of its file."""
        def is_reached(lines):
            place = bisect.bisect_left(lines, fault.tests[0] + 1)
            return place < len(lines) and lines[place] <= fault.tests[1]
        reaching = [test for test in self.tests if is_reached(self.of_test[test]["lines"].get(fault.path, []))]
        return reaching or [test for test in self.tests if self.of_test[test]["lines"].get(fault.path)], bool(reaching)


class Judge:
    def __init__(self, build, reach, again):
        self.build, self.reach, self.lock = build, reach, threading.Lock()
        self.known = {}
        if os.path.isfile(VERDICTS):
            for line in read(VERDICTS).splitlines():
                verdict = json.loads(line)
                self.known[verdict["key"]] = verdict
        if again:
            self.known = {key: verdict for key, verdict in self.known.items() if verdict["fate"] != "survived"}

    def judge(self, fault, text):
        """{"fate": "killed", "survived" or "void", ...}"""
        key = hashlib.sha256(f"{fault.path}\n{text}\n{fault.line}\n{fault.changed}".encode()).hexdigest()[:16]
        with self.lock:
            if key in self.known:
                return self.known[key]
        begin = time.monotonic()
        verdict = {"key": key, "path": fault.path, "line": fault.line + 1, "what": fault.what, **self.attempt(fault, text)}
        verdict["seconds"] = round(time.monotonic() - begin, 2)
        with self.lock, open(VERDICTS, "a") as stream:
            stream.write(json.dumps(verdict) + "\n")
            self.known[key] = verdict
        return verdict

    def attempt(self, fault, text):
        folder = f"{HOME}/run/{threading.get_ident()}"
        shutil.rmtree(folder, ignore_errors=True)
        lines = text.split("\n")
        lines[fault.line] = fault.changed
        write(f"{folder}/source/{fault.path}", "\n".join(lines))
        original, compiles = self.build.compile(fault.path, f"{folder}/source/{fault.path}", f"{folder}/mutant.o")
        if not compiles:
            return {"fate": "void", "by": "the compiler"}
        if digest(f"{folder}/mutant.o") == self.build.sound_object(fault.path, folder):
            return {"fate": "void", "by": "the same code"}
        if not self.build.link(self.build.library_of(fault.path), f"{folder}/lib", {original: f"{folder}/mutant.o"}):
            return {"fate": "void", "by": "the linker"}
        tests, is_reached = self.reach.tests_of(fault)
        for count, test in enumerate(tests):
            seconds = max(10 * self.reach.of_test[test]["seconds"], 5)
            how = run_test(self.build.test_program(test), f"{folder}/lib", f"{folder}/scratch", seconds)
            if how:
                return {"fate": "killed", "by": f"{test} {how}", "tests": count + 1}
        return {"fate": "survived", "by": "" if is_reached else "reached by no quick test", "tests": len(tests)}


def equivalents():
    """{(path, changed line)} of equivalent.txt: "path: changed line", with reasons in indented lines below."""
    entries = set()
    for line in read(os.path.join(TOP, "tests", "mutants", "equivalent.txt")).splitlines():
        if line and line[0] not in "# ":
            entries.add(tuple(line.split(": ", 1)))
    return entries


def shares(pools, count, generator):
    """How many faults of each file are judged: in proportion, in all `count`."""
    total, offset, so_far, found = sum(map(len, pools.values())), generator.random(), 0, {}
    for path in sorted(pools):
        before = int(so_far * count / total + offset)
        so_far += len(pools[path])
        found[path] = int(so_far * count / total + offset) - before
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", nargs="*", default=["*"])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=5, help="of the processor: tests that take longer are left out")
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()

    build = Build()
    paths = [path for path in sorted(build.commands) if path.startswith(("sim/core/", "models/physics/"))]
    texts = {path: read(f"{TREE}/{path}") for path in paths}
    reach = Reach(build, texts, options.seconds)
    judge, same = Judge(build, reach, options.again), equivalents()
    pools = {}
    for path in paths:
        if any(fnmatch.fnmatch(path, pattern) for pattern in options.files):
            found = faults.faults_of(path, texts[path])
            random.Random(f"{options.seed} {path}").shuffle(found)
            pools[path] = found
    for path, changed in same - {(fault.path, fault.changed.strip()) for pool in pools.values() for fault in pool}:
        print(f"equivalent.txt: no such fault any more: {path}: {changed}")
    generator = random.Random(options.seed)
    share = shares(pools, options.mutants, generator)
    print(f"{sum(map(len, pools.values()))} possible faults in {len(pools)} files, {len(reach.tests)} of {len(build.tests)} tests",
          flush=True)

    verdicts, left_out = [], {"void": 0, "equivalent": 0}

    def judge_file(path):
        """As many as its share; void and equivalent ones are replaced by the next."""
        wanted = share[path]
        for fault in pools[path]:
            if wanted == 0:
                return
            if (path, fault.changed.strip()) in same:
                left_out["equivalent"] += 1
                continue
            verdict = judge.judge(fault, texts[path])
            if verdict["fate"] == "void":
                left_out["void"] += 1
                continue
            wanted -= 1
            verdicts.append((verdict, fault))
            print(f"{len(verdicts):4d} {verdict['fate']:8s} {path}:{fault.line + 1}: {fault.what} ({verdict['by']})", flush=True)

    order = sorted(path for path in pools if share[path])
    generator.shuffle(order)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for done in concurrent.futures.as_completed([pool.submit(judge_file, path) for path in order]):
            done.result()

    list_file = f"{HOME}/survivors.{options.seed}.txt"
    survivors = sorted((v["path"], v["line"], v["what"], f.changed.strip(), v["by"]) for v, f in verdicts if v["fate"] == "survived")
    write(list_file, "".join(f"{path}:{line}: {what}\n    {changed}{'   // ' + by if by else ''}\n"
                             for path, line, what, changed, by in survivors))
    for part, _ in PARTS:
        fates = [verdict["fate"] for verdict, _ in verdicts if part_of(verdict["path"]) == part]
        if fates:
            print(f"{part:10s} {fates.count('killed')} of {len(fates)}")
    killed = len(verdicts) - len(survivors)
    print(f"{killed} of {len(verdicts)} faults noticed: {100 * killed / max(len(verdicts), 1):.1f} % "
          f"(void: {left_out['void']}, equivalent: {left_out['equivalent']}), {cpu_seconds() / 60:.0f} minutes of a core; "
          f"survivors in {list_file}")


main()
