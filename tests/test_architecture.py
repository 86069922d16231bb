"""The tree keeps its shape: arrows point one way, files stay small, packages say what they are for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "coach").rglob("*.py"))


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_scoring_runs_without_flask_click_or_dask() -> None:
    code = (
        "import sys\n"
        "for name in ('flask', 'click', 'dask', 'distributed', 'sqlalchemy', 'jinja2', 'rich'): sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from coach.scoring import check, load_rulebook\n"
        "print(check('这是全网最低价', None, load_rulebook(Path('lexicons'))).verdict)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("block", "revise")


def test_only_config_reads_the_environment_and_scoring_reads_no_clock() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT / "coach").as_posix()
        if name not in ("config.py", "scoring/pinyin.py"):  # pypinyin takes its one switch from the environment
            assert "os.environ" not in text, name
        if name.startswith("scoring/"):
            assert "import time" not in text, name
            assert "datetime" not in text, name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_module_opens_with_its_promise_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, "a module opens with one sentence saying what it promises"
    assert len(text.splitlines()) <= 400, "a file past 400 lines is split"


def test_every_package_is_listed_for_the_wheel() -> None:
    listed = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    for path in (ROOT / "coach").rglob("__init__.py"):
        package = ".".join(path.parent.relative_to(ROOT).parts)
        assert f"    {package}\n" in listed, f"{package} is missing in setup.cfg"


def test_make_lists_its_commands() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("help", "run", "test", "check", "bench"):
        assert f"\n{command}:" in text
        line = next(line for line in text.splitlines() if line.startswith(f"{command}:"))
        assert "## " in line, f"{command} has no ## line"
