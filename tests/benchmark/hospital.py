#!/usr/bin/python3
"""Whole runs of scenarios/hospital_1000.yaml at any size: time and memory, from one wing to 100,000 devices.

    tests/benchmark/hospital.py build/wardtwin                    # 1,056 beds, one simulated hour
    tests/benchmark/hospital.py build/wardtwin --hours 24         # the day (minutes of wall time)
    tests/benchmark/hospital.py build/wardtwin --scale            # cost of one more message over the size
    tests/benchmark/hospital.py build/wardtwin --storeys 77       # 100,100 devices

Every wing of every storey is the scenario's template: 44 beds and 650 devices.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

SCENARIO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scenarios/hospital_1000.yaml")
BEDS, DEVICES = 44, 650  # of one wing
STOREYS = 12  # as the scenario stands
SCALE = ((1, 1), (3, 1), (5, 2), (12, 2))  # storeys and wings


def settings(storeys, wings, hours):
    sets = ["building.stacks.level.storeys=%d" % storeys, "duration=%.6f h" % hours]
    if wings == 1:
        sets.append("building.stacks.level.wings.west=")
    if storeys > STOREYS:  # the record server grows with the hospital
        sets.append("platform.servers.record_server.messages.cores=%d" % (16 * storeys // STOREYS + 1))
    return sets


def run(program, sets):
    """Messages, CPU seconds with the compiler's, wall seconds of the run and the largest process in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        results = os.path.join(folder, "r.h5")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [program, "run", SCENARIO, "-o", results] + [w for s in sets for w in ("--set", s)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        summary = json.loads(subprocess.check_output([program, "summary", results, "--json"]))
        return (summary["messages"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                summary["wall_s"], after.ru_maxrss / 1024)


def scale(program, hours, more):
    """A long run less a short one, so that starting up does not count."""
    print("%9s %6s %12s %12s %12s %8s" %
          ("devices", "beds", "messages", "CPU/message", "starting up", "memory"))
    for storeys, wings in SCALE:
        copies = storeys * wings
        short = run(program, settings(storeys, wings, hours / copies) + more)
        long_ = run(program, settings(storeys, wings, 10 * hours / copies) + more)
        messages = long_[0] - short[0]
        each = (long_[1] - short[1]) / messages
        print("%9d %6d %12d %9.0f ns %10.1f s %4.0f MiB" % (
            DEVICES * copies, BEDS * copies, messages, each * 1e9, short[1] - each * short[0],
            long_[3]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--storeys", type=int, default=STOREYS, help="of 88 beds each")
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--set", action="append", default=[])
    args = parser.parse_args()
    if args.scale:
        return scale(args.program, args.hours, args.set)
    print("%9s %6s %9s %12s %8s %8s %12s %8s" %
          ("devices", "beds", "simulated", "messages", "CPU", "wall", "CPU/message", "memory"))
    messages, cpu, wall, memory = run(args.program, settings(args.storeys, 2, args.hours) + args.set)
    print("%9d %6d %7.2f h %12d %6.1f s %6.1f s %9.0f ns %4.0f MiB" % (
        2 * DEVICES * args.storeys, 2 * BEDS * args.storeys, args.hours, messages, cpu, wall,
        cpu / messages * 1e9, memory))


if __name__ == "__main__":
    main()
