"""The report in headless Chromium: it is drawn, on screen and on paper, and asks the network for nothing."""

import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium")


def browse(tmp_path, *arguments):
    return subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", *arguments],
        capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
def test_is_drawn_on_screen_and_paper(results, tmp_path):
    page = results.report(tmp_path / "report.html")
    picture, paper = tmp_path / "page.png", tmp_path / "page.pdf"
    said = browse(tmp_path, f"--screenshot={picture}", "--window-size=1200,3000", f"file://{page}").stderr
    assert "Content Security Policy" not in said  # nothing was even tried
    browse(tmp_path, f"--print-to-pdf={paper}", f"file://{page}")
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 50_000
    assert paper.read_bytes().startswith(b"%PDF") and paper.stat().st_size > 20_000


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
def test_the_policy_stops_what_would_load(results, tmp_path):
    page = tmp_path / "report.html"
    results.report(page)
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<h1>", '<img src="file:///picture.png"><h1>', 1), encoding="utf-8")
    said = browse(tmp_path, "--dump-dom", f"file://{page}").stderr
    assert "Content Security Policy" in said


def test_compares_designs(ward, results, tmp_path):
    other = ward.with_(**{"people.units.ward.patients.occupied_at_start": 0.25}).run(
        replications=3, output=tmp_path / "other.h5")
    page = tmp_path / "two.html"
    results.report(page, other)
    assert "other.h5 against" in page.read_text(encoding="utf-8")
