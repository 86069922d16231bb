"""Run commands in this process on one loaded Coach, or for real in another process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import coach.wiring
from coach.cli import main
from coach.config import Settings
from coach.library import Library
from coach.scoring import Rulebook
from coach.wiring import Coach

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]
RunReal = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def loaded(rulebook: Rulebook, library: Library) -> Coach:
    """Return a Coach on the project's own data."""
    return Coach(settings=Settings.from_env({}), rulebook=rulebook, library=library)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where parsed rules are kept for all runs, away from the user's own."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the records of commands are that name no place of their own."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(autouse=True)
def own_places(cache: Path, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run, here or in another process, use those places."""
    monkeypatch.setenv("COACH_CACHE", str(cache))
    monkeypatch.setenv("COACH_INSTANCE", str(instance))


@pytest.fixture
def run(loaded: Coach, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs ``coach …`` here: fast, since the rules are loaded once."""
    monkeypatch.setattr(
        coach.wiring, "build", lambda settings=None: replace(loaded, settings=settings) if settings else loaded
    )

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)

    return run


@pytest.fixture
def run_real() -> RunReal:
    """Return a function that runs ``coach …`` in its own process, as people do."""

    def run_real(*arguments: str | Path, env: dict[str, str] | None = None, **more: object) -> object:
        values: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.run(
            [sys.executable, "-m", "coach.cli", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            check=False,
            **values,  # type: ignore[call-overload]
        )

    return run_real  # type: ignore[return-value]
