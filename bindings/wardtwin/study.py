"""Several hospitals at a time."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Mapping, Optional, Sequence, Union

from .program import call, value_text
from .results import _unit
from .scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def sweep(scenario: Scenario, vary: Mapping[str, Union[str, Sequence[object]]],
          metrics: Sequence[str] = (), replications: Optional[int] = None,
          jobs: Optional[int] = None, samples: Optional[int] = None,
          folder: Union[str, os.PathLike, None] = None, resume: bool = False,
          scheduler: Optional[str] = None, seed: Optional[int] = None) -> "pd.DataFrame":
    """Simulates every combination of settings: `vary={"people.units.ward.staff.night": [2, 3, 4]}`.

    A text "2..6" is a range. samples: that many points of a Latin hypercube instead. folder: keeps a
    results file for each point, and lets `resume` go on. scheduler: "tcp://host:port" of a Dask
    scheduler whose workers simulate; results are the same.

    One row a point: settings, each metric with its 95 % interval (`NAME (s)`, `NAME low (s)`,
    `NAME high (s)`), each requirement's verdict.
    """
    import pandas as pd

    arguments = ["sweep", *scenario.arguments(), *scenario.trust(), "--json"]
    for path, values in vary.items():
        text = values if isinstance(values, str) else ",".join(value_text(v) for v in values)
        arguments += ["--vary", f"{path}={text}"]
    for m in metrics:
        arguments += ["--metric", m]
    for option, value in (("--replications", replications), ("--jobs", jobs), ("--seed", seed),
                          ("--scheduler", scheduler), ("-o", folder), ("--samples", samples)):
        if value is not None:
            arguments += [option, str(value)]
    if samples is not None:
        arguments += ["--design", "lhs"]
    if resume:
        arguments.append("--resume")
    rows = []
    for point in json.loads(call(arguments))["points"]:
        row: dict[str, object] = dict(point["settings"])
        for name, m in point["measures"].items():
            for part, key in (("", "value"), (" low", "low"), (" high", "high")):
                row[f"{name}{part}{_unit(m['unit'])}"] = m[key]
        rows.append({**row, **point["requirements"]})
    return pd.DataFrame(rows)


def compare(base: Union[str, os.PathLike], other: Union[str, os.PathLike],
            metrics: Sequence[str] = ()) -> "pd.DataFrame":
    """Two results files, replication by replication: differences with 95 % intervals, how much
    common random numbers helped (variance_ratio), and verdicts that hold together with 95 %."""
    import pandas as pd

    arguments = ["compare", str(base), str(other), "--json"]
    for m in metrics:
        arguments += ["--metric", m]
    rows = []
    for d in json.loads(call(arguments))["differences"]:
        row = {"quantity": d["quantity"], "unit": d["unit"]}
        for part in ("base", "other", "difference"):
            row[part] = d[part]["value"]
        row |= {"low": d["difference"]["low"], "high": d["difference"]["high"],
                "variance_ratio": d["variance_ratio"], "verdict": d["verdict"]}
        rows.append(row)
    return pd.DataFrame(rows).set_index("quantity")
