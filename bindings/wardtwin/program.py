"""The program `wardtwin` as a child of the interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Sequence

from ._core import InputError


class RunError(RuntimeError):
    """The run could not be carried out: stopped, disk full, not writable, a worker died."""


def program() -> str:
    """Path of the program: inside the installed package, or beside it in a build tree."""
    here = Path(__file__).resolve().parent
    for place in (here / "bin" / "wardtwin", here.parent.parent / "wardtwin"):
        if place.is_file():
            return str(place)
    raise RunError(f"there is no program 'wardtwin' in {here}/bin; install the package again")


def environment() -> dict[str, str]:
    """Of the program: code of a scenario finds the modules that this interpreter finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path)}


def call(arguments: Sequence[str]) -> str:
    """Runs the program and gives back what it prints.

    The program has a process group of its own, so Ctrl-C reaches it once, from here; it then ends with
    what it has, and KeyboardInterrupt goes on. Raises InputError (exit code 2) and RunError (3).
    """
    child = subprocess.Popen([program(), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, text=True, start_new_session=True,
                             env=environment())
    try:
        out, said = child.communicate()
    except BaseException:
        child.send_signal(signal.SIGINT)
        try:
            child.communicate(timeout=10)
        except BaseException:
            child.kill()
            child.communicate()
        raise
    said = said.strip()
    if child.returncode == 2:
        raise InputError(said)
    if child.returncode < 0:
        raise RunError(f"the program was ended by {signal.Signals(-child.returncode).name}")
    if child.returncode != 0:
        raise RunError(said.removeprefix("wardtwin: ") or "the run did not end")
    return out


def value_text(value: object) -> str:
    """A Python value as scenarios write it: True, 3, "8 h", [1, 2], {"a": 1}; None removes."""
    import json

    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    return json.dumps(value)
