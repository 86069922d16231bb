"""The data folders are found from a wheel, an editable install and a checkout; the wheel runs elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHOW = "from coach.datafiles import folder, FOLDERS; print([(folder(n) / '.').is_dir() for n in FOLDERS], folder('lexicons'))"


def run(*command: str, cwd: Path) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COACH_", "COVERAGE"))}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the tracked files, so that no stale build folder can leak into it."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    shutil.copytree(
        ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "build", "dist", "*.egg-info", "tests", ".*_cache")
    )
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(place), str(source), cwd=place)
    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment in another folder with nothing but the wheel and what it needs."""
    place = tmp_path_factory.mktemp("elsewhere")
    venv.create(place / "env", with_pip=True)
    python = place / "env" / "bin" / "python"
    run(str(python), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"), str(wheel), cwd=place)
    return place


def test_wheel_carries_the_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "coach/lexicons/policy.toml",
        "coach/lexicons/absolute.toml",
        "coach/lexicons/userdict.txt",
        "coach/scripts_library/products/niurou-gan.toml",
        "coach/scripts_library/scripts/niurou-gan-1.md",
        "coach/py.typed",
    ):
        assert wanted in names
    assert any(name.startswith("coach/templates/report/") for name in names)
    assert any(name.startswith("coach/web/static/") for name in names)
    assert not any(name.startswith("tests/") for name in names)


def test_plain_wheel_checks_a_script_in_an_empty_environment(elsewhere: Path) -> None:
    python, coach = elsewhere / "env" / "bin" / "python", elsewhere / "env" / "bin" / "coach"
    assert "site-packages" in run(str(python), "-c", SHOW, cwd=elsewhere)
    script = elsewhere / "话术.txt"
    script.write_text("家人们，这是全网最低价，加我微信。", encoding="utf-8")
    out = run(str(coach), "check", str(script), "--fail-on", "never", cwd=elsewhere)
    assert "全网最低价" in out


def test_editable_install_finds_the_data(elsewhere: Path) -> None:
    python = elsewhere / "env" / "bin" / "python"
    run(str(python), "-m", "pip", "install", "-q", "--no-deps", "-e", str(ROOT), cwd=elsewhere)
    assert str(ROOT / "lexicons") in run(str(python), "-c", SHOW, cwd=elsewhere)


def test_checkout_finds_the_data() -> None:
    assert str(ROOT / "lexicons") in run(sys.executable, "-c", SHOW, cwd=ROOT)
