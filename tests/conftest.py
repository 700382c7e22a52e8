"""What all tests share: the ``--long`` option, and criteria that are read and compiled once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from needcheck.criteria.load import load
from needcheck.recommend.compile import Plan, compile_pathway
from tests import small

DATA = Path(__file__).resolve().parents[1] / "data"

# Tests run beside others on shared machines, where a slow example says nothing.
settings.register_profile("needcheck", deadline=None)
settings.load_profile("needcheck")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--long``."""
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked ``long`` unless ``--long`` is given."""
    if not config.getoption("--long"):
        for item in items:
            if "long" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="needs --long"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The data folder of this checkout."""
    return DATA


@pytest.fixture(scope="session")
def hull_scale(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The framework's own level pathway, compiled for a toy authority that only names levels."""
    root = tmp_path_factory.mktemp("scale")
    small.write(root, {"authorities/toytown/visit.toml": small.HULL_LEVELS})
    shutil.copytree(DATA / "framework", root / "framework", dirs_exist_ok=True)
    return compile_pathway(load("toytown", root), "level")
