"""Load a training programme with its drills and checklists from the scripts library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.errors import NotFoundError
from coach.library import Library
from coach.scoring.packs import Source, read_source
from coach.training.parsing import parse_programme
from coach.training.programme import Drill, Programme
from coach.training.tables import near_id

STANDARD = "standard"


def load_programme(
    folder: Path, library: Library, *, programme_id: str = STANDARD, own: Path | None = None
) -> Programme:
    """Load ``programmes/<id>.toml``, ``drills/*.toml`` and ``checklists/*.toml`` below ``folder``.

    ``own`` is where the team keeps the drills it wrote itself; the folder need not exist.

    Raises:
        NotFoundError: there is no such programme; the message lists those there are.
        LexiconError: a file is wrong, or a drill names a card or sample script that ``library`` does not have.
    """
    path = folder / "programmes" / f"{programme_id}.toml"
    if not path.is_file():
        known = "、".join(sorted(other.stem for other in path.parent.glob("*.toml"))) or "一个也没有"
        raise NotFoundError(f"没有“{programme_id}”这个培养方案。现有：{known}。", programme=programme_id)
    source = read_source(path)
    drills, checklists = (
        [read_source(file) for file in sorted((folder / name).glob("*.toml"))] for name in ("drills", "checklists")
    )
    written = [read_source(file) for file in sorted(own.glob("*.toml"))] if own is not None else []
    programme = parse_programme(source, drills, checklists, written)
    for drill in programme.list_drills():
        _known(drill, _place([*written, *drills], drill.id), library)
    for reference in programme.references:
        if reference.script not in library.scripts:
            raise source.error("script", f"话术库里没有“{reference.script}”这篇", near=near_id(reference.id))
    return programme


def _known(drill: Drill, source: Source, library: Library) -> None:
    if drill.product is not None and library.find_product(drill.product) is None:
        raise source.error("product", f"没有编号为“{drill.product}”的商品卡", near=near_id(drill.id))
    if drill.script and drill.script not in library.scripts:
        raise source.error("script", f"话术库里没有“{drill.script}”这篇", near=near_id(drill.id))


def _place(sources: Sequence[Source], drill_id: str) -> Source:
    return next(source for source in sources if near_id(drill_id) in source.text)
