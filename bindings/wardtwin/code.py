"""Code that a scenario brings along, in the process of one replication.

Two places take it. A stream of a device class, instead of `pattern`:

    def messages(device):               # a generator, one for each device of the class
        while True:                     # seconds after the message before, and bytes
            yield device.random.exponential(2.0), 200

`device` has `name` and `random`. Bytes must be among the stream's `sizes` (or its `payload`; then the
seconds alone will do). A generator that ends sends no more.

A step of a pathway, any of these functions; None leaves it to what the scenario says:

    def becomes(visit): return "red"    # class of the patient, on coming to the step
    def takes(visit): return 300.0      # seconds, once all the step needs is there
    def then(visit): return "x_ray"     # next step, PATHWAY.STEP, "leave" or "die", at its end

`visit` has `random`, `patient` (number in order of arrival), `patient_class`, `step`, `time` (s since the
start of the run), `clock` (s since Monday 00:00), `in_system` and `in_step` (s so far), and the functions
`waiting(resource)` and `in_use(resource)`.

`random` is a numpy Generator that depends on the seed, the replication and the device, or visit and function, alone, so
equal runs are equal and designs share their randomness. Names at the top of the code are kept for the
whole replication; a replication never sees another's.

Cost: a call takes half a microsecond, and nine more for a visit that uses `random`; each
replication starts an interpreter of its own, a fifth of a second with numpy.
"""

from __future__ import annotations

import base64
import linecache
import traceback
import types

_seed = (1, 0)


def seed(scenario: int, replication: int) -> None:
    """Names the root of all randomness of this process."""
    global _seed
    _seed = (scenario, replication)


def _generator(key: int):
    import numpy as np

    # Philox4x64 has a key of 128 bits: half of it names the run, half the entity
    run = (_seed[0] * 0x9E3779B97F4A7C15 + _seed[1]) & 0xFFFFFFFFFFFFFFFF
    return np.random.Generator(np.random.Philox(key=run << 64 | key))


def _load(text: str, where: str):
    """What the text holds: its names, or the object it was pickled from."""
    if text.startswith("pickle:"):
        import cloudpickle

        return cloudpickle.loads(base64.b64decode(text[len("pickle:"):]))
    name = f"<code of {where}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)  # for tracebacks
    module = types.ModuleType("wardtwin_scenario_code")
    exec(compile(text, name, "exec"), module.__dict__)
    return module


def dumps(code) -> str:
    """Python objects as a scenario holds them, whole: workers need not have their module."""
    import sys

    import cloudpickle

    module = sys.modules.get(getattr(code, "__module__", None) or type(code).__module__)
    own = module is not None and module.__name__ not in ("__main__", "types", "builtins")
    if own:
        cloudpickle.register_pickle_by_value(module)
    try:
        return "pickle:" + base64.b64encode(cloudpickle.dumps(code)).decode("ascii")
    finally:
        if own:
            cloudpickle.unregister_pickle_by_value(module)


def told(kind, value, trace) -> str:
    """The traceback without this module's own frames and pybind11's."""
    lines = traceback.TracebackException(kind, value, trace)
    lines.stack = traceback.StackSummary.from_list([f for f in lines.stack if f.filename != __file__])
    return "".join(lines.format()).rstrip()


class Device:
    """What a stream's code knows of its device."""

    def __init__(self, name: str, key: int):
        self.name = name
        self.random = _generator(key)


def messages(text: str, where: str, device: str, key: int):
    """The iterator of one device."""
    code = _load(text, where)
    make = code if callable(code) else getattr(code, "messages", None)
    if make is None:
        raise NameError("there is no function messages(device)")
    return iter(make(Device(device, key)))


class Step:
    """One step's code: its functions, or None for those it leaves out."""

    def __init__(self, text: str, where: str, name: str):
        code = _load(text, where)
        if isinstance(code, type):
            code = code()
        names = ("becomes", "takes", "then")
        if any(hasattr(code, n) for n in names):
            self.becomes, self.takes, self.then = (getattr(code, n, None) for n in names)
        elif callable(code):  # a function alone is the length
            self.becomes, self.takes, self.then = None, code, None
        else:
            raise NameError("there is no function takes(visit), then(visit) or becomes(visit)")
        self.name = name

    def attach(self, in_use, waiting) -> None:
        self.in_use, self.waiting = in_use, waiting

    def visit(self, *values):
        return Visit(self, *values)


class Visit:
    """A patient who has come to a step."""

    __slots__ = ("_code", "_key", "_random", "patient", "patient_class", "time", "clock", "in_system",
                 "in_step")

    def __init__(self, code: Step, key: int, patient: int, patient_class: str, time: float, clock: float,
                 in_system: float, in_step: float):
        self._code, self._key, self._random = code, key, None
        self.patient, self.patient_class = patient, patient_class
        self.time, self.clock, self.in_system, self.in_step = time, clock, in_system, in_step

    @property
    def step(self) -> str:
        return self._code.name

    @property
    def random(self):
        """A numpy Generator of this visit and function: becomes, takes and then have one each."""
        if self._random is None:
            self._random = _generator(self._key)
        return self._random

    def waiting(self, resource: str) -> int:
        """Patients in line for a resource now. Raises KeyError."""
        return self._code.waiting(resource)

    def in_use(self, resource: str) -> int:
        """Units of a resource in use now. Raises KeyError."""
        return self._code.in_use(resource)
