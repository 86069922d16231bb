"""The documents name everything there is: commands, variables, pages; their links and pictures lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from coach.cli.program import main
from coach.training.model import Role
from coach.web import navigation

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDE = (ROOT / "docs/guide.zh.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
LARGEST = 120_000
NO_COMMAND = {"COMMAND"}  # stands for any of them


def commands() -> Iterator[tuple[str, ...]]:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, one) for one in command.list_commands(click.Context(command)))
        else:
            yield (name,)


def anchors(text: str) -> set[str]:
    """Return the addresses of a document's headings, as the hosts of repositories make them."""
    found = HEADING.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in found}


@pytest.mark.parametrize("command", sorted({one[0] for one in commands()}))
def test_every_command_is_in_the_guide(command: str) -> None:
    assert f"coach {command} " in GUIDE.replace("`", " ")


def test_no_document_names_a_command_that_is_not_there() -> None:
    known = {one[0] for one in commands()} | NO_COMMAND
    for path in (ROOT / "README.md", ROOT / "docs/guide.zh.md", ROOT / "docs/operating.md"):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"(?:^|`|bin/)coach ([a-zA-Z]+)", text, flags=re.MULTILINE)
        assert named
        assert set(named) <= known, path.name


def test_every_command_group_is_told_with_commands_it_has() -> None:
    pairs = {one for one in commands() if len(one) > 1}
    groups = {one[0] for one in pairs}
    told = re.findall(r"`coach (\w+) (\w+)", GUIDE + OPERATING)
    told_pairs = {(group, one) for group, one in told if group in groups}
    assert told_pairs <= pairs
    assert {group for group, _ in told_pairs} == groups


def test_every_variable_is_documented() -> None:
    source = (ROOT / "coach/config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:COACH_|DATABASE_|XDG_)[A-Z_]+)"', source))
    assert len(read) > 10
    table = "\n".join(line for line in OPERATING.splitlines() if line.startswith("|"))
    assert {name for name in read if f"`{name}`" not in table} == set()
    assert set(re.findall(r"`(COACH_[A-Z_]+)(?:=\w+)?`", table)) <= read


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, mark = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.exists(), target
        if mark:
            assert mark in anchors(found.read_text(encoding="utf-8")), target


def test_every_picture_is_shown_and_small_enough() -> None:
    pictures = sorted((ROOT / "docs/images").glob("*.png"))
    assert 12 <= len(pictures) <= 20
    shown = {(ROOT / "docs" / one).resolve() for one in re.findall(r"!\[[^\]]+\]\((images/[^)]+)\)", GUIDE)}
    assert shown == set(pictures)
    assert {one.name for one in pictures if one.stat().st_size > LARGEST} == set()
    script = (ROOT / "docs/screenshots.py").read_text(encoding="utf-8")
    assert set(re.findall(r'Shot\(name="([\w-]+)"', script)) == {one.stem for one in pictures}


@pytest.mark.parametrize("role", Role)
def test_every_page_of_the_menus_is_in_the_guide_and_has_words_for_the_tour(role: Role) -> None:
    words = (ROOT / "templates/tour/words.html").read_text(encoding="utf-8")
    for path in navigation.paths_of(role):
        assert f"`{path}`" in GUIDE, path
        assert f'"{path}": "' in words, path


def test_the_map_of_the_documents_lists_them_all() -> None:
    listed = LINK.findall((ROOT / "docs/README.md").read_text(encoding="utf-8"))
    there = {one.name for one in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {one for one in there if one not in listed} == set()
