"""A private copy of the data, so that fingerprints hold still, and lines to check."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.datafiles import folder
from coach.library import Library
from coach.programmes import load_programme
from coach.scoring import Rulebook
from coach.services.batch_lines import Sources
from coach.services.desk import Desk
from coach.storage.unit_of_work import Store
from coach.training.programme import Programme
from tests.databases import address, bare, engine, kept, kept_postgresql, kept_sqlite, server, store

__all__ = ["address", "bare", "engine", "kept", "kept_postgresql", "kept_sqlite", "server", "store"]

ROOT = Path(__file__).parents[2]
GOOD = "家人们好，今天这款五常大米两天之内发货，煮出来一粒一粒的。想要的加我微信。"


def line(number: int, **more: object) -> str:
    """Return an input line as people write it."""
    return json.dumps({"id": f"r{number}", "text": f"第{number}段。{GOOD}", **more}, ensure_ascii=False)


def sources_in(data: Path) -> Sources:
    """Return where the copied data is; nothing is cached outside."""
    return Sources(lexicons=data / "lexicons", scripts_library=data / "scripts_library")


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with copies of ``lexicons`` and ``scripts_library``."""
    copy = tmp_path_factory.mktemp("data")
    for name in ("lexicons", "scripts_library"):
        shutil.copytree(folder(name), copy / name)
    return copy


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return an input of 1,200 good lines."""
    path = tmp_path / "in.jsonl"
    path.write_text("".join(line(number) + "\n" for number in range(1200)), encoding="utf-8")
    return path


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    """Return a function that starts ``python -m …`` on the copied data; what still runs is killed at the end."""
    started: list[subprocess.Popen[str]] = []
    places = {
        "COACH_LEXICONS": str(data / "lexicons"),
        "COACH_LIBRARY": str(data / "scripts_library"),
        "COACH_CACHE": "off",
    }

    def start(*arguments: str | Path, **more: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", *map(str, arguments)],
            env={**os.environ, **places},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **{"cwd": ROOT, **more},  # type: ignore[call-overload]
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def programme(library: Library) -> Programme:
    """Return the standard programme."""
    return load_programme(folder("scripts_library"), library)


@pytest.fixture
def desk(store: Store, rulebook: Rulebook, library: Library, programme: Programme) -> Desk:
    """Return a desk on an empty database, on both kinds; ids count up."""
    numbers = itertools.count(1)
    return Desk(
        store=store,
        rulebook=rulebook,
        library=library,
        programme=programme,
        new_id=lambda: f"{next(numbers):08x}",
    )
