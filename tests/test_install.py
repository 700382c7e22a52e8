"""What a council's machine gets: the wheel with its core dependencies and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 30_000_000
"""Bytes of a core install, without compiled caches."""

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a core install; skipped where pip has no index to ask."""
    target = tmp_path_factory.mktemp("install") / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target"]
    done = subprocess.run([*pip, str(target), str(ROOT)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("pip cannot install here")
    return target


def test_a_core_install_is_small(installed: Path) -> None:
    """Under 30 MB with all dependencies."""
    sizes = {path: path.stat().st_size for path in installed.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < LIMIT


def test_a_core_install_decides_and_has_no_heavy_extra(installed: Path, tmp_path: Path) -> None:
    """The data is in the wheel, and what only extras need is not there."""
    env = {"PYTHONPATH": str(installed), "NEEDCHECK_HOME": str(tmp_path), "PATH": ""}
    words = ["assess", "--authority", "hull", "--set", "harm=known", "--no-input"]
    program = [sys.executable, "-S", "-m", "needcheck", *words]
    done = subprocess.run(
        program, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Specialist" in done.stdout
    names = {path.name for path in installed.iterdir()}
    assert not names & {"polars", "z3", "numpy", "pandas", "docx", "pytest", "hypothesis"}
