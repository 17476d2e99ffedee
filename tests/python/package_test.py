import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest

import wardtwin


def test_runs_under_debians_python():
    assert sys.executable.startswith("/usr/bin/python3")


def test_equals_the_command_line_to_the_last_bit(ward, results, tmp_path):
    said = json.loads(subprocess.run(
        [wardtwin.program(), "run", ward.file, "--replications", "3", "--jobs", "1", "--json", "-o",
         str(tmp_path / "c.h5")], check=True, capture_output=True, text=True).stdout)
    ours = results.summary
    for q, row in zip(said["quantities"], ours.itertuples(), strict=True):
        for key in ("value", "low", "high"):
            theirs = float("nan") if q[key] is None else q[key]
            own = getattr(row, key)
            assert own == theirs or (not np.isfinite(own) and not np.isfinite(theirs))
    other = wardtwin.open(tmp_path / "c.h5")
    for table in results.tables():
        if table in ("run",):  # wall time and memory
            continue
        for k in range(3):
            for name, values in results.columns(table, k).items():
                theirs = other.columns(table, k)[name]
                assert np.asarray(values).tobytes() == np.asarray(theirs).tobytes() \
                    or list(values) == list(theirs), (table, name)
    assert list(results.columns("run", 1)["event_hash"]) == list(other.columns("run", 1)["event_hash"])


def test_jobs_do_not_matter(ward, results):
    one = ward.run(replications=3, jobs=1)
    pd.testing.assert_frame_equal(one.summary, results.summary, check_exact=True)


def test_analyzes_without_a_run(ward):
    found = ward.analyze(samples=1000)
    said = json.loads(subprocess.run([wardtwin.program(), "analyze", ward.file, "--samples", "1000", "--json"],
                                     check=True, capture_output=True, text=True).stdout)
    assert found == said and found


def test_a_scenario_from_python_objects_is_the_file_it_would_be(ward, results):
    yaml = pytest.importorskip("yaml")
    with open(ward.file, encoding="utf-8") as file:
        objects = yaml.load(file, Loader=yaml.BaseLoader)
    same = wardtwin.load(objects).run(replications=3)
    pd.testing.assert_frame_equal(same.summary, results.summary, check_exact=True)
    objects["people"]["units"]["ward"]["stuff"] = {"day": 1}
    with pytest.raises(wardtwin.InputError, match="stuff"):
        wardtwin.load(objects).check()


def test_says_which_precision_was_reached(ward, results):
    assert results.precision.empty
    fine = ward.run(precision="beds occupied within 20 %").precision
    assert list(fine.index) == ["beds occupied within 20 %"] and fine["met"].all()


def test_settings_change_the_hospital(ward, results):
    less = ward.with_(**{"people.units.ward.patients.occupied_at_start": 0.5}).run(replications=3)
    assert ward.settings == {}
    few, many = less.values("beds occupied")["beds occupied"], results.values("beds occupied")["beds occupied"]
    assert few.to_numpy() == pytest.approx(many.to_numpy() / 2, abs=0.6)


def test_arrays_are_views_and_outlive_their_results(ward):
    r = ward.run(replications=1)
    series = r.series("airtime")
    assert series.shape == (10, 2) and series.dtype == np.float32
    assert not series.flags.owndata and not series.flags.writeable
    again = r.series("airtime")
    assert np.shares_memory(series, again)
    onset = r.columns("alarms/log")["onset"]
    assert onset.dtype == np.int64 and not onset.flags.owndata
    kept = series.copy()
    del r, again
    assert (series == kept).all()
    with pytest.raises(ValueError):
        series[0, 0] = 1


def test_tables_carry_units_and_words(results):
    units = results.table("people/units")
    assert "wait_mean (s)" in units.columns
    assert list(units["replication"]) == [0, 1, 2]
    log = results.table("alarms/log", 0)
    assert "onset (s)" in log.columns
    assert set(log["priority"].cat.categories) == {"high", "medium", "low"}
    raw = results.columns("alarms/log", 0)["onset"]
    np.testing.assert_array_equal(log["onset (s)"], raw / 1e9)


def test_delays_count_every_delivered_message(results):
    counts, edges = results.delays("telemetry_pack/numerics")
    flows = results.table("model/devices/flows")
    row = list(flows["name"]).index("telemetry_pack/numerics")
    assert counts.sum() == results.columns("devices/flows")["delivered"][row]
    assert len(edges) == len(counts) + 1 and (np.diff(edges) > 0).all()
    with pytest.raises(KeyError):
        results.delays("telemetry_pack/waveforms")


def test_requirements_have_verdicts_and_intervals(results):
    r = results.requirements.loc["air_has_room: airtime"]
    assert r["verdict"] == "met" and r["low"] <= r["value"] <= r["high"] <= r["limit"]


def test_wrong_input_is_words(ward, tmp_path):
    with pytest.raises(wardtwin.InputError, match="Did you mean"):
        ward.with_(**{"network.wifi.rodio": 1}).check()
    with pytest.raises(wardtwin.InputError, match="does not exist"):
        wardtwin.open(tmp_path / "none.h5")
    (tmp_path / "x.h5").write_bytes(b"something else")
    with pytest.raises(wardtwin.InputError, match="not an HDF5 file"):
        wardtwin.open(tmp_path / "x.h5")
    with pytest.raises(wardtwin.RunError, match="cannot write"):
        ward.run(output="/proc/x.h5")
    with pytest.raises(IndexError):
        ward.run(replications=1).columns("people/units", 5)


def test_scenarios_from_python_objects(tmp_path):
    bench = wardtwin.load({
        "scenario": "made_here", "format": 1, "duration": "10 s", "seed": 3,
        "bench": {"devices": {"tags": {"count": 5, "payload": "100 B", "every": "1 s", "circle": "5 m"}}},
        "network": {"wifi": {"access_points": {"ap": {"at": ["0 m", "0 m", "3 m"], "channel": 36}}}}})
    r = bench.run()
    assert r.about["scenario_name"] == "made_here"
    assert r.columns("devices/flows")["generated"][0] == 50


def test_the_interpreter_goes_on_while_a_simulation_runs(ward):
    steps, done = 0, threading.Event()

    def simulate():
        ward.run(replications=20, jobs=1)
        done.set()

    thread = threading.Thread(target=simulate)
    thread.start()
    while not done.is_set():
        steps += 1
        time.sleep(0.001)
    thread.join()
    assert steps > 50


def test_many_runs_in_one_interpreter_and_in_threads(ward, results):
    found = []
    threads = [threading.Thread(target=lambda: found.append(ward.run(replications=3, jobs=1).summary))
               for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(found) == 4
    for f in found:
        pd.testing.assert_frame_equal(f, results.summary, check_exact=True)


def test_ctrl_c_stops_a_run_at_once(ward, environment, tmp_path):
    code = ("import wardtwin, sys\n"
            "try:\n    wardtwin.load(sys.argv[1]).run(replications=500, output=sys.argv[2])\n"
            "except KeyboardInterrupt:\n    print('stopped', flush=True)\n")
    child = subprocess.Popen(["/usr/bin/python3", "-c", code, ward.file, str(tmp_path / "r.h5")],
                             env=environment, stdout=subprocess.PIPE, text=True)
    part = tmp_path / "r.h5.part"
    deadline = time.time() + 20
    while time.time() < deadline and not (part.exists() and part.stat().st_size > 2_000_000):
        time.sleep(0.05)
    start = time.time()
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=20)
    assert out == "stopped\n" and time.time() - start < 10
    left = wardtwin.open(part)
    assert not left.about["complete"] and left.replications >= 1


def test_sweep_and_compare(ward, tmp_path):
    start = "people.units.ward.patients.occupied_at_start"
    table = wardtwin.sweep(ward, {start: [0.5, 1]}, ["beds occupied"], replications=3,
                           folder=tmp_path / "s")
    assert list(table[start]) == ["0.5", "1"]
    assert table["beds occupied"][0] < table["beds occupied"][1] - 1
    one = wardtwin.open(tmp_path / "s/0000.h5")
    assert one.values("beds occupied")["beds occupied"].mean() == pytest.approx(table["beds occupied"][0])
    c = wardtwin.compare(tmp_path / "s/0000.h5", tmp_path / "s/0001.h5", ["beds occupied"])
    assert c.loc["beds occupied", "difference"] > 1


def test_a_sweeps_folder_opens_as_one(ward, tmp_path):
    start = "people.units.ward.patients.occupied_at_start"
    table = wardtwin.sweep(ward, {start: [0.5, 1]}, ["beds occupied"], replications=3, folder=tmp_path / "s")
    points = wardtwin.open(tmp_path / "s")
    assert len(points) == 2 and list(points.points[start]) == ["0.5", "1"]
    assert points[1].replications == 3 and points[-1].path == points[1].path
    means = points.values("beds occupied")["beds occupied"].groupby("point").mean()
    assert means.to_numpy() == pytest.approx(table["beds occupied"].to_numpy())
    with pytest.raises(IndexError):
        points[2]
    (tmp_path / "none").mkdir()
    with pytest.raises(wardtwin.InputError, match="holds no sweep"):
        wardtwin.open(tmp_path / "none")
