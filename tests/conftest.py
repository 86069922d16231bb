"""Shared by all tests: the one rulebook and library, loaded once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

from coach.datafiles import folder
from coach.library import Library, load_library
from coach.scoring import Rulebook, load_rulebook

# Where the run was started in the background, the shell lets Ctrl-C be ignored, and every child would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")  # the same examples at every run: a failure can be seen again

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(folder("lexicons"))


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(folder("scripts_library"))
