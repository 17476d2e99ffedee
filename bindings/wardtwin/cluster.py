"""Replications on the workers of a Dask scheduler: `python3 -m wardtwin.cluster FOLDER tcp://host:port`.

`wardtwin sweep --scheduler` starts this. FOLDER/tasks.json lists what to make. A task carries its
scenario as text and gives back its results file as bytes, so workers need the package, but no shared
disk. A worker that dies costs the tasks it had: the scheduler gives them to others. On standard output:
`p SHARE` as tasks end, `e TEXT` for what went wrong.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

RETRIES = 2  #: of a task that raised; one whose worker died is given to another anyway


def replicate(scenario: str, seed: int, replication: int) -> bytes:
    """One replication as the bytes of its results file; runs on a worker. Whoever sweeps has said
    already that code of the scenario may run."""
    from wardtwin.program import call

    with tempfile.TemporaryDirectory(prefix="wardtwin-") as folder:
        file, shard = Path(folder) / "scenario.yaml", Path(folder) / "shard.h5"
        file.write_text(scenario, encoding="utf-8")
        call(["run", str(file), "--seed", str(seed), "--first", str(replication), "--replications", "1",
              "--jobs", "1", "--trust-code", "--reproducible", "--quiet", "-o", str(shard)])
        return shard.read_bytes()


def keep(shard: Path, data: bytes) -> None:
    """The file has its name once it is whole."""
    part = shard.with_suffix(".h5.part")
    part.write_bytes(data)
    os.replace(part, shard)


def run(folder: Path, address: str) -> None:
    from distributed import Client, as_completed

    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    texts = {t["scenario"]: (folder / t["scenario"]).read_text(encoding="utf-8") for t in tasks}
    with Client(address, timeout="10s") as client:
        futures = {
            client.submit(replicate, texts[t["scenario"]], t["seed"], t["replication"], pure=False,
                          retries=RETRIES): folder / t["shard"]
            for t in tasks}
        done = 0
        for future in as_completed(futures):
            keep(futures.pop(future), future.result())
            future.release()  # workers need not hold what is on disk
            done += 1
            print(f"p {done / len(tasks):.4f}", flush=True)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(3))
    try:
        run(Path(sys.argv[1]), sys.argv[2])
    except OSError as e:
        print(f"e {sys.argv[2]}: {e}", flush=True)
        return 3
    except Exception as e:  # what a worker raised comes out of the future as it was
        print(f"e {e}", flush=True)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
