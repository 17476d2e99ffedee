"""Wardtwin: simulate a smart hospital on one clock, and answer with an interval beside every number.

>>> import wardtwin
>>> ward = wardtwin.load("scenarios/ward_and_icu.yaml")
>>> night = ward.with_(**{"people.units.ward.staff.night": 3})
>>> results = night.run(replications=10)
>>> results.requirements[["value", "low", "high", "verdict"]]
>>> results.table("people/units")
>>> results.values("high alarms to handset p99")

Simulations run in processes of their own (the program `wardtwin`), so any number of them may run in
one interpreter, in threads and in notebooks; the interpreter's lock is free while they do, and Ctrl-C
stops them. Results equal those of the command line to the last bit, since it is what runs.
"""

from . import code
from ._core import NEVER_NS, InputError
from .program import RunError, program
from .results import Results, Sweep, open
from .scenario import Scenario, load
from .study import compare, sweep

__all__ = ["InputError", "NEVER_NS", "Results", "RunError", "Scenario", "Sweep", "code", "compare", "load", "open",
           "program", "sweep"]
__version__ = "0.1.0"
