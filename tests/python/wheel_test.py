"""`pip install .` into a fresh environment, without an index, though another python3 is first on PATH."""

import os
import subprocess
from pathlib import Path

import wardtwin

ROOT = Path(__file__).resolve().parents[2]


def test_pip_install_needs_nothing_from_elsewhere(tmp_path):
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--system-site-packages", tmp_path / "venv"],
                   check=True)
    decoy = tmp_path / "decoy"
    decoy.mkdir()
    (decoy / "python3").write_text("#!/bin/sh\necho the wrong python >&2\nexit 9\n")
    (decoy / "python3").chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["WARDTWIN_BUILD"] = str(Path(wardtwin.program()).parent)
    environment["PATH"] = f"{decoy}:{environment['PATH']}"
    python = tmp_path / "venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "--no-index", "--quiet", ROOT], check=True,
                   env=environment, cwd=tmp_path)
    said = subprocess.run(
        [python, "-c", "import wardtwin, sys; s = wardtwin.load(sys.argv[1]); r = s.run();"
         "print(wardtwin.__file__, wardtwin.program(), r.requirements['verdict'][0])",
         ROOT / "tests/scenario/good/small_ward.yaml"],
        check=True, capture_output=True, text=True, env=environment, cwd=tmp_path).stdout.split()
    assert said[0].startswith(str(tmp_path)) and said[1].startswith(str(tmp_path))
    assert said[2] == "met"
    version = subprocess.run([tmp_path / "venv/bin/wardtwin", "--version"], check=True,
                             capture_output=True, text=True, env=environment).stdout
    assert version.startswith("wardtwin ")
