"""The files a team makes beside the database: gathered for a backup, put back whole and only where nothing else stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.errors import InputError, OutputError, RefusedError
from coach.services.alarms import FILE
from coach.services.team_files import save

_DRILLS, _PACKS, _ALARMS = "drills", "packs", "alarms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a team's files are: its own drills, its packs (None: no folder is set up), the reported false alarms."""

    drills: Path
    packs: Path | None
    instance: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFile:
    """One file: what it is (drills, packs, alarms), its name there, and its bytes."""

    kind: str
    name: str
    data: bytes


def gather(places: Places) -> tuple[TeamFile, ...]:
    """Return all files of the team, by kind and name.

    Raises:
        OutputError: one can't be read.
    """
    found = [(_DRILLS, path) for path in sorted(places.drills.glob("*.toml"))]
    found += [(_PACKS, path) for path in sorted(places.packs.glob("*.toml"))] if places.packs is not None else []
    found += [(_ALARMS, path) for path in [places.instance / FILE] if path.exists()]
    return tuple(TeamFile(kind=kind, name=path.name, data=_read(path)) for kind, path in found)


@contextmanager
def put_back(files: Sequence[TeamFile], places: Places) -> Iterator[None]:
    """Write the files, and take them away again if what happens meanwhile fails.

    Raises:
        InputError: one is not of a kind that is known.
        RefusedError: another file stands in the place of one, or there is no folder for team packs.
        OutputError: one can't be written.
    """
    targets = [(_target(one, places), one.data) for one in files]
    for target, data in targets:
        if target.exists() and _read(target) != data:
            raise RefusedError(
                f"{target} 已经有内容，和备份里的不一样，所以没有恢复。请先把它移走，再恢复一次。", missing=[]
            )
    made: list[Path] = []
    try:
        for target, data in targets:
            if not target.exists():
                _make(target.parent)
                save(target, data)
                made.append(target)
        yield
    except BaseException:
        for target in made:
            target.unlink(missing_ok=True)
        raise


def _target(file: TeamFile, places: Places) -> Path:
    """Return where a file belongs; its name is only a name."""
    plain = file.name == Path(file.name).name and not file.name.startswith(".")
    if plain and file.kind == _ALARMS and file.name == FILE:
        return places.instance / FILE
    if not plain or file.kind not in (_DRILLS, _PACKS) or not file.name.endswith(".toml"):
        raise InputError(f"备份里有认不出来的文件“{file.kind}/{file.name}”，没有恢复。请换一个备份。")
    if file.kind == _DRILLS:
        return places.drills / file.name
    if places.packs is None:
        raise RefusedError(
            "备份里有团队词库，这里还没有放它的目录。请建一个空目录，把 COACH_TEAM_PACKS 指向它，再恢复一次。",
            missing=[],
        )
    return places.packs / file.name


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path} 读不出来：{error.strerror or error}。请检查权限。", path=str(path)) from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"目录 {folder} 建不了：{error.strerror or error}。请检查权限。", path=str(folder)) from error
