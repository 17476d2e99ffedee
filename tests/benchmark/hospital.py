#!/usr/bin/python3
"""Whole runs of scenarios/hospital_1000.yaml at any size: time and memory, from one wing to 100,000 devices.

    tests/benchmark/hospital.py build/wardtwin                    # 1,056 beds, one simulated hour
    tests/benchmark/hospital.py build/wardtwin --hours 24         # the day (minutes of wall time)
    tests/benchmark/hospital.py build/wardtwin --scale            # cost of one more message over the size
    tests/benchmark/hospital.py build/wardtwin --scale --repeat 3 # the same on a busy machine
    tests/benchmark/hospital.py build/wardtwin --storeys 77       # 100,100 devices

Every wing of every storey is the scenario's template: 44 beds and 650 devices, with its patients, nurses and
alarms, on one clock with all the others. The cost of a message is all CPU time, people and alarms included, of a
long run less that of a short one, by the messages generated in between; it counts as flat if the largest hospital
pays at most 1.3 times what one wing does.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

SCENARIO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scenarios/hospital_1000.yaml")
BEDS, DEVICES = 44, 650  # of one wing
STOREYS = 12  # as the scenario stands
SCALE = ((1, 1), (1, 2), (8, 2), (12, 2), (77, 2))  # storeys and wings


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
        command = [program, "run", SCENARIO, "-o", results] + [w for s in sets for w in ("--set", s)]
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
            _, status, used = os.wait4(process.pid, 0)  # of this run alone, its children with it
            if status:
                said.seek(0)
                sys.exit(said.read())
        summary = json.loads(subprocess.check_output([program, "summary", results, "--json"]))
        return summary["messages"], used.ru_utime + used.ru_stime, summary["wall_s"], used.ru_maxrss / 1024


def scale(program, hours, repeat, more):
    """A long run less a short one, so that starting up does not count. All sizes in turn, `repeat` times, and of
    each run the least CPU time: what others do on the machine only ever adds."""
    least = {}
    for _ in range(repeat):
        for size in SCALE:
            for length in (1, 10):
                result = run(program, settings(*size, length * hours / (size[0] * size[1])) + more)
                least[size, length] = min(least.get((size, length), result), result, key=lambda r: r[1])
    print("%9s %6s %12s %12s %6s %12s %8s" %
          ("devices", "beds", "messages", "CPU/message", "ratio", "starting up", "memory"))
    first = None
    for size in SCALE:
        copies = size[0] * size[1]
        short, long_ = least[size, 1], least[size, 10]
        messages = long_[0] - short[0]
        each = (long_[1] - short[1]) / messages
        first = first or each
        print("%9d %6d %12d %9.0f ns %6.2f %10.1f s %4.0f MiB" % (
            DEVICES * copies, BEDS * copies, messages, each * 1e9, each / first,
            short[1] - each * short[0], long_[3]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--storeys", type=int, default=STOREYS, help="of 88 beds each")
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each size, of which the fastest counts")
    parser.add_argument("--set", action="append", default=[])
    args = parser.parse_args()
    if args.scale:
        return scale(args.program, args.hours, args.repeat, args.set)
    print("%9s %6s %9s %12s %8s %8s %12s %8s" %
          ("devices", "beds", "simulated", "messages", "CPU", "wall", "CPU/message", "memory"))
    messages, cpu, wall, memory = run(args.program, settings(args.storeys, 2, args.hours) + args.set)
    print("%9d %6d %7.2f h %12d %6.1f s %6.1f s %9.0f ns %4.0f MiB" % (
        2 * DEVICES * args.storeys, 2 * BEDS * args.storeys, args.hours, messages, cpu, wall,
        cpu / messages * 1e9, memory))


if __name__ == "__main__":
    main()
