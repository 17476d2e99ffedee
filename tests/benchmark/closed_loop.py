#!/usr/bin/python3
"""What a twin finds of changes that it is not told of, over many hospitals: time to detect, error of the
estimate, intervals that hold the truth, false alarms, coverage of its 80 % bands.

    tests/benchmark/closed_loop.py [build/wardtwin] [HOSPITALS] [WORD OF A CASE]
"""
import concurrent.futures
import os
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build", "wardtwin")
HOSPITALS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
WORD = sys.argv[3] if len(sys.argv) > 3 else ""
WARD = os.path.join(ROOT, "tests", "twin", "ward.yaml")
CHANGE = 11 * 3600  # by the clock; recordings go from 07:30 to 20:00
HOURLY = "people.units.ward.patients.arrivals.hourly=[" + ",".join(["7"] * 11 + ["14"] * 13) + "]"
# what is hidden, the part it is of, how a finding reads, the truth
CASES = {
    "nothing": ([], None, None, None),
    "an access point loses 20 %": (["faults=[{ at: 11:00, what: ap_2-access, loss: 20 % }]"],
                                   "ap_2", r"loses ([\d.]+) % \(([\d.]+) .. ([\d.]+) %\)", 20),
    "arrivals double": ([HOURLY], "ward", r"arrivals at ([\d.]+) \(([\d.]+) .. ([\d.]+)\)", 2),
    "a gateway is 4 times as slow": (["faults=[{ at: 11:00, what: gateway_1, slower: 4 }]"],
                                     "gateway_1", r"takes ([\d.]+) \(([\d.]+) .. ([\d.]+)\) times", 4),
}


def sets(values):
    return [word for value in values for word in ("--set", value)]


def play(folder, name, seed, hidden, *more):
    log = os.path.join(folder, f"{name} {seed}")
    subprocess.run([PROGRAM, "run", WARD, "--quiet", "--replications", "1", "--seed", str(seed),
                    "--recording", log, *sets(hidden)], check=True, stdout=subprocess.DEVNULL)
    out = subprocess.run([PROGRAM, "twin", WARD, "--replay", log, *more], check=True,
                         capture_output=True, text=True).stdout
    os.remove(log)
    return out


def findings(text):
    for h, m, s, what, said in re.findall(r"^(\d\d):(\d\d)(?::(\d\d))?  (\S+): (.*)$", text, re.M):
        yield int(h) * 3600 + int(m) * 60 + int(s or 0), what, said


def case(folder, name):
    hidden, part, reads, truth = CASES[name]
    after, values, later, held, false = [], [], [], 0, 0
    for seed in range(1, HOSPITALS + 1):
        first = None
        out = play(folder, name, seed, hidden, "--no-forecasts")
        for at, what, said in findings(out):
            found = reads and re.search(reads, said)
            if what == part and at >= CHANGE:
                first = first or (found and (at, [float(x) for x in found.groups()]))
            elif what != "warning":
                false += 1
        if first:
            after.append(first[0] - CHANGE)
            values.append(first[1][0])
            held += first[1][1] <= truth <= first[1][2]
        # the last half hours, which nothing has chosen
        later += [100 * float(x) for x in re.findall(rf"^  loss {part} +([\d.]+)", out, re.M)]
    line = f"{name}: {false} false alarms in {12.5 * HOSPITALS / 24:.1f} hospital days"
    if after:
        late = sorted(after)[-max(1, len(after) // 10)] / 60
        line += (f"; found {len(after)} of {HOSPITALS}, median {statistics.median(after) / 60:.1f} min, "
                 f"nine in ten within {late:.1f} min; estimate {statistics.mean(values):.3g} of {truth}, "
                 f"sd {statistics.pstdev(values):.2g}; interval holds the truth {held} of {len(after)}")
    if later:
        line += f"; estimate of the last half hours {statistics.mean(later):.3g}, sd {statistics.pstdev(later):.2g}"
    return line


def coverage(folder):
    inside = {}
    for seed in range(101, 101 + max(2, HOSPITALS // 5)):
        out = play(folder, "bands", seed, [], "--set", "twin.every=1 h", "--jobs", "1", "--quiet")
        for what, share, of in re.findall(r"^  (\S.*?) +([\d.]+) % +(\d+) *$", out, re.M):
            n = inside.setdefault(what, [0, 0])
            n[0] += float(share) / 100 * int(of)
            n[1] += int(of)
    return [f"80 % bands, {what}: {n / of:.1%} of {of}" for what, (n, of) in inside.items()]


with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
    bands = None if WORD else pool.submit(coverage, folder)
    for line in pool.map(lambda name: case(folder, name), [c for c in CASES if WORD in c]):
        print(line, flush=True)
    if bands:
        print("\n".join(bands.result()))
