"""Streams and steps that scenarios bring along as Python, in the process of each replication."""

import os
import subprocess

import numpy as np
import pandas as pd
import pytest

import wardtwin


def bench(**stream):
    return wardtwin.load({
        "scenario": "code", "format": 1, "duration": "100 s", "seed": 3, "replications": 2,
        "devices": {"classes": {"camera": {"title": "camera", "links": ["wifi"], "streams": {
            "video": {"payload": "200 B", "when": "always", "period": "1 s", **stream}}}}},
        "bench": {"devices": {"cameras": {"class": "camera", "link": "wifi", "count": 4, "circle": "5 m"}}},
        "network": {"wifi": {"access_points": {"ap": {"at": ["0 m", "0 m", "3 m"], "channel": 36}}}}})


STREAM = "devices.classes.camera.streams.video"
STEP = "people.pathways.customers.steps.serve"


def queue(**step):
    return wardtwin.load({
        "scenario": "queue", "format": 1, "warm_up": "400 h", "duration": "4000 h", "seed": 7,
        "people": {"resources": {"server": {"units": 1}},
                   "pathways": {"customers": {"arrive": {"every": "exponential(mean 2 min)"}, "steps": {
                       "serve": {"with": "server", "takes": "1 min", "then": "leave", **step}}}}}})


def wait_of(results, step="serve"):
    """Mean and standard error over the replications, in minutes."""
    means = results.values(f"wait for customers.{step} mean").iloc[:, 0] / 60
    return np.mean(means), np.std(means, ddof=1) / np.sqrt(len(means))


def regular(device):
    yield 0.5 + 0.01 * device.random.random(), 200  # apart from each other
    while True:
        yield 0.25, 200


def test_messages_come_when_the_code_says():
    r = bench().with_code(**{STREAM: regular}).run()
    for k in range(2):
        # at 0.5, 0.75, ... below 100 s
        assert r.columns("devices/flows", k)["generated"][0] == 4 * 398
        assert r.columns("devices/flows", k)["delivered"][0] == 4 * 398


def test_sizes_take_their_time_on_the_air():
    def of(size):
        def messages(device):
            yield 0.01 * device.random.random(), size  # apart from each other, as native streams are
            while True:
                yield 0.01, size
        return messages

    scenario = bench(sizes=["100 B", "1400 B"])
    busy = {size: scenario.with_code(**{STREAM: of(size)}).run().values("airtime")["airtime"].mean()
            for size in (100, 1400)}
    # as native streams of one size are
    for size, own in busy.items():
        native = bench(payload=f"{size} B", period="10 ms").run().values("airtime")["airtime"].mean()
        assert own == pytest.approx(native, rel=0.02)
    assert busy[1400] > 1.5 * busy[100]


def test_a_generator_that_ends_is_silent_from_then_on():
    def three(device):
        yield from ((1.0, 200),) * 3

    r = bench().with_code(**{STREAM: three}).run()
    assert r.columns("devices/flows")["generated"][0] == 12


def test_streams_depend_on_seed_replication_and_device_alone():
    def random(device):
        while True:
            yield device.random.exponential(0.5), 200

    scenario = bench().with_code(**{STREAM: random})
    a, b, c = scenario.run(jobs=1), scenario.run(jobs=2), scenario.run(seed=4)
    pd.testing.assert_frame_equal(a.summary, b.summary, check_exact=True)
    hashes = [r.columns("run", k)["event_hash"][0] for r in (a, c) for k in (0, 1)]
    assert len(set(hashes)) == 4
    counts = [r.columns("devices/flows", k)["generated"][0] for r in (a, c) for k in (0, 1)]
    assert np.mean(counts) == pytest.approx(4 * 200, abs=4 * np.sqrt(4 * 200 / 4))


def test_a_stream_stops_with_its_device(ward):
    def steady(device):
        while True:
            yield 1.0

    pack = "devices.classes.telemetry_pack.streams.extra"
    scenario = ward.with_(**{f"{pack}.payload": "100 B", f"{pack}.period": "1 s"}).with_code(**{pack: steady})
    r = scenario.run(replications=1)
    names = list(r.table("model/devices/flows")["name"])
    sent = r.columns("devices/flows")["generated"][names.index("telemetry_pack/extra")]
    beds = r.values("beds occupied")["beds occupied"][0]
    assert sent == pytest.approx(600 * beds, rel=0.02)
    none = scenario.with_(**{"people.units.ward.patients.occupied_at_start": 0,
                             "people.units.ward.patients.arrivals.hourly": [0]}).run(replications=1)
    assert none.columns("devices/flows")["generated"][names.index("telemetry_pack/extra")] == 0


def test_lengths_of_steps_are_those_of_the_theory():
    r = queue().with_code(**{STEP: lambda visit: visit.random.exponential(60.0)}).run(replications=8)
    mean, error = wait_of(r)
    assert abs(mean - 1.0) < 4 * error  # M/M/1 at load 1/2 and a minute of service
    assert abs(mean - 0.5) > 4 * error  # and not M/D/1, which the scenario says without the code
    mean, error = wait_of(queue().run(replications=24))
    assert abs(mean - 0.5) < 4 * error


def test_nothing_leaves_it_to_the_scenario():
    class Nothing:
        def becomes(self, visit): return None
        def takes(self, visit): return None
        def then(self, visit): return None

    without, with_code = queue().run(replications=2), queue().with_code(**{STEP: Nothing}).run(replications=2)
    pd.testing.assert_frame_equal(without.summary, with_code.summary, check_exact=True)


def test_decisions_see_the_lines():
    def two(code=None):
        scenario = wardtwin.load({
            "scenario": "two_lines", "format": 1, "warm_up": "100 h", "duration": "1000 h", "seed": 7,
            "people": {"resources": {"left": {"units": 1}, "right": {"units": 1}},
                       "pathways": {"customers": {"arrive": {"every": "exponential(mean 1 min)"}, "steps": {
                           "choose": {"then": {"one": "50 %", "other": "50 %"}},
                           "one": {"with": "left", "takes": "exponential(mean 1.6 min)", "then": "leave"},
                           "other": {"with": "right", "takes": "exponential(mean 1.6 min)", "then": "leave"}}}}}})
        choose = "people.pathways.customers.steps.choose"
        return scenario.with_code(**{choose: code}) if code else scenario

    class Shorter:
        def then(self, visit):
            left, right = (visit.waiting(r) + visit.in_use(r) for r in ("left", "right"))
            if left == right:
                return "one" if visit.random.random() < 0.5 else "other"
            return "one" if left < right else "other"

    chance, error = wait_of(two().run(replications=6), "one")
    assert abs(chance - 1.6 * 0.8 / 0.2) < 4 * error  # M/M/1 at load 0.8
    shorter, error = wait_of(two(Shorter).run(replications=6), "one")
    # between one line for both (M/M/2 waits 2.84 min) and the choice by chance
    assert 1.6 * 0.64 / 0.36 - 4 * error < shorter < 0.6 * chance


def test_classes_of_patients_can_be_decided():
    scenario = wardtwin.load({
        "scenario": "classes", "format": 1, "duration": "100 h", "seed": 7,
        "people": {"resources": {"server": {"units": 4}}, "pathways": {"customers": {
            "classes": {"green": {"share": 1}, "red": {"share": 0, "priority": -1}},
            "arrive": {"every": "exponential(mean 2 min)"}, "steps": {
                "triage": {"takes": "1 min", "then": [{"for": "red", "to": "urgent"}, {"to": "usual"}]},
                "urgent": {"with": "server", "takes": "1 min", "then": "leave"},
                "usual": {"with": "server", "takes": "1 min", "then": "leave"}}}}}})

    class Triage:
        def becomes(self, visit):
            return "red" if visit.patient % 4 == 0 else "green"

    r = scenario.with_code(**{"people.pathways.customers.steps.triage": Triage}).run(replications=1)
    urgent, usual = r.columns("people/steps")["begun"][1:3]
    assert abs(3 * int(urgent) - int(usual)) <= 4


def test_state_is_of_one_replication():
    class Counting:
        count = 0

        def takes(self, visit):
            Counting.count += 1
            assert Counting.count == visit.patient + 1, "another replication was here"
            return 0.0

    queue().with_code(**{STEP: Counting}).run(replications=3)


@pytest.mark.parametrize("code, words", [
    (lambda visit: 1 / 0, "ZeroDivisionError: division by zero"),
    (lambda visit: -1.0, "takes gave -1.0"),
    (lambda visit: "soon", "takes gave 'soon'"),
    (lambda visit: float("nan"), "takes gave nan"),
    (lambda visit: visit.waiting("surgeon"), "there is no resource 'surgeon'"),
    (lambda visit: exit(0), "SystemExit"),
    (type("Wrong", (), {"then": lambda self, visit: "nowhere"}), "then gave 'nowhere'"),
    (type("Other", (), {"becomes": lambda self, visit: "purple"}), "becomes gave 'purple'"),
    (42, "there is no function takes(visit), then(visit) or becomes(visit)"),
])
def test_what_goes_wrong_in_a_step_is_told(code, words):
    with pytest.raises(wardtwin.RunError) as e:
        queue().with_code(**{STEP: code}).run(replications=1)
    assert words in str(e.value) and "step 'serve' of pathway 'customers'" in str(e.value)


def test_what_goes_wrong_in_a_stream_is_told():
    def large(device):
        yield 1.0, 999

    with pytest.raises(wardtwin.RunError, match="999 B, which is none of the stream's sizes"):
        bench().with_code(**{STREAM: large}).run()

    def broken(device):
        yield 1.0, 200
        raise ValueError("no more film")

    with pytest.raises(wardtwin.RunError, match="(?s)code_test.py.*broken.*no more film"):
        bench().with_code(**{STREAM: broken}).run()


def test_a_crash_ends_the_run_and_not_the_interpreter():
    def crash(visit):
        import os
        os.abort()

    with pytest.raises(wardtwin.RunError, match="signal 6"):
        queue().with_code(**{STEP: crash}).run(replications=1)


SOURCE = """
count = 0

def takes(visit):
    global count
    count += 1
    if visit.patient == 3:
        raise RuntimeError("the fourth")
    return visit.random.exponential(60)
"""


def test_code_stands_beside_the_scenario_and_is_run_by_who_trusts_it(tmp_path):
    (tmp_path / "serve.py").write_text(SOURCE.replace("== 3", "== -1"))
    (tmp_path / "queue.yaml").write_text("""
scenario: queue
format: 1
duration: 10 h
people:
  resources: { server: { units: 1 } }
  pathways:
    customers:
      arrive: { every: exponential(mean 2 min) }
      steps: { serve: { with: server, code: serve.py, then: leave } }
""")
    program = [wardtwin.program(), "run", str(tmp_path / "queue.yaml"), "-o", str(tmp_path / "r.h5")]
    refused = subprocess.run(program, capture_output=True, text=True)
    assert refused.returncode == 2 and "--trust-code" in refused.stderr
    assert subprocess.run([*program, "--trust-code"], capture_output=True).returncode == 0
    # the scenario as run stands alone
    text = wardtwin.open(tmp_path / "r.h5").about["scenario_text"]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/again.yaml").write_text(text)
    again = wardtwin.load(tmp_path / "elsewhere/again.yaml", trust_code=True).run()
    pd.testing.assert_frame_equal(again.summary, wardtwin.open(tmp_path / "r.h5").summary, check_exact=True)
    # a mistake is shown with its line
    (tmp_path / "serve.py").write_text(SOURCE)
    failed = subprocess.run([*program, "--trust-code"], capture_output=True, text=True)
    assert failed.returncode == 3
    assert 'raise RuntimeError("the fourth")' in failed.stderr and "line 8, in takes" in failed.stderr
    (tmp_path / "serve.py").unlink()
    missing = subprocess.run([*program, "--trust-code"], capture_output=True, text=True)
    assert missing.returncode == 2 and "cannot read" in missing.stderr and "queue.yaml:10:45" in missing.stderr


def test_sweeps_take_code(tmp_path):
    scenario = queue().with_code(**{STEP: lambda visit: visit.random.exponential(60.0)})
    table = wardtwin.sweep(scenario, {"people.resources.server.units": [1, 2]}, ["utilisation of server"],
                           replications=2, folder=tmp_path / "s")
    load = table["utilisation of server"]
    assert load[0] == pytest.approx(0.5, abs=0.03) and load[1] == pytest.approx(0.25, abs=0.015)
    # designs share their randomness: the same lengths of the same patients
    points = wardtwin.open(tmp_path / "s")
    works = [points[i].columns("people/resources")["work_ratio"][0] * (i + 1) for i in (0, 1)]
    assert works[0] == pytest.approx(works[1], rel=1e-3)


def test_a_call_costs_microseconds():
    calls = queue().with_code(**{STEP: lambda visit: 60.0})
    used = _children_seconds(lambda: calls.run(replications=1)) - _children_seconds(
        lambda: queue().with_code(**{STEP: lambda visit: 60.0}).with_(duration="1 h", warm_up="0 h").run(replications=1))
    n = 4400 * 30
    assert used / n < 100e-6, f"{1e6 * used / n:.1f} us a call"


def _children_seconds(work):
    before = os.times()
    work()
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
