"""Scenarios: hospitals that can be changed, checked and run."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Mapping, Optional, Sequence, Union

from .program import call, value_text
from .results import Results, open as open_results


class Scenario:
    """A scenario file and settings on top of it. Never changes; `with_` gives a changed copy."""

    def __init__(self, file: Union[str, os.PathLike], settings: Mapping[str, object] = (),
                 _keep: object = None, trust_code: bool = False):
        self.file = str(file)
        self.trust_code = trust_code
        self.settings: dict[str, object] = dict(settings)
        self._keep = _keep  # the temporary folder of a scenario made from Python objects

    def __repr__(self) -> str:
        changed = "".join(f", {k}={v!r}" for k, v in self.settings.items())
        return f"Scenario({self.file!r}{changed})"

    def with_(self, **settings: object) -> "Scenario":
        """A copy with settings changed: `with_(**{"people.units.ward.staff.night": 3})`.

        Values are numbers, texts with units ("8 h"), lists and dicts; None removes a setting.
        """
        return Scenario(self.file, {**self.settings, **settings}, self._keep, self.trust_code)

    def with_code(self, **code: object) -> "Scenario":
        """A copy whose streams and steps are made by Python of your own:
        `with_code(**{"devices.classes.camera.streams.video": video})`.

        For a stream a function of one device that yields (seconds, bytes); for a step of a pathway a
        class or object with some of takes(visit), then(visit) and becomes(visit), or a function, which
        is takes. They run in the process of each replication, as a copy that is pickled whole; see
        `wardtwin.code`. Raises RunError with their traceback where they fail.
        """
        from .code import dumps

        return Scenario(self.file, {**self.settings, **{f"{k}.code": dumps(v) for k, v in code.items()}},
                        self._keep, True)

    def arguments(self) -> list[str]:
        """What names this scenario on the command line."""
        sets = [x for k, v in self.settings.items() for x in ("--set", f"{k}={value_text(v)}")]
        return [self.file, *sets]

    def trust(self) -> list[str]:
        """The option that lets code of the scenario run, where it may."""
        return ["--trust-code"] if self.trust_code else []

    def check(self) -> str:
        """One line that says what the hospital has. Raises InputError with everything wrong."""
        return call(["check", *self.arguments()]).strip()

    def analyze(self, samples: Optional[int] = None) -> dict[str, object]:
        """What the network's shape and its parts' failure rates say, without a run: single points of
        failure, cuts, ways and availability; the object that `wardtwin analyze --json` prints.

        samples: states drawn for the sampled availability. Raises InputError for a wrong scenario.
        """
        arguments = ["analyze", *self.arguments(), "--json"]
        if samples is not None:
            arguments += ["--samples", str(samples)]
        return json.loads(call(arguments))

    def run(self, replications: Optional[int] = None, jobs: Optional[int] = None,
            seed: Optional[int] = None, threads: int = 1,
            precision: Union[str, Sequence[str]] = (), max_replications: int = 1000,
            output: Union[str, os.PathLike, None] = None, logs: bool = True) -> Results:
        """Simulates, and gives the results.

        replications: independent runs (the scenario's number); jobs: of them at a time (one per
        processor); precision: such as "alarm p99 within 5 %", then replications are added until it
        holds; output: results file to keep; logs: read the alarm log and series, too.

        Raises InputError for a wrong scenario, RunError for a run that failed.
        """
        folder = None
        if output is None:
            folder = tempfile.TemporaryDirectory(prefix="wardtwin-")
            output = Path(folder.name) / "r.h5"
        arguments = ["run", *self.arguments(), *self.trust(), "-o", str(output), "--quiet", "--threads", str(threads)]
        if replications is not None:
            arguments += ["--replications", str(replications)]
        if jobs is not None:
            arguments += ["--jobs", str(jobs)]
        if seed is not None:
            arguments += ["--seed", str(seed)]
        for p in [precision] if isinstance(precision, str) else precision:
            arguments += ["--precision", p, "--max-replications", str(max_replications)]
        call(arguments)
        return open_results(output, logs=logs, _keep=folder)


def load(scenario: Union[str, os.PathLike, Mapping], trust_code: bool = False) -> Scenario:
    """A scenario from its file, or from Python objects: the mapping that the file would hold.

    trust_code: run the Python that it brings along, which can do whatever you can.
    """
    if not isinstance(scenario, Mapping):
        return Scenario(scenario, trust_code=trust_code)
    folder = tempfile.TemporaryDirectory(prefix="wardtwin-")
    file = Path(folder.name) / "scenario.yaml"
    file.write_text(json.dumps(scenario, indent=1), encoding="utf-8")
    return Scenario(file, _keep=folder, trust_code=trust_code)
