"""The rules of training read no clock, no environment and no chance, and see scoring only from outside."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import coach.training

SOURCES = sorted(Path(coach.training.__path__[0]).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_time_and_ids_are_arguments(path: Path) -> None:
    asked = {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert not asked & {"now", "utcnow", "today", "uuid4", "urandom", "environ", "getenv"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_training_imports_the_standard_library_errors_the_face_of_scoring_and_the_scheduler(path: Path) -> None:
    allowed = ("coach.training", "coach.errors", "coach.scoring", "fsrs")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in _imported(node):
            assert name.startswith(allowed) or name.partition(".")[0] in sys.stdlib_module_names, name
            if name.startswith("coach.scoring"):
                assert name in ("coach.scoring", "coach.scoring.names", "coach.scoring.packs"), name


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []
