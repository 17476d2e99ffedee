"""PEP 517 backend: CMake builds the program and the module, and they become a wheel. It needs no other
Python package, so `pip install .` works without an index."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTERPRETER = "/usr/bin/python3"


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _tag() -> str:
    version = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{version}-{version}-{platform}"


def _metadata() -> str:
    p = _project()
    lines = ["Metadata-Version: 2.1", f"Name: {p['name']}", f"Version: {p['version']}",
             f"Summary: {p['description']}", f"Requires-Python: {p['requires-python']}"]
    lines += [f"Requires-Dist: {d}" for d in p["dependencies"]]
    for extra, wanted in p["optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}"]
        lines += [f'Requires-Dist: {d}; extra == "{extra}"' for d in wanted]
    return "\n".join(lines) + "\n"


def _build(folder: Path) -> tuple[Path, Path]:
    """The package's folder and the program. WARDTWIN_BUILD names a build tree to reuse."""
    built = os.environ.get("WARDTWIN_BUILD")
    build = Path(built).resolve() if built else folder / "build"
    if not built:
        subprocess.run(["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja",
                        "-DCMAKE_BUILD_TYPE=Release", "-DWARDTWIN_TESTS=OFF"], check=True)
    subprocess.run(["cmake", "--build", str(build), "--target", "wardtwin", "wardtwin_python"],
                   check=True)
    return build / "python" / "wardtwin", build / "wardtwin"


def _check_interpreter() -> None:
    """The module is made for Debian's Python, so it must be the one that installs it."""
    version = subprocess.run([INTERPRETER, "-c", "import sys; print(sys.version_info[:2])"], check=True,
                             capture_output=True, text=True).stdout.strip()
    if version != str(sys.version_info[:2]):
        raise SystemExit(f"wardtwin is built for {INTERPRETER} {version}, and this is {sys.executable} "
                         f"{sys.version_info[:2]}: use {INTERPRETER} -m venv --system-site-packages")


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    _check_interpreter()
    p = _project()
    name = f"{p['name']}-{p['version']}"
    wheel = f"{name}-{_tag()}.whl"
    records = []
    with tempfile.TemporaryDirectory() as folder, \
            zipfile.ZipFile(Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as out:

        def add(path: str, data: bytes, mode: int = 0o644) -> None:
            info = zipfile.ZipInfo(path)
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            records.append(f"{path},sha256={digest},{len(data)}")

        package, program = _build(Path(folder))
        for file in sorted(package.iterdir()):
            if file.suffix in (".py", ".so", ".typed"):
                add(f"wardtwin/{file.name}", file.read_bytes(), 0o755 if file.suffix == ".so" else 0o644)
        add("wardtwin/bin/wardtwin", program.read_bytes(), 0o755)
        info = f"{name}.dist-info"
        add(f"{info}/METADATA", _metadata().encode())
        add(f"{info}/WHEEL", (f"Wheel-Version: 1.0\nGenerator: wardtwin\nRoot-Is-Purelib: false\n"
                              f"Tag: {_tag()}\n").encode())
        add(f"{info}/entry_points.txt", b"[console_scripts]\nwardtwin = wardtwin.__main__:main\n")
        out.writestr(f"{info}/RECORD", "\n".join([*records, f"{info}/RECORD,,", ""]))
    return wheel


def build_sdist(sdist_directory, config_settings=None) -> str:
    raise SystemExit("wardtwin has no source archive; install from its repository")
