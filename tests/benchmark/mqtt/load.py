"""Side by side on one mosquitto: `wardtwin drive` and the plain client, at several loads.

    load.py BUILD_FOLDER [MESSAGES_A_SECOND ...]

Starts a broker of its own on loopback for each row. Both send 200 B at QoS 0 from 5,000 clients; nobody subscribes.
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
CLIENTS = 5000


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def broker(folder):
    port = free_port()
    folder.chmod(0o755)
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n")
    process = subprocess.Popen(["/usr/sbin/mosquitto", "-c", str(config)], stderr=subprocess.DEVNULL)
    for _ in range(500):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.01)
    sys.exit("the broker does not answer")


def with_broker(command):
    with tempfile.TemporaryDirectory() as folder:
        process, port = broker(pathlib.Path(folder))
        try:
            return subprocess.run(command(port), capture_output=True, text=True, check=True).stdout
        finally:
            process.kill()
            process.wait()


def main():
    build = pathlib.Path(sys.argv[1])
    for rate in [int(a) for a in sys.argv[2:]] or [5000, 20000, 40000]:
        print(f"{rate} messages/s asked for, load average {os.getloadavg()[0]:.1f}")
        period = 1000 * CLIENTS / rate
        own = with_broker(lambda port: [
            build / "wardtwin", "drive", ROOT / "scenarios/live/load.yaml", "--target", f"mqtt://127.0.0.1:{port}",
            "--ramp", "1s", "--max-connect-rate", "10000", "--no-subscriber", "--quiet", "--set",
            f"bench.devices.telemetry.count={CLIENTS}", "--set", f"bench.devices.telemetry.every={period:g} ms",
            "--set", "duration=10 s"])
        print("  wardtwin drive:", *[line.strip() for line in own.splitlines()[2:6]], sep="\n    ")
        print("  plain client:  ", with_broker(lambda port: [
            build / "mqtt_plain_client", str(port), str(CLIENTS), f"{period:g}", "10"]).strip())


if __name__ == "__main__":
    main()
