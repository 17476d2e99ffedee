"""Tests of the Python package from the build tree: PYTHONPATH=build/python."""

import os
from pathlib import Path

import pytest

import wardtwin

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def ward():
    return wardtwin.load(ROOT / "tests/scenario/good/small_ward.yaml")


@pytest.fixture(scope="session")
def results(ward, tmp_path_factory):
    return ward.run(replications=3, output=tmp_path_factory.mktemp("r") / "r.h5")


@pytest.fixture(scope="session")
def environment():
    """For children that import the package, too."""
    return {**os.environ, "PYTHONPATH": str(Path(wardtwin.__file__).parents[1])}
