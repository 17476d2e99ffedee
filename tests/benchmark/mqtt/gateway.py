"""A real gateway under load: mosquitto with an access list of so many lines, fitted at two loads and predicted at others.

    gateway.py BUILD_FOLDER [--lines 3000] [--fit 2000,6500] [--check 3500,5000] [--seconds 4] [--asleep] [-o FILE]

The broker has processor 0 and who drives it processor 1, as separate machines would, with real-time priority where that is
allowed, and neither processor goes to sleep unless --asleep. With --lines 0 the broker does next to nothing for a message.
"""

import argparse
import os
import pathlib
import subprocess
import tempfile
import time

from load import ROOT, free_port


def first(processor, priority):
    words = ["taskset", "-c", str(processor)]
    return ["chrt", "-f", str(priority), *words] if os.geteuid() == 0 else words


def used(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drive(build, folder, rate, lines, seconds):
    port = free_port()
    config = f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n"
    if lines:
        access = folder / "access"
        access.write_text("".join(f"topic readwrite wardtwin/ward/pump_{i}/rate\n" for i in range(lines))
                          + "topic readwrite wardtwin/#\n")
        config += f"acl_file {access}\n"
    (folder / "mosquitto.conf").write_text(config)
    broker = subprocess.Popen([*first(0, 50), "/usr/sbin/mosquitto", "-c", folder / "mosquitto.conf"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        before = used(broker.pid)
        file = folder / f"{rate}.h5"
        subprocess.run([*first(1, 40), build / "wardtwin", "drive", ROOT / "scenarios/live/load.yaml",
                        "--target", f"mqtt://127.0.0.1:{port}", "--ramp", "500ms", "--quiet", "-o", file,
                        "--set", "bench.devices.telemetry.count=200", "--set", f"bench.devices.telemetry.every={2e5 / rate:g} ms",
                        "--set", "warm_up=1 s", "--set", f"duration={seconds} s"], check=True, stdout=subprocess.DEVNULL)
        print(f"{rate}/s: {1e6 * (used(broker.pid) - before) / rate / seconds:.0f} us of the broker's processor a message", flush=True)
        return file
    finally:
        broker.kill()
        broker.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--lines", type=int, default=3000)
    parser.add_argument("--fit", default="2000,6500")
    parser.add_argument("--check", default="3500,5000")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--asleep", action="store_true")
    parser.add_argument("-o", dest="output")
    a = parser.parse_args()
    # they take only what nobody else wants
    awake = [] if a.asleep else [subprocess.Popen(["chrt", "-i", "0", "taskset", "-c", str(p), "sh", "-c", "while :; do :; done"])
                                 for p in (0, 1)]
    try:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            folder.chmod(0o755)
            fit, check = ([drive(a.build, folder, int(r), a.lines, a.seconds) for r in rates.split(",")] for rates in (a.fit, a.check))
            command = [a.build / "wardtwin", "calibrate", *fit, "--check", *check]
            subprocess.run(command + (["-o", a.output] if a.output else []), check=True)
    finally:
        for p in awake:
            p.kill()
            p.wait()


if __name__ == "__main__":
    main()
