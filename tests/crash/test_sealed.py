#!/usr/bin/env python3
"""Files that only this program writes and reads, changed and sealed again: snapshots, and the parts of a sweep.

    tests/crash/test_sealed.py PROGRAM SCRATCH

Their seals are in order, so that what is behind them is looked at. A snapshot that is none is refused by its name (65), one with
other numbers gives other results; a plan or a unit that is none is passed over, as one that is not there. No signal, and nothing
written where it is refused.
"""
import hashlib
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zlib

suanli, scratch = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
SMALL = "tests/scenarios/base.cfg"
SEAL = 512
shutil.rmtree(scratch, ignore_errors=True)
os.makedirs(scratch)
every = os.environ.get("SUANLI_EVERY", "") == "1"  # or a few of the many
passed = failed = 0


def run(*arguments):
    return subprocess.run([suanli, *arguments], capture_output=True, stdin=subprocess.DEVNULL, timeout=120)


def check(is_good, text):
    global passed, failed
    passed += is_good
    failed += not is_good
    if not is_good:
        print(text)


def sealed(body, form=None):
    text = f"suanli result\nformat {form if form is not None else FORM}\nbytes {len(body)}\nsha256 {hashlib.sha256(body).hexdigest()}\n"
    return text.encode().ljust(SEAL, b"\0") + body


def body_of(path):
    with open(path, "rb") as stream:
        return stream.read()[SEAL:]


def write(path, data):
    with open(path, "wb") as stream:
        stream.write(data)


# ---- snapshots
result, path = f"{scratch}/a.h5", f"{scratch}/a@2023-06-30.snapshot"
done = run("run", SMALL, "-r", "1", "-q", "--threads", "1", "-o", result, "--snapshot-at", "2023-06-30", "-D", "crews.mep=5")
assert done.returncode == 0, done.stderr
with open(path, "rb") as stream:
    FORM = int(stream.read(SEAL).split(b"format ")[1].split(b"\n")[0])
snapshot = body_of(path)


def blocks_of(body):
    """The head with its texts, and what is packed behind: [the engine's bytes, the rows']."""
    at = len(body)
    for start in range(len(body) - 16):  # where two blocks fill the rest
        bytes_1, packed_1 = struct.unpack_from("<QQ", body, start)
        second = start + 16 + packed_1
        if packed_1 == 0 or second + 16 > len(body):
            continue
        bytes_2, packed_2 = struct.unpack_from("<QQ", body, second)
        if second + 16 + packed_2 == len(body) and bytes_1 < 1 << 30:
            return body[:start], [zlib.decompress(body[start + 16:second]), zlib.decompress(body[second + 16:])]
    raise ValueError(f"no blocks in {at} bytes")


def packed(blocks):
    out = b""
    for block in blocks:
        small = zlib.compress(block)
        out += struct.pack("<QQ", len(block), len(small)) + small
    return out


head, blocks = blocks_of(snapshot)


def take_up(body, what, statuses=(65,), text=b""):
    write(f"{scratch}/b.snapshot", sealed(body))
    done = run("run", SMALL, "-q", "--threads", "1", "--from", f"{scratch}/b.snapshot", "-o", f"{scratch}/b.h5")
    check(done.returncode in statuses and text in done.stderr, f"{what}: exit status {done.returncode}: {done.stderr[:300]}")
    check(done.returncode == 0 or not os.path.exists(f"{scratch}/b.h5"), f"{what}: refused, but wrote")
    if os.path.exists(f"{scratch}/b.h5"):
        os.remove(f"{scratch}/b.h5")


take_up(snapshot, "the snapshot itself", (0,))
take_up(head + packed(blocks), "packed again", (0,))
for size in (0, 1, 7, 8, 40, len(head) - 1, len(head), len(head) + 8, len(head) + 20, len(snapshot) - 1):
    take_up(snapshot[:size], f"cut at {size}")
take_up(snapshot + b"x", "a byte more")
for at in range(0, 96, 8):
    for value in (0, 1, 2, 1 << 20, (1 << 64) - 1) if every else (2, (1 << 64) - 1):
        take_up(head[:at] + struct.pack("<Q", value) + head[at + 8:] + packed(blocks), f"{value} in the head at {at}", (0, 64, 65))
take_up(head + struct.pack("<QQ", 1 << 40, 20) + b"x" * 20 + packed(blocks[1:]), "a block of too much")
take_up(head + struct.pack("<QQ", 100, 20) + b"x" * 20 + packed(blocks[1:]), "a block that is not packed")
take_up(head + packed([b"", blocks[1]]), "no engine")
take_up(head + packed([blocks[0] + b"x", blocks[1]]), "an engine with a byte more")
take_up(head + packed([blocks[0], b"x"]), "no rows", text=b"rows")
take_up(head + packed([blocks[0], blocks[1] + b"\xff" * 40]), "rows of no type", text=b"rows")
take_up(head + packed([blocks[0], blocks[1][:-4]]), "rows cut", text=b"rows")
engine = blocks[0]
draw = random.Random(7)
for size in sorted({0, 4, 8, 12, 16, 24, 32, 48, 64, 100, len(engine) // 4, len(engine) // 2, len(engine) - 8} | {draw.randrange(len(engine)) for _ in range(40 if every else 2)}):
    take_up(head + packed([engine[:size], blocks[1]]), f"an engine cut at {size}")
# Any value of it changed: refused, or the run is another. Never a signal; an assert (70) may find what nobody can have meant.
places = list(range(0, 200, 4)) + [draw.randrange(len(engine) - 8) for _ in range(60)]
places = places if every else draw.sample(places, 6)
for at in places:
    for new in (b"\xff" * 8, b"\0" * 8):
        take_up(head + packed([engine[:at] + new + engine[at + 8:], blocks[1]]), f"{new[0]:x} in the engine at {at}", (0, 65, 70))

# ---- the parts of a sweep
parts = f"{scratch}/s.h5.parts"
sweep = ["sweep", SMALL, "--vary", "ramp.half_days=200:640", "--points", "8", "-r", "1", "-q", "--threads", "1", "-o", f"{scratch}/s.h5"]
run(*sweep, "--shard", "1/2")
plan = body_of(f"{parts}/plan")
at = plan.index(b"{")
before, about = plan[:at], json.loads(plan[at:].split(b"\0")[0])
after = plan[at:][len(plan[at:].split(b"\0")[0]):]


def status(changed, what, wanted):
    text = changed if isinstance(changed, bytes) else json.dumps(changed).encode()
    write(f"{parts}/plan", sealed(before + text + after))
    done = run("sweep", "--status", f"{scratch}/s.h5")
    check(done.returncode in wanted, f"{what}: exit status {done.returncode}: {done.stderr[:200]}")


status(about, "the plan itself", (0,))
for key in about:
    status({k: v for k, v in about.items() if k != key}, f"without {key}", (0, 66) if key == "program" else (66,))
    status({**about, key: None}, f"{key} is nothing", (0, 66))
    if isinstance(about[key], int) and not isinstance(about[key], bool):
        for value in (0, -1, 1 << 40, about[key] + 1):
            status({**about, key: value}, f"{key} is {value}", (0, 66))
status({**about, "sha256": "12"}, "a short sum", (66,))
status({**about, "targets": [{}]}, "a target of nothing", (66,))
status({**about, "targets": about["targets"] * 100000}, "too many targets", (66,))
status(b"{", "no JSON", (66,))
status(b"", "nothing", (66,))
write(f"{parts}/plan", sealed(plan))
units = sorted(name for name in os.listdir(parts) if name.startswith("unit-"))
unit = body_of(f"{parts}/{units[0]}")
for body, what in ((unit[:-8], "a unit cut"), (unit + b"x", "a unit with more"), (b"\xff" * 16 + unit[16:], "another unit's head"), (b"", "an empty unit")):
    write(f"{parts}/{units[0]}", sealed(body))
    done = run("sweep", "--status", f"{scratch}/s.h5")
    check(done.returncode == 0 and b"damaged" in done.stdout, f"{what}: {done.returncode}: {done.stdout[-300:]}{done.stderr[:200]}")
write(f"{parts}/start-nowhere-1-1", b"{")
write(f"{parts}/start-nowhere-2-1", b'{"shard": "x", "time": 3}')
done = run("sweep", "--status", f"{scratch}/s.h5", "--json")
check(done.returncode == 0, f"starts that are none: {done.returncode}: {done.stderr[:200]}")
done = run(*sweep, "--resume")
whole = run(*sweep[:-1], f"{scratch}/whole.h5")
with open(f"{scratch}/s.h5", "rb") as one, open(f"{scratch}/whole.h5", "rb") as other:
    check(done.returncode == 0 and whole.returncode == 0 and one.read() == other.read(), f"resumed: {done.returncode}: {done.stderr[:300]}")

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
