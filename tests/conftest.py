"""What all tests share: the ``--long`` option, and the criteria, read and compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from needcheck.criteria.load import Bundle, load
from needcheck.recommend.compile import Plan, compile_pathway

DATA = Path(__file__).resolve().parents[1] / "data"

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
def examples(request: pytest.FixtureRequest) -> int:
    """How many examples a property is tried on: 200, and 5,000 with ``--long``."""
    return 5_000 if request.config.getoption("--long") else 200


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The data folder of this checkout."""
    return DATA


@pytest.fixture(scope="session")
def hull() -> Bundle:
    """Hull's criteria, as shipped."""
    return load("hull", DATA)


@pytest.fixture(scope="session")
def hull_level(hull: Bundle) -> Plan:
    """Hull's level pathway, compiled."""
    return compile_pathway(hull, "level")
