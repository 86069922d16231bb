"""Find the data folders wherever the package runs from: wheel, editable install or checkout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from coach.errors import NotFoundError

FOLDERS = ("lexicons", "scripts_library", "templates")


@cache
def folder(name: str) -> Path:
    """Return the folder ``name``: inside the installed package, else beside it.

    Raises:
        NotFoundError: the folder is in neither place (a broken installation).
    """
    package = Path(str(files("coach")))
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise NotFoundError(f"找不到数据目录 {name}：安装不完整，请重新安装 coach。", folder=name)
