"""Shared by all tests: the one rulebook and library, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.library import Library, load_library
from coach.scoring import Rulebook, load_rulebook

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(folder("lexicons"))


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(folder("scripts_library"))
