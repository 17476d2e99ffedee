#!/usr/bin/python3
"""How fast a twin takes messages in, and looks ahead: the two-unit hospital, 20 forecasts of 12 h.

    tests/benchmark/twin.py [build/wardtwin]
"""
import os
import resource
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build", "wardtwin")
WARD = os.path.join(ROOT, "scenarios", "ward_and_icu.yaml")


def run(*words):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run([PROGRAM, *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.time() - start, after.ru_utime - before.ru_utime


with tempfile.TemporaryDirectory() as folder:
    log = os.path.join(folder, "log")
    beats = ["--set", "twin.heartbeat=2 s"]
    run("run", WARD, "--quiet", "--replications", "1", "--set", "warm_up=0 h", "--set",
        "duration=70 min", "--set", "faults=[]", "--recording", log, *beats)
    with open(log) as lines:
        count = sum(1 for _ in lines)
    wall, cpu = run("twin", WARD, "--replay", log, "--no-forecasts", "--quiet", *beats)
    print(f"intake: {count} messages, {wall:.2f} s wall, {cpu:.2f} s CPU: {count / cpu:.0f} a CPU second")
    look = ["--set", "twin.every=1 h", "--set", "twin.horizon=12 h", "--set", "twin.forecasts=20"]
    for more in ([], ["--no-waveforms"]):
        both, both_cpu = run("twin", WARD, "--replay", log, "--quiet", *beats, *look, *more)
        print(f"12 h x 20 forecasts {' '.join(more)}: {both - wall:.1f} s wall, {both_cpu - cpu:.1f} s CPU")
