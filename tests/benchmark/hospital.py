#!/usr/bin/python3
"""Whole runs of hospitals of any size: time and memory, from one floor to 1,000 beds and more.

    tests/benchmark/hospital.py build/wardtwin                    # 1,000 beds, one simulated hour
    tests/benchmark/hospital.py build/wardtwin --hours 24         # the day (minutes of wall time)
    tests/benchmark/hospital.py build/wardtwin --scale            # cost per message over the size

Each floor is the same plan: a ward of 28 beds and an intensive care unit of 16, with 12 access points,
2 switches and 2 gateways. A wing of many floors stands beside the next one, 200 m away.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile

FLOORS_PER_WING = 12
STOREY, WING = 4, 200  # m

WARD = [("bay_%d" % (i + 1), 8 * (i % 4), 17 if i < 4 else 7, 8, 4) for i in range(6)] + [
    ("single_%d" % (i + 1), 16 + 4 * i, 7, 4, 1) for i in range(4)]
ICU = [("icu_%d" % (i + 1), 40 + 5 * (i % 8), 17 if i < 8 else 7, 5, 1) for i in range(16)]
OTHERS = [("ward_station", "nurse_station", 32, 17, 6), ("ward_store", "store", 32, 7, 6),
          ("icu_station", "nurse_station", 80, 17, 8)]
ACCESS_POINTS = [(4, 20, 36), (20, 20, 52), (35, 20, 100), (12, 11, 44), (26, 11, 60), (42.5, 20, 108),
                 (57.5, 20, 40), (72.5, 20, 56), (47.5, 11, 116), (62.5, 11, 48), (77.5, 11, 64),
                 (84, 20, 124)]
PER_BED = {
    "ward": dict(ward_monitor=0.5, telemetry_pack=1, infusion_pump=3, syringe_pump=0.5, smart_bed=1,
                 nurse_call=3, workstation=1.5),
    "icu": dict(icu_monitor=1, infusion_pump=7, syringe_pump=6, ventilator=1, smart_bed=1, nurse_call=3,
                workstation=2),
}


def per_bed(kind):
    return "{ " + ", ".join("%s: %g" % kv for kv in PER_BED[kind].items()) + " }"


def floor(k, out):
    """Adds the k-th floor; every name begins with its number."""
    f, dx, z = "f%d_" % k, WING * (k // FLOORS_PER_WING), STOREY * (k % FLOORS_PER_WING)
    rooms = out["floors"].setdefault(z, [])

    def room(name, kind, x, y, width, beds):
        door = "[%g m, %g m]" % (dx + x + width / 2, 17 if y == 17 else 14)
        rooms.append("        %s: { kind: %s, area: [%g m, %g m, %g m, %g m], door: %s%s }" % (
            f + name, kind, dx + x, y, dx + x + width, y + 7, door, ", beds: %d" % beds if beds else ""))

    rooms.append("        %scorridor: { kind: corridor, area: [%g m, 14 m, %g m, 17 m] }" %
                 (f, dx, dx + 88))
    for name, x, y, width, beds in WARD:
        room(name, "ward", x, y, width, beds)
    for name, x, y, width, beds in ICU:
        room(name, "icu", x, y, width, beds)
    for name, kind, x, y, width in OTHERS:
        room(name, kind, x, y, width, 0)
    for unit, list_, stay, day, night, more in (
            ("ward", WARD, "lognormal(mean 4.63 d, sd 6.07 d)", 6, 4, ""),
            ("icu", ICU, "lognormal(mean 4 d, sd 5.5 d)", 14, 12, ", reference_beds: 1.2")):
        out["units"].append(
            "    %s%s:\n      rooms: [%s]\n      station: %s%s_station\n      patients: { arrivals: "
            "{ hourly: [0.2] }, length_of_stay: \"%s\", occupied_at_start: 0.95 }\n"
            "      staff: { day: %d, night: %d%s }" %
            (f, unit, ", ".join(f + r[0] for r in list_), f, unit, stay, day, night, more))
        out["per_bed"].append("    %s%s: %s" % (f, unit, per_bed(unit)))
    for i, (x, y, channel) in enumerate(ACCESS_POINTS):
        out["access_points"].append(
            "      %sap_%d: { at: [%g m, %g m, %g m], channel: %d, switch: %sswitch_%d }" %
            (f, i + 1, dx + x, y, z + 2.7, channel, f, 1 if i < 5 else 2))
    out["switches"] += ["    %sswitch_%d: { uplink: core, rate: 10 Gbit/s }" % (f, i) for i in (1, 2)]
    out["gateways"] += ["    %sgateway_%d: { switch: core, cores: 4, serves: [%s%s] }" % (f, i, f, unit)
                        for i, unit in ((1, "ward"), (2, "icu"))]


def scenario(floors, hours):
    out = dict(floors={}, units=[], per_bed=[], access_points=[], switches=[], gateways=[])
    for k in range(floors):
        floor(k, out)
    text = ["scenario: hospital_%d_floors" % floors, "format: 1", "warm_up: 1 min",
            "duration: %g h" % hours, "seed: 5", "building:", "  floors:"]
    for z in sorted(out["floors"]):
        text += ["    level_%d:" % (z // STOREY + 1), "      height: %g m" % z, "      rooms:"]
        text += out["floors"][z]
    text += ["people:", "  units:"] + out["units"]
    text += ["devices:", "  per_bed:"] + out["per_bed"]
    text += ["  per_nurse: { handset: 1 }", "  links: { icu_monitor: wifi, ventilator: wired }",
             "network:", "  wifi:",
             "    radio: { standard: 802.11n, band: 5 GHz, access_point_power: 5 dBm, client_power: 5 dBm }",
             "    access_points:"] + out["access_points"]
    text += ["  wired: { on: core }", "  switches:", "    core: {}"] + out["switches"]
    text += ["  gateways:"] + out["gateways"]
    text += ["platform:", "  servers:", "    alarm_server: { switch: core }",
             "    record_server: { switch: core, messages: { cores: 16 } }",
             "  alarm_manager: { on: alarm_server }", "  records_on: record_server", ""]
    return "\n".join(text)


def run(program, floors, hours, sets):
    with tempfile.TemporaryDirectory() as folder:
        file, results = os.path.join(folder, "hospital.yaml"), os.path.join(folder, "r.h5")
        with open(file, "w") as f:
            f.write(scenario(floors, hours))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([program, "run", file, "-o", results] + sets, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        summary = json.loads(subprocess.check_output([program, "summary", results, "--json"]))
        return (summary["messages"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                summary["wall_s"], after.ru_maxrss / 1024)


def devices_of(floors):
    beds = {"ward": 28, "icu": 16}
    return floors * int(sum(beds[u] * sum(PER_BED[u].values()) for u in beds) + 20)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--floors", type=int, default=23, help="of 44 beds each")
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--print", action="store_true", help="the scenario only")
    parser.add_argument("--set", action="append", default=[])
    args = parser.parse_args()
    if args.print:
        return print(scenario(args.floors, args.hours))
    sets = [word for s in args.set for word in ("--set", s)]
    if args.scale:
        return scale(args.program, args.hours, sets)
    print("%9s %6s %9s %12s %8s %8s %12s %8s" %
          ("devices", "beds", "simulated", "messages", "CPU", "wall", "CPU/message", "memory"))
    messages, cpu, wall, memory = run(args.program, args.floors, args.hours, sets)
    print("%9d %6d %7.2f h %12d %6.1f s %6.1f s %9.0f ns %4.0f MiB" % (
        devices_of(args.floors), 44 * args.floors, args.hours, messages, cpu, wall,
        cpu / messages * 1e9, memory))


def scale(program, hours, sets):
    """Cost of one more message: a long run less a short one, so that starting up does not count."""
    print("%9s %6s %12s %12s %12s %8s" %
          ("devices", "beds", "messages", "CPU/message", "starting up", "memory"))
    for floors in (1, 3, 10, 23):
        short = run(program, floors, hours / floors, sets)
        long_ = run(program, floors, 10 * hours / floors, sets)
        messages = long_[0] - short[0]
        each = (long_[1] - short[1]) / messages
        print("%9d %6d %12d %9.0f ns %10.1f s %4.0f MiB" % (
            devices_of(floors), 44 * floors, messages, each * 1e9, short[1] - each * short[0],
            long_[3]), flush=True)


if __name__ == "__main__":
    main()
