"""Sweeps on a real Dask scheduler and workers on loopback, one of which is killed on the way."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

import wardtwin

VARY = {"people.units.ward.staff.day": [1, 2], "network.wifi.access_points.ap_1.channel": [36, 40]}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def kept(folder):
    return {f.name: f.read_bytes() for f in Path(folder).iterdir()
            if f.is_file() and f.name != "tasks.json"}


class Cluster:
    def __init__(self, environment, folder):
        self.environment, self.folder = environment, folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port",
                                     self.address.rsplit(":", 1)[1], "--no-dashboard")
        self.workers = [self.add_worker() for _ in range(2)]

    def _start(self, *words):
        return subprocess.Popen(
            ["/usr/bin/python3", "-m", "distributed.cli.dask_" + words[0], *words[1:]],
            env=self.environment, cwd=self.folder, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)

    def add_worker(self):
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                           "--host", "127.0.0.1")

    def close(self):
        for p in [*self.workers, self.scheduler]:
            if p.poll() is None:
                p.kill()
            p.wait()


@pytest.fixture
def cluster(environment, tmp_path):
    c = Cluster(environment, tmp_path)
    yield c
    c.close()


def test_the_cluster_gives_the_same_bytes_though_a_worker_is_killed(ward, cluster, tmp_path):
    table = wardtwin.sweep(ward, VARY, ["nurse load"], replications=10, folder=tmp_path / "here")
    arguments = [wardtwin.program(), "sweep", ward.file, "--metric", "nurse load", "--replications",
                 "10", "--quiet", "--scheduler", cluster.address, "-o", str(tmp_path / "there")]
    for path, values in VARY.items():
        arguments += ["--vary", f"{path}={','.join(map(str, values))}"]
    run = subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    shards = tmp_path / "there/shards"
    deadline = time.time() + 60
    while time.time() < deadline and len(list(shards.glob("*.h5"))) < 5:
        time.sleep(0.02)
    made = len(list(shards.glob("*.h5")))
    assert 5 <= made < 40, "killed while there is work left"
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    out, said = run.communicate(timeout=120)
    assert run.returncode == 0, said
    assert len(list(shards.glob("*.h5"))) == 40
    assert kept(tmp_path / "here") == kept(tmp_path / "there")
    assert len(table) == 4


def test_what_goes_wrong_is_said(ward, tmp_path):
    with pytest.raises(wardtwin.RunError, match="Dask"):
        wardtwin.sweep(ward, VARY, replications=1, scheduler=f"tcp://127.0.0.1:{free_port()}")
