"""Results files as numpy arrays and pandas tables."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Union

from . import _core
from .program import call

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class Results:
    """What a results file holds; its page is sim/results/FORMAT.md.

    Arrays look into memory that is read once and are read-only; none is copied.
    """

    def __init__(self, path: str, logs: bool, _keep: object = None):
        self.path = path
        self._keep = _keep
        self._core = _core.read(path, logs)
        self.about: dict[str, object] = self._core.about()

    def __repr__(self) -> str:
        partial = "" if self.about["complete"] else ", partial"
        return f"<Results of {self.about['scenario_name']}, {self.replications} replications{partial}>"

    @property
    def replications(self) -> int:
        """How many were finished."""
        return int(self.about["replications"])

    def tables(self) -> list[str]:
        """Names for `columns` and `table`: "people/units", "alarms/log", "model/devices/flows", ..."""
        return self._core.tables()

    def columns(self, table: str, replication: int = 0) -> dict[str, "np.ndarray"]:
        """Columns of a table, each an array of shape [rows] in the table's memory.

        Times are int64 nanoseconds, wardtwin.NEVER_NS where they did not come; enums are their
        numbers; texts are a list. Raises KeyError and IndexError.
        """
        return {c.name: c.values for c in self._core.table(table, replication)}

    def units(self, table: str) -> dict[str, str]:
        """Unit of each column: "s", "m", "1" (counts, shares, indices), "none" (words)."""
        return {c.name: c.unit for c in self._core.table(table, 0)}

    def table(self, table: str, replication: Optional[int] = None) -> "pd.DataFrame":
        """A table as people read it, units in the column names: "wait_mean (s)".

        Times are seconds, NaN where they did not come; enums are categories of their words. Without
        `replication`, rows of all of them with a column "replication".
        """
        import pandas as pd

        if table.startswith("model/"):
            return _frame(self._core.table(table, 0))
        if replication is not None:
            return _frame(self._core.table(table, replication))
        frames = [_frame(self._core.table(table, k)) for k in range(self.replications)]
        for k, frame in enumerate(frames):
            frame.insert(0, "replication", k)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def series(self, name: str, replication: int = 0) -> "np.ndarray":
        """float32 array of shape [minutes, columns], a view: beds_occupied and nurses_busy (per
        unit), messages (one column), airtime (busy share, per access point), gateway_queue
        (messages, per gateway), infected (hosts, one column; no rows without attacks)."""
        return self._core.series(name, replication)

    def delays(self, flow: Union[int, str], replication: int = 0) -> tuple["np.ndarray", "np.ndarray"]:
        """Histogram of a flow's delays: counts of shape [bins], and bin edges of [bins + 1] in s."""
        if isinstance(flow, str):
            names = list(self.columns("model/devices/flows")["name"])
            if flow not in names:
                raise KeyError(f"no flow '{flow}'; there are {', '.join(names)}")
            flow = names.index(flow)
        return self._core.delays(flow, replication)

    def values(self, *metrics: str) -> "pd.DataFrame":
        """Metrics such as "high alarms to handset p99" (`wardtwin list metrics` names them): one row
        a replication, units in the column names; infinite where what is measured never came."""
        import pandas as pd

        said = json.loads(call(["values", self.path, *metrics]))
        columns = {f"{m['metric']}{_unit(m['unit'])}": [float(v) for v in m["replications"]] for m in said}
        return pd.DataFrame(columns, index=pd.RangeIndex(self.replications, name="replication"))

    def report(self, output: Union[str, os.PathLike], *others: "Results") -> str:
        """Writes the page that `wardtwin report` does, compared with others where given; its path."""
        call(["report", self.path, *(r.path for r in others), "-o", str(output)])
        return str(output)

    @property
    def precision(self) -> "pd.DataFrame":
        """What `run(precision=...)` reached: value, ends of the 95 % interval, half width allowed (a
        share of the value where relative), met. Empty where none was asked for."""
        import pandas as pd

        return pd.DataFrame(json.loads(call(["summary", self.path, "--json"]))["precision"], columns=[
            "name", "unit", "value", "low", "high", "allowed", "relative", "met"]).set_index("name")

    @property
    def summary(self) -> "pd.DataFrame":
        """Every quantity: mean over replications with the ends of its 95 % interval."""
        import pandas as pd

        return pd.DataFrame(self._core.quantities(), columns=[
            "section", "subject", "quantity", "unit", "value", "low", "high"])

    @property
    def requirements(self) -> "pd.DataFrame":
        """Verdicts ("met", "not met", "not decided") with value and ends of the 95 % interval; of
        limits on a share also the error budget of one run and what of it was spent."""
        import pandas as pd

        return pd.DataFrame(self._core.requirements(), columns=[
            "requirement", "unit", "limit", "at_most", "value", "low", "high", "verdict",
            "budget_unit", "budget", "budget_spent"]
        ).set_index("requirement")


class Sweep(Sequence):
    """The folder of a sweep: `len()` points, each of which `[i]` opens as Results."""

    def __init__(self, folder: Union[str, os.PathLike], logs: bool = False):
        import pandas as pd

        self.folder, self.logs = str(folder), logs
        try:
            plan = json.loads((Path(folder) / "plan.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise _core.InputError(f"{folder} is a folder and holds no sweep") from None
        settings = [dict(s.split("=", 1) for s in p["settings"]) for p in plan["points"]]
        #: settings of each point, one row a point
        self.points: "pd.DataFrame" = pd.DataFrame(settings, index=pd.RangeIndex(len(settings), name="point"))

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, point: int) -> Results:
        if not -len(self) <= point < len(self):
            raise IndexError(f"point {point} of {len(self)}")
        return Results(str(Path(self.folder) / f"{point % len(self):04}.h5"), self.logs)

    def __repr__(self) -> str:
        return f"<Sweep of {len(self)} points in {self.folder}>"

    def values(self, *metrics: str) -> "pd.DataFrame":
        """Metrics of every point and replication, indexed by both."""
        import pandas as pd

        return pd.concat({i: r.values(*metrics) for i, r in enumerate(self)}, names=["point"])

    def report(self, output: Union[str, os.PathLike]) -> str:
        """Writes the page of the first point, compared with all others; its path."""
        call(["report", self.folder, "-o", str(output)])
        return str(output)


def open(path: Union[str, os.PathLike], logs: bool = True, _keep: object = None) -> Union[Results, Sweep]:
    """Results from a file, or from the NAME.h5.part of a run that was stopped; a Sweep from the folder
    of one.

    logs: read the alarm log and the series, too. Raises InputError when it is not one, or damaged.
    """
    if Path(path).is_dir():
        return Sweep(path, logs)
    return Results(str(path), logs, _keep)


def _unit(unit: str) -> str:
    return "" if unit in ("1", "none", "") else f" ({unit})"


def _frame(columns: Sequence["_core.Column"]) -> "pd.DataFrame":
    import numpy as np
    import pandas as pd

    data = {}
    for c in columns:
        values = c.values
        if c.is_time:
            # divided, as the file does: 3700 s is 3700
            values = np.where(values == _core.NEVER_NS, np.nan, values / 1e9)
        elif c.words:
            values = pd.Categorical.from_codes(values, c.words)
        data[f"{c.name}{_unit(c.unit)}"] = values
    return pd.DataFrame(data)
